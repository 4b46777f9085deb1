"""The messages of the protocol: pygls' own handling, with texts kept as Documents and a command's progress token in reach."""

from __future__ import annotations

import logging
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams, JsonRpcInvalidRequest
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

from burnish.lsp.progress import progress_token
from burnish.lsp.session import Session
from burnish.lsp.warming import prepare

logger = logging.getLogger(__name__)


class BurnishProtocol(LanguageServerProtocol):
    session: Session
    """Given by the server, before the first message."""

    def handle_message(self, message: Any) -> None:
        """Handles what a message's JSON says. One that is none of the protocol's is answered where it asks something."""
        name = message.get("method") if isinstance(message, dict) else None
        try:
            super().handle_message(self._structured(message, name))
        except JsonRpcException as error:
            logger.warning("Left out: a message that is none of the protocol's (%.80r): %s", name, error)
            if name is not None and isinstance(message.get("id"), (int, str)):
                self._send_response(message["id"], error=error.to_response_error())
        except BrokenPipeError:
            raise
        except Exception:
            logger.exception("A message could not be handled (%.80r)", name)

    def _structured(self, message: Any, name: Any) -> Any:
        """The message as the protocol's own kind of value. Raises JsonRpcException."""
        if not isinstance(message, dict) or message.get("jsonrpc") != self.VERSION:
            raise JsonRpcInvalidRequest
        if self._shutdown and name not in (None, types.EXIT):
            raise JsonRpcInvalidRequest("The session is over")
        return self.structure_message(message)

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        self.session.documents.opened(params.text_document)
        self.session.settings_texts.opened(params.text_document)
        self._changed(params.text_document.uri)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        changed, encoding = (params.text_document, params.content_changes), self.session.encoding
        self.session.documents.changed(*changed, encoding)
        self.session.reviews.forget(params.text_document.uri)
        self.session.settings_texts.changed(*changed, encoding)
        self._changed(params.text_document.uri)

    def _changed(self, uri: str) -> None:
        self.session.text_changed(uri)
        prepare(self.session, uri)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self.session.documents.closed(params.text_document.uri)
        self.session.settings_texts.closed(params.text_document.uri)
        self.session.text_closed(params.text_document.uri)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def lsp_notebook_document__did_open(self, params: types.DidOpenNotebookDocumentParams) -> None:
        self.session.documents.notebook_opened(params.notebook_document, params.cell_text_documents)
        self._changed(params.notebook_document.uri)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def lsp_notebook_document__did_change(self, params: types.DidChangeNotebookDocumentParams) -> None:
        uri, change = params.notebook_document.uri, params.change.cells
        if change is None:
            return
        before = self.session.documents.cells_of(uri) or ()
        self.session.documents.notebook_changed(uri, change, self.session.encoding)
        for one in before:
            self.session.reviews.forget(one)
        self._changed(uri)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def lsp_notebook_document__did_close(self, params: types.DidCloseNotebookDocumentParams) -> None:
        uri = params.notebook_document.uri
        cells = self.session.documents.cells_of(uri)
        if cells is not None:
            self.session.documents.closed(uri)
            self.session.text_closed(uri, cells)

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(  # type: ignore[override]
        self, params: types.ExecuteCommandParams
    ) -> Any:
        # pygls runs a command under a name of its own: it would go on after its request was cancelled.
        command = self.fm.commands.get(params.command)
        if command is None:
            raise JsonRpcInvalidParams.of(ValueError(f"there is no command {params.command!r}"))
        progress_token.set(params.work_done_token)  # each message has a context of its own
        return await command(*(params.arguments or ()))
