"""The slips of a small model, and what a rule may do by purpose."""

from __future__ import annotations

import pytest

from burnish.enhancement import Origin, Outcome
from burnish.rule import Objective
from burnish.rules import rule_of
from burnish.verification.checks import content
from burnish.verification.checks.content import allowance_of
from tests.verification.rewriting import rewrite

GATHER = "async def f(a, b):\n    x = await one(a, b)\n    y = await two(b, 1)\n    return x, y\n"
GATHERED = "async def f(a, b):\n    x, y = await asyncio.gather(one(a, b), two(b, 1))\n    return x, y\n"
JOIN = "def f(rows):\n    text = ''\n    for row in rows:\n        text += row.name + ', '\n    return text\n"
JOINED = "def f(rows):\n    text = ''.join(row.name + ', ' for row in rows)\n    return text\n"
GUARD = "def f(a, b):\n    if a == 1:\n        if b in a:\n            return work(a, b)\n    return None\n"
GUARDED = "def f(a, b):\n    if a != 1:\n        return None\n    if b not in a:\n        return None\n    return work(a, b)\n"
JS_GUARD = "function f(a, b) {\n  if (a > 1) {\n    if (b) {\n      work(a, b);\n    }\n  }\n}\n"
JS_GUARDED = "function f(a, b) {\n  if (a <= 1) {\n    return;\n  }\n  if (!b) {\n    return;\n  }\n  work(a, b);\n}\n"
SECRET = 'import os\n\nAPI_KEY = "sk_live_4f9a8b7c6d5e4f3a2b1c"\n'
CASES = {
    "performance/sequential-awaits": (GATHER, GATHERED, "a.py"),
    "performance/string-concatenation-in-loop": (JOIN, JOINED, "a.py"),
    "readability/flatten-nested-conditions": (GUARD, GUARDED, "a.py"),
    "security/hardcoded-secret": (SECRET, 'import os\n\nAPI_KEY = os.environ["API_KEY"]\n', "a.py"),
}


@pytest.mark.parametrize("rule", CASES)
def test_what_a_rule_does_by_purpose_passes(rule: str) -> None:
    before, after, path = CASES[rule]
    done = content.check(rewrite(before, after, path, rule=rule))
    assert done.outcome is Outcome.PASSED, done


def test_turned_conditions_pass_in_javascript() -> None:
    done = content.check(rewrite(JS_GUARD, JS_GUARDED, "a.js", rule="readability/flatten-nested-conditions"))
    assert done.outcome is Outcome.PASSED, done


@pytest.mark.parametrize(
    ("rule", "right", "wrong", "reason"),
    [
        ("performance/sequential-awaits", "one(a, b)", "one(b, a)", "is not in the result as it was"),
        ("performance/sequential-awaits", "one(a, b), two(b, 1)", "two(b, 1), one(a, b)", "another order"),
        ("performance/sequential-awaits", "two(b, 1)", "two(b, 2)", "the number '2' comes from nowhere"),
        ("performance/sequential-awaits", "await asyncio", "asyncio", "is not awaited"),
        ("performance/sequential-awaits", "one(a, b)", "one(a, a)", "the name 'a' is there 1 times more"),
        ("performance/sequential-awaits", "x, y = await", "y, x = await", "another order"),
        ("performance/string-concatenation-in-loop", "', '", "'; '", "the word ';' comes from nowhere"),
        ("performance/string-concatenation-in-loop", "row.name", "row.names", "the name 'names' comes from nowhere"),
        ("performance/string-concatenation-in-loop", " + ', '", "", "the word ',' is lost"),
        ("readability/flatten-nested-conditions", "a != 1", "a == 1", "under some conditions"),
        ("readability/flatten-nested-conditions", "b not in a", "b in a", "under some conditions"),
        ("readability/flatten-nested-conditions", "return work(a, b)", "work(a, b)", "the sign 'return'"),
        ("readability/flatten-nested-conditions", "b not in a", "a not in b", "is not in the result as it was"),
        ("security/hardcoded-secret", '"API_KEY"', '"OTHER_KEY"', "comes from nowhere"),
    ],
)
def test_a_slip_is_refused(rule: str, right: str, wrong: str, reason: str) -> None:
    before, after, path = CASES[rule]
    assert right in after
    done = content.check(rewrite(before, after.replace(right, wrong, 1), path, rule=rule))
    assert done.outcome is Outcome.FAILED
    assert reason in done.detail


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("a <= 1", "a > 1"), ("a <= 1", "a < 1"), ("!b", "b"), ("work(a, b)", "work(b, a)"), ("  work(a, b);\n", "")],
)
def test_a_slip_is_refused_in_javascript(right: str, wrong: str) -> None:
    after = JS_GUARDED.replace(right, wrong, 1)
    done = content.check(rewrite(JS_GUARD, after, "a.js", rule="readability/flatten-nested-conditions"))
    assert done.outcome is Outcome.FAILED


def test_without_a_rule_nothing_may_come_but_what_rules_of_the_objective_bring() -> None:
    good = rewrite(JOIN, JOINED, objective=Objective.PERFORMANCE)
    bad = rewrite(JOIN, JOINED.replace("for row in rows", "for row in rows[:100]"), objective=Objective.PERFORMANCE)
    assert content.check(good).outcome is Outcome.PASSED, content.check(good)
    assert content.check(bad).outcome is Outcome.FAILED


def test_a_rule_s_own_fix_is_not_asked() -> None:
    one = rewrite(JOIN, JOINED, rule="performance/string-concatenation-in-loop", origin=Origin.RULE)
    assert content.check(one).outcome is Outcome.NOT_APPLICABLE


def test_what_may_come_and_go_is_read_off_a_rule_s_examples() -> None:
    rule = rule_of("readability/loop-to-comprehension", "python")
    assert rule is not None
    dropped = {atom.text for atom in allowance_of(rule).drops}
    assert "append" in dropped
