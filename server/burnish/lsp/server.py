"""The language server: what it keeps between messages, and how it starts.

Each kind of request has a file of its own in this package; they register themselves here.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError, JsonRpcInvalidParams, JsonRpcInvalidRequest
from pygls.io_ import StdoutWriter
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter
from pygls.protocol.language_server import lsp_method

from burnish import __version__
from burnish.config import Config, Problem, load, load_file
from burnish.lsp import convert
from burnish.lsp.documents import OpenDocuments
from burnish.lsp.messages import handle_all
from burnish.lsp.refusals import Refusals
from burnish.lsp.reviews import Reviews
from burnish.lsp.settings_files import SettingsTexts
from burnish.lsp.status import look_for_missing
from burnish.model.errors import BackendError
from burnish.project import Project
from burnish.project.folders import Folders, Skipped
from burnish.report.escaping import plain_text
from burnish.rules import known_names
from burnish.text import Encoding

if TYPE_CHECKING:
    from io import BufferedReader

    from burnish.document import Document
    from burnish.lsp.syntax import Faults
    from burnish.model.backend import Backend

logger = logging.getLogger(__name__)

progress_token: contextvars.ContextVar[types.ProgressToken | None] = contextvars.ContextVar(
    "progress_token", default=None
)
"""The token under which the client of the present command wants to hear of its progress."""


class BurnishProtocol(LanguageServerProtocol):
    """pygls' protocol, with texts kept as Documents and a command's progress token within reach."""

    _server: BurnishServer

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
        self._server.documents.opened(params.text_document)
        self._server.settings_texts.opened(params.text_document)
        self._server.text_changed(params.text_document.uri)
        self._server.prepare(params.text_document.uri)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        self._server.documents.changed(params.text_document, params.content_changes)
        self._server.reviews.forget(params.text_document.uri)
        self._server.settings_texts.changed(params.text_document, params.content_changes, self._server.encoding)
        self._server.text_changed(params.text_document.uri)
        self._server.prepare(params.text_document.uri)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self._server.documents.closed(params.text_document.uri)
        self._server.settings_texts.closed(params.text_document.uri)
        self._server.text_closed(params.text_document.uri)

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


class BurnishServer(LanguageServer):
    """The state of one session: folders and their projects, open documents, the model."""

    def __init__(self) -> None:
        super().__init__(
            "burnish",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=BurnishProtocol,
            converter_factory=default_converter,
            max_workers=4,
        )
        self.folders: list[Path] = []
        self.trusted = True
        self.commands: frozenset[str] = frozenset()
        """Commands of the client's own that an entry of the lightbulb may run."""
        self.overrides: dict[str, Any] = {}
        self.encoding: Encoding = "utf-16"
        self.pulls = False
        self.documents = OpenDocuments(self)
        self.settings_texts = SettingsTexts()
        self.refusals = Refusals()
        self.reviews = Reviews()
        self.waiting: set[asyncio.Future[None]] = set()
        """Questions to the person that are not answered yet."""
        self.missing: tuple[str, ...] = ()
        """What is not there that the settings ask for, a sentence each."""
        self.status: dict[str, Any] = {}
        """What the client's status bar was last told."""
        self.prepared: dict[str, float] = {}
        """When the sandboxes for a language were last had started, in the event loop's time."""
        self.model_lock = threading.Lock()
        self.loop: asyncio.AbstractEventLoop | None = None
        self._projects: dict[Path, Project] = {}
        self._awaited: dict[str, list[asyncio.Future[None]]] = {}
        self._folders: dict[Path | None, Folders] = {}
        self._broken: set[Path | str] = set()
        self._backend: Backend | None = None
        self._backend_config: Config | None = None

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

    def project_of(self, path: Path) -> Project:
        """The project of a file: its workspace folder with the settings that hold for the file."""
        known = self._projects.get(path)
        if known is None:
            root = self.root_of(path)
            if root or path.is_absolute():
                folders = self.folders_of(root)
                config, problems = folders.settings_of(path), folders.problems([path.parent])
            else:
                # A document without a file lies nowhere; what the editor says holds for it all the same.
                config, problems = load(None, self.overrides, known=known_names())
            if not self.trusted:
                config = replace(config, run_natively=False, run_tests=False)
            known = self._projects[path] = self._same_project(root, config) or Project(root, config)
            self._report(problems)
        return known

    def general_config(self) -> Config:
        """The settings of the first workspace folder, or the editor's own without one."""
        return self.project_of((self.folders[0] if self.folders else Path()) / "file").config

    def root_of(self, path: Path) -> Path | None:
        """The workspace folder that a file lies in, the innermost one."""
        around = (one for one in self.folders if one in path.parents)
        return max(around, key=lambda one: len(one.parts), default=None)

    def folders_of(self, root: Path | None) -> Folders:
        """What holds at the folders of a workspace folder, or outside of all."""
        if root not in self._folders:
            self._folders[root] = Folders(self.overrides, root, known_names())
        return self._folders[root]

    def left_out(self, path: Path) -> Skipped | None:
        """Why a file of a workspace is not looked at; None for one that is, and for all that lie in no workspace."""
        root = self.root_of(path)
        return None if root is None else self.folders_of(root).left_out(path)

    def forget_projects(self) -> None:
        """Reads settings and manifests anew, and analyses every open document again."""
        self._projects.clear()
        self._folders.clear()
        self.documents.analyse_again()
        self.refresh()
        look_for_missing(self)

    def backend(self, config: Config) -> Backend | None:
        """The model that the settings name, opened once; None when it is off or the workspace not trusted.

        Raises BackendError when it cannot be used at all.
        """
        from burnish.model import open_backend
        from burnish.model.remembered import remembering

        if not self.trusted:
            return None
        with self.model_lock:
            if self._backend_config is None or _model_settings(self._backend_config) != _model_settings(config):
                if self._backend is not None:
                    self._backend.close()
                self._backend = None
                self._backend = remembering(open_backend(config))
                self._backend_config = config
            return self._backend

    @contextmanager
    def working(self, config: Config) -> Iterator[Backend]:
        """The model for a piece of work, with the status bar saying so meanwhile; may be called in any thread.

        Raises BackendError when there is none.
        """
        from burnish.lsp.status import send_status

        try:
            backend = self.backend(config)
        except BackendError as error:
            self._from_thread(send_status, self, "error", model=config.model, message=str(error))
            raise
        if backend is None:
            raise BackendError("The model is switched off in the settings.")
        name = backend.manifest.name
        self._from_thread(send_status, self, "working", model=name, doing=f"{name} is rewriting")
        try:
            yield backend
        except BackendError as error:
            self._from_thread(send_status, self, "error", model=name, message=str(error))
            raise
        except BaseException:
            self._from_thread(send_status, self, "ready", model=name)
            raise
        speed = getattr(backend, "tokens_per_second", None)
        self._from_thread(send_status, self, "ready", model=name, tokens_per_second=speed)

    def window_show_message(self, params: types.ShowMessageParams) -> None:
        """Shows a notice, in which no text of a file becomes a link or moves the cursor."""
        super().window_show_message(types.ShowMessageParams(params.type, convert.notice(params.message)))

    def tell(self, message: str) -> None:
        """Shows a notice to the person; may be called in any thread."""
        notice = types.ShowMessageParams(types.MessageType.Info, f"Burnish: {message}")
        self._from_thread(self.window_show_message, notice)

    def _from_thread(self, function: Callable[..., None], *arguments: Any, **named: Any) -> None:
        if self.loop is not None:
            self.loop.call_soon_threadsafe(partial(function, *arguments, **named))

    def uses_model(self, config: Config) -> bool:
        """Whether rewrites by the model are to be had: never in a workspace that is not trusted."""
        return self.trusted and config.model != "off"

    def missing_model(self, config: Config, trouble: str = "") -> tuple[str, str]:
        """Why there is no model, and how to get one, a sentence each; `trouble` is how its use failed."""
        if not self.trusted:
            return "Only a model could try it, and there is none in a folder that is not trusted.", "Trust the folder."
        if config.model == "off":
            return "Only a model could try it, and it is switched off.", "Choose one: Burnish: Select Model."
        reason = (
            f"Only a model could try it: {trouble}" if trouble else "Only a model could try it, and none was there."
        )
        return reason, "Choose another model: Burnish: Select Model."

    def close_backend(self) -> None:
        with self.model_lock:
            if self._backend is not None:
                self._backend.close()
            self._backend, self._backend_config = None, None

    def apply_settings(self, settings: Mapping[str, Any]) -> None:
        """Takes over what the editor's settings say."""
        from burnish.config import from_vscode

        self.overrides = from_vscode(settings)
        self._broken = {one for one in self._broken if isinstance(one, Path)}
        self.forget_projects()

    def prepare(self, uri: str) -> None:
        """Has what the fixes of a document will need started in the background."""
        from burnish.lsp.features import prepare

        prepare(self, uri)

    @cached_property
    def faults(self) -> Faults:
        """The syntax errors of the open documents."""
        from burnish.lsp.syntax import Faults

        return Faults(self._readable, self._fault_found)

    def _readable(self, uri: str) -> Document | None:
        known = self.documents.get(uri)
        return None if known is None or known.analysis is None else known.document

    def _fault_found(self, uri: str) -> None:
        if self.pulls:
            self.refresh()
        else:
            self._publish(uri)

    def _publish(self, uri: str) -> None:
        from burnish.lsp import diagnostics

        diagnostics.publish(self, uri)

    async def next_change(self, uri: str, seconds: float) -> None:
        """Waits until a document is changed or closed, or the time is over."""
        change: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._awaited.setdefault(uri, []).append(change)
        await asyncio.wait([change], timeout=seconds)

    def text_changed(self, uri: str) -> None:
        self._wake(uri)
        if self.loop is not None:
            self.faults.changed(uri)
        if not self.pulls:
            self._publish(uri)

    def text_closed(self, uri: str) -> None:
        self._wake(uri)
        self.faults.closed(uri)
        self.refusals.forget(uri)
        self.reviews.forget(uri)
        if not self.pulls:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=uri, diagnostics=[]))

    def _wake(self, uri: str) -> None:
        for change in self._awaited.pop(uri, ()):
            if not change.done():
                change.set_result(None)

    def refresh(self) -> None:
        """Has the client ask again, or sends again, what every open document's findings are."""
        if self.pulls:
            if convert.has(self.client_capabilities, "workspace", "diagnostics", "refresh_support"):
                self.workspace_diagnostic_refresh(None)
            return
        for uri in self.documents.uris():
            self.text_changed(uri)

    def _same_project(self, root: Path | None, config: Config) -> Project | None:
        """A project made before: one value for all folders, so that its facts are derived once."""
        return next((one for one in self._projects.values() if one.root == root and one.config == config), None)

    def settings_changed(self, path: Path) -> None:
        """Forgets that a settings file was said to be broken, once it is whole or gone."""
        if path in self._broken and not load_file(path if path.exists() else None, known=known_names())[1]:
            self._broken.discard(path)

    def _report(self, problems: tuple[Problem, ...]) -> None:
        """Says once of a settings file that it is broken, and what else is wrong once."""
        for place, some in groupby(problems, key=lambda one: one.path or one.message):
            if place in self._broken:
                continue
            self._broken.add(place)
            first, *more = some
            name = first.shown(first.path.name if first.path else "")
            rest = f" (and {len(more)} more)" if more else ""
            text = plain_text(f"Burnish settings: {name}{rest}")
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, text))


def create_server() -> BurnishServer:
    """A server with every feature registered."""
    from burnish.lsp import diagnostics, features, lifecycle

    server = BurnishServer()
    for module in (lifecycle, diagnostics, features):
        module.register(server)
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
        server.close_backend()
        server.faults.end()


def _model_settings(config: Config) -> tuple[object, ...]:
    return (
        config.model,
        config.endpoint,
        config.endpoint_model,
        config.endpoint_key_variable,
        config.threads,
        config.gpu_layers,
        config.model_timeout,
    )
