"""What an editor does with a server, in a few words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lsprotocol import types
from pytest_lsp import LanguageClient

from burnish.lsp.convert import span_of_range
from burnish.text import Edit, Lines, apply


def open_file(client: LanguageClient, path: Path, text: str, language: str = "python", version: int = 1) -> str:
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(path.as_uri(), language, version, text))
    )
    return path.as_uri()


async def diagnostics(client: LanguageClient, uri: str, previous: str | None = None) -> object:
    return await client.text_document_diagnostic_async(
        types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri), previous_result_id=previous)
    )


async def actions(
    client: LanguageClient, uri: str, place: types.Range, only: list[str] | None = None
) -> list[types.CodeAction]:
    found = await client.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(uri),
            place,
            types.CodeActionContext(diagnostics=[], only=only, trigger_kind=types.CodeActionTriggerKind.Invoked),
        )
    )
    return [one for one in found or [] if isinstance(one, types.CodeAction)]


def with_edit(text: str, edit: types.WorkspaceEdit) -> str:
    """The text after the edits that a server sent for it."""
    changes: Iterable[types.TextEdit | types.AnnotatedTextEdit]
    if edit.changes:
        (changes,) = edit.changes.values()
    else:
        (document,) = edit.document_changes
        changes = document.edits
    lines = Lines(text.encode())
    edits = [Edit(span_of_range(lines, one.range, "utf-16"), one.new_text) for one in changes]
    return apply(text.encode(), edits).decode()


def line(number: int, start: int = 0, end: int = 0) -> types.Range:
    return types.Range(types.Position(number, start), types.Position(number, end or start))
