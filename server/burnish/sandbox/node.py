"""Where Node and Pyodide are on this machine, and how Node is started so that it may do nothing."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import platformdirs

from burnish.child import NO_WINDOW
from burnish.sandbox.process import environment, without_network

OLDEST = 20
"""The first version of Node that keeps permissions."""

MEMORY = 1536 << 20
"""Bytes that a process of Node's may have to write to."""

HERE = Path(__file__).resolve().parent


def executable() -> tuple[str, dict[str, str]] | None:
    """Node and what its environment needs: VS Code's own, when it started us, else the one on PATH. None: there is none.

    BURNISH_NODE is the first; it may be Electron, which is Node when it is asked to be.
    """
    given = os.environ.get("BURNISH_NODE")
    for path, more in ((given, {"ELECTRON_RUN_AS_NODE": "1"}), (shutil.which("node"), {})):
        if path and version(path, bool(more)) >= (OLDEST, 0) and _keeps_permissions(path, bool(more)):
            return path, more
    return None


@functools.cache
def version(path: str, electron: bool = False) -> tuple[int, int]:
    """(0, 0) where there is no Node."""
    found = re.match(r"v(\d+)\.(\d+)", _said(path, electron, "--version"))
    return (int(found[1]), int(found[2])) if found else (0, 0)


@functools.cache
def _keeps_permissions(path: str, electron: bool) -> bool:
    """Whether it does; Electron, which VS Code brings, need not do all that the Node in it does."""
    asked = "process.permission.has('child') === false && process.permission.has('fs.read') === false"
    return _said(path, electron, _flag(path, electron), "--no-warnings", "--print", asked).strip() == "true"


def _flag(path: str, electron: bool) -> str:
    known = version(path, electron)
    return "--permission" if known >= (23, 5) or (22, 13) <= known < (23, 0) else "--experimental-permission"


def _said(path: str, electron: bool, *arguments: str) -> str:
    more = {"ELECTRON_RUN_AS_NODE": "1"} if electron else {}
    try:
        ran = subprocess.run(
            [path, *arguments],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
            env=environment(**more),
            creationflags=NO_WINDOW,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return ""
    return ran.stdout


def command(node: tuple[str, dict[str, str]], host: str, readable: Sequence[str], *arguments: str) -> list[str]:
    """Node with a host of ours, which may read itself and what `readable` names, and nothing else."""
    path, more = node
    allowed = [str(HERE / host), str(HERE / "realm.mjs"), *readable]
    return [
        *without_network(),
        path,
        _flag(path, bool(more)),
        *(f"--allow-fs-read={each}" for each in allowed),
        "--no-warnings",
        "--no-addons",
        "--max-old-space-size=384",
        str(HERE / host),
        *arguments,
    ]


def pyodide() -> Path | None:
    """The folder of Pyodide: what the extension brought, what a checkout has, or what was installed for Burnish."""
    given = os.environ.get("BURNISH_PYODIDE")
    places = [
        *([Path(given)] if given else []),
        HERE.parents[2] / "vscode-client" / "node_modules" / "pyodide",
        installed_pyodide() / "node_modules" / "pyodide",
    ]
    return next((place.resolve() for place in places if (place / "pyodide.asm.wasm").is_file()), None)


def installed_pyodide() -> Path:
    """Where `npm install --prefix` puts it for Burnish."""
    return Path(platformdirs.user_data_dir("burnish")) / "pyodide"
