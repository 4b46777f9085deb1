"""The check `metrics` on rewrites that it lets through and on rewrites that it refuses: text in, text out."""

from __future__ import annotations

import pytest

from burnish.enhancement import Outcome
from burnish.rule import Objective
from burnish.verification.checks import metrics
from tests.verification.rewriting import passes, refuses, rewrite

NESTED = "def f(a, b):\n    if a:\n        if b:\n            return 1\n    return 0\n"
FLAT = "def f(a, b):\n    if a and b:\n        return 1\n    return 0\n"
DEEP = "def f(a, b):\n    if a:\n        while b:\n            if b:\n                return 1\n    return 0\n"


@pytest.mark.parametrize(
    ("path", "before", "after", "reason"),
    [
        ("a.py", FLAT, NESTED, "cognitive complexity grows from 2 to 3"),
        ("a.py", NESTED, DEEP, "decisions grows from 2 to 3"),
        ("a.py", FLAT, FLAT.replace("return 1", "return 2"), "nothing measures better for readability"),
        ("a.js", "f(a);\n", "if (a) {\n  f(a);\n}\n", "decisions grows from 0 to 1"),
    ],
)
def test_metrics_refuses_what_is_no_better(path: str, before: str, after: str, reason: str) -> None:
    refuses(metrics.check, reason, rewrite(before, after, path, objective=Objective.READABILITY))


def test_metrics_passes_what_is_better_and_says_in_what() -> None:
    done = metrics.check(rewrite(NESTED, FLAT, objective=Objective.READABILITY))
    assert done.outcome is Outcome.PASSED
    assert "nesting 2 to 1" in done.detail


def test_metrics_asks_no_more_than_no_worse_for_other_objectives() -> None:
    passes(metrics.check, rewrite(FLAT, FLAT.replace("return 1", "return 2"), objective=Objective.SECURITY))


def test_metrics_counts_a_promise_s_catch_as_a_decision() -> None:
    before = "function f() {\n  return g().then((a) => h(a)).catch((e) => k(e));\n}\n"
    after = "async function f() {\n  try {\n    const a = await g();\n    return h(a);\n  } catch (e) {\n    return k(e);\n  }\n}\n"
    passes(metrics.check, rewrite(before, after, "a.js", objective=Objective.READABILITY))
