"""Findings as lines for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from burnish.report.checked import Checked, statistics
from burnish.report.escaping import plain_text
from burnish.report.json import shown_path
from burnish.report.outcome import FoundHere

_FIX_MARKS = {"safe": "fixable", "unsafe": "unsafe fix", "model": "model", None: ""}


def print_findings(console: Console, found: Sequence[FoundHere], root: Path) -> None:
    paths = {path: terminal_path(path, root) for path in dict.fromkeys(one.path for one in found)}
    for one in found:
        start = one.range["start"]
        line = Text()
        line.append(paths[one.path], style="bold")
        line.append(f":{start['line']}:{start['column']}: ")
        line.append(plain_text(one.message))
        line.append(f"  {one.rule}", style="cyan")
        if one.fix:
            line.append(f" [{_FIX_MARKS[one.fix]}]", style="green" if one.fix == "safe" else "yellow")
        console.print(line, soft_wrap=True)


def print_statistics(console: Console, checked: Checked) -> None:
    """A line for each rule: how often it found something, and what can be done there."""
    for rule, count, fix in statistics(checked):
        line = Text(f"{count:>6}  ")
        line.append(rule, style="cyan")
        line.append(f" [{_FIX_MARKS[fix]}]" if fix else "", style="green" if fix == "safe" else "yellow")
        console.print(line, soft_wrap=True)


def terminal_path(path: Path, root: Path) -> str:
    """The path as the beginning of a line. A build log takes a line that begins with `::` or `##` for a command."""
    shown = plain_text(shown_path(path, root))
    return f"./{shown}" if shown.startswith((":", "#", "-")) else shown
