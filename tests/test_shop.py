"""The main job on a realistic application: better by measure, its own tests green, nothing else touched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from burnish.document import Document, read
from burnish.language import language_of
from burnish.metrics import file_metrics
from tests.running import burnish, contents, missing

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "models" / "burnish-small.gguf"

pytestmark = pytest.mark.slow


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A copy of the shop in a folder whose name is not plain."""
    folder = tmp_path / "Můj obchod (kopie) 日本"
    litter = shutil.ignore_patterns("__pycache__", ".pytest_cache", "node_modules", "*.db")
    shutil.copytree(ROOT / "tests" / "workspaces" / "shop", folder, ignore=litter)
    return folder


def test_fix_keeps_the_shops_own_tests_green(shop: Path):
    its_own_tests_pass(shop)
    before = contents(shop)
    enhanced(shop, before, "fix", "--format", "json")


def test_unsafe_fixes_keep_the_shops_own_tests_green(shop: Path):
    before = contents(shop)
    enhanced(shop, before, "fix", "--unsafe-fixes", "--format", "json")


def test_enhance_keeps_the_shops_own_tests_green(shop: Path):
    before = contents(shop)
    report = enhanced(shop, before, "enhance", "--write", "--format", "json", *model_options())
    assert all(one["receipt"] for one in report["enhancements"])


def test_enhance_with_unsafe_fixes_keeps_the_shops_own_tests_green(shop: Path):
    before = contents(shop)
    enhanced(shop, before, "enhance", "--write", "--unsafe-fixes", "--format", "json", *model_options())


def model_options() -> tuple[str, ...]:
    """The default model where it is; without it the model is off, which CI does not accept."""
    if MODEL.is_file():
        return ()
    if os.environ.get("CI"):
        pytest.fail("models/burnish-small.gguf is not there")
    return ("--model", "off")


def enhanced(shop: Path, before: Mapping[str, str], *command: str) -> dict[str, Any]:
    """The report of a run, after everything that must hold of it was seen to hold."""
    old = measured(shop)
    first = burnish(*command, cwd=shop)
    assert first.returncode in (0, 1), first.stderr
    assert first.stderr == ""
    report: dict[str, Any] = json.loads(first.stdout)
    after = contents(shop)

    changed = {name for name in before if before[name] != after.get(name)}
    assert changed
    assert set(after) == set(before), "no file came or went"
    assert changed == {one["path"] for one in report["enhancements"]}, "what changed is what was reported"
    assert all(language_of(name) for name in changed)

    new = measured(shop)
    assert new["cognitive"] < old["cognitive"]
    assert new["lines"] < old["lines"]

    second = burnish(*command, cwd=shop)
    assert json.loads(second.stdout)["enhancements"] == []
    assert contents(shop) == after, "a second run changes nothing"
    its_own_tests_pass(shop)
    return report


def measured(shop: Path) -> dict[str, int]:
    """Sums over the shop's files."""
    documents = [read(shop / name) for name in contents(shop) if language_of(name)]
    every = [file_metrics(one) for one in documents if isinstance(one, Document)]
    return {"cognitive": sum(one.cognitive for one in every), "lines": sum(one.lines for one in every)}


def its_own_tests_pass(shop: Path) -> None:
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    suites = [[sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "api/tests"]]
    node = shutil.which("node")
    if node is None and os.environ.get("CI"):
        missing("node is not installed, and two of the shop's suites need it")
    if node is not None:
        tests = sorted(
            str(path) for folder in ("service", "web") for path in (shop / folder / "test").glob("*.test.js")
        )
        suites.append([node, "--test", *tests])
    for suite in suites:
        done = subprocess.run(suite, cwd=shop, env=outside, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
