"""What a function's names stand for in its module, and what that makes of the inputs that are tried."""

from __future__ import annotations

import pytest

from burnish.behaviour.javascript.outline import parsed
from burnish.behaviour.javascript.reach import reached

from ..comparing import judged


@pytest.mark.parametrize(
    ("language", "module", "values"),
    [
        ("javascript", "const LIMIT = 48;\nfunction f(n) { return n > LIMIT; }", [48]),
        ("javascript", "const K = { A: 'x', B: 'y' };\nfunction f(k) { return k === K.B; }", ["y"]),
        ("javascript", "const K = { A: 1, B: 2 };\nfunction f(k) { return K[k]; }", ["A", "B"]),
        ("javascript", "const S = { End: new Uint8Array([60, 47]) };\nfunction f(c) { return c === S.End[1]; }", [47]),
        ("typescript", "enum State { On, Off = 5, Last }\nfunction f(s) { return s === State.Last; }", [6]),
        ("javascript", 'var E;\n(function (E) { E["A"] = "a"; })(E || (E = {}));\nfunction f(x) { return x === E.A; }', ["a"]),
        ("javascript", "function f(x) { return x === other.A; }", []),
    ],
)  # fmt: skip
def test_constants_of_the_module_that_a_function_refers_to(language: str, module: str, values: list[object]) -> None:
    known = parsed(module, language)
    assert [one.data for one in reached(known, known.functions["f"].node)] == values


APART = {
    "an enum that TypeScript made": (
        'var E;\n(function (E) { E["A"] = "a"; E["B"] = "b"; })(E || (E = {}));\nfunction f(x) { return x.type === E.A || x.type === E.B; }',
        'var E;\n(function (E) { E["A"] = "a"; E["B"] = "b"; })(E || (E = {}));\nfunction f(x) { return x.type === E.A && x.type === E.B; }',
    ),
    "the arguments of a function": (
        "function f() { return Math.max.apply(null, arguments); }",
        "function f() { Math.max.apply(null, arguments); }",
    ),
    "a missing await": (
        "async function f(db) { await db.begin(); try { const id = await db.insert(1); await db.commit(); return id; } catch (e) { await db.rollback(); throw e; } }",
        "async function f(db) { await db.begin(); try { const id = await db.insert(1); db.commit(); return id; } catch (e) { await db.rollback(); throw e; } }",
    ),
    "a property that is readonly": (
        "function f(o) { Object.defineProperty(o, 'a', { value: 1, writable: true, enumerable: true }); }",
        "function f(o) { Object.defineProperty(o, 'a', { value: 1, writable: false, enumerable: true }); }",
    ),
    "this in one version": ("function f(x) { this.x = x; }", "function f(x) { }"),
    "other fields of what is spread": (
        "function f(s) { return { ...s, count: s.count + 1 }; }",
        "function f(s) { return { count: s.count + 1 }; }",
    ),
    "the order of spreads": (
        "function f(o) { const d = { mode: 7 }; return ({ ...d, ...o }).mode; }",
        "function f(o) { const d = { mode: 7 }; return ({ ...o, ...d }).mode; }",
    ),
    "fields that are equal if asked loosely": (
        "function f(req, db) { const o = db.find(1); return o.owner === req.user.id; }",
        "function f(req, db) { const o = db.find(1); return o.owner == req.user.id; }",
    ),
    "words that just fit": (
        "function f(text, width) { return text.length > width ? text.split(' ') : text; }",
        "function f(text, width) { return text.length >= width ? text.split(' ') : text; }",
    ),
    "what stands for an empty text": ("function f(x) { return x || 5; }", "function f(x) { return x ?? 5; }"),
}


@pytest.mark.parametrize("name", APART)
def test_versions_that_differ_are_refuted(name: str) -> None:
    before, after = APART[name]
    assert judged(before, after, "javascript").verdict == "refuted"


ALIKE = {
    "an awaited call that is returned": (
        "async function f(api) { try { return await api.get(1); } finally { api.done(); } }",
        "async function f(api) { try { const r = await api.get(1); return r; } finally { api.done(); } }",
    ),
    "arguments and a rest parameter": (
        "function f() { return Array.prototype.slice.call(arguments).length; }",
        "function f(...all) { return all.length; }",
    ),
    "frozen either way": (
        "function f(a) { return Object.freeze({ a }); }",
        "function f(a) { const made = { a }; return Object.freeze(made); }",
    ),
}


@pytest.mark.parametrize("name", ALIKE)
def test_versions_that_are_alike_are_not_refuted(name: str) -> None:
    before, after = ALIKE[name]
    assert judged(before, after, "javascript").verdict != "refuted"
