"""A baseline: findings that are known and not to be shown again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from burnish.cli.console import fail
from burnish.report.json import shown_path
from burnish.report.outcome import FoundHere

Key = tuple[str, str, str]
"""Rule, path and the text of the line: what stays the same when lines move."""


def write_baseline(file: Path, found: Sequence[FoundHere], root: Path) -> None:
    entries = [
        {"rule": rule, "path": path, "line": line} for rule, path, line in sorted(_key(one, root) for one in found)
    ]
    file.write_text(json.dumps({"version": 1, "findings": entries}, ensure_ascii=False, indent=1) + "\n", "utf-8")


def read_baseline(file: Path) -> Counter[Key]:
    try:
        entries = json.loads(file.read_text("utf-8"))["findings"]
        return Counter((one["rule"], one["path"], one["line"]) for one in entries)
    except (OSError, ValueError, KeyError, TypeError):
        fail(f"{file} is not a baseline; write it with --update-baseline")


def without_known(found: Sequence[FoundHere], known: Counter[Key], root: Path) -> list[FoundHere]:
    """The findings beyond those in the baseline."""
    left = known.copy()
    fresh = []
    for one in found:
        key = _key(one, root)
        if left[key]:
            left[key] -= 1
        else:
            fresh.append(one)
    return fresh


def _key(one: FoundHere, root: Path) -> Key:
    return one.rule, shown_path(one.path, root), one.line_text
