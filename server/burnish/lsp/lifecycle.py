"""Start and end of a session, its settings, and the files that bear on them."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from burnish.config import FILE_NAMES
from burnish.lsp import convert
from burnish.rules import rules

if TYPE_CHECKING:
    from burnish.lsp.server import BurnishServer


def register(server: BurnishServer) -> None:
    server.feature(types.INITIALIZE)(_initialize)
    server.feature(types.INITIALIZED)(_initialized)
    server.feature(types.SHUTDOWN)(_shutdown)
    server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)(_configuration_changed)
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(_files_changed)
    server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)(_folders_changed)


def _initialize(ls: BurnishServer, params: types.InitializeParams) -> None:
    from burnish.config import from_vscode

    folders = params.workspace_folders or []
    roots = [one.uri for one in folders] or ([params.root_uri] if params.root_uri else [])
    ls.folders = [convert.path_of(uri) for uri in roots]
    options = params.initialization_options if isinstance(params.initialization_options, dict) else {}
    commands = options.get("commands")
    ls.commands = (
        frozenset(one for one in commands if isinstance(one, str))
        if isinstance(commands, (list, tuple))
        else frozenset()
    )
    ls.trusted = bool(options.get("trusted", True))
    settings = options.get("settings")
    ls.overrides = from_vscode(settings) if isinstance(settings, dict) else {}
    ls.pulls = convert.has(params.capabilities, "text_document", "diagnostic")
    ls.encoding = convert.encoding_of(ls.workspace.position_encoding)


async def _initialized(ls: BurnishServer, params: types.InitializedParams) -> None:
    from burnish.lsp.features import warm_up
    from burnish.lsp.status import send_status

    ls.loop = asyncio.get_running_loop()
    ls.loop.call_soon(_settle)
    capabilities = ls.client_capabilities
    registrations = []
    if convert.has(capabilities, "workspace", "did_change_watched_files", "dynamic_registration"):
        watchers = [
            types.FileSystemWatcher(glob_pattern=f"**/{name}")
            for name in (*FILE_NAMES, ".gitignore", "package.json", "requirements.txt")
        ]
        registrations.append(
            types.Registration(
                "burnish-files",
                types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                types.DidChangeWatchedFilesRegistrationOptions(watchers),
            )
        )
    if convert.has(capabilities, "workspace", "did_change_configuration", "dynamic_registration"):
        registrations.append(
            types.Registration(
                "burnish-settings",
                types.WORKSPACE_DID_CHANGE_CONFIGURATION,
                types.DidChangeConfigurationRegistrationOptions(section="burnish"),
            )
        )
    send_status(ls, "ready" if ls.uses_model(ls.general_config()) else "off")
    warm_up(ls)
    if registrations:
        await ls.client_register_capability_async(types.RegistrationParams(registrations))
    await _read_settings(ls)


def _settle() -> None:
    """Does what every session needs, before a document comes that waits for it: importing all rules takes 0.1 s.

    From here on the garbage collector, switched off since the start, runs; it passes over what was imported.
    """
    gc.collect()
    rules()
    gc.freeze()
    gc.enable()


async def _read_settings(ls: BurnishServer) -> None:
    """Asks the client for its settings, where it answers such questions."""
    if not convert.has(ls.client_capabilities, "workspace", "configuration"):
        return
    answer = await ls.workspace_configuration_async(
        types.ConfigurationParams([types.ConfigurationItem(section="burnish")])
    )
    settings: Any = answer[0] if answer else None
    if isinstance(settings, dict):
        from burnish.config import from_vscode

        if from_vscode(settings) != ls.overrides:
            ls.apply_settings(settings)


async def _configuration_changed(ls: BurnishServer, params: types.DidChangeConfigurationParams) -> None:
    settings = params.settings
    if isinstance(settings, dict) and isinstance(settings.get("burnish"), dict):
        ls.apply_settings(settings["burnish"])
    else:
        await _read_settings(ls)


def _files_changed(ls: BurnishServer, params: types.DidChangeWatchedFilesParams) -> None:
    for change in params.changes:
        path = convert.path_of(change.uri)
        if path.name in FILE_NAMES:
            ls.settings_changed(path)
    ls.forget_projects()


def _folders_changed(ls: BurnishServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    removed = {convert.path_of(one.uri) for one in params.event.removed}
    added = [convert.path_of(one.uri) for one in params.event.added]
    ls.folders = [one for one in ls.folders if one not in removed] + added
    ls.forget_projects()


def _shutdown(ls: BurnishServer, params: None) -> None:
    from burnish import engine

    ls.close_backend()
    ls.faults.end()
    engine.shutdown()
