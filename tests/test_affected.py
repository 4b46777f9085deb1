"""How much of a document is searched again after an edit."""

from __future__ import annotations

import pytest

from burnish.affected import changed_spans
from burnish.document import Document
from burnish.text import Edit, Span

CLASS = """\
class Page(Base):
    # What is shown.
    def head(self):
        return 1

    def body(self):
        return 2


class Other:
    def foot(self):
        return 3
"""


@pytest.mark.parametrize(
    "before,typed,searched",
    [
        pytest.param("class Page(Base):\n", "\n", "\n", id="an empty line before the first member"),
        pytest.param("class Other:\n", "\n\n", "\n\n", id="two of them"),
        pytest.param("        return 1\n", "\n", "def head(self):\n        return 1\n\n\n    def body(self):\n        return 2",
                     id="one between two members"),
        pytest.param("        return 2", " + 1", "def body(self):\n        return 2 + 1", id="a letter in a member"),
    ],
)  # fmt: skip
def test_what_is_searched_again(before: str, typed: str, searched: str) -> None:
    first = Document.of("a.py", CLASS)
    at = CLASS.index(before) + len(before)
    edit = Edit(Span(at, at), typed)
    second = first.edited([edit])
    change = changed_spans(first, second, [edit])
    assert change is not None and second.slice(change.new).strip(" ") == searched


def test_a_member_put_before_all_others_has_its_class_searched_again() -> None:
    first = Document.of("a.py", "class Page:\n    def head(self):\n        return 1\n")
    edit = Edit(Span(12, 12), "    size = open(path)\n")
    second = first.edited([edit])
    assert changed_spans(first, second, [edit]) is None
