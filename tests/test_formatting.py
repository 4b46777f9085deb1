"""What a fix changes goes through the project's own formatter."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from burnish import engine
from burnish.config import Config
from burnish.document import Document
from burnish.installation import own_ruff
from burnish.project import Project
from burnish.project.formatters import formatters_of
from burnish.text import Edit, Span, apply, composed

CONFIG = Config(behaviour=False)
RUFF = {"pyproject.toml": "[tool.ruff]\nline-length = 100\n[tool.ruff.format]\nquote-style = 'single'\n"}

CALLS = """\
async def show(client_api):
    user = await client_api.get_user_of_this_session('by name and address')
    orders = await client_api.get_orders_of_this_session('by the date')
    return user, orders
"""
UNTIDY = CALLS + "\n\ndef untidy( a ):\n    return {  'a':a }\n"
WITH_OPEN = """\
import json


def read(path, with_the_default_encoding, and_further_options_of_all_kinds):
    handle = open(path, encoding=with_the_default_encoding, **and_further_options_of_all_kinds)
    data = json.load(handle)
    handle.close()
    return data
"""


def lay(root: Path, files: Mapping[str, str], path: str, text: str) -> Project:
    for name, content in {**files, path: text}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content.encode())
    return Project(root, CONFIG)


def fixed(project: Project, path: str) -> str:
    assert project.root is not None
    source = (project.root / path).read_bytes()
    return engine.fix_all(Document.of(project.root / path, source), project, unsafe=True).result.source.decode()


def is_formatted(root: Path, path: str, text: str) -> bool:
    ruff = own_ruff()
    assert ruff is not None
    command = [ruff, "format", "--no-cache", "--check", "--stdin-filename", str(root / path), "-"]
    return subprocess.run(command, input=text.encode(), cwd=root, check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    "settings",
    [
        RUFF,
        {"ruff.toml": "line-length = 120\n[format]\nquote-style = 'preserve'\n"},
        {"ruff.toml": "line-length = 78\nindent-width = 2\n[format]\nquote-style = 'single'\n"},
        {"ruff.toml": "[format]\nindent-style = 'tab'\nquote-style = 'single'\n"},
    ],
)
@pytest.mark.parametrize("text", [CALLS, WITH_OPEN])
def test_what_passed_its_check_passes_it_afterwards(tmp_path: Path, settings: dict[str, str], text: str) -> None:
    project = lay(tmp_path, settings, "app.py", text)
    ruff = own_ruff()
    assert ruff is not None
    subprocess.run([ruff, "format", "--no-cache", "--quiet", "app.py"], cwd=tmp_path, check=True)
    before = (tmp_path / "app.py").read_text()
    after = fixed(project, "app.py")
    assert after != before
    assert is_formatted(tmp_path, "app.py", after)


def test_of_an_untidy_file_only_the_changed_lines_are_laid_out(tmp_path: Path) -> None:
    project = lay(tmp_path, RUFF, "app.py", UNTIDY)
    after = fixed(project, "app.py")
    assert after.endswith("\n\ndef untidy( a ):\n    return {  'a':a }\n")
    assert "    user, orders = await asyncio.gather(\n        client_api.get" in after


def test_line_ends_stay(tmp_path: Path) -> None:
    for text in (CALLS, UNTIDY):
        after = fixed(lay(tmp_path, RUFF, "app.py", text.replace("\n", "\r\n")), "app.py")
        assert "gather" in after
        assert after.count("\n") == after.count("\r\n")


def test_a_file_that_the_formatter_leaves_alone_stays_as_the_rule_wrote_it(tmp_path: Path) -> None:
    excluded = {"ruff.toml": "[format]\nexclude = ['app.py']\nquote-style = 'double'\n"}
    assert "'by name and address'" in fixed(lay(tmp_path, excluded, "app.py", UNTIDY), "app.py")


BROKEN = ["[format]\nquote-style = 'none of them'\n", "required-version = '==0.0.1'\n[format]\n", "[format\n"]


@pytest.mark.parametrize("settings", BROKEN)
def test_a_formatter_that_fails_leaves_the_layout_of_the_rule(tmp_path: Path, settings: str) -> None:
    assert "gather" in fixed(lay(tmp_path, {"ruff.toml": settings}, "app.py", CALLS), "app.py")


def test_a_text_that_is_no_utf_8_stays_as_the_rule_wrote_it(tmp_path: Path) -> None:
    project = lay(tmp_path, RUFF, "app.py", "")
    (tmp_path / "app.py").write_bytes(CALLS.encode() + b"# \xff\n")
    source = (tmp_path / "app.py").read_bytes()
    run = engine.fix_all(Document.of(tmp_path / "app.py", source), project, unsafe=True)
    assert b"gather" in run.result.source
    assert run.result.source.endswith(b"# \xff\n")


posix = pytest.mark.skipif(sys.platform == "win32", reason="the formatters of these tests are scripts")
LOOP = "async function load(ids) {\n  for (const id of ids) {\n    await fetch(id);\n  }\n}\n"
PRETTIER = {".prettierrc": "{}", "package.json": '{"devDependencies": {"prettier": "3"}}'}
UPPER = "#!/bin/sh\nsed 's/fetch/FETCH/'\n"
"""A formatter that has its own mind about one word."""


def with_script(root: Path, script: str, path: str = "node_modules/.bin/prettier") -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(script)
    (root / path).chmod(0o755)


def kinds(root: Path, project: Project, path: str) -> list[str]:
    return [one.kind for one in formatters_of(Document.of(root / path, ""), project)]


@posix
def test_prettier_is_run_from_the_nearest_node_modules(tmp_path: Path) -> None:
    project = lay(tmp_path, PRETTIER, "web/app.js", LOOP)
    assert kinds(tmp_path, project, "web/app.js") == []
    with_script(tmp_path, "#!/bin/sh\ncat\n")
    project = Project(tmp_path, CONFIG)
    (tmp_path / ".git").mkdir()
    (one,) = formatters_of(Document.of(tmp_path / "web/app.js", ""), Project(tmp_path, CONFIG)) or (None,)
    assert one is None  # a folder that only looks like a repository: git cannot say what came with it
    (tmp_path / ".git").rmdir()
    (one,) = formatters_of(Document.of(tmp_path / "app.js", ""), project)
    assert (one.kind, one.folder) == ("prettier", tmp_path)


@posix
def test_an_untrusted_workspace_has_none_of_its_own_programs_run(tmp_path: Path) -> None:
    lay(tmp_path, {**PRETTIER, "pyproject.toml": "[tool.black]\n"}, "app.js", LOOP)
    for name in ("node_modules/.bin/prettier", ".venv/bin/black", ".venv/bin/ruff"):
        with_script(tmp_path, UPPER, name)
    trusted, untrusted = Project(tmp_path, CONFIG), Project(tmp_path, CONFIG, trusted=False)
    assert kinds(tmp_path, trusted, "app.js") == ["prettier"]
    assert kinds(tmp_path, trusted, "app.py") == ["black"]
    assert kinds(tmp_path, untrusted, "app.js") == []
    (ruff,) = formatters_of(Document.of(tmp_path / "app.py", ""), untrusted)
    assert (ruff.kind, ruff.command[0]) == ("ruff", own_ruff())


@posix
def test_a_program_that_came_with_the_clone_is_not_run(tmp_path: Path) -> None:
    lay(tmp_path, PRETTIER, "app.js", LOOP)
    with_script(tmp_path, UPPER)
    for command in (["init", "-q"], ["add", "-A", "-f"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    assert kinds(tmp_path, Project(tmp_path, CONFIG), "app.js") == []
    subprocess.run(["git", "rm", "-rq", "--cached", "node_modules"], cwd=tmp_path, check=True)
    assert kinds(tmp_path, Project(tmp_path, CONFIG), "app.js") == ["prettier"]


@posix
@pytest.mark.parametrize(
    "script", ["#!/bin/sh\nexit 2\n", "#!/bin/sh\n", "#!/nowhere/at/all\n", "", "#!/bin/sh\nprintf '\\377'\n"]
)
def test_a_formatter_that_breaks_changes_nothing(tmp_path: Path, script: str) -> None:
    project = lay(tmp_path, PRETTIER, "app.js", LOOP)
    with_script(tmp_path, script)
    assert "Promise.all" in fixed(project, "app.js")


def test_no_formatter_for_a_text_that_lies_in_no_project(tmp_path: Path) -> None:
    document = Document.of(tmp_path / "app.py", CALLS)
    assert formatters_of(document, Project()) == ()
    assert formatters_of(document, Project(tmp_path / "other")) == ()
    assert formatters_of(Document.of("app.py", CALLS), Project(tmp_path)) == ()


def test_edits_of_edits() -> None:
    text = b"one\ntwo\nthree\n"
    first = [Edit(Span(0, 3), "1\nand"), Edit(Span(4, 8), "")]
    between = apply(text, first)
    second = [Edit(Span(2, 5), "und"), Edit(Span(6, 11), "drei")]
    assert between == b"1\nand\nthree\n"
    assert apply(text, composed(first, between, second)) == apply(between, second) == b"1\nund\ndrei\n"
