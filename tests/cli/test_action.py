"""The steps of action.yml as a runner has them: variables in, a SARIF file and an exit status out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
OPENED = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the action's steps are for bash")


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    done = subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A runner's folder, with this very Burnish where the steps would set one up, and a repository of one commit."""
    script = tmp_path / "burnish" / "bin" / "burnish"
    script.parent.mkdir(parents=True)
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -m burnish "$@"\n')
    script.chmod(0o755)
    repository = tmp_path / "repository"
    repository.mkdir()
    git(repository, "init", "-q", "-b", "main")
    (repository / "old.py").write_text(OPENED)
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "one")
    return tmp_path


def run(runner: Path, **inputs: str) -> tuple[int, list[str]]:
    """The exit status, and the files in which findings were uploaded."""
    variables = {f"INPUT_{name.upper()}": value for name, value in inputs.items()}
    output = runner / "output"
    output.write_text("")
    (runner / "burnish.sarif").unlink(missing_ok=True)
    done = subprocess.run(
        ["bash", str(ROOT / "scripts" / "action.sh")],
        cwd=runner / "repository",
        env={
            **os.environ,
            "RUNNER_TEMP": str(runner),
            "GITHUB_OUTPUT": str(output),
            "ACTION_PATH": str(ROOT),
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if output.read_text() == "":
        return done.returncode, []
    assert output.read_text() == f"sarif={runner / 'burnish.sarif'}\n"
    (results,) = (one["results"] for one in json.loads((runner / "burnish.sarif").read_text())["runs"])
    return done.returncode, [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results]


def test_only_what_changed_is_checked_and_fails(runner: Path) -> None:
    base = git(runner / "repository", "rev-parse", "HEAD")
    assert run(runner, base=base) == (0, [])
    (runner / "repository" / "new one.py").write_text(OPENED)
    assert run(runner, base=base) == (1, ["new%20one.py"])
    assert run(runner, base=base, fail="false") == (0, ["new%20one.py"])


def test_without_a_base_everything_is_checked(runner: Path) -> None:
    assert run(runner, base="") == (1, ["old.py"])
    assert run(runner, base="0" * 40) == (1, ["old.py"])


def test_paths_and_arguments_are_words_and_never_commands(runner: Path) -> None:
    (runner / "repository" / "$(touch owned)").mkdir()
    (runner / "repository" / "$(touch owned)" / "a.py").write_text(OPENED)
    assert run(runner, base="", paths="$(touch owned)\n") == (1, ["%24%28touch%20owned%29/a.py"])
    assert run(runner, base="", arguments="--select\nsecurity\n") == (0, [])
    assert not (runner / "repository" / "owned").exists()


def test_an_error_fails_even_where_findings_do_not(runner: Path) -> None:
    assert run(runner, base="", arguments="--select\nsecurty\n", fail="false") == (2, [])


def test_the_actions_texts_hold_no_input_in_a_command() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    steps = action["runs"]["steps"]
    assert all("${{" not in step.get("run", "") for step in steps)
    assert {f"INPUT_{name.upper()}" for name in action["inputs"]} - {"INPUT_UPLOAD"} <= set(steps[1]["env"])


def test_the_hooks_name_commands_that_there_are() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert [hook["entry"] for hook in hooks] == ["burnish check --force-exclude", "burnish fix"]
    for hook in hooks:
        asked = [sys.executable, "-m", *hook["entry"].split(), str(ROOT / "LICENSE")]
        assert subprocess.run(asked, capture_output=True, check=False).returncode == 0
