"""JavaScript that declares a name twice in one scope does not run, though tree-sitter and esprima take it."""

from __future__ import annotations

import pytest

from burnish.document import Document
from burnish.enhancement import Origin, Outcome
from burnish.project import Project
from burnish.rule import Objective
from burnish.text import Edit, Span
from burnish.verification import Rewrite
from burnish.verification.checks.names import check

BODY = "function load(text) {\n  return read(text);\n}\n"


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("  const one = read(text);\n  const one = one.trim();\n  return one;\n", "'one' is declared twice"),
        ("  const text = read(text);\n  return text;\n", "'text' is declared twice"),
        ("  const { one, two: [one] } = read(text);\n  return one;\n", "'one' is declared twice"),
        ("  const one = read(text);\n  if (one) {\n    const one = 2;\n  }\n  return one;\n", None),
        ("  const one = read(text);\n  return (one) => one;\n", None),
    ],
)
def test_names_declared_twice_are_refused(body: str, wrong: str | None):
    before = Document.of("a.js", f"const read = (x) => x;\n{BODY}")
    start = before.text.index("  return read")
    edit = Edit(Span(start, start + len("  return read(text);\n")), body)
    region = Span(before.text.index("function"), len(before.source))
    outcome = check(Rewrite.of(before, [edit], region, Project.empty(), Origin.MODEL, objective=Objective.READABILITY))
    assert (outcome.detail or None) == wrong
    assert (outcome.outcome is Outcome.FAILED) is (wrong is not None)
