"""The editor at the other end: what it can do, and all that is said to it without being asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.progress import Progress

from burnish.lsp import convert
from burnish.report.escaping import plain_text


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a client can do, read once from what it says at the start."""

    pulls: bool = False
    """Whether it asks for diagnostics; else they are sent."""
    asks_again: bool = False
    """Whether it can be told to ask for diagnostics again."""
    versions_edits: bool = False
    """Whether an edit may name the version of the text that it is for."""
    confirms_edits: bool = False
    """Whether it shows edits with a label and a description, to be confirmed."""
    creates_files: bool = False
    resolves_actions: bool = False
    """Whether it asks for the edit of an entry once that was chosen."""
    tags_actions: bool = False
    answers_settings: bool = False
    watches_files: bool = False
    tells_settings: bool = False
    commands: frozenset[str] = frozenset()
    """Commands of its own that an entry of the lightbulb, or a notice, may run."""


def capabilities_of(said: types.ClientCapabilities, commands: Any) -> Capabilities:
    """What a client can do; `commands` is what it says of its commands, and may be anything."""
    versions = convert.has(said, "workspace", "workspace_edit", "document_changes")
    edits = None if said.workspace is None else said.workspace.workspace_edit
    operations = (None if edits is None else edits.resource_operations) or ()
    return Capabilities(
        pulls=convert.has(said, "text_document", "diagnostic"),
        asks_again=convert.has(said, "workspace", "diagnostics", "refresh_support"),
        versions_edits=versions,
        confirms_edits=convert.has(said, "workspace", "workspace_edit", "change_annotation_support"),
        creates_files=versions and types.ResourceOperationKind.Create in operations,
        resolves_actions=convert.has(said, "text_document", "code_action", "resolve_support"),
        tags_actions=convert.has(said, "text_document", "code_action", "tag_support"),
        answers_settings=convert.has(said, "workspace", "configuration"),
        watches_files=convert.has(said, "workspace", "did_change_watched_files", "dynamic_registration"),
        tells_settings=convert.has(said, "workspace", "did_change_configuration", "dynamic_registration"),
        commands=frozenset(one for one in commands if isinstance(one, str))
        if isinstance(commands, (list, tuple))
        else frozenset(),
    )


class Client:
    """The editor. To be used in the event loop."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self.can = Capabilities()

    @property
    def progress(self) -> Progress:
        """The bars under which it shows how far a piece of work is."""
        return self._server.work_done_progress

    def notify(self, method: str, params: Any) -> None:
        """Sends a notification of Burnish's own."""
        self._server.protocol.notify(method, params)

    def show(self, kind: types.MessageType, message: str) -> None:
        """Shows a notice, in which no text of a file becomes a link or moves the cursor."""
        self._server.window_show_message(types.ShowMessageParams(kind, convert.notice(message)))

    async def choice(self, kind: types.MessageType, message: str, buttons: Sequence[str]) -> str | None:
        """The button that a person pressed below a notice; None when they closed it."""
        request = types.ShowMessageRequestParams(
            kind, plain_text(message), [types.MessageActionItem(title) for title in buttons]
        )
        chosen = await self._server.window_show_message_request_async(request)
        return chosen.title if chosen is not None and chosen.title in buttons else None

    def publish(self, uri: str, items: list[types.Diagnostic], version: int | None = None) -> None:
        """Sends the diagnostics of a document."""
        self._server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, diagnostics=items, version=version)
        )

    def ask_again(self) -> None:
        """Has it ask for the diagnostics of every open document again, where it can."""
        if self.can.asks_again:
            self._server.workspace_diagnostic_refresh(None)

    async def apply(self, edit: types.WorkspaceEdit, label: str) -> bool:
        """Has it make an edit; whether it did."""
        metadata = types.WorkspaceEditMetadata(is_refactoring=True)
        params = types.ApplyWorkspaceEditParams(edit=edit, label=label, metadata=metadata)
        return (await self._server.workspace_apply_edit_async(params)).applied

    async def settings(self) -> dict[str, Any] | None:
        """Its settings for Burnish; None where it does not answer such questions."""
        if not self.can.answers_settings:
            return None
        asked = types.ConfigurationParams([types.ConfigurationItem(section="burnish")])
        answer = await self._server.workspace_configuration_async(asked)
        settings = answer[0] if answer else None
        return settings if isinstance(settings, dict) else None

    async def register(self, registrations: Sequence[types.Registration]) -> None:
        """Has it send more kinds of messages."""
        if registrations:
            await self._server.client_register_capability_async(types.RegistrationParams(registrations))
