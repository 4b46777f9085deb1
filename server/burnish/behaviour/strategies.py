"""Random values of a shape, drawn by hypothesis; the same seed draws the same values on every machine."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from burnish.behaviour.edge_cases import DEEPEST, NONE, Hints, edges, fits, is_fixed, kinds_of
from burnish.behaviour.values import Kind, Shape, Value

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Drawn = TypeVar("Drawn")

LETTERS = "abcxyzABZ  019_-,.:;/\n\té\u0301ß🦊"
LONGEST = 7
"""Items of a list, entries of a dict, pieces of a text."""

_BACKEND = "burnish"


def values(shape: Shape, given: Hints, name: str = "it", depth: int = 0) -> SearchStrategy[Value]:
    """Any value that the shape allows; one in four is one of its edge cases."""
    from hypothesis import strategies as st

    kinds = kinds_of(shape, given)
    known = edges(shape, given, name, depth) or (NONE,)
    each = [_of_kind(kind, shape, given, name, depth) for kind in kinds]
    literals = [value for value in shape.literals if fits(value, given)]
    likely = [st.sampled_from(literals)] if literals else []
    return st.one_of(*each, *each, *each, st.sampled_from(known), *likely)


def draw(strategy: SearchStrategy[Drawn], count: int, seed: int) -> list[Drawn]:
    """At most `count` examples (fewer where there are no more)."""
    import hypothesis

    _prepare()
    drawn: list[Drawn] = []
    settings = hypothesis.settings(
        database=None, deadline=None, derandomize=False, max_examples=count, backend=_BACKEND,
        phases=[hypothesis.Phase.generate], suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
    )  # fmt: skip

    @hypothesis.seed(seed)
    @settings
    @hypothesis.given(strategy)
    def collect(example: Drawn) -> None:
        drawn.append(example)

    collect()
    return drawn[:count]


def _prepare() -> None:
    """Hypothesis would mix in constants of the modules that happen to be loaded, and keep files in the working folder."""
    from hypothesis import configuration
    from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider

    if _BACKEND in AVAILABLE_PROVIDERS:
        return

    class Provider(HypothesisProvider):
        def _maybe_draw_constant(self, *_: object, **__: object) -> None:
            return None

    AVAILABLE_PROVIDERS[_BACKEND] = Provider
    configuration.set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "burnish-hypothesis")


def _of_kind(kind: Kind, shape: Shape, given: Hints, name: str, depth: int) -> SearchStrategy[Value]:
    from hypothesis import strategies as st

    if kind == "int":
        near = [int(number) for number in given.numbers if abs(number) < 2**62]
        around = [st.sampled_from(sorted({one + step for one in near for step in (-1, 0, 1)}))] if near else []
        small, large = st.integers(-4, 12), st.integers(-(10**4), 10**4)
        return st.one_of(small, small, st.integers(-120, 120), large, *around).map(lambda data: Value("int", data))
    if kind == "float":
        tenths = st.integers(-200, 200).map(lambda data: data / 10)
        own = [st.sampled_from([float(number) for number in given.numbers])] if given.numbers else []
        wild = st.floats(allow_nan=False, width=32)
        return st.one_of(tenths, tenths, wild, *own).map(lambda data: Value("float", data))
    if kind == "str":
        pieces = st.sampled_from([*LETTERS, *(one for one in given.texts if one)])
        made = st.lists(pieces, max_size=LONGEST).map("".join)
        numerals = st.one_of(st.integers(0, 20), st.integers(0, 10**8)).map(str)
        words = [st.sampled_from(given.texts)] if given.texts else []
        return st.one_of(made, *([made] if not depth else []), numerals, *words).map(lambda data: Value("str", data))
    if kind == "bytes":
        return st.binary(max_size=LONGEST).map(lambda data: Value("bytes", data))
    if kind == "date":
        return st.integers(-(10**12), 4 * 10**12).map(lambda data: Value("date", data))
    if kind == "tuple" and is_fixed(shape) and depth < DEEPEST:
        parts = [values(inner, given, f"{name}[{at}]", depth + 1) for at, inner in shape.fields.items()]
        return st.tuples(*parts).map(lambda drawn: Value("tuple", items=tuple(drawn)))
    if kind in ("list", "tuple", "set", "iterator") and depth < DEEPEST:
        return _sequences(kind, shape, given, name, depth)
    if kind in ("dict", "map", "object") and depth < DEEPEST:
        return _entries(kind, shape, given, name, depth)
    return st.sampled_from(edges(Shape(frozenset((kind,))), given, name, depth) or (NONE,))


def _sequences(kind: Kind, shape: Shape, given: Hints, name: str, depth: int) -> SearchStrategy[Value]:
    from hypothesis import strategies as st

    if shape.items is None:
        of: Sequence[Shape] = (Shape(frozenset(("int",))), Shape(frozenset(("str",))))
    else:
        of = (shape.items,)
    longest = LONGEST if depth == 0 else 3
    lists = [st.lists(values(one, given, f"{name}[]", depth + 1), max_size=longest) for one in of]
    if kind == "set":
        return st.one_of(lists).map(lambda items: Value("set", items=tuple(dict.fromkeys(items))))
    # Sorted and repeated items are what searching and merging live on, and rare by chance.
    return st.tuples(st.one_of(lists), st.integers(0, 3)).map(lambda drawn: _arranged(kind, *drawn))


def _arranged(kind: Kind, items: Sequence[Value], how: int) -> Value:
    if how == 1:
        items = sorted(items, key=_order)
    elif how == 2:
        items = [*items, *items[:2]]
    return Value(kind, items=tuple(items))


def _order(value: Value) -> tuple[str, float, str]:
    number = value.data if isinstance(value.data, (int, float)) else 0
    return value.kind, number, str(value.data)


def _entries(kind: Kind, shape: Shape, given: Hints, name: str, depth: int) -> SearchStrategy[Value]:
    from hypothesis import strategies as st

    if shape.fields or kind == "object":
        names = [Value("str", key) for key in shape.fields]
        parts = [values(inner, given, f"{name}.{key}", depth + 1) for key, inner in shape.fields.items()]
        if kind != "object":
            # One in eight is left out.
            parts = [st.one_of(*[part] * 7, st.none()) for part in parts]
        return st.tuples(*parts).map(
            lambda drawn: Value(
                kind, entries=tuple((key, one) for key, one in zip(names, drawn, strict=True) if one is not None)
            )
        )
    keys = shape.keys or Shape(frozenset(("str",)))
    hashable = Shape(keys.kinds - {"list", "dict", "set", "map", "object"}, literals=keys.literals)
    key = values(hashable if hashable.kinds else Shape(frozenset(("str",))), given, name, DEEPEST)
    item = values(shape.items or Shape(frozenset(("int",))), given, f"{name}[]", depth + 1)
    return st.lists(st.tuples(key, item), max_size=4).map(
        lambda entries: Value(kind, entries=tuple(dict(entries).items()))
    )
