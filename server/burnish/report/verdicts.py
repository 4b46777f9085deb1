"""What comparing two versions showed, function by function: as text, JSON and Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rich.console import Console
from rich.text import Text

from burnish.engine.versions import REST, Compared
from burnish.enhancement import Check, Outcome
from burnish.report.escaping import markdown_text, plain_text
from burnish.report.json import VERSION
from burnish.report.wording import counted

VERDICTS: tuple[Literal["proven", "refuted", "unproven"], ...] = ("proven", "refuted", "unproven")
_STYLES = {"proven": "green", "refuted": "red", "unproven": "yellow"}
_SHORT = {"before": "it is only in the old version", "after": "it is only in the new version"}


@dataclass(frozen=True, slots=True)
class FileCompared:
    """The functions of one file. `was` is its path before, where that was another one."""

    path: str
    functions: tuple[Compared, ...]
    was: str | None = None


def refuted(files: Iterable[FileCompared]) -> int:
    """How many functions were refuted."""
    return sum(one.verdict == "refuted" for file in files for one in file.functions)


def print_verdicts(console: Console, files: Sequence[FileCompared], several: bool) -> None:
    """A line for each function, with the file's name before it where there may be several files; reasons are indented."""
    for file in files:
        prefix = f"{plain_text(file.path)}: " if several else ""
        if file.was is not None:
            console.print(Text(plain_text(f"{file.path} was {file.was}"), style="dim"), soft_wrap=True)
        for one in file.functions:
            if one.kind in _SHORT and _reason(one.receipt.checks[0]) == _SHORT[one.kind]:
                continue
            line = Text(prefix)
            line.append(plain_text(_shown(one.name)), style="bold")
            line.append("  ")
            line.append(one.verdict, style=_STYLES[one.verdict])
            line.append(plain_text(f"  {_summary(one)}"))
            console.print(line, soft_wrap=True)
            for reason in _reasons(one):
                console.print(Text(plain_text(f"    {reason}"), style="dim"), soft_wrap=True)
        for kind, words in _SHORT.items():
            names = [one.name for one in file.functions if one.kind == kind and _reason(one.receipt.checks[0]) == words]
            if names:
                line = Text(prefix)
                line.append(plain_text(", ".join(names)), style="bold")
                line.append("  ")
                line.append("unproven", style=_STYLES["unproven"])
                line.append(f"  {words}")
                console.print(line, soft_wrap=True)
    console.print(_sentence(files), soft_wrap=True)


def verdicts_json(files: Sequence[FileCompared]) -> dict[str, Any]:
    """The report as scripts read it, version 1. `branches` is how many were taken, of how many there are."""
    return {
        "version": VERSION,
        "functions": [
            {
                "name": one.name,
                "path": file.path,
                "verdict": one.verdict,
                "inputs": one.inputs,
                "branches": list(one.branches),
                "counterexample": None
                if one.counterexample is None
                else {
                    "input": one.counterexample.input,
                    "before": one.counterexample.before,
                    "after": one.counterexample.after,
                },
                "receipt": [
                    {"check": check.name, "outcome": check.outcome.value, "detail": check.detail}
                    for check in one.receipt.checks
                ],
            }
            for file in files
            for one in file.functions
        ],
    }


def verdicts_markdown(files: Sequence[FileCompared]) -> str:
    """A table for a pull request."""
    lines = ["## Burnish: both versions, run side by side", "", _sentence(files), ""]
    rows = [(file, one) for file in files for one in file.functions]
    if rows:
        lines += ["| function | verdict | what was seen |", "|---|---|---|"]
    for file, one in rows:
        seen = "; ".join(filter(None, (_summary(one), *_reasons(one))))
        cells = (f"{file.path}: {_shown(one.name)}", one.verdict, seen)
        lines.append("| " + " | ".join(map(markdown_text, cells)) + " |")
    return "\n".join(lines) + "\n"


def _shown(name: str) -> str:
    return "code outside of functions" if name == REST else name


def _summary(one: Compared) -> str:
    """What stands beside the verdict: the counterexample, what was run, or why nothing was."""
    return _reason(_telling(one))


def _reasons(one: Compared) -> list[str]:
    """What else failed or was not run."""
    told = (check for check in one.receipt.checks if check.outcome in (Outcome.FAILED, Outcome.NOT_RUN))
    return [f"{check.name}: {_reason(check)}" for check in told if check is not _telling(one)]


def _telling(one: Compared) -> Check:
    """The check that stands for all: what was seen when it ran, else the last."""
    return next((check for check in one.receipt.checks if check.name == "behaviour"), one.receipt.checks[-1])


def _reason(check: Check) -> str:
    return check.detail or check.outcome.value


def _sentence(files: Sequence[FileCompared]) -> str:
    verdicts = Counter(one.verdict for file in files for one in file.functions)
    parts = [f"{verdicts[word]} {word}" for word in VERDICTS]
    return f"{', '.join(parts)}, in {counted(len(files), 'file')}."
