"""Questions asked of a process of their own: started when first asked, ended when idle, when it hangs or when it dies.

A crash, a hang or a flood of memory over there costs one verdict here.
"""

from __future__ import annotations

import logging
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import BinaryIO, cast

from burnish import wire
from burnish.behaviour.frames import question_frame, verdict_of
from burnish.behaviour.verdict import Question, Verdict

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "burnish.behaviour.worker_process")

GRACE_SECONDS = 3.0
"""How much longer than a question's time its answer may take: the process may have to start, and to close sandboxes."""

START_SECONDS = 60.0
"""How much longer the first questions may take: sandboxes have to start, on a busy machine and from a slow disk."""

IDLE_SECONDS = 60.0
"""A process that nobody asked for so long is ended; the next question starts it again."""

LEAVE_SECONDS = 1.0
"""How long a process gets to leave by itself."""

TICK = 0.02
"""Seconds between two looks at whether somebody still waits."""

# Without it, a console window would open on Windows.
_FLAGS = 0x08000000 if sys.platform == "win32" else 0

# `python -m` looks for modules in the working folder first, and that may be a workspace of somebody else's making.
_HOME = Path(__file__).parents[2]


class Worker:
    """One process. Threads may ask at the same time; they are answered one after the other."""

    def __init__(self, command: Sequence[str] = COMMAND, idle_seconds: float = IDLE_SECONDS) -> None:
        self._command = command
        self._idle_seconds = idle_seconds
        self._turn = threading.Lock()
        self._process: _Process | None = None
        self._timer: threading.Timer | None = None
        self._asked = 0
        self._busy_until = 0.0

    @property
    def process(self) -> int | None:
        """The id of the running process; None while there is none."""
        running = self._process
        return running.id if running is not None and running.alive else None

    def ask(self, question: Question, cancelled: threading.Event | None = None) -> tuple[Verdict, ...]:
        """The verdicts. Never raises: what goes wrong is an unproven verdict that says so.

        The question's time counts from the moment that the process begins with it. Who cancels does not wait: the
        process goes on with the question, and the next one comes after it.
        """
        while not self._turn.acquire(timeout=TICK if cancelled is not None else -1):
            if cancelled is not None and cancelled.is_set():
                return _unproven(question, "it was cancelled", "cancelled")
        try:
            self._rest()
            try:
                process = self._running()
            except OSError as error:
                return _unproven(question, f"the process that compares cannot be started: {error}", "failed")
            self._asked += 1
            process.say({"do": "ask", "id": self._asked, "question": question_frame(question)})
            starting = 0.0 if question.language in process.started else START_SECONDS
            deadline = max(monotonic(), self._busy_until) + question.seconds + GRACE_SECONDS + starting
            while True:
                left = deadline - monotonic()
                frame = process.hear(left if cancelled is None else min(left, TICK))
                if frame is None and left > 0 and cancelled is not None:
                    if cancelled.is_set():
                        self._busy_until = deadline
                        self._watch()
                        return _unproven(question, "it was cancelled", "cancelled")
                    continue
                if frame is not None and frame.get("id") != self._asked and frame is not _BROKEN:
                    continue
                break
            self._busy_until = 0.0
            if frame is None:
                self._drop(kill=True)
                return _unproven(question, f"it was not done within {question.seconds:g} seconds", "time")
            try:
                verdicts = tuple(verdict_of(one) for one in frame["verdicts"])
            except (KeyError, TypeError, ValueError):
                words = process.last_words()
                self._drop(kill=True)
                return _unproven(question, f"the process that compares ended unexpectedly{words}", "failed")
            process.started.add(question.language)
            self._watch()
            return verdicts
        finally:
            self._turn.release()

    def warm(self, languages: Sequence[str] = ("python",)) -> None:
        """Start the process and its sandboxes in the background, so that the first question need not wait."""
        with self._turn:
            self._rest()
            try:
                process = self._running()
            except OSError as error:
                log.warning("the process that compares cannot be started: %s", error)
                return
            for language in languages:
                if language not in process.started and language not in process.warmed:
                    process.warmed.add(language)
                    process.say({"do": "warm", "language": language})
            self._watch()

    def shutdown(self) -> None:
        """End the process, also when it is at work: who waits for it gets an unproven verdict."""
        if not self._turn.acquire(timeout=LEAVE_SECONDS):
            if (process := self._process) is not None:
                process.kill()
            self._turn.acquire()
        try:
            self._rest()
            self._drop(kill=False)
        finally:
            self._turn.release()

    def _running(self) -> _Process:
        """Raises OSError."""
        if self._process is not None and not self._process.alive:
            self._drop(kill=True)
        if self._process is None:
            self._process = _Process(self._command)
        return self._process

    def _drop(self, kill: bool) -> None:
        if self._process is not None:
            self._process.kill() if kill else self._process.end()
        self._process = None

    def _watch(self) -> None:
        self._timer = threading.Timer(self._idle_seconds, self._leave)
        self._timer.daemon = True
        self._timer.start()

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None

    def _leave(self) -> None:
        with self._turn:
            # A question that came in the meantime took the timer away.
            if self._timer is threading.current_thread():
                self._drop(kill=False)


_BROKEN: wire.Frame = {"is": "broken"}
"""Heard once when the process is gone or talks nonsense."""


class _Process:
    """The process at the other end of the wire."""

    def __init__(self, command: Sequence[str]) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            creationflags=_FLAGS,
            cwd=_HOME,
            env={**os.environ, "PYTHONSAFEPATH": "1", "PYTHONHASHSEED": "0"},
            start_new_session=sys.platform != "win32",
        )
        self.started: set[str] = set()
        """Languages in which it has answered: what has to be started for them has been."""
        self.warmed: set[str] = set()
        """Languages that it was told to prepare for."""
        self._frames: queue.Queue[wire.Frame] = queue.Queue()
        self._complaints: deque[str] = deque(maxlen=20)
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._log, daemon=True).start()

    @property
    def id(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def say(self, frame: wire.Frame) -> None:
        """Send a frame; if nobody listens any more, the next thing heard is that the wire is broken."""
        try:
            wire.send(cast("BinaryIO", self._process.stdin), frame)
        except (OSError, ValueError):
            log.debug("the process that compares does not listen any more")

    def hear(self, seconds: float) -> wire.Frame | None:
        """The next frame; None after that time."""
        try:
            return self._frames.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            return None

    def last_words(self) -> str:
        return f": {self._complaints[-1]}" if self._complaints else ""

    def end(self) -> None:
        """Ask the process to leave, and make it."""
        self.say({"do": "bye"})
        try:
            self._process.wait(LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            log.debug("the process that compares does not leave by itself")
        self.kill()

    def kill(self) -> None:
        """End it with its sandboxes, which are in its group."""
        try:
            if sys.platform != "win32":
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        except OSError:
            log.debug("the process that compares was gone already")
        self._process.wait()
        try:
            cast("BinaryIO", self._process.stdin).close()
        except OSError:
            log.debug("the process that compares closed its input first")

    def _listen(self) -> None:
        with cast("BinaryIO", self._process.stdout) as stream:
            try:
                while (frame := wire.receive(stream)) is not None:
                    self._frames.put(frame)
            except (wire.BrokenWire, OSError):
                log.exception("the process that compares cannot be understood and is ended")
                self._process.kill()
        self._process.wait()
        self._frames.put(_BROKEN)

    def _log(self) -> None:
        with cast("BinaryIO", self._process.stderr) as stream:
            for line in stream:
                text = line.decode("utf-8", "replace").rstrip()
                if text:
                    self._complaints.append(text)
                    log.info("the process that compares: %s", text)


def _unproven(question: Question, reason: str, kind: str) -> tuple[Verdict, ...]:
    names = question.functions or ("",)
    return tuple(Verdict(name, "unproven", reason=reason, kind=kind) for name in names)


_worker = Worker()


def ask(question: Question, cancelled: threading.Event | None = None) -> tuple[Verdict, ...]:
    """The verdicts of this process's own worker; see `Worker.ask`."""
    return _worker.ask(question, cancelled)


def warm(languages: Sequence[str] = ("python",)) -> None:
    _worker.warm(languages)


def shutdown() -> None:
    _worker.shutdown()
