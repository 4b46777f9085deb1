"""Python, second: Pyodide, CPython compiled to WebAssembly, under Node in a process of its own.

The whole language and most of its standard library; 2 s to start, once.
"""

from __future__ import annotations

import os

from burnish.sandbox import node
from burnish.sandbox.process import Command, Host, Kept, KeptSession, environment
from burnish.sandbox.sandbox import Lost

IDLE_SECONDS = 60.0
PACKAGE = "pyodide@314.0.7"


def installed() -> bool:
    return node.pyodide() is not None and node.executable() is not None


class PyodideSandbox:
    """One process; each session begins with the same photograph of its memory.

    Going from one session to another costs a copy of what they changed: two sessions that are asked in turn are better
    off with a process each.
    """

    name = "pyodide"

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        self.process = Kept(_start, idle_seconds)
        self._idle_seconds = idle_seconds
        self._twin: PyodideSandbox | None = None

    def open(self, program: str, seconds: float, prelude: str = "") -> KeptSession:
        return KeptSession(self.process, program, seconds, prelude)

    def warm(self) -> None:
        self.process.warm()

    def twin(self) -> PyodideSandbox | None:
        """Its process starts after this one's, whose start is waited for, and where there is a processor for it."""
        if self.process.pid is None or (os.cpu_count() or 1) < 2:
            return None
        if self._twin is None:
            self._twin = PyodideSandbox(self._idle_seconds)
        if self._twin.process.pid is not None:
            return self._twin
        self._twin.warm()
        return None

    def close(self) -> None:
        self.process.close()
        if self._twin is not None:
            self._twin.close()


def _start() -> Host:
    folder, found = node.pyodide(), node.executable()
    if folder is None or found is None:
        raise Lost("Pyodide is not installed")
    readable = [str(folder) + os.sep + "*", str(node.HERE / "pyodide_seal.py"), str(node.HERE / "event_loop.py")]
    command = node.command(found, "pyodide_host.mjs", readable, str(folder))
    # What turns text into code is how a way into JavaScript would be used.
    command.insert(command.index("--no-warnings"), "--disallow-code-generation-from-strings")
    # It cannot look at the clock while Python runs: the time limit is the owner's alone.
    return Host(Command(command, environment(**found[1]), node.HERE, patience=60.0, grace=0.05, memory=node.MEMORY))
