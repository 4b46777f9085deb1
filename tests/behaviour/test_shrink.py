from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import islice
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burnish.behaviour.inputs import Row, Signature, merged
from burnish.behaviour.mutation import leaves, mutated, replaced, size, smaller
from burnish.behaviour.shrink import TRIES, simpler, smallest
from burnish.behaviour.values import Parameter, Shape, Value

SCALARS = st.one_of(
    st.integers().map(lambda data: Value("int", data)),
    st.floats().map(lambda data: Value("float", data)),
    st.text(max_size=6).map(lambda data: Value("str", data)),
    st.booleans().map(lambda data: Value("bool", data)),
    st.binary(max_size=3).map(lambda data: Value("bytes", data)),
    st.sampled_from([Value("none"), Value("stub", "db"), Value("date", 0)]),
)


def _nested(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    items = st.lists(inner, max_size=4)
    return st.one_of(
        st.tuples(st.sampled_from(["list", "tuple", "iterator"]), items).map(
            lambda drawn: Value(drawn[0], items=tuple(drawn[1]))
        ),
        items.map(lambda drawn: Value("set", items=tuple(dict.fromkeys(drawn)))),
        st.lists(st.tuples(SCALARS, inner), max_size=3).map(
            lambda drawn: Value("dict", entries=tuple(dict(drawn).items()))
        ),
    )


VALUES = st.recursive(SCALARS, _nested, max_leaves=12)


def integer(number: int) -> Value:
    return Value("int", number)


def numbers(*data: int) -> Value:
    return Value("list", items=tuple(map(integer, data)))


def signature(*kinds: str, optional: bool = False) -> Signature:
    names = "abc"
    parameters = [
        Parameter(names[at], "positional", Shape(frozenset((kind,))), optional)  # type: ignore[arg-type]
        for at, kind in enumerate(kinds)
    ]
    return merged(parameters, parameters, undefined=False)


@given(VALUES)
def test_smaller_values_are_smaller(value: Value) -> None:
    for less in smaller(value):
        assert size(less) < size(value)
        assert less.kind == value.kind


@given(VALUES, st.randoms(use_true_random=False))
def test_mutants_are_of_the_same_kind_unless_something_comes_in(value: Value, random: object) -> None:
    made = mutated(value, list(leaves(value)), random)  # type: ignore[arg-type]
    assert made.kind == value.kind
    assert all(len(set(map(repr, dict(one.entries)))) == len(one.entries) for one in (made,))


@given(VALUES)
@settings(max_examples=50)
def test_shrinking_ends_with_something_that_still_differs(value: Value) -> None:
    def differs(rows: Sequence[Row]) -> list[bool]:
        return [any(leaf.kind == "int" for leaf in leaves(row.values[0] or Value("none"))) for row in rows]

    row = Row((value,))
    if not differs([row])[0]:
        return
    least = smallest(row, signature(value.kind), differs, tries=10_000)
    assert differs([least]) == [True]
    assert not any(differs([one])[0] for one in simpler(least, signature(value.kind)))


@pytest.mark.parametrize(
    ("start", "wrong", "least"),
    [
        (numbers(7, 3, 9, 12, -4), lambda xs: len(xs) >= 2, (0, 0)),
        (numbers(7, 3, 9, 12, -4), lambda xs: any(x > 5 for x in xs), (6,)),
        (numbers(7, 3, 9, 12, -4), lambda xs: xs != sorted(xs), (1, 0)),
        (numbers(7, 3, 9, 3), lambda xs: len(set(xs)) < len(xs), (0, 0)),
        (numbers(5, 5, 5, 5), lambda xs: True, ()),
    ],
)
def test_the_smallest_is_found(start: Value, wrong: object, least: tuple[int, ...]) -> None:
    def differs(rows: Sequence[Row]) -> list[bool]:
        return [wrong([item.data for item in row.values[0].items]) for row in rows]  # type: ignore[operator, union-attr]

    assert smallest(Row((start,)), signature("list"), differs).values == (numbers(*least),)


def test_the_plain_world_and_fewer_arguments_are_tried_first() -> None:
    row = Row((integer(40), integer(1), integer(2)), named=True, world=5)
    assert smallest(row, signature("int", "int", "int", optional=True), lambda rows: [True] * len(rows)) == Row(
        (None, None, None)
    )


def test_no_more_inputs_are_run_than_agreed() -> None:
    runs: list[Row] = []

    def differs(rows: Sequence[Row]) -> list[bool]:
        runs.extend(rows)
        return [False] * len(rows)

    smallest(Row((numbers(*range(1, 400)),)), signature("list"), differs)
    assert len(runs) == len(set(runs)) == TRIES


def test_a_stub_becomes_something_plain_where_it_may() -> None:
    row = Row((Value("stub", "a"),))
    unknown = [Parameter("a", "positional", Shape())]
    assert smallest(row, merged(unknown, unknown, False), lambda rows: [True] * len(rows)).values == (Value("list"),)


def test_attributes_keep_their_names() -> None:
    name = Value("str", "name")
    thing = Value("object", entries=((name, name),))

    assert list(leaves(thing)) == [name]
    assert replaced(thing, name, Value("str", "")) == Value("object", entries=((name, Value("str", "")),))


def test_only_the_rows_that_are_tried_are_made() -> None:
    """Of an object with dozens of fields there are thousands."""
    fields = tuple((Value("str", f"field{at}"), numbers(*range(60))) for at in range(40))
    row, known = Row((Value("object", entries=fields),)), signature("object")
    made = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal made
        made += event == "call" and frame.f_code.co_name == "_with"

    sys.setprofile(count)
    try:
        assert smallest(row, known, lambda tried: [False] * len(tried), tries=32) == row
    finally:
        sys.setprofile(None)
    assert 32 <= made <= 64
    assert sum(1 for _ in islice(simpler(row, known), 1000)) == 1000


def test_what_is_made_smaller_stays_where_it_was() -> None:
    rows = list(simpler(Row((numbers(7, 8, 9), integer(5))), signature("list", "int")))
    assert {row.values[0].kind for row in rows if row.values[0]} == {"list"}
    assert {row.values[1].kind for row in rows if row.values[1]} == {"int"}
    assert Row((numbers(7, 9), integer(5))) in rows
