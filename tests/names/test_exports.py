from __future__ import annotations

import pytest

from burnish.document import Document
from burnish.names import names_of


@pytest.mark.parametrize(
    ("code", "language", "names"),
    [
        ("import os\ndef f(): ...\n_x = 1\nclass C: ...\n", "python", ["os", "f", "C"]),
        ('__all__ = ["f", "g"]\ndef f(): ...\nh = 1\n', "python", ["f"]),
        ("export const a = 1, { b, c: [d] } = x; export function f() {}", "javascript", ["a", "b", "d", "f"]),
        ('export { a as b, c }; export * from "m"; export * as n from "k"', "javascript", ["b", "c", "* m", "n k"]),
        ('export { x as y } from "m"; export default class A {}', "javascript", ["y m", "default"]),
        ("module.exports = { a, b: 1, c() {} }", "javascript", ["default", "a", "b", "c"]),
        ("exports.a = 1; module.exports.b = 2; exports.c.d = 3;", "javascript", ["a", "b"]),
        ("exports = module.exports = f;", "javascript", ["default"]),
        ("function g(module, exports) { module.exports = 1; exports.a = 2 }", "javascript", []),
        ("export interface I {} export type T = 1; export = x;", "typescript", ["I", "T", "default"]),
    ],
)
def test_exports(code: str, language: str, names: list[str]):
    found = names_of(Document.of(f"a.{language}", code, language)).exports
    assert [f"{one.name} {one.source or ''}".strip() for one in found] == names
