"""JavaScript, first: V8 through mini-racer, in a process of its own."""

from __future__ import annotations

import importlib.util
import sys

from burnish.child import SOURCES
from burnish.sandbox.process import Command, Host, Kept, KeptSession, environment

IDLE_SECONDS = 60.0

_COMMAND = Command(
    (sys.executable, "-s", "-m", "burnish.sandbox.v8_host"),
    environment(PYTHONPATH=str(SOURCES), PYTHONSAFEPATH="1"),
    SOURCES,
)


def installed() -> bool:
    return importlib.util.find_spec("py_mini_racer") is not None


class V8Sandbox:
    """One process, started with the first program in 0.1 to 0.2 s; each session is an engine of its own in it."""

    name = "v8"

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        # Its modules are looked for here first, and never in a workspace of somebody else's making.
        self.process = Kept(lambda: Host(_COMMAND), idle_seconds)

    def open(self, program: str, seconds: float, prelude: str = "") -> KeptSession:
        return KeptSession(self.process, f"{prelude}\n{program}", seconds)

    def warm(self) -> None:
        self.process.warm()

    def close(self) -> None:
        self.process.close()
