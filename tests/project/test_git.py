"""Git asked in repositories whose settings were made to run something: with plain git it runs, with ours it does not."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from burnish.project.changes import changes_since
from burnish.project.git import GitError, filters_of, git, program, repository_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs that are named here are shell scripts")

DIFF = ("diff", "HEAD")
NAMES = ("diff", "--name-status", "-z", "HEAD")


def plain(folder: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"]
    return subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=check, capture_output=True, stdin=subprocess.DEVNULL
    )


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "it ran"


@pytest.fixture
def evil(tmp_path: Path, marker: Path) -> Path:
    return script(tmp_path / "evil.sh", f'touch "{marker}"; cat')


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "a répo"
    folder.mkdir()
    plain(folder, "init", "--quiet")
    (folder / "a.py").write_text("a = 1\n")
    (folder / ".gitattributes").write_text("*.py filter=lint diff=lint\n*.js filter=a=b\n")
    (folder / "b.js").write_text("b()\n")
    plain(folder, "add", ".")
    plain(folder, "commit", "--quiet", "-m", "first")
    (folder / "a.py").write_text("a = 2\n")
    (folder / "b.js").write_text("c()\n")
    return folder


def setting(name: str) -> Callable[[Path, Path], None]:
    return lambda repository, evil: (plain(repository, "config", name, str(evil)), None)[1]


def included(name: str) -> Callable[[Path, Path], None]:
    def make(repository: Path, evil: Path) -> None:
        more = repository.parent / "more"
        plain(repository, "config", "--file", str(more), name, str(evil))
        plain(repository, "config", f"includeIf.gitdir:{repository.resolve()}/.path", str(more))

    return make


def of_worktree(name: str) -> Callable[[Path, Path], None]:
    def make(repository: Path, evil: Path) -> None:
        plain(repository, "config", "extensions.worktreeConfig", "true")
        plain(repository, "config", "--worktree", name, str(evil))

    return make


def signed(repository: Path, evil: Path) -> None:
    plain(repository, "config", "log.showSignature", "true")
    plain(repository, "config", "gpg.program", str(evil))
    whole = plain(repository, "cat-file", "commit", "HEAD").stdout
    head, _, message = whole.partition(b"\n\n")
    signature = b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----"
    made = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        input=head + signature + b"\n\n" + message, cwd=repository, capture_output=True, check=True,
    )  # fmt: skip
    plain(repository, "update-ref", "HEAD", made.stdout.decode().strip())


def hook(name: str) -> Callable[[Path, Path], None]:
    return lambda repository, evil: (shutil.copy(evil, repository / ".git" / "hooks" / name), None)[1]


def hooks_elsewhere(repository: Path, evil: Path) -> None:
    (repository / "tools").mkdir()
    shutil.copy(evil, repository / "tools" / "pre-commit")
    plain(repository, "config", "core.hooksPath", "tools")


def signing(repository: Path, evil: Path) -> None:
    plain(repository, "config", "commit.gpgSign", "true")
    plain(repository, "config", "gpg.program", str(evil))


COMMIT = ("commit", "-m", "second", "--allow-empty")

ATTACKS = {
    "clean filter": (setting("filter.lint.clean"), NAMES),
    "filter process": (setting("filter.lint.process"), NAMES),
    "filter whose name has a sign of its own": (setting("filter.a=b.clean"), NAMES),
    "filter in an included file": (included("filter.lint.clean"), NAMES),
    "filter of the work tree": (of_worktree("filter.lint.clean"), NAMES),
    "file system monitor": (setting("core.fsmonitor"), NAMES),
    "external diff": (setting("diff.external"), DIFF),
    "diff driver": (setting("diff.lint.command"), DIFF),
    "text conversion": (setting("diff.lint.textconv"), DIFF),
    "text conversion in a log": (setting("diff.lint.textconv"), ("log", "-p")),
    "check of signatures": (signed, ("log",)),
    "hook": (hook("pre-commit"), COMMIT),
    "folder of hooks": (hooks_elsewhere, COMMIT),
    "signing": (signing, COMMIT),
    "filter on the way in": (setting("filter.lint.clean"), ("add", "a.py")),
    "hook of the index": (hook("post-index-change"), ("add", "a.py")),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_that_a_repository_names_is_run(name, repository, evil, marker, monkeypatch):
    for who in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(who, "somebody")
    make, command = ATTACKS[name]
    make(repository, evil)
    kept = repository.parent / "kept"
    shutil.copytree(repository, kept)
    plain(repository, *command, check=False)
    assert marker.exists(), "the attack does not work, so that its failure would tell nothing"
    marker.unlink()
    shutil.rmtree(repository)
    kept.rename(repository)
    git(repository, *command)
    if command == NAMES:
        assert {change.path for change in changes_since("HEAD", [repository]).changed} == {"a.py", "b.js"}
    assert not marker.exists()


def partial(folder: Path, origin: Path, url: str, **more: str) -> Path:
    """A clone without the content of files in its first commit."""
    clone = folder / "partial"
    plain(folder, "clone", "--quiet", "--no-local", "--filter=blob:none", f"file://{origin}", str(clone))
    plain(clone, "config", "remote.origin.url", url)
    for key, value in more.items():
        plain(clone, "config", key.replace("_", "."), value)
    return clone


@pytest.fixture
def origin(repository: Path) -> Path:
    plain(repository, "config", "uploadpack.allowFilter", "true")
    plain(repository, "rm", "--quiet", "--cached", ".gitattributes")
    plain(repository, "commit", "--quiet", "-a", "-m", "second")
    return repository


@pytest.mark.parametrize("how", ["program as a protocol", "program on the other side"])
def test_what_a_partial_clone_lacks_is_not_fetched(how, origin, tmp_path, marker):
    evil = script(tmp_path / "evil.sh", f'touch "{marker}"; exit 1')
    if how == "program as a protocol":
        clone = partial(tmp_path, origin, f"ext::{evil}", protocol_ext_allow="always")
    else:
        clone = partial(tmp_path, origin, f"file://{origin}", remote_origin_uploadpack=str(evil))
    plain(clone, "cat-file", "blob", "HEAD~1:a.py", check=False)
    assert marker.exists()
    marker.unlink()
    (clone / "a.py").write_text("a = 3\n")
    changes = changes_since("HEAD~1", [clone])
    (change,) = (one for one in changes.changed if one.path == "a.py")
    assert changes.after(change) == b"a = 3\n"
    with pytest.raises(GitError, match=r"partial and lacks .* Burnish fetches nothing"):
        changes.before(change)
    assert not marker.exists()


def test_a_partial_clone_has_nothing_fetched_from_where_it_honestly_came(origin, tmp_path):
    clone = partial(tmp_path, origin, f"file://{origin}")
    with pytest.raises(GitError, match="Burnish fetches nothing"):
        git(clone, "cat-file", "blob", "HEAD~1:a.py")
    assert plain(clone, "cat-file", "blob", "HEAD~1:a.py").stdout == b"a = 1\n"


def test_a_bare_repository_hidden_in_a_folder(repository, evil, marker):
    hidden = repository / "docs"
    hidden.mkdir()
    plain(repository, "clone", "--quiet", "--bare", str(repository), str(hidden / "x"))
    for key, value in {"core.bare": "false", "core.worktree": "..", "core.fsmonitor": str(evil)}.items():
        plain(hidden / "x", "config", key, value)
    (hidden / "x" / "sub").mkdir()
    plain(hidden / "x" / "sub", "diff", "HEAD", check=False)
    plain(hidden / "x", "diff", "HEAD", check=False)
    assert marker.exists()
    marker.unlink()
    for folder in (hidden / "x", hidden / "x" / "sub"):
        with pytest.raises(GitError):
            repository_of(folder)
    assert not marker.exists()


@pytest.mark.parametrize("elsewhere", ["/", "..", "sub"])
def test_files_that_lie_elsewhere(repository, elsewhere):
    (repository / "sub").mkdir()
    plain(repository, "config", "core.worktree", "/" if elsewhere == "/" else str(repository / elsewhere))
    with pytest.raises(GitError, match=r"lie elsewhere|without files"):
        repository_of(repository)


def test_submodules_and_further_work_trees_are_repositories(repository, tmp_path):
    plain(repository, "submodule", "--quiet", "add", str(repository), "inner")
    plain(repository, "worktree", "add", "--quiet", "--detach", str(tmp_path / "second tree"))
    assert repository_of(repository / "inner") == repository / "inner"
    assert repository_of(tmp_path / "second tree") == tmp_path / "second tree"
    assert changes_since("HEAD", [tmp_path / "second tree"]).changed == ()


def test_a_work_tree_whose_repository_is_gone(repository, tmp_path):
    plain(repository, "worktree", "add", "--quiet", "--detach", str(tmp_path / "second"))
    shutil.rmtree(repository)
    with pytest.raises(GitError, match="belongs to a git repository that is not there"):
        repository_of(tmp_path / "second")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"[core", "bad config"), (b"[core]\n\trepositoryformatversion = 99\n", "git says: "), (b"\xff\0", "bad config")],
)
def test_settings_that_git_cannot_read(repository, content, sentence):
    (repository / ".git" / "config").write_bytes(content)
    with pytest.raises(GitError, match=sentence):
        repository_of(repository)


def test_settings_that_never_end(repository):
    os.mkfifo(repository / "endless")
    plain(repository, "config", "include.path", "../endless")
    with pytest.raises(GitError, match="git config did not answer in 1 s"):
        git(repository, "status", seconds=1)


def test_more_programs_than_anybody_has(repository):
    with (repository / ".git" / "config").open("a") as file:
        file.writelines(f'[filter "f{number}"]\n\tclean = false\n' for number in range(600))
    with pytest.raises(GitError, match="more than 500 programs"):
        git(repository, "status")


def test_files_that_a_program_would_have_a_hand_in(repository):
    plain(repository, "config", "filter.lint.clean", "gzip")
    assert filters_of(repository, [Path("a.py"), Path("b.js"), repository / ".gitattributes"]) == {Path("a.py"): "lint"}


def test_a_program_that_only_lies_in_the_present_folder_is_not_git(tmp_path, monkeypatch):
    script(tmp_path / "git", "true")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join([".", "", os.environ["PATH"]]))
    assert program() not in (None, "git", "./git", str(tmp_path / "git"))
    monkeypatch.setenv("PATH", ".")
    with pytest.raises(GitError, match="git is not installed"):
        git(tmp_path, "status")


def test_variables_of_a_hook_do_not_speak_for_another_repository(repository, tmp_path, monkeypatch, evil, marker):
    plain(tmp_path, "init", "--quiet", "other")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "nothing"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(evil))
    assert repository_of(repository) == repository
    assert b"+a = 2" in git(repository, "diff", "HEAD")
    assert not marker.exists()


def test_a_folder_that_is_gone(tmp_path):
    with pytest.raises(GitError, match=r"cannot be run in .*gone"):
        git(tmp_path / "gone", "status")
