"""What there is to be had on this machine, and attempts to have it."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from burnish.sandbox import Lost, Overrun, Sandbox, Unsupported

VARIABLE = "BURNISH_TEST_TREASURE"

# The sandboxes of each language, in order of preference.
PYTHON = ["monty", "pyodide", "cpython"]
JAVASCRIPT = ["v8", "node"]


@dataclass(frozen=True)
class Attempt:
    """A program with a function `attempt` that returns what it got hold of, as text, or "ESCAPED"."""

    name: str
    program: str
    seconds: float = 3.0
    reaches: bool = False
    """Whether it gets there when nothing stops it, which is tried, too."""
    slow: bool = False
    """Whether it brings a process down in the way that another attempt does, too: starting the next takes seconds."""

    def __str__(self) -> str:
        return self.name


def each(attempts: Sequence[Attempt]) -> list[Any]:
    """The attempts as parameters of a test."""
    return [pytest.param(one, marks=pytest.mark.slow if one.slow else (), id=one.name) for one in attempts]


@dataclass
class Host:
    """A file, a variable and a listening socket that hold a treasure, and a file that must not come to be."""

    folder: Path
    port: int
    treasure: str
    connections: list[str]

    @property
    def canary(self) -> Path:
        return self.folder / "canary"

    def aimed(self, program: str) -> str:
        for mark, value in (
            ("TREASURE_PATH", str(self.folder / "treasure.txt")),
            ("CANARY_PATH", str(self.canary)),
            ("FOLDER", str(self.folder)),
            ("PORT", str(self.port)),
            ("VARIABLE", VARIABLE),
            ("PID", str(os.getpid())),
        ):
            program = program.replace(f"<{mark}>", value)
        return program

    def reached(self, outcome: str) -> list[str]:
        """In which ways it was reached; none is as it should be."""
        found = []
        if self.treasure in outcome or "treasure.txt" in outcome.replace(str(self.folder / "treasure.txt"), ""):
            found.append(f"it was read: {outcome[:300]}")
        if "ESCAPED" in outcome:
            found.append(f"it says so: {outcome[:300]}")
        if self.connections:
            found.append("it was connected to")
        if self.canary.exists():
            found.append("a file was written")
        return found


@contextmanager
def host(folder: Path) -> Iterator[Host]:
    treasure = f"gold-{os.urandom(8).hex()}"
    (folder / "treasure.txt").write_text(treasure)
    connections: list[str] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            connections.append("somebody")
            with connection:
                connection.settimeout(1)
                connection.sendall(f"HTTP/1.0 200 OK\r\n\r\n{treasure}\n".encode())

    threading.Thread(target=accept, daemon=True).start()
    os.environ[VARIABLE] = treasure
    try:
        yield Host(folder, listening.getsockname()[1], treasure, connections)
    finally:
        del os.environ[VARIABLE]
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


START_SECONDS = 60.0
"""How long a sandbox that an attempt has brought down gets to start again, on a machine that has other work to do."""


def outcome(sandbox: Sandbox, program: str, seconds: float, code: str = "attempt()") -> str:
    """What came of it: the answer, or how it ended."""
    try:
        if getattr(sandbox, "process", None) is not None:
            # An earlier attempt may have brought down the process that sessions share.
            sandbox.open("", START_SECONDS).close()
        session = sandbox.open(program, seconds)
        try:
            return session.run(code, seconds)
        finally:
            session.close()
    except (Unsupported, Overrun, Lost, RuntimeError) as error:
        return f"{type(error).__name__}: {error}"
