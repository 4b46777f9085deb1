"""With the network cut off everything works."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import make_test_lsp_client

from burnish.model.worker import installed
from tests.lsp.editing import actions, diagnostics, line, open_file, with_edit
from tests.lsp.session import begin
from tests.running import burnish, missing

MODEL = Path(__file__).parents[1] / "models" / "burnish-small.gguf"
CUT_OFF = ("unshare", "--map-root-user", "--net")

PLAIN = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
PLAIN_FIXED = "def load(path):\n    with open(path) as handle:\n        data = handle.read()\n    return data\n"
# No rule fix: the model is asked.
LOGGED = (
    "def logged(path, log):\n    handle = open(path); log(path)\n    data = handle.read()\n"
    "    handle.close()\n    return data\n"
)


@pytest.fixture(autouse=True)
def no_network() -> None:
    if shutil.which("unshare") is None or subprocess.run([*CUT_OFF, "true"], capture_output=True).returncode:
        missing("the network cannot be cut off here: unshare is not installed or not permitted")
    reach = "import socket; socket.create_connection(('127.0.0.1', 9), 1)"
    done = subprocess.run([*CUT_OFF, sys.executable, "-c", reach], capture_output=True, text=True)
    assert "unreachable" in done.stderr, "the network is really cut off"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text(PLAIN)
    return tmp_path


def test_check_and_fix(workspace: Path):
    checked = burnish("check", cwd=workspace, before=CUT_OFF)
    assert (checked.returncode, checked.stderr) == (1, "")
    assert "readability/use-context-manager [fixable]" in checked.stdout
    fixed = burnish("fix", cwd=workspace, before=CUT_OFF)
    assert (fixed.returncode, fixed.stderr) == (0, "")
    assert (workspace / "a.py").read_text() == PLAIN_FIXED


def test_enhance_with_the_default_model(workspace: Path):
    if not MODEL.is_file():
        missing("models/burnish-small.gguf is not there")
    if not installed():
        missing("llama-cpp-python is not installed")
    (workspace / "b.py").write_text(LOGGED)
    done = burnish("enhance", "--write", "--refused", cwd=workspace, before=CUT_OFF)
    assert done.returncode in (0, 1)
    assert done.stderr == "", "the model loaded and answered"
    assert (workspace / "a.py").read_text() == PLAIN_FIXED
    answered = "(model)" in done.stdout or "refused by" in done.stdout or (workspace / "b.py").read_text() != LOGGED
    assert answered, done.stdout


async def test_serve(workspace: Path):
    client = make_test_lsp_client()

    @client.feature("burnish/status")
    def status(params: types.LSPAny) -> None:
        pass

    await client.start_io(*CUT_OFF, sys.executable, "-m", "burnish", "serve", "--stdio")
    try:
        await begin(client, workspace, model="off", behaviour=True)
        uri = open_file(client, workspace / "a.py", PLAIN)
        (one,) = (await asyncio.wait_for(diagnostics(client, uri), 60)).items
        assert one.code == "readability/use-context-manager"
        fix = (await actions(client, uri, line(1, 14)))[0]
        assert with_edit(PLAIN, (await client.code_action_resolve_async(fix)).edit) == PLAIN_FIXED
    finally:
        await client.shutdown_session()
        await client.stop()
