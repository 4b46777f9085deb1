"""What stands in files and names is shown, and does nothing."""

from __future__ import annotations

import json
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish.report.escaping import html_text, json_text, markdown_block, markdown_text, plain_lines, plain_text

ANY = st.text(st.characters(categories=None), max_size=30)
"""Any text, halves of surrogate pairs too."""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ordinary é 🎉 日本 C:\\x", "ordinary é 🎉 日本 C:\\x"),
        ("\x1b[31mred\x1b]0;title\x07", "\\x1b[31mred\\x1b]0;title\\x07"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("user\u202etxt.exe", "user\\u202etxt.exe"),
        ("b\udcff.py", "b\\xff.py"),
        ("\ud83d", "\\ud83d"),
        ("a\u2028b\u0085c\x9b31m", "a\\u2028b\\x85c\\x9b31m"),
        ("\U000e0041", "\\U000e0041"),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_plain_text(text: str, shown: str) -> None:
    assert plain_text(text) == shown


@given(ANY)
def test_plain_text_is_one_line_that_can_be_written_and_shows_all(text: str) -> None:
    shown = plain_text(text)
    shown.encode("utf-8")
    assert len(shown.splitlines()) <= 1
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeff")
    assert plain_text(shown) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\r\n\tb\n", "a\r\n\tb\n"), ("a\rb\n", "a\\rb\n"), ("a\x1b[2J\n", "a\\x1b[2J\n"), ("a\u2028b", "a\\u2028b")],
)
def test_plain_lines_keep_their_ends(text: str, shown: str) -> None:
    assert plain_lines(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("![i](https://evil.example/x.png)", "![i\\](https\\://evil.example/x.png)"),
        ("[c](command:burnish.selectModel)", "\\[c\\](command:burnish.selectModel)"),
        ("for prices=[]: [a][b] [c]", "for prices=[]: [a\\][b] [c\\]"),
        ("xs=[1] and ys=[]", "xs=[1] and ys=[\\]"),
        ("[a]: https://evil.example", "\\[a]: https\\://evil.example"),
        ("<img onerror=x>", "\\<img onerror=x\\>"),
        ("a|b", "a\\|b"),
        ("`code` *x* _y_ &lt;", "\\`code\\` \\*x\\* \\_y\\_ \\&lt;"),
        ("a\n\n# heading", "a\\\\n\\\\n# heading"),
        ("# heading", "\\# heading"),
        ("1. item", "1\\. item"),
        ("- item", "\\- item"),
        ("@someone", "\\@someone"),
        ("two words - and (more).", "two words - and (more)."),
    ],
)
def test_markdown_text(text: str, shown: str) -> None:
    assert markdown_text(text) == shown


def test_a_block_cannot_be_left() -> None:
    assert markdown_block("```\n<img>\n", "diff") == "````diff\n```\n<img>\n````"
    assert markdown_block("a") == "```\na\n```"


@given(ANY)
def test_html_text_is_text_alone(text: str) -> None:
    seen: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            seen.append(tag)

    reader = Reader()
    reader.feed(f"{html_text(text)}")
    reader.close()
    assert not seen
    assert '"' not in html_text(text)


@given(st.dictionaries(ANY, ANY, max_size=3))
def test_json_is_valid_utf8_that_a_strict_reader_takes(data: dict[str, str]) -> None:
    written = json_text(data)
    read = json.loads(written.encode("utf-8"))
    assert list(read.values()) == [_without_halves(one) for one in data.values()] or len(read) < len(data)
    assert "\x1b" not in written
    assert "\u202e" not in written


def _without_halves(text: str) -> str:
    return "".join(plain_text(char) if unicodedata.category(char) == "Cs" else char for char in text)
