"""Which binding each name refers to: written beside it as `name@line`, and `name@` where nothing in the file binds it."""

from __future__ import annotations

import re

import pytest

from burnish.document import Document
from burnish.names import Form, names_of
from burnish.tree import descendants

PYTHON = [
    """\
x = 1
class A:
    x = x@3
    y = x@3
    z = [x@1 for i in x@3]
    def m(self, w=x@3):
        return x@1, self@6, w@6
""",
    """\
def f(a, *b, c=1, **d):
    with a@1 as g, b@1 as (h, i):
        pass
    for j, (k, *l) in c@1:
        del j
    try:
        import m.n, o as p
    except d@1 as q:
        pass
    match a@1:
        case {"r": s, **t} | [u, *v]:
            return g@2, h@2, i@2, j@4, k@4, l@4, m@7, p@7, q@8, s@11, t@11, u@11, v@11, n@, o@
""",
    """\
def f(items):
    if (found := [last@3 for one in items@1
                  if (last := one@2)]):
        return found@2, last@3, one@
""",
    """\
def outer():
    n = 0
    def inner():
        nonlocal n
        n += 1
        def innermost():
            return n@2
    return n@2
""",
    """\
def f():
    def g():
        return later@4
    later = 1
    return (lambda later: later@5)(later@4)
""",
    """\
def f(open=open@):
    return open@1
""",
    """\
class C:
    def __init__(self): ...
    def m(self): return __init__@, C@1
""",
    """\
i = 1
type(i@1).name = f(x=i@1)
type Pair[T] = list[T@3]
""",
    """\
def f[T](x: T@1) -> T@1: ...
class D[K]:
    def m(self, k: K@2): ...
""",
]
JAVASCRIPT = [
    """\
function f(a, { b, c: [d = a@1] }, ...e) {
  if (a@1) { var v = 1; let w = v@2; }
  for (const x of v@2) { x@3; }
  for (var y in v@2);
  return [b@1, d@1, e@1, w@, x@, y@4, g@6];
  function g() {}
}
""",
    """\
const t = 1;
try { t@1; } catch (t) { t@2; } finally { t@1; }
switch (t@1) { case 1: let t = 2; t@3; }
label: for (let t = 0; t@4 < 1; t@4++) { { let t; t@4; } }
""",
    """\
class A extends B@ { x = A@1; static y; [k@]() { return x@; } }
const C = class D { m() { return D@2; } }; D@;
""",
    """\
import d, { a as b, c } from "m"; import * as n from "n";
[d@1, a@, b@1, c@1, n@1];
export { d@1 as e }; e@;
""",
    """\
const f = (a, b = a@1) => (c = b@1) => { var d = c@1; return d@1; };
""",
    """\
function f(x = y@) { var y = 1; return y@1; }
""",
]


@pytest.mark.parametrize("marked", PYTHON)
def test_python(marked: str):
    _compare(marked, "python")


@pytest.mark.parametrize("marked", JAVASCRIPT)
def test_javascript(marked: str):
    _compare(marked, "javascript")


def test_crlf_and_names_that_are_not_ascii():
    document = Document.of("a.py", "größe = 1\r\ndef f():\r\n    # 🙂\r\n    return größe\r\n")
    names = names_of(document)
    used = [one for one in descendants(document.root, ("identifier",)) if document.slice(one) == "größe"][-1]
    binding = names.binding(used)
    assert binding is not None and binding.form is Form.ASSIGNMENT and binding.node.start_byte == 0
    assert names.uses(binding) == (used,)


def test_the_uses_of_a_name_are_those_of_its_own_variable():
    code = "def f(x):\n    x.a(x)\n    def g(x):\n        return x\n    return [x for x in x], {'x': x.x}, h(x=1)\n"
    document = Document.of("a.py", code)
    names = names_of(document)
    parameter = next(one for one in descendants(document.root, ("identifier",)) if document.slice(one) == "x")
    binding = names.binding(parameter)
    assert binding is not None
    assert [(one.start_point.row, one.start_point.column) for one in names.uses(binding)] == [
        (1, 4), (1, 8), (4, 23), (4, 33)
    ]  # fmt: skip


def test_typescript_has_types_namespaces_and_enums():
    code = """\
interface Box<T> { value: T@1; }
type Of<K> = K@2 extends (infer U)[] ? U@2 : never;
enum Color { Red = 1, Dark = Red@3 }
namespace N { export const inner = 1; inner@4; }
function over(a: string): void;
function over(a: Box@1<Color@3>, b?: typeof N@4): a@6 is Of@2<any> { return a@6 && b@6 && inner@; }
"""
    _compare(code, "typescript")


def _compare(marked: str, language: str) -> None:
    code = re.sub(r"(?<=\w)@\d*", "", marked)
    document = Document.of(f"a.{language}", code, language)
    names = names_of(document)
    wanted, shown = [], []
    removed = 0
    for mark in re.finditer(r"([\w$]+)@(\d*)", marked):
        start = mark.start() - removed
        removed += len(mark[0]) - len(mark[1])
        node = document.root.descendant_for_byte_range(start, start + len(mark[1]))
        assert node is not None and document.slice(node) == mark[1]
        lines = sorted({one.node.start_point.row + 1 for one in names.bindings(node)})
        wanted.append(mark[0])
        shown.append(f"{mark[1]}@{lines[0] if lines else ''}")
    assert shown == wanted
