"""Findings as diagnostics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lsprotocol import types

from burnish.config import Problem
from burnish.lsp import convert
from burnish.lsp.settings_texts import SettingsText, span_of
from burnish.report.escaping import plain_text
from burnish.text import Encoding

if TYPE_CHECKING:
    from burnish.lsp.documents import OpenDocument
    from burnish.lsp.syntax import Misread

Report = types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport

SETTINGS_CODE = "settings"


def of_document(known: OpenDocument, broken: Sequence[Misread], encoding: Encoding) -> list[types.Diagnostic]:
    """The syntax errors of a document, and its findings."""
    if known.analysis is None:
        return []
    project = known.analysis.project
    found = [convert.diagnostic(known, finding, encoding, project) for finding in known.findings]
    return [convert.syntax_error(known, one, encoding) for one in broken if known.shows(one.span)] + found


def of_settings(known: SettingsText, encoding: Encoding) -> list[types.Diagnostic]:
    """Everything that is wrong with a settings file."""
    return [of_problem(known, problem, encoding) for problem in known.problems]


def of_problem(
    known: SettingsText, problem: Problem, encoding: Encoding, code: str = SETTINGS_CODE
) -> types.Diagnostic:
    message = plain_text(problem.message)
    return types.Diagnostic(
        range=convert.range_of(known.lines, span_of(known, problem), encoding),
        message=message if message.startswith("'") else message[:1].upper() + message[1:],
        severity=types.DiagnosticSeverity.Error,
        code=code,
        source=convert.SOURCE,
    )


def report(items: list[types.Diagnostic], previous_id: str | None) -> Report:
    """The answer to a client that asks, and may know them already."""
    result_id = _result_id(items)
    if previous_id == result_id:
        return types.RelatedUnchangedDocumentDiagnosticReport(result_id=result_id)
    return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=result_id)


def _result_id(items: list[types.Diagnostic]) -> str:
    # Two analyses with the same findings at the same places need no second report.
    places = ((one.code, one.severity, one.message, one.range.start, one.range.end) for one in items)
    shown = tuple((*said, at.line, at.character, to.line, to.character) for *said, at, to in places)
    return f"{hash(shown) & 0xFFFFFFFFFFFFFFFF:016x}"
