"""The check `quiet` on rewrites that it lets through and on rewrites that it refuses: text in, text out."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest

from burnish.enhancement import Outcome
from burnish.installation import own_ruff
from burnish.verification.checks import quiet
from tests.verification.rewriting import passes, refuses, rewrite


@pytest.mark.parametrize(
    ("path", "before", "after", "reason"),
    [
        (
            "a.py",
            "def f(a):\n    return [x for x in a]\n",
            "def f(a):\n    r = []\n    for x in a:\n        r.append(x + 1)\n    return r\n",
            "readability/loop-to-comprehension",
        ),
        ("a.py", "def f(a=None):\n    return a\n", "def f(a=[]):\n    return a\n", "B006"),
        ("a.py", "def f(a):\n    return a\n", "def f(a):\n    b = a\n    return a\n", "F841"),
        ("a.py", "import os\nx = os.sep\n", "import os\nx = '/'\n", "F401"),
        (
            "a.js",
            "export function show(element) {\n  element.textContent = location.hash;\n}\n",
            "export function show(element) {\n  element.innerHTML = location.hash;\n}\n",
            "security/inner-html",
        ),
    ],
)
def test_quiet_refuses_new_findings_and_new_lint_errors(path: str, before: str, after: str, reason: str) -> None:
    refuses(quiet.check, reason, rewrite(before, after, path))


def test_quiet_names_the_finding_that_is_new_and_not_an_old_one_of_its_rule() -> None:
    old = "def f(a):\n    r = []\n    for x in a:\n        r.append(x + 1)\n    return r\n"
    before = f"{old}\n\ndef g(b):\n    return [x for x in b]\n"
    after = f"{old}\n\ndef g(b):\n    news = []\n    for x in b:\n        news.append(x + 1)\n    return news\n"
    refuses(quiet.check, "'news' can be", rewrite(before, after))


def test_quiet_passes_what_was_as_bad_before() -> None:
    passes(quiet.check, rewrite("import os\nx = (1)\n", "import os\nx = 1\n"))


def test_quiet_knows_an_old_lint_error_again_where_its_message_names_a_line_that_moved() -> None:
    before = "x = (\n    1\n)\n\n\ndef f():\n    return 1\n\n\ndef f():\n    return 2\n"
    passes(quiet.check, rewrite(before, before.replace("(\n    1\n)", "1")))


def test_quiet_passes_without_ruff_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    remembered = (own_ruff, quiet._lint)
    for one in remembered:
        one.cache_clear()
    done = quiet.check(rewrite("x = (3)\n", "x = 3\n"))
    for one in remembered:
        one.cache_clear()
    assert done.outcome is Outcome.PASSED
    assert "Ruff was not run" in done.detail
