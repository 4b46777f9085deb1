"""Last: CPython or Node itself in a host process with limits, an empty environment and a folder of its own.

For what no other sandbox can run, in trusted workspaces only: an audit hook or a context is a fence, not a wall. Each
session is a process.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from burnish.child import SOURCES
from burnish.sandbox import node
from burnish.sandbox.process import Command, Host, environment, without_network
from burnish.sandbox.sandbox import Lost, Overrun

log = logging.getLogger(__name__)


class NativeSandbox:
    """`start` gives a process that works in the folder it is given."""

    def __init__(self, name: str, start: Callable[[Path], Command]) -> None:
        self.name = name
        self._start = start

    def open(self, program: str, seconds: float, prelude: str = "") -> _Session:
        folder = tempfile.TemporaryDirectory(prefix="burnish-", ignore_cleanup_errors=True)
        try:
            host = Host(self._start(Path(folder.name)))
            host.ready()
        except BaseException:
            folder.cleanup()
            raise
        session = _Session(host, folder)
        try:
            host.ask({"do": "open", "session": 1, "program": f"{prelude}\n{program}"}, seconds)
        except BaseException:
            session.close()
            raise
        return session

    def warm(self) -> None:
        """Nothing runs before it is needed."""

    def close(self) -> None:
        """Nothing runs but open sessions, which their owners close."""


class _Session:
    def __init__(self, host: Host, folder: tempfile.TemporaryDirectory[str]) -> None:
        self._host: Host | None = host
        self._folder = folder

    def run(self, code: str, seconds: float) -> str:
        if self._host is None:
            raise Lost("the session was closed")
        try:
            return self._host.ask({"do": "run", "session": 1, "code": code}, seconds)
        except Overrun:
            self.close()
            raise

    def close(self) -> None:
        host, self._host = self._host, None
        if host is not None:
            host.kill()
            self._folder.cleanup()


def cpython() -> NativeSandbox:
    return NativeSandbox("cpython", _cpython)


def node_itself() -> NativeSandbox:
    return NativeSandbox("node", _node)


def _cpython(folder: Path) -> Command:
    # Without site-packages and without this process's variables; the host finds Burnish by the path it is given.
    # `-I` would say the same, but ignore the one variable that makes sets of texts lie the same in every process.
    command = [
        *without_network(), sys.executable, "-s", "-S", str(node.HERE / "cpython_host.py"), str(SOURCES),
    ]  # fmt: skip
    return Command(command, environment(HOME=str(folder), PYTHONHASHSEED="0", PYTHONSAFEPATH="1"), folder, grace=0.05)


def _node(folder: Path) -> Command:
    found = node.executable()
    if found is None:
        raise Lost(f"there is no Node {node.OLDEST} or newer")
    command = node.command(found, "node_host.mjs", [str(node.HERE / "prelude.js")])
    return Command(command, environment(**found[1]), folder, memory=node.MEMORY)
