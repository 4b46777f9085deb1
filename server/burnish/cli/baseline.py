"""A baseline: findings that are known and not to be shown again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from burnish.cli.console import fail
from burnish.cli.workspace import shown
from burnish.project import real
from burnish.report.fingerprint import Key, even, key_of, without
from burnish.report.outcome import FoundHere

VERSION = 2
"""Version 1 had paths relative to whatever folder had been named."""


def write_baseline(file: Path, found: Sequence[FoundHere]) -> None:
    """Writes what is to be known from now on, its paths relative to the baseline's folder."""
    base = real(file).parent
    entries = [
        {"rule": rule, "path": path, "line": line} for rule, path, line in sorted(key_of(one, base) for one in found)
    ]
    text = json.dumps({"version": VERSION, "findings": entries}, indent=1) + "\n"
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        fail(f"the baseline {shown(file)} cannot be written: {error.strerror or error}")


def beyond_baseline(file: Path, found: Sequence[FoundHere]) -> list[FoundHere]:
    """The findings beyond those in the baseline."""
    if not file.exists():
        fail(f"the baseline {shown(file)} does not exist; write it with --update-baseline")
    try:
        data = json.loads(file.read_text("utf-8-sig"))
        version = data["version"]
        known = Counter((one["rule"], one["path"], even(one["line"])) for one in data["findings"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        fail(f"{shown(file)} is not a baseline; write it with --update-baseline")
    if version not in (1, VERSION):
        fail(f"{shown(file)} was written by a newer Burnish (version {version} of the format)")
    base = real(file).parent
    return without(found, known, base) if version == VERSION else _beyond_first(found, known, base)


def _beyond_first(found: Sequence[FoundHere], known: Counter[Key], base: Path) -> list[FoundHere]:
    """The same for version 1: a path there may lack its first folders."""
    left = known.copy()
    fresh = []
    for one in found:
        rule, path, line = key_of(one, base)
        parts = path.split("/")
        names = ((rule, "/".join(parts[start:]), line) for start in range(len(parts)))
        key = next((name for name in names if left[name]), None)
        if key is None:
            fresh.append(one)
        else:
            left[key] -= 1
    return fresh
