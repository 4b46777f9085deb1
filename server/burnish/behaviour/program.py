"""A Program: one function with all that it needs to run in a sandbox, and what running it once showed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from burnish.behaviour.values import Parameter, Value


class Unrunnable(Exception):
    """Why a function cannot be made into a Program, for people; `kind` is a word or two for statistics."""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Program:
    """Source text for a sandbox. Loading it defines the function, what it uses, and the one entry that runs cases.

    The entry is `_b_run` in both languages. `_b_run(cases)` gives (in JavaScript a promise of) JSON text: a list with an
    object for each case, with the keys of Observation. A case is a pair: the world's seed, and a function without
    parameters that makes the arguments anew: in Python `(world, lambda: ((positional, ...), {keyword: ...}))`, in
    JavaScript `[world, () => [[positional, ...], {}]]`. `_b_time(case, rounds)` gives (a promise of) JSON text of the
    fewest seconds that one call of the function took, without its coverage, in that many rounds.
    """

    text: str
    function: str
    parameters: tuple[Parameter, ...]
    branches: int
    """How many branches the conditions, loops and handlers of the function itself have, numbered from 0."""
    plain: bool
    """Whether it is simple enough for Monty: no classes, generators, `with`, `del`, stubs; inputs must be plain data."""
    outside: tuple[str, ...] = ()
    """Names that are recording stubs because what they stand for cannot be taken along."""
    prelude: str = ""
    """Text that runs before `text`, the same for all programs of its kind."""
    samples: tuple[tuple[Value, ...], ...] = ()
    """Positional arguments, all literal, of calls of the function that were found in code and in doctests."""
    constants: tuple[Value, ...] = ()
    """Literals in the function's body: numbers and texts that inputs should meet."""


Ending = Literal["returned", "raised", "unfinished"]


@dataclass(frozen=True, slots=True)
class Observation:
    """What one call did, in texts that are equal when the behaviour is: values are written with their types."""

    ending: Ending
    """`unfinished`: it ran out of steps (a count, so that it is the same on every machine)."""
    value: str = ""
    """What it returned; for an iterator its kind and its first items, whose effects come after "returned" in the trace."""
    exception: str = ""
    """The type of what it raised."""
    message: str = ""
    """For people; messages are not compared."""
    arguments: str = ""
    """The arguments afterwards, with the attributes of objects and how far iterators were walked."""
    globals: str = ""
    """Module variables that the program can change, afterwards."""
    output: str = ""
    trace: tuple[tuple[str, str], ...] = ()
    """What was done to the world outside, in order: the path of what was called or set (`db.execute`), and with what
    (`('SELECT 1',)`)."""
    clock: int = 0
    """How long the world outside took: each call of it takes one tick, and those that are awaited together overlap."""
    branches: frozenset[int] = frozenset()
    steps: int = 0
