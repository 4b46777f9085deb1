"""The entry of a program: it runs cases and says what it saw. Runs in the sandbox."""

from __future__ import annotations

import builtins
import contextlib
import functools
import inspect
import io
import json
import random
import sys
import time
import types
import zlib
from collections.abc import Iterator
from typing import Any

from burnish.behaviour.python.harness.loop import drive
from burnish.behaviour.python.harness.modules import beside, bring, modules, pick, search
from burnish.behaviour.python.harness.outside import Outside, failure_classes, lacking
from burnish.behaviour.python.harness.returned import call_back, drained, outcome
from burnish.behaviour.python.harness.state import (
    Unfinished,
    awaited,
    branch,
    condition,
    counted,
    handled,
    loop,
    operand,
    state,
    step,
    unpacked,
)
from burnish.behaviour.python.harness.syntax import (
    catchable,
    decorator,
    joined,
    made,
    of_base,
    raisable,
    text_of_left,
    upward,
)
from burnish.behaviour.python.harness.values import Walk, encode, error_name, sharing

MOST_TEXT = 20_000


class Subject:
    """The function of this program, and where it stands."""

    instrumented: Any = None
    raw: Any = ""
    path = ""
    unbound = False
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
    "_b_branch": branch, "_b_handled": handled, "_b_import": bring, "_b_pick": pick, "_b_make": made, "_b_raise": raisable,
    "_b_catch": catchable, "_b_super": upward, "_b_unpack": unpacked, "_b_join": joined, "_b_deco": decorator,
    "_b_outside": Outside, "_b_beside": beside, "_b_search": search, "_b_base": of_base, "_b_text": text_of_left,
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
    if name.startswith("__") and not name.endswith("__"):
        name = f"_{kind.__name__.lstrip('_')}{name}"
    raw = inspect.getattr_static(kind, name)
    if name == "__new__":
        return functools.partial(getattr(kind, name), kind), None
    if Subject.unbound or isinstance(raw, (staticmethod, classmethod)):
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
    if not any("__getattr__" in vars(base) for base in kind.__mro__):
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


def fill(space: dict[str, Any], name: str, value: Any) -> None:
    """Puts into a variable of the module, or of a class in it, what earlier calls left there."""
    first, *rest = name.split(".")
    own = functools.reduce(lambda owner, part: getattr(owner, part, None), rest, space.get(first))
    if isinstance(own, (dict, set)):
        own.update(value)
    elif own is not None and hasattr(own, "extend"):
        own.extend(value)


def given(space: dict[str, Any], receiver: Any, case: tuple[int, Any]) -> tuple[list[Any], dict[str, Any]]:
    positional, keywords, *begun = case[1]()
    for name, value in begun[0].items() if begun else ():
        fill(space, name, value)
    args, kwargs = list(positional), dict(keywords)
    if receiver is not None and args:
        args[0] = state.receiver = belonging(args[0], receiver)
    for key, name in Subject.hints.items():
        if name in space and key.isdigit() and int(key) < len(args):
            args[int(key)] = belonging(args[int(key)], space[name])
        elif name in space and key in kwargs:
            kwargs[key] = belonging(kwargs[key], space[name])
    return args, kwargs


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
    value: Any = None
    space: dict[str, Any] = {}
    sys.stdout, sys.stderr = output, errors
    try:
        space = fresh(Subject.instrumented)
        function, receiver = found(space)
        args, kwargs = given(space, receiver, case)
        before = variables(space) | defaults(function)
        state.steps = 0
        state.branches.clear()
        value = function(*args, **kwargs)
        seen["value"] = outcome(value, args, kwargs)
        call_back()
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
            left = f"{encode(tuple(args))} {encode(kwargs)}" if kwargs else encode(tuple(args))
            seen["arguments"] = cut(left) + sharing(value, tuple(args), kwargs)
            after = variables(space) | (defaults(function) if function is not None else {})
            seen["globals"] = ", ".join(f"{name}={after[name]}" for name in after if after[name] != before.get(name))
        except (Unfinished, RecursionError, MemoryError):
            seen |= {"ending": "unfinished"}
    # What came to no end is compared by that alone.
    trace = [] if seen["ending"] == "unfinished" else [[path, cut(shown)] for path, shown in state.trace]
    printed = output.getvalue() + (f"[stderr] {errors.getvalue()}" if errors.getvalue() else "")
    return seen | {
        "value": cut(seen["value"]), "arguments": seen.get("arguments", ""), "output": cut(printed),
        "trace": trace, "clock": state.ticks,
        "branches": sorted(state.branches),
    }  # fmt: skip


def text_of(error: BaseException) -> str:
    try:
        return str(error)[:300]
    except Exception:
        return ""


def cut(text: str) -> str:
    """Long texts end in a number that tells them apart."""
    return (
        text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}… {zlib.crc32(text.encode('utf-8', 'surrogatepass'))}"
    )


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
