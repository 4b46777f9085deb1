"""Settings files in the editor: what is wrong is underlined while it is written, said once, and gone when it is mended."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from tests.lsp.editing import actions, diagnostics, line, open_file, with_edit
from tests.lsp.session import begin, editor, typed

__all__ = ["editor"]

LOAD = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
WRONG = 'select = ["securty", "readability"]\nmax-function-lines = "many"\nignroe = []\n'


def changed(client: LanguageClient, path: Path, content: str) -> None:
    path.write_text(content)
    event = types.FileEvent(path.as_uri(), types.FileChangeType.Changed)
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))


async def test_all_that_is_wrong_is_underlined_at_once_and_cleared_when_mended(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    uri = open_file(editor, tmp_path / "burnish.toml", WRONG, "toml")
    found = (await diagnostics(editor, uri)).items
    assert [(one.range.start.line, one.range.start.character) for one in found] == [(0, 10), (1, 21), (2, 0)]
    assert [one.severity for one in found] == [types.DiagnosticSeverity.Error] * 3
    assert "did you mean 'security'?" in found[0].message
    typed(editor, uri, 2, 'select = ["security"]\n')
    assert (await diagnostics(editor, uri)).items == ()


async def test_what_was_meant_is_a_quick_fix(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    text = "[tool.burnish]\r\n# \U0001f600\r\nselect = ['\U0001f600', 'securty']\r\nignroe = []\r\n"
    uri = open_file(editor, tmp_path / "pyproject.toml", text, "toml")
    (value,) = await actions(editor, uri, line(2, 18))
    assert value.title == "Replace with 'security'"
    assert with_edit(text, value.edit) == text.replace("securty", "security")
    (key,) = await actions(editor, uri, line(3, 2))
    assert with_edit(text, key.edit) == text.replace("ignroe", "ignore")


async def test_a_pyproject_without_burnish_and_other_toml_files_are_nobodys_business(
    editor: LanguageClient, tmp_path: Path
):
    await begin(editor, tmp_path, model="off")
    for name, text in (("pyproject.toml", "[tool.ruff]\nx = 1\n"), ("Cargo.toml", "ignroe = []\n")):
        assert (await diagnostics(editor, open_file(editor, tmp_path / name, text, "toml"))).items == ()


async def test_a_client_that_cannot_pull_is_pushed_them(plain_client: LanguageClient, tmp_path: Path):
    uri = open_file(plain_client, tmp_path / "burnish.toml", WRONG, "toml")
    await plain_client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert len(plain_client.diagnostics[uri]) == 3
    typed(plain_client, uri, 2, "")
    await plain_client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert plain_client.diagnostics[uri] == ()


async def test_a_broken_file_is_said_once_by_its_name_until_it_was_mended(editor: LanguageClient, tmp_path: Path):
    path = tmp_path / "burnish.toml"
    path.write_text(WRONG)
    await begin(editor, tmp_path, model="off")
    uri = open_file(editor, tmp_path / "a.py", LOAD)
    await diagnostics(editor, uri)
    (said,) = editor.messages
    assert said.message.startswith("Burnish settings: burnish.toml:1:11: ")
    assert said.message.endswith("(and 2 more)")
    assert str(tmp_path) not in said.message
    changed(editor, path, WRONG + "other = 1\n")
    await diagnostics(editor, uri)
    assert len(editor.messages) == 1
    changed(editor, path, "")
    assert len((await diagnostics(editor, uri)).items) == 1
    changed(editor, path, "ignore = 3\n")
    await diagnostics(editor, uri)
    assert len(editor.messages) == 2


@pytest.mark.parametrize("text", ["\x00", "[[[", "a = " + "[" * 3000, "tool = 1\n[tool.burnish]\n", "\ufeff", "é = 1"])
@pytest.mark.parametrize("name", ["burnish.toml", "pyproject.toml"])
async def test_odd_settings_give_no_error(editor: LanguageClient, tmp_path: Path, name: str, text: str):
    await begin(editor, tmp_path, model="off")
    uri = open_file(editor, tmp_path / name, text, "toml")
    await diagnostics(editor, uri)
    await actions(editor, uri, line(0))
    assert editor.messages == []


async def test_what_settings_and_git_leave_out_has_no_findings(editor: LanguageClient, tmp_path: Path):
    (tmp_path / "burnish.toml").write_text('exclude = ["app"]\n')
    (tmp_path / ".gitignore").write_text("gen/\n")
    await begin(editor, tmp_path, model="off")
    for name in ("app/a.py", "gen/deep/a.py", "node_modules/a.py"):
        uri = open_file(editor, tmp_path / name, LOAD)
        assert (await diagnostics(editor, uri)).items == ()
        assert await actions(editor, uri, line(1, 14)) == []
    reviewed = await editor.protocol.send_request_async("burnish/review", {"uri": (tmp_path / "app/a.py").as_uri()})
    assert reviewed.summary == "Burnish leaves this file out: it matches 'app' under 'exclude' in burnish.toml."
    assert len((await diagnostics(editor, open_file(editor, tmp_path / "b.py", LOAD))).items) == 1
    changed(editor, tmp_path / ".gitignore", "")
    assert len((await diagnostics(editor, (tmp_path / "gen/deep/a.py").as_uri())).items) == 1


async def test_rules_and_severities_by_path_hold_in_the_editor(editor: LanguageClient, tmp_path: Path):
    (tmp_path / "burnish.toml").write_text(
        '[severity]\nreadability = "error"\n[per-path."tests/**"]\nignore = ["use-context-manager"]\n'
    )
    await begin(editor, tmp_path, model="off")
    (one,) = (await diagnostics(editor, open_file(editor, tmp_path / "a.py", LOAD))).items
    assert one.severity == types.DiagnosticSeverity.Error
    assert (await diagnostics(editor, open_file(editor, tmp_path / "tests" / "a.py", LOAD))).items == ()


async def test_what_files_are_for_holds_in_the_editor_as_soon_as_it_is_written(editor: LanguageClient, tmp_path: Path):
    settings = tmp_path / "burnish.toml"
    settings.write_text("")
    await begin(editor, tmp_path, model="off")
    uri = open_file(editor, tmp_path / "shop" / "cart.py", LOAD)
    assert len((await diagnostics(editor, uri)).items) == 1
    changed(editor, settings, '[roles]\n"shop/**" = "vendored"\n')
    assert (await diagnostics(editor, uri)).items == ()
    changed(editor, settings, '[roles]\n"shop/**" = "source"\n')
    assert len((await diagnostics(editor, uri)).items) == 1
    changed(editor, settings, '[roles]\n"shop/**" = "vendord"\n')
    await diagnostics(editor, uri)
    assert "did you mean 'vendored'?" in editor.messages[-1].message


async def test_a_folder_that_the_repository_calls_vendored_is_left_alone_as_soon_as_it_does(
    editor: LanguageClient, tmp_path: Path
):
    await begin(editor, tmp_path, model="off")
    uri = open_file(editor, tmp_path / "shop" / "cart.py", LOAD)
    assert len((await diagnostics(editor, uri)).items) == 1
    changed(editor, tmp_path / ".gitattributes", "shop/** linguist-vendored\n")
    assert (await diagnostics(editor, uri)).items == ()
