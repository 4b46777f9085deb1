"""Settings as the command line takes them: what is wrong is said, all of it, and nothing is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import called as burnish
from tests.running import contents

OPENED = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
EVAL = "import pickle\n\n\ndef f(request):\n    return pickle.loads(request.data)\n"
UNRUN = 'model = "off"\nbehaviour = false\n'


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "wörk #1 %20"
    folder.mkdir()
    (folder / "a.py").write_text(OPENED)
    return folder


@pytest.mark.parametrize("command", [("check",), ("fix",), ("enhance", "--write")])
def test_all_that_is_wrong_with_all_settings_files_is_said_and_nothing_is_changed(workspace, command):
    (workspace / "burnish.toml").write_text('modle = "x"\nselect = ["securty"]\n')
    (workspace / "sub").mkdir()
    (workspace / "sub" / "b.py").write_text(OPENED)
    (workspace / "sub" / "pyproject.toml").write_text('[tool.burnish]\nmax-function-lines = "many"\n')
    before = contents(workspace)
    done = burnish(*command, cwd=workspace)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "error: burnish.toml:1:1: unknown setting 'modle'; did you mean 'model'?",
        "error: burnish.toml:2:11: 'select' names no rule or objective: 'securty'; did you mean 'security'?",
        "error: sub/pyproject.toml:2:22: 'max-function-lines' must be a whole number, not 'many'",
    ]
    assert contents(workspace) == before


@pytest.mark.parametrize(
    ("name", "hint"),
    [("use-contxt-manager", "; did you mean 'use-context-manager'?"), ("zzz", "; see `burnish rules`")],
)
@pytest.mark.parametrize("option", ["select", "ignore"])
def test_a_rule_that_does_not_exist_is_an_error(workspace, name, hint, option):
    done = burnish("check", f"--{option}", name, cwd=workspace)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: '{option}' names no rule or objective: '{name}'{hint}\n"


def test_a_rule_that_does_not_exist_is_an_error_in_an_empty_folder_too(workspace):
    (workspace / "empty").mkdir()
    assert burnish("check", "empty", "--select", "zzz", cwd=workspace).returncode == 2


def test_rules_are_given_with_commas_or_several_times(workspace):
    (workspace / "b.py").write_text(EVAL)
    for options in (("--select", "security,readability"), ("--select", "security", "--select", " readability ,")):
        done = burnish("check", *options, cwd=workspace)
        assert "a.py:2:14" in done.stdout and "b.py:5:12" in done.stdout
    done = burnish("check", "--ignore", "security,use-context-manager", cwd=workspace)
    assert (done.returncode, done.stdout) == (0, "Nothing found in 2 files.\n")


def test_the_nearest_settings_hold_for_each_file_alone(workspace):
    (workspace / "burnish.toml").write_text('ignore = ["readability"]\n')
    (workspace / "sub").mkdir()
    (workspace / "sub" / "a.py").write_text(OPENED)
    (workspace / "sub" / "burnish.toml").write_text('model = "off"\n')
    for options, cwd in (((), workspace), (("sub", "a.py"), workspace), (("..",), workspace / "sub")):
        found = [
            line.split(":")[0].removeprefix("sub/") for line in burnish("check", *options, cwd=cwd).stdout.splitlines()
        ]
        assert found[0] == "a.py" and len(found) == 2


def test_rules_and_severities_by_path(workspace):
    (workspace / "tests").mkdir()
    (workspace / "tests" / "a.py").write_text(OPENED)
    (workspace / "burnish.toml").write_text(
        '[severity]\nreadability = "error"\n[per-path."tests/**"]\nignore = ["use-context-manager"]\n'
    )
    done = burnish("check", "--format", "json", cwd=workspace)
    assert '"severity": "error"' in done.stdout
    assert "tests/a.py" not in done.stdout
    assert '"level": "error"' in burnish("check", "--format", "sarif", cwd=workspace).stdout


def test_one_file_of_settings_for_everything(workspace):
    (workspace / "burnish.toml").write_text('modle = "x"\n')
    (workspace / "ci.toml").write_text('ignore = ["readability"]\n')
    assert burnish("check", "--config", "ci.toml", cwd=workspace).returncode == 0
    done = burnish("check", "--config", "no.toml", cwd=workspace)
    assert (done.returncode, done.stderr) == (2, "error: there is no settings file no.toml\n")
    (workspace / "ci.toml").write_text('\nignore = "readability"\n')
    done = burnish("check", "--config", "ci.toml", cwd=workspace)
    assert done.stderr == "error: ci.toml:2:10: 'ignore' must be a list of strings, not 'readability'\n"


@pytest.mark.parametrize("text", ["x = " + "[" * 20_000, "tool = 1", "= 3", "a = '''"])
def test_a_settings_file_that_cannot_be_read_is_one_sentence(workspace, text):
    (workspace / "burnish.toml").write_text(text)
    done = burnish("check", cwd=workspace)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: burnish.toml:") and len(done.stderr.splitlines()) == 1
