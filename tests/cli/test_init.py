"""`burnish init`: what it writes, and what it leaves alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from burnish.config import read_toml
from tests.running import burnish

FINDING = "def f(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"


def init(folder: Path, *arguments: str) -> str:
    done = burnish("init", *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_settings_are_written_and_hold(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(FINDING)
    said = init(tmp_path)
    assert said.startswith("Wrote burnish.toml.\nNext: ")
    assert read_toml(tmp_path / "burnish.toml") == {"ignore": [], "exclude": []}
    assert burnish("check", cwd=tmp_path).returncode == 1


def test_a_pyproject_keeps_every_byte_and_gets_a_table(tmp_path: Path) -> None:
    before = "# mine\r\n[project]\r\nname = 'x'"
    (tmp_path / "pyproject.toml").write_bytes(before.encode())
    assert "Added [tool.burnish] to pyproject.toml." in init(tmp_path)
    after = (tmp_path / "pyproject.toml").read_bytes().decode()
    assert after.startswith(before + "\r\n\r\n# Settings of Burnish.")
    assert "\n" not in after.replace("\r\n", "")
    assert read_toml(tmp_path / "pyproject.toml")["tool"]["burnish"] == {"ignore": [], "exclude": []}
    assert "stay as they are" in init(tmp_path)
    assert (tmp_path / "pyproject.toml").read_bytes().decode() == after


def test_what_is_written_says_how_rules_go_by_path(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    init(tmp_path)
    text = (
        (tmp_path / "pyproject.toml").read_text().replace("# [tool", "[tool").replace('# ignore = ["p', 'ignore = ["p')
    )
    (tmp_path / "pyproject.toml").write_text(text)
    assert read_toml(tmp_path / "pyproject.toml")["tool"]["burnish"]["per-path"] == {
        "tests/**": {"ignore": ["performance", "security/hardcoded-secret"]}
    }


def test_a_broken_pyproject_is_an_error_and_stays(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project\n")
    done = burnish("init", cwd=tmp_path)
    assert done.returncode == 2
    assert "pyproject.toml" in done.stderr
    assert (tmp_path / "pyproject.toml").read_text() == "[project\n"


def test_a_baseline_leaves_only_new_findings(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(FINDING)
    assert "with 1 finding;" in init(tmp_path, "--baseline")
    check = ("check", "--baseline", "burnish-baseline.json")
    known = burnish(*check, cwd=tmp_path)
    assert (known.returncode, known.stdout) == (0, "Nothing new found in 2 files; 1 known to the baseline.\n")
    (tmp_path / "b.py").write_text(FINDING)
    assert burnish(*check, cwd=tmp_path).returncode == 1
    assert "is there already" in init(tmp_path, "--baseline")


@pytest.mark.parametrize(
    "before",
    [
        "repos:\n- repo: https://example.org/a\n  rev: v1\n  hooks:\n  - id: a\n",
        "# top\nrepos:\n  # first\n  - repo: https://example.org/a\n    rev: v1\n    hooks:\n      - id: a\n\nfail_fast: true\n",
        "repos:\r\n  - repo: local\r\n    hooks: []\r\n",
    ],
)
def test_a_hook_joins_those_that_are_there(tmp_path: Path, before: str) -> None:
    path = tmp_path / ".pre-commit-config.yaml"
    path.write_bytes(before.encode())
    assert "Added a hook" in init(tmp_path, "--pre-commit")
    after = path.read_bytes().decode()
    old, new = yaml.safe_load(before), yaml.safe_load(after)
    assert new["repos"][:-1] == old["repos"]
    assert new["repos"][-1]["hooks"][0]["entry"] == "burnish check"
    assert new["repos"][-1]["hooks"][0]["args"] == ["--force-exclude"]
    assert {**new, "repos": None} == {**old, "repos": None}
    assert ("\r\n" in after) == ("\r\n" in before)
    assert "names Burnish already" in init(tmp_path, "--pre-commit")


def test_a_hook_that_cannot_be_added_is_shown(tmp_path: Path) -> None:
    (tmp_path / ".pre-commit-config.yaml").write_text("repos: []\n")
    said = init(tmp_path, "--pre-commit")
    assert "add this to its repos" in said
    assert "entry: burnish check" in said
    assert (tmp_path / ".pre-commit-config.yaml").read_text() == "repos: []\n"


def test_a_new_hook_knows_the_baseline(tmp_path: Path) -> None:
    init(tmp_path, "--baseline", "--pre-commit")
    (repo,) = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text())["repos"]
    assert repo["hooks"][0]["args"] == ["--force-exclude", "--baseline", "burnish-baseline.json"]


@pytest.mark.parametrize(
    ("host", "path"), [("github", ".github/workflows/burnish.yml"), ("gitlab", ".gitlab/burnish.yml")]
)
def test_a_job_is_written_once(tmp_path: Path, host: str, path: str) -> None:
    assert f"Wrote {path}." in init(tmp_path, "--ci", host)
    job = (tmp_path / path).read_text()
    assert yaml.safe_load(job)
    assert "BASELINE" not in job
    assert "--changed-since" in job
    assert "is there already" in init(tmp_path, "--ci", host)


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    done = burnish("init", "nowhere", cwd=tmp_path)
    assert (done.returncode, done.stderr.strip()) == (2, "error: nowhere is no folder")


def test_nobody_is_asked_where_there_is_no_terminal(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "burnish", "init"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["burnish.toml"]


def test_settings_in_a_folder_of_a_project_say_what_they_replace(tmp_path: Path) -> None:
    init(tmp_path)
    (tmp_path / "app").mkdir()
    said = init(tmp_path, "app")
    assert f"They hold here instead of {tmp_path / 'burnish.toml'}: the nearest settings file holds alone." in said
