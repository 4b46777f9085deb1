"""The check `stable` on rewrites that it lets through and on rewrites that it refuses: text in, text out."""

from __future__ import annotations

from burnish.enhancement import Origin
from burnish.verification.checks import stable
from tests.verification.rewriting import passes, refuses, rewrite

LOOP = "def f(a):\n    r = []\n    for x in a:\n        r.append(x + 1)\n    return r\n"


def test_stable_refuses_a_result_that_the_rule_would_rewrite_again() -> None:
    after = "def f(a):\n    s = []\n    for x in a:\n        s.append(x + 1)\n    return s\n"
    refuses(stable.check, "would rewrite its result", rewrite(LOOP, after, rule="readability/loop-to-comprehension"))


def test_stable_passes_a_result_that_stays() -> None:
    after = "def f(a):\n    r = [x + 1 for x in a]\n    return r\n"
    passes(stable.check, rewrite(LOOP, after, rule="readability/loop-to-comprehension", origin=Origin.RULE))


# metrics
