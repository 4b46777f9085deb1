"""Edits fit the code around them: commas, comments, line ends, tabs and indentation."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish import edits
from burnish.code import Code
from burnish.document import Document
from burnish.project import Project
from burnish.syntax import Call
from burnish.text import Edit
from burnish.tree import descendants


def code_of(text: str, name: str = "a.py") -> Code:
    return Code(Document.of(name, text), Project.empty())


def first_call(code: Code) -> Call:
    return Call(next(descendants(code.document.root, ("call", "call_expression"))))


def changed(code: Code, made: tuple[Edit, ...] | None) -> str | None:
    return None if made is None else code.document.edited(made).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f()", "f(x=1)"),
        ("f(a)", "f(a, x=1)"),
        ("f(a,)", "f(a, x=1)"),
        ("f(a, b)", "f(a, b, x=1)"),
        ("f(\n    a,\n    b,\n)", "f(\n    a,\n    b,\n    x=1,\n)"),
        ("f(\n    a,\n    b\n)", "f(\n    a,\n    b,\n    x=1\n)"),
        ("f(\n    a,  # why\n)", "f(\n    a,  # why\n    x=1,\n)"),
        ("f(\n\ta,\n)", "f(\n\ta,\n\tx=1,\n)"),
        ("f(\r\n    a,  # why\r\n)\r\n", "f(\r\n    a,  # why\r\n    x=1,\r\n)\r\n"),
        ("f(\n    a\n    # the last\n)", "f(\n    a,\n    x=1\n    # the last\n)"),
        ("f(a,\n  b)", "f(a,\n  b, x=1)"),
        ("f(  # all\n)", "f(x=1  # all\n)"),
    ],
)
def test_an_argument_is_added(before: str, after: str):
    code = code_of(before)
    assert changed(code, edits.with_argument(first_call(code), "x=1", code)) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(a, k=1)", "f(a)"),
        ("f(a, k=1, b=2)", "f(a, b=2)"),
        ("f(\n    a,\n    k=1,\n)", "f(\n    a,\n)"),
        ("f(a,  # why\n  k=1)", None),
        ("f(k=1)", None),
    ],
)
def test_an_argument_is_taken_out(before: str, after: str | None):
    code = code_of(before)
    value = first_call(code).keyword("k")
    assert value is not None and value.parent is not None
    assert changed(code, edits.without_argument(value.parent)) == after


SPACE = st.sampled_from(["", " ", "\n    ", "\r\n\t", "  # why\n    "])


@given(st.lists(st.tuples(SPACE, st.sampled_from(["a", "g(b)", "k=2", "*c"]), SPACE), max_size=4), st.booleans(), SPACE)
def test_an_argument_is_added_to_any_call(parts: list[tuple[str, str, str]], comma: bool, end: str):
    ordered = sorted(parts, key=lambda part: ("=" in part[1], "*" in part[1]))
    kept = [
        part for n, part in enumerate(ordered) if "=" not in part[1] or all("=" not in one[1] for one in ordered[:n])
    ]
    text = (
        "f("
        + ",".join(f"{before}{what}{after}" for before, what, after in kept)
        + ("," if comma and kept else "")
        + end
        + ")"
    )
    try:
        before = ast.parse(text)
    except SyntaxError:
        return
    code = code_of(text)
    made = changed(code, edits.with_argument(first_call(code), "x=1", code))
    assert made is not None
    call = ast.parse(made.replace("\r\n", "\n")).body[0].value  # type: ignore[attr-defined]
    was = before.body[0].value  # type: ignore[attr-defined]
    assert [ast.dump(one) for one in call.args] == [ast.dump(one) for one in was.args]
    assert [one.arg for one in call.keywords] == [*(one.arg for one in was.keywords), "x"]
    assert made.count("#") == text.count("#")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("const a = f();\nb();\n", "const a = f();\nn();\nb();\n"),
        ("  const a = f() // why\n  b()\n", "  const a = f() // why\n  n();\n  b()\n"),
        ("\tconst a = f();\r\n", "\tconst a = f();\r\n\tn();\r\n"),
        ("const a = f();", "const a = f();\nn();"),
    ],
)
def test_a_line_stands_below_its_statement(before: str, after: str):
    code = code_of(before, "a.js")
    statement = edits.whole_statement(first_call(code).node, code)
    assert statement is not None
    assert changed(code, edits.after_statement(statement, "n();", code)) == after


@pytest.mark.parametrize("text", ["const a = f(), b = 1;\n", "const a = f(); b();\n"])
def test_a_statement_that_shares_its_line_or_its_declaration_is_not_whole(text: str):
    code = code_of(text, "a.js")
    assert edits.whole_statement(first_call(code).node, code) is None
