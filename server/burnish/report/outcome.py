"""What a command found or did in one file: plain values, so that processes can hand them over."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from burnish import engine
from burnish.document import Document
from burnish.engine import Run
from burnish.metrics import Metrics, file_metrics
from burnish.project import Project
from burnish.report.place import range_of
from burnish.rule import Finding, severity_of


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


@dataclass(frozen=True, slots=True)
class FileRun:
    """A run over one file, with the metrics of the file before and after it."""

    path: Path
    run: Run
    before: Metrics
    after: Metrics
    left: tuple[FoundHere, ...]

    @property
    def changed(self) -> bool:
        return self.run.result.source != self.run.original.source


def found_in(document: Document, project: Project) -> tuple[FoundHere, ...]:
    return tuple(_found(document, project, finding) for finding in engine.findings(document, project))


def file_run(run: Run, project: Project) -> FileRun:
    return FileRun(
        run.original.path,
        run,
        file_metrics(run.original),
        file_metrics(run.result),
        found_in(run.result, project),
    )


def diff(before: Document, after: Document, name: str) -> str:
    """A unified diff; line endings that differ show as changed lines."""
    lines = difflib.unified_diff(
        before.text.splitlines(keepends=True),
        after.text.splitlines(keepends=True),
        f"a/{name.lstrip('/')}",
        f"b/{name.lstrip('/')}",
    )
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)


def _found(document: Document, project: Project, finding: Finding) -> FoundHere:
    lines = document.lines
    row = lines.line_of(finding.span.start)
    return FoundHere(
        finding.rule,
        document.path,
        range_of(lines, finding.span),
        finding.message,
        severity_of(finding.rule, project.config),
        engine.fix_of(document, project, finding),
        document.slice(lines.line_span(row)).strip(),
    )
