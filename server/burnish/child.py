"""The one child process: how it is started, heard and ended, and its last words.

What is said on the wire is `wire.py`'s; what a process may use, it limits itself (`sandbox/limits.py`).
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
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import BinaryIO, cast

from burnish import wire

log = logging.getLogger(__name__)

GRACE_SECONDS = 1.0
"""How long a process gets to end a cancelled request, or itself, before it is killed."""

BROKEN: wire.Frame = {"is": "broken"}
"""Heard once when the process is gone or talks nonsense."""

SOURCES = Path(__file__).parents[1]
"""Where `python -m burnish...` finds this package. It looks for modules in the working folder first, and that may be a
workspace of somebody else's making."""

LONGEST_COMPLAINT = 4096
"""Bytes of a line on standard error; a longer one is several."""

LONGEST_LAST_WORDS = 300
"""Characters."""

NO_WINDOW = 0x08000000 if sys.platform == "win32" else 0
"""The `creationflags` of whatever is started: on Windows a console window would open without them."""


def inherited(**more: str) -> dict[str, str]:
    """The user's own variables, with what keeps a workspace's modules out of a process, and more."""
    return {**os.environ, "PYTHONSAFEPATH": "1", **more}


class Child:
    """The process at the other end of the wire; `what` is its name in the log.

    A `leader` has a group of its own, and what it started dies with it. Of one that says more than `backlog` frames
    which nobody has heard yet, the wire breaks; 0: it may say any number.
    """

    def __init__(
        self,
        command: Sequence[str],
        what: str,
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path = SOURCES,
        leader: bool = False,
        backlog: int = 0,
        complaints: int = logging.WARNING,
    ) -> None:
        """`environment`: `inherited()` where it is None; `complaints`: how loud the log is about what it complains of.

        Raises OSError, or ValueError for a command that no system takes, when it cannot be started.
        """
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            creationflags=NO_WINDOW,
            cwd=folder,
            env=inherited() if environment is None else dict(environment),
            start_new_session=leader and sys.platform != "win32",
        )
        self._what = what
        self._leader = leader
        self._loudness = complaints
        self.started = monotonic()
        self.spoke_nonsense = False
        self._frames: queue.Queue[wire.Frame] = queue.Queue(maxsize=backlog)
        self._complaints: deque[str] = deque(maxlen=20)
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._log, daemon=True).start()

    @property
    def id(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def code(self) -> int | None:
        """With which it ended; None while it is alive."""
        return self._process.poll()

    def say(self, frame: wire.Frame) -> None:
        """Send a frame; if nobody listens any more, the next thing heard is that the wire is broken."""
        try:
            wire.send(cast("BinaryIO", self._process.stdin), frame)
        except (OSError, ValueError):
            log.debug("%s does not listen any more", self._what)

    def hear(self, seconds: float) -> wire.Frame | None:
        """The next frame; None after that time."""
        try:
            return self._frames.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            return None

    def last_words(self) -> str:
        """What it complained of last, after a colon; "" when it did not."""
        return f": {self._complaints[-1][:LONGEST_LAST_WORDS]}" if self._complaints else ""

    def end(self) -> None:
        """Ask the process to leave, and make it."""
        self.say({"do": "bye"})
        self._close_input()
        try:
            self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            log.debug("%s does not leave by itself", self._what)
        self.kill()

    def kill(self) -> None:
        """End it; a leader with all that it started, also when it is gone itself."""
        try:
            if self._leader and sys.platform != "win32":
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        except OSError:
            log.debug("%s was gone already", self._what)
        self._process.wait()
        self._close_input()

    def _close_input(self) -> None:
        try:
            cast("BinaryIO", self._process.stdin).close()
        except OSError:
            log.debug("%s closed its input first", self._what)

    def _listen(self) -> None:
        with cast("BinaryIO", self._process.stdout) as stream:
            try:
                while (frame := wire.receive(stream)) is not None:
                    self._frames.put_nowait(frame)
            except (wire.BrokenWire, OSError, queue.Full) as error:
                self.spoke_nonsense = True
                log.warning("%s cannot be understood and is ended: %r", self._what, error)
                self._process.kill()
        self._process.wait()
        while True:
            try:
                self._frames.put_nowait(BROKEN)
                return
            except queue.Full:
                self._frames.get_nowait()

    def _log(self) -> None:
        with cast("BinaryIO", self._process.stderr) as stream:
            while line := stream.readline(LONGEST_COMPLAINT):
                if text := line.decode("utf-8", "replace").strip():
                    self._complaints.append(text)
                    log.log(self._loudness, "%s: %s", self._what, text)
