"""The gate as a whole: what it lets through, and what it stops at."""

from __future__ import annotations

import pytest

from burnish.document import Document
from burnish.enhancement import Origin, Outcome
from burnish.project import Project
from burnish.rule import Objective
from burnish.text import Edit, Span
from burnish.verification import Rewrite, verify
from burnish.verification.gate import CHECKS
from tests.verification.rewriting import rewrite

LOOP = "def names(users):\n    found = []\n    for user in users:\n        found.append(user.name)\n    return found\n"
COMPREHENSION = "def names(users):\n    found = [user.name for user in users]\n    return found\n"


def test_a_good_rewrite_passes_every_check() -> None:
    receipt = verify(rewrite(LOOP, COMPREHENSION, rule="readability/loop-to-comprehension"))
    assert receipt.accepted
    assert [check.name for check in receipt.checks] == [check.__module__.split(".")[-1] for check in CHECKS]
    *run, last = receipt.checks
    assert {check.outcome for check in run} == {Outcome.PASSED}
    assert (last.name, last.outcome) == ("tests", Outcome.NOT_RUN)


def test_the_first_failure_ends_the_rest() -> None:
    receipt = verify(rewrite(LOOP, LOOP.replace("found = []", "found = [")))
    assert not receipt.accepted
    assert receipt.failure is receipt.checks[-1]
    assert receipt.failure is not None and receipt.failure.outcome is Outcome.FAILED
    assert len(receipt.checks) < len(CHECKS)


@pytest.mark.parametrize(
    "slip",
    [
        "def names(users):\n    found = [user.name for user in found]\n    return found\n",
        "def names(users):\n    found = [users.name for user in users]\n    return found\n",
        "def names(users):\n    found = [user.names for user in users]\n    return found\n",
        "def names(users):\n    found = [user.name for user in users][:10]\n    return found\n",
        "def names(users):\n    found = [user.name or '' for user in users]\n    return found\n",
        "def names(users):\n    found = [user.name for user in users]\n",
        "def names(user):\n    found = [user.name for user in users]\n    return found\n",
        "def names(users):\n    return [user.name for user in users]\n\n\ndef other():\n    return names\n",
        "def names(users):\n    import os\n    found = [user.name for user in users]\n    return found\n",
    ],
)
def test_a_model_that_slips_is_stopped(slip: str) -> None:
    assert not verify(rewrite(LOOP, slip, rule="readability/loop-to-comprehension")).accepted


def test_a_rewrite_is_for_a_rule_or_an_objective() -> None:
    document = Document.of("code.py", LOOP)
    with pytest.raises(ValueError, match="a rule or an objective"):
        Rewrite.of(document, [], None, Project.empty(), Origin.MODEL)


def test_edits_that_overlap_are_no_rewrite() -> None:
    document = Document.of("code.py", LOOP)
    edits = [Edit(Span(0, 5), "x"), Edit(Span(3, 8), "y")]
    with pytest.raises(ValueError, match="overlap"):
        Rewrite.of(document, edits, None, Project.empty(), objective=Objective.READABILITY)


SCRIPT = (
    "function f(a) {\n  if (a) {\n    g(a);\n    return one(a);\n  } else {\n    h(a);\n    return two(a);\n  }\n}\n"
)
SCRIPT_WITHOUT_ELSE = "function f(a) {\n  if (a) {\n    g(a);\n    return one(a);\n  }\n  h(a);\n  return two(a);\n}\n"


@pytest.mark.parametrize("around", ["{}", "<p>é</p>\n<script>\n{}</script>\n<p></p>\n"], ids=["alone", "in a page"])
@pytest.mark.parametrize(
    ("after", "failure"),
    [
        (SCRIPT_WITHOUT_ELSE, None),
        (SCRIPT_WITHOUT_ELSE.replace("    g(a);\n", ""), "content"),
        (SCRIPT_WITHOUT_ELSE.replace("one(a)", "one(two)"), "content"),
        (SCRIPT_WITHOUT_ELSE.replace("f(a)", "f(a, b)"), "interface"),
        (SCRIPT_WITHOUT_ELSE.replace("h(a);", "if (a) {\n    h(a);\n  }"), "metrics"),
    ],
    ids=["good", "loses a call", "swaps a name", "another signature", "measures worse"],
)
def test_a_script_in_a_page_is_judged_as_one_that_stands_alone(around: str, after: str, failure: str | None) -> None:
    path = "page.html" if "<p>" in around else "code.js"
    made = rewrite(around.format(SCRIPT), around.format(after), path, objective=Objective.READABILITY)
    found = verify(made).failure
    assert (None if found is None else found.name) == failure, found


def test_a_script_is_not_rewritten_along_with_the_page_around_it() -> None:
    before = f"<p>one</p>\n<script>\n{SCRIPT}</script>\n<p>two</p>\n"
    after = before.replace("one</p>", "1</p>").replace("g(a);", "")
    found = verify(rewrite(before, after, "page.html")).failure
    assert found is not None
    assert found.name == "content"
