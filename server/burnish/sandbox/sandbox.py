"""What every sandbox offers: a program is loaded once, then asked in its own language, and answers in text.

A sandbox is another process, or is inside one. It may be asked anything: a crash, an endless loop or a flood of memory
costs its answer and no more, and nothing that runs there reaches files, the network, the environment or other processes.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable


class Unsupported(Exception):
    """The sandbox cannot run this program: it lacks a feature of the language or a module. Says which, for people."""


class Overrun(Exception):
    """The code used up its time or its memory; the session is gone."""


class Lost(Exception):
    """The sandbox died or could not be started; the session is gone. Says why, for people."""


class Session(Protocol):
    """One program, loaded. Its global state lasts until the session is closed."""

    def run(self, code: str, seconds: float) -> str:
        """The value of an expression, which must be text, or, in JavaScript, a promise of text.

        `seconds` is wall-clock time. Raises Overrun, Lost; Unsupported where the code meets what the sandbox lacks.
        RuntimeError with the message of an exception that the code let out.
        """

    def close(self) -> None: ...


class Sandbox(Protocol):
    """A way to run programs of one language, kept warm between sessions."""

    @property
    def name(self) -> str:
        """For receipts: "monty", "pyodide", "v8", "cpython", "node"."""

    def open(self, program: str, seconds: float, prelude: str = "") -> Session:
        """Load a program in a state that no other program has touched. Raises Unsupported, Overrun, Lost.

        `prelude` runs before it: text that is the same for many programs, of which the state may be kept.

        RuntimeError with the message of an exception that the program let out while it was loaded.
        """

    def close(self) -> None:
        """End its processes. It may be opened again."""


@runtime_checkable
class Twofold(Protocol):
    """A sandbox with one process for all sessions, which take turns in it, that can have a second one."""

    def twin(self) -> Sandbox | None:
        """A sandbox of the same kind in a process of its own, in which something else runs at the same time.

        None where it does not run yet; then it starts in the background.
        """
