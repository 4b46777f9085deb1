"""Functions that do the same have the same ways through them, and others have not."""

from __future__ import annotations

import pytest

from burnish.document import Document
from burnish.text import Span
from burnish.verification.flow import Unclear, ways_through


def ways(text: str, path: str = "a.py") -> frozenset[tuple[object, ...]]:
    document = Document.of(path, text)
    inside = document.source.index(b"\n") + 4
    return ways_through(document, Span(inside, inside + 1))


def body(text: str) -> str:
    return "def f():\n" + "".join(f"    {line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("if a:\n    if b:\n        c()", "if a and b:\n    c()"),
        ("if a:\n    if b:\n        c()", "if not a:\n    return\nif not b:\n    return None\nc()"),
        ("if a:\n    return 1\nelse:\n    return 2", "if a:\n    return 1\nreturn 2"),
        (
            "if a:\n    x()\nelif b:\n    y()\nelse:\n    z()",
            "if a:\n    x()\nelse:\n    if b:\n        y()\n    else:\n        z()",
        ),
        ("if not (a or b):\n    c()", "if a:\n    return\nif b:\n    return\nc()"),
        ("if a == b:\n    c()", "if a != b:\n    return\nc()"),
        ("for x in y:\n    if x:\n        c()", "for x in y:\n    if not x:\n        continue\n    c()"),
        ("while a:\n    if b:\n        break\n    else:\n        c()", "while a:\n    if b:\n        break\n    c()"),
        ("a()  # why\nb()", "# why\na()\nb()"),
    ],
)
def test_the_same_ways(one: str, other: str) -> None:
    assert ways(body(one)) == ways(body(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("if a:\n    if b:\n        c()", "if a or b:\n    c()"),
        ("if a:\n    if b:\n        c()", "if b and a:\n    c()"),
        ("if a:\n    c()\nd()", "if not a:\n    return\nc()\nd()"),
        ("for x in y:\n    if x:\n        c()\nd()", "for x in y:\n    if not x:\n        break\n    c()\nd()"),
        ("for x in y:\n    c(x)", "for x in z:\n    c(x)"),
        ("if a < b:\n    c()", "if a > b:\n    return\nc()"),
        ("a()\nb()", "b()\na()"),
        ("if a:\n    return 1\nreturn 2", "if a:\n    return 2\nreturn 1"),
        ("try:\n    a()\nfinally:\n    b()", "a()\nb()"),
    ],
)
def test_other_ways(one: str, other: str) -> None:
    assert ways(body(one)) != ways(body(other))


def test_javascript_too() -> None:
    nested = (
        "function f() {\n  if (a) {\n    if (!b) {\n      c();\n    } else if (d) {\n      return 1;\n    }\n  }\n}\n"
    )
    flat = "function f() {\n  if (!a) return;\n  if (b) {\n    if (d) return 1;\n    return;\n  }\n  c()\n}\n"
    assert ways(nested, "a.js") == ways(flat, "a.js")


def test_too_many_ways_are_unclear() -> None:
    with pytest.raises(Unclear):
        ways(body("\n".join(f"if a{number}:\n    b()" for number in range(20))))
