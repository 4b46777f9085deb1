"""`fix --commit`: one commit for each fix, and nothing else in it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.running import burnish

OPENED = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
NESTED = "\n\ndef nested(a, b):\n    if a:\n        if b:\n            g()\n            h()\n"
WHO = {
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_GLOBAL": os.devnull,
}  # fmt: skip


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=os.environ | WHO, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "a répo"
    folder.mkdir()
    (folder / "burnish.toml").write_text('model = "off"\nbehaviour = false\n')
    (folder / "a b#.py").write_text(OPENED + NESTED)
    (folder / "other.py").write_text("x = 1\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "first")
    return folder


def test_each_fix_is_a_commit_with_its_receipt(repository: Path) -> None:
    (repository / "other.py").write_text("x = 2\n")
    git(repository, "add", "other.py")
    done = burnish("fix", "--commit", cwd=repository, **WHO)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "Made 2 enhancements in 1 file, a commit each; 0 findings left."
    subjects = git(repository, "log", "--format=%s").splitlines()
    assert sorted(subjects[:2]) == ["Join the nested conditions with `and`", "Open the file in a with block"]
    assert subjects[2:] == ["first"]
    body = git(repository, "log", "--format=%b", "--grep=with block")
    assert body.startswith("a b#.py:2, readability/use-context-manager (safe)\nunproven: it is switched off")
    assert "\n- resolves: passed\n" in body
    assert "Made-with: Burnish " in body
    for commit in ("HEAD", "HEAD~1"):
        assert git(repository, "show", "--format=", "--name-only", "-z", commit).strip("\0") == "a b#.py"
    assert git(repository, "status", "--porcelain") == "M  other.py", "what was staged stays staged"


def test_a_detached_head_will_do(repository: Path) -> None:
    git(repository, "checkout", "-q", "--detach")
    assert burnish("fix", "--commit", cwd=repository, **WHO).returncode == 0
    assert git(repository, "rev-list", "--count", "HEAD") == "3"


def changed(folder: Path) -> None:
    with (folder / "a b#.py").open("a") as file:
        file.write("# mine\n")


def staged(folder: Path) -> None:
    changed(folder)
    git(folder, "add", "-A")


def untracked(folder: Path) -> None:
    git(folder, "rm", "-q", "--cached", "a b#.py")
    git(folder, "commit", "-qm", "second")


def filtered(folder: Path) -> None:
    (folder / ".gitattributes").write_text("*.py filter=lfs\n")
    git(folder, "add", ".gitattributes")
    git(folder, "config", "filter.lfs.clean", "cat")
    git(folder, "commit", "-qm", "second")


def without_commits(folder: Path) -> None:
    git(folder, "checkout", "-q", "--orphan", "new")


def without_repository(folder: Path) -> None:
    (folder / ".git").rename(folder / "git")


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (changed, "a b#.py has changes that are not committed: commit or stash them first"),
        (staged, "a b#.py has changes that are not committed: commit or stash them first"),
        (untracked, "a b#.py is not in git yet: commit it first"),
        (filtered, "a b#.py: git passes it through the filter 'lfs', which Burnish does not run"),
        (without_commits, "there is no commit yet in "),
        (without_repository, "is not in a git repository"),
    ],
)
def test_what_cannot_be_committed_is_said_and_nothing_changes(repository: Path, prepare: object, said: str) -> None:
    assert callable(prepare)
    prepare(repository)
    before = (repository / "a b#.py").read_bytes()
    done = burnish("fix", "--commit", cwd=repository, **WHO)
    assert done.returncode == 2
    assert done.stderr.startswith("error: nothing was changed: ")
    assert said in done.stderr
    assert (repository / "a b#.py").read_bytes() == before


def test_nothing_that_the_repository_names_is_run(repository: Path, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch '{marker}'\ncat\n")
    program.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in (
        "pre-commit",
        "commit-msg",
        "post-commit",
        "prepare-commit-msg",
        "reference-transaction",
        "post-index-change",
    ):
        for folder in (hooks, repository / ".git" / "hooks"):
            folder.mkdir(exist_ok=True)
            (folder / name).write_text(program.read_text())
            (folder / name).chmod(0o755)
    git(repository, "config", "gpg.program", str(program))
    git(repository, "config", "commit.gpgSign", "true")
    git(repository, "config", "core.fsmonitor", str(program))
    assert subprocess.run(
        ["git", "commit", "-q", "--allow-empty", "-m", "x"], cwd=repository, env=os.environ | WHO, check=False, capture_output=True
    ) and marker.exists(), "the repository does run it"  # fmt: skip
    marker.unlink()
    done = burnish("fix", "--commit", cwd=repository, **WHO)
    assert (done.returncode, done.stderr) == (0, "")
    assert not marker.exists()


def test_a_diff_writes_nothing_and_a_commit_does(repository: Path) -> None:
    done = burnish("fix", "--commit", "--diff", cwd=repository, **WHO)
    assert (done.returncode, done.stdout) == (2, "")
