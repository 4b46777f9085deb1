"""Receipts in a line, refusals in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish.enhancement import Check, Origin, Outcome, Receipt, Refusal
from burnish.report.receipt import receipt_line, refusal_sentence
from burnish.text import Span

COUNTEREXAMPLE = "total: for xs=[]: before returned 0, after raised IndexError"


@pytest.mark.parametrize(
    ("check", "line"),
    [
        (Check("syntax", Outcome.PASSED), "✓ syntax"),
        (Check("metrics", Outcome.PASSED, "nesting 3 to 2"), "✓ metrics"),
        (Check("content", Outcome.NOT_APPLICABLE, "css has no content"), "– content"),
        (
            Check("behaviour", Outcome.PASSED, "214 inputs, 12 of 12 branches, 3.1 times as fast"),
            "✓ behaviour (214 inputs, 12 of 12 branches, 3.1 times as fast)",
        ),
        (
            Check("behaviour", Outcome.NOT_RUN, "unproven: reached 3 of 12 branches"),
            "· behaviour (unproven: reached 3 of 12 branches)",
        ),
        (Check("behaviour", Outcome.FAILED, COUNTEREXAMPLE), f"✗ behaviour ({COUNTEREXAMPLE})"),
    ],
)
def test_a_check_in_a_receipt(check: Check, line: str) -> None:
    assert receipt_line(Receipt((check,))) == line


@pytest.mark.parametrize(
    ("check", "origin", "sentence"),
    [
        ("behaviour", Origin.RULE, f"The fix was refused by the check 'behaviour': {COUNTEREXAMPLE}."),
        ("behaviour", Origin.MODEL, f"The model's rewrite was refused by the check 'behaviour': {COUNTEREXAMPLE}."),
        ("proposal", Origin.MODEL, f"The model's rewrite was not made: {COUNTEREXAMPLE}."),
    ],
)
def test_a_refusal(check: str, origin: Origin, sentence: str) -> None:
    assert refusal_sentence(Refusal(Path("a.py"), None, Span(0, 1), check, COUNTEREXAMPLE, origin)) == sentence
