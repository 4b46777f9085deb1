"""Whether two versions did the same, and how they differ in the words of a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from burnish.behaviour.allowed import closed, is_cut, until_call, without_calls
from burnish.behaviour.program import Observation
from burnish.behaviour.verdict import Allowed

Part = Literal["end", "value", "exception", "arguments", "trace", "output", "globals"]

SHORT = 90
"""Characters of what is told of one version."""

EXHAUSTED = ("RecursionError", "MemoryError", "InternalError")
_PROMISE, _REJECTED = "promise of ", "rejected "
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
_COUNT = re.compile(r"(?<=\))#\d+")
DEEP = 400
"""Calls within calls for which every sandbox has room."""

_DEEP = "call stack"
"""What engines of JavaScript say in a RangeError when calls are nested too deeply."""

_WIDE = "index-sized"
"""What CPython says in an OverflowError when a list or text would be larger than the sandbox's memory."""

UNFIT: dict[bool, frozenset[str]] = {
    True: frozenset(("TypeError",)),
    False: frozenset(("TypeError", "AttributeError")),
}
"""What an argument of a kind that the code is not made for leads to: in JavaScript (True) and in Python."""


@dataclass(frozen=True, slots=True)
class Difference:
    part: Part
    before: str
    after: str


def silent(before: Observation, after: Observation, unfit: Collection[str], doubtful: bool, big: bool) -> bool:
    """Whether the pair tells nothing of the two versions.

    `unfit`: names of exceptions that mean that the arguments are of kinds that the function cannot take.
    `doubtful`: some argument is of a kind that only one of the versions is made for. `big`: there are big numbers in
    it, with which slower code takes for ever.
    """
    if exhausted(before):
        return True
    if exhausted(after):
        # The stack is used up after fewer steps than there may be, and not every sandbox says how many.
        nested = after.ending == "raised" or after.message == "RecursionError" or after.steps < DEEP
        limit = 3 * before.steps >= max(after.steps, DEEP) if nested else 10 * before.steps >= after.steps
        return big or limit
    if before.ending == "raised" and _name(before.exception) in unfit:
        return after.ending == "returned" or _name(after.exception) in unfit
    return doubtful and after.ending == "raised" and _name(after.exception) in unfit


def exhausted(seen: Observation) -> bool:
    """Whether it came to no end of its own."""
    name = _name(seen.exception)
    if seen.ending == "unfinished" or (seen.ending == "raised" and name in EXHAUSTED):
        return True
    return (name == "RangeError" and _DEEP in seen.message) or (name == "OverflowError" and _WIDE in seen.message)


def difference(before: Observation, after: Observation, allowed: Allowed = Allowed()) -> Difference | None:  # noqa: B008
    """The first thing in which they differ; None when they did the same."""
    cut = bool(allowed.calls) and any(is_cut(text) for seen in (before, after) for text in _texts(seen))
    one, other = _kept(before, allowed, cut), _kept(after, allowed, cut)
    if exhausted(before) or exhausted(after):
        return None if exhausted(before) == exhausted(after) else Difference("end", _ended(before), _ended(after))
    if allowed.later and before.ending == "raised" and not before.exception.startswith(_REJECTED):
        # What is thrown at once passes no `catch` of a chain; as a rejection it does.
        return None
    if before.ending != after.ending:
        return Difference("end", _ended(before), _ended(after))
    if allowed.order and (_fails(before) or _fails(after)) and (before.trace or after.trace):
        # Which of several calls failed first is a matter of their order.
        return None
    if one.exception != other.exception:
        return Difference("exception", _ended(before), _ended(after))
    if one.value != other.value:
        return Difference("value", *_apart("returned", before.value, after.value))
    if one.arguments != other.arguments:
        return Difference("arguments", *_apart("left the arguments", before.arguments, after.arguments))
    if (traced := _trace(one, other, allowed)) is not None:
        return traced
    if one.output != other.output:
        return Difference("output", *_apart("printed", _printed(before.output), _printed(after.output)))
    if one.globals != other.globals:
        return Difference("globals", *_apart("left behind", before.globals or "nothing", after.globals or "nothing"))
    return None


def _fails(seen: Observation) -> bool:
    """Whether it raised, or something that it returned did when it was called."""
    return seen.ending == "raised" or any("raises " in given for _, given in seen.trace)


def _name(exception: str) -> str:
    """Of its class: "rejected TypeError('no')" -> "TypeError"."""
    return exception.partition("(")[0].rpartition(" ")[2]


def _kind(exception: str) -> str:
    """The exception without its message: "Error('no'){code: 1}" -> "Error{code: 1}". What ends a program or a generator
    is said with its value, which is no message.
    """
    if _name(exception) in ("SystemExit", "StopIteration"):
        return exception
    bracket = len(exception.partition("(")[0])
    return exception[:bracket] + exception[closed(exception, bracket) :]


def fingerprint(seen: Observation) -> str:
    """All that is compared, in one text."""
    return repr((seen.ending, seen.value, seen.exception, seen.arguments, seen.globals, seen.output, seen.trace))


@dataclass(frozen=True, slots=True)
class _Kept:
    value: str
    exception: str
    arguments: str
    globals: str
    output: str
    trace: tuple[tuple[str, str], ...]


def _texts(seen: Observation) -> tuple[str, ...]:
    return (seen.value, seen.arguments, seen.globals, seen.output, *(given for _, given in seen.trace))


def _kept(seen: Observation, allowed: Allowed, cut: bool) -> _Kept:
    """What of it may not differ. `cut`: long texts end within what a call was given that may be another one."""

    def plain(text: str) -> str:
        text = without_calls(text, allowed.calls)
        text = until_call(text) if cut else text
        if not allowed.order:
            return text
        # Which of the calls of one name it was; and where functions may take turns, what then follows from that.
        text = _COUNT.sub("", text)
        return _NUMBER.sub("0", text) if allowed.later else text

    trace = seen.trace
    if allowed.calls or allowed.order:
        trace = tuple((plain(path), plain(given)) for path, given in trace if last_name(path) not in allowed.calls)
    value, exception = plain(seen.value), _kind(seen.exception)
    if allowed.later:
        value, exception = value.removeprefix(_PROMISE), exception.removeprefix(_REJECTED)
        trace = tuple(entry for entry in trace if entry[0] != "returned")
    return _Kept(value, exception, plain(seen.arguments), plain(seen.globals), plain(seen.output), trace)


def last_name(path: str) -> str:
    """`db.cursor().execute` -> `execute`; `new Map` -> `Map`."""
    names = re.findall(r"[A-Za-z_$][\w$]*", path)
    return names[-1] if names else path


def _trace(before: _Kept, after: _Kept, allowed: Allowed) -> Difference | None:
    if allowed.order:
        less, more = Counter(before.trace), Counter(after.trace)
        if less == more:
            return None
        lost, new = list((less - more).elements()), list((more - less).elements())
        return Difference("trace", _did(lost[0] if lost else None, ""), _did(new[0] if new else None, ""))
    if before.trace == after.trace:
        return None
    pairs = zip(before.trace, after.trace, strict=False)
    shorter = min(len(before.trace), len(after.trace))
    at = next((at for at, (one, other) in enumerate(pairs) if one != other), shorter)
    one, other = (seen.trace[at] if at < len(seen.trace) else None for seen in (before, after))
    when = " first" if at == 0 else ""
    if one is not None and other is not None and one[0] == other[0]:
        when = ""
        if max(len(one[1]), len(other[1])) > SHORT:
            return Difference("trace", *_apart(_verb(one), one[1], other[1]))
    elif one is not None and other is not None and at:
        when = f" as number {at + 1}"
    return Difference("trace", _did(one, when), _did(other, when))


def _verb(entry: tuple[str, str]) -> str:
    path, given = entry
    return f"called {path}" if given.startswith("(") else f"did {path}"


def _did(entry: tuple[str, str] | None, when: str) -> str:
    if entry is None:
        return "called nothing more" if not when or when != " first" else "called nothing"
    path, given = entry
    if path == "returned":
        return f"returned{when}" if when else "returned"
    if given.startswith("("):
        return f"called {path}{_clipped(given)}{when}"
    return f"did {path} {_clipped(given.lstrip())}".rstrip() + when


def _ended(seen: Observation) -> str:
    if seen.ending == "unfinished":
        return "did not end"
    if exhausted(seen):
        return "called itself without end"
    if seen.ending == "raised":
        return f"raised {_kind(seen.exception)}"
    return f"returned {_clipped(seen.value)}"


def _printed(text: str) -> str:
    return repr(text) if text else "nothing"


def _apart(verb: str, one: str, other: str) -> tuple[str, str]:
    """Both texts, cut where they are long so that the place where they part is seen."""
    if max(len(one), len(other)) <= SHORT:
        return f"{verb} {one}", f"{verb} {other}"
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, at - SHORT // 3)
    return f"{verb} {_clipped(one, start)}", f"{verb} {_clipped(other, start)}"


def _clipped(text: str, start: int = 0) -> str:
    head = "…" if start else ""
    tail = "…" if len(text) > start + SHORT else ""
    return f"{head}{text[start : start + SHORT]}{tail}"
