"""What differs between a commit and the working tree, asked of real repositories."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from burnish.project.changes import Change, changes_since
from burnish.project.git import GitError

LINES = "".join(f"line_{number} = {number}\n" for number in range(20))


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "dépôt [1]"
    folder.mkdir()
    git(folder, "init", "--quiet")
    for name in ("kept.py", "changed.py", "gone.py", "moved.py"):
        (folder / name).write_text(f"# {name}\n{LINES}")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "first")
    return folder


def test_what_is_changed_removed_added_and_moved(repository):
    (repository / "changed.py").write_text("x = 1\n")
    (repository / "gone.py").unlink()
    (repository / "ünter").mkdir()
    git(repository, "mv", "moved.py", "ünter/there.py")
    (repository / "new.py").write_text("y = 2\n")
    git(repository, "add", "new.py")
    changes = changes_since("HEAD", [repository])
    assert set(changes.changed) == {
        Change("changed.py", "changed.py"),
        Change("gone.py", None),
        Change(None, "new.py"),
        Change("moved.py", "ünter/there.py"),
    }
    assert changes.root == repository
    moved = next(change for change in changes.changed if change.renamed)
    assert changes.before(moved) == changes.after(moved) == f"# moved.py\n{LINES}".encode()


def test_the_working_tree_counts_whatever_the_index_holds(repository):
    (repository / "changed.py").write_text("staged = 1\n")
    git(repository, "add", "changed.py")
    (repository / "changed.py").write_text("not_staged = 1\n")
    changes = changes_since("HEAD", [repository])
    (change,) = changes.changed
    assert changes.after(change) == b"not_staged = 1\n"
    assert changes.before(change) == f"# changed.py\n{LINES}".encode()


def test_what_git_does_not_know_is_told_apart(repository):
    (repository / ".gitignore").write_text("ignored.py\n")
    (repository / "ignored.py").write_text("")
    (repository / "untracked.py").write_text("")
    changes = changes_since("HEAD", [repository])
    assert changes.changed == ()
    assert set(changes.untracked) == {".gitignore", "untracked.py"}


def test_only_below_the_paths_also_when_they_are_gone(repository):
    (repository / "changed.py").write_text("x = 1\n")
    (repository / "gone.py").unlink()
    assert changes_since("HEAD", [repository / "gone.py"]).changed == (Change("gone.py", None),)


def test_an_older_commit_and_a_link(repository):
    (repository / "changed.py").write_text("x = 1\n")
    (repository / "link.py").symlink_to("changed.py")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "second")
    assert changes_since("HEAD~1", [repository]).changed == (Change("changed.py", "changed.py"),)
    assert changes_since("HEAD", [repository]).changed == ()


@pytest.mark.parametrize(
    "reference", ["nowhere", "--output=x", "-h", "HEAD~9", "", "HEAD\nHEAD", "HEAD:changed.py", "\0"]
)
def test_a_commit_that_is_not_there(repository, reference):
    with pytest.raises(GitError, match="there is no commit"):
        changes_since(reference, [repository])


def test_no_repository_and_a_path_outside_of_it(repository, tmp_path):
    (tmp_path / "plain").mkdir()
    with pytest.raises(GitError, match="is not in a git repository"):
        changes_since("HEAD", [tmp_path / "plain"])
    with pytest.raises(GitError, match="outside"):
        changes_since("HEAD", [repository, tmp_path / "plain"])


def test_a_repository_without_a_commit(tmp_path):
    git(tmp_path, "init", "--quiet")
    with pytest.raises(GitError, match="there is no commit 'HEAD'"):
        changes_since("HEAD", [tmp_path])


def test_a_repository_without_a_commit_says_so(tmp_path):
    git(tmp_path, "init", "--quiet")
    with pytest.raises(GitError, match="no commits yet"):
        changes_since("main", [tmp_path])


def test_a_history_that_was_cut_off(repository, tmp_path):
    git(repository, "commit", "--quiet", "--allow-empty", "-m", "second")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository}", "shallow")
    assert changes_since("HEAD", [tmp_path / "shallow"]).changed == ()
    with pytest.raises(GitError, match="cut off when it was cloned"):
        changes_since("HEAD~1", [tmp_path / "shallow"])


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_file_that_became_a_pipe_is_not_waited_for(repository):
    (repository / "changed.py").unlink()
    os.mkfifo(repository / "changed.py")
    changes = changes_since("HEAD", [repository])
    with pytest.raises(GitError, match="not a regular file"):
        changes.after(changes.changed[0])


def test_odd_names(repository):
    name = "a\tb\n #%.py" if sys.platform != "win32" else "a #%.py"
    (repository / name).write_text("x = 1\n")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "second")
    (repository / name).write_text("x = 2\n")
    changes = changes_since("HEAD", [repository])
    assert changes.changed == (Change(name, name),)
    assert changes.before(changes.changed[0]) == b"x = 1\n"
