"""The metrics of changed files, before and after."""

from __future__ import annotations

from collections.abc import Sequence

from burnish.report.outcome import FileRun


def metrics_rows(runs: Sequence[FileRun]) -> list[tuple[str, int, int]]:
    """What is measured with its value before and after: sums over all files, and the deepest nesting of any."""
    before, after = [one.before for one in runs], [one.after for one in runs]
    sums = (("cyclomatic complexity", "cyclomatic"), ("cognitive complexity", "cognitive"), ("lines of code", "lines"))
    rows = [
        (label, sum(getattr(one, name) for one in before), sum(getattr(one, name) for one in after))
        for label, name in sums
    ]
    deepest = [max((one.nesting for one in side), default=0) for side in (before, after)]
    return [*rows, ("deepest nesting", deepest[0], deepest[1])]
