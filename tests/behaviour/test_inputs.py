from __future__ import annotations

import pytest

from burnish.behaviour.edge_cases import Hints, edges
from burnish.behaviour.inputs import Row, Signature, assembled, doubtful, merged, told, united
from burnish.behaviour.program import Unrunnable
from burnish.behaviour.python import shown
from burnish.behaviour.search import Lesson, Search
from burnish.behaviour.values import Input, Kind, Parameter, ParameterKind, Shape, Value

ONE, TWO, THREE = (Value("int", data) for data in (1, 2, 3))


def shape(*kinds: Kind) -> Shape:
    return Shape(frozenset(kinds))


def parameter(name: str, kind: ParameterKind = "positional", optional: bool = False, *kinds: Kind) -> Parameter:
    return Parameter(name, kind, shape(*kinds), optional)


A, B = parameter("a"), parameter("b", optional=True)
REST, KEYWORDS = parameter("rest", "rest"), parameter("more", "keywords")
KEY = parameter("key", "keyword", True)
SELF = parameter("self", "receiver")


def same(*parameters: Parameter, undefined: bool = False) -> Signature:
    return merged(parameters, parameters, undefined)


def listed(*items: Value) -> Value:
    return Value("list", items=items)


@pytest.mark.parametrize(
    ("signature", "row", "call"),
    [
        (same(A, B), Row((ONE, TWO)), Input((ONE, TWO))),
        (same(A, B), Row((ONE, None)), Input((ONE,))),
        (same(A, B), Row((ONE, TWO), named=True), Input((ONE,), (("b", TWO),))),
        (same(A, B, KEY), Row((ONE, None, TWO)), Input((ONE,), (("key", TWO),))),
        (same(A, REST), Row((ONE, listed(TWO, THREE))), Input((ONE, TWO, THREE))),
        (same(A, B, REST), Row((ONE, TWO, listed(THREE)), named=True), Input((ONE, TWO, THREE))),
        (same(A, B, REST), Row((ONE, None, listed(THREE))), Input((ONE,))),
        (same(SELF, A), Row((Value("object"), ONE), world=3), Input((Value("object"), ONE), world=3)),
        (
            same(A, KEYWORDS),
            Row((ONE, Value("dict", entries=((Value("str", "x"), TWO),)))),
            Input((ONE,), (("x", TWO),)),
        ),
        (
            same(B, parameter("c", optional=True)),
            Row((None, TWO)),
            Input((), (("c", TWO),)),
        ),
        (
            same(B, parameter("c", optional=True), undefined=True),
            Row((None, TWO)),
            Input((Value("undefined"), TWO)),
        ),
        (same(A, B, undefined=True), Row((ONE, None)), Input((ONE,))),
    ],
)
def test_rows_become_calls(signature: Signature, row: Row, call: Input) -> None:
    assert assembled(signature, row) == call


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ((A, B), (A,), "1 instead of 2"),
        ((A,), (A, parameter("c")), "new argument: c"),
        ((A, REST), (A,), "any number"),
        ((SELF, A), (A,), "a method and the other is not"),
        ((A, KEY), (A,), "no longer takes key"),
        ((A,), (A, parameter("key", "keyword")), "new argument: key"),
    ],
)
def test_calls_that_cannot_fit_both(before: tuple[Parameter, ...], after: tuple[Parameter, ...], why: str) -> None:
    with pytest.raises(Unrunnable, match=why) as refused:
        merged(before, after, undefined=False)
    assert refused.value.kind == "signature"


def test_more_may_be_taken_than_before() -> None:
    assert merged((A,), (A, B, KEY), undefined=False).parameters == (A,)
    assert merged((A, B), (A, parameter("b")), undefined=False).parameters == (A, B)


def test_a_new_name_is_noticed_where_callers_may_use_it() -> None:
    assert merged((A,), (B,), undefined=False).renamed == ("a",)
    assert merged((A,), (B,), undefined=True).renamed == ()
    assert merged((parameter("_a"),), (B,), undefined=False).renamed == ()


def test_what_is_known_of_both_versions_counts() -> None:
    assert united(Shape(), shape("list")) == shape("list")
    assert united(shape("list"), shape("str")).kinds == {"list", "str"}
    one = Shape(frozenset(("dict",)), fields={"a": shape("int")})
    other = Shape(frozenset(("dict",)), fields={"b": shape("str")})
    assert dict(united(one, other).fields) == {"a": shape("int"), "b": shape("str")}


def test_a_kind_that_only_one_version_is_made_for_is_doubtful() -> None:
    signature = merged((parameter("a", "positional", False, "list", "set"),), (A,), undefined=False)
    assert not doubtful(signature, Row((Value("set"),)))
    narrow = (parameter("a", "positional", False, "list"),)
    signature = merged((parameter("a", "positional", False, "list", "set"),), narrow, undefined=False)
    assert doubtful(signature, Row((Value("set"),)))
    assert not doubtful(signature, Row((Value("list"),)))
    assert not doubtful(signature, Row((Value("none"),)))


def test_inputs_are_told_as_calls() -> None:
    signature = same(SELF, A, B, REST)
    assert told(signature, Row((Value("object"), listed(ONE), None, listed())), shown) == "a=[1]"
    assert told(signature, Row((Value("object"), ONE, TWO, listed(ONE)), world=2), shown) == (
        "a=1, b=2, *rest=[1], with other answers from outside (set 2)"
    )


def search(*parameters: Parameter, outside: bool = False, seed: int = 1, samples: object = ()) -> Search:
    return Search(same(*parameters), Hints(), samples, outside, seed)  # type: ignore[arg-type]


def rows_of(made: Search, count: int, lesson: Lesson = Lesson(False, True)) -> list[Row]:  # noqa: B008
    rows: list[Row] = []
    while len(rows) < count and (batch := made.batch(20)):
        for row in batch:
            made.learn(row, lesson)
        rows += batch
    return rows


def test_no_row_comes_twice_and_the_same_seed_gives_the_same_rows() -> None:
    kinds = parameter("a", "positional", False, "list", "int"), parameter("b", "positional", True, "str")
    first = rows_of(search(*kinds), 300)
    assert len(first) >= 300
    assert len({repr(row) for row in first}) == len(first)
    assert rows_of(search(*kinds), 300) == first
    assert rows_of(search(*kinds, seed=2), 300) != first


def test_where_there_are_few_inputs_they_come_to_an_end() -> None:
    rows = rows_of(search(parameter("a", "positional", False, "bool")), 1000)
    assert {row.values for row in rows} == {(Value("bool", True),), (Value("bool", False),)}


def test_samples_come_first() -> None:
    made = search(A, B, samples=[(ONE, TWO), (THREE,)])
    assert [row.values for row in made.batch(2)] == [(ONE, TWO), (THREE, None)]


def test_worlds_vary_where_something_is_outside() -> None:
    assert {row.world for row in search(A, outside=True).batch(40)} > {0, 1, 2, 3, 4, 5}
    assert {row.world for row in search(parameter("a", "positional", False, "int")).batch(40)} == {0}


def test_kinds_that_teach_nothing_are_given_up() -> None:
    made = search(A)
    later: list[Row] = []
    for _ in range(12):
        batch = made.batch(20)
        for row in batch:
            value = row.values[0]
            made.learn(row, Lesson(False, value is not None and value.kind == "str"))
        later = batch or later
    kinds = [row.values[0].kind for row in later if row.values[0] is not None]
    assert kinds.count("str") > len(kinds) * 0.8


def test_edge_cases_also_keep_company_with_the_row_that_went_furthest() -> None:
    made = search(parameter("a", "positional", False, "int"), parameter("b", "positional", False, "str"))
    furthest = Row((Value("int", 2), Value("str", "a")))
    for row in made.batch(20):
        made.learn(row, Lesson(False, True, False, 5 if row.values == furthest.values else 1))
    later = {row.values for row in made.batch(40)}
    assert len([values for values in later if values[0] == furthest.values[0]]) > 8


def test_mappings_get_keys_of_each_other() -> None:
    mapping = Shape(frozenset(("dict",)), Shape(frozenset(("int",))))
    made = search(
        Parameter("a", "positional", Shape(frozenset(("dict",)), fields={"x": Shape(frozenset(("int",)))})),
        Parameter("b", "positional", mapping),
    )
    keys = [[{key.data for key, _ in one.entries} for one in row.values if one] for row in rows_of(made, 200)]
    assert sum("x" in other for _, other in keys) > 8


def test_big_numbers_are_kept_for_the_end() -> None:
    made = search(parameter("a", "positional", False, "int"))
    made.batch(200)
    late = [row.values[0].data for row in made.late() if row.values[0] is not None]
    assert 2**53 + 1 in late


def test_numbers_beside_a_text_are_places_in_it() -> None:
    fields = {
        "src": Shape(frozenset(("str",))),
        "pos": Shape(frozenset(("int",))),
        "posMax": Shape(frozenset(("int",))),
    }
    made = edges(Shape(frozenset(("object",)), fields=fields), Hints(texts=("&",)))

    data = [{str(key.data): item.data for key, item in one.entries} for one in made]
    placed = [
        one for one in data if one["posMax"] == len(one["src"]) and one["src"][one["pos"] : one["pos"] + 1] == "&"
    ]
    assert len(placed) > 3
