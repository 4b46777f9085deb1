"""The lock files of what the extension installs fit what pyproject.toml and constraints.txt ask for."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]

_spec = importlib.util.spec_from_file_location("lock", ROOT / "scripts" / "lock.py")
assert _spec is not None
assert _spec.loader is not None
lock = sys.modules["lock"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(lock)


@pytest.fixture
def texts() -> dict[str, str]:
    return {name: (lock.LOCKS / name).read_text(encoding="utf-8") for name in lock.wanted()}


def test_the_lock_files_are_not_stale(texts: dict[str, str]) -> None:
    assert list(lock.complaints(texts)) == []


@pytest.mark.parametrize(
    ("name", "change", "complaint"),
    [
        pytest.param(
            "server.txt",
            lambda text: re.sub(r"(?ms)^libcst==.*?(?=^\S)", "", text),
            "server.txt has no libcst for Python 3.10 on linux-x64",
            id="a package that is asked for is not there",
        ),
        pytest.param(
            "sandboxed.txt",
            lambda text: re.sub(r"(?m)^mini-racer==\S+", "mini-racer==0.15.0", text),
            "sandboxed.txt has mini-racer 0.15.0 for Python 3.12 on darwin-arm64, and pyproject.toml asks for mini-racer<0.15,>=0.14",
            id="a version that pyproject.toml does not take",
        ),
        pytest.param(
            "server.txt",
            lambda text: re.sub(r"(?m)^ruff==\S+", "ruff==0.99.0", text),
            "server.txt has ruff 0.99.0, and constraints.txt ",
            id="a version that is not the one that Burnish is developed with",
        ),
        pytest.param(
            "model.txt",
            lambda text: re.sub(r"(?m)^(diskcache==\S+) \\\n(?:\s+--hash=.*\n)+", r"\1\n", text),
            "model.txt: diskcache==5.6.3 has no hashes",
            id="a package without its files' checksums",
        ),
        pytest.param(
            "server.txt",
            lambda text: re.sub(r"(?m)^rich==\S+", "rich>=15", text),
            "server.txt: rich>=15 is not one version",
            id="a package in any version",
        ),
        pytest.param(
            "server.txt",
            lambda text: "--index-url https://mirror.example/simple\n" + text,
            "server.txt",
            id="a place to get packages from",
        ),
    ],
)
def test_what_does_not_fit_is_named(
    texts: dict[str, str], name: str, change: Callable[[str], str], complaint: str
) -> None:
    changed = change(texts[name])
    assert changed != texts[name]
    assert any(one.startswith(complaint) for one in lock.complaints(texts | {name: changed}))


@pytest.mark.parametrize("name", ["server.txt", "sandboxed.txt", "model.txt"])
def test_the_lock_files_hold_all_that_is_needed_in_turn(texts: dict[str, str], name: str) -> None:
    """What the installed packages say that they require, as far as there is any of it, is pinned."""
    here = default_environment()
    pinned = {pin.name for pin in lock.pins(texts[name]) if pin.holds_in(here)}
    asked = map(Requirement, lock.wanted()[name])
    open_ones = [one for one in asked if one.marker is None or one.marker.evaluate(here)]
    seen: set[str] = set()
    while open_ones:
        one = open_ones.pop()
        own = canonicalize_name(one.name)
        if own in seen:
            continue
        seen.add(own)
        assert own in pinned or own in lock.BUILT_HERE, f"{name} lacks {own}"
        try:
            required = importlib.metadata.requires(own) or []
        except importlib.metadata.PackageNotFoundError:
            pytest.skip(f"{own} is not installed")
        for text in required:
            needed = Requirement(text)
            wanted = ["", *one.extras]
            if needed.marker is None or any(needed.marker.evaluate(here | {"extra": extra}) for extra in wanted):
                open_ones.append(needed)
    assert {"esprima", "libcst", "pygls"} <= seen or name == "model.txt"


def test_the_command_says_that_they_are_fresh() -> None:
    done = subprocess.run([sys.executable, ROOT / "scripts" / "lock.py", "--check"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
