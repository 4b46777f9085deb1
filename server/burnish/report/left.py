"""What a run left and why, in words for people, with a way on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from burnish.engine import Left, LeftReason
from burnish.report.escaping import plain_text
from burnish.report.wording import counted

_SENTENCES = {
    LeftReason.UNSAFE: "its fix is unsafe; --unsafe-fixes applies it",
    LeftReason.NONE: "it has no fix; `burnish explain` says what to do",
    LeftReason.MODEL_OFF: "the model could try it, and none was asked",
    LeftReason.MODEL_UNSAFE: "the model's rewrite would be unsafe; --unsafe-fixes allows it",
    LeftReason.DECLINED: "the model did not find a rewrite",
    LeftReason.REFUSED: "its rewrite was refused by",
    LeftReason.STOPPED: "the run ended before its turn came",
}

Reasons = Counter[LeftReason]


def reasons(left: Iterable[Left]) -> Reasons:
    return Counter(one.reason for one in left)


def left_sentence(count: Reasons, *, unwritten: int = 0, told: bool = False, asks_model: bool = False) -> str:
    """`4 findings left: 2 need unsafe fixes (--unsafe-fixes), 2 have no fix`.

    `unwritten` are findings of files that could not be written. `told`: every one was listed with its reason, so that
    there is nothing to point to. `asks_model`: the command asked the model wherever it was there.
    """
    total = sum(count.values()) + unwritten
    parts = [text for reason in LeftReason if (text := _part(reason, count[reason], told, asks_model))]
    if unwritten:
        parts.append(f"{unwritten} {_verb(unwritten, 'stands', 'stand')} in files that were not written")
    return f"{counted(total, 'finding')} left" + (f": {', '.join(parts)}" if parts else "")


def left_reason(one: Left) -> str:
    """Why a finding was left, as a sentence without a full stop: `its rewrite was refused by behaviour: total: for …`."""
    sentence = _SENTENCES[one.reason]
    if one.reason is LeftReason.DECLINED and one.detail:
        return plain_text(one.detail)
    if one.reason is LeftReason.REFUSED:
        return plain_text(f"{sentence} {one.detail}")
    if one.reason is LeftReason.UNSAFE and one.detail:
        return plain_text(f"its fix is unsafe ({one.detail}); --unsafe-fixes applies it")
    return plain_text(f"{sentence}: {one.detail}" if one.detail else sentence)


def _part(reason: LeftReason, number: int, told: bool, asks_model: bool) -> str:
    if not number:
        return ""
    see = "" if told else " (--refused)"
    return {
        LeftReason.UNSAFE: f"{number} {_verb(number, 'needs an unsafe fix', 'need unsafe fixes')} (--unsafe-fixes)",
        LeftReason.NONE: f"{number} {_verb(number, 'has', 'have')} no fix",
        LeftReason.MODEL_OFF: f"{number} {_verb(number, 'needs', 'need')} the model"
        + (", which is not there" if asks_model else " (burnish enhance)"),
        LeftReason.MODEL_UNSAFE: f"{number} {_verb(number, 'needs', 'need')} the model and --unsafe-fixes",
        LeftReason.DECLINED: f"{number} the model did not rewrite",
        LeftReason.REFUSED: f"{counted(number, 'rewrite')} refused by the gate{see}",
        LeftReason.STOPPED: f"{number} {_verb(number, 'was', 'were')} not reached",
    }[reason]


def _verb(number: int, one: str, several: str) -> str:
    return one if number == 1 else several


def ordered(left: Sequence[Left]) -> list[Left]:
    """In the order of the file."""
    return sorted(left, key=lambda one: one.finding.span.start)
