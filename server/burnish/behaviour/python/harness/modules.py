"""Which modules a program gets: real ones where they only compute, the world outside for all others. In the sandbox."""

from __future__ import annotations

import datetime as real_datetime
import importlib
import pathlib
import posixpath
import random
import re
import sys
import types
import uuid
from typing import Any

from burnish.behaviour.python.harness.loop import drive
from burnish.behaviour.python.harness.missing import ask_module, found_in
from burnish.behaviour.python.harness.outside import Outside, record
from burnish.behaviour.python.harness.real import LACKS, MACHINE, PARTS, PASSED_ON, REAL
from burnish.behaviour.python.harness.state import chance, state
from burnish.behaviour.python.harness.values import encode

START = 1_700_000_000.0


def now() -> float:
    """Seconds since 1970: each look at the clock finds it a second later."""
    state.reads += 1
    return START + state.reads


class Datetime(real_datetime.datetime):
    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return cls.fromtimestamp(now(), real_datetime.timezone.utc if tz is None else tz).replace(tzinfo=tz)

    @classmethod
    def utcnow(cls) -> Any:
        return cls.now()

    @classmethod
    def today(cls) -> Any:
        return cls.now()


class Date(real_datetime.date):
    @classmethod
    def today(cls) -> Any:
        return cls.fromordinal(real_datetime.date(2023, 11, 14).toordinal())


class Path(pathlib.PurePosixPath):
    """A path that reaches no files: what would, is the world outside."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return Outside(f"Path.{name}", owner=str(self))

    def __enter__(self) -> Any:
        return self

    @classmethod
    def cwd(cls) -> Any:
        return cls("/home/user/project")

    @classmethod
    def home(cls) -> Any:
        return cls("/home/user")


class Random(random.Random):
    def __init__(self, seed: Any = None) -> None:
        super().__init__(state.world if seed is None else seed)


def unique(*_: Any) -> Any:
    state.reads += 1
    return uuid.UUID(int=(state.world << 64) + state.reads, version=4)


def slept(*args: Any) -> None:
    record("time.sleep", encode(args))
    state.ticks += 1


INSTEAD: dict[str, Any] = {
    "time.time": now, "time.monotonic": now, "time.perf_counter": now, "time.process_time": now,
    "time.time_ns": lambda: int(now()) * 10**9, "time.perf_counter_ns": lambda: int(now()) * 10**9,
    "time.monotonic_ns": lambda: int(now()) * 10**9, "time.sleep": slept,
    "datetime.datetime": Datetime, "datetime.date": Date,
    "pathlib.Path": Path, "pathlib.PosixPath": Path, "random.Random": Random,
    "uuid.uuid4": unique, "uuid.uuid1": unique, "asyncio.run": drive, "sys.modules": {},
}  # fmt: skip


def moment(*parts: Any) -> Any:
    """Times without one given are now."""
    whole = INSTEAD["time.time"]() if not parts or parts[0] is None else parts[0]
    return importlib.import_module("time").gmtime(whole)


INSTEAD |= {"time.gmtime": moment, "time.localtime": moment}


class Module:
    """A real module, of which the program sees what only computes."""

    def __init__(self, name: str) -> None:
        self.__dict__["__name__"] = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = self.__dict__[name] = pick(self.__dict__["__name__"], name)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        record(f"{self.__dict__['__name__']}.{name} =", f"({encode(value)},)")
        self.__dict__[name] = value


FINDING = frozenset(["re.match", "re.search", "re.fullmatch"])
"""What they give is None where nothing is found."""
modules: dict[str, Any] = {}


def bring(name: str) -> Any:
    """What `import name as x` binds."""
    if name not in REAL:
        return beside(name)
    if name not in modules:
        modules[name] = Module(name)
    return modules[name]


def beside(path: str) -> Any:
    """What an import binds of a module that is outside."""
    if state.modules:
        ask_module(path)
    return Outside(path)


def pick(name: str, attribute: str) -> Any:
    """What `from name import attribute` binds."""
    full = f"{name}.{attribute}"
    if full in MACHINE:
        return MACHINE[full][chance("platform") % 3 if state.world else 0]
    if full in INSTEAD:
        return INSTEAD[full]
    if full in REAL:
        return bring(full)
    if name not in REAL:
        return beside(full)
    if attribute not in PARTS.get(name, (attribute,)) or attribute in LACKS.get(name, ()):
        return Outside(full)
    if name == "sys" and attribute in ("stdout", "stderr"):
        return getattr(sys, attribute)
    try:
        value = getattr(posixpath if name == "os.path" else importlib.import_module(name), attribute)
    except (ImportError, AttributeError):
        return Outside(full)
    if name not in PASSED_ON and isinstance(value, (types.FunctionType, types.BuiltinFunctionType)):
        return lenient(full, value)
    return value


def lenient(full: str, function: Any) -> Any:
    """A function that only computes: of something from outside it makes something else from outside."""

    def computed(*args: Any, **kwargs: Any) -> Any:
        if any(isinstance(item, Outside) for item in args) or any(
            isinstance(item, Outside) for item in kwargs.values()
        ):
            shown = ", ".join(
                [encode(item) for item in args] + [f"{key}={encode(kwargs[key])}" for key in sorted(kwargs)]
            )
            given = f"{full}({shown})"
            return Outside(f"{full}()", given) if full not in FINDING or found_in(given) else None
        return function(*args, **kwargs)

    computed.__name__ = computed.__qualname__ = full.rpartition(".")[2]
    return computed


def search(method: Any) -> Any:
    """A method; one of a pattern takes texts from outside, too, and does with them what the function of its name does."""
    pattern = None if isinstance(method, Outside) else getattr(method, "__self__", None)
    if type(pattern) is not re.Pattern:
        return method

    def searched(*args: Any, **kwargs: Any) -> Any:
        if any(isinstance(item, Outside) for item in args):
            flags = {"flags": pattern.flags} if pattern.flags & ~re.UNICODE else {}
            return lenient(f"re.{method.__name__}", method)(pattern.pattern, *args, **kwargs, **flags)
        return method(*args, **kwargs)

    searched.__name__ = searched.__qualname__ = method.__name__
    return searched


def moment_of(milliseconds: float) -> Any:
    """A date given as an argument."""
    return Datetime(1970, 1, 1) + real_datetime.timedelta(milliseconds=milliseconds)
