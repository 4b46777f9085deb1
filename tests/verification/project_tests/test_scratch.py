"""Copies of projects: what is in them, and that nothing is left of them, nor written to the original."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from burnish.verification.project_tests import scratch
from burnish.verification.project_tests.scratch import Listing, copied, listing
from tests.verification.project_tests.repositories import fingerprint, git, repository, write


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def listed(folder: Path) -> Listing:
    found = listing(folder, folder)
    assert isinstance(found, Listing), found
    return found


def copy_of(folder: Path) -> set[str]:
    with copied(listed(folder), {}) as copy:
        return {path.relative_to(copy.root).as_posix() for path in copy.root.rglob("*") if path.is_file()}


def test_a_repository_with_changes_that_are_not_committed(tmp_path: Path, temporary: Path):
    write(tmp_path, {"a.py": "1\n", "gone.py": "", ".gitignore": "secret.txt\nbuild/\n_version.py\n"})
    repository(tmp_path)
    write(tmp_path, {"a.py": "2\n", "new.py": "3\n", "secret.txt": "", "build/out.py": "", "_version.py": "4\n"})
    (tmp_path / "gone.py").unlink()
    before = fingerprint(tmp_path)
    with copied(listed(tmp_path), {"a.py": b"changed\n", "b/c.py": b"made\n"}) as copy:
        assert (copy.root / "a.py").read_text() == "changed\n"
        assert (copy.root / "b" / "c.py").read_text() == "made\n"
        assert copy.root.name == tmp_path.name
        (copy.root / "new.py").write_text("written by a test\n")
    assert copy_of(tmp_path) == {"a.py", "new.py", ".gitignore", "_version.py"}
    assert fingerprint(tmp_path) == before
    assert list(temporary.iterdir()) == []


def test_a_repository_without_commits(tmp_path: Path):
    write(tmp_path, {"a.py": "", "b.py": ""})
    repository(tmp_path, commit=False)
    write(tmp_path, {"c.py": ""})
    before = fingerprint(tmp_path)
    assert copy_of(tmp_path) == {"a.py", "b.py", "c.py"}
    assert fingerprint(tmp_path) == before


def test_a_submodule_and_a_repository_within(tmp_path: Path):
    inner, outer = tmp_path / "inner", tmp_path / "outer"
    write(inner, {"deep/in.py": ""})
    repository(inner)
    write(outer, {"a.py": ""})
    repository(outer)
    git(outer, "submodule", "--quiet", "add", str(inner), "lib")
    write(outer, {"own/b.py": ""})
    repository(outer / "own")
    before = fingerprint(outer)
    assert copy_of(outer) == {"a.py", ".gitmodules", "lib/deep/in.py", "lib/.git", "own/b.py"} - {"lib/.git"}
    assert fingerprint(outer) == before


def test_a_folder_that_is_no_repository_has_its_ignore_file_honoured(tmp_path: Path):
    write(tmp_path, {"a.py": "", ".gitignore": "*.log\n", "b.log": "", "node_modules/x/i.js": "", "venv/y.py": ""})
    before = fingerprint(tmp_path)
    with copied(listed(tmp_path), {}) as copy:
        assert (copy.root / "node_modules" / "x" / "i.js").is_file()
        assert not (copy.root / "node_modules").is_symlink(), "tools write their caches into it"
        assert (copy.root / "venv").is_symlink()
        assert not (copy.root / "b.log").exists()
    assert fingerprint(tmp_path) == before


def test_spaces_and_letters_of_other_alphabets(tmp_path: Path):
    folder = tmp_path / "mein Projekt ä漢"
    write(folder, {"größe und maß.py": "", "tests ß/test_ü.py": ""})
    repository(folder)
    before = fingerprint(folder)
    assert copy_of(folder) == {"größe und maß.py", "tests ß/test_ü.py"}
    assert fingerprint(folder) == before


def test_a_link_into_the_project_leads_into_the_copy(tmp_path: Path):
    write(tmp_path, {"real/a.py": "1\n"})
    (tmp_path / "absolute.py").symlink_to(tmp_path / "real" / "a.py")
    (tmp_path / "relative.py").symlink_to("real/a.py")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "own").symlink_to("../real")
    with copied(listed(tmp_path), {}) as copy:
        for name in ("absolute.py", "relative.py", "node_modules/own/a.py"):
            assert (copy.root / name).resolve() == copy.root / "real" / "a.py"


def test_what_a_hook_sets_does_not_lead_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write(tmp_path, {"one/a.py": "", "two/b.py": ""})
    repository(tmp_path / "one")
    repository(tmp_path / "two")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "two" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "two" / ".git" / "index"))
    assert copy_of(tmp_path / "one") == {"a.py"}


def test_a_project_that_is_too_large(tmp_path: Path):
    write(tmp_path, {"a/a.py": "", "a/b.py": "", "c.py": ""})
    repository(tmp_path)
    with (tmp_path / "c.py").open("ab") as file:
        file.truncate(scratch.MOST_BYTES + 1)  # of which the disk keeps nothing
    around = listing(tmp_path / "a", tmp_path / "a")
    assert isinstance(around, Listing)
    assert (around.root, set(around.files)) == (tmp_path / "a", {"a.py", "b.py"}), "its own folder is small enough"
    assert "too large" in str(listing(tmp_path, tmp_path))


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path: Path, temporary: Path):
    write(tmp_path, {"a.py": ""})
    repository(tmp_path)
    before = fingerprint(tmp_path)
    program = (
        "import os, signal, sys, tempfile\nfrom pathlib import Path\n"
        "from burnish.verification.project_tests.scratch import copied, listing\n"
        "tempfile.tempdir = sys.argv[2]\nfolder = Path(sys.argv[1])\n"
        "with copied(listing(folder, folder), {}):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path), str(temporary)], check=False)
    assert len(list(temporary.iterdir())) == 1, "it had no time to remove it"
    assert fingerprint(tmp_path) == before
    with copied(listed(tmp_path), {}):
        assert len(list(temporary.iterdir())) == 1
    assert list(temporary.iterdir()) == []


def test_what_nobody_may_write_to_is_removed_too(tmp_path: Path, temporary: Path):
    write(tmp_path, {"a.py": ""})
    with copied(listed(tmp_path), {}) as copy:
        locked = copy.root / "locked"
        locked.mkdir()
        (locked / "file").write_text("")
        locked.chmod(0o500)
        if os.getuid() == 0:
            locked.chmod(0o000)
    assert list(temporary.iterdir()) == []


def test_the_state_tells_a_change(tmp_path: Path):
    write(tmp_path, {"a.py": "1\n"})
    first = listed(tmp_path)
    assert listed(tmp_path) == first
    write(tmp_path, {"a.py": "22\n"})
    assert listed(tmp_path).state != first.state
