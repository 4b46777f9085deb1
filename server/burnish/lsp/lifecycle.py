"""Start and end of a session, its settings, and the files that bear on them."""

from __future__ import annotations

import asyncio
import gc
from functools import partial

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from burnish.config import FILE_NAMES, from_vscode
from burnish.lsp import convert
from burnish.lsp.client import Capabilities, capabilities_of
from burnish.lsp.session import Session
from burnish.lsp.warming import warm_up
from burnish.project.conventions import STYLE_FILES
from burnish.rules import rules
from burnish.text import Encoding
from burnish.users import FOLDER as RULES


def register(server: LanguageServer, session: Session) -> None:
    def initialize(params: types.InitializeParams) -> None:
        # pygls has agreed on it with the client just before.
        _initialize(session, params, convert.encoding_of(server.workspace.position_encoding))

    server.feature(types.INITIALIZE)(initialize)
    server.feature(types.INITIALIZED)(partial(_initialized, session))
    server.feature(types.SHUTDOWN)(partial(_shutdown, session))
    server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)(partial(_configuration_changed, session))
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(partial(_files_changed, session))
    server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)(partial(_folders_changed, session))


def _initialize(session: Session, params: types.InitializeParams, encoding: Encoding) -> None:
    folders = params.workspace_folders or []
    roots = [one.uri for one in folders] or ([params.root_uri] if params.root_uri else [])
    options = params.initialization_options if isinstance(params.initialization_options, dict) else {}
    settings = options.get("settings")
    session.encoding = encoding
    session.client.can = capabilities_of(params.capabilities, options.get("commands"))
    session.workspace.folders = [convert.path_of(uri) for uri in roots]
    session.workspace.trusted = bool(options.get("trusted", True))
    session.workspace.override(settings if isinstance(settings, dict) else {})


async def _initialized(session: Session, params: types.InitializedParams) -> None:
    session.loop = asyncio.get_running_loop()
    session.loop.call_soon(_settle)
    session.status.show("ready" if session.model.is_on(session.workspace.general_config()) else "off")
    warm_up(session)
    await session.client.register(_registrations(session.client.can))
    await _read_settings(session)


def _registrations(can: Capabilities) -> list[types.Registration]:
    """What the client is asked to tell of: files that bear on findings, and its settings."""
    found = []
    if can.watches_files:
        watchers = [
            types.FileSystemWatcher(glob_pattern=f"**/{name}") for name in dict.fromkeys((*_WATCHED, *STYLE_FILES))
        ]
        watchers.append(types.FileSystemWatcher(glob_pattern=_TWINS, kind=_COMES_OR_GOES))
        watchers.append(types.FileSystemWatcher(glob_pattern=f"**/{RULES}/**/*.{{md,yml,yaml}}"))
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        found.append(types.Registration("burnish-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
    if can.tells_settings:
        section = types.DidChangeConfigurationRegistrationOptions(section="burnish")
        found.append(types.Registration("burnish-settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, section))
    return found


_WATCHED = (
    *FILE_NAMES,
    ".gitignore",
    ".gitattributes",
    "package.json",
    "requirements.txt",
    "tsconfig*.json",
    "{vite,webpack,rollup,tsup,esbuild}.config.*",
)
_TWINS = "**/*.{scss,sass,less,styl,ts,tsx,coffee,map}"
"""Beside what is compiled from such a file, or comes with it, it matters that it is there, not what is in it."""
_COMES_OR_GOES = types.WatchKind.Create | types.WatchKind.Delete


def _settle() -> None:
    """Does what every session needs, before a document comes that waits for it: importing all rules takes 0.1 s.

    From here on the garbage collector, switched off since the start, runs; it passes over what was imported.
    """
    gc.collect()
    rules()
    gc.freeze()
    gc.enable()


async def _read_settings(session: Session) -> None:
    """Asks the client for its settings, where it answers such questions."""
    settings = await session.client.settings()
    if settings is not None and from_vscode(settings) != session.workspace.overrides:
        session.apply_settings(settings)


async def _configuration_changed(session: Session, params: types.DidChangeConfigurationParams) -> None:
    settings = params.settings
    if isinstance(settings, dict) and isinstance(settings.get("burnish"), dict):
        session.apply_settings(settings["burnish"])
    else:
        await _read_settings(session)


def _files_changed(session: Session, params: types.DidChangeWatchedFilesParams) -> None:
    for change in params.changes:
        path = convert.path_of(change.uri)
        if path.name in FILE_NAMES:
            session.workspace.settings_changed(path)
    session.forget_projects()


def _folders_changed(session: Session, params: types.DidChangeWorkspaceFoldersParams) -> None:
    removed = [convert.path_of(one.uri) for one in params.event.removed]
    session.workspace.change_folders(removed, [convert.path_of(one.uri) for one in params.event.added])
    session.forget_projects()


def _shutdown(session: Session, params: None) -> None:
    from burnish import engine

    session.end()
    engine.shutdown()
