"""A text and places in it: in objects that hold both, as readers, scanners and cursors do, and in arguments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from burnish.behaviour.values import Value

MOST = 8
"""So many texts are gone through."""

ENDS = re.compile(r"max|end|len|size|limit|stop|last|total", re.IGNORECASE)
"""Names of numbers that say where a text, or a part of it, ends."""


def placed(entries: Sequence[tuple[str, Sequence[Value]]], signs: Sequence[str]) -> Iterator[Mapping[str, Value]]:
    """Fields for an object with these values of its fields: a text, and numbers that are places in it.

    `signs`: what the code looks for; where it stands in the text is a place worth trying."""
    words = [name for name, values in entries if all(one.kind == "str" for one in values[:3])]
    numbers = [name for name, values in entries if all(one.kind == "int" for one in values[:3])]
    if len(words) != 1 or not 0 < len(numbers) < 4:
        return
    texts = [str(one.data) for name, values in entries if name == words[0] for one in values if one.data]
    letters = [sign for sign in signs if 0 < len(sign) < 3]
    for written in sorted(texts, key=lambda one: not any(sign in one for sign in letters))[:MOST]:
        found = [written.index(sign) for sign in letters if sign in written]
        for place in dict.fromkeys((*found[:2], 0, len(written) - 1)):
            fields = {name: len(written) if ENDS.search(name) else place for name in numbers}
            yield {words[0]: Value("str", written)} | {name: Value("int", at) for name, at in fields.items()}


def fitting(columns: Sequence[Sequence[Value | None]]) -> Iterable[tuple[int, Value, int, Value]]:
    """A text of several words and a number that is its length or, for a long one, half of that.

    With the places of the parameters that take them.
    """
    for at, column in enumerate(columns):
        words = [one for one in column if one is not None and isinstance(one.data, str) and " " in one.data.strip()]
        places = [place for place, other in enumerate(columns) if any(map(_is_number, other[:3])) and place != at]
        for one in words[:3]:
            length = len(str(one.data))
            for number in (length, length // 2)[: 2 if length > 8 else 1]:
                yield from ((at, one, place, Value("int", number)) for place in places[:2])


def _is_number(value: Value | None) -> bool:
    return value is not None and value.kind == "int"
