"""Bad input through the command line: a clear sentence or silence, never a traceback, a hang, or a changed file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.running import burnish, contents

PLAIN = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
PLAIN_FIXED = "def load(path):\n    with open(path) as handle:\n        data = handle.read()\n    return data\n"
# No rule fix: the rule leaves a line alone that holds more than one statement.
LOGGED = (
    "def load(path, log):\n    handle = open(path); log(path)\n    data = handle.read()\n"
    "    handle.close()\n    return data\n"
)
NESTED = "function show(a, b) {\n  if (a) {\n    if (b) {\n      draw(a);\n      draw(b);\n    }\n  }\n}\n"
NESTED_FIXED = "function show(a, b) {\n  if (a && b) {\n    draw(a);\n    draw(b);\n  }\n}\n"
LEVELS = 2000

SAID = {
    "latin one.py": (b"name = 'J\xfcrgen'\n", "it is not valid UTF-8 (byte 9)"),
    "cut off.js": (b"const a = '\xf0\x9f", "it is not valid UTF-8 (byte 11)"),
    "picture.py": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "it is not a text file"),
    "bundle.js": (b"var a=function(b){return b};" * 190_000, "it is larger than 2 MB"),
    "one-line.css": (b"a{color:red}" * 4000, "compiled: a line of its code has more than 20,000 bytes"),
}
SILENT = {
    "unfinished.py": b"def load(path):\n    handle = open(path\n    data = handle.read()\n",
    "unfinished.jsx": b"export function A( { return <div><p>\n",
    "unfinished.html": b"<!doctype html><div <p><script>function (",
    "unfinished.css": b"a { color: \n b } } {",
    "unfinished.vue": b"<template>{{ a < b\n<script setup lang='ts'>\nfunction (\n<style lang=\"scss>",
    "unfinished.svelte": b"<script>\n$: a = {\n{#if a < b}<p on:click={() =>",
    "unfinished sheet.scss": b".a { @include b($c: ( &-d #{",
    "unfinished less.less": b".a { .b(@c; &:extend(.d @{e",
    "unfinished.json": b'{"dependencies": {"a": ',
    "empty.py": b"",
    "empty.html": b"",
    "empty.json": b"",
    ".env": b"",
    "only a mark.py": b"\xef\xbb\xbf",
    "old mac.py": b"x = 1\ry = 2\r",
    "mixed ends.py": b"x = 1\r\ny = 2\nz = 3\r",
    "combining.py": "na\u0308ive = '👩\u200d👩\u200d👧 \u202e'\n".encode(),
}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "Můj projekt 日本"
    folder.mkdir()
    (folder / "burnish.toml").write_text('model = "off"\n')
    return folder


COMMANDS = {
    "check": (
        "check",
        "--show-skipped",
    ),
    "fix": ("fix", "--unsafe-fixes"),
    "enhance": ("enhance", "--write", "--unsafe-fixes", "--model", "replay:answers.json"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_files_that_are_no_code_are_named_or_passed_over_and_never_changed(workspace: Path, command: str):
    for name, (content, _) in SAID.items():
        (workspace / name).write_bytes(content)
    for name, content in SILENT.items():
        (workspace / name).write_bytes(content)
    (workspace / "answers.json").write_text('{"answer": [{"text": "garbage"}]}')
    before = contents(workspace)
    done = burnish(*COMMANDS[command], cwd=workspace)
    assert done.returncode in (0, 1)
    told = {line for line in done.stderr.splitlines() if "syntax error" not in line}
    assert told == {f"{name}: skipped: {said}" for name, (_, said) in SAID.items()}
    assert contents(workspace) == before


ODD = {
    "crlf.py": (PLAIN.replace("\n", "\r\n"), PLAIN_FIXED.replace("\n", "\r\n")),
    "mark.py": ("\ufeff" + PLAIN, "\ufeff" + PLAIN_FIXED),
    "emoji.py": (
        PLAIN.replace("load(path):", "load(path):\n    '''👩\u200d👧 na\u0308ive'''"),
        PLAIN_FIXED.replace("load(path):", "load(path):\n    '''👩\u200d👧 na\u0308ive'''"),
    ),
    "tabs.py": (PLAIN.replace("    ", "\t"), PLAIN_FIXED.replace("    ", "\t")),
    "no end.py": (PLAIN.rstrip("\n"), PLAIN_FIXED.rstrip("\n")),
    "tabs crlf.js": (NESTED.replace("  ", "\t").replace("\n", "\r\n"), NESTED_FIXED.replace("  ", "\t").replace("\n", "\r\n")),
    "broken below.py": (PLAIN + "\n\ndef f(:\n", PLAIN_FIXED + "\n\ndef f(:\n"),
}  # fmt: skip


def test_odd_but_good_code_is_fixed_and_keeps_its_bytes(workspace: Path):
    for name, (before, _) in ODD.items():
        (workspace / name).write_bytes(before.encode())
    done = burnish("fix", cwd=workspace)
    assert done.stderr == ""
    for name, (_, after) in ODD.items():
        assert (workspace / name).read_bytes().decode() == after, name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "code", "fixed", "deep"),
    [
        ("brackets.py", PLAIN, PLAIN_FIXED, f"\n\nx = {'(' * LEVELS}1{')' * LEVELS}\n"),
        ("lists.py", PLAIN, PLAIN_FIXED, f"\n\nx = {'[' * LEVELS}1{']' * LEVELS}\n"),
        ("ifs.js", NESTED, NESTED_FIXED, "function f(a) {\n" + "if (a) {\n" * LEVELS + "g();\n" + "}\n" * (LEVELS + 1)),
        ("calls.tsx", NESTED, NESTED_FIXED, f"const x = {'f(' * LEVELS}1{')' * LEVELS};\n"),
        ("page.html", f"<script>\n{NESTED}</script>\n", f"<script>\n{NESTED_FIXED}</script>\n", "<div>\n" * LEVELS),
    ],
    ids=["brackets", "lists", "conditions", "calls", "elements"],
)
def test_two_thousand_levels_of_nesting_are_no_obstacle(workspace: Path, name: str, code: str, fixed: str, deep: str):
    """The gate's strict parsers meet them too: there is something to fix in the same file."""
    (workspace / name).write_text(code + deep)
    done = burnish("fix", name, cwd=workspace)
    assert (done.stderr, done.returncode in (0, 1)) == ("", True)
    assert (workspace / name).read_text() == fixed + deep
    for command in (("check", name), ("enhance", "--write", name)):
        done = burnish(*command, cwd=workspace)
        assert (done.stderr, done.returncode in (0, 1)) == ("", True)
    assert (workspace / name).read_text() == fixed + deep


@pytest.mark.slow
def test_indentation_two_thousand_levels_deep(workspace: Path):
    levels = 1980  # deeper, and the file is larger than what is read
    deep = "\n\ndef f(x):\n" + "".join(" " * n + "if x:\n" for n in range(1, levels)) + " " * levels + "g()\n"
    (workspace / "deep.py").write_text(PLAIN + deep)
    done = burnish("fix", cwd=workspace)
    assert (done.stderr, done.returncode in (0, 1)) == ("", True)
    assert (workspace / "deep.py").read_text() == PLAIN_FIXED + deep


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "There is no model file"),
        (b"", "answers.gguf"),
        (b"GGUF\x03\0\0\0\xff\xff\xff\xff\xff\xff\xff\x7f", "answers.gguf"),
        (b"PK\x03\x04 a zip, perhaps", "answers.gguf"),
    ],
    ids=["missing", "empty", "truncated", "something else"],
)
def test_a_model_file_that_is_of_no_use_is_said_once_and_the_rules_go_on(
    workspace: Path, content: bytes | None, said: str
):
    (workspace / "burnish.toml").write_text('model = "off"\nbehaviour = false\n')
    if content is not None:
        (workspace / "answers.gguf").write_bytes(content)
    (workspace / "a.py").write_text(PLAIN)
    (workspace / "b.py").write_text(LOGGED)
    done = burnish("enhance", "--write", "--model", "answers.gguf", cwd=workspace)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("warning: ")
    assert said in line
    assert line.endswith(" Going on with the rules alone.")
    assert (workspace / "a.py").read_text() == PLAIN_FIXED
    assert (workspace / "b.py").read_text() == LOGGED


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"text": "Segmentation fault, perhaps ``` <|L1|>\u0000"}, "the model's answer is malformed"),
        ({"text": ""}, "the model's answer is malformed"),
        ({"text": f"```\n{LOGGED}```"}, "the model left the code as it is"),
        ({"text": "```\n" + "x = 1\n" * 5000 + "```"}, "refused"),
        ({"contains": ["something else"], "text": ""}, "no recorded answer"),
    ],
    ids=["garbage", "nothing", "the same", "far too much", "no answer"],
)
def test_a_model_that_talks_nonsense_changes_nothing(workspace: Path, answer: dict[str, object], said: str):
    (workspace / "a.py").write_text(LOGGED)
    (workspace / "answers.json").write_text(json.dumps({"answer": [answer]}))
    before = contents(workspace)
    done = burnish("enhance", "--write", "--refused", "--model", "replay:answers.json", cwd=workspace)
    assert done.returncode == 1
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert contents(workspace) == before


def test_a_wrong_answers_file_is_said(workspace: Path):
    (workspace / "a.py").write_text(LOGGED)
    (workspace / "answers.json").write_text("{")
    done = burnish("enhance", "--write", "--model", "replay:answers.json", cwd=workspace)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "The recorded answers in answers.json cannot be used" in line


def test_wrong_settings_are_all_named_with_file_and_line_and_nothing_is_done(workspace: Path):
    (workspace / "a.py").write_text(PLAIN)
    (workspace / "burnish.toml").write_text(
        'modle = "off"\n\nignore = "use-context-manager"\nmax-function-lines = "many"\nunsafe-fixes = 1\n'
        'model_timeout = true\nendpoint = "http://127.0.0.1:9/"\n'
    )
    done = burnish("check", cwd=workspace)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.sub(r"(toml:\d+):\d+:", r"\1:", done.stderr).splitlines() == [
        f"error: burnish.toml:{line}: {what}"
        for line, what in (
            (1, "unknown setting 'modle'; did you mean 'model'?"),
            (3, "'ignore' must be a list of strings, not 'use-context-manager'"),
            (4, "'max-function-lines' must be a whole number, not 'many'"),
            (5, "'unsafe-fixes' must be true or false, not 1"),
            (6, "'model_timeout' must be a number, not true"),
            (7, "'endpoint' is taken from your editor's settings or the command line only, not from a workspace's file"),
        )
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["model = \n", "= 3", "\udcff", "[tool.burnish]\n[tool.burnish]\n"])
def test_settings_that_cannot_be_read_are_one_sentence(workspace: Path, text: str):
    (workspace / "a.py").write_text(PLAIN)
    (workspace / "burnish.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    done = burnish("check", cwd=workspace)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: burnish.toml:")


def test_files_that_vanish_or_cannot_be_read_are_said(workspace: Path):
    (workspace / "a.py").write_text(PLAIN)
    (workspace / "gone.py").symlink_to(workspace / "nowhere.py")
    (workspace / "folder.py").mkdir()
    done = burnish("fix", "a.py", "gone.py", cwd=workspace)
    assert (done.returncode, done.stderr) == (2, "error: gone.py leads nowhere\n")
    done = burnish("fix", cwd=workspace)
    assert (done.returncode, done.stderr) == (0, "")
    assert (workspace / "a.py").read_text() == PLAIN_FIXED
