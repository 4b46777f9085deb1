"""A receipt in one line, a refusal in one sentence."""

from __future__ import annotations

from burnish.enhancement import Check, Origin, Outcome, Receipt, Refusal
from burnish.report.escaping import plain_text


def receipt_line(receipt: Receipt) -> str:
    """What running both versions showed, in one line of plain text.

    `proven: 214 inputs, 12/12 branches` where no difference was seen and enough was run; `unproven: reached 3 of 12
    branches` where something could not be run; `checked: nothing of it runs` where there is nothing to run, as in CSS;
    `refused: …` for a rewrite that did not pass. The project's own tests are added where they were run.
    """
    if receipt.failure is not None:
        return plain_text(f"refused: {receipt.failure.detail or receipt.failure.name}")
    ran = _named(receipt, "behaviour")
    tests = _named(receipt, "tests")
    line = "checked: nothing was run" if ran is None else f"{_verdict(ran)}: {_reason(ran)}"
    if tests is not None and tests.outcome is Outcome.PASSED:
        line += f"; {tests.detail}"
    return plain_text(line)


def is_proven(receipt: Receipt) -> bool:
    """Whether both versions did the same wherever they were run, and enough of them was run."""
    ran = _named(receipt, "behaviour")
    return receipt.failure is None and ran is not None and ran.outcome is Outcome.PASSED


def receipt_details(receipt: Receipt) -> list[str]:
    """A line of plain text for each check: `nesting got no worse: passed (nesting 3 to 2)`."""
    return [plain_text(_detail(check)) for check in receipt.checks]


def refusal_sentence(refusal: Refusal) -> str:
    """`The fix was refused by the check 'behaviour': total: for xs=[]: before returned 0, after raised IndexError.`"""
    who = "The model's rewrite" if refusal.origin is Origin.MODEL else "The fix"
    if refusal.check == "proposal" and refusal.reason.startswith("the model left"):
        return plain_text(f"{refusal.reason[0].upper()}{refusal.reason[1:]}.")
    if refusal.check == "proposal":
        return plain_text(f"{who} was not made: {refusal.reason}.")
    return plain_text(f"{who} was refused by the check '{refusal.check}': {refusal.reason}.")


def _named(receipt: Receipt, name: str) -> Check | None:
    return next((check for check in receipt.checks if check.name == name), None)


def _verdict(ran: Check) -> str:
    return {Outcome.PASSED: "proven", Outcome.NOT_RUN: "unproven"}.get(ran.outcome, "checked")


def _reason(ran: Check) -> str:
    return ran.detail.removeprefix("unproven: ") or ran.outcome.value


def _detail(check: Check) -> str:
    detail = f" ({check.detail.removeprefix('unproven: ')})" if check.detail else ""
    return f"{check.name}: {check.outcome.value}{detail}"
