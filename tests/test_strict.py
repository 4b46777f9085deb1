"""The strict parsers: what they refuse."""

from __future__ import annotations

import pytest

from burnish.strict import Refused, parse_strictly


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", b"def f():\n    return 1\n"),
        ("javascript", b"const f = async () => <p>{x}</p>;"),
        ("json", b'{"a": 1}'),
        ("css", b"a { top: 0 }"),
    ],
)
def test_what_is_well_formed_has_a_tree(language: str, text: bytes):
    assert parse_strictly(language, text) is not None


@pytest.mark.parametrize(
    ("language", "text"), [("python", b"def f(:\n"), ("javascript", b"const = 1;"), ("json", b"{a: 1}")]
)
def test_what_is_not_is_refused(language: str, text: bytes):
    with pytest.raises(Refused):
        parse_strictly(language, text)


def test_a_language_without_a_strict_parser_has_none():
    assert parse_strictly("html", b"<p>") is None
