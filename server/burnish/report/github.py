"""Workflow commands of GitHub Actions: each finding becomes an annotation beside its line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from burnish.report.escaping import plain_text
from burnish.report.json import shown_path
from burnish.report.outcome import FoundHere

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def findings_github(found: Sequence[FoundHere], root: Path) -> str:
    return "".join(_command(one, root) + "\n" for one in found)


def _command(one: FoundHere, root: Path) -> str:
    start, end = one.range["start"], one.range["end"]
    where = {
        "title": f"Burnish ({one.rule})",
        "file": shown_path(one.path, root),
        "line": start["line"],
        "endLine": end["line"],
        "col": start["column"],
    }
    if start["line"] == end["line"]:  # else it is ignored together with `col`
        where["endColumn"] = end["column"]
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in where.items())
    place = f"{where['file']}:{start['line']}:{start['column']}"
    return f"::{_COMMANDS[one.severity]} {properties}::{_data(f'{place}: {one.rule}: {one.message}')}"


def _data(text: str) -> str:
    return plain_text(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
