"""What becomes of the value of the call `make()` in each example."""

from __future__ import annotations

import pytest

from burnish.document import Document
from burnish.names import Handed, names_of
from burnish.tree import descendants

EXAMPLES = [
    ("def f():\n    x = make()\n    x.read()\n    x.close()\n", "python", ["x"], []),
    ("def f():\n    return make()\n", "python", [], ["returned"]),
    ("def f():\n    x = make()\n    y = x\n    return y\n", "python", ["x", "y"], ["returned"]),
    ("def f():\n    x = y = make()\n    return y\n", "python", ["x", "y"], ["returned"]),
    ("def f():\n    x = make()\n    g(x)\n    h(a=x)\n", "python", ["x"], ["passed on", "passed on"]),
    ("def f(o):\n    o.x = make()\n", "python", [], ["stored"]),
    ("def f(o):\n    x = make()\n    o['x'] = x\n    return [x]\n", "python", ["x"], ["stored", "stored"]),
    ("def f():\n    x = make()\n    return lambda: x.read()\n", "python", ["x"], ["captured"]),
    ("x = make()\n", "python", ["x"], ["stored"]),
    ("def f():\n    with make() as x:\n        x.read()\n", "python", ["x"], []),
    ("def f():\n    global x\n    x = make()\n", "python", ["x"], ["stored"]),
    ("def f():\n    x = make()\n    y = x.name\n    return y\n", "python", ["x"], []),
    ("function f() { const x = make(); x.close(); }", "javascript", ["x"], []),
    ("function f() { const x = await make(); return { x }; }", "javascript", ["x"], ["stored"]),
    ("const f = () => make();", "javascript", [], ["returned"]),
    ("function f() { this.x = make(); }", "javascript", [], ["stored"]),
    ("function f() { let x; x = make(); g(x); }", "javascript", ["x"], ["passed on"]),
    ("function f() { const { a } = make(); return a; }", "javascript", [], []),
]


@pytest.mark.parametrize(("code", "language", "aliases", "escapes"), EXAMPLES)
def test_what_becomes_of_a_value(code: str, language: str, aliases: list[str], escapes: list[str]):
    found = handed(code, language)
    assert sorted({one.name for one in found.aliases}) == aliases
    assert [one.way.value for one in found.escapes] == escapes


def handed(code: str, language: str) -> Handed:
    document = Document.of(f"a.{language}", code, language)
    calls = descendants(document.root, ("call", "call_expression"))
    call = next(one for one in calls if document.slice(one) == "make()")
    return names_of(document).hands_on(call)
