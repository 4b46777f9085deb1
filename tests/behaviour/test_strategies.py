from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from burnish.behaviour.edge_cases import MOST, PLAIN, Hints, edges, fits, hints, kinds_of
from burnish.behaviour.python import shown
from burnish.behaviour.strategies import draw, values
from burnish.behaviour.values import Kind, Shape, Value

KINDS = st.sampled_from(
    ["none", "bool", "int", "float", "str", "bytes", "list", "tuple", "set", "dict", "iterator", "object", "stub"]
)
SHAPES = st.recursive(
    st.frozensets(KINDS, min_size=1, max_size=3).map(Shape),
    lambda inner: st.builds(
        Shape,
        st.frozensets(KINDS, min_size=1, max_size=3),
        items=inner,
        fields=st.dictionaries(st.sampled_from("abc"), inner, max_size=2),
    ),
    max_leaves=4,
)


def fits_shape(value: Value, shape: Shape, given: Hints) -> bool:
    if value.kind == "stub" and "object" in shape.kinds:
        return True  # what an object is that stands too deep for fields
    if shape.kinds and value.kind not in shape.kinds:
        return value.kind == "none"
    if shape.items is not None and value.kind in ("list", "tuple", "set", "iterator"):
        return all(fits_shape(item, shape.items, given) for item in value.items)
    if shape.fields and value.kind in ("dict", "object"):
        return all(fits_shape(item, shape.fields[str(key.data)], given) for key, item in value.entries)
    return True


@given(SHAPES, st.integers(0, 1000))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.nested_given])
def test_what_is_drawn_is_of_the_shape(shape: Shape, seed: int) -> None:
    drawn = draw(values(shape, Hints()), 12, seed)
    assert drawn
    assert all(fits_shape(value, shape, Hints()) for value in drawn)


@given(SHAPES)
@settings(max_examples=60)
def test_edge_cases_are_of_the_shape_and_each_is_there_once(shape: Shape) -> None:
    found = edges(shape, Hints())
    assert 0 < len(found) <= 3 * MOST
    assert len({(value, repr(value.data)) for value in found}) == len(found)
    assert all(fits_shape(value, shape, Hints()) for value in found)
    assert {value.kind for value in found} == set(kinds_of(shape, Hints()))


@given(SHAPES)
@settings(max_examples=40)
def test_a_plain_sandbox_gets_plain_values(shape: Shape) -> None:
    plain = Hints(plain=True)
    assert all(fits(value, plain) for value in edges(shape, plain))
    assert all(value.kind in PLAIN for value in edges(Shape(), plain))


def test_the_same_seed_draws_the_same() -> None:
    shape = Shape(frozenset(("list", "str")), Shape(frozenset(("int",))))
    first = draw(values(shape, Hints()), 30, 7)
    assert draw(values(shape, Hints()), 30, 7) == first
    assert draw(values(shape, Hints()), 30, 8) != first
    assert len(first) == 30


@pytest.mark.parametrize("kind", ["list", "str", "dict", "set"])
def test_the_empty_one_comes_early(kind: str) -> None:
    empty = Value("str", "") if kind == "str" else Value(kind)  # type: ignore[arg-type]
    assert empty in edges(Shape(frozenset((kind,))), Hints())[:3]  # type: ignore[arg-type]


def test_numbers_and_texts_of_the_function_are_met() -> None:
    given = hints([Value("int", 65), Value("str", "GET"), Value("int", 65)], plain=True, undefined=False)
    numbers = [value.data for value in edges(Shape(frozenset(("int",))), given)]
    assert {64, 65, 66} <= set(numbers[:12])
    texts = [value.data for value in edges(Shape(frozenset(("str",))), given)]
    assert {"GET", "GETx", "get", "GE"} <= set(texts)


def test_both_zeros_are_there() -> None:
    found = [repr(value.data) for value in edges(Shape(frozenset(("float",))), Hints())]
    assert {"0.0", "-0.0", "nan", "inf"} <= set(found)


def test_undefined_is_for_javascript_alone() -> None:
    shape = Shape(frozenset(("undefined", "int")))
    assert Value("undefined") not in edges(shape, Hints())
    assert Value("undefined") in edges(shape, Hints(undefined=True))


def test_what_is_asked_for_its_kind_and_looked_into_is_a_list_first() -> None:
    asked: frozenset[Kind] = frozenset(("int", "str", "list"))
    loosely = Hints(undefined=True)
    assert kinds_of(Shape(asked, Shape(frozenset(("str",)))), loosely)[0] == "list"
    assert kinds_of(Shape(asked, Shape()), loosely)[0] == "int"


def test_what_code_reads_deep_inside_is_there() -> None:
    shape = Shape(frozenset(("dict",)), fields={"default": Shape(frozenset(("int",)))})
    for name in ("list", "schema", "root", "it"):
        shape = Shape(frozenset(("dict",)), fields={name: shape})
    assert shown(edges(shape, Hints())[0]) == "{'it': {'root': {'schema': {'list': {'default': 1}}}}}"
