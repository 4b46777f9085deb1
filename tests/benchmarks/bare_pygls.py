"""The least that a server written with pygls can cost: it sends 80 fixed diagnostics after each change."""

from __future__ import annotations

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("bare", "1", text_document_sync_kind=types.TextDocumentSyncKind.Incremental)
DIAGNOSTICS = [
    types.Diagnostic(
        range=types.Range(types.Position(line, 0), types.Position(line, 10)),
        message=f"Something could be better in line {line}",
        severity=types.DiagnosticSeverity.Information,
        code="objective/rule",
        code_description=types.CodeDescription("https://example.com/rule"),
        source="bare",
    )
    for line in range(80)
]


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def opened(ls: LanguageServer, params: types.DidOpenTextDocumentParams) -> None:
    _publish(params.text_document.uri, params.text_document.version)


@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def changed(ls: LanguageServer, params: types.DidChangeTextDocumentParams) -> None:
    _publish(params.text_document.uri, params.text_document.version)


def _publish(uri: str, version: int) -> None:
    server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, DIAGNOSTICS, version))


if __name__ == "__main__":
    server.start_io()
