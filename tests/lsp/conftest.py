from __future__ import annotations

import sys
from pathlib import Path

import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

COMMAND = [sys.executable, "-m", "burnish", "serve", "--stdio"]

PATIENT_MS = 60_000
"""What fixing on save may take: more than a busy machine needs."""

UNRUN = {"behaviour": False}
"""Settings of sessions that do not look at what running both versions shows: sandboxes take seconds to start."""

CAPABILITIES = types.ClientCapabilities(
    general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf16]),
    text_document=types.TextDocumentClientCapabilities(
        diagnostic=types.DiagnosticClientCapabilities(),
        code_action=types.CodeActionClientCapabilities(
            resolve_support=types.ClientCodeActionResolveOptions(properties=["edit"]),
            data_support=True,
            tag_support=types.CodeActionTagOptions(value_set=[types.CodeActionTag.LlmGenerated]),
        ),
    ),
    workspace=types.WorkspaceClientCapabilities(
        apply_edit=True,
        configuration=True,
        workspace_edit=types.WorkspaceEditClientCapabilities(
            document_changes=True,
            resource_operations=[types.ResourceOperationKind.Create],
            change_annotation_support=types.ChangeAnnotationsSupportOptions(groups_on_label=True),
        ),
    ),
    window=types.WindowClientCapabilities(work_done_progress=True),
)


def obey(client: LanguageClient, edit: types.WorkspaceEdit) -> None:
    """Notes an edit and makes it, as an editor does: the server hears of the change.

    `client.ticked` is how many of its parts the person confirms, from the top; all unless it is set.
    """
    client.applied.append(edit)
    ticked = getattr(client, "ticked", None)
    for one in edit.document_changes or ():
        if isinstance(one, types.TextDocumentEdit):
            last_first = sorted(
                one.edits[:ticked], key=lambda at: (at.range.start.line, at.range.start.character), reverse=True
            )
            changes = [types.TextDocumentContentChangePartial(at.range, at.new_text) for at in last_first]
            if not changes:
                continue
            identifier = types.VersionedTextDocumentIdentifier(
                (one.text_document.version or 0) + 1, one.text_document.uri
            )
            client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, changes))


def listen(client: LanguageClient) -> None:
    """Has the client apply what it is asked to, note it, and take the status bar's news."""
    client.applied = []

    @client.feature(types.WORKSPACE_APPLY_EDIT)
    def apply_edit(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        obey(client, params.edit)
        return types.ApplyWorkspaceEditResult(applied=True)

    @client.feature("burnish/status")
    def status(params: types.LSPAny) -> None:
        pass


@pytest_lsp.fixture(config=ClientServerConfig(server_command=COMMAND))
async def client(lsp_client: LanguageClient, tmp_path: Path):
    """A client that can pull diagnostics, resolve actions and confirm edits; its workspace is an empty folder."""
    listen(lsp_client)
    await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=CAPABILITIES,
            workspace_folders=[types.WorkspaceFolder(tmp_path.as_uri(), "workspace")],
            initialization_options={"trusted": True, "settings": {"model": "off", "saveBudgetMs": PATIENT_MS, **UNRUN}},
        )
    )
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=ClientServerConfig(server_command=COMMAND))
async def plain_client(lsp_client: LanguageClient, tmp_path: Path):
    """A client that can do as little as a client may: push only, no resolve, no annotations."""
    listen(lsp_client)
    await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=types.ClientCapabilities(),
            root_uri=tmp_path.as_uri(),
            initialization_options={"settings": {"model": "off", **UNRUN}},
        )
    )
    yield
    await lsp_client.shutdown_session()
