"""Runs of tests, as values: what came of each test, and of the run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from burnish.verification.project_tests.scratch import Copy

Reached = Mapping[str, frozenset[str]]
"""Files, relative to the copy's root, with the names of the functions that were entered in each."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One test that ended. `why` is the first line of its failure."""

    test: str
    file: str
    outcome: Literal["passed", "failed", "skipped"]
    why: str = ""
    seconds: float = 0.0
    reached: Reached = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run: of each test that ended, of test files that could not be loaded, and of the run itself.

    `complete` are the files all of whose tests ended. `unfinished` is the test (its name, its file) that was running when
    the run ended before its time.
    """

    tests: Mapping[str, Ran]
    broken: Mapping[str, str]
    complete: frozenset[str]
    end: Literal["finished", "timed out", "cancelled", "died"]
    seconds: float
    said: str = ""
    unfinished: tuple[str, str] | None = None


_LEFT_OUT = (
    "GIT_", "COVERAGE_", "COV_CORE_", "NODE_V8_COVERAGE", "NODE_TEST_CONTEXT", "PYTHONPATH", "PYTHONHOME", "BURNISH_",
    "PYTEST_CURRENT_TEST", "PYTEST_XDIST",
)  # fmt: skip


def environment(copy: Copy) -> dict[str, str]:
    """The variables of a run: the user's own, without those that lead to other repositories or other measurements."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(_LEFT_OUT)}
    temporary = str(copy.spare / "tmp")
    return kept | {
        "TMPDIR": temporary,
        "TEMP": temporary,
        "TMP": temporary,
        "GIT_CEILING_DIRECTORIES": str(copy.root.parent),
        "NO_COLOR": "1",
    }


def first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:300]


def headline(text: str) -> str:
    """What a failed assertion says, on one line: its first line, or what was expected and what there was."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    compared = [line for line in lines if line.startswith(("Expected", "Received"))]
    if len(compared) >= 2 and not lines[0].startswith("Expected"):
        return ", ".join(compared[:2])[:300]
    if len(lines) > 1 and lines[0].endswith(":"):
        return f"{lines[0]} {lines[1]}"[:300]
    return lines[0][:300] if lines else ""


def below(path: Path | str, root: Path) -> str | None:
    """A path relative to a root, with forward slashes; None when it lies elsewhere."""
    try:
        return Path(path).relative_to(root).as_posix()
    except ValueError:
        return None
