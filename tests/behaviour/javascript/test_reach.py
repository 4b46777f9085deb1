"""What a function's names stand for in its module, and what that makes of the inputs that are tried."""

from __future__ import annotations

import pytest

from burnish.behaviour.javascript.outline import parsed
from burnish.behaviour.javascript.reach import reached
from tests.behaviour.comparing import judged


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
    "what a variable is compared with that holds an answer": (
        "import { kindOf } from './kinds';\nexport function f(list) { const kind = kindOf(list); if (kind === 'box') return 1; return 2; }",
        "import { kindOf } from './kinds';\nexport function f(list) { const kind = kindOf(list); if (kind === 'box') return 2; return 2; }",
    ),
    "cases of an answer that is awaited": (
        "import { pick } from './kinds';\nexport async function f(list) { const found = await pick(list); switch (found) { case 'a b': return 1; case 'c d': return 3; } return 2; }",
        "import { pick } from './kinds';\nexport async function f(list) { const found = await pick(list); switch (found) { case 'a b': return 1; case 'c d': return 2; } return 2; }",
    ),
    "fields that are equal if asked loosely": (
        "function f(req, db) { const o = db.find(1); return o.owner === req.user.id; }",
        "function f(req, db) { const o = db.find(1); return o.owner == req.user.id; }",
    ),
    "a text that stands in another one, but not first": (
        "function f(text, part, other) { const at = text.indexOf(part); return at < 0 ? text : text.substr(0, at) + other + text.substr(at + part.length); }",
        "function f(text, part, other) { const at = text.indexOf(part); return at < 0 ? text : text.substr(0, -at) + other + text.substr(at + part.length); }",
    ),
    "fields deep in what may be a list or not": (
        "function f(it) { const { items } = it.schema; return Array.isArray(items) ? items.filter(one => one.rules.default !== undefined).length : 0; }",
        "function f(it) { const { items } = it.schema; return Array.isArray(items) ? items.length * 0 : 0; }",
    ),
    "frames of the stack": (
        "function f() { const old = Error.prepareStackTrace; Error.prepareStackTrace = (_, stack) => stack; const stack = new Error().stack.slice(1); Error.prepareStackTrace = old; return stack; }",
        "function f() { const old = Error.prepareStackTrace; Error.prepareStackTrace = (_, stack) => stack; const stack = new Error().stack.slice(2); Error.prepareStackTrace = old; return stack; }",
    ),
    "words that just fit": (
        "function f(text, width) { return text.length > width ? text.split(' ') : text; }",
        "function f(text, width) { return text.length >= width ? text.split(' ') : text; }",
    ),
    "what stands for an empty text": ("function f(x) { return x || 5; }", "function f(x) { return x ?? 5; }"),
    "a value that is false, of a key that another argument names": (
        "function f(text, values = {}) { return text.replace(/\\{(\\w+)\\}/g, (whole, name) => values[name] ?? whole); }",
        "function f(text, values = {}) { return text.replace(/\\{(\\w+)\\}/g, (whole, name) => values[name] || whole); }",
    ),
    "a text that is found behind another one's beginning": (
        "function f(text, part) { const at = text.indexOf(part); return at === -1 ? '' : text.substr(0, at); }",
        "function f(text, part) { const at = text.indexOf(part); return at === -1 ? '' : text.substr(0, 0 - at); }",
    ),
    "as many items as are read": (
        "function f(x, y) { return (x[0] - y[0]) ** 2 + (x[1] - y[1]) ** 2 + (x[2] - y[2]) ** 2; }",
        "function f(x, y) { return (x[0] - y[0]) ** 2 - (x[1] - y[1]) ** 2 + (x[2] - y[2]) ** 2; }",
    ),
    "a key that both objects have": (
        "function f(a, b) { const m = { ...a }; for (const k of Object.keys(b)) { m[k] = typeof m[k] === 'number' ? m[k] + b[k] : b[k]; } return m; }",
        "function f(a, b) { const m = { ...a }; for (const k of Object.keys(b)) { m[k] = typeof m[k] === 'number' ? m[k] - b[k] : b[k]; } return m; }",
    ),
    "brackets within brackets": (
        "function f(text) { const open = []; for (const c of text) { if ('(['.includes(c)) open.push(c); else if (c === ')' || c === ']') { if (open.pop() !== (c === ')' ? '(' : '[')) return false; } } return true; }",
        "function f(text) { const open = []; for (const c of text) { if ('(['.includes(c)) open.unshift(c); else if (c === ')' || c === ']') { if (open.pop() !== (c === ')' ? '(' : '[')) return false; } } return true; }",
    ),
    "a letter that is told by its number": (
        "function f(text) { let n = 0; for (let i = 0; i < text.length; i++) { if (text.charCodeAt(i) === 0x7b) n += i; } return n; }",
        "function f(text) { let n = 0; for (let i = 0; i < text.length; i++) { if (text.charCodeAt(i) === 0x7b) n += 1; } return n; }",
    ),
    "a key that is asked for besides": (
        "function f(node) { return node.type === 'Literal' && Object.hasOwn(node, 'regex'); }",
        "function f(node) { return Object.hasOwn(node, 'regex'); }",
    ),
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
