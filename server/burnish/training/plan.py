"""How much of everything a run can afford: from the time that it was given and the speed that was measured."""

from __future__ import annotations

from dataclasses import dataclass

TOKENS_OF_A_PAIR = 200
"""Prompt, answer and padding; measured on the pairs that burnish-small learned from."""
AIMED_EPOCHS = 4
MOST_EPOCHS = 8
"""After so many rounds over the same pairs a network learns them by heart rather than what they have in common."""
MADE_UP_SHARE = 0.35
"""Of the pairs at most, so that one's own code is always the majority."""
LEAST_MADE_UP_SHARE = 0.15
"""Of the pairs where there is code enough, so that rules which one's own code has no example of are not forgotten."""
HELD_OUT_SHARE = 0.25
FEWEST_CONSTRUCTS = 60
FEWEST_PAIRS = 40
FEWEST_SITES = 10


@dataclass(frozen=True, slots=True)
class Schedule:
    """When each stage has to be over, on the clock that `now` was read from, in seconds."""

    survey: float
    collect: float
    train: float
    end: float


@dataclass(frozen=True, slots=True)
class Sizes:
    """`pairs` to learn from, made-up ones included; `held_out` to measure with; tokens of a batch."""

    pairs: int
    held_out: int
    batch_tokens: int


def schedule(now: float, minutes: float) -> Schedule:
    """A run of so many minutes: reading, collecting, training, and a reserve for the export and the comparison."""
    total = minutes * 60
    total -= max(3.0, 0.03 * total)  # to begin and to write what came out, on a busy machine too
    survey = min(40.0, 0.1 * total)
    collect = min(1800.0, 0.2 * total)
    reserve = min(900.0, max(20.0, 0.3 * total))
    return Schedule(now + survey, now + survey + collect, now + total - reserve, now + total)


def sizes(speed: float, seconds: float) -> Sizes:
    """What can be learned in so many seconds at `speed` tokens a second."""
    tokens = max(0.0, speed * seconds)
    pairs = max(300, int(tokens / (TOKENS_OF_A_PAIR * AIMED_EPOCHS)))
    # Some 300 steps at least, as far as batches can be made smaller.
    batch = next((size for size in (4096, 2048) if tokens / size >= 300), 1024)
    return Sizes(pairs, max(40, min(400, pairs // 8)), batch)


def made_up_count(own: int, wanted: int) -> int:
    """How many made-up pairs stand beside so many of one's own."""
    least = int(own * LEAST_MADE_UP_SHARE / (1 - LEAST_MADE_UP_SHARE))
    return max(least, min(wanted - own, int(own * MADE_UP_SHARE / (1 - MADE_UP_SHARE))))


def vocabulary(pairs: int, most: int) -> int:
    """Tokens of a tokenizer that is learned from so many pairs: rare tokens are never learned."""
    return max(1024, min(most, pairs // 2 // 256 * 256))
