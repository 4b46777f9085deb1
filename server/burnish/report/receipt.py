"""A receipt in one line, a refusal in one sentence."""

from __future__ import annotations

from burnish.enhancement import Check, Origin, Outcome, Receipt, Refusal

_MARKS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOT_APPLICABLE: "–", Outcome.NOT_RUN: "·"}

_COUNTED = frozenset({"behaviour", "tests"})
"""Checks that pass by having run something: how much belongs to what they say."""


def receipt_line(receipt: Receipt) -> str:
    """`✓ syntax ✓ resolves – comments ✓ behaviour (214 inputs, 12 of 12 branches) · tests (why they were not run)`."""
    return " ".join(
        f"{_MARKS[check.outcome]} {check.name}" + (f" ({check.detail})" if _tells(check) else "")
        for check in receipt.checks
    )


def refusal_sentence(refusal: Refusal) -> str:
    """`The fix was refused by the check 'behaviour': total: for xs=[]: before returned 0, after raised IndexError.`"""
    who = "The model's rewrite" if refusal.origin is Origin.MODEL else "The fix"
    if refusal.check == "proposal":
        return f"{who} was not made: {refusal.reason}."
    return f"{who} was refused by the check '{refusal.check}': {refusal.reason}."


def _tells(check: Check) -> bool:
    if not check.detail:
        return False
    if check.outcome is Outcome.PASSED:
        return check.name in _COUNTED
    return check.outcome in (Outcome.FAILED, Outcome.NOT_RUN)
