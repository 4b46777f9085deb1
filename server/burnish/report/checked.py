"""What `check` found in some files, with what it could not read: plain values, and the sentence that ends a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from burnish.project.folders import LEFT_OUT, Reason, Skipped
from burnish.report.escaping import plain_text
from burnish.report.json import VERSION, finding_json, shown_path
from burnish.report.outcome import FoundHere
from burnish.report.wording import counted


@dataclass(frozen=True, slots=True)
class BadSyntax:
    """The first place of a file that is no code in its language; what stands around it was not searched."""

    path: Path
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class FileChecked:
    """What was found in one file."""

    path: Path
    found: tuple[FoundHere, ...]
    bad_syntax: BadSyntax | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in `files` files, what was left out, and which files have syntax errors."""

    found: tuple[FoundHere, ...]
    files: int
    skipped: tuple[Skipped, ...] = ()
    bad_syntax: tuple[BadSyntax, ...] = ()
    elapsed_ms: int = 0
    since: str = ""
    """The commit that the files differ from; empty where that was not asked."""
    known: int = 0
    """How many findings a baseline leaves out."""


def summary(checked: Checked) -> str:
    """What was found and what can be done about it, in one sentence."""
    found, files = checked.found, counted(checked.files, "file")
    if found:
        parts = [f"{counted(len(found), 'finding')} in {files}"]
    else:
        nothing = "Nothing new found" if checked.known else "Nothing found"
        none = f"Nothing changed since {plain_text(checked.since)}" if checked.since else "There was no file to check"
        parts = [f"{nothing} in {files}" if checked.files else none]
    fixes = Counter(one.fix for one in found)
    if fixes["safe"]:
        parts.append(f"`burnish fix` tries to fix {fixes['safe']}")
    if fixes["unsafe"]:
        unsafe = fixes["unsafe"]
        parts.append(
            f"{unsafe} more with `--unsafe-fixes`"
            if fixes["safe"]
            else f"`burnish fix --unsafe-fixes` tries to fix {unsafe}"
        )
    if checked.known:
        parts.append(f"{checked.known} known to the baseline")
    unread = _unread(checked)
    if unread:
        parts.append(f"{' and '.join(unread)}: `--show-skipped` says why")
    return "; ".join(parts) + "."


def skipped_by_reason(skipped: Sequence[Skipped]) -> str:
    """`3 files skipped (2 compiled, 1 generated)`, the most frequent reason first."""
    counts = Counter(one.reason.value for one in skipped)
    reasons = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return f"{counted(len(skipped), 'file')} skipped ({', '.join(f'{count} {reason}' for reason, count in reasons)})"


def checked_json(checked: Checked, root: Path) -> dict[str, Any]:
    """The JSON form of a check, version 1."""
    return {
        "version": VERSION,
        "findings": [finding_json(one, root) for one in checked.found],
        **_read(checked, root),
    }


def statistics_json(checked: Checked, root: Path) -> dict[str, Any]:
    """The JSON form of how often each rule found something."""
    rows = ({"rule": rule, "count": count, "fix": fix} for rule, count, fix in statistics(checked))
    return {"version": VERSION, "statistics": list(rows), **_read(checked, root)}


def statistics(checked: Checked) -> list[tuple[str, int, str | None]]:
    """Each rule with how often it found something, and the best that can be done there; the most frequent first."""
    counts = Counter(one.rule for one in checked.found)
    fixes = {rule: {one.fix for one in checked.found if one.rule == rule} for rule in counts}
    best = {rule: next((fix for fix in ("safe", "unsafe", "model") if fix in fixes[rule]), None) for rule in counts}
    return [(rule, count, best[rule]) for rule, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]


def _read(checked: Checked, root: Path) -> dict[str, Any]:
    return {
        "files": checked.files,
        "skipped": _by_reason(checked),
        "syntax_errors": [
            {"path": shown_path(one.path, root), "line": one.line, "column": one.column} for one in checked.bad_syntax
        ],
        "elapsed_ms": checked.elapsed_ms,
    }


def _by_reason(checked: Checked) -> Mapping[str, int]:
    return dict(Counter(one.reason.value for one in checked.skipped))


def _unread(checked: Checked) -> list[str]:
    """What may have been missed, counted; what somebody chose to leave out only where nothing else is left."""
    parts = []
    if checked.bad_syntax:
        parts.append(f"{counted(len(checked.bad_syntax), 'file')} with syntax errors")
    unasked = LEFT_OUT | {Reason.LINK} if checked.files or checked.since else {Reason.LINK}
    skipped = [one for one in checked.skipped if one.reason not in unasked]
    if skipped:
        parts.append(skipped_by_reason(skipped))
    return parts
