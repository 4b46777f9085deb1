"""Why a finding is left as it is, and what a person can do about it in an editor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from burnish.engine import Left, LeftReason
from burnish.report.escaping import plain_text


def why_left(left: Left, without_model: tuple[str, str]) -> tuple[str, str]:
    """The reason and a way on, a sentence each. `without_model` are those for what only a model could do."""
    if left.reason is LeftReason.MODEL_OFF:
        return without_model
    reason, way = _WORDS[left.reason]
    return plain_text(reason.format(detail=left.detail.rstrip("."))), way


_WORDS = {
    LeftReason.UNSAFE: (
        "Its fix is unsafe: {detail}.",
        "Enhance the file with unsafe fixes, or choose it in the lightbulb.",
    ),
    LeftReason.NONE: ("There is no fix for it.", "Read what to do: Burnish: Explain Finding."),
    LeftReason.MODEL_UNSAFE: ("The model's rewrite would be unsafe.", "Enhance the file with unsafe fixes."),
    LeftReason.DECLINED: ("No rewrite was made: {detail}.", "A bigger model may do better: Burnish: Select Model."),
    LeftReason.REFUSED: (
        "A rewrite was refused by the check {detail}.",
        "See it whole: Burnish: Show Refused Rewrites.",
    ),
    LeftReason.STOPPED: ("It was not tried: {detail}.", "Review again."),
}


_COUNTED = {
    LeftReason.UNSAFE: "{n} with an unsafe fix",
    LeftReason.MODEL_UNSAFE: "{n} with an unsafe rewrite by the model",
    LeftReason.MODEL_OFF: "{n} for a model only",
    LeftReason.REFUSED: "{n} with a refused rewrite",
    LeftReason.DECLINED: "{n} without an answer of the model",
    LeftReason.STOPPED: "{n} not tried",
    LeftReason.NONE: "{n} without a fix",
}


def left_out(left: Sequence[Left]) -> str:
    """`4 findings are left: 2 with an unsafe fix, 2 without a fix.`"""
    counts = Counter(one.reason for one in left)
    parts = [words.format(n=counts[reason]) for reason, words in _COUNTED.items() if counts[reason]]
    return f"{counted(len(left), 'finding')} {'is' if len(left) == 1 else 'are'} left: {', '.join(parts)}."


def counted(number: int, noun: str, plural: str = "") -> str:
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
