"""Findings as diagnostics: answered when the client pulls, pushed when it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from burnish.lsp import convert
from burnish.lsp.settings_files import diagnostics_of

if TYPE_CHECKING:
    from burnish.lsp.documents import OpenDocument
    from burnish.lsp.server import BurnishServer

Report = types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport


def register(server: BurnishServer) -> None:
    options = types.DiagnosticOptions(identifier="burnish", inter_file_dependencies=False, workspace_diagnostics=False)
    server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(_pull)


def publish(ls: BurnishServer, uri: str) -> None:
    """Pushes the findings of an open document."""
    known = ls.documents.get(uri)
    settings = ls.settings_texts.get(uri)
    if known is not None:
        _push(ls, uri, _diagnostics(ls, known), known.document.version)
    elif settings is not None:
        _push(ls, uri, diagnostics_of(settings, ls.encoding), settings.version)


def _push(ls: BurnishServer, uri: str, items: list[types.Diagnostic], version: int | None) -> None:
    ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=uri, diagnostics=items, version=version))


def _pull(ls: BurnishServer, params: types.DocumentDiagnosticParams) -> Report:
    known = ls.documents.get(params.text_document.uri)
    settings = ls.settings_texts.get(params.text_document.uri)
    if known is not None:
        items = _diagnostics(ls, known)
    elif settings is not None:
        items = diagnostics_of(settings, ls.encoding)
    else:
        return types.RelatedFullDocumentDiagnosticReport(items=[])
    result_id = _result_id(items)
    if params.previous_result_id == result_id:
        return types.RelatedUnchangedDocumentDiagnosticReport(result_id=result_id)
    return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=result_id)


def _diagnostics(ls: BurnishServer, known: OpenDocument) -> list[types.Diagnostic]:
    if known.analysis is None:
        return []
    config = known.analysis.project.config
    found = [convert.diagnostic(known.document, known.uri, finding, ls.encoding, config) for finding in known.findings]
    broken = [convert.syntax_error(known.document, one, ls.encoding) for one in ls.faults.of(known.uri)]
    return broken + found


def _result_id(items: list[types.Diagnostic]) -> str:
    # Two analyses with the same findings at the same places need no second report.
    places = ((one.code, one.severity, one.message, one.range.start, one.range.end) for one in items)
    shown = tuple((*said, at.line, at.character, to.line, to.character) for *said, at, to in places)
    return f"{hash(shown) & 0xFFFFFFFFFFFFFFFF:016x}"
