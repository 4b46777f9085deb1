"""The check `resolves` on rewrites that it lets through and on rewrites that it refuses: text in, text out."""

from __future__ import annotations

from burnish.enhancement import Outcome
from burnish.verification.checks import resolves
from tests.verification.rewriting import passes, refuses, rewrite

LOOP = "def f(a):\n    r = []\n    for x in a:\n        r.append(x + 1)\n    return r\n"


def test_resolves_refuses_a_rewrite_after_which_the_finding_stands() -> None:
    after = LOOP.replace("x + 1", "1 + x")
    refuses(resolves.check, "can be a list", rewrite(LOOP, after, rule="readability/loop-to-comprehension"))


def test_resolves_refuses_to_move_the_finding_elsewhere() -> None:
    after = (
        "def f(a):\n    r = [x + 1 for x in a]\n    s = []\n    for x in r:\n        s.append(x + 1)\n    return s\n"
    )
    refuses(resolves.check, "still finds", rewrite(LOOP, after, rule="readability/loop-to-comprehension"))


def test_resolves_passes_when_the_finding_is_gone() -> None:
    after = "def f(a):\n    r = [x + 1 for x in a]\n    return r\n"
    passes(resolves.check, rewrite(LOOP, after, rule="readability/loop-to-comprehension"))


def test_resolves_does_not_apply_without_a_finding() -> None:
    assert resolves.check(rewrite("x = 1\n", "x = 2\n")).outcome is Outcome.NOT_APPLICABLE
