from __future__ import annotations

import math

import pytest

from burnish.behaviour.javascript import cases, shown
from burnish.behaviour.javascript.expression import expression
from burnish.behaviour.values import Input, Value

from .observing import returned, thing, value

VALUES = [
    (None, "null", "null"),
    (Value("undefined"), "undefined", "undefined"),
    (True, "true", "true"),
    (-3, "-3", "-3"),
    (-0.0, "-0.0", "-0"),
    (1.5, "1.5", "1.5"),
    (math.nan, "NaN", "NaN"),
    (-math.inf, "-Infinity", "-Infinity"),
    ("it's", '"it\'s"', '"it\'s"'),
    ('say "hi"\n', "'say \"hi\"\\n'", "'say \"hi\"\\n'"),
    ([1, [2]], "[1, [2]]", "[1, [2]]"),
    ({"a": 1, "b-c": 2, "__proto__": 3}, '{ a: 1, "b-c": 2, ["__proto__"]: 3 }', "{a: 1, 'b-c': 2, __proto__: 3}"),
    (Value("set", items=(Value("int", 1),)), "new Set([1])", "Set{1}"),
    (Value("map", entries=((value("k"), value(1)),)), "new Map([['k', 1]])", "Map{'k' => 1}"),
    (Value("date", 0), "new Date(0)", "Date(1970-01-01T00:00:00.000Z)"),
    (Value("bytes", b"\x01\xff"), "Uint8Array[1, 255]", "Uint8Array[1, 255]"),
]


@pytest.mark.parametrize(("given", "text", "seen"), VALUES)
def test_values_are_written_for_people_and_made_for_the_sandbox(given: object, text: str, seen: str) -> None:
    assert shown(value(given)) == text
    # What is in a list that is not the argument itself is written in full.
    module = "function f(xs) { return typeof xs[0] === 'object' && xs[0] ? clone(xs[0]) : xs[0] }\n"
    module += "function clone(x) { return x instanceof Set ? new Set(x) : x instanceof Map ? new Map(x) : "
    module += "x instanceof Date ? new Date(x) : x instanceof Uint8Array ? x.slice() : Array.isArray(x) ? "
    module += "x.map(one => Array.isArray(one) ? [...one] : one) : Object.fromEntries(Object.entries(x)) }"
    assert returned(module, [given]) == seen


def test_a_case_is_a_world_and_what_makes_the_arguments() -> None:
    given = Input((value(1), thing(a=2), Value("function", "cb")), (), 3)
    assert cases([given]) == '_b_run([[3, () => [[1, _b_object({ a: 2 }), _b_function("cb")], {}]]])'


def test_text_that_is_no_unicode_can_be_written() -> None:
    assert expression(value("\ud800\u2028")) == '"\\ud800\\u2028"'
