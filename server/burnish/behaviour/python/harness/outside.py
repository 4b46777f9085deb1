"""The world outside a program: things that can be anything, answer deterministically, and record what is done to them.

What a thing answers follows from what it is (its full text: path, arguments, how often that was asked) and from the
world's number. World 0 is the plain one: things are true and hold two items, nothing is None, nothing raises. Runs in
the sandbox.
"""

from __future__ import annotations

import abc
import asyncio
import builtins
from collections.abc import AsyncIterator, Generator
from types import FunctionType
from typing import Any

from burnish.behaviour.python.harness.answers import Answers, between_brackets, briefly, last_name, shortened
from burnish.behaviour.python.harness.missing import ask_attribute, ask_item
from burnish.behaviour.python.harness.state import chance, state
from burnish.behaviour.python.harness.values import encode

MADE = 5
"""How many steps it counts as that something new from outside is met: it takes about as long."""
ERROR_ENDINGS = ("Error", "Exception", "Warning", "Exit", "Interrupt", "Timeout", "DoesNotExist", "NotFound", "Denied")
CERTAIN = frozenset(
    [
        "open",
        "keys",
        "values",
        "items",
        "cursor",
        "split",
        "strip",
        "lower",
        "upper",
        "replace",
        "format",
        "encode",
        "decode",
    ]
)
FILES = ("open", "open()")
CLOSING = "open().close"
TEXTS = ("__name__", "__qualname__")


class Outside(Answers):
    """Something from outside the program. Reading attributes and items of it leaves no trace; all else does."""

    __slots__ = ("__weakref__", "_b_failure", "_b_full", "_b_kids", "_b_next", "_b_owner", "_b_path", "_b_set")
    _b_outside = True

    def __init__(self, path: str, full: str = "", owner: Any = None) -> None:
        put = object.__setattr__
        state.steps += MADE
        put(self, "_b_path", path)
        put(self, "_b_full", shortened(full or path))
        put(self, "_b_owner", owner)
        put(self, "_b_kids", {})
        put(self, "_b_set", {})
        put(self, "_b_failure", None)
        put(self, "_b_next", 0)

    # Reading
    def __getattr__(self, name: str) -> Any:
        if name in self._b_set:
            return self._b_set[name]
        nothing = ask_attribute(self._b_full, name)
        if name in TEXTS:
            return last_name(self._b_path)
        return None if nothing or repeats(self._b_path, "." + name) else self._b_kid("." + name)

    def _b_kid(self, tail: str) -> Outside:
        kid = self._b_kids.get(tail)
        if kid is None:
            kid = self._b_kids[tail] = Outside(self._b_path + tail, self._b_full + tail)
        return kid  # type: ignore[no-any-return]

    def __getitem__(self, key: Any) -> Any:
        if state.missing and f"[{encode(key)}]" not in self._b_set:
            ask_item(self._b_full, key)
        return self._b_item(key)

    def _b_item(self, key: Any) -> Any:
        tail = f"[{encode(key)}]"
        if tail in self._b_set:
            return self._b_set[tail]
        return None if repeats(self._b_path, tail) else self._b_kid(tail)

    # Changing
    def __setattr__(self, name: str, value: Any) -> None:
        record(f"{self._b_path}.{name} =", f"({encode(value)},)")
        self._b_set[name] = value

    def __delattr__(self, name: str) -> None:
        record(f"del {self._b_path}.{name}", "()")
        self._b_set.pop(name, None)

    def __setitem__(self, key: Any, value: Any) -> None:
        record(f"{self._b_path}[] =", f"({encode(key)}, {encode(value)})")
        self._b_set[f"[{encode(key)}]"] = value

    def __delitem__(self, key: Any) -> None:
        record(f"del {self._b_path}[]", f"({encode(key)},)")
        self._b_set.pop(f"[{encode(key)}]", None)

    # Calling
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        names = sorted(kwargs)
        single = len(args) == 1 and not names
        parts = [encode(item) for item in args] + [f"{name}={encode(kwargs[name])}" for name in names]
        shown = between_brackets(parts, single)
        parts = [briefly(item) for item in args] + [f"{name}={briefly(kwargs[name])}" for name in names]
        asked = self._b_full + between_brackets(parts, single)
        if self._b_owner is not None:
            record(self._b_path, f"{encode(self._b_owner)}: {shown}")
        else:
            record(self._b_path, shown)
        if state.quiet:
            return Outside(self._b_path + "()", asked)
        for one in (*args, *kwargs.values()) if kwargs else args:
            if type(one) is FunctionType and one.__module__ == "module" and "<" in one.__qualname__:
                state.given.append(one)
        state.ticks += 1
        times = state.counts[asked] = state.counts.get(asked, 0) + 1
        result = Outside(self._b_path + "()", asked if times == 1 else f"{asked}#{times}")
        failure = self._b_fails(asked, times)
        if state.asynchronous:
            object.__setattr__(result, "_b_failure", failure)
            return result
        if failure is not None:
            raise failure
        return None if result._b_nothing() else result

    def _b_nothing(self) -> bool:
        """Whether a call, of which this is the result, gives None: never one of what looks like a class."""
        name = last_name(self._b_path)
        if repeats(self._b_path.removesuffix("()"), f".{name}()"):
            return True
        plain = not state.world or name[:1].isupper() or name in CERTAIN
        return not plain and chance(self._b_full + "none") % (3 if name in state.calls else 8) == 0

    def _b_fails(self, asked: str, times: int) -> BaseException | None:
        # In some worlds few calls fail, in others every second one: what is called once must fail, too.
        odds = {1: 6, 3: 2}.get(state.world % 4)
        if self._b_path == CLOSING:
            # A file that is closed at the end of its block does not fail either.
            return None
        if odds is None or chance(f"{asked}#{times} fails") % odds:
            return None
        names = ("outside.Failure", *state.failures)
        return failure_of(names[chance(f"{asked}#{times} how") % len(names)])

    # Waiting
    def __await__(self) -> Generator[Any, Any, Any]:
        called = self._b_path.endswith("()")
        if called and not state.quiet:
            state.ticks -= 1
        yield from asyncio.sleep(1).__await__()
        if self._b_failure is not None:
            raise self._b_failure
        return None if called and self._b_nothing() else self

    def __aiter__(self) -> AsyncIterator[Any]:
        return self._b_walk()

    async def _b_walk(self) -> AsyncIterator[Any]:
        for index in range(len(self)):
            await asyncio.sleep(1)
            yield self._b_item(index)

    async def __anext__(self) -> Any:
        await asyncio.sleep(1)
        try:
            return self.__next__()
        except StopIteration:
            raise StopAsyncIteration from None

    # Being a class, a base of one, or a guard of a block
    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        if last_name(self._b_path).endswith(ERROR_ENDINGS):
            return (failure_class(self._b_path),)
        taken = any(isinstance(base, type) and issubclass(base, Base) for base in bases)
        others = [
            base for base in bases if isinstance(base, Outside) and not last_name(base._b_path).endswith(ERROR_ENDINGS)
        ]
        return () if taken or others[0] is not self else (Base,)

    def __instancecheck__(self, value: Any) -> bool:
        if isinstance(value, BaseException):
            return isinstance(value, failure_class(self._b_path))
        if not isinstance(value, (Outside, Base)):
            return False
        full = value._b_full if isinstance(value, Outside) else type(value).__name__
        return not state.world or chance(f"{full} is a {self._b_path}") % 2 == 0

    def __subclasscheck__(self, kind: Any) -> bool:
        if isinstance(kind, type) and issubclass(kind, BaseException):
            return issubclass(kind, failure_class(self._b_path))
        return isinstance(kind, type) and issubclass(kind, Base)

    def __enter__(self) -> Outside:
        if self._b_path not in FILES:
            record(f"{self._b_path}.__enter__", "()")
        return self

    def __exit__(self, kind: type | None, *_: Any) -> None:
        if self._b_path in FILES:
            record(f"{self._b_path}.close", "()")
        else:
            record(f"{self._b_path}.__exit__", f"({kind.__name__ if kind else None},)")

    async def __aenter__(self) -> Outside:
        await self
        return self.__enter__()

    async def __aexit__(self, kind: type | None, *_: Any) -> None:
        await asyncio.sleep(1)
        self.__exit__(kind)

    def __copy__(self) -> Outside:
        return self

    def __deepcopy__(self, memo: Any) -> Outside:
        return self


def arithmetic(symbol: str, swapped: bool) -> Any:
    def derived(self: Outside, other: Any = None, *_: Any) -> Any:
        if isinstance(other, (str, bytes)) and symbol == "+":
            own = self._b_text() if isinstance(other, str) else bytes(self)
            return other + own if swapped else own + other  # type: ignore[operator]
        left, right = (encode(other), self._b_full) if swapped else (self._b_full, encode(other))
        return Outside(f"({left} {symbol} {right})")

    return derived


SYMBOLS = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "matmul": "@",
    "and": "&", "or": "|", "xor": "^", "lshift": "<<", "rshift": ">>", "divmod": "divmod",
}  # fmt: skip
for word, symbol in SYMBOLS.items():
    setattr(Outside, f"__{word}__", arithmetic(symbol, False))
    setattr(Outside, f"__r{word}__", arithmetic(symbol, True))


def unary(symbol: str) -> Any:
    return lambda self, *_: Outside(f"{symbol}({self._b_full})")


for word in ("neg", "pos", "abs", "invert", "round", "floor", "ceil"):
    setattr(Outside, f"__{word}__", unary(word))


RECORDED = 40
"""How many steps something done to the world outside counts as: it takes about as long, and fills the trace."""

WRITTEN = 8
"""How many characters of what was given to it count as one step more: they have to be written."""

DEEPEST = 5


def repeats(path: str, tail: str) -> bool:
    """Whether the same was read of what was read of something again and again: linked lists and trees end somewhere.

    A method's own name is none of that: what it returns is."""
    if len(path) < DEEPEST * len(tail) or path.count(tail) < DEEPEST:
        return False
    return path.count(tail) - path.count(f"{tail}(") >= DEEPEST


def record(path: str, given: str) -> None:
    state.steps += RECORDED + len(given) // WRITTEN
    if not state.quiet:
        state.trace.append((path, given))


class OutsideError(Exception):
    """The base of exceptions whose classes are outside."""

    _b_path = "outside.Failure"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = Outside(f"{last_name(self._b_path)}().{name}")
        self.__dict__[name] = value
        return value


SAME = {
    "socket.timeout": "TimeoutError", "asyncio.TimeoutError": "TimeoutError", "concurrent.futures.TimeoutError": "TimeoutError",
    "socket.error": "OSError", "select.error": "OSError", "os.error": "OSError",
}  # fmt: skip
"""Names in modules for exceptions that are built in."""

failure_classes: dict[str, type[BaseException]] = {}


def failure_class(path: str) -> type[BaseException]:
    """The exception class that something outside stands for."""
    path = path.removesuffix("()")
    if path in SAME:
        return getattr(builtins, SAME[path])  # type: ignore[no-any-return]
    if path not in failure_classes:
        failure_classes[path] = type(last_name(path), (OutsideError,), {"_b_path": path, "__module__": "outside"})
    return failure_classes[path]


def failure_of(path: str) -> BaseException:
    """An exception by its class's path; one without dots may be a built-in one."""
    builtin = getattr(builtins, SAME.get(path, path), None)
    if isinstance(builtin, type) and issubclass(builtin, Exception):
        try:
            return builtin(2, "from outside") if issubclass(builtin, OSError) else builtin("from outside")
        except TypeError:
            return failure_class("outside.Failure")("from outside")
    return failure_class(path)("from outside")


class Meta(abc.ABCMeta):
    """Classes whose base is outside: attributes that they lack are outside, too."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith(("__", "_b_")):
            raise AttributeError(name)
        kids = cls.__dict__.get("_b_kids")
        if kids is None:
            kids = {}
            type.__setattr__(cls, "_b_kids", kids)
        return kids.setdefault(name, Outside(f"{cls.__name__}.{name}"))


class Base(metaclass=Meta):
    """The base that stands for one outside."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if args:
            self.__dict__["args"] = args
        self.__dict__.update(kwargs)

    def __init_subclass__(cls, **_: Any) -> None:
        super().__init_subclass__()

    def __getattr__(self, name: str) -> Any:
        return lacking(self, name)


def lacking(owner: Any, name: str) -> Any:
    """What an object gives for an attribute that it lacks but may have from outside."""
    if name.startswith("_b_"):
        raise AttributeError(name)
    path = "self" if owner is state.receiver else f"{type(owner).__name__}()"
    if ask_attribute(path, name):
        return None
    value = Outside(f"{path}.{name}", owner=owner)
    try:
        object.__getattribute__(owner, "__dict__")["_b_kids"]
    except AttributeError:
        return value
    except KeyError:
        owner.__dict__["_b_kids"] = {}
    return owner.__dict__["_b_kids"].setdefault(name, value)
