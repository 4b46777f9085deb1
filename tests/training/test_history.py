from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from burnish.project.git import GitError
from burnish.training.history import contents, history
from burnish.training.mended import functions_of, mended_pairs

ROUGH = (
    "def names(users):\n    result = []\n    for user in users:\n        result.append(user.name)\n    return result\n"
)
CLEAN = "def names(users):\n    return [user.name for user in users]\n"
OTHER = "def names(users):\n    return sorted(user.name for user in users)\n"


def git(root: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-C", str(root), *arguments],
        check=True, capture_output=True,
    )  # fmt: skip


def repository(root: Path, *versions: str, name: str = "names.py") -> Path:
    (root / "src").mkdir(parents=True)
    git(root, "init", "-q")
    for number, text in enumerate(versions):
        (root / "src" / name).write_text(text, encoding="utf-8")
        git(root, "add", ".")
        git(root, "commit", "-q", "--allow-empty", "-m", f"Version {number}")
    return root


def test_versions_come_newest_first(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", ROUGH, CLEAN, OTHER, name="näme n.py")
    found = history(root)
    (lineage,) = found.lineages
    assert (lineage.path, found.commits, found.shallow) == ("src/näme n.py", 3, False)
    assert list(contents(root, lineage.versions)) == [OTHER, CLEAN, ROUGH]


def test_a_folder_of_a_repository_has_the_history_of_what_is_in_it(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", ROUGH, CLEAN)
    assert [one.path for one in history(root / "src").lineages] == ["names.py"]


def test_a_shallow_clone_ends_quickly_and_says_that_it_is_one(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", ROUGH, CLEAN, OTHER)
    git(tmp_path, "clone", "-q", "--depth=1", root.as_uri(), str(tmp_path / "shallow"))
    found = history(tmp_path / "shallow")
    assert found.shallow and found.lineages == ()


def test_without_commits_there_is_no_history(tmp_path: Path) -> None:
    found = history(repository(tmp_path / "r"))
    assert (found.lineages, found.commits) == ((), 0)


def test_outside_of_git_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="is not in a git repository"):
        history(tmp_path)


def test_objects_that_are_missing_or_no_text_are_none(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", ROUGH)
    (root / "src" / "names.py").write_bytes(b"# \xff\xfe\n")
    git(root, "commit", "-qam", "Binary")
    (lineage,) = history(root).lineages
    assert list(contents(root, [*lineage.versions, "0" * 40])) == [None, ROUGH, None]


def versions(*texts: str) -> list[list[object]]:
    return [functions_of("own", "names.py", text) for text in texts]  # type: ignore[misc]


def test_what_somebody_mended_is_a_pair() -> None:
    mended = CLEAN.replace("return", "result =") + "    return result\n"
    (pair,) = mended_pairs(versions(mended, ROUGH))  # type: ignore[arg-type]
    assert (pair.rule, pair.origin) == ("loop-to-comprehension", "history")
    assert (pair.before, pair.after) == (ROUGH.rstrip("\n"), mended.rstrip("\n"))


def test_a_change_that_does_something_else_as_well_is_none() -> None:
    assert list(mended_pairs(versions(OTHER, ROUGH))) == []  # type: ignore[arg-type]


def test_a_change_for_the_worse_is_none() -> None:
    assert list(mended_pairs(versions(ROUGH, CLEAN))) == []  # type: ignore[arg-type]
