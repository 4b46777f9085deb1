"""Markdown: findings and runs for a pull request or a wiki."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from burnish.report.json import shown_path
from burnish.report.outcome import FileRun, FoundHere, diff
from burnish.report.receipt import receipt_line, refusal_sentence


def findings_markdown(found: Sequence[FoundHere], files: int, root: Path) -> str:
    lines = [f"## Burnish: {counted(len(found), 'finding')} in {counted(files, 'file')}", ""]
    if found:
        lines += ["| place | rule | finding | fix |", "|---|---|---|---|"]
    for one in found:
        start = one.range["start"]
        place = f"{shown_path(one.path, root)}:{start['line']}:{start['column']}"
        lines.append(f"| {place} | {one.rule} | {one.message.replace('|', chr(92) + '|')} | {one.fix or ''} |")
    return "\n".join(lines) + "\n"


def runs_markdown(runs: Sequence[FileRun], root: Path, *, refused: bool = False) -> str:
    """Each enhancement with its diff and its receipt; with `refused` also what was refused, and why."""
    steps = sum(len(one.run.steps) for one in runs)
    lines = [f"## Burnish: {counted(steps, 'enhancement')}", ""]
    for one in runs:
        name = shown_path(one.path, root)
        for step in one.run.steps:
            made = step.enhancement
            lines += [
                f"### {made.title} ({made.origin.value}) in {name}",
                "",
                f"```diff\n{diff(step.before, step.after, name)}```",
                "",
                receipt_line(made.receipt),
                "",
            ]
    refusals = [one for file in runs for one in file.run.refusals] if refused else []
    if refusals:
        lines += ["### Refused", ""]
    for refusal in refusals:
        place = shown_path(refusal.path, root)
        lines.append(f"- {place}: {refusal.rule or 'rewrite'}: {refusal_sentence(refusal)}")
    return "\n".join(lines).rstrip("\n") + "\n"


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
