"""Whatever a workspace's manifests hold, they raise nothing and nothing waits for them."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from burnish.files import json_of, read_json
from burnish.project import Project
from burnish.verification.project_tests.suites import _json, pytest_settings
from burnish.wire import BrokenWire, receive

DEEP = 60_000
JSON = [
    b"[" * DEEP, b'{"dependencies":' * DEEP, b'{"dependencies": {"a": ' + b"[" * 900 + b"]" * 900 + b"}}",
    b"\xff\xfe{}", b"null", b"[]", b"7", b'"text"', b"7" * 5000, b'{"dependencies": 7, "devDependencies": [1]}',
    b'{"dependencies": {"a": 1e999, "b": null}}', b"", b'{"a": NaN}', b"\xef\xbb\xbf{}", b'{"dependencies": {"\\ud800": "1"}}',
]  # fmt: skip
TOML = [
    b"x = " + b"[" * DEEP, b"a." * 5000 + b"b = 1", b"project = 7", b"[project]\ndependencies = 7",
    b"[project]\ndependencies = [7, true]", b"tool = 1", b"[tool]\npytest = 7", b"\xff", b"x = 1" + b"0" * 5000,
    b"[[project]]", b"[project]\ndependencies = {a = 1}",
]  # fmt: skip


@pytest.mark.parametrize("content", JSON, ids=range(len(JSON)))
def test_a_package_json_declares_what_it_can(tmp_path: Path, content: bytes):
    (tmp_path / "package.json").write_bytes(content)
    assert set(Project(tmp_path).dependencies) <= {"a", "b", "\ud800"}
    assert _json(tmp_path / "package.json") is None or isinstance(_json(tmp_path / "package.json"), dict)


@pytest.mark.parametrize("content", TOML, ids=range(len(TOML)))
def test_a_pyproject_declares_what_it_can(tmp_path: Path, content: bytes):
    (tmp_path / "pyproject.toml").write_bytes(content)
    assert set(Project(tmp_path).dependencies) <= {"a"}
    assert isinstance(pytest_settings(tmp_path), dict)


def test_requirements_of_any_bytes(tmp_path: Path):
    (tmp_path / "requirements.txt").write_bytes(b"flask[" + b"[" * 100_000 + b"\n\xff\xfe\nFlask>=2\n" + b" " * 100_000)
    assert Project(tmp_path).dependencies["flask"] == ">=2"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
def test_links_in_a_circle_pipes_and_devices(tmp_path: Path):
    (tmp_path / "package.json").symlink_to("package.json")
    (tmp_path / "requirements.txt").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pyproject.toml")
    (tmp_path / "inner").symlink_to(tmp_path, target_is_directory=True)
    assert Project(tmp_path).dependencies == {}
    assert _json(tmp_path / "pyproject.toml") is None


def test_json_that_is_nested_too_deep_is_no_json(tmp_path: Path):
    (tmp_path / "a.json").write_bytes(b"[" * DEEP)
    for act in (lambda: json_of(b"[" * DEEP), lambda: read_json(tmp_path / "a.json")):
        with pytest.raises(ValueError, match="too deep"):
            act()
    with pytest.raises(BrokenWire):
        receive(io.BytesIO(b"[" * DEEP + b"\n"))
