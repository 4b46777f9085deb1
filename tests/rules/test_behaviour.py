"""Both sides of every rule's examples, run beside each other: what a rule calls safe does the same."""

from __future__ import annotations

from functools import cache

import pytest

from burnish.document import Document
from burnish.enhancement import Check, Origin, Outcome
from burnish.page import Example
from burnish.project import Project
from burnish.rule import Rule, Safety
from burnish.rules import rules
from burnish.text import smallest_edit
from burnish.verification import Rewrite
from burnish.verification.checks import behaviour

PROJECT = Project.empty()
FIXED = [
    (f"{rule.id}-{rule.languages[0]}-{number}", rule, example)
    for rule in rules()
    for number, example in enumerate(rule.page.examples)
    if example.after is not None and set(rule.languages) & behaviour.LANGUAGES
]
EXAMPLES = [pytest.param(rule, example, id=name) for name, rule, example in FIXED]

PROVEN_SHARE = 0.6
"""Of the examples of safe fixes in functions: at least so many are run enough to call them proven."""


@cache
def compared(rule: Rule, example: Example) -> Check:
    language = example.language or rule.languages[0]
    name = example.path or f"example.{language}"
    before = Document.of(name, example.before, None if example.path else language)
    edit = smallest_edit(before.source, (example.after or "").encode())
    assert edit is not None
    return behaviour.check(Rewrite.of(before, [edit], None, PROJECT, Origin.RULE, rule=rule))


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_no_example_is_refuted_beyond_what_its_rule_allows(rule: Rule, example: Example) -> None:
    check = compared(rule, example)
    assert check.outcome is not Outcome.FAILED, check.detail


def test_most_examples_of_safe_fixes_are_proven() -> None:
    safe = [compared(rule, example) for _, rule, example in FIXED if rule.safety is Safety.SAFE]
    run = [one for one in safe if one.outcome is Outcome.PASSED or one.detail.startswith("unproven")]
    assert len(run) >= 20
    proven = [one for one in run if one.outcome is Outcome.PASSED]
    assert len(proven) >= PROVEN_SHARE * len(run), [one.detail for one in run if one.outcome is not Outcome.PASSED]


def test_a_rule_that_alters_values_says_that_its_fix_is_unsafe() -> None:
    altering = [rule for rule in rules() if rule.page.purpose.values or rule.page.purpose.order]
    assert altering
    assert {rule.safety for rule in altering} == {Safety.UNSAFE}
