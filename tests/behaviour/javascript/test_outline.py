from __future__ import annotations

import pytest

from burnish.behaviour.javascript import functions, remainder


@pytest.mark.parametrize(
    ("language", "module", "names"),
    [
        ("javascript", "function f() { function inner() {} }", ["f"]),
        ("javascript", "const f = () => 1, g = function () {}; let h = async x => x;", ["f", "g", "h"]),
        ("javascript", "class A { constructor() {} m() {} static s() {} get x() { return 1 } f = () => 2 }",
         ["A.constructor", "A.m", "A.s", "A.x", "A.f"]),
        ("javascript", "const api = { load() {}, save: function () {}, url: 'x', deep: { go: () => 1 } }",
         ["api.load", "api.save", "api.deep.go"]),
        ("javascript", "exports.f = () => 1; module.exports = function () {}; module.exports.g = async () => 2",
         ["exports.f", "module.exports", "module.exports.g"]),
        ("javascript", "A.prototype.m = function () { return this }", ["A.prototype.m"]),
        ("javascript", "app.get('/users', auth, async (req, res) => { res.send() })", ["app.get('/users') callback"]),
        ("javascript", "app.use(wrap((req, res) => {})); app.use(() => {})", ["app.use callback", "app.use callback #2"]),
        ("javascript", "export default function () {}", ["default"]),
        ("javascript", "export default class extends B { m() {} }", ["default.m"]),
        ("tsx", "export const List = memo(({ xs }: Props) => <ul>{xs.map(x => <li/>)}</ul>)", ["List"]),
        ("typescript", "export abstract class A<T> { abstract a(): void; private b(): T { return this.t } }", ["A.b"]),
        ("javascript", "(function () { 'use strict'; function f() {} })();", ["f"]),
    ],
)  # fmt: skip
def test_functions_are_found_by_name(language: str, module: str, names: list[str]) -> None:
    assert list(functions(module, language)) == names


def test_the_text_of_a_function_is_its_own() -> None:
    assert functions("const f = (a) => a + 1;\n") == {"f": "(a) => a + 1"}


def test_broken_code_gives_what_can_be_found() -> None:
    assert "f" in functions("function f() { return 1 }\nclass {{{ const")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("const n = 1;\nfunction f() { return n }", "const n = 1\n\n// changed\nfunction f() { return n + 1 }"),
        ("import a from 'a';\nf();\nfunction f() {}", "import { b } from 'b';\nf();\nconst f = () => 1;"),
        (
            "const a = require('a'); class A { m() { return 1 } }",
            "const b = require('b'); class A { m() { return 2 } }",
        ),
    ],
)
def test_functions_imports_and_layout_are_no_part_of_the_remainder(before: str, after: str) -> None:
    assert remainder(before) == remainder(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("const n = 1; function f() {}", "const n = 2; function f() {}"),
        ("app.use(helmet()); app.get('/', () => 1)", "app.get('/', () => 1)"),
        ("class A { m() {} }", "class A extends B { m() {} }"),
    ],
)
def test_other_code_is_the_remainder(before: str, after: str) -> None:
    assert remainder(before) != remainder(after)
