"""What kind of value an expression has: in each example of the argument of `of(…)`."""

from __future__ import annotations

import pytest

from burnish.document import Document
from burnish.names import Kind, Value, names_of
from burnish.tree import descendants

PYTHON = {
    "of(1 + 2.5)": Kind.NUMBER,
    "n = 0\nn += 1\nof(n)": Kind.NUMBER,
    "def f(n: int): of(n * 2)": Kind.NUMBER,
    "def f(n): of(n * 2)": Kind.UNKNOWN,
    "of(len(x) - 1)": Kind.NUMBER,
    "def len(x): ...\nof(len(x))": Kind.UNKNOWN,
    "def f(len): of(len(x))": Kind.UNKNOWN,
    "of(f'{a}!')": Kind.TEXT,
    "of('<b>' + name + '</b>')": Kind.UNKNOWN,
    "of(f'<b>{name}</b>')": Kind.MARKUP,
    "of('a < b and b > c')": Kind.TEXT,
    "of(b'x')": Kind.BYTES,
    "of([one for one in x])": Kind.LIST,
    "of({1: 2})": Kind.TABLE,
    "of(a == b)": Kind.BOOLEAN,
    "of(lambda: 1)": Kind.FUNCTION,
    "def g(): return 1\nof(g)": Kind.FUNCTION,
    "def g(): return 1\nof(g())": Kind.NUMBER,
    "async def g(): return 1\nof(g())": Kind.PROMISE,
    "x = None\nx = 'a'\nof(x)": Kind.TEXT,
    "x = 1\nx = 'a'\nof(x)": Kind.UNKNOWN,
    "x = x + 1\nof(x)": Kind.UNKNOWN,
}
JAVASCRIPT = {
    "let score = 0; score++; score += 2; of(score)": Kind.NUMBER,
    "let score = 0; score += name; of(score)": Kind.UNKNOWN,
    "of(time + 's')": Kind.TEXT,
    "of(a + b)": Kind.UNKNOWN,
    "of(a - b)": Kind.NUMBER,
    "of(`<li>${x}</li>`)": Kind.MARKUP,
    "let html = ''; html += '<b>'; of(html)": Kind.MARKUP,
    "of(fetch(u))": Kind.PROMISE,
    "async function f() { of(await fetch(u)) }": Kind.UNKNOWN,
    "of(new Map())": Kind.TABLE,
    "of(Object.keys(o))": Kind.LIST,
    "of(typeof x)": Kind.TEXT,
    "of(undefined)": Kind.NOTHING,
    "of(x ? 1 : 2)": Kind.NUMBER,
    "of(/a/)": Kind.PATTERN,
    "const f = () => 'a'; of(f())": Kind.TEXT,
}


@pytest.mark.parametrize("code", PYTHON)
def test_python(code: str):
    assert asked(code, "python").kind is PYTHON[code]


@pytest.mark.parametrize("code", JAVASCRIPT)
def test_javascript(code: str):
    assert asked(code, "javascript").kind is JAVASCRIPT[code]


@pytest.mark.parametrize(
    ("code", "constant"),
    [
        ("const [a, { b }] = ['x', { b: 'y' }]; of(b)", True),
        ("const { a = other } = { a: 'x' }; of(a)", False),
        ("const { a } = other; of(a)", False),
        ("const s = 'a'; of(s)", True),
        ("const s = `a${b}`; of(s)", False),
        ("const s = x ? 'a' : 'b'; of(s)", True),
        ("function f() { if (x) return 'a'; return 'b'; } of(f())", True),
        ("function f(c) { if (x) return 'a'; return `${c}`; } of(f())", False),
        ("const t = { a: 1, b: [2] }; of(t)", True),
        ("const t = { a: x }; of(t)", False),
    ],
)
def test_a_constant_is_all_that_the_file_says_it_may_be(code: str, constant: bool):
    assert asked(code, "javascript").constant is constant


def test_a_kind_tells_its_evidence():
    value = asked("let score = 0; score++; of(score)", "javascript")
    assert [one.form.value for one in value.evidence] == ["let", "augmented assignment"]


def asked(code: str, language: str) -> Value:
    document = Document.of(f"a.{language}", code, language)
    for call in descendants(document.root, ("call", "call_expression")):
        if document.slice(call).startswith("of("):
            arguments = call.child_by_field_name("arguments")
            assert arguments is not None
            return names_of(document).kind(arguments.named_children[0])
    raise AssertionError(code)
