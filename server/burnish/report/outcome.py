"""What a command found or did in one file: plain values, so that processes can hand them over."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from burnish.document import Document
from burnish.metrics import Metrics, file_metrics
from burnish.report.escaping import plain_text

if TYPE_CHECKING:
    from burnish.engine import Run  # the engine takes long to import, and what shows findings does not need it


@dataclass(frozen=True, slots=True)
class PlannedFix:
    """What a rule would do about a finding, not verified yet: the text for each range, all at once."""

    title: str
    safety: str
    replacements: tuple[tuple[dict[str, dict[str, int]], str], ...]


@dataclass(frozen=True, slots=True)
class RelatedHere:
    """Another place in a finding's file, and what it has to do with the finding."""

    range: dict[str, dict[str, int]]
    message: str


@dataclass(frozen=True, slots=True)
class FoundHere:
    """One finding as reports show it. `fix` is "safe", "unsafe", "model" (it may be asked) or None."""

    rule: str
    path: Path
    range: dict[str, dict[str, int]]
    message: str
    severity: str
    """`error`, `warning` or `info`."""
    fix: str | None
    line_text: str
    planned: PlannedFix | None = None
    """Only where it was asked for: it costs as much as the finding."""
    related: tuple[RelatedHere, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRun:
    """A run over one file, with the metrics of the file before and after it."""

    path: Path
    run: Run
    before: Metrics
    after: Metrics
    unwritten: str = ""
    """Why the result is not in the file, although it was to be."""
    standing: int = 0
    """The findings of a file that was not written."""

    @property
    def changed(self) -> bool:
        return self.run.result.source != self.run.original.source

    @property
    def made(self) -> int:
        """The enhancements that hold: none where the file was not written."""
        return 0 if self.unwritten else len(self.run.steps)


def file_run(run: Run) -> FileRun:
    return FileRun(run.original.path, run, file_metrics(run.original), file_metrics(run.result))


def diff(before: Document, after: Document, name: str) -> str:
    """A unified diff; line endings that differ show as changed lines."""
    shown = plain_text(name).lstrip("/")
    lines = difflib.unified_diff(_lines(before.text), _lines(after.text), f"a/{shown}", f"b/{shown}")
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """Lines as diff and patch have them: nothing but a line feed ends one."""
    return [line for line in re.split(r"(?<=\n)", text) if line]
