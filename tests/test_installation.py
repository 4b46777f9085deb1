"""What a person is told to install exists, and is named as pip takes it."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from burnish.installation import how_to_add, requirements

ROOT = Path(__file__).parents[1]


def test_an_extra_is_told_as_the_packages_that_it_stands_for() -> None:
    program, *rest = shlex.split(how_to_add("local"))
    assert (program, rest[:3]) == (sys.executable, ["-m", "pip", "install"])
    assert [Requirement(one).name for one in rest[3:]] == ["llama-cpp-python"]


def test_several_extras_are_told_together_each_package_once() -> None:
    names = [Requirement(one).name for one in requirements("sandbox", "dev")]
    assert {"mini-racer", "pydantic-monty", "hypothesis", "pytest"} <= set(names)
    assert len(names) == len(set(names))


def test_the_packages_are_quoted_for_a_shell() -> None:
    said = subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {how_to_add('sandbox')}"], capture_output=True, text=True, check=True
    )
    assert said.stdout.split("\n")[4:-1] == list(requirements("sandbox"))


def test_on_windows_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.name", "nt")
    monkeypatch.setattr(sys, "executable", r"C:\Program Files\Python\python.exe")
    assert how_to_add("local").startswith('"C:\\Program Files\\Python\\python.exe" -m pip install llama-cpp-python==')
    assert '"mini-racer<0.15,>=0.14"' in how_to_add("sandbox")


@pytest.mark.parametrize(
    "folder", ["server", "vscode-client/src", "vscode-client/media", "docs", "scripts", "grammars"]
)
def test_no_text_names_a_package_that_is_not_published(folder: str) -> None:
    """Anyone may take a name that is free: whoever follows such an advice installs whatever they put there."""
    texts = [path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".ts", ".md", ".toml", ".json"}]
    assert texts
    wrong = re.compile(r"(?:pipx?|uv|npm)\s+(?:\w+\s+)?(?:-\S+\s+)*['\"]?burnish\b")
    found = [str(path) for path in [*texts, *ROOT.glob("*.md")] if wrong.search(path.read_text(encoding="utf-8"))]
    assert found == []
