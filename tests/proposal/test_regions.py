from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish.document import Document
from burnish.proposal.regions import Region, edits_to, region_for, region_of_lines, unsuitable, whole_lines
from burnish.text import Span, apply

SHOP = """\
import json


class Cart:
    @property
    def names(self):
        found = []
        for item in self.items:
            found.append(item.name)
        return found

    def total(self):
        return sum(item.price for item in self.items)
"""


def at(document: Document, text: str) -> Span:
    start = document.source.index(text.encode())
    return Span(start, start + len(text.encode()))


def region(path: str, source: str, anchor: str) -> Region | None:
    document = Document.of(path, source)
    return region_for(document, at(document, anchor))


def rewritten(source: str, first: int, last: int, new: str, path: str = "a.py") -> str:
    """The source after the lines from `first` to `last`, as a region, were rewritten."""
    document = Document.of(path, source)
    edits = edits_to(document, region_of_lines(document, first, last), new)
    return apply(document.source, edits).decode()


def test_a_region_is_the_enclosing_function_with_its_decorators_and_without_its_indentation() -> None:
    found = region("shop.py", SHOP, "for item in self.items:\n            found")
    assert found is not None
    assert found.indent == "    "
    assert found.language == "python"
    assert found.text == (
        "@property\n"
        "def names(self):\n"
        "    found = []\n"
        "    for item in self.items:\n"
        "        found.append(item.name)\n"
        "    return found"
    )


def test_a_small_lambda_is_no_region_of_its_own() -> None:
    found = region("a.js", "function f(xs) {\n  return xs.map((x) => x + 1);\n}\n", "x + 1")
    assert found is not None
    assert found.text == "function f(xs) {\n  return xs.map((x) => x + 1);\n}"


def test_an_exported_arrow_function_is_shown_with_its_whole_lines() -> None:
    source = "const a = 1;\n\nexport const load = async (id) => {\n  const user = await get(id);\n  return user;\n};\n"
    found = region("a.ts", source, "await get(id)")
    assert found is not None
    assert found.text == "export const load = async (id) => {\n  const user = await get(id);\n  return user;\n};"


def test_outside_functions_the_statements_around_the_anchor_are_shown() -> None:
    source = "".join(f"name_{n} = {n}\n" for n in range(100))
    found = region("a.py", source, "name_50 = 50")
    assert found is not None
    assert len(found.text.split("\n")) == 24
    assert "name_50 = 50" in found.text.split("\n")[10:14]


def test_in_a_function_that_is_too_long_the_statements_around_the_anchor_are_shown() -> None:
    body = "".join(f"    step_{n}()\n" for n in range(80))
    source = f"def long():\n{body}    for x in xs:\n        out.append(x)\n{body}"
    found = region("a.py", source, "for x in xs:\n        out.append(x)")
    assert found is not None
    assert found.indent == "    "
    assert len(found.text.split("\n")) <= 24
    assert "for x in xs:\n    out.append(x)" in found.text
    assert "def long" not in found.text


def test_what_takes_more_than_sixty_lines_has_no_region() -> None:
    assert region("a.py", "x = [\n" + "    1,\n" * 70 + "]\n", "x = [\n" + "    1,\n" * 70 + "]") is None


def test_a_selection_of_several_statements_is_shown_whole() -> None:
    source = "a = 1\nb = 2\nc = 3\n"
    found = region("a.py", source, "a = 1\nb = 2\n")
    assert found is not None
    assert found.text == "a = 1\nb = 2\nc = 3"


def test_markup_data_and_files_without_a_grammar_have_regions_too() -> None:
    page = region("a.html", "<body>\n  <p>Hi</p>\n  <img src='a.png'>\n</body>\n", "<img src='a.png'>")
    assert page is not None
    assert page.text == "<p>Hi</p>\n<img src='a.png'>"
    settings = region("package.json", '{\n  "a": 1,\n  "b": "*"\n}\n', '"*"')
    assert settings is not None
    assert '"b": "*"' in settings.text
    secret = region(".env", "A=1\nKEY=abc\n", "abc")
    assert secret is not None
    assert secret.text == "KEY=abc"


def test_a_script_in_a_page_is_shown_as_javascript() -> None:
    source = "<p>x</p>\n<script>\n  function f() {\n    var a = 1;\n    return a;\n  }\n</script>\n"
    found = region("a.html", source, "var a = 1;")
    assert found is not None
    assert found.language == "javascript"
    assert found.text == "function f() {\n  var a = 1;\n  return a;\n}"


def test_only_the_lines_that_changed_are_edited() -> None:
    document = Document.of("shop.py", SHOP)
    found = region_for(document, at(document, "found = []"))
    assert found is not None
    new = "@property\ndef names(self):\n    return [item.name for item in self.items]"
    edits = edits_to(document, found, new)
    assert [(document.slice(edit.span), edit.text) for edit in edits] == [
        (
            "        found = []\n        for item in self.items:\n            found.append(item.name)\n        return found",
            "        return [item.name for item in self.items]",
        )
    ]


@pytest.mark.parametrize(
    ("source", "new", "expected"),
    [
        ("\tif a:\n\t\tb()\n", "if a:\n\tc()\n\td()", "\tif a:\n\t\tc()\n\t\td()\n"),
        ("  a\r\n  b\r\n", "a\nc\nd", "  a\r\n  c\r\n  d\r\n"),
        ("a\nb", "a\nc", "a\nc"),
        ("a\nb", "a", "a"),
        ("a\nb", "a\nb\nc", "a\nb\nc"),
        ("  a\n   \n  b\n", "a\n\nc", "  a\n   \n  c\n"),
        ("  a\n  b\n", "a\n\nb", "  a\n\n  b\n"),
        ("größe = 1\n🦊 = 2\n", "größe = 1\n🦊 = 3", "größe = 1\n🦊 = 3\n"),
        ("a\nb\n", "", ""),
    ],
    ids=["tabs", "crlf", "no final newline", "last line gone", "line appended", "odd blank line kept", "blank line", "unicode", "nothing left"],
)  # fmt: skip
def test_line_endings_indentation_and_the_end_of_the_file_stay_as_they_are(
    source: str, new: str, expected: str
) -> None:
    last = source.rstrip("\r\n").count("\n")
    assert rewritten(source, 0, last, new) == expected


LINE = st.text(alphabet="ab é🦊\t", max_size=5)


@given(
    before=st.lists(LINE, min_size=1, max_size=8),
    after=st.lists(LINE, min_size=1, max_size=8),
    newline=st.sampled_from(["\n", "\r\n"]),
    final=st.booleans(),
)
def test_edits_give_the_rewritten_lines_and_touch_nothing_else(
    before: list[str], after: list[str], newline: str, final: bool
) -> None:
    head, tail = f"head{newline}", f"tail{newline}"
    source = head + newline.join(before) + (newline + tail if final else "")
    document = Document.of("a.py", source)
    found = region_of_lines(document, 1, len(before))
    edits = edits_to(document, found, "\n".join(after))
    assert all(whole_lines(document, found).contains(edit.span) for edit in edits)
    result = apply(document.source, edits).decode()
    assert result.startswith(head)
    assert result.endswith(tail) or not final
    middle = result[len(head) : len(result) - (len(tail) if final else 0)]
    lines = middle.split(newline)[: -1 if final and middle else None]
    if "\n".join(after):
        assert [line.strip() for line in lines] == [line.strip() for line in after]


def test_code_that_cannot_be_rewritten_by_lines_is_said_to_be_so() -> None:
    mixed = Document.of("a.py", b"a = 1\rb = 2\n")
    assert unsuitable(mixed, region_of_lines(mixed, 0, 1)) == "the code has lines that end with a carriage return alone"
    latin = Document.of("a.py", b"a = '\xe9'\n")
    assert unsuitable(latin, region_of_lines(latin, 0, 0)) == "the code is not valid UTF-8"
