"""From where a file is judged: a fixture that is met from above, and the same folder when somebody names it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from burnish.config import Config
from burnish.document import Document
from burnish.lsp.workspace import Workspace
from burnish.project import roles_root
from tests.project.judged_files import PYTHON, written
from tests.running import called as burnish

OPENED = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
FILES = {
    ".git/HEAD": "",
    "pyproject.toml": "[project]\nname = 'p'\n",
    "app.py": OPENED,
    "tests/fixtures/docker/shop/package.json": "{}",
    "tests/fixtures/docker/shop/src/app.py": OPENED,
    "tests/fixtures/docker/shop/tests/check.py": OPENED,
    "packages/a/b/c/package.json": "{}",
    "packages/a/b/c/src/app.py": OPENED,
}
SHOP = "tests/fixtures/docker/shop"


def found(root: Path, *named: str, cwd: str = ".") -> list[str]:
    """The files in which something is found, relative to the root."""
    done = burnish("check", "--format", "json", "--no-cache", *named, cwd=root / cwd)
    return sorted({(root / cwd / one["path"]).resolve().relative_to(root).as_posix() for one in _findings(done.stdout)})


def _findings(output: str) -> list[dict[str, str]]:
    every: list[dict[str, str]] = json.loads(output)["findings"]
    return every


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return written((tmp_path / "repo").resolve(), FILES)


def test_a_fixture_that_is_met_from_above_is_a_test(root: Path):
    assert found(root, ".") == ["app.py", "packages/a/b/c/src/app.py"]
    assert found(root, "tests") == []


@pytest.mark.parametrize(
    ("named", "cwd"),
    [(SHOP, "."), (".", SHOP), ("../shop", SHOP), ("tests/fixtures/docker", "."), ("app.py", f"{SHOP}/src")],
)
def test_what_somebody_names_is_source_and_its_own_tests_are_tests(root: Path, named: str, cwd: str):
    assert found(root, named, cwd=cwd) == [f"{SHOP}/src/app.py"]


def test_a_fixture_is_told_of_and_how_it_is_read_for_itself(root: Path):
    told = burnish("check", "--show-skipped", "--no-cache", ".", cwd=root)
    assert (
        f"{SHOP}: test: it lies in a folder called 'tests'; name the folder to have it read for itself" in told.stderr
    )
    assert "read for itself" not in burnish("check", "--show-skipped", "--no-cache", SHOP, cwd=root).stderr


def test_the_innermost_of_the_folders_that_are_named_counts(root: Path):
    assert found(root, ".", SHOP) == ["app.py", "packages/a/b/c/src/app.py", f"{SHOP}/src/app.py"]


def test_a_file_that_is_named_is_judged_as_when_all_is_checked_from_there(root: Path):
    assert found(root, f"{SHOP}/src/app.py") == []
    text = (root / SHOP / "src/app.py").read_bytes()
    arguments = ("check", "--format", "json", "--stdin-filename")
    assert _findings(burnish(*arguments, f"{SHOP}/src/app.py", "-", cwd=root, stdin=text).stdout) == []
    assert len(_findings(burnish(*arguments, "src/app.py", "-", cwd=root / SHOP, stdin=text).stdout)) == 1


def test_what_is_vendored_deep_below_is_left_alone_and_said_to_be(root: Path):
    written(root, {"packages/a/third_party/jade/package.json": "{}", "packages/a/third_party/jade/jade.py": OPENED})
    assert "packages/a/third_party/jade/jade.py" not in found(root, ".")
    told = burnish("check", "--show-skipped", "--no-cache", ".", cwd=root)
    assert "jade.py: skipped: vendored: it lies in a folder called 'third_party'" in told.stderr + told.stdout
    assert found(root, "packages/a/third_party/jade") == ["packages/a/third_party/jade/jade.py"]


def test_what_was_found_before_from_elsewhere_is_not_taken_over(root: Path):
    def cached(named: str) -> int:
        return len(_findings(burnish("check", "--format", "json", named, cwd=root).stdout))

    assert [cached(SHOP), cached("tests"), cached(SHOP), cached("tests")] == [1, 0, 1, 0]


def test_the_editor_judges_as_the_command_line_does(root: Path):
    def role(folder: str) -> str:
        workspace = Workspace(print)
        workspace.folders = [root / folder]
        path = root / SHOP / "src" / "app.py"
        return workspace.project_of(path).role_of(Document.of(path, path.read_bytes())).role.value

    assert role(".") == role("tests") == "test"
    assert role(SHOP) == role(f"{SHOP}/src") == role("tests/fixtures/docker") == "source"


def test_projects_have_one_value_as_long_as_they_are_judged_from_one_place(root: Path):
    workspace = Workspace(print)
    workspace.folders = [root]
    project = workspace.project_of(root / SHOP / "src" / "app.py")
    assert project is workspace.project_of(root / "app.py")
    workspace.folders = [root, root / SHOP]
    workspace.forget()
    assert workspace.project_of(root / "app.py").config == Config()
    assert workspace.project_of(root / SHOP / "src" / "app.py").roles_from == root / SHOP


def test_repositories_in_a_place_that_is_none_are_judged_each_by_itself(tmp_path: Path):
    place = tmp_path.resolve() / "examples"
    root = written(place / "shop", {".git/HEAD": "", "deep/er/still/package.json": "{}", "deep/er/still/a.py": PYTHON})
    assert roles_root(root / "deep" / "er" / "still", place) == root
    assert roles_root(root, place) == root


def test_without_a_repository_what_was_named_counts(tmp_path: Path):
    root = written(tmp_path.resolve() / "loose", {"test/fixtures/deep/er/package.json": "{}"})
    assert roles_root(root / "test/fixtures/deep/er", root) == root
    assert roles_root(root / "test/fixtures/deep/er", root / "test/fixtures/deep/er") == root / "test/fixtures/deep/er"
    assert roles_root(root, root) == root


def test_a_submodule_belongs_to_whoever_is_above_it(root: Path):
    written(root, {"third_party/ours/.git": "gitdir: ../../.git/modules/ours\n", "third_party/ours/app.py": OPENED})
    assert "third_party/ours/app.py" not in found(root, ".")
    assert found(root, "third_party/ours") == found(root, ".", cwd="third_party/ours") == ["third_party/ours/app.py"]
