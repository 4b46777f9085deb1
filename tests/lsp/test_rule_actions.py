"""Lightbulb entries about a rule: fix all of it in the file, explain it, switch it off in the settings file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from tests.lsp.editing import actions, diagnostics, line, open_file, with_edit
from tests.lsp.session import begin, editor
from tests.lsp.test_review import edit_of

__all__ = ["editor"]

RULE = "readability/use-context-manager"
LOAD = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
LOAD_FIXED = "def load(path):\n    with open(path) as handle:\n        data = handle.read()\n    return data\n"
NESTED = "def f(a, b):\n    if a:\n        if b:\n            g()\n            h()\n"
STATUS = "import requests\n\n\ndef status(url):\n    return requests.get(url).status_code\n"
OFF = f"Burnish: Switch {RULE} off in this project"


async def entry(client: LanguageClient, uri: str, title: str, row: int = 1, column: int = 14) -> types.CodeAction:
    offered = await actions(client, uri, line(row, column))
    (found,) = [one for one in offered if one.title == title]
    return found


async def switch_off(client: LanguageClient, uri: str, rule: str = RULE) -> Any:
    return await client.protocol.send_request_async("burnish/switchOff", {"uri": uri, "rule": rule})


async def test_all_findings_of_a_rule_are_fixed_and_no_others(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    uri = open_file(editor, tmp_path / "a.py", "\n\n".join((LOAD, NESTED, LOAD)))
    every = await entry(editor, uri, f"Burnish: Fix all {RULE} in this file")
    edit = (await editor.code_action_resolve_async(every)).edit
    assert with_edit("\n\n".join((LOAD, NESTED, LOAD)), edit) == "\n\n".join((LOAD_FIXED, NESTED, LOAD_FIXED))
    alone = open_file(editor, tmp_path / "b.py", LOAD)
    assert not [one for one in await actions(editor, alone, line(1, 14)) if "Fix all" in one.title]


async def test_where_the_fix_is_unsafe_the_title_of_fix_all_says_so(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    text = STATUS + "\n\n" + STATUS.partition("\n\n\n")[2].replace("status", "again", 1)
    uri = open_file(editor, tmp_path / "a.py", text)
    title = "Burnish: Fix all scalability/missing-timeout in this file (unsafe)"
    edit = (await editor.code_action_resolve_async(await entry(editor, uri, title, 4, 14))).edit
    assert with_edit(text, edit) == text.replace("(url).", "(url, timeout=10).")


async def test_a_rule_is_explained_where_the_client_has_the_command(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off", commands=["burnish.explain"])
    uri = open_file(editor, tmp_path / "a.py", LOAD)
    place = types.CodeActionParams(types.TextDocumentIdentifier(uri), line(1, 14), types.CodeActionContext([]))
    offered = await editor.text_document_code_action_async(place)
    (found,) = [one for one in offered if one.title == f"Burnish: Explain {RULE}"]
    # This client's library takes an action that has a command for a command alone.
    assert "'command': 'burnish.explain'" in found.command
    assert "'position': {'line': 1, 'character': 13}" in found.command


async def test_a_client_that_saves_the_settings_file_asks_for_the_edit_itself(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off", commands=["burnish.switchOff"])
    uri = open_file(editor, tmp_path / "a.py", LOAD)
    place = types.CodeActionParams(types.TextDocumentIdentifier(uri), line(1, 14), types.CodeActionContext([]))
    offered = await editor.text_document_code_action_async(place)
    (found,) = [one for one in offered if one.title == OFF]
    assert "'command': 'burnish.switchOff'" in found.command
    assert f"'rule': '{RULE}'" in found.command


async def test_no_command_is_named_that_a_client_does_not_have(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off", commands=["burnish.selectModel"])
    uri = open_file(editor, tmp_path / "a.py", LOAD)
    place = types.CodeActionParams(types.TextDocumentIdentifier(uri), line(1, 14), types.CodeActionContext([]))
    offered = await editor.text_document_code_action_async(place)
    assert offered
    assert all(isinstance(one, types.CodeAction) and one.command is None for one in offered)


async def test_switching_a_rule_off_creates_the_settings_file_and_the_finding_goes(
    editor: LanguageClient, tmp_path: Path
):
    await begin(editor, tmp_path, model="off")
    uri = open_file(editor, tmp_path / "src" / "a.py", LOAD)
    edit = (await editor.code_action_resolve_async(await entry(editor, uri, OFF))).edit
    create, change = edit.document_changes
    path = tmp_path / "burnish.toml"
    assert (create.kind, create.uri) == ("create", path.as_uri())
    assert (change.text_document.uri, change.text_document.version) == (path.as_uri(), None)
    path.write_text(change.edits[0].new_text)
    assert path.read_text() == f'ignore = ["{RULE}"]\n'
    changed = types.FileEvent(path.as_uri(), types.FileChangeType.Created)
    editor.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([changed]))
    assert (await diagnostics(editor, uri)).items == ()
    again = await switch_off(editor, uri)
    assert (again.edit, again.message) == (None, f"{RULE} is off in burnish.toml already.")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (
            "burnish.toml",
            '# ours\r\nselect = [\r\n  "readability",  # first\r\n]\r\n',
            f'# ours\r\nselect = [\r\n  "readability",  # first\r\n]\r\nignore = ["{RULE}"]\r\n',
        ),
        (
            "pyproject.toml",
            "[project]\nname = 'é'\n\n[tool.burnish]\nignore = [\n    'security',  # later\n]\n\n[tool.ruff]\n",
            "[project]\nname = 'é'\n\n[tool.burnish]\nignore = [\n    'security',  # later\n"
            f'    "{RULE}",\n]\n\n[tool.ruff]\n',
        ),
        (
            "pyproject.toml",
            '[tool.burnish.severity]\nsecurity = "error"\n',
            f'[tool.burnish]\nignore = ["{RULE}"]\n\n[tool.burnish.severity]\nsecurity = "error"\n',
        ),
    ],
)
async def test_the_nearest_settings_file_keeps_its_layout(
    editor: LanguageClient, tmp_path: Path, name: str, before: str, after: str
):
    (tmp_path / "burnish.toml").write_text("")
    path = tmp_path / "inner" / name
    path.parent.mkdir()
    path.write_bytes(before.encode())
    await begin(editor, tmp_path, model="off")
    uri = open_file(editor, tmp_path / "inner" / "a.py", LOAD)
    answer = await switch_off(editor, uri)
    assert answer.path == str(path)
    assert answer.message == f"Switched {RULE} off in {name}. It holds once that is saved."
    assert with_edit(before, edit_of(answer)) == after


async def test_a_settings_file_with_unsaved_changes_keeps_them(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    path = tmp_path / "burnish.toml"
    path.write_text("")
    unsaved = 'select = ["readability"]\n'
    open_file(editor, path, unsaved, "toml", version=7)
    answer = await switch_off(editor, open_file(editor, tmp_path / "a.py", LOAD))
    edit = edit_of(answer)
    assert edit.document_changes[0].text_document.version == 7
    assert with_edit(unsaved, edit) == f'{unsaved}ignore = ["{RULE}"]\n'


async def test_a_broken_settings_file_is_left_alone(editor: LanguageClient, tmp_path: Path):
    (tmp_path / "burnish.toml").write_text("select = [\n")
    await begin(editor, tmp_path, model="off")
    uri = open_file(editor, tmp_path / "a.py", LOAD)
    answer = await switch_off(editor, uri)
    assert answer.edit is None
    assert answer.message.startswith("burnish.toml is not valid TOML: ")
    nowhere = await switch_off(editor, uri, "no/such")
    assert (nowhere.edit, nowhere.message) == (None, "There is no rule 'no/such'.")


async def test_without_a_folder_there_is_nothing_to_switch_off_in(editor: LanguageClient, tmp_path: Path):
    await begin(editor, model="off")
    uri = "untitled:Untitled-1"
    editor.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "python", 1, LOAD)))
    assert not [one for one in await actions(editor, uri, line(1, 14)) if "Switch" in one.title]
    assert (await switch_off(editor, uri)).edit is None
