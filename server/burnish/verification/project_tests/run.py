"""The one way to run some test files of a suite in a copy."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from burnish.verification.project_tests import javascript_runs, python_runs
from burnish.verification.project_tests.runs import Run
from burnish.verification.project_tests.scratch import Copy
from burnish.verification.project_tests.suites import Suite


def run(
    suite: Suite,
    copy: Copy,
    files: Sequence[str],
    seconds: float,
    *,
    only: frozenset[str] | None = None,
    cancelled: threading.Event | None = None,
) -> Run:
    """Runs the tests of some files in a copy, or only those named of them. Raises OSError when nothing can be started."""
    runner = javascript_runs.run if suite.whole_files else python_runs.run
    return runner(suite, copy, files, seconds, only, cancelled)
