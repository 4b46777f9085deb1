"""What a call gave, in text: what is lazy in it is run to the end. Runs in the sandbox."""

from __future__ import annotations

import contextlib
import functools
import inspect
import io
import sys
import types
from collections.abc import AsyncIterator, Awaitable, Iterator
from copy import deepcopy
from typing import Any

from burnish.behaviour.python.harness.loop import drive
from burnish.behaviour.python.harness.outside import Outside, failure_of
from burnish.behaviour.python.harness.state import state
from burnish.behaviour.python.harness.values import Walk, encode, error_name

MOST_ITEMS = 50
MOST_CALLED = 12
MOST_FAILURES = 3
TURNS = 3
"""How often a function that was returned is called with plain data."""

PLAIN: dict[str, tuple[Any, ...]] = {
    "int": (2, 0, 7), "str": ("b", "", "A c"), "list": ([2, 1], [], [0]), "dict": ({"a": 1}, {}, {"b": []}),
    "float": (0.5, -1.5, 0.0), "bool": (True, False, True), "bytes": (b"b", b"", b"A c"), "tuple": ((2, 1), (), (0,)),
    "none": (None, None, None),
}  # fmt: skip


DONE = frozenset((type(None), bool, int, float, str, bytes, list, tuple, dict, set, frozenset))
"""Kinds of which nothing is lazy. It takes long to ask whether something is."""


def finished(value: Any, depth: int = 0) -> str:
    """What was returned, in text; what is lazy is run: awaited, walked, entered, called."""
    if type(value) in DONE or isinstance(value, (Outside, Walk)) or depth > 3:
        return encode(value)
    if inspect.iscoroutine(value):
        return "awaited " + finished(drive(value), depth + 1)
    if isinstance(value, Awaitable):
        return "awaited " + finished(drive(waited(value)), depth + 1)
    if isinstance(value, AsyncIterator):
        state.trace.append(("returned", ""))
        return "async iterator [" + ", ".join(drive(gathered(value))) + "]"
    if isinstance(value, Iterator) and not isinstance(value, io.IOBase):
        state.trace.append(("returned", ""))
        return "iterator [" + ", ".join(drained(value)) + "]"
    if isinstance(value, contextlib._GeneratorContextManager):
        again = functools.partial(type(value), value.func, value.args, value.kwds)
        with value as entered:
            state.trace.append(("entered", encode(entered)))
        fates = [fate_in(again(), path) for path in blocks_failures()]
        return f"context manager of {encode(entered)}" + "".join(fates)
    if isinstance(value, contextlib._AsyncGeneratorContextManager):
        entering = functools.partial(type(value), value.func, value.args, value.kwds)
        known = drive(guarded(value))
        fates = [drive(fate_awaited(entering(), path)) for path in blocks_failures()]
        return f"async context manager of {known}" + "".join(fates)
    if made_here(value):
        state.trace.append(("returned", ""))
        return f"{encode(value)} that returns {tried(value, depth)}"
    return encode(value)


def blocks_failures() -> tuple[str, ...]:
    """What a guarded block may raise: what nobody knows, and what the code handles."""
    return ("outside.Failure", *state.failures)[:MOST_FAILURES]


def fail(failure: BaseException) -> None:
    state.trace.append(("entered", f" a block that raises {error_name(type(failure))}"))
    raise failure


def fate(failure: BaseException, error: Exception | None) -> str:
    """What is told of an exception in a guarded block; nothing where one of its class comes out."""
    if error is None:
        return f" that swallows {error_name(type(failure))}"
    same = type(error) is type(failure)
    return "" if same else f" that raises {error_name(type(error))} for {error_name(type(failure))}"


def fate_in(manager: Any, path: str) -> str:
    """What becomes of an exception in the block that the manager guards."""
    failure = failure_of(path)
    try:
        with manager:
            fail(failure)
    except Exception as error:
        return fate(failure, error)
    return fate(failure, None)


def made_here(value: Any) -> bool:
    """Whether it is a function that the call has made: it stands in another one, or carries its variables."""
    function = value.func if isinstance(value, functools.partial) else value
    if not isinstance(function, types.FunctionType) or function.__globals__ is not vars(sys.modules["module"]):
        return False
    inner = "<" in function.__qualname__ or "__wrapped__" in vars(function)
    return inner or function is not value or bool(set(function.__code__.co_freevars) - {"__class__"})


def tried(function: Any, depth: int) -> str:
    """What a function returns for things from outside, and for plain data that its parameters may be."""
    wanted = [
        one
        for one in inspect.signature(function, follow_wrapped=False).parameters.values()
        if one.default is one.empty and one.kind is not one.VAR_KEYWORD
    ]
    placed = [one for one in wanted if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    placed = placed or [one for one in wanted if one.kind is one.VAR_POSITIONAL]
    named = {one.name: Outside(one.name) for one in wanted if one.kind is one.KEYWORD_ONLY}
    stubs = [Outside(f"argument{index}") for index in range(len(placed))]
    texts = [answered(function, stubs, named, depth)]
    code = getattr(function, "func", function).__code__
    kinds = [state.inner.get((code.co_name, one.name), ()) for one in placed]
    for turn in range(TURNS if any(kinds) and depth < 2 else 0):
        # Each parameter's kinds in turn, and of one kind not the same value for all parameters.
        data = [
            PLAIN[kind[turn % len(kind)]][(turn // len(kind) + index) % TURNS] if kind else stub
            for index, (kind, stub) in enumerate(zip(kinds, stubs, strict=True))
        ]
        given = encode(data)
        texts.append(f"{answered(function, deepcopy(data), named, depth + 2)} for {given}")
    return ", ".join(texts)


def answered(function: Any, args: list[Any], kwargs: dict[str, Any], depth: int) -> str:
    try:
        return finished(function(*args, **kwargs), depth + 1)
    except Exception as error:
        return f"raises {error_name(type(error))}"


async def waited(value: Awaitable[Any]) -> Any:
    return await value


async def gathered(items: AsyncIterator[Any]) -> list[str]:
    texts: list[str] = []
    try:
        async for item in items:
            texts.append(encode(item))
            if len(texts) >= MOST_ITEMS:
                break
    except Exception as error:
        texts.append(f"raises {error_name(type(error))}")
    return texts


async def guarded(manager: Any) -> str:
    async with manager as entered:
        state.trace.append(("entered", encode(entered)))
    return encode(entered)


async def fate_awaited(manager: Any, path: str) -> str:
    """As `fate_in`, of a manager that is entered by `async with`."""
    failure = failure_of(path)
    try:
        async with manager:
            fail(failure)
    except Exception as error:
        return fate(failure, error)
    return fate(failure, None)


def drained(items: Iterator[Any]) -> list[str]:
    texts: list[str] = []
    try:
        for item in items:
            texts.append(encode(item))
            if len(texts) >= MOST_ITEMS:
                break
    except Exception as error:
        texts.append(f"raises {error_name(type(error))}")
    return texts


def outcome(value: Any, args: list[Any], kwargs: dict[str, Any]) -> str:
    """What was returned: an argument that can change is named, for the caller sees that it is the same object."""
    if isinstance(value, (list, dict, set, bytearray)) or hasattr(value, "__dict__"):
        for index, item in enumerate(args):
            if item is value:
                return f"<arguments[{index}]>"
        for name, item in kwargs.items():
            if item is value:
                return f"<arguments[{name!r}]>"
    return finished(value)


def call_back() -> None:
    """The world outside calls the functions that it was given, once each."""
    known: set[Any] = set()
    for function in state.given:
        if function.__code__ in known or len(known) >= MOST_CALLED:
            continue
        known.add(function.__code__)
        # Not its name: a lambda is as good as a function that has one.
        state.trace.append(("call back a function", f" that returns {tried(function, 0)}"))
