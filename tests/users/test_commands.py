"""`burnish rules new` and `burnish rules test`, as a person uses them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from burnish.cli.app import app


def run(*arguments: str):
    return CliRunner().invoke(app, ["rules", *arguments])


def test_a_new_page_passes_its_own_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert run("new", "slow-clock").exit_code == 0
    tested = run("test")
    assert (tested.exit_code, tested.stdout) == (0, "2 examples of 1 rule as they should be.\n")
    assert run("new", "slow-clock").exit_code == 2
    assert run("new", "Slow_Clock").exit_code == 2
    assert run("new", "missing-timeout").exit_code == 2


def test_a_wrong_example_is_shown_with_what_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    run("new", "a")
    page = tmp_path / ".burnish/rules/a.md"
    page.write_text(page.read_text().replace("    return time.monotonic()", "    return monotonic()"))
    tested = run("test")
    assert tested.exit_code == 1
    assert "-    return monotonic()\n    +    return time.monotonic()" in tested.stdout
    page.write_text(page.read_text().replace("pattern:", "patern:"))
    assert run("test", str(page)).exit_code == 2
