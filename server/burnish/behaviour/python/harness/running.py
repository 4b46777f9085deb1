"""The entry of a program: it runs cases and says what it saw. Runs in the sandbox."""

from __future__ import annotations

import builtins
import contextlib
import inspect
import io
import json
import random
import sys
import time
import types
from collections.abc import AsyncIterator, Awaitable, Iterator
from typing import Any

from burnish.behaviour.python.harness.loop import drive
from burnish.behaviour.python.harness.modules import bring, modules, pick
from burnish.behaviour.python.harness.outside import (
    Outside,
    catchable,
    decorator,
    failure_classes,
    joined,
    lacking,
    made,
    raisable,
    upward,
)
from burnish.behaviour.python.harness.state import (
    Unfinished,
    awaited,
    condition,
    counted,
    handled,
    loop,
    operand,
    state,
    step,
    unpacked,
    way,
)
from burnish.behaviour.python.harness.values import Walk, encode, error_name

MOST_ITEMS = 50
MOST_TEXT = 20_000


class Subject:
    """The function of this program, and where it stands."""

    instrumented: Any = None
    raw: Any = ""
    path = ""
    hints: dict[str, str] = {}
    watched: tuple[str, ...] = ()


class Anything(Outside):
    """An object given as an argument: some attributes are known."""

    __slots__ = ()


def thing(name: str, fields: dict[str, Any]) -> Any:
    value = Anything(name)
    value._b_set.update(fields)
    return value


def identity(value: Any) -> int:
    """As `id`, but the same in every run."""
    known = state.ids.setdefault(id(value), (len(state.ids) + 1, value))
    return known[0]


BUILTINS: dict[str, Any] = {
    **vars(builtins),
    "open": Outside("open"), "input": Outside("input"), "id": identity, "breakpoint": Outside("breakpoint"),
    "_b_if": condition, "_b_or": operand, "_b_loop": loop, "_b_items": counted, "_b_later": awaited, "_b_step": step,
    "_b_way": way, "_b_handled": handled, "_b_import": bring, "_b_pick": pick, "_b_make": made, "_b_raise": raisable,
    "_b_catch": catchable, "_b_super": upward, "_b_unpack": unpacked, "_b_join": joined, "_b_deco": decorator,
    "_b_outside": Outside,
}  # fmt: skip


def fresh(code: Any) -> dict[str, Any]:
    """The program's module, made anew."""
    module = types.ModuleType("module")
    sys.modules["module"] = module
    space = vars(module)
    space["__builtins__"] = BUILTINS
    for kept in modules.values():
        for name in [name for name in vars(kept) if name != "__name__"]:
            del vars(kept)[name]
    state.quiet = True
    exec(code, space)
    state.quiet = False
    return space


def found(space: dict[str, Any]) -> tuple[Any, Any]:
    """The function to call, and its class where it wants a receiver of it."""
    outer, _, name = Subject.path.rpartition(".")
    accessor = {"setter": "fset", "deleter": "fdel"}.get(name, "")
    if accessor and outer.count("."):
        outer, _, name = outer.rpartition(".")
    if not outer:
        return space[name], None
    kind = space[outer.partition(".")[0]]
    for part in outer.split(".")[1:]:
        kind = getattr(kind, part)
    raw = inspect.getattr_static(kind, name)
    if isinstance(raw, (staticmethod, classmethod)):
        return getattr(kind, name), None
    for getter in (accessor or "fget", "func", "__wrapped__"):
        if not isinstance(raw, types.FunctionType) and isinstance(getattr(raw, getter, None), types.FunctionType):
            return getattr(raw, getter), kind
    return (raw if isinstance(raw, types.FunctionType) else getattr(kind, name)), kind


def instance(kind: Any, given: Anything) -> Any:
    """An object of one of the program's classes: the given attributes, all others from outside."""
    if not isinstance(kind, type):
        return given
    with contextlib.suppress(AttributeError, TypeError):
        kind.__abstractmethods__ = frozenset()  # type: ignore[attr-defined]
    if "__getattr__" not in dir(kind) and issubclass(type(kind), type):
        with contextlib.suppress(TypeError):
            kind.__getattr__ = lacking  # type: ignore[attr-defined]
    try:
        create: Any = kind.__new__
        made = create(kind) if issubclass(kind, BaseException) else object.__new__(kind)
    except TypeError:
        made = create(kind)
    own = getattr(made, "__dict__", None)
    for name, value in given._b_set.items():
        if own is not None:
            own[name] = value
        else:
            with contextlib.suppress(AttributeError):
                object.__setattr__(made, name, value)
    return made


def belonging(value: Any, kind: Any) -> Any:
    """The value with each anonymous object in it made one of the class that the parameter's annotation names."""
    if type(value) is Anything:
        return instance(kind, value)
    if type(value) in (list, tuple, set, frozenset):
        return type(value)(belonging(item, kind) for item in value)
    if type(value) is dict:
        return {key: belonging(item, kind) for key, item in value.items()}
    if type(value) is Walk:
        value.items = [belonging(item, kind) for item in value.items]
    return value


def given(space: dict[str, Any], receiver: Any, case: tuple[int, Any]) -> tuple[list[Any], dict[str, Any]]:
    positional, keywords = case[1]()
    args, kwargs = list(positional), dict(keywords)
    if receiver is not None and args:
        args[0] = state.receiver = belonging(args[0], receiver)
    for key, name in Subject.hints.items():
        if name in space and key.isdigit() and int(key) < len(args):
            args[int(key)] = belonging(args[int(key)], space[name])
        elif name in space and key in kwargs:
            kwargs[key] = belonging(kwargs[key], space[name])
    return args, kwargs


def finished(value: Any, depth: int = 0) -> str:
    """What was returned, in text; what is lazy is run: awaited, walked, entered, called."""
    if isinstance(value, (Outside, Walk)) or depth > 3:
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
        with value as entered:
            state.trace.append(("entered", encode(entered)))
        return f"context manager of {encode(entered)}"
    if isinstance(value, contextlib._AsyncGeneratorContextManager):
        return f"async context manager of {drive(guarded(value))}"
    if isinstance(value, types.FunctionType) and value.__module__ == "module" and "<" in value.__qualname__:
        code = value.__code__
        state.trace.append(("returned", ""))
        needed = code.co_argcount - len(value.__defaults__ or ())
        args = [Outside(f"argument{index}") for index in range(needed or min(1, code.co_flags & inspect.CO_VARARGS))]
        names = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
        kwargs = {name: Outside(name) for name in names if name not in (value.__kwdefaults__ or {})}
        return f"<function> that returns {finished(value(*args, **kwargs), depth + 1)}"
    return encode(value)


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


def variables(space: dict[str, Any]) -> dict[str, str]:
    texts = {}
    for path in Subject.watched:
        value: Any = space
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) and value is space else vars(value).get(part)
            if value is None:
                break
        texts[path] = encode(value)
    return texts


def defaults(function: Any) -> dict[str, str]:
    """Defaults that can change: they outlive the call."""
    function = getattr(function, "__func__", function) if isinstance(function, types.MethodType) else function
    if not isinstance(function, types.FunctionType):
        return {}
    while isinstance(inner := vars(function).get("__wrapped__"), types.FunctionType):
        function = inner
    code, given = function.__code__, function.__defaults__ or ()
    values = dict(zip(code.co_varnames[code.co_argcount - len(given) : code.co_argcount], given, strict=False))
    values |= function.__kwdefaults__ or {}
    return {f"default {name}": encode(one) for name, one in values.items() if isinstance(one, (list, dict, set))}


def observed(case: tuple[int, Any]) -> dict[str, Any]:
    """One case run: an Observation as a dict."""
    state.start(case[0])
    random.seed(case[0])
    failure_classes.clear()
    seen: dict[str, Any] = {"ending": "returned", "value": "", "exception": "", "message": "", "globals": ""}
    output, errors = io.StringIO(), io.StringIO()
    kept = sys.stdout, sys.stderr
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    before: dict[str, str] = {}
    function: Any = None
    space: dict[str, Any] = {}
    sys.stdout, sys.stderr = output, errors
    try:
        space = fresh(Subject.instrumented)
        function, receiver = found(space)
        before = variables(space) | defaults(function)
        args, kwargs = given(space, receiver, case)
        state.steps = 0
        state.branches.clear()
        seen["value"] = outcome(function(*args, **kwargs), args, kwargs)
    except (Unfinished, RecursionError, MemoryError) as error:
        seen |= {"ending": "unfinished", "message": type(error).__name__}
    except BaseException as error:
        name = error_name(type(error))
        exact = (
            f"({encode(error.args[0] if error.args else None)})"
            if isinstance(error, (SystemExit, StopIteration))
            else ""
        )
        seen |= {"ending": "raised", "exception": name + exact, "message": text_of(error)}
    finally:
        sys.stdout, sys.stderr = kept
        seen["steps"] = state.steps
    state.quiet = True
    if seen["ending"] != "unfinished":
        state.steps = 0
        try:
            seen["arguments"] = cut(f"{encode(tuple(args))} {encode(kwargs)}" if kwargs else encode(tuple(args)))
            after = variables(space) | (defaults(function) if function is not None else {})
            seen["globals"] = ", ".join(f"{name}={after[name]}" for name in after if after[name] != before.get(name))
        except (Unfinished, RecursionError, MemoryError):
            seen |= {"ending": "unfinished"}
    printed = output.getvalue() + (f"[stderr] {errors.getvalue()}" if errors.getvalue() else "")
    return seen | {
        "value": cut(seen["value"]), "arguments": seen.get("arguments", ""), "output": cut(printed),
        "trace": [[path, cut(shown)] for path, shown in state.trace], "clock": state.ticks,
        "branches": sorted(state.branches),
    }  # fmt: skip


def text_of(error: BaseException) -> str:
    try:
        return str(error)[:300]
    except Exception:
        return ""


def cut(text: str) -> str:
    """Long texts end in a number that tells them apart."""
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}… {hash(text)}"


def _b_run(cases: list[tuple[int, Any]]) -> str:
    return json.dumps([observed(case) for case in cases])


def _b_time(case: tuple[int, Any], rounds: int) -> str:
    """The fewest seconds of one call without coverage. What it returns lazily is walked to the end."""
    if isinstance(Subject.raw, str):
        Subject.raw = compile(Subject.raw, "module", "exec")
    fewest = float("inf")
    state.limit, limit = sys.maxsize, state.limit
    kept = sys.stdout
    try:
        for _ in range(rounds):
            state.start(case[0])
            sys.stdout = io.StringIO()
            space = fresh(Subject.raw)
            function, receiver = found(space)
            args, kwargs = given(space, receiver, case)
            start = time.perf_counter()
            with contextlib.suppress(Exception):
                value = function(*args, **kwargs)
                if inspect.iscoroutine(value):
                    drive(value)
                elif isinstance(value, Iterator) and not isinstance(value, Outside):
                    drained(value)
            fewest = min(fewest, time.perf_counter() - start)
    finally:
        sys.stdout = kept
        state.limit = limit
    return json.dumps(fewest)
