"""The language server: one session behind pygls, and how it starts.

Each kind of request has a file of its own in this package; `features.py` says which function answers which.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING, BinaryIO, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError
from pygls.io_ import StdoutWriter
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from burnish import __version__, notebook
from burnish.lsp import features, lifecycle
from burnish.lsp.client import Client
from burnish.lsp.messages import handle_all
from burnish.lsp.protocol import BurnishProtocol
from burnish.lsp.session import Session

if TYPE_CHECKING:
    from io import BufferedReader

logger = logging.getLogger(__name__)


_NOTEBOOKS = types.NotebookDocumentSyncOptions(
    [
        types.NotebookDocumentFilterWithCells(
            notebook=types.NotebookDocumentFilterNotebookType(notebook.TYPE),
            cells=[types.NotebookCellLanguage("python")],
        )
    ]
)
"""What a client tells of: the Python cells of Jupyter's notebooks. That one was saved changes nothing."""


class BurnishServer(LanguageServer):
    """pygls' server, for one client."""

    protocol: BurnishProtocol

    def __init__(self) -> None:
        super().__init__(
            "burnish",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            notebook_document_sync=_NOTEBOOKS,
            protocol_cls=BurnishProtocol,
            converter_factory=default_converter,
            max_workers=4,
        )
        self.session = self.protocol.session = Session(Client(self))

    def start_io(self, stdin: BinaryIO | None = None, stdout: BinaryIO | None = None) -> None:
        """Serves one client until it says good-bye or is gone, whatever it sends."""
        self.protocol.set_writer(StdoutWriter(stdout or sys.stdout.buffer))
        try:
            stream = cast("BufferedReader", stdin or sys.stdin.buffer)
            asyncio.run(handle_all(stream, self.protocol.handle_message, self.thread_pool))
        except BrokenPipeError:
            logger.warning("The client is gone.")
        except (KeyboardInterrupt, SystemExit):
            pass
        finally:
            self.shutdown()  # type: ignore[no-untyped-call]

    def report_server_error(self, error: Exception, source: object) -> None:
        """Logs what went wrong where no answer can say so. A notice would tell a person nothing that helps."""
        if isinstance(error, JsonRpcException) and not isinstance(error, JsonRpcInternalError):
            logger.warning("%s", error)
        else:
            logger.error("%s", error, exc_info=sys.exc_info()[1] or error)


def create_server() -> BurnishServer:
    """A server with every feature registered."""
    server = BurnishServer()
    for module in (lifecycle, features):
        module.register(server, server.session)
    return server


def serve() -> None:
    """Serves one client over standard input and output until it says good-bye."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # What it says of a broken message fills pages; what matters of it, `lsp` says in a line.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    output = sys.stdout.buffer
    # Whatever prints by mistake must not end up between two messages.
    sys.stdout = sys.stderr
    server = create_server()
    try:
        server.start_io(sys.stdin.buffer, output)
    finally:
        server.session.end()
