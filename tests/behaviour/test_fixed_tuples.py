"""Tuples of which the annotation says how long they are."""

from __future__ import annotations

from burnish.behaviour.compare import compare
from burnish.behaviour.edge_cases import Hints, edges
from burnish.behaviour.inputs import Row, merged, well_formed
from burnish.behaviour.python import programs
from burnish.behaviour.shrink import smallest
from burnish.behaviour.values import Parameter, Shape, Value
from burnish.behaviour.verdict import Question
from burnish.sandbox.available import sandboxes

PAIR = Shape(frozenset(("tuple",)), fields={"0": Shape(frozenset(("int",))), "1": Shape(frozenset(("str",)))})


def test_every_edge_case_is_as_long():
    assert {tuple(item.kind for item in value.items) for value in edges(PAIR, Hints())} == {("int", "str")}


def test_shorter_ones_are_not_well_formed():
    parameter = (Parameter("pair", "positional", PAIR),)
    signature = merged(parameter, parameter, False)
    one, two = Value("int", 1), Value("str", "a")
    assert well_formed(signature, Row((Value("tuple", items=(one, two)),)))
    assert not well_formed(signature, Row((Value("tuple", items=(one,)),)))


def test_an_annotation_says_how_long():
    text = "def f(pair: tuple[int, str]) -> int:\n    return pair[0]\n"
    shape = programs(text, text, "f", ())[0].parameters[0].shape
    assert shape.kinds == {"tuple"}
    assert list(shape.fields) == ["0", "1"]


def test_shrinking_comes_to_an_end_where_two_rows_lead_to_each_other():
    parameter = (Parameter("a", "positional", Shape()), Parameter("b", "positional", Shape()))
    zero = Value("int", 0)
    row = Row((Value("list", items=(Value("int", 1), zero)), Value("list", items=(zero, zero))))
    asked: list[Row] = []

    def differs(rows: object) -> list[bool]:
        asked.extend(rows)  # type: ignore[arg-type]
        return [len(one.values[0].items) == 2 for one in rows]  # type: ignore[attr-defined]

    smallest(row, merged(parameter, parameter, False), differs)
    assert len(asked) < 100


def test_dates_are_compared_by_what_they_are():
    before = "from datetime import date, timedelta\n\n\ndef f(day: date) -> date:\n    return day + timedelta(days=1)\n"
    after = before.replace("days=1", "days=2")
    (verdict,) = compare(Question("python", before, after, ("f",), seconds=60), sandboxes)
    assert verdict.verdict == "refuted"
