"""`burnish doctor`: what works here, and what to do about what does not."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from burnish.rules import pages as rule_pages
from burnish.store import Cache, check_path

ROOT = Path(__file__).parents[2]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "burnish.toml").write_text('model = "off"\n')
    return tmp_path


def doctor(workspace: Path, before: str = "") -> str:
    program = f"{before}\nfrom burnish.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "doctor"],
        cwd=workspace,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_works_is_said(workspace: Path) -> None:
    said = doctor(workspace)
    assert "ok  Ruff" in said
    assert "ok  Sandbox monty: installed, runs code after" in said
    assert "ok  Sandbox v8: installed, runs code after" in said
    assert "Model: switched off in the settings" in said
    assert f" of at most 67 MB in {check_path()}\n" in said


def test_the_size_of_the_cache_is_said(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    cache = Cache(check_path())
    cache.put({b"1": "x" * 2_000_000})
    cache.close()
    assert re.search(r"Cache of check: [2-4]\.\d of at most 67 MB", doctor(workspace))


def test_rules_are_counted_by_their_ids(workspace: Path) -> None:
    pages = len({one.id for one in rule_pages().values()})
    assert f", {pages} rules, " in doctor(workspace)


def test_a_sandbox_that_is_missing_comes_with_the_command_that_adds_it(workspace: Path) -> None:
    said = doctor(workspace, "import sys; sys.modules['pydantic_monty'] = None")
    assert "--  Sandbox monty: " in said
    assert "-m pip install " in said
    assert "mini-racer" in said


@pytest.mark.slow
def test_the_model_is_asked_for_something_that_takes_more_than_a_token(tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp")
    said = doctor(tmp_path)
    tokens = re.search(r"Model: burnish-small: (\d+) tokens in \d+ ms", said)
    assert tokens is not None, said
    assert int(tokens[1]) > 5
    assert re.search(r"loaded: llama 4\.5M Q8_0, \d+ threads?, (no|all|\d+) layers on the GPU", said), said
