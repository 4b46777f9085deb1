"""The state of one session: what it keeps between messages, and what follows when a text or the settings change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from burnish.lsp import diagnostics
from burnish.lsp.client import Client
from burnish.lsp.documents import OpenDocuments
from burnish.lsp.model import SessionModel
from burnish.lsp.refusals import Refusals
from burnish.lsp.reviews import Reviews
from burnish.lsp.settings_texts import SettingsTexts
from burnish.lsp.status import Status, missing_parts
from burnish.lsp.told import Told
from burnish.lsp.workspace import Workspace
from burnish.text import Encoding

if TYPE_CHECKING:
    from burnish.document import Document
    from burnish.lsp.own_rules import OwnRules, Problems
    from burnish.lsp.syntax import Faults
    from burnish.project import Project
    from burnish.rule import Finding


class Session:
    """One client's folders, open documents and model."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.encoding: Encoding = "utf-16"
        self.loop: asyncio.AbstractEventLoop | None = None
        """None until the client is initialized."""
        self.workspace = Workspace(lambda text: client.show(types.MessageType.Warning, text))
        self.documents = OpenDocuments(self.workspace, self.tell)
        self.told = Told(client)
        self.settings_texts = SettingsTexts()
        self.refusals = Refusals()
        self.reviews = Reviews()
        self.status = Status(client.notify)
        self.model = SessionModel(lambda: self.workspace.trusted, self.status, self.in_loop)
        self.waiting: set[asyncio.Future[None]] = set()
        """Questions to the person that are not answered yet."""
        self.prepared: dict[str, float] = {}
        """When the sandboxes for a language were last had started, in the event loop's time."""
        self._awaited: dict[str, list[asyncio.Future[None]]] = {}

    @cached_property
    def faults(self) -> Faults:
        """The syntax errors of the open documents."""
        from burnish.lsp.syntax import Faults

        return Faults(self._readable, self._fault_found)

    @cached_property
    def own_rules(self) -> OwnRules:
        """What the projects' own rules find in the open documents."""
        from burnish.lsp.own_rules import OwnRules

        return OwnRules(self._searchable, self._own_found, self._own_wrong)

    def in_loop(self, function: Callable[[], None]) -> None:
        """Has something done in the event loop; may be called in any thread."""
        if self.loop is not None:
            self.loop.call_soon_threadsafe(function)

    def tell(self, message: str) -> None:
        """Shows a notice to the person; may be called in any thread."""
        self.in_loop(lambda: self.client.show(types.MessageType.Info, f"Burnish: {message}"))

    def diagnostics_of(self, uri: str) -> tuple[list[types.Diagnostic], int | None] | None:
        """What is to be said of an open text, and the text's version; None for one that is none of ours."""
        known = self.documents.get(uri)
        if known is not None:
            broken = self.faults.of(self.documents.owner_of(uri)) if known.analysis is not None else ()
            return diagnostics.of_document(known, broken, self.encoding), known.version
        settings = self.settings_texts.get(uri)
        if settings is not None:
            return diagnostics.of_settings(settings, self.encoding), settings.version
        return None

    def text_changed(self, uri: str) -> None:
        """Does what follows when a document was opened or changed; for a notebook, in any of its cells."""
        for one in self.documents.cells_of(uri) or (uri,):
            self._wake(one)
        if self.loop is not None:
            self.faults.changed(uri)
            self.own_rules.changed(uri)
        self._tell(uri)

    def text_closed(self, uri: str, cells: tuple[str, ...] | None = None) -> None:
        """Does what follows when a document was closed; `cells` are those of a notebook."""
        self.faults.closed(uri)
        self.own_rules.closed(uri)
        for one in (uri,) if cells is None else cells:
            self._wake(one)
            self.refusals.forget(one)
            self.reviews.forget(one)
        if cells is not None:
            self.told.now(uri, {})
        elif not self.client.can.pulls:
            self.client.publish(uri, [])

    async def next_change(self, uri: str, seconds: float) -> None:
        """Waits until a document is changed or closed, or the time is over."""
        change: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._awaited.setdefault(uri, []).append(change)
        await asyncio.wait([change], timeout=seconds)

    def apply_settings(self, settings: Mapping[str, Any]) -> None:
        """Takes over what the editor's settings say."""
        self.workspace.override(settings)
        self.forget_projects()

    def forget_projects(self) -> None:
        """Reads settings and manifests anew, and analyses every open document again."""
        self.workspace.forget()
        self.documents.analyse_again()
        if self.loop is not None:
            for uri in self.documents.uris():
                self.own_rules.changed(uri)
        self._refresh()
        self.look_for_missing()

    def look_for_missing(self) -> None:
        """Has it found out, beside the event loop, what is not there; the status bar is told when that has changed."""
        if self.loop is not None:
            self.loop.run_in_executor(None, self._look)

    def end(self) -> None:
        """Ends the processes that were started for it."""
        self.model.close()
        self.faults.end()
        self.own_rules.end()

    def _look(self) -> None:
        config = self.workspace.general_config()
        missing = missing_parts(config, self.workspace.trusted)
        state = "ready" if self.model.is_on(config) else "off"
        self.in_loop(lambda: self.status.show_missing(state, missing))

    def _readable(self, uri: str) -> Document | None:
        known = self.documents.get(uri)
        return None if known is None or known.analysis is None else known.document

    def _searchable(self, uri: str) -> tuple[Document, Project] | None:
        known = self.documents.get(uri)
        return None if known is None or known.analysis is None else (known.document, known.analysis.project)

    def _own_found(self, uri: str, document: Document, found: tuple[Finding, ...]) -> None:
        if self.documents.found_by_own(uri, document, found):
            self._fault_found(uri)

    def _own_wrong(self, problems: Problems) -> None:
        from burnish.lsp.own_rules import shown

        for uri, (text, wrong) in problems.items():
            self.client.publish(uri, shown(text, wrong, self.encoding))

    def _fault_found(self, uri: str) -> None:
        if self.client.can.pulls and self.documents.cells_of(uri) is None:
            self.client.ask_again()
        else:
            self._tell(uri)

    def _tell(self, uri: str) -> None:
        """Sends what is found in a document, where the client does not ask for it."""
        cells = self.documents.cells_of(uri)
        if cells is not None:
            found = {one: self.diagnostics_of(one) for one in cells}
            self.told.now(uri, {one: items[0] if items else [] for one, items in found.items()})
        elif not self.client.can.pulls and (items := self.diagnostics_of(uri)) is not None:
            self.client.publish(uri, *items)

    def _refresh(self) -> None:
        """Has the client ask again, or sends again, what every open document's findings are."""
        if self.client.can.pulls:
            self.client.ask_again()
        for uri in self.documents.uris():
            if not self.client.can.pulls:
                self.text_changed(uri)
            elif self.documents.cells_of(uri) is not None:
                self._tell(uri)

    def _wake(self, uri: str) -> None:
        for change in self._awaited.pop(uri, ()):
            if not change.done():
                change.set_result(None)
