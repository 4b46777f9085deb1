"""Receipts in a line, refusals in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish.enhancement import Check, Origin, Outcome, Receipt, Refusal
from burnish.report.receipt import is_proven, receipt_details, receipt_line, refusal_sentence
from burnish.text import Span

COUNTEREXAMPLE = "total: for xs=[]: before returned 0, after raised IndexError"
SYNTAX = Check("syntax", Outcome.PASSED)
RAN = Check("behaviour", Outcome.PASSED, "214 inputs, 12/12 branches, 3.1 times as fast")
OFF = Check("tests", Outcome.NOT_RUN, "switched off")


@pytest.mark.parametrize(
    ("checks", "line", "proven"),
    [
        ((SYNTAX, RAN, OFF), "proven: 214 inputs, 12/12 branches, 3.1 times as fast", True),
        (
            (SYNTAX, Check("behaviour", Outcome.NOT_RUN, "unproven: reached 3 of 12 branches"), OFF),
            "unproven: reached 3 of 12 branches",
            False,
        ),
        (
            (SYNTAX, Check("behaviour", Outcome.NOT_RUN, "the change is outside functions")),
            "unproven: the change is outside functions",
            False,
        ),
        (
            (SYNTAX, Check("behaviour", Outcome.NOT_APPLICABLE, "nothing of it runs")),
            "checked: nothing of it runs",
            False,
        ),
        (
            (RAN, Check("tests", Outcome.PASSED, "7 tests that reach it pass before and after")),
            "proven: 214 inputs, 12/12 branches, 3.1 times as fast; 7 tests that reach it pass before and after",
            True,
        ),
        ((SYNTAX,), "checked: nothing was run", False),
        ((SYNTAX, Check("behaviour", Outcome.FAILED, COUNTEREXAMPLE)), f"refused: {COUNTEREXAMPLE}", False),
        (
            (Check("behaviour", Outcome.NOT_RUN, "unproven: it reads '\x1b[31m\n\u202e'"),),
            "unproven: it reads '\\x1b[31m\\n\\u202e'",
            False,
        ),
    ],
)
def test_a_receipt_is_one_line(checks: tuple[Check, ...], line: str, proven: bool) -> None:
    assert receipt_line(Receipt(checks)) == line
    assert is_proven(Receipt(checks)) is proven


def test_its_details_are_a_line_for_each_check() -> None:
    receipt = Receipt(
        (
            Check("metrics", Outcome.PASSED, "nesting 3 to 2"),
            Check("content", Outcome.NOT_APPLICABLE, "a rule's fix is made of the code itself"),
            Check("behaviour", Outcome.NOT_RUN, "unproven: reached 3 of 12 branches"),
            OFF,
        )
    )
    assert receipt_details(receipt) == [
        "metrics: passed (nesting 3 to 2)",
        "content: not applicable (a rule's fix is made of the code itself)",
        "behaviour: not run (reached 3 of 12 branches)",
        "tests: not run (switched off)",
    ]


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


def test_a_model_that_does_nothing_is_said_once() -> None:
    reason = "the model left the code as it is"
    refusal = Refusal(Path("a.py"), None, Span(0, 1), "proposal", reason, Origin.MODEL)
    assert refusal_sentence(refusal) == "The model left the code as it is."
