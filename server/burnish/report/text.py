"""Text for a terminal, coloured where there is one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from burnish.enhancement import Origin, Refusal
from burnish.metrics import Metrics
from burnish.report.json import shown_path
from burnish.report.markdown import counted
from burnish.report.outcome import FileRun, FoundHere, diff
from burnish.report.receipt import receipt_line

_FIX_MARKS = {"safe": "fixable", "unsafe": "unsafe fix", "model": "model", None: ""}


def print_findings(console: Console, found: Sequence[FoundHere], files: int, root: Path) -> None:
    for one in found:
        start = one.range["start"]
        line = Text()
        line.append(shown_path(one.path, root), style="bold")
        line.append(f":{start['line']}:{start['column']}: ")
        line.append(one.message)
        line.append(f"  {one.rule}", style="cyan")
        if one.fix:
            line.append(f" [{_FIX_MARKS[one.fix]}]", style="green" if one.fix == "safe" else "yellow")
        console.print(line, soft_wrap=True)
    if not found:
        console.print(f"Nothing found in {counted(files, 'file')}.")
        return
    safe = sum(1 for one in found if one.fix == "safe")
    unsafe = sum(1 for one in found if one.fix == "unsafe")
    parts = [f"{counted(len(found), 'finding')} in {counted(files, 'file')}"]
    if safe:
        parts.append(f"{safe} fixed by `burnish fix`")
    if unsafe:
        parts.append(f"{unsafe} more with `--unsafe-fixes`")
    console.print("; ".join(parts) + ".", soft_wrap=True)


def print_run(console: Console, one: FileRun, root: Path) -> None:
    """The diff of every enhancement of one file, each with its receipt."""
    name = shown_path(one.path, root)
    for step in one.run.steps:
        made = step.enhancement
        heading = Text(f"{name}: {made.title}", style="bold")
        heading.append(f"  {made.rule or (made.objective.value if made.objective else 'instruction')}", style="cyan")
        heading.append(" (model)" if made.origin is Origin.MODEL else "", style="yellow")
        console.print(heading, soft_wrap=True)
        text = diff(step.before, step.after, name)
        if console.is_terminal:
            console.print(Syntax(text, "diff", background_color="default"))
        else:
            console.print(text, markup=False, highlight=False, soft_wrap=True, end="")
        console.print(Text(receipt_line(made.receipt), style="green"), soft_wrap=True)
        console.print()


def print_refusals(console: Console, refusals: Iterable[Refusal], root: Path) -> None:
    for one in refusals:
        console.print(
            Text(
                f"{shown_path(one.path, root)}: {one.rule or 'rewrite'} refused by {one.check}: {one.reason}",
                style="dim",
            ),
            soft_wrap=True,
        )


def print_metrics(console: Console, runs: Sequence[FileRun]) -> None:
    """Sums over all files before and after."""
    table = Table(title="Metrics", title_justify="left")
    for column in ("", "before", "after", "change"):
        table.add_column(column, justify="left" if not column else "right")
    sums = (("cyclomatic complexity", "cyclomatic"), ("cognitive complexity", "cognitive"), ("lines of code", "lines"))
    for label, name in sums:
        _metrics_row(table, label, *(sum(getattr(one, name) for one in side) for side in _sides(runs)))
    _metrics_row(table, "deepest nesting", *(max((one.nesting for one in side), default=0) for side in _sides(runs)))
    console.print(table)


def _sides(runs: Sequence[FileRun]) -> tuple[list[Metrics], list[Metrics]]:
    return [one.before for one in runs], [one.after for one in runs]


def _metrics_row(table: Table, label: str, before: int, after: int) -> None:
    table.add_row(label, str(before), str(after), f"{after - before:+d}")
