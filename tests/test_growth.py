"""What `check` does grows with a file as the file grows, however many findings it has: counted, not timed."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from burnish.analysis import Analysis
from burnish.config import Config
from burnish.document import Document
from burnish.page import Example
from burnish.project import Project
from burnish.report.found import found_in
from burnish.rule import Rule
from burnish.rules import rules
from burnish.text import smallest_edit

FEW, MANY = 15, 60
MOST_GROWTH = 9
"""Four times the findings may take this many times the steps; taking their square would be 16."""


def steps_and_parses(action: Any, *arguments: Any) -> tuple[int, int]:
    """How many functions an action calls, and how many whole documents it parses."""
    steps = parses = 0

    def count(frame: FrameType, event: str, called: Any) -> None:
        nonlocal steps, parses
        if event in ("call", "c_call"):
            steps += 1
        if event == "c_call" and getattr(called, "__name__", "") == "parse":
            document = frame.f_locals.get("self")
            parses += isinstance(document, Document) and not document._ranges

    sys.setprofile(count)
    try:
        action(*arguments)
    finally:
        sys.setprofile(None)
    return steps, parses


def repeated(rule: Rule, example: Example, times: int) -> Document:
    language = example.language or rule.languages[0]
    text = "\n".join([example.before] * times)
    return Document.of(example.path or f"example.{language}", text, None if example.path else language)


@pytest.mark.parametrize(
    ("rule", "example"),
    [
        pytest.param(rule, example, id=f"{rule.id}-{rule.languages[0]}-{number}")
        for rule in rules()
        for number, example in enumerate(rule.page.examples[:2])
    ],
)
def test_four_times_the_findings_are_about_four_times_the_work(rule, example):
    project = Project(None, Config(select=(rule.id,)))
    steps_and_parses(found_in, repeated(rule, example, 1), project)  # what is worked out once for all
    few, _ = steps_and_parses(found_in, repeated(rule, example, FEW), project)
    many, parses = steps_and_parses(found_in, repeated(rule, example, MANY), project)
    assert many < MOST_GROWTH * few
    assert parses <= 1, "to say that there is a fix takes no parsing"


@pytest.mark.parametrize("offers_of", rules(), ids=lambda rule: f"{rule.id}-{rule.languages[0]}")
def test_what_a_rule_offers_is_what_its_fix_is(offers_of):
    for example in offers_of.page.examples:
        document = repeated(offers_of, example, 1)
        project = Project(None, Config(select=(offers_of.id,)))
        for finding in Analysis.of(document, project).findings:
            part = document.part_at(finding.anchor)
            if offers_of.fixable and part.language.name in offers_of.languages:
                assert offers_of.offers(finding, part, project) == Rule.offers(offers_of, finding, part, project)


def test_what_two_long_texts_share_is_found_in_few_steps():
    short, long = b"x = 1\n" * 1000, b"x = 1\n" * 64_000
    few, _ = steps_and_parses(smallest_edit, short, short[:3000] + b"y" + short[3000:])
    many, _ = steps_and_parses(smallest_edit, long, long[:100_000] + b"y" + long[100_000:])
    assert many < 2 * few


@pytest.mark.parametrize("text", ["const x = y" + ".a()" * 20_000 + ";\n", "f(" * 20_000])
def test_code_that_is_nested_thousands_deep_is_searched(text):
    assert Analysis.of(Document.of("deep.js", text), Project()).findings == ()
