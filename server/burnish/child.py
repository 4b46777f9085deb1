"""A child process at the other end of the wire: frames go out, frames come in, its complaints go to the
log.
"""

from __future__ import annotations

import logging
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import BinaryIO, cast

from burnish import wire

log = logging.getLogger(__name__)

GRACE_SECONDS = 1.0
"""How long a process gets to end a cancelled request, or itself, before it is killed."""

BROKEN: wire.Frame = {"is": "broken"}
"""Heard once when the process is gone or talks nonsense."""

# Without it, a console window would open on Windows.
_FLAGS = 0x08000000 if sys.platform == "win32" else 0

# `python -m` looks for modules in the working folder first, and that may be a workspace of somebody else's making.
_HOME = Path(__file__).parents[1]


class Child:
    """The process at the other end of the wire; `what` is its name in the log."""

    def __init__(self, command: Sequence[str], what: str) -> None:
        """Raises OSError when it cannot be started."""
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            creationflags=_FLAGS,
            cwd=_HOME,
            env={**os.environ, "PYTHONSAFEPATH": "1"},
        )
        self._what = what
        self.started = monotonic()
        self.spoke_nonsense = False
        self._frames: queue.Queue[wire.Frame] = queue.Queue()
        self._complaints: deque[str] = deque(maxlen=20)
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._log, daemon=True).start()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def code(self) -> int | None:
        return self._process.poll()

    def say(self, frame: wire.Frame) -> None:
        """Send a frame; if nobody listens any more, the next thing heard is that the wire is broken."""
        try:
            wire.send(cast("BinaryIO", self._process.stdin), frame)
        except (OSError, ValueError):
            log.debug("%s does not listen any more", self._what)

    def hear(self, seconds: float) -> wire.Frame | None:
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
            cast("BinaryIO", self._process.stdin).close()
        except OSError:
            log.debug("%s closed its input first", self._what)
        if self.alive:
            try:
                self._process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        with cast("BinaryIO", self._process.stdout) as stream:
            try:
                while (frame := wire.receive(stream)) is not None:
                    self._frames.put(frame)
            except (wire.BrokenWire, OSError):
                self.spoke_nonsense = True
                log.exception("%s cannot be understood and is ended", self._what)
                self._process.kill()
        self._process.wait()
        self._frames.put(BROKEN)

    def _log(self) -> None:
        with cast("BinaryIO", self._process.stderr) as stream:
            for line in stream:
                text = line.decode("utf-8", "replace").rstrip()
                if text:
                    self._complaints.append(text)
                    log.warning("%s: %s", self._what, text)
