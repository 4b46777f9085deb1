"""Where strict parsers refuse a text, and why."""

from __future__ import annotations

import pytest

from burnish.faults import Fault, fault_in


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("def f(:\n", Fault(0, 6, "invalid syntax")),
        ("x = (1,\n", Fault(0, 4, "'(' was never closed")),
        ("if a:\npass\n", Fault(1, 0, "expected an indented block after 'if' statement on line 1")),
        ("é = '你好\n", Fault(0, 4, "unterminated string literal (detected at line 1)")),
        ("\ufeffx = )\r\n", Fault(0, 4, "unmatched ')'")),
        ("x = 1\r\ny = = 2\r\n", Fault(1, 4, "invalid syntax")),
    ],
)
def test_python(text: str, fault: Fault):
    assert fault_in("python", text) == fault


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "def f():\n    return 1",
        "return 1\n",
        "match a:\n    case [1, *rest] if rest:\n        pass\n",
        "x = '\\d'\n",
        "x = 1\0\n",
    ],
)
def test_python_that_is_fine_or_nothing_that_people_write(text: str):
    assert fault_in("python", text) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("const = 1;", Fault(0, 6, "unexpected token =")),
        ("#!/usr/bin/env node\nconst = 1;", Fault(1, 6, "unexpected token =")),
        ("import a from 'a';\nf(;", Fault(1, 2, "unexpected token ;")),
        ("let a = <b>c</d>;", Fault(0, 16, "expected corresponding JSX closing tag for b")),
        ("f(", Fault(0, 2, "unexpected end of input")),
        ("let a = `b", Fault(0, 10, "unexpected token")),
    ],
)
def test_javascript(text: str, fault: Fault):
    assert fault_in("javascript", text) == fault


@pytest.mark.parametrize(
    ("language", "text", "fault"),
    [
        ("json", '{\n  "a": 1,\n}', Fault(2, 0, "expecting property name enclosed in double quotes")),
        ("json", "[1 2]", Fault(0, 3, "expecting ',' delimiter")),
        ("css", "a { top: 0 }\nb", Fault(1, 0, "EOF reached before {} block for a qualified rule")),
    ],
)
def test_data_and_styles(language: str, text: str, fault: Fault):
    assert fault_in(language, text) == fault


@pytest.mark.parametrize(
    ("language", "text"),
    [("json", "  \n"), ("json", "[]"), ("css", "a { top: 0 ; b { left: 0 } }"), ("html", "<p"), ("env", "=")],
)
def test_nothing_is_told_where_there_is_no_fault_and_where_nothing_reads_strictly(language: str, text: str):
    assert fault_in(language, text) is None
