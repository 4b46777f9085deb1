"""The check `syntax` on rewrites that it lets through and on rewrites that it refuses: text in, text out."""

from __future__ import annotations

import pytest

from burnish.verification.checks import syntax
from tests.verification.rewriting import passes, refuses, rewrite


@pytest.mark.parametrize(
    ("path", "before", "after", "reason"),
    [
        ("a.py", "x = (1)\n", "x = (1\n", "line 1"),
        ("a.py", "def f():\n    return 1\n", "def f():\nreturn 1\n", ""),
        ("a.py", "def f():\n    return 1\n", "def f():\n    return await g()\n", "'await' outside async function"),
        ("a.py", "def f(a, b):\n    pass\n", "def f(a, a):\n    pass\n", "duplicate argument"),
        ("a.py", "for x in y:\n    continue\n", "continue\n", "'continue' not properly in loop"),
        ("a.js", "const a = [1];\n", "const a = [1;\n", "missing"),
        ("a.js", "function f() {\n  const a = 1;\n}\n", "function f() {\n  return = 1;\n}\n", "line 2"),
        ("a.ts", "const a: number = 1;\n", "const a: = 1;\n", "line 1"),
        ("a.tsx", "const a = <b>c</b>;\n", "const a = <b>c</d>;\n", "<b> is closed as </d>"),
        ("a.json", '{"a": 1}', '{"a": 1,}', "line 1"),
        ("a.json", '{"a": 1}', '{"a": 1}  // b', "the strict parser"),
        ("a.css", "a { color: red; }\n", "a { color: red;\n", "missing"),
        ("a.html", "<script>let a = 1;</script>\n", "<script>let a = ;</script>\n", "line 1"),
        (".env", "A=1\n", "A=1\nB\n", "line 2 is not NAME=value"),
    ],
)
def test_syntax_refuses_what_does_not_parse(path: str, before: str, after: str, reason: str) -> None:
    refuses(syntax.check, reason, rewrite(before, after, path))


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.py", "x = (1)\n", "x = 1\n"),
        ("a.py", "print 'python 2'\nx = (1)\n", "print 'python 2'\nx = 1\n"),
        ("a.py", "class A:\n\tdef f(self):\n\t\tx = (1)\n", "class A:\n\tdef f(self):\n\t\tx = 1\n"),
        ("a.py", "x = [1\ny = (1)\n", "x = [1\ny = 1\n"),
        ("a.js", "const a = b?.c ?? (1);\n", "const a = b?.c ?? 1;\n"),
        ("a.ts", "const a: Array<number> = [1];\n", "const a: number[] = [1];\n"),
        ("a.tsx", "const a = <b>c</b>;\n", "const a = <b>d</b>;\n"),
        ("a.json", '{"a": "*"}', '{"a": "^1.0.0"}'),
        ("a.css", "a { top: 1px; }\n", "a { transform: none; }\n"),
        ("a.html", "<img src={{ url }}>\n", '<img loading="lazy" src={{ url }}>\n'),
        (".env", "export A=1\n# b\n", "export A=\n# b\n"),
    ],
)
def test_syntax_passes_what_parses_and_what_never_did(path: str, before: str, after: str) -> None:
    passes(syntax.check, rewrite(before, after, path))


# resolves
