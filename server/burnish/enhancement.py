"""Enhancements and the receipts that they carry."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from burnish.rule import Objective, Safety
from burnish.text import Edit, Span


class Origin(Enum):
    RULE = "rule"
    MODEL = "model"


class Outcome(Enum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not applicable"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class Check:
    """One test of the gate with its outcome; `detail` says why it failed or was not run."""

    name: str
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """All checks of one rewrite, in the order in which they ran."""

    checks: tuple[Check, ...]

    @property
    def accepted(self) -> bool:
        return bool(self.checks) and self.failure is None

    @property
    def failure(self) -> Check | None:
        return next((check for check in self.checks if check.outcome is Outcome.FAILED), None)


@dataclass(frozen=True, slots=True)
class Enhancement:
    """Verified edits that resolve a finding, serve an objective, or do what a person asked for in words."""

    path: Path
    rule: str | None
    objective: Objective | None
    title: str
    edits: tuple[Edit, ...]
    origin: Origin
    safety: Safety
    receipt: Receipt
    span: Span = field(default=Span(0, 0))


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rewrite that the gate did not let through, or that could not be made: by which check, and why."""

    path: Path
    rule: str | None
    span: Span
    check: str
    reason: str
    origin: Origin
