"""Inputs as values of no language: what an argument is, what it may be, and what is known of a parameter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Kind = Literal[
    "none",  # None, null
    "undefined",  # JavaScript's; never given to Python
    "bool", "int", "float", "str", "bytes",  # `data` holds the value
    "list", "tuple", "set", "iterator",  # `items`; an iterator can be walked once and says how far it was
    "dict",  # `entries`: a Python dict, a plain JavaScript object
    "map",  # `entries`: a JavaScript Map, a Python dict
    "date",  # `data`: milliseconds since 1970 in UTC
    "object",  # `entries` are attributes (their keys are text); everything else of it is a recording stub
    "function",  # a recording stub that can be called; `data` is its name
    "stub",  # a recording stub that can be anything; `data` is its name
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """One concrete value. It can be written as an expression in each language, compared, and made smaller."""

    kind: Kind
    data: bool | int | float | str | bytes | None = None
    items: tuple[Value, ...] = ()
    entries: tuple[tuple[Value, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value may be, as far as code tells: several kinds, none known (anything), or exact values seen."""

    kinds: frozenset[Kind] = frozenset()
    items: Shape | None = None
    """What a list, tuple, set or iterator holds, what a dict or map has as values, what a function returns."""
    keys: Shape | None = None
    fields: Mapping[str, Shape] = field(default_factory=lambda: MappingProxyType({}))
    """Attributes of an object, or keys of a dict, that the code names."""
    literals: tuple[Value, ...] = ()
    """Exact values that the code compares it with, gives as its default, or passes at a call."""


ParameterKind = Literal["receiver", "positional", "keyword", "rest", "keywords", "state"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function. A receiver is `self` or `this`: an object whose attributes are its shape's fields.

    `state` is none, but a variable of the module that earlier calls may have filled.
    """

    name: str
    kind: ParameterKind
    shape: Shape
    optional: bool = False
    """Whether it has a default, so that a call may leave it out."""


@dataclass(frozen=True, slots=True)
class Input:
    """The arguments of one call, and the seed of the world outside: what its stubs answer follows from it."""

    positional: tuple[Value, ...]
    """The receiver first, where there is one."""
    keywords: tuple[tuple[str, Value], ...] = ()
    world: int = 0
    state: tuple[tuple[str, Value], ...] = ()
    """Variables of the module by name, with what earlier calls left in them."""
