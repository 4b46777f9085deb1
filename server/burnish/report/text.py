"""Text for a terminal, coloured where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from burnish.report.escaping import plain_lines, plain_text
from burnish.report.findings_text import terminal_path
from burnish.report.json import shown_path
from burnish.report.left import left_reason, ordered
from burnish.report.made import made_by, place_of_left, title_of
from burnish.report.metrics import metrics_rows
from burnish.report.outcome import FileRun, diff
from burnish.report.receipt import is_proven, receipt_line
from burnish.report.wording import signed


def print_made(console: Console, one: FileRun, root: Path, written: bool) -> None:
    """A line for each enhancement of a file: where, what, and its receipt."""
    name = terminal_path(one.path, root)
    for made in () if one.unwritten else made_by(one.run, written):
        title, receipt = made.enhancement.title, made.enhancement.receipt
        line = Text()
        line.append(name, style="bold")
        line.append(f":{made.line}: {plain_text(title)}")
        line.append(plain_text(title_of(made.enhancement).removeprefix(title)), style="cyan")
        line.append(f" - {receipt_line(receipt)}", style="green" if is_proven(receipt) else "yellow")
        console.print(line, soft_wrap=True)


def print_left(console: Console, one: FileRun, root: Path, written: bool) -> None:
    """A line for each finding that a run left, with the reason."""
    name = terminal_path(one.path, root)
    for left in ordered(one.run.left):
        line, column = place_of_left(one.run, left, written and not one.unwritten)
        text = Text(f"{name}:{line}:{column}: {plain_text(left.finding.message)}")
        text.append(f" ({left.finding.rule})", style="cyan")
        text.append(f" - {left_reason(left)}", style="dim")
        console.print(text, soft_wrap=True)


def print_diff(console: Console, one: FileRun, root: Path) -> None:
    """What became of one file, as one diff. Nothing where nothing did."""
    text = plain_lines(diff(one.run.original, one.run.result, shown_path(one.path, root)))
    if console.is_terminal:
        console.print(Syntax(text, "diff", background_color="default"))
    else:
        console.print(text, markup=False, highlight=False, soft_wrap=True, end="")


def print_metrics(console: Console, runs: Sequence[FileRun]) -> None:
    """Sums over all files before and after."""
    table = Table(title="Metrics of the changed files", title_justify="left")
    for column in ("", "before", "after", "change"):
        table.add_column(column, justify="left" if not column else "right")
    for label, before, after in metrics_rows(runs):
        table.add_row(label, str(before), str(after), signed(after - before))
    console.print(table)
