from __future__ import annotations

import pytest

from burnish.behaviour.javascript import programs
from burnish.behaviour.program import Unrunnable

from .observing import UNDEFINED, returned


@pytest.mark.parametrize(
    ("module", "kind"),
    [
        ("function g() {}", "no such function"),
        ("function f() { return eval('1') }", "dynamic code"),
        ("function f() { return new Function('return 1') }", "dynamic code"),
        ("function f(o) { with (o) { return x } }", "dynamic code"),
        ("function f() { return helper() } function helper() { return eval('1') }", "dynamic code"),
        ("function f() { return [ }", "syntax"),
        ("function f() { return [" + "1234567, " * 15_000 + "] }", "too large"),
    ],
)
def test_what_cannot_run_says_why(module: str, kind: str) -> None:
    with pytest.raises(Unrunnable) as caught:
        programs(module, module, "f", ())
    assert caught.value.kind == kind


def test_stubs_are_named_and_what_is_real_is_not() -> None:
    module = """
        import fs, { join as path } from 'fs'; const { get } = require('http');
        function f(x) { return [fs, path, get, fetch, Math.max(x), JSON, process.env, local()] } function local() {}"""
    first, _ = programs(module, module, "f", ())
    assert first.outside == ("fetch", "fs", "get", "path", "process")


def test_both_versions_meet_the_same_world() -> None:
    before = "function f(req) { return req.body.name }"
    after = "function f(request) { const { body } = request; return body.name }"
    first, second = programs(before, after, "f", ())
    assert '"names": ["req"]' in first.text
    assert '"names": ["req"]' in second.text


@pytest.mark.parametrize(
    ("module", "name", "result"),
    [
        ("export default function (x) { return x + 1 }", "default", "2"),
        ("module.exports = { n: 1, f(x) { return helper(x) } }; const helper = x => x * 3", "module.exports.f", "3"),
        ("exports.g = x => x; exports.f = x => exports.g(x) + 1", "exports.f", "2"),
        ("const f = wrap(async x => x)", "f", "promise of 1"),
        ("(function () { var n = 2; function f(x) { return x + n } })()", "f", "3"),
        ("let later; function f(x) { return later }", "f", "<later>"),
        ("function f(x) { return import('./a').then(a => a.b) }", "f", "promise of <import().b>"),
        ("export const f = x => import.meta.env.MODE", "f", "<meta.env.MODE>"),
        ("items.map(x => x * 2)", "items.map callback", "2"),
        ("export { f }; function f(x) { return x }", "f", "1"),
    ],
)
def test_functions_are_reached_wherever_they_stand(module: str, name: str, result: str) -> None:
    assert returned(module, 1, name=name) == result


def test_strict_modules_are_strict() -> None:
    module = "function f() { return this === undefined }"
    assert returned("'use strict'; " + module, UNDEFINED) == "true"
    assert returned(module, UNDEFINED) == "false"
