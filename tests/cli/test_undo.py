"""`burnish undo`: bytes come back, and nothing that was changed since is lost."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from burnish.cli import history
from burnish.cli.history import MOST_CHANGES, FileChange, NoHistory
from tests.running import burnish

OPENED = b"\xef\xbb\xbfdef load(path):\r\n    handle = open(path)\r\n    data = handle.read()\r\n    handle.close()\r\n    return data\r\n"
FIXED = b"\xef\xbb\xbfdef load(path):\r\n    with open(path) as handle:\r\n        data = handle.read()\r\n    return data\r\n"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "burnish.toml").write_text('model = "off"\nbehaviour = false\n')
    for name in ("a.py", "b.py"):
        (folder / name).write_bytes(OPENED)
    return folder


def test_undo_gives_back_the_bytes_and_undo_of_the_undo_takes_them_again(workspace: Path) -> None:
    assert burnish("fix", cwd=workspace).returncode == 0
    assert (workspace / "a.py").read_bytes() == FIXED
    (workspace / "within").mkdir()
    done = burnish("undo", cwd=workspace / "within")
    assert done.stdout.splitlines()[-1] == "Undid change 1 (fix) in 2 files."
    assert (workspace / "a.py").read_bytes() == (workspace / "b.py").read_bytes() == OPENED
    again = burnish("undo", cwd=workspace)
    assert (again.returncode, again.stderr) == (
        2,
        f"error: there is nothing to undo in {workspace}; `git revert` takes commits of `fix --commit` back\n",
    )
    assert burnish("undo", "2", cwd=workspace).returncode == 0
    assert (workspace / "a.py").read_bytes() == FIXED
    assert burnish("undo", cwd=workspace).stdout.splitlines()[-1] == "Undid change 1 (fix) in 2 files."


def test_the_list_says_what_was_changed_when(workspace: Path) -> None:
    assert burnish("undo", "--list", cwd=workspace).stderr == "Burnish wrote nothing in this project.\n"
    burnish("fix", cwd=workspace)
    burnish("undo", cwd=workspace)
    lines = burnish("undo", "--list", cwd=workspace).stdout.splitlines()
    assert lines[0].startswith("2  20")
    assert lines[0].endswith("  burnish undo 1")
    assert lines[3].endswith("  burnish fix, undone")
    assert lines[4].startswith("    a.py:2: Open the file in a with block (readability/use-context-manager) - ")


def test_what_was_changed_since_is_kept_and_nothing_is_undone(workspace: Path) -> None:
    burnish("fix", cwd=workspace)
    (workspace / "b.py").write_bytes(FIXED + b"# mine\n")
    done = burnish("undo", cwd=workspace)
    assert (done.returncode, done.stderr) == (2, "error: nothing was undone: b.py: it was changed since\n")
    assert (workspace / "a.py").read_bytes() == FIXED
    (workspace / "b.py").unlink()
    assert "b.py: it is not there any more" in burnish("undo", cwd=workspace).stderr


def test_what_nobody_wrote_cannot_be_undone(workspace: Path) -> None:
    assert "there is no change 7" in burnish("undo", "7", cwd=workspace).stderr
    burnish("fix", "--diff", cwd=workspace)
    burnish("enhance", cwd=workspace)
    assert "there is nothing to undo" in burnish("undo", cwd=workspace).stderr


def test_other_projects_are_not_touched(workspace: Path, tmp_path: Path) -> None:
    burnish("fix", cwd=workspace)
    other = tmp_path / "other"
    other.mkdir()
    (other / "burnish.toml").touch()
    assert "there is nothing to undo" in burnish("undo", cwd=other).stderr


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_only_the_user_reads_the_history(workspace: Path, tmp_path: Path) -> None:
    burnish("fix", cwd=workspace)
    (folder,) = (tmp_path / "state").iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "history.sqlite3").stat().st_mode) == 0o600


def test_a_history_that_is_broken_stops_no_fix_and_is_said(workspace: Path, tmp_path: Path) -> None:
    folder = tmp_path / "state" / "burnish"
    folder.mkdir(parents=True)
    (folder / "history.sqlite3").write_bytes(b"no database" * 100)
    done = burnish("fix", cwd=workspace)
    assert done.returncode == 0
    assert done.stderr.startswith("warning: `burnish undo` will not know of this: the history ")
    assert (workspace / "a.py").read_bytes() == FIXED
    assert burnish("undo", cwd=workspace).returncode == 2


def test_the_oldest_changes_go_first(tmp_path: Path) -> None:
    database = tmp_path / "history.sqlite3"
    for number in range(MOST_CHANGES + 2):
        change = history.begin("fix", database=database)
        history.add(change, FileChange(tmp_path / "a.py", b"%d" % number, b"x", ()), database)
    assert [one.number for one in history.changes_below(tmp_path, database)] == list(range(MOST_CHANGES + 2, 2, -1))


def test_a_history_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    database = tmp_path / "history.sqlite3"
    history.begin("fix", database=database)
    with closing(sqlite3.connect(database)) as newer:
        newer.execute(f"PRAGMA user_version = {history.SCHEMA_VERSION + 1}")
    with pytest.raises(NoHistory, match="of a newer Burnish"):
        history.begin("fix", database=database)
