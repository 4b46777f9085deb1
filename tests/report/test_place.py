"""Where reports say that something stands."""

from __future__ import annotations

import pytest

from burnish.report.place import place_of
from burnish.text import Lines


@pytest.mark.parametrize(
    ("source", "before", "place"),
    [
        ("if a:\n", "if", (1, 1)),
        ("x = 1\n  y = 2\n", "y", (2, 3)),
        ("'é🎉' + b\n", "b", (1, 8)),
        ("a\r\n\tb\r\n", "b", (2, 2)),
        ("\ufeffif a:\n", "if", (1, 1)),
        ("\ufeff# a\nif a:\n", "if", (2, 1)),
    ],
)
def test_lines_and_columns_count_from_one_as_an_editor_shows_them(
    source: str, before: str, place: tuple[int, int]
) -> None:
    assert place_of(Lines(source.encode()), source.encode().index(before.encode())) == place
