"""What stays the same of a finding when the lines around it move: its rule, its file and the text of its line."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from burnish.report.json import shown_path
from burnish.report.outcome import FoundHere

Key = tuple[str, str, str]
"""A rule, a path relative to some folder, and the text of a line with its white space evened out."""


def key_of(one: FoundHere, base: Path) -> Key:
    return one.rule, shown_path(one.path, base), even(one.line_text)


def even(text: str) -> str:
    return " ".join(text.split())


def without(found: Iterable[FoundHere], known: Counter[Key], base: Path) -> list[FoundHere]:
    """The findings beyond those that are known: of several with one key, as many as there are more."""
    left = known.copy()
    fresh = []
    for one in found:
        key = key_of(one, base)
        if left[key]:
            left[key] -= 1
        else:
            fresh.append(one)
    return fresh


def fingerprints(found: Sequence[FoundHere], base: Path) -> list[str]:
    """For each finding 32 hex digits that are the same wherever its line moves in its file, and in no other finding."""
    seen: Counter[Key] = Counter()
    made = []
    for one in found:
        key = key_of(one, base)
        seen[key] += 1
        text = "\0".join((*key, str(seen[key])))
        made.append(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return made
