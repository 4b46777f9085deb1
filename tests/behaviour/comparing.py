"""Two versions in, a verdict out."""

from __future__ import annotations

from burnish.behaviour.compare import compare
from burnish.behaviour.verdict import Allowed, Question, Verdict
from burnish.sandbox import available


def judged(
    before: str, after: str, language: str = "python", *, allowed: Allowed | None = None, timed: bool = False
) -> Verdict:
    """The verdict on the only function that differs. Time is no matter here: other tests run beside these."""
    question = Question(language, before, after, allowed=allowed or Allowed(), timed=timed, seconds=60.0)
    (verdict,) = compare(question, available.sandboxes)
    return verdict


def told(verdict: Verdict) -> str:
    """A counterexample in a line, or the verdict where there is none."""
    if verdict.counterexample is not None:
        return str(verdict.counterexample)
    return verdict.verdict if verdict.verdict == "proven" else f"{verdict.verdict}: {verdict.reason}"
