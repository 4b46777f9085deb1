"""What is counted and recorded while one case runs. Runs in the sandbox."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Any


class Unfinished(BaseException):
    """The case used up its steps, or waits for what never comes."""


class State:
    """One case: its world, and what is seen of it."""

    def __init__(self) -> None:
        self.limit = 20_000
        self.texts: tuple[str, ...] = ()
        self.numbers: tuple[float, ...] = ()
        self.failures: tuple[str, ...] = ()
        self.inner: dict[tuple[str, str], tuple[str, ...]] = {}
        """By the names of functions that stand in the one that is run and of their parameters: what plain data they take."""
        self.optional = self.nothing = self.calls = self.special = self.modules = frozenset[str]()
        self.keys = frozenset[object]()
        self.compared: dict[str, tuple[Any, ...]] = {}
        """By names, the texts and numbers with which the code compares what has them."""
        self.missing = self.unreadable = ""
        self.start(0)

    def start(self, world: int) -> None:
        self.world = world
        self.quiet = False
        self.steps = 0
        self.ticks = 0
        self.reads = 0
        self.branches: set[int] = set()
        self.trace: list[tuple[str, str]] = []
        self.counts: dict[str, int] = {}
        self.ids: dict[int, tuple[int, Any]] = {}
        self.asynchronous = False
        self.receiver: Any = None
        self.named: set[str] = set()
        self.given: list[Any] = []
        """Functions of the program that the world outside was given."""


state = State()


def chance(text: str) -> int:
    """A number that follows from the world and a text, the same on every machine."""
    return zlib.crc32(f"{state.world}|{text}".encode("utf-8", "surrogatepass"))


def step() -> None:
    state.steps += 1
    if state.steps > state.limit:
        raise Unfinished


def branch(number: int) -> None:
    state.branches.add(number)


def handled(number: int) -> None:
    """A handler was entered: it must not swallow the end of the steps."""
    if state.steps > state.limit:
        raise Unfinished
    if number >= 0:
        state.branches.add(number)


def condition(value: Any, number: int) -> bool:
    """The truth of a condition, asked once."""
    if value:
        state.branches.add(number)
        return True
    state.branches.add(number + 1)
    return False


def operand(value: Any, number: int) -> Any:
    """An operand of `and` or `or` whose value counts, not only its truth."""
    state.branches.add(number if value else number + 1)
    return value


PLAIN_ITERABLES = frozenset({list, tuple, dict, str, bytes, set, frozenset, range})


def loop(iterable: Any, number: int, length: int = -1) -> Any:
    """What a loop goes through; `length` is how many names each item is unpacked to, or -1."""
    if type(iterable) in PLAIN_ITERABLES:
        if number >= 0:
            state.branches.add(number if iterable else number + 1)
        if length < 0 or type(iterable) not in (list, tuple):
            return iterable
    return walked(iterable, number, length)


def counted(iterable: Any, number: int, length: int = -1) -> Any:
    """What a comprehension goes through: its items are the steps."""
    if type(iterable) in PLAIN_ITERABLES:
        state.steps += len(iterable)
        if state.steps > state.limit:
            raise Unfinished
        return loop(iterable, number, length)
    return walked(iterable, number, length)


def walked(iterable: Any, number: int, length: int) -> Iterator[Any]:
    entered = False
    for item in iterable:
        if not entered:
            entered = True
            if number >= 0:
                state.branches.add(number)
        step()
        yield item if length < 0 else unpacked(item, length)
    if not entered and number >= 0:
        state.branches.add(number + 1)


async def awaited(iterable: Any, number: int, length: int = -1) -> AsyncIterator[Any]:
    entered = False
    async for item in iterable:
        if not entered:
            entered = True
            if number >= 0:
                state.branches.add(number)
        step()
        yield item if length < 0 else unpacked(item, length)
    if not entered and number >= 0:
        state.branches.add(number + 1)


def unpacked(value: Any, length: int) -> Any:
    """A value that is to be unpacked: the world outside always has as many items as are asked for."""
    if getattr(type(value), "_b_outside", False):
        return [value._b_item(index) for index in range(length)]
    return value
