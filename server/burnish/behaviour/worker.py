"""Questions asked of a process of their own: started when first asked, ended when idle, when it hangs or when it dies.

A crash, a hang or a flood of memory over there costs one verdict here.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Sequence
from time import monotonic

from burnish.behaviour.frames import question_frame, verdict_of
from burnish.behaviour.verdict import Question, Verdict
from burnish.child import BROKEN, GRACE_SECONDS, Child, inherited

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "burnish.behaviour.worker_process")

ANSWER_SECONDS = 3.0
"""How much longer than a question's time its answer may take: the process may have to start, and to close sandboxes."""

START_SECONDS = 60.0
"""How much longer the first questions may take: sandboxes have to start, on a busy machine and from a slow disk."""

IDLE_SECONDS = 60.0
"""A process that nobody asked for so long is ended; the next question starts it again."""

TICK = 0.02
"""Seconds between two looks at whether somebody still waits."""


class Worker:
    """One process. Threads may ask at the same time; they are answered one after the other."""

    def __init__(
        self,
        command: Sequence[str] = COMMAND,
        idle_seconds: float = IDLE_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
        start_seconds: float = START_SECONDS,
    ) -> None:
        self._command = command
        self._idle_seconds = idle_seconds
        self._answer_seconds = answer_seconds
        self._start_seconds = start_seconds
        self._turn = threading.Lock()
        self._process: _Process | None = None
        self._timer: threading.Timer | None = None
        self._asked = 0
        self._busy_until = 0.0

    @property
    def process(self) -> int | None:
        """The id of the running process; None while there is none."""
        running = self._process
        return running.child.id if running is not None and running.child.alive else None

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
            process.child.say({"do": "ask", "id": self._asked, "question": question_frame(question)})
            starting = 0.0 if question.language in process.started else self._start_seconds
            deadline = max(monotonic(), self._busy_until) + question.seconds + self._answer_seconds + starting
            while True:
                left = deadline - monotonic()
                frame = process.child.hear(left if cancelled is None else min(left, TICK))
                if frame is None and left > 0 and cancelled is not None:
                    if cancelled.is_set():
                        self._busy_until = deadline
                        self._watch()
                        return _unproven(question, "it was cancelled", "cancelled")
                    continue
                if frame is not None and frame.get("id") != self._asked and frame is not BROKEN:
                    continue
                break
            self._busy_until = 0.0
            if frame is None:
                self._drop(kill=True)
                return _unproven(question, f"it was not done within {question.seconds:g} seconds", "time")
            try:
                verdicts = tuple(verdict_of(one) for one in frame["verdicts"])
            except (KeyError, TypeError, ValueError):
                words = process.child.last_words()
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
                    process.child.say({"do": "warm", "language": language})
            self._watch()

    def shutdown(self) -> None:
        """End the process, also when it is at work: who waits for it gets an unproven verdict."""
        if not self._turn.acquire(timeout=GRACE_SECONDS):
            if (process := self._process) is not None:
                process.child.kill()
            self._turn.acquire()
        try:
            self._rest()
            self._drop(kill=False)
        finally:
            self._turn.release()

    def _running(self) -> _Process:
        """Raises OSError."""
        if self._process is not None and not self._process.child.alive:
            self._drop(kill=True)
        if self._process is None:
            self._process = _Process(self._command)
        return self._process

    def _drop(self, kill: bool) -> None:
        if self._process is not None:
            self._process.child.kill() if kill else self._process.child.end()
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


class _Process:
    """The running process, and what it is ready for."""

    def __init__(self, command: Sequence[str]) -> None:
        # It leads a group: its sandboxes end with it.
        self.child = Child(
            command,
            "the process that compares",
            environment=inherited(PYTHONHASHSEED="0"),
            leader=True,
            complaints=logging.INFO,
        )
        self.started: set[str] = set()
        """Languages in which it has answered: what has to be started for them has been."""
        self.warmed: set[str] = set()
        """Languages that it was told to prepare for."""


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
