"""Questions and verdicts as frames of the wire."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from burnish import wire
from burnish.behaviour.verdict import Allowed, Counterexample, Question, Verdict


def question_frame(question: Question) -> wire.Frame:
    frame = asdict(question)
    frame["allowed"]["calls"] = sorted(question.allowed.calls)
    return frame


def question_of(frame: wire.Frame) -> Question:
    allowed = Allowed(**{**frame["allowed"], "calls": frozenset(frame["allowed"]["calls"])})
    functions = frame["functions"]
    return Question(
        **{
            **frame,
            "allowed": allowed,
            "functions": None if functions is None else tuple(functions),
            "others": tuple(frame["others"]),
        }
    )


def verdict_frame(verdict: Verdict) -> wire.Frame:
    return asdict(verdict)


def verdict_of(frame: wire.Frame) -> Verdict:
    """Raises TypeError, KeyError or ValueError when the frame is none of a verdict."""
    counterexample: dict[str, Any] | None = frame["counterexample"]
    first, second = frame["branches"]
    found = Counterexample(**counterexample) if counterexample is not None else None
    return Verdict(**{**frame, "branches": (int(first), int(second)), "counterexample": found})
