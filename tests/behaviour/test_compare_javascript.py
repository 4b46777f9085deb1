"""Pairs of functions in JavaScript and its kin: those that are alike are proven, the others refuted."""

from __future__ import annotations

import pytest

from burnish.behaviour.verdict import Allowed

from .comparing import judged, told

ALIKE = {
    "a loop and reduce": (
        "javascript",
        "function total(xs) { let t = 0; for (const x of xs) { t += x.price * 2; } return t; }",
        "function total(xs) { return xs.reduce((t, x) => t + x.price * 2, 0); }",
    ),
    "a loop and filter": (
        "javascript",
        "function f(xs) { const r = []; for (let i = 0; i < xs.length; i++) { if (xs[i] > 3) r.push(xs[i]); } return r; }",
        "function f(xs) { return xs.filter(x => x > 3); }",
    ),
    "a function and an arrow": (
        "javascript",
        "const f = function (a, b = 2) { return a + b; };",
        "const f = (a, b = 2) => a + b;",
    ),
    "then and await": (
        "javascript",
        "async function load(id) { return fetch('/u/' + id).then(r => r.json()); }",
        "async function load(id) { const r = await fetch('/u/' + id); return r.json(); }",
    ),
    "types and a return": (
        "typescript",
        "export function f(n: number): string { if (n > 10) { return 'big'; } else { return 'small'; } }",
        "export function f(n: number): string { if (n > 10) { return 'big'; } return 'small'; }",
    ),
}

APART = {
    "a guard dropped": (
        "javascript",
        "function first(xs) { if (xs.length === 0) { return 'none'; } return xs[0]; }",
        "function first(xs) { return xs[0]; }",
        "for xs=[]: before returned 'none', after returned undefined",
    ),
    "a border moved": (
        "typescript",
        "function grade(n: number) { return n > 65 ? 'high' : 'low'; }",
        "function grade(n: number) { return n >= 65 ? 'high' : 'low'; }",
        "for n=65: before returned 'low', after returned 'high'",
    ),
    "another exception": (
        "typescript",
        "function f(n: number) { if (n < 0) { throw new RangeError('no'); } return n; }",
        "function f(n: number) { if (n < 0) { throw new Error('no'); } return n; }",
        "for n=-1: before raised RangeError, after raised Error",
    ),
    "arguments swapped": (
        "typescript",
        "function f(a: number, b: number) { return a - b; }",
        "function f(a: number, b: number) { return b - a; }",
        "for a=0, b=1: before returned -1, after returned 1",
    ),
    "sorted as texts": (
        "typescript",
        "function f(xs: number[]) { return [...xs].sort((a, b) => a - b); }",
        "function f(xs: number[]) { return [...xs].sort(); }",
        "",
    ),
    "changed instead of copied": (
        "typescript",
        "function f(xs: number[]) { return [...xs].reverse(); }",
        "function f(xs: number[]) { return xs.reverse(); }",
        "",
    ),
    "effects in another order": (
        "javascript",
        "import db from './db';\nexport function f(a) { db.one(a); db.two(a); }",
        "import db from './db';\nexport function f(a) { db.two(a); db.one(a); }",
        "",
    ),
    "loose and strict": (
        "javascript",
        "function f(a) { return a == null ? 0 : 1; }",
        "function f(a) { return a === null ? 0 : 1; }",
        "",
    ),
    "the start of a long text": (
        "javascript",
        "function f(text, limit = 10, mark = '...') { return text.length <= limit ? text : text.slice(0, limit - 3) + mark; }",
        "function f(text, limit = 10, mark = '...') { return text.length <= limit ? text : text.slice(1, limit - 3) + mark; }",
        "",
    ),
    "what is left when the first fields are missing": (
        "javascript",
        """function f(node) {
            if (node.raw === true) return 1;
            if (node.value) return 2;
            if (node.nodes && node.ranges > 0) return node.nodes.length;
            return 3;
        }""",
        """function f(node) {
            if (node.raw === true) return 1;
            if (node.value) return 2;
            if (node.nodes && node.ranges > 0) return node.ranges;
            return 3;
        }""",
        "",
    ),
    "keys of a table from elsewhere": (
        "javascript",
        "import table from './table';\nexport function f(model) { return Object.keys(table).indexOf(model) >= 0 ? table[model].at : 0; }",
        "import table from './table';\nexport function f(model) { return Object.keys(table).indexOf(model) > 0 ? table[model].at : 0; }",
        "",
    ),
    "or and nullish": (
        "typescript",
        "function f(n: number | null) { return n || 5; }",
        "function f(n: number | null) { return n ?? 5; }",
        "for n=0: before returned 5, after returned 0",
    ),
}


@pytest.mark.parametrize("name", ALIKE)
def test_versions_that_are_alike_are_proven(name: str) -> None:
    language, before, after = ALIKE[name]
    verdict = judged(before, after, language)
    assert told(verdict) == "proven"
    assert verdict.inputs >= 20


@pytest.mark.parametrize("name", APART)
def test_versions_that_differ_are_refuted_by_the_smallest_input(name: str) -> None:
    language, before, after, counterexample = APART[name]
    verdict = judged(before, after, language)
    assert verdict.verdict == "refuted", told(verdict)
    if counterexample:
        assert told(verdict) == counterexample


def test_awaits_that_overlap_are_faster_by_the_clock_of_the_world() -> None:
    before = "import api from './api';\nexport async function f(a) { const x = await api.one(a); const y = await api.two(a); return [x, y]; }"
    after = "import api from './api';\nexport async function f(a) { const [x, y] = await Promise.all([api.one(a), api.two(a)]); return [x, y]; }"
    verdict = judged(before, after, "javascript", timed=True, allowed=Allowed(order=True))
    assert (told(verdict), verdict.speedup) == ("proven", 2.0)
