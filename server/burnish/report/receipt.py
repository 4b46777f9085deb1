"""A receipt in one line."""

from __future__ import annotations

from burnish.enhancement import Outcome, Receipt

_MARKS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOT_APPLICABLE: "–", Outcome.NOT_RUN: "·"}


def receipt_line(receipt: Receipt) -> str:
    """`✓ syntax ✓ resolves – comments · behaviour (why it was not run)`."""
    return " ".join(
        f"{_MARKS[check.outcome]} {check.name}"
        + (f" ({check.detail})" if check.detail and check.outcome in (Outcome.FAILED, Outcome.NOT_RUN) else "")
        for check in receipt.checks
    )
