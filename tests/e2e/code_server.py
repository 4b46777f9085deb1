"""A real VS Code for a test: code-server, with the extension installed, on a port of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.waiting import until

VERSION = "4.100.3"  # VS Code 1.100.3: the last line for Node 20
HERE = Path(__file__).parent
START_SECONDS = 30

QUIET = {
    "security.workspace.trust.enabled": False,
    "telemetry.telemetryLevel": "off",
    "workbench.startupEditor": "none",
    "workbench.enableExperiments": False,
    "workbench.tips.enabled": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "chat.disableAIFeatures": True,
    "chat.commandCenter.enabled": False,
    "update.mode": "none",
    "extensions.autoUpdate": False,
    "extensions.autoCheckUpdates": False,
    "extensions.ignoreRecommendations": True,
    "git.enabled": False,
    "files.autoSave": "off",
    "files.simpleDialog.enable": True,
    "editor.minimap.enabled": False,
    "editor.hover.delay": 100,
    "window.restoreWindows": "none",
    # VS Code's own TypeScript and CSS checks: the tests count Burnish's squiggles.
    "typescript.validate.enable": False,
    "javascript.validate.enable": False,
    "css.validate": False,
}


@dataclass(frozen=True, slots=True)
class CodeServer:
    port: int
    workspace: Path
    run: Path
    """Where this server keeps its user data, extensions and logs."""


def install() -> Path:
    """The folder of an installed code-server, kept between runs. Raises CalledProcessError."""
    cache = Path.home() / ".cache/burnish-e2e"
    folder = cache / f"code-server-{VERSION}"
    if not (folder / "complete").exists():
        cache.mkdir(parents=True, exist_ok=True)
        with (cache / "install.log").open("w") as log:
            command = [HERE / "install-code-server.sh", VERSION, folder]
            subprocess.run(command, check=True, stdout=log, stderr=subprocess.STDOUT)
    return folder


@contextmanager
def code_server(run: Path, vsix: Path, workspace: Path, settings: Mapping[str, Any]) -> Iterator[CodeServer]:
    """A running code-server with the extension installed and nothing else of the user's."""
    entry = install() / "node_modules/code-server/out/node/entry.js"
    port = _free_port()
    user_data, extensions = run / "data", run / "extensions"
    for folder in (user_data / "User", extensions, run / "home", run / "tmp"):
        folder.mkdir(parents=True)
    (user_data / "User/settings.json").write_text(json.dumps({**QUIET, **settings}))
    (run / "config.yaml").write_text(f"bind-addr: 127.0.0.1:{port}\nauth: none\ncert: false\n")
    node = shutil.which("node") or "node"
    base = [node, str(entry), "--config", str(run / "config.yaml")]
    base += ["--user-data-dir", str(user_data), "--extensions-dir", str(extensions)]
    environment = _environment(run)
    with (run / "server.log").open("w") as log:
        shared: dict[str, Any] = {"env": environment, "stdout": log, "stderr": subprocess.STDOUT}
        subprocess.run([*base, "--install-extension", str(vsix)], check=True, **shared)
        options = ["--auth", "none", "--disable-telemetry", "--disable-update-check"]
        options += ["--disable-getting-started-override"]
        process = subprocess.Popen([*base, *options], stdin=subprocess.DEVNULL, start_new_session=True, **shared)
    try:
        _wait_until_healthy(process, port, run / "server.log")
        yield CodeServer(port, workspace, run)
    finally:
        _stop(process)


Step = tuple[Any, ...]
"""A word of vscode.mjs and its arguments."""


def drive(server: CodeServer, chromium: str, steps: Sequence[Step]) -> str:
    """Takes the steps in a browser, and gives what was seen. Fails with all of it where a step fails."""
    shots = HERE / "shots"
    task = {"port": server.port, "workspace": str(server.workspace), "shots": str(shots), "steps": steps}
    done = subprocess.run(
        ["node", str(HERE / "vscode.mjs")],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        env=os.environ | {"CHROMIUM": chromium},
    )
    logs = "\n".join(path.read_text()[-3000:] for path in server.run.glob("data/logs/**/*Burnish*.log"))
    assert done.returncode == 0, f"{done.stdout}{done.stderr}\nThe extension's log:\n{logs}"
    return done.stdout


def _environment(run: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("VSCODE_", "NODE_OPTIONS"))}
    home = run / "home"
    # What pip has fetched and compiled before is not compiled again; the tests have set another cache for Burnish.
    usual = {name: value for name, value in os.environ.items() if name != "XDG_CACHE_HOME"}
    pip = subprocess.run([sys.executable, "-m", "pip", "cache", "dir"], env=usual, capture_output=True, text=True)
    return kept | {
        "HOME": str(home),
        "PIP_CACHE_DIR": pip.stdout.strip() or str(home / ".cache/pip"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_RUNTIME_DIR": str(run / "tmp"),
        # No marketplace: the tests need none, and reach no network.
        "EXTENSIONS_GALLERY": '{"serviceUrl": "http://127.0.0.1:9/none", "itemUrl": "", "resourceUrlTemplate": ""}',
    }


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_until_healthy(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return True
        except OSError:
            return False

    until(lambda: process.poll() is not None or answers(), START_SECONDS)
    if process.poll() is not None or not answers():
        raise RuntimeError(f"code-server did not start:\n{log.read_text()[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the server with every process that it started: its session is its process group."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
