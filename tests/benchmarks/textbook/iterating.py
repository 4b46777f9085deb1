"""Generators, closures, decorators, async."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any


def countdown(start: int) -> Iterator[int]:
    current = start
    while current > 0:
        yield current
        current -= 1


def evens(numbers: Iterable[int]) -> Iterator[int]:
    for number in numbers:
        if number % 2 == 0:
            yield number


def take(items: Iterable[int], count: int) -> list[int]:
    result = []
    if count <= 0:
        return result
    for item in items:
        result.append(item)
        if len(result) == count:
            break
    return result


def pairwise(items: Iterable[int]) -> Iterator[tuple[int, int]]:
    previous = None
    first = True
    for item in items:
        if not first:
            yield previous, item
        previous = item
        first = False


def fibonacci_below(limit: int) -> Iterator[int]:
    a, b = 0, 1
    while a < limit:
        yield a
        a, b = b, a + b


def walk(tree: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in tree.items():
        yield (*path, key)
        if isinstance(value, dict):
            yield from walk(value, (*path, key))


def batched(items: Iterable[int], size: int) -> Iterator[list[int]]:
    batch: list[int] = []
    for item in items:
        batch.append(item)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def interleave(one: list[int], other: list[int]) -> Iterator[int]:
    for a, b in zip(one, other):
        yield a
        yield b


def make_counter(start: int = 0) -> int:
    count = start

    def step(by: int = 1) -> int:
        nonlocal count
        count += by
        return count

    step()
    step(2)
    return step()


def compose(value: int, functions: list[Callable[[int], int]]) -> int:
    for function in functions:
        value = function(value)
    return value


def multipliers(count: int) -> list[int]:
    made = [lambda x, n=n: x * n for n in range(count)]
    return [one(10) for one in made]


def retried(action: Callable[[], Any], times: int = 3) -> Any:
    for attempt in range(times):
        try:
            return action()
        except ValueError:
            if attempt == times - 1:
                raise
    return None


def memoized(numbers: list[int]) -> list[int]:
    calls = []

    @functools.lru_cache(maxsize=None)
    def square(n: int) -> int:
        calls.append(n)
        return n * n

    results = [square(n) for n in numbers]
    return results + calls


async def fetch_all(fetch: Callable[[str], Awaitable[str]], names: list[str]) -> list[str]:
    return list(await asyncio.gather(*(fetch(name) for name in names)))


async def first_answer(fetch: Callable[[str], Awaitable[str]], names: list[str]) -> str | None:
    for name in names:
        answer = await fetch(name)
        if answer:
            return answer
    return None


async def notify(client: Any, users: list[str], text: str = "hello") -> int:
    sent = 0
    for user in users:
        if not user:
            continue
        try:
            await client.send(user, text)
        except OSError:
            client.log("failed", user)
        else:
            sent += 1
    return sent


def save(db: Any, record: dict[str, Any]) -> int:
    db.begin()
    try:
        key = db.insert("records", record)
        db.commit()
    except Exception:
        db.rollback()
        raise
    finally:
        db.close()
    return key


def copy_lines(source: Any, target: Any) -> int:
    count = 0
    for line in source:
        if not line.strip():
            continue
        target.write(line)
        count += 1
    target.flush()
    return count


def flatten_deep(items: list[Any]) -> list[Any]:
    flat = []
    for item in items:
        if isinstance(item, list):
            flat.extend(flatten_deep(item))
        else:
            flat.append(item)
    return flat


def invert(mapping: dict[str, str]) -> dict[str, list[str]]:
    inverted: dict[str, list[str]] = {}
    for key, value in mapping.items():
        inverted.setdefault(value, []).append(key)
    return inverted


def deep_merge(base: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = deep_merge(merged[key], value)
        else:
            merged[key] = value
    return merged


def dig(data: dict[str, Any], path: str, default: Any = None) -> Any:
    current: Any = data
    for part in path.split("."):
        if not isinstance(current, dict) or part not in current:
            return default
        current = current[part]
    return current
