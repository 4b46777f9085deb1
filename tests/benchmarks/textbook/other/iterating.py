"""The same functions, solved otherwise."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any


def countdown(start: int) -> Iterator[int]:
    yield from range(start, 0, -1)


def evens(numbers: Iterable[int]) -> Iterator[int]:
    for number in numbers:
        if number % 2:
            continue
        yield number


def take(items: Iterable[int], count: int) -> list[int]:
    return list(islice(items, max(0, count)))


def walk(tree: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key in tree:
        here = path + (key,)
        yield here
        value = tree[key]
        if isinstance(value, dict):
            for deeper in walk(value, here):
                yield deeper


def interleave(one: list[int], other: list[int]) -> Iterator[int]:
    for pair in zip(one, other):
        yield from pair


def compose(value: int, functions: list[Callable[[int], int]]) -> int:
    return functools.reduce(lambda result, function: function(result), functions, value)


def multipliers(count: int) -> list[int]:
    return [10 * n for n in range(count)]


def flatten_deep(items: list[Any]) -> list[Any]:
    return [deep for item in items for deep in (flatten_deep(item) if isinstance(item, list) else [item])]


def invert(mapping: dict[str, str]) -> dict[str, list[str]]:
    inverted: dict[str, list[str]] = {value: [] for value in mapping.values()}
    for key in mapping:
        inverted[mapping[key]].append(key)
    return inverted


def deep_merge(base: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {
        **base,
        **{
            key: deep_merge(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
            for key, value in other.items()
        },
    }
