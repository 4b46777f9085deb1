"""The check `extent` on rewrites that it lets through and on rewrites that it refuses: text in, text out."""

from __future__ import annotations

import pytest

from burnish.verification.checks import extent
from tests.verification.rewriting import passes, refuses, rewrite


def test_extent_refuses_to_change_what_is_outside_the_region() -> None:
    one = rewrite("x = 1\ny = 2\nz = 3\n", "x = 1\ny = 5\nz = 3\n", region=("x = 1", "x = 1"))
    refuses(extent.check, "line 2 lies outside", one)


def test_extent_refuses_to_change_nothing() -> None:
    refuses(extent.check, "nothing changes", rewrite("x = 1\n", "x = 1\n"))


@pytest.mark.parametrize("path", ["a.py", "a.js", "a.css", "a.html", ".env"])
def test_extent_refuses_a_model_that_sweeps_away_most_of_a_long_region(path: str) -> None:
    lines = [f"NAME{number}=value{number}\n" for number in range(20)]
    refuses(extent.check, "are left", rewrite("".join(lines), lines[0], path))


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.py", "import sys\n\nx = 1\n", "import os\nimport sys\n\nx = 1\n"),
        ("a.js", "import a from 'a';\n\nlet x = 1;\n", "import a from 'a';\nimport b from 'b';\n\nlet x = 1;\n"),
        (
            "a.js",
            "const a = require('a');\nlet x = 1;\n",
            "const a = require('a');\nconst b = require('b');\nlet x = 1;\n",
        ),
    ],
)
def test_extent_lets_imports_come_at_the_top(path: str, before: str, after: str) -> None:
    passes(extent.check, rewrite(before, after, path, region=("x = 1", "x = 1")))


def test_extent_refuses_other_code_among_the_imports() -> None:
    one = rewrite("import sys\n\nx = 1\n", "import sys\nsys.exit()\n\nx = 1\n", region=("x = 1", "x = 1"))
    refuses(extent.check, "outside the region", one)
