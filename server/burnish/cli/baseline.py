"""A baseline: findings that are known and not to be shown again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from burnish.cli.console import fail
from burnish.cli.workspace import shown
from burnish.project import real
from burnish.report.fingerprint import Key, even, key_of, without
from burnish.report.outcome import FoundHere

VERSION = 2
"""Version 1 had paths relative to whatever folder had been named."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a check looked at: these files, and of the rules those selected and not ignored (all of them without names)."""

    files: Collection[Path]
    select: Collection[str] = ()
    ignore: Collection[str] = ()

    def covers(self, rule: str, path: Path) -> bool:
        names = {rule, *rule.split("/")}
        chosen = not self.select or not names.isdisjoint(self.select)
        return path in self.files and chosen and names.isdisjoint(self.ignore)


def write_baseline(file: Path, found: Sequence[FoundHere], asked: Asked) -> int:
    """Writes what is to be known from now on, its paths relative to the baseline's folder; how many findings that are.

    What the file knew of other files and rules than the check looked at stays, unless the file is gone.
    """
    base = real(file).parent
    keys = [key_of(one, base) for one in found]
    version, known = _read(file) if file.exists() else (VERSION, Counter[Key]())
    if version == VERSION:
        others = (one for one in known.elements() if (base / one[1]).exists())
        keys += (one for one in others if not asked.covers(one[0], real(base / one[1])))
    entries = [{"rule": rule, "path": path, "line": line} for rule, path, line in sorted(keys)]
    text = json.dumps({"version": VERSION, "findings": entries}, indent=1) + "\n"
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        fail(f"the baseline {shown(file)} cannot be written: {error.strerror or error}")
    return len(entries)


def beyond_baseline(file: Path, found: Sequence[FoundHere]) -> list[FoundHere]:
    """The findings beyond those in the baseline."""
    if not file.exists():
        fail(f"the baseline {shown(file)} does not exist; write it with --update-baseline")
    version, known = _read(file)
    base = real(file).parent
    return without(found, known, base) if version == VERSION else _beyond_first(found, known, base)


def _read(file: Path) -> tuple[int, Counter[Key]]:
    """Its version and what it knows. Leaves with 2 where it is no baseline."""
    try:
        data = json.loads(file.read_text("utf-8-sig"))
        version = data["version"]
        known = Counter((one["rule"], one["path"], even(one["line"])) for one in data["findings"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        fail(f"{shown(file)} is not a baseline: name another file, or remove it and use --update-baseline")
    if version not in (1, VERSION):
        fail(f"{shown(file)} was written by a newer Burnish (version {version} of the format)")
    return version, known


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
