"""What the end-to-end tests stand on: a browser, an editor, the extension, built from these sources."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


def _needed(program: str, package: str) -> str:
    """The path of a program that these tests need; without it they skip, and in CI they fail."""
    path = shutil.which(program)
    if path is None:
        reason = f"{program} is not installed (Debian: apt-get install {package})"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def chromium() -> str:
    return os.environ.get("CHROMIUM") or _needed("chromium", "chromium")


@pytest.fixture(scope="session")
def neovim() -> str:
    return _needed("nvim", "neovim")


@pytest.fixture(scope="session")
def burnish() -> str:
    """The server's command, as it is installed beside the Python that runs the tests."""
    command = ROOT / ".venv/bin/burnish"
    assert command.exists(), "run `make test`, which installs Burnish"
    return str(command)


@pytest.fixture(scope="session")
def vsix() -> Path:
    _run(["make", "vsix"], ROOT)
    return ROOT / "dist/burnish.vsix"


@pytest.fixture(scope="session")
def playwright() -> None:
    """playwright-core beside the flows."""
    if not (HERE / "node_modules/playwright-core").exists():
        _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], HERE)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """An empty workspace, in a folder whose name is not plain."""
    folder = tmp_path / "Ateliér číslo 1"
    folder.mkdir()
    return folder


def _run(command: list[str], folder: Path) -> None:
    outside_make: Mapping[str, str] = {
        name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    }
    done = subprocess.run(command, cwd=folder, env=outside_make, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
