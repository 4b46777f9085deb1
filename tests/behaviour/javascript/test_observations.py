"""What one call shows: what it gave back, what it raised, what it did to its arguments and its module."""

from __future__ import annotations

import json

import pytest

from burnish.behaviour.javascript import programs, timing
from burnish.behaviour.values import Input, Value
from burnish.sandbox import available

from .observing import FUNCTION, returned, seen, seen_in, thing, traced


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("-0", "-0"),
        ("0.1 + 0.2", "0.3"),
        ("[1, '1', true, null, undefined, NaN]", "[1, '1', true, null, undefined, NaN]"),
        ("[1, , 3]", "[1, <hole>, 3]"),
        ("10n ** 3n", "1000n"),
        ("new Map([[{ a: 1 }, new Set([1])]])", "Map{{a: 1} => Set{1}}"),
        ("new Date(0)", "Date(1970-01-01T00:00:00.000Z)"),
        ("new Date(NaN)", "Date(invalid)"),
        ("/a+/gi", "/a+/gi"),
        ("Symbol('s')", "Symbol(s)"),
        ("({ b: 1, a: 2 })", "{b: 1, a: 2}"),
        ("Object.create(null, { a: { value: 1, enumerable: true } })", "null-prototype {readonly a: 1}"),
        ("Object.freeze({ a: 1 })", "{a: 1}"),
        ("({ get a() { return 2 } })", "{get a: 2}"),
        ("new Error('no')", "Error('no')"),
        ("Object.assign(new TypeError('no'), { code: 3 })", "TypeError('no'){code: 3}"),
        ("new (class Point { constructor() { this.x = 1 } })", "Point{x: 1}"),
        ("new (class Names extends Array {})('a', 'b')", "Names['a', 'b']"),
        ("new Uint8Array([1, 2])", "Uint8Array[1, 2]"),
        ("Object('text')", "Object('text')"),
        ("helper", "<function helper>"),
        ("class A {}", "<class A>"),
        ("Math.max", "<function>"),
        ("(() => { const a = { n: 1 }; a.self = a; return a })()", "{n: 1, self: <same as the whole>}"),
        ("(() => { const a = []; return [a, a] })()", "[[], <same as [0]>]"),
    ],
)
def test_values_are_told_with_their_types(expression: str, text: str) -> None:
    assert returned(f"function helper() {{}}\nfunction f() {{ return {expression} }}") == text


def test_what_the_caller_gave_is_told_from_a_copy() -> None:
    assert returned("function f(xs) { return xs }", [1]) == "<argument 0>"
    assert returned("function f(xs) { return [...xs] }", [1]) == "[1]"
    assert returned("function f(xs) { return xs.filter(Boolean) }", [{"a": 1}]) == "[<argument 0[0]>]"
    assert returned("function f() { return this }", thing(a=1)) == "<this>"


def test_arguments_and_module_variables_are_seen_afterwards() -> None:
    one = seen("let calls = 0; const log = []; function f(xs) { calls++; xs.push(log) }", [1])
    assert (one["arguments"], one["globals"]) == ("[[1, []]]", "calls = 1")


def test_every_case_meets_a_new_module() -> None:
    module = "const cache = {}; let n = 0; function f() { cache[n++] = 1; return Object.keys(cache).length }"
    assert [one["value"] for one in seen_in(module, (0, 0, 0))] == ["1", "1", "1"]


@pytest.mark.parametrize(
    ("body", "exception"),
    [
        ("throw new RangeError('far')", "RangeError('far')"),
        ("null.x", "TypeError()"),
        ("throw { code: 1 }", "throw {code: 1}"),
        ("class Odd extends Error {} throw new Odd('x')", "Odd('x')"),
        ("return Promise.reject(new Error('no'))", "rejected Error('no')"),
        ("JSON.parse('{')", "SyntaxError()"),
    ],
)
def test_exceptions_are_told_by_type_and_the_codes_own_messages(body: str, exception: str) -> None:
    one = seen(f"function f() {{ {body} }}")
    assert (one["ending"], one["exception"]) == ("raised", exception)


@pytest.mark.parametrize(
    "body",
    [
        "while (true) {}",
        "for (;;);",
        "do { try { while (1) {} } catch {} } while (1)",
        "return f()",
        "return new Promise(() => {})",
        "return (async () => { for (;;) await 1 })()",
        "const go = () => setTimeout(go, 1); go(); return new Promise(() => {})",
        "return new Promise(done => { const tick = () => Promise.resolve().then(tick); tick() })",
    ],
)
def test_what_never_ends_is_unfinished(body: str) -> None:
    assert seen(f"function f() {{ {body} }}")["ending"] == "unfinished"


def test_iterators_are_walked_after_they_are_returned() -> None:
    module = "function* f(n) { for (let i = 0; i < n; i++) { console.log(i); yield i } return 'end' }"
    one = seen(module, 2)
    assert (one["value"], one["output"]) == ("iterator(0, 1; returns 'end')", "log: 0\nlog: 1\n")
    assert one["trace"] == [["returned", ""]]
    assert returned("async function* f() { yield 1; yield 2 }") == "async iterator(1, 2)"
    assert returned("function* f() { for (let i = 0; ; i++) yield i }").endswith("49; ...)")


def test_an_iterator_that_was_given_says_how_far_it_was_walked() -> None:
    given = Value("iterator", items=(Value("int", 1), Value("int", 2), Value("int", 3)))
    module = "function f(it) { for (const x of it) { if (x === 2) return x } }"
    assert seen(module, given)["arguments"] == "[iterator(1, 2, 3; 2 walked)]"


def test_functions_that_are_returned_are_called() -> None:
    module = "function f(n) { return { add: x => { log(n) }, later: () => n * 2, n } }"
    assert traced(module, 3) == ["returned", "log (3)", "result.add() undefined", "result.later() 6"]


def test_branches_of_the_function_are_counted() -> None:
    module = "function f(x) { if (x > 1) return 1; return x ? 2 : [1].map(() => 3) }"
    first, _ = programs(module, module, "f", ())
    assert first.branches == 5
    assert [seen(module, x)["branches"] for x in (2, 1, 0)] == [[0], [1, 2], [1, 3, 4]]


def test_every_kind_of_condition_is_a_way() -> None:
    module = """
        function f(x, xs) {
          for (const one of xs) if (one) continue;
          for (let i = 0; i < x; i++);
          do { x-- } while (x > 0);
          switch (x) { case 0: break; case 1: default: }
          try { throw x } catch { return 1 }
        }"""
    first, _ = programs(module, module, "f", ())
    assert first.branches == 11
    assert seen(module, 1, [0, 1])["branches"] == [0, 1, 2, 3, 4, 6, 7, 10]


def test_dates_chance_and_time_are_the_same_every_time() -> None:
    module = "async function f() { await new Promise(r => setTimeout(r, 50)); return [Date.now(), new Date(), Math.random()] }"
    one, again, other = seen_in(module, (0, 0, 1))
    assert one == again
    assert one["clock"] == 50
    assert "[1700000000050, Date(2023-11-14T22:13:20.050Z), 0." in one["value"]
    assert one["value"] != other["value"]


def test_receivers_are_objects_of_the_class() -> None:
    module = (
        "class A extends B { double() { return this.n * 2 } m() { this.total = this.double(); return this.load(1) } }"
    )
    one = seen(module, thing(n=4), name="A.m")
    assert one["value"] == "<this.load()>"
    assert one["arguments"] == "[A{n: 4, total: 8}]"
    assert one["trace"] == [["this.load", "(1)"]]


def test_accessors_statics_fields_and_constructors_are_called_as_such() -> None:
    module = """
        class A {
          constructor(n) { this.n = n }
          get twice() { return this.n * 2 }
          set twice(n) { this.n = n / 2 }
          static of(n) { return new this(n) }
          add = n => this.n + n
        }"""
    assert returned(module, 3, name="A.constructor") == "A{n: 3}"
    assert returned(module, thing(n=3), name="A.twice") == "6"
    assert seen(module, thing(n=3), 8, name="A.twice #2")["arguments"] == "[A{n: 4}, 8]"
    assert returned(module, 3, name="A.of") == "A{n: 3}"
    assert returned(module, thing(n=3), 1, name="A.add") == "4"


def test_console_is_output_with_its_level() -> None:
    assert (
        seen("function f(x) { console.log('a', x); console.error({ x }) }", 1)["output"] == "log: a 1\nerror: {x: 1}\n"
    )


def test_time_is_measured_without_counting() -> None:
    module = "function f(n) { let t = 0; for (let i = 0; i < n; i++) t += i; return t }"
    first, _ = programs(module, module, "f", ())
    session = available.sandboxes("javascript")[0].open(first.text, 10.0, first.prelude)
    try:
        small, large = (
            float(json.loads(session.run(timing(Input((Value("int", n),)), 2), 10.0))) for n in (1_000, 100_000)
        )
    finally:
        session.close()
    assert 0 < small < large < 0.1


def test_a_function_that_is_given_is_recorded() -> None:
    one = seen("function f(xs, cb) { return xs.map(x => cb(x)) }", [1, 2], FUNCTION)
    assert one["value"] == "[<cb()>, <cb()#2>]"
    assert one["trace"] == [["cb", "(1)"], ["cb", "(2)"]]
