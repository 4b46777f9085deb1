"""Arguments of one call that have to do with each other, as things looked up, searched for and merged do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from burnish.behaviour.inputs import Row
from burnish.behaviour.mutation import SCALARS, leaves
from burnish.behaviour.values import Parameter, Value


def related(row: Row, parameters: Sequence[Parameter], loosely: bool, random: Random) -> Row:
    """With one argument that is found in another one.

    `loosely`: the language also has an equality that takes 1 and "1" for the same.
    """
    keyed = [at for at, value in enumerate(row.values) if value is not None and value.kind == "dict"]
    if len(keyed) > 1 and random.random() < 0.5:
        at, other = random.sample(keyed, 2)
        return _keyed_alike(row, at, other, random)
    places = [at for at, value in enumerate(row.values) if value is not None and value.kind in SCALARS]
    if not places:
        return row
    at = random.choice(places)
    kind = row.values[at].kind  # type: ignore[union-attr]
    others = (value for place, value in enumerate(row.values) if place != at and value is not None)
    found = [leaf for value in others for leaf in leaves(value)]
    alike = [leaf for leaf in found if leaf.kind == kind]
    if kind == "str":
        alike += [
            Value("str", part) for leaf in alike for part in (*_parts(str(leaf.data)), "a '" + str(leaf.data) + "' b")
        ]
    if loosely and not parameters[at].shape.kinds:
        alike += [Value("str", str(leaf.data)) for leaf in found if leaf.kind == "int"]
    if kind == "int":
        alike += [Value("int", len(leaf.data)) for leaf in found if isinstance(leaf.data, str)]
    return with_value(row, at, random.choice(alike)) if alike else row


def fewer(row: Row, parameters: Sequence[Parameter], random: Random) -> Row:
    """Now and then without the optional arguments, or with one of them only, as most callers do."""
    optional = [at for at, value in enumerate(row.values) if value is not None and parameters[at].optional]
    if not optional or random.random() > 0.35:
        return row
    kept = random.choice((None, *optional))
    return replace(
        row, values=tuple(None if at in optional and at != kept else value for at, value in enumerate(row.values))
    )


def with_value(row: Row, at: int, value: Value | None) -> Row:
    """The row with another value at one place."""
    return replace(row, values=(*row.values[:at], value, *row.values[at + 1 :]))


def _keyed_alike(row: Row, at: int, other: int, random: Random) -> Row:
    """With a key of one mapping in another one: what merges and compares them asks for that."""
    one, two = row.values[at], row.values[other]
    if one is None or two is None or not one.entries or not two.entries:
        return row
    key, item = random.choice(two.entries)
    place = random.randrange(len(one.entries))
    value = random.choice((one.entries[place][1], item))
    entries = dict((*one.entries[:place], (key, value), *one.entries[place + 1 :]))
    return with_value(row, at, replace(one, entries=tuple(entries.items())))


def _parts(text: str) -> tuple[str, ...]:
    """What can be found in a text, but not where it begins."""
    return (text[-1:], text[1:3]) if len(text) > 1 else ()
