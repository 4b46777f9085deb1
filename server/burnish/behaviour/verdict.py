"""What a comparison is asked and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Allowed:
    """Differences that are the very purpose of a rewrite; everything else must be the same."""

    calls: frozenset[str] = frozenset()
    """Last names of calls to the world outside that may come, go, or get other arguments (`execute`)."""
    order: bool = False
    """Whether calls to the world outside may be made in another order."""
    later: bool = False
    """Whether a result may come as a promise of it, and an exception as a promise that is rejected."""


@dataclass(frozen=True, slots=True)
class Question:
    """Two versions of a module's text. Which functions: None for all that differ."""

    language: str
    before: str
    after: str
    functions: tuple[str, ...] | None = None
    others: tuple[str, ...] = ()
    """Texts of other files of the project (tests first) in which calls of the functions may be found."""
    allowed: Allowed = Allowed()
    timed: bool = False
    """Whether the speed-up is to be measured, too."""
    seconds: float = 5.0
    """How long all of it may take."""
    natively: bool = False
    """Whether what no sandbox can run may run in a child process with limits."""


@dataclass(frozen=True, slots=True)
class Counterexample:
    """The smallest input found on which the two versions differ, and how they do."""

    input: str
    """As a person would write it: "xs=[]"."""
    before: str
    """What the version before did: "returned 0"."""
    after: str

    def __str__(self) -> str:
        given = f"for {self.input}: " if self.input else ""
        return f"{given}before {self.before}, after {self.after}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What running both versions of one function showed.

    `proven`: no difference, and enough of both versions was run. `unproven`: no difference, but too little was run, or
    nothing could be; `reason` says why. `refuted`: a difference, with its counterexample.
    """

    function: str
    verdict: Literal["proven", "refuted", "unproven"]
    inputs: int = 0
    branches: tuple[int, int] = (0, 0)
    """How many branches of both versions were taken, of how many there are."""
    counterexample: Counterexample | None = None
    reason: str = ""
    kind: str = ""
    """The reason in a word or two, for statistics; empty where the function ran."""
    sandbox: str = ""
    speedup: float | None = None
    """How many times as fast the version after is on the largest inputs; None where it was not measured."""
    seconds: float = 0.0
