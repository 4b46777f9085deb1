"""One value made into another one like it, or into a smaller one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import TypeVar

from burnish.behaviour.values import Value

_T = TypeVar("_T")

SCALARS = ("int", "float", "str", "bool", "bytes", "date")
SEQUENCES = ("list", "tuple", "set", "iterator")


def leaves(value: Value) -> Iterator[Value]:
    """The numbers and texts in a value, keys included; the names of an object's attributes are no texts."""
    if value.kind in SCALARS:
        yield value
    for item in value.items:
        yield from leaves(item)
    for key, item in value.entries:
        if value.kind != "object":
            yield from leaves(key)
        yield from leaves(item)


def replaced(value: Value, old: Value, new: Value) -> Value:
    """The value with one of its leaves exchanged wherever it is."""
    if value == old:
        return new
    items = tuple(replaced(one, old, new) for one in value.items)
    named = value.kind == "object"
    entries = tuple((key if named else replaced(key, old, new), replaced(one, old, new)) for key, one in value.entries)
    if items == value.items and entries == value.entries:
        return value
    return _with_entries(_with_items(value, items), entries)


def mutated(value: Value, pool: Sequence[Value], random: Random) -> Value:
    """The value with one part changed; `pool` has values that may come in."""
    if value.items and random.random() < 0.5:
        at = random.randrange(len(value.items))
        return _with_items(value, (*value.items[:at], mutated(value.items[at], pool, random), *value.items[at + 1 :]))
    if value.entries and random.random() < 0.8:
        at = random.randrange(len(value.entries))
        key, item = value.entries[at]
        return _with_entries(value, (*value.entries[:at], (key, mutated(item, pool, random)), *value.entries[at + 1 :]))
    alike = [one for one in pool if one.kind == value.kind]
    if value.kind in SCALARS and alike and random.random() < 0.4:
        return random.choice(alike)
    if value.kind in SEQUENCES:
        return _sequence(value, pool, random)
    if value.kind in ("dict", "map") and value.entries:
        return _mapping(value, pool, random)
    return _scalar(value, random)


def strange(value: Value, others: Sequence[Value], random: Random) -> Value:
    """The value with something in it, or all of it, exchanged for something of another kind."""
    inner = value.items or tuple(item for _, item in value.entries)
    if not inner or random.random() < 0.2:
        if value.kind in SEQUENCES and random.random() < 0.7:
            return _with_items(value, (*value.items, random.choice(others)))
        return random.choice([one for one in others if one.kind != value.kind] or [value])
    at = random.randrange(len(inner))
    made = strange(inner[at], others, random)
    if value.items:
        return _with_items(value, (*inner[:at], made, *inner[at + 1 :]))
    head, tail = value.entries[:at], value.entries[at + 1 :]
    return _with_entries(value, (*head, (value.entries[at][0], made), *tail))


def _scalar(value: Value, random: Random) -> Value:
    data = value.data
    if isinstance(data, bool):
        return Value("bool", not data)
    if isinstance(data, int):
        return replace(value, data=random.choice((data + 1, data - 1, -data, data * 2, data // 2, data + 10)))
    if isinstance(data, float):
        return replace(value, data=random.choice((data + 1, data - 0.5, -data, data * 2, data / 2)))
    if isinstance(data, str) and value.kind == "str":
        at = random.randint(0, len(data))
        letter = random.choice((*"ab A0 ,", *data))
        made = (
            data[:at] + letter + data[at:], data[:at] + data[at + 1 :], data + data, data.swapcase(), data[::-1],
            data[at:] + data[:at], f" {data}",
        )  # fmt: skip
        return replace(value, data=random.choice(made))
    return value


def _sequence(value: Value, pool: Sequence[Value], random: Random) -> Value:
    items = list(value.items)
    usual = [one.kind for one in items] or ["int"]
    like = [one for one in pool if one.kind in usual] or items or list(pool)
    at = random.randint(0, len(items))
    how = random.randrange(6)
    if how == 0 and items:
        del items[min(at, len(items) - 1)]
    elif how == 1 and items:
        items.insert(at, random.choice(items))
    elif how == 2:
        items.reverse()
    elif how == 3 and len(items) > 1:
        items = [*items[at:], *items[:at]]
    elif how == 4:
        items = items + items
    elif like:
        items.insert(at, random.choice(like))
    return _with_items(value, tuple(items[:40]))


def _mapping(value: Value, pool: Sequence[Value], random: Random) -> Value:
    entries = list(value.entries)
    at = random.randrange(len(entries))
    key, item = entries[at]
    how = random.randrange(3)
    if how == 0:
        del entries[at]
    elif how == 1:
        keys = [one for one in pool if one.kind == key.kind] or [_scalar(key, random)]
        entries.append((random.choice(keys), item))
    else:
        entries.reverse()
    return _with_entries(value, tuple(entries))


def _with_items(value: Value, items: tuple[Value, ...]) -> Value:
    return replace(value, items=tuple(dict.fromkeys(items)) if value.kind == "set" else items)


def _with_entries(value: Value, entries: tuple[tuple[Value, Value], ...]) -> Value:
    return replace(value, entries=tuple(dict(entries).items()))


def smaller(value: Value) -> Iterator[Value]:
    """Values like it with less in them, the smallest first; each is smaller by `size`."""
    yield from (one for one in _smaller(value) if size(one) < size(value))


def size(value: Value) -> tuple[int, int, float]:
    """How much is in a value: parts, characters, and how far its numbers and letters are from the plainest."""
    parts, characters, distance = (
        (3 if value.kind in ("stub", "function") else 2 if value.kind == "none" else 1),
        0,
        0.0,
    )
    inner = (*value.items, *(part for entry in value.entries for part in entry))
    for part in inner:
        more = size(part)
        parts, characters, distance = parts + more[0], characters + more[1], distance + more[2]
    data = value.data
    if isinstance(data, (int, float)):
        distance += _distance(data)
    elif isinstance(data, (str, bytes)) and value.kind in ("str", "bytes"):
        characters += len(data)
        if isinstance(data, str):
            # An empty list is plainer than an empty text.
            distance += 0.25 + sum({"a": 0, "0": 1, " ": 2}.get(letter, 3) for letter in data)
    return parts, characters, distance


def _distance(number: float) -> float:
    if isinstance(number, float) and (number != number or abs(number) > 1e300):
        return 1e300
    far = float(min(abs(number), 10**290))
    return 2 * far + (number < 0) + (0 if number == int(number) else 2)


def _smaller(value: Value) -> Iterator[Value]:
    data = value.data
    if value.kind in SEQUENCES:
        yield from (replace(value, items=items) for items in _shorter(value.items))
        for at, item in enumerate(value.items):
            for less in smaller(item):
                yield _with_items(value, (*value.items[:at], less, *value.items[at + 1 :]))
    elif value.entries:
        if value.kind != "object":
            yield from (replace(value, entries=entries) for entries in _shorter(value.entries))
        for at, (key, item) in enumerate(value.entries):
            head, tail = value.entries[:at], value.entries[at + 1 :]
            for less in smaller(item):
                yield replace(value, entries=(*head, (key, less), *tail))
            if value.kind != "object":
                for less in smaller(key):
                    yield _with_entries(value, (*head, (less, item), *tail))
    elif isinstance(data, bool):
        yield replace(value, data=False)
    elif isinstance(data, int):
        sign = -1 if data < 0 else 1
        near = (0, 1, -1, 2, abs(data), data // 2, int(data / 10), data - sign) if abs(data) < 2**900 else (0, 1)
        yield from (replace(value, data=one) for one in dict.fromkeys(near))
    elif isinstance(data, float):
        whole = (float(int(data)), float(int(data / 2))) if abs(data) < 1e300 else ()
        yield from (replace(value, data=one) for one in dict.fromkeys((0.0, 1.0, -1.0, 0.5, abs(data), *whole)))
    elif isinstance(data, str) and value.kind == "str":
        yield from (replace(value, data="".join(part)) for part in _shorter(tuple(data)))
        for letter in ("a", "0", " "):
            if data and data != letter * len(data):
                yield replace(value, data=letter * len(data))
        yield from (
            replace(value, data=f"{data[:at]}a{data[at + 1 :]}") for at in range(min(len(data), 12)) if data[at] != "a"
        )
    elif isinstance(data, bytes):
        yield from (replace(value, data=b"".join(part)) for part in _shorter(tuple(bytes((one,)) for one in data)))


def _shorter(items: tuple[_T, ...]) -> Iterator[tuple[_T, ...]]:
    """Nothing, each half, without the last or the first, and without any one (of the first thirty)."""
    if not items:
        return
    yield ()
    half = len(items) // 2
    if half > 1:
        yield items[:half]
        yield items[half:]
    for at in (len(items) - 1, *range(min(len(items) - 1, 30))):
        yield (*items[:at], *items[at + 1 :])
