"""How many times as fast the version after is, on inputs that grow."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from burnish.behaviour.difference import exhausted
from burnish.behaviour.inputs import Row, Signature, assembled
from burnish.behaviour.pair import Pair
from burnish.behaviour.values import Input, Value
from burnish.sandbox import Lost, Overrun, Unsupported

Timing = Callable[[Input, int], str]

SIZES = (1000, 100, 10)
"""How many times as long as the typical ones the lists and texts are, the longest first."""

SHORTEST = 20e-6
"""Seconds; what takes less cannot be compared on a clock."""

ROUNDS = 5
REPEATS = 2
"""The versions take turns, so that a busy moment of the machine falls on both."""

DOUBTFUL = 1.15
"""A ratio below is measured again: other work of the machine falls on one of the versions now and then."""

TRIES = 3

WORLDS = range(4)


def speedup(pair: Pair, signature: Signature, timing: Timing, typical: Row | None) -> float | None:
    """How long the version before takes, divided by how long the one after does; None where that cannot be told.

    Where calls to the world outside overlap, or are fewer, the virtual clock tells; else the clock on the wall.
    """
    if typical is None:
        return None
    waited = _waited(pair, typical)
    if waited is not None:
        return waited
    if any(seen.trace for both in pair.run([typical]) for seen in both):
        # How long a stub takes says nothing of what it stands for.
        return None
    if not any(value is not None and _grows(value) for value in typical.values):
        return None
    for size in SIZES:
        row = grown(typical, size)
        code = timing(assembled(signature, row), ROUNDS)
        measured = _measured(pair, code)
        for _ in range(TRIES - 1):
            if measured is not None and measured < DOUBTFUL:
                measured = max(measured, _measured(pair, code) or 0.0)
        if measured is not None:
            return measured
    return None


def _waited(pair: Pair, typical: Row) -> float | None:
    """The ratio of the outside clock, where it differs in any of a few worlds."""
    rows = [replace(typical if size == 1 else grown(typical, size), world=world) for size in (1, 4) for world in WORLDS]
    clocks = [
        (before.clock, after.clock)
        for before, after in pair.run(rows)
        if not exhausted(before) and not exhausted(after) and before.clock != after.clock
    ]
    if not clocks:
        return None
    before, after = max(clocks)
    return round(before / max(after, 1), 2)


def grown(row: Row, size: int) -> Row:
    """The row with lists, texts and dicts that many times as long, of different items."""
    return replace(row, values=tuple(_grown(one, size) if one is not None else None for one in row.values))


def _measured(pair: Pair, code: str) -> float | None:
    """None where a version fails or is too fast."""
    best = [float("inf"), float("inf")]
    try:
        for _ in range(REPEATS):
            for version in (0, 1):
                seconds = float(json.loads(pair.ask(version, code)))
                best[version] = min(best[version], seconds)
    except (Unsupported, RuntimeError, TypeError, ValueError):
        return None
    except (Overrun, Lost):
        return None
    if best[0] < SHORTEST or best[1] <= 0:
        return None
    return round(best[0] / best[1], 2)


def _grows(value: Value) -> bool:
    return value.kind in ("list", "tuple", "set", "iterator", "dict", "map", "str")


def _grown(value: Value, size: int) -> Value:
    if value.kind == "str":
        return replace(value, data=(value.data if isinstance(value.data, str) and value.data else "a") * size)
    if value.kind in ("list", "tuple", "set", "iterator"):
        items = value.items or (Value("int", 1),)
        return replace(value, items=tuple(_other(items[at % len(items)], at) for at in range(len(items) * size)))
    if value.kind in ("dict", "map") and all(key.kind in ("str", "int") for key, _ in value.entries):
        entries = value.entries or ((Value("str", "a"), Value("int", 1)),)
        made = [(entries[at % len(entries)], at) for at in range(len(entries) * size)]
        return replace(value, entries=tuple((_other(key, at), item) for (key, item), at in made))
    return value


def _other(item: Value, at: int) -> Value:
    """An item like it that the others are not equal to, in no order."""
    if item.kind == "int":
        return Value("int", at * 7919 % 100_003)
    if item.kind == "float":
        return Value("float", at * 7919 % 100_003 / 8)
    if item.kind == "str":
        return Value("str", f"{item.data!s}{at * 7919 % 100_003}")
    if item.kind in ("list", "tuple"):
        return replace(item, items=tuple(_other(one, at + place) for place, one in enumerate(item.items)))
    return item
