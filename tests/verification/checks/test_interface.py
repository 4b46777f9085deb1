"""The check `interface` on rewrites that it lets through and on rewrites that it refuses: text in, text out."""

from __future__ import annotations

import pytest

from burnish.verification.checks import interface
from tests.verification.rewriting import passes, refuses, rewrite


@pytest.mark.parametrize(
    ("path", "before", "after", "reason"),
    [
        ("a.py", "def f(a, b=1):\n    pass\n", "def f(a, b=2):\n    pass\n", "signature of 'f'"),
        ("a.py", "def f(a: int) -> int:\n    pass\n", "def f(a) -> int:\n    pass\n", "signature of 'f'"),
        ("a.py", "def f(a):\n    pass\n", "async def f(a):\n    pass\n", "signature of 'f'"),
        ("a.py", "@cache\ndef f(a):\n    pass\n", "def f(a):\n    pass\n", "signature of 'f'"),
        ("a.py", "def f():\n    pass\n", "def g():\n    pass\n", "'f' is gone"),
        ("a.py", "class A(B):\n    x = 1\n", "class A:\n    x = 1\n", "signature of 'A'"),
        ("a.py", "class A:\n    x = 1\n    y = 2\n", "class A:\n    y = 2\n", "'A.x' is gone"),
        (
            "a.py",
            "class A:\n    def f(self):\n        pass\n",
            "class A:\n    def f(self, x):\n        pass\n",
            "'A.f'",
        ),
        ("a.py", "LIMIT = 3\nx = LIMIT\n", "x = 3\n", "'LIMIT' is gone"),
        ("a.py", "x = 1\n", "x = 1\n\n\ndef helper():\n    pass\n", "'helper' is new"),
        ("a.js", "export function f(a) {}\n", "function f(a) {}\n", "'export f' is gone"),
        ("a.js", "export const f = (a) => a;\n", "export const f = (b) => b;\n", "signature of 'f'"),
        ("a.js", "export default f;\n", "export { f };\n", "'export default' is gone"),
        ("a.js", "module.exports = { a, b };\n", "module.exports = { a };\n", "'export b' is gone"),
        ("a.js", "exports.a = 1;\n", "exports.b = 1;\n", "'export exports.a' is gone"),
        ("a.js", "class A {\n  f(a) {}\n}\n", "class A {\n  f(a, b) {}\n}\n", "signature of 'A.f'"),
        ("a.js", "class A {\n  f() {}\n}\n", "class A {\n  async f() {}\n}\n", "signature of 'A.f'"),
        ("a.ts", "export interface P { a: string }\n", "export interface Q { a: string }\n", "is gone"),
        (
            "a.tsx",
            "export const A = ({ b }: P) => <p>{b}</p>;\n",
            "export const A = ({ c }: P) => <p>{c}</p>;\n",
            "'A'",
        ),
    ],
)
def test_interface_refuses_a_change_that_others_see(path: str, before: str, after: str, reason: str) -> None:
    refuses(interface.check, reason, rewrite(before, after, path))


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.py", "def f(a,b = 1):\n    return (a)\n", "def f(a, b=1):\n    return a\n"),
        ("a.py", "def f(  # why\n    a):\n    pass\n", "def f(\n    a):\n    pass\n"),
        ("a.py", "x = sorted(a, key=lambda b: b)\n", "x = sorted(a, key=lambda c: c)\n"),
        ("a.py", "for x in a:\n    r.append(x)\n", "r.extend(a)\n"),
        ("a.py", "h = open(p)\nd = h.read()\nh.close()\n", "with open(p) as h:\n    d = h.read()\n"),
        ("a.py", "x = 1\n", "def _one():\n    return 1\n\n\nx = _one()\n"),
        ("a.js", "export function f(a) { return (a); }\n", "export function f(a) { return a; }\n"),
        ("a.js", "app.get('/', (req, res) => {});\n", "app.get('/', async (req, res) => {});\n"),
        ("a.js", "class A {\n  f(a) {\n    return (a);\n  }\n}\n", "class A {\n  f(a) {\n    return a;\n  }\n}\n"),
    ],
)
def test_interface_passes_what_stays_inside(path: str, before: str, after: str) -> None:
    passes(interface.check, rewrite(before, after, path))


def test_interface_lets_a_rule_change_signatures_but_not_names() -> None:
    before = "export class A extends React.Component {\n  render() {\n    return <p>{this.props.a}</p>;\n  }\n}\n"
    after = "export function A(props) {\n  return <p>{props.a}</p>;\n}\n"
    rule = "modularity/class-component-to-hooks"
    passes(interface.check, rewrite(before, after, "a.jsx", rule=rule))
    refuses(interface.check, "is gone", rewrite(before, after.replace("A(", "B("), "a.jsx", rule=rule))
