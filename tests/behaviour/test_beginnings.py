"""Methods whose objects begin otherwise after a change: what one of them does alone is no reason to refuse it."""

from __future__ import annotations

import pytest

from burnish.behaviour.compare import compare
from burnish.behaviour.verdict import Question, Verdict
from burnish.sandbox import available

HOOKS = """\
from collections import defaultdict

class App:
    def __init__(self):
        self.hooks = {begins}

    def add(self, name: str, hook: str) -> None:
        {body}
"""
BASKET = """\
class Basket {{
  constructor() {{
    this.items = {begins};
  }}
  add(name) {{
    {body};
    return this.items;
  }}
}}
"""


def verdict_on(language: str, name: str, before: str, after: str) -> Verdict:
    (verdict,) = compare(Question(language, before, after, (name,), seconds=60.0), available.sandboxes)
    return verdict


def test_a_method_whose_field_begins_as_something_else_is_not_refuted():
    before = HOOKS.format(begins="{}", body="self.hooks.setdefault(name, []).append(hook)")
    after = HOOKS.format(begins="defaultdict(list)", body="self.hooks[name].append(hook)")
    verdict = verdict_on("python", "App.add", before, after)
    assert (verdict.verdict, verdict.kind) == ("unproven", "together")
    assert verdict.reason == (
        "self.hooks begins as defaultdict(list) instead of {}, so the method cannot be judged by itself"
    )


def test_nor_in_javascript():
    before = BASKET.format(begins="[]", body="this.items.push(name)")
    after = BASKET.format(begins="new Set()", body="this.items.add(name)")
    verdict = verdict_on("javascript", "Basket.add", before, after)
    assert (verdict.verdict, verdict.kind) == ("unproven", "together")
    assert verdict.reason == "this.items begins as new Set() instead of [], so the method cannot be judged by itself"


@pytest.mark.parametrize("begins", ["{}", "defaultdict(list)"])
def test_it_is_refuted_where_the_field_begins_alike(begins: str):
    before = HOOKS.format(begins=begins, body="self.hooks.setdefault(name, []).append(hook)")
    after = HOOKS.format(begins=begins, body="self.hooks.setdefault(name, []).insert(0, hook)")
    assert verdict_on("python", "App.add", before, after).verdict == "refuted"


def test_a_field_that_the_method_does_not_read_is_no_excuse():
    before = HOOKS.format(begins="{}", body="print(name)")
    after = HOOKS.format(begins="defaultdict(list)", body="print(hook)")
    assert verdict_on("python", "App.add", before, after).verdict == "refuted"
