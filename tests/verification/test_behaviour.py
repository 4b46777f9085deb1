"""The gate's `behaviour` check: what is run, what is refused and with which counterexample, what is left unproven."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from dataclasses import replace
from time import monotonic

import pytest

from burnish.config import Config
from burnish.enhancement import Outcome
from burnish.project import Project
from burnish.report.receipt import receipt_line
from burnish.rule import Objective
from burnish.verification import verify
from burnish.verification.checks import behaviour
from tests.verification.rewriting import rewrite

TOTAL = (
    "def total(xs: list[int]) -> int:\n    result = 0\n    for x in xs:\n        if x > 0:\n            result += x\n"
    "        else:\n            result -= 1\n    return result\n"
)
TOTAL_SWAPPED = TOTAL.replace("result += x", "result -= x").replace("result -= 1", "result += 1")
TOTAL_SHORTER = (
    "def total(xs: list[int]) -> int:\n    result = 0\n    for x in xs:\n        result += x if x > 0 else -1\n"
    "    return result\n"
)
LEVEL = (
    "function level(a, b) {\n  if (a > 1) {\n    if (b) {\n      return 1;\n    }\n    return 2;\n  }\n  return 3;\n}\n"
)
LEVEL_SWAPPED = LEVEL.replace("return 1", "return 0").replace("return 2", "return 1").replace("return 0", "return 2")
NAMES = (
    "def names(users):\n    found = []\n    for user in users:\n        if user.active:\n            found.append(user.name)\n"
    "    return found\n"
)


def check_of(before: str, after: str, path: str = "code.py", **more: object):
    return behaviour.check(rewrite(before, after, path, objective=Objective.READABILITY, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        (TOTAL, TOTAL_SHORTER, "code.py"),
        (LEVEL, LEVEL.replace("if (b)", "if (!!b)"), "code.js"),
        (LEVEL.replace("a, b", "a: number, b?: string"), LEVEL.replace("a, b", "a: number, b: string = ''"), "code.ts"),
    ],
)
def test_two_versions_that_do_the_same_pass_with_what_was_run(before: str, after: str, path: str) -> None:
    check = check_of(before, after, path)
    assert check.outcome is Outcome.PASSED, check.detail
    found = re.fullmatch(r"(\d+) inputs, (\d+)/(\d+) branches", check.detail)
    assert found is not None, check.detail
    assert int(found[1]) >= 20
    assert found[2] == found[3]


@pytest.mark.parametrize(
    ("before", "after", "path", "told"),
    [
        (TOTAL, TOTAL_SWAPPED, "code.py", r"total: for xs=\[\S+\]: before returned -?\d+, after returned -?\d+"),
        (
            TOTAL,
            TOTAL.replace("result = 0", "result = xs[0]"),
            "code.py",
            r"total: for xs=\[\]: before returned 0, after .+",
        ),
        (LEVEL, LEVEL_SWAPPED, "code.js", r"level: for .+: before returned \d, after returned \d"),
        (
            f"<p></p>\n<script>\n{LEVEL}</script>\n",
            f"<p></p>\n<script>\n{LEVEL_SWAPPED}</script>\n",
            "a.html",
            "level: .+",
        ),
    ],
)
def test_a_difference_is_refused_with_its_smallest_counterexample(
    before: str, after: str, path: str, told: str
) -> None:
    receipt = verify(rewrite(before, after, path, objective=Objective.SECURITY))
    failure = receipt.failure
    if failure is not None and failure.name != "behaviour":
        failure = check_of(before, after, path)
    assert failure is not None and failure.outcome is Outcome.FAILED
    assert re.fullmatch(told, failure.detail), failure.detail


def test_what_passes_every_other_check_is_still_stopped() -> None:
    wrong = "def names(users):\n    found = [user.active for user in users if user.name]\n    return found\n"
    failure = verify(rewrite(NAMES, wrong, rule="readability/loop-to-comprehension")).failure
    assert failure is not None
    assert failure.name == "behaviour"


def test_the_world_outside_must_be_called_the_same_way() -> None:
    before = "def save(db, row):\n    db.insert(row)\n    db.commit()\n"
    after = "def save(db, row):\n    db.commit()\n    db.insert(row)\n"
    check = check_of(before, after)
    assert check.outcome is Outcome.FAILED
    assert "insert" in check.detail and "commit" in check.detail


def test_what_a_rule_is_there_to_change_is_allowed_and_only_that() -> None:
    before = "import requests\n\ndef load(url):\n    return requests.get(url).text\n"
    with_timeout = before.replace("url)", "url, timeout=10)", 1).replace("def load(url, timeout=10)", "def load(url)")
    with_timeout = "import requests\n\ndef load(url):\n    return requests.get(url, timeout=10).text\n"
    other_url = "import requests\n\ndef load(url):\n    return requests.get(url).content\n"
    assert check_of(before, with_timeout, rule="scalability/missing-timeout").outcome is not Outcome.FAILED
    assert check_of(before, with_timeout).outcome is Outcome.FAILED
    assert check_of(before, other_url, rule="scalability/missing-timeout").outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("before", "after", "path", "outcome", "detail"),
    [
        ("p { color: red }\n", "p { color: #f00 }\n", "a.css", Outcome.NOT_APPLICABLE, "nothing of it runs"),
        ("x = 1\n", "x = 2\n", "code.py", Outcome.NOT_RUN, "the change is outside functions"),
        ("import os\nx = os\n", "import os, sys\nx = os\n", "code.py", Outcome.NOT_APPLICABLE, "no function changes"),
        ("# a\nx = 1\n", "# b\nx = 1\n", "code.py", Outcome.NOT_APPLICABLE, "no function changes"),
    ],
)
def test_what_is_no_function_is_not_run(before: str, after: str, path: str, outcome: Outcome, detail: str) -> None:
    check = check_of(before, after, path)
    assert (check.outcome, check.detail) == (outcome, detail)


def test_code_outside_functions_that_changes_too_is_named() -> None:
    check = check_of(f"LIMIT = 1\n\n\n{TOTAL}", f"LIMIT = 2\n\n\n{TOTAL_SHORTER}")
    assert check.detail.endswith("; code outside functions changes too, and is not run")


def test_several_functions_are_counted_together() -> None:
    other = TOTAL.replace("total", "sum_of"), TOTAL_SHORTER.replace("total", "sum_of")
    check = check_of(f"{TOTAL}\n\n{other[0]}", f"{TOTAL_SHORTER}\n\n{other[1]}")
    assert check.outcome is Outcome.PASSED
    assert check.detail.startswith("2 functions, ")


def test_too_little_run_is_unproven_and_says_so() -> None:
    before = "def f(token):\n    if hash(token) == 8716234523409:\n        return 1\n    return len(token)\n"
    after = before.replace("return 1", "return 1 + 0")
    check = check_of(before, after)
    assert check.outcome is Outcome.NOT_RUN
    assert check.detail.startswith("unproven: ")


def test_a_rewrite_for_performance_must_be_faster() -> None:
    quick = "def both(xs: list[int], ys: list[int]) -> list[int]:\n    known = set(ys)\n    return [x for x in xs if x in known]\n"
    slow = "def both(xs: list[int], ys: list[int]) -> list[int]:\n    return [x for x in xs if x in ys]\n"
    faster = behaviour.check(rewrite(slow, quick, objective=Objective.PERFORMANCE))
    assert faster.outcome is Outcome.PASSED, faster.detail
    assert re.search(r", \d+(\.\d)? times as fast$", faster.detail), faster.detail
    slower = behaviour.check(rewrite(quick, slow, objective=Objective.PERFORMANCE))
    assert slower.outcome is Outcome.FAILED
    assert re.fullmatch(r"it is not faster \(0\.\d\d times\)", slower.detail)
    assert behaviour.check(rewrite(quick, slow, objective=Objective.READABILITY)).outcome is Outcome.PASSED


def test_it_can_be_switched_off() -> None:
    off = replace(rewrite(TOTAL, TOTAL_SWAPPED), project=Project(config=Config(behaviour=False)))
    check = behaviour.check(off)
    assert (check.outcome, check.detail) == (Outcome.NOT_RUN, "it is switched off in the settings")


def test_a_cancelled_rewrite_is_neither_waited_for_nor_accepted() -> None:
    endless = "def f(n: int) -> int:\n    while n or True:\n        n += {}\n    return n\n"
    cancelled = threading.Event()
    threading.Timer(0.3, cancelled.set).start()
    started = monotonic()
    check = behaviour.check(replace(rewrite(endless.format(1), endless.format(2)), cancelled=cancelled))
    assert monotonic() - started < 3
    assert check.outcome is not Outcome.PASSED


def test_a_receipt_tells_what_was_run() -> None:
    shorter = "def names(users):\n    found = [user.name for user in users if user.active]\n    return found\n"
    line = receipt_line(verify(rewrite(NAMES, shorter, rule="readability/loop-to-comprehension")))
    assert re.search(r"^proven: \d+ inputs, \d+/\d+ branches", line), line


def test_the_gate_itself_imports_no_engine_and_no_comparison() -> None:
    code = (
        "import sys, burnish.lsp.enhance, burnish.lsp.code_action, burnish.lsp.custom\n"
        "from burnish.verification.checks import behaviour\n"
        "from tests.verification.rewriting import rewrite\n"
        f"assert behaviour.check(rewrite({TOTAL!r}, {TOTAL_SHORTER!r})).detail\n"
        "heavy = {'hypothesis', 'pydantic_monty', 'py_mini_racer', 'burnish.behaviour.compare'} & set(sys.modules)\n"
        "from burnish.behaviour import worker\n"
        "worker.shutdown()\n"
        "sys.exit(str(heavy) if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
