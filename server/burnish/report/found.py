"""Findings as reports show them, looked for in a document."""

from __future__ import annotations

from dataclasses import replace

from burnish import engine
from burnish.document import Document
from burnish.project import Project
from burnish.report.outcome import FoundHere, PlannedFix, RelatedHere
from burnish.report.place import range_of
from burnish.rule import Finding, severity_of


def found_in(document: Document, project: Project, *, with_fixes: bool = False) -> tuple[FoundHere, ...]:
    """The findings in a document, with their rules' fixes where those are asked for."""
    found = engine.findings(document, project)
    if not with_fixes:
        return tuple(_found(document, project, finding) for finding in found)
    return tuple(
        replace(_found(document, project, finding), planned=_planned(document, project, finding)) for finding in found
    )


def _planned(document: Document, project: Project, finding: Finding) -> PlannedFix | None:
    planned = engine.plan_fix(document, project, finding)
    if planned is None:
        return None
    rule, fix = planned
    edits = sorted(fix.edits, key=lambda one: one.span)
    replacements = tuple((range_of(document.lines, one.span), one.text) for one in edits)
    return PlannedFix(fix.title, engine.safety_of(rule, fix).value, replacements)


def _found(document: Document, project: Project, finding: Finding) -> FoundHere:
    lines = document.lines
    row = lines.line_of(finding.span.start)
    return FoundHere(
        finding.rule,
        document.path,
        range_of(lines, finding.span),
        finding.message,
        severity_of(finding.rule, project.config, engine.rule_at(document, finding, project)),
        engine.fix_of(document, project, finding),
        document.slice(lines.line_span(row)).strip(),
        related=tuple(RelatedHere(range_of(lines, one.span), one.message) for one in finding.related),
    )
