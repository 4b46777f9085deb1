"""Sessions that a test starts in its own way: with a model that answers from a file, untrusted, with several folders."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

from tests.lsp.conftest import CAPABILITIES, COMMAND, UNRUN, obey
from tests.waiting import a_moment

FOREVER = 600.0
"""Seconds that an answer takes that no test waits for."""


@pytest_lsp.fixture(config=ClientServerConfig(server_command=COMMAND))
async def editor(lsp_client: LanguageClient):
    """A client that has not begun its session yet; it notes the edits that it applied and the states that it was shown."""
    lsp_client.applied = []
    lsp_client.states = []
    lsp_client.missing = []

    @lsp_client.feature(types.WORKSPACE_APPLY_EDIT)
    def apply_edit(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        obey(lsp_client, params.edit)
        return types.ApplyWorkspaceEditResult(applied=True)

    @lsp_client.feature("burnish/status")
    def status(params: types.LSPAny) -> None:
        lsp_client.states.append((field(params, "state"), field(params, "message")))
        lsp_client.missing.append(tuple(field(params, "missing")))

    yield
    await lsp_client.shutdown_session()


async def begin(
    client: LanguageClient, *folders: Path, trusted: bool = True, commands: Sequence[str] = (), **settings: Any
) -> None:
    """Says hello with these workspace folders and settings. Nothing is run to be compared unless they say so."""
    await client.initialize_session(
        types.InitializeParams(
            capabilities=CAPABILITIES,
            workspace_folders=[types.WorkspaceFolder(one.as_uri(), one.name) for one in folders],
            initialization_options={
                "trusted": trusted,
                "commands": list(commands),
                "settings": {**UNRUN, **settings},
            },
        )
    )


def answering(folder: Path, *answers: Mapping[str, Any]) -> str:
    """The setting `model` for a model that gives these answers; see `burnish.model.replay`."""
    path = folder / "answers.json"
    path.write_text(json.dumps({"format": "chat", "answer": list(answers)}), encoding="utf-8")
    return f"replay:{path}"


def rewriting(before: str, after: str, **more: Any) -> dict[str, Any]:
    return {"before": before, "after": after, **more}


def ask(client: LanguageClient, method: str, params: Any, name: str) -> asyncio.Future[Any]:
    """A request under a name of its own, by which it can be cancelled."""
    # Its answer may come after a test stopped waiting for it.
    return asyncio.shield(asyncio.wrap_future(client.protocol.send_request(method, params, msg_id=name)))


def enhance(client: LanguageClient, uri: str, name: str, token: str | None = None) -> asyncio.Future[Any]:
    if token is not None:
        client.progress_reports[token] = []
    command = types.ExecuteCommandParams("burnish.server.enhance", [{"uri": uri, "range": None}], work_done_token=token)
    return ask(client, types.WORKSPACE_EXECUTE_COMMAND, command, name)


def state(client: LanguageClient) -> str | None:
    """What the status bar shows; None before the server said anything."""
    return client.states[-1][0] if client.states else None


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Waits for something to become true, and fails when it does not."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"still not so after {seconds:g} seconds"
        await a_moment()


def field(value: Any, name: str) -> Any:
    """A field of an answer without a type: a mapping or an object, as the protocol's library has it."""
    return value.get(name) if isinstance(value, dict) else getattr(value, name)


def typed(client: LanguageClient, uri: str, version: int, text: str, place: types.Range | None = None) -> None:
    """An edit by a keystroke; without a place, the whole text."""
    change: types.TextDocumentContentChangeEvent
    change = (
        types.TextDocumentContentChangeWholeDocument(text)
        if place is None
        else types.TextDocumentContentChangePartial(place, text)
    )
    identifier = types.VersionedTextDocumentIdentifier(version, uri)
    client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))
