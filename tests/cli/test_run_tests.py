"""`--run-tests`: fixes are tried with the project's own tests."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.running import burnish

LOAD = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
FIXED = "def load(path):\n    with open(path) as handle:\n        data = handle.read()\n    return data\n"

KEPT = "import load\n\ndef test_load(tmp_path):\n    (tmp_path / 'a').write_text('x')\n    assert load.load(tmp_path / 'a') == 'x'\n"
# What stands in for the file here cannot be used in a `with` block.
BROKEN = """\
import load

class File:
    def read(self):
        return "x"
    def close(self):
        pass

def test_load(monkeypatch):
    monkeypatch.setattr("builtins.open", lambda path: File())
    assert load.load("a") == "x"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    # A sandbox takes seconds to start, and what it would show is no matter here.
    (tmp_path / "burnish.toml").write_text("behaviour = false\n")
    (tmp_path / "load.py").write_text(LOAD)
    (tmp_path / "test_load.py").write_text(KEPT)
    return tmp_path


def check_in(output: str) -> dict[str, str]:
    """What the receipt of the one enhancement says of the check."""
    (enhancement,) = json.loads(output)["enhancements"]
    (check,) = [one for one in enhancement["receipt"] if one["check"] == "tests"]
    return dict(check)


def test_a_fix_that_the_tests_allow(project: Path):
    done = burnish("fix", "--run-tests", "--format", "json", "load.py", cwd=project)
    assert check_in(done.stdout) == {
        "check": "tests", "outcome": "passed", "detail": "1 test that reaches it passes before and after",
    }  # fmt: skip
    assert (project / "load.py").read_text() == FIXED
    assert sorted(one.name for one in project.iterdir()) == ["burnish.toml", "load.py", "test_load.py"]


def test_a_fix_that_breaks_a_test_is_refused(project: Path):
    (project / "test_load.py").write_text(BROKEN)
    done = burnish("fix", "--run-tests", "--refused", "load.py", cwd=project)
    assert "test_load.py::test_load passed before and fails after: TypeError" in " ".join(done.stdout.split())
    assert (project / "load.py").read_text() == LOAD


def test_a_workspace_cannot_switch_it_on(project: Path):
    (project / "burnish.toml").write_text("behaviour = false\nrun_tests = true\n")
    (project / "test_load.py").write_text(BROKEN)
    done = burnish("fix", "--format", "json", "load.py", cwd=project)
    assert "'run_tests' is taken from your editor's settings or the command line only" in " ".join(done.stderr.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert (project / "load.py").read_text() == LOAD
