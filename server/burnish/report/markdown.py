"""Markdown: findings and runs for a pull request or a wiki."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from burnish.report.escaping import markdown_block, markdown_sentence, markdown_text
from burnish.report.json import shown_path
from burnish.report.left import left_reason, ordered
from burnish.report.made import made_by, place_of_left, title_of
from burnish.report.outcome import FileRun, FoundHere, diff
from burnish.report.receipt import receipt_line
from burnish.report.wording import counted


def findings_markdown(found: Sequence[FoundHere], files: int, root: Path) -> str:
    lines = [f"## Burnish: {counted(len(found), 'finding')} in {counted(files, 'file')}", ""]
    if found:
        lines += ["| place | rule | finding | fix |", "|---|---|---|---|"]
    for one in found:
        start = one.range["start"]
        place = f"{markdown_text(shown_path(one.path, root))}:{start['line']}:{start['column']}"
        lines.append(f"| {place} | {one.rule} | {markdown_text(one.message)} | {one.fix or ''} |")
    return "\n".join(lines) + "\n"


def runs_markdown(runs: Sequence[FileRun], root: Path, *, written: bool, refused: bool = False) -> str:
    """Each enhancement with its receipt and one diff a file; with `refused` also what is left, and why."""
    steps = sum(one.made for one in runs)
    lines = [f"## Burnish: {counted(steps, 'enhancement')} {'made' if written else 'to make'}", ""]
    for one in runs:
        if not one.changed:
            continue
        name = shown_path(one.path, root)
        lines += [f"### {markdown_text(name)}", ""]
        if one.unwritten:
            lines += [f"Not written: {markdown_text(one.unwritten)}.", ""]
        for made in made_by(one.run, written and not one.unwritten):
            receipt = receipt_line(made.enhancement.receipt)
            lines.append(
                f"- line {made.line}: {markdown_sentence(title_of(made.enhancement))} - {markdown_text(receipt)}"
            )
        lines += ["", markdown_block(diff(one.run.original, one.run.result, name), "diff"), ""]
    if refused:
        lines += _left(runs, root, written)
    return "\n".join(lines).rstrip("\n") + "\n"


def _left(runs: Sequence[FileRun], root: Path, written: bool) -> list[str]:
    lines = []
    for one in runs:
        name = markdown_text(shown_path(one.path, root))
        for left in ordered(one.run.left):
            row, column = place_of_left(one.run, left, written and not one.unwritten)
            message = markdown_text(left.finding.message)
            lines.append(
                f"- {name}:{row}:{column}: {message} ({left.finding.rule}) - {markdown_text(left_reason(left))}"
            )
    return ["### Left", "", *lines] if lines else []
