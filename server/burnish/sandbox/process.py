"""The child process in which a sandbox lives, asked and answered, and killed when it does not keep time.

Its host answers each request `{"do", "id", "session", ...}` with one frame that carries the same `id`: `{"is": "text"}`
with `text`, `{"is": "opened"}`, or `{"is": "error"}` with a `message` and a `kind`: "raised", "unsupported" or
"overrun". The ids are random, so that code which finds a way to the wire cannot answer for somebody else.
"""

from __future__ import annotations

import functools
import logging
import os
import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from burnish import wire
from burnish.child import Child
from burnish.sandbox import limits
from burnish.sandbox.limits import MEMORY_EXIT
from burnish.sandbox.sandbox import Lost, Overrun, Unsupported

log = logging.getLogger(__name__)

ORPHAN_SECONDS = 30
"""How much more processor time than its limit a process gets that nobody is left to kill."""

BACKLOG = 64
"""Frames that may wait unheard: a host says nothing unasked."""

RETRY_SECONDS = 30.0
"""How long a process that could not start is not tried again."""


@dataclass(frozen=True, slots=True)
class Command:
    """How a process is started."""

    arguments: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    patience: float = 20.0
    """Seconds until it must say that it is ready."""
    grace: float = 1.0
    """How many seconds longer than the time limit it gets to end its code by itself before it is killed."""
    memory: int | None = None
    """Bytes that it may have to write to; where the system can be told, which is Linux."""


class Host:
    """A running process. One thread at a time may ask it."""

    def __init__(self, command: Command) -> None:
        """Raises Lost."""
        self._command = command
        try:
            self._child = Child(
                command.arguments,
                "a sandbox",
                environment=command.environment,
                folder=command.folder,
                backlog=BACKLOG,
                complaints=logging.DEBUG,
            )
        except (OSError, ValueError) as error:
            raise Lost(f"the sandbox cannot be started: {error}") from error
        self.overran = False
        """Whether it was ended because a program did not keep to its time or memory."""

    @property
    def pid(self) -> int:
        return self._child.id

    @property
    def alive(self) -> bool:
        return self._child.alive

    def ready(self) -> None:
        """Wait for its first frame, `{"is": "ready"}`. Raises Lost."""
        frame = self._child.hear(self._command.patience)
        if frame is None:
            self.kill()
            raise Lost(f"the sandbox was not ready within {self._command.patience:.0f} s")
        if frame.get("is") != "ready":
            self.kill()
            raise Lost(f"the sandbox could not start{self._child.last_words()}")
        if self._command.memory is not None:
            limits.of_memory(self.pid, self._command.memory)

    def ask(self, frame: wire.Frame, seconds: float) -> str:
        """The text of the answer. Raises Unsupported, RuntimeError (the code raised), Overrun, Lost."""
        mark = secrets.token_hex(8)
        limits.of_processor(self.pid, seconds + ORPHAN_SECONDS)
        self._child.say({**frame, "id": mark, "seconds": seconds})
        answer = self._child.hear(max(seconds, 0.0) + self._command.grace)
        if answer is None:
            self.overran = True
            self.kill()
            raise Overrun(f"more than {seconds:.1f} s")
        if answer.get("id") != mark:
            self.kill()
            if self._child.code == MEMORY_EXIT:
                self.overran = True
                raise Overrun("more memory than allowed")
            raise Lost(f"the sandbox died{self._child.last_words()}")
        if answer.get("stuck"):
            self.overran = True
            self.kill()
        if answer["is"] != "error":
            return str(answer.get("text", ""))
        message = str(answer.get("message", ""))
        kind = answer.get("kind")
        if kind == "unsupported":
            raise Unsupported(message)
        if kind == "overrun":
            raise Overrun(message)
        raise RuntimeError(message)

    def tell(self, frame: wire.Frame) -> None:
        """Say something that has no answer; nothing happens when nobody listens."""
        self._child.say(frame)

    def kill(self) -> None:
        self._child.kill()


class Kept:
    """A process that is started when it is needed, shared by sessions, and ended when it is idle or killed.

    Safe to use from several threads; they take turns.
    """

    def __init__(self, start: Callable[[], Host], idle_seconds: float) -> None:
        """`start` gives a process that may not be ready yet. Raises Lost."""
        self._start = start
        self._idle_seconds = idle_seconds
        self._lock = threading.RLock()
        self._child: Host | None = None
        self._open: set[int] = set()
        self._numbers = 0
        self._used = monotonic()
        self._timer: threading.Timer | None = None
        self._failure: str | None = None
        self._again = 0.0
        self._starting: Host | None = None
        self._ended: Host | None = None
        """One that was closed while it started."""
        self._warming = threading.Lock()
        self._settled = threading.Event()
        self._settled.set()

    @property
    def pid(self) -> int | None:
        """Of the process; None while none runs."""
        child = self._child
        return child.pid if child is not None and child.alive else None

    def warm(self) -> None:
        """Start the process in the background unless it runs."""
        if self.pid is None and self._warming.acquire(blocking=False):
            self._settled.clear()
            threading.Thread(target=self._warm, daemon=True).start()

    def open(self, program: str, seconds: float, prelude: str) -> tuple[Host, int]:
        """The process and the number of a new session in it. Raises what Host.ask and the starter raise.

        It waits for a process that starts no longer than `seconds`; the process goes on starting.
        """
        end = monotonic() + seconds
        used = self._awaited(end)
        try:
            with self._lock:
                return self._opened(program, seconds, prelude)
        except Lost:
            if not used:
                raise
        # It may have died of what an earlier program left behind; a fresh process knows nothing of that.
        self._awaited(end)
        with self._lock:
            return self._opened(program, seconds, prelude)

    def ask(self, child: Host, frame: wire.Frame, seconds: float) -> str:
        with self._lock:
            if child is not self._child:
                if child.overran:
                    # All that was in there has to be asked again, with less.
                    raise Overrun("another program used up the process's time or memory")
                raise Lost("the sandbox was closed")
            try:
                return child.ask(frame, seconds)
            finally:
                self._used = monotonic()
                if not child.alive:
                    self._forget()
                    self.warm()

    def close_session(self, child: Host, number: int) -> None:
        with self._lock:
            if child is self._child and number in self._open:
                self._open.discard(number)
                child.tell({"do": "close", "session": number})
                self._used = monotonic()

    def close(self) -> None:
        starting = self._starting
        if starting is not None:
            # That it does not start now is nobody's failure.
            self._ended = starting
            starting.kill()
        with self._lock:
            child, self._child, self._failure = self._child, None, None
            self._forget()
            if child is not None:
                child.kill()

    def _awaited(self, end: float) -> bool:
        """Whether the process runs already; else it is started, and awaited until then. Raises Lost."""
        if self.pid is not None:
            return True
        self.warm()
        if not self._settled.wait(max(end - monotonic(), 0.0)):
            raise Lost("the sandbox is still starting")
        return False

    def _opened(self, program: str, seconds: float, prelude: str) -> tuple[Host, int]:
        child = self._living()
        self._numbers += 1
        number = self._numbers
        self._open.add(number)
        try:
            self.ask(child, {"do": "open", "session": number, "prelude": prelude, "program": program}, seconds)
        except BaseException:
            self.close_session(child, number)
            raise
        return child, number

    def _living(self) -> Host:
        if self._child is not None and not self._child.alive:
            self._forget()
        if self._child is None:
            if self._failure is not None and monotonic() < self._again:
                raise Lost(self._failure)
            try:
                self._starting = self._start()
                self._starting.ready()
            except Lost as error:
                if self._starting is None or self._starting is not self._ended:
                    log.warning("%s", error)
                    self._failure, self._again = str(error), monotonic() + RETRY_SECONDS
                raise
            finally:
                started, self._starting = self._starting, None
            self._child, self._failure = started, None
            self._used = monotonic()
            self._watch(self._idle_seconds)
        return self._child

    def _forget(self) -> None:
        self._child = None
        self._open.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _warm(self) -> None:
        try:
            with self._lock:
                self._living()
        except Lost as error:
            log.debug("%s", error)
        finally:
            self._warming.release()
            self._settled.set()

    def _watch(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._close_if_idle)
        self._timer.daemon = True
        self._timer.start()

    def _close_if_idle(self) -> None:
        # A session that nobody closed does not keep a process for ever.
        with self._lock:
            if self._child is None or threading.current_thread() is not self._timer:
                return
            wait = self._idle_seconds * (10 if self._open else 1)
            left = self._used + wait - monotonic()
            if left > 0:
                self._watch(max(left, 0.05))
            else:
                self.close()


class KeptSession:
    """A session in a process that it shares with others."""

    def __init__(self, kept: Kept, program: str, seconds: float, prelude: str = "") -> None:
        self._kept = kept
        self._child, self._number = kept.open(program, seconds, prelude)

    def run(self, code: str, seconds: float) -> str:
        return self._kept.ask(self._child, {"do": "run", "session": self._number, "code": code}, seconds)

    def close(self) -> None:
        self._kept.close_session(self._child, self._number)


def environment(**more: str) -> dict[str, str]:
    """As good as empty: what the system itself needs to start a process, and nothing of the user's."""
    needed = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR") if sys.platform == "win32" else ()
    return {**{name: os.environ[name] for name in needed if name in os.environ}, **more}


@functools.cache
def without_network() -> tuple[str, ...]:
    """What to put before a command so that it sees no network; nothing where the system does not offer it."""
    unshare = shutil.which("unshare") if sys.platform == "linux" else None
    if unshare is None:
        return ()
    command = (unshare, "--map-root-user", "--net", "--")
    try:
        tried = subprocess.run(
            (*command, "true"), capture_output=True, timeout=5, check=False, env={"PATH": os.defpath}
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return command if tried.returncode == 0 else ()
