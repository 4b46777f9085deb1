"""The JSON forms of reports, version 1: what scripts and continuous integration read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from burnish.document import Document
from burnish.enhancement import Enhancement, Refusal
from burnish.report.outcome import FileRun, FoundHere
from burnish.report.place import range_of
from burnish.rule import Rule

if TYPE_CHECKING:
    from burnish.engine import Left  # the engine takes long to import, and what shows findings does not need it

VERSION = 1


def finding_json(one: FoundHere, root: Path) -> dict[str, Any]:
    path = shown_path(one.path, root)
    return {
        "rule": one.rule,
        "objective": one.rule.partition("/")[0],
        "path": path,
        "range": one.range,
        "message": one.message,
        "severity": one.severity,
        "fix": one.fix,
        "related": [{"path": path, "range": there.range, "message": there.message} for there in one.related],
    }


def runs_json(runs: Sequence[FileRun], applied: bool, root: Path) -> dict[str, Any]:
    """What `fix` and `enhance` did. The edits of each enhancement are places in the text that the one before it left;
    what is left has its place in the result.
    """
    from burnish.report.left import ordered

    return {
        "version": VERSION,
        "enhancements": [
            _enhancement(step.enhancement, step.before, applied and not one.unwritten, root)
            for one in runs
            for step in one.run.steps
        ],
        "rejected": [_refusal(refusal, root) for one in runs for refusal in one.run.refusals],
        "left": [_left(left, one, root) for one in runs for left in ordered(one.run.left)],
    }


def rules_json(every: Sequence[Rule]) -> dict[str, Any]:
    """The rules by id; one entry where several languages have a rule of one id."""
    from burnish import engine

    by_id: dict[str, list[Rule]] = {}
    for rule in every:
        by_id.setdefault(rule.id, []).append(rule)
    return {
        "version": VERSION,
        "rules": [
            {
                "rule": name,
                "objective": same[0].objective.value,
                "languages": sorted({language for rule in same for language in rule.languages}),
                "fix": engine.fix_of_rules(same),
                "summary": same[0].summary,
            }
            for name, same in by_id.items()
        ],
    }


def shown_path(path: Path, root: Path) -> str:
    """The path as reports show it, with forward slashes: relative to the root where it lies below it, else absolute."""
    there = PurePath(os.path.realpath(path))
    try:
        return there.relative_to(os.path.realpath(root)).as_posix()
    except ValueError:
        return there.as_posix()


def _enhancement(one: Enhancement, before: Document, applied: bool, root: Path) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "title": one.title,
        "path": shown_path(one.path, root),
        "origin": one.origin.value,
        "safety": one.safety.value,
        "edits": [{"range": range_of(before.lines, edit.span), "text": edit.text} for edit in one.edits],
        "receipt": [
            {"check": check.name, "outcome": check.outcome.value, "detail": check.detail}
            for check in one.receipt.checks
        ],
        "applied": applied,
    }


def _left(one: Left, file: FileRun, root: Path) -> dict[str, Any]:
    return {
        "rule": one.finding.rule,
        "path": shown_path(file.path, root),
        "range": range_of(file.run.result.lines, one.finding.span),
        "message": one.finding.message,
        "reason": one.reason.value,
        "detail": one.detail,
    }


def _refusal(one: Refusal, root: Path) -> dict[str, Any]:
    return {"rule": one.rule, "path": shown_path(one.path, root), "check": one.check, "reason": one.reason}
