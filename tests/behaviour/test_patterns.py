"""Texts for the regular expressions of the code, so that what comes after a match is reached."""

from __future__ import annotations

import re

import pytest

from burnish.behaviour.edge_cases import Hints, texts
from burnish.behaviour.patterns import like_pattern, matching


@pytest.mark.parametrize(
    "pattern",
    [
        r"Version (\d+)\.(\d+)",
        r"^-----BEGIN [^\n]+-----\r?\n",
        r"[a-z]+|\d{3}",
        r"(?P<a>x)(?P=a)?",
        r"\{(\w+)\}",
        r"[^x]*x",
    ],
)
def test_the_texts_match(pattern: str):
    assert like_pattern(pattern)
    assert all(re.search(pattern, text) for text in matching(pattern)[:2])


def test_what_is_no_pattern_gives_nothing():
    assert matching("((") == []
    assert not like_pattern("hello world")


def test_what_splits_at_a_sign_of_the_code_gets_numbers_around_it():
    made = {value.data for value in texts(Hints(texts=(":",)))}
    assert {"12:30", "1:2:3", "10:99"} <= made


def test_quotes_around_a_separator():
    assert '"a,b",c' in {value.data for value in texts(Hints(texts=('"', ",")))}
