"""Why a finding is left as it is, and what a person can do about it in an editor."""

from __future__ import annotations

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
