"""What editors do beside editing: several folders, settings asked for, documents without a file, files that vanish."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types
from pytest_lsp import LanguageClient

from tests.lsp.editing import actions, diagnostics, line, open_file, with_edit
from tests.lsp.session import begin, editor, enhance, field, typed, until

__all__ = ["editor"]

PLAIN = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
PLAIN_FIXED = "def load(path):\n    with open(path) as handle:\n        data = handle.read()\n    return data\n"


async def test_each_folder_of_a_workspace_has_its_own_settings(editor: LanguageClient, tmp_path: Path):
    strict, lenient, later = (tmp_path / name for name in ("strict", "žluťoučký kůň", "later"))
    for folder in (strict, lenient, later):
        folder.mkdir()
    for folder in (lenient, later):
        (folder / "burnish.toml").write_text('ignore = ["use-context-manager"]\n')
    await begin(editor, strict, lenient, model="off")
    assert len((await diagnostics(editor, open_file(editor, strict / "a.py", PLAIN))).items) == 1
    assert (await diagnostics(editor, open_file(editor, lenient / "a.py", PLAIN))).items == ()
    added, removed = types.WorkspaceFolder(later.as_uri(), "later"), types.WorkspaceFolder(strict.as_uri(), "strict")
    editor.workspace_did_change_workspace_folders(
        types.DidChangeWorkspaceFoldersParams(types.WorkspaceFoldersChangeEvent([added], [removed]))
    )
    assert (await diagnostics(editor, open_file(editor, later / "a.py", PLAIN))).items == ()
    assert editor.messages == []


async def test_settings_are_asked_for_and_asked_for_again_when_they_changed(editor: LanguageClient, tmp_path: Path):
    editor.set_configuration({"model": "off", "ignore": ["use-context-manager"]}, section="burnish")
    await begin(editor, tmp_path, model="off")
    uri = open_file(editor, tmp_path / "a.py", PLAIN)
    await diagnostics(editor, uri)  # by its answer the server has its settings
    assert (await diagnostics(editor, uri)).items == ()
    editor.set_configuration({"model": "off", "ignore": None}, section="burnish")
    editor.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
    await diagnostics(editor, uri)
    assert len((await diagnostics(editor, uri)).items) == 1
    editor.workspace_did_change_configuration(
        types.DidChangeConfigurationParams(settings={"burnish": {"ignore": 3, "modle": "off"}})
    )
    assert len((await diagnostics(editor, uri)).items) == 1
    said = " ".join(one.message for one in editor.messages)
    assert "'ignore' must be a list of strings, not 3" in said
    assert "unknown setting 'modle'; did you mean 'model'?" in said


async def test_a_document_without_a_file_is_as_good_as_any(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    uri = "untitled:Untitled-1"
    editor.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "python", 1, PLAIN)))
    (one,) = (await diagnostics(editor, uri)).items
    assert one.code == "readability/use-context-manager"
    fix = (await actions(editor, uri, line(1, 14)))[0]
    assert with_edit(PLAIN, (await editor.code_action_resolve_async(fix)).edit) == PLAIN_FIXED
    assert field(await enhance(editor, uri, "unsaved"), "applied") is True
    assert with_edit(PLAIN, editor.applied[0]) == PLAIN_FIXED
    assert editor.applied[0].document_changes[0].text_document.uri == uri


async def test_the_editors_settings_hold_for_a_document_without_a_file(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off", ignore=["use-context-manager"])
    uri = "untitled:Untitled-1"
    editor.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "python", 1, PLAIN)))
    assert (await diagnostics(editor, uri)).items == ()


async def test_a_file_that_is_deleted_while_it_is_open_stays_a_document(editor: LanguageClient, tmp_path: Path):
    folder = tmp_path / "gone"
    folder.mkdir()
    path = folder / "a.py"
    path.write_text(PLAIN)
    await begin(editor, tmp_path, model="off")
    uri = open_file(editor, path, PLAIN)
    path.unlink()
    folder.rmdir()
    editor.workspace_did_change_watched_files(
        types.DidChangeWatchedFilesParams([types.FileEvent(uri, types.FileChangeType.Deleted)])
    )
    assert len((await diagnostics(editor, uri)).items) == 1
    fix = (await actions(editor, uri, line(1, 14)))[0]
    assert with_edit(PLAIN, (await editor.code_action_resolve_async(fix)).edit) == PLAIN_FIXED
    assert not folder.exists()
    editor.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
    assert (await diagnostics(editor, uri)).items == ()
    assert (await actions(editor, uri, line(1, 14))) == []
    assert field(await enhance(editor, uri, "closed"), "applied") is False


async def test_a_flood_of_edits_with_versions_that_go_back_ends_with_the_text_that_was_sent_last(
    editor: LanguageClient, tmp_path: Path
):
    await begin(editor, tmp_path, model="off")
    uri = open_file(editor, tmp_path / "a.py", PLAIN)
    fix = (await actions(editor, uri, line(1, 14)))[0]
    for number in range(60):
        typed(editor, uri, 2 + number // 2 - 3 * (number % 2), f"# {number} é😀\n", line(0))
        typed(editor, uri, 2 + number // 3, "", types.Range(types.Position(0, 0), types.Position(0, 3)))
    identifier = types.VersionedTextDocumentIdentifier(1, uri)  # the version of the menu, with another text
    editor.text_document_did_change(
        types.DidChangeTextDocumentParams(identifier, [types.TextDocumentContentChangePartial(line(0), "\n")])
    )
    (one,) = (await diagnostics(editor, uri)).items
    assert one.range.start == types.Position(62, 13)
    resolved = await editor.code_action_resolve_async(fix)
    assert resolved.edit is None, "the menu was for another text"
    # Places beyond the text's end are cut off there, as the protocol has it.
    typed(editor, uri, 99, "x = 1\n", types.Range(types.Position(500, 9), types.Position(900, 1)))
    typed(editor, uri, 100, PLAIN)
    assert [item.range.start.line for item in (await diagnostics(editor, uri)).items] == [1]
    assert editor.error is None


async def test_requests_about_nothing_are_answered_with_nothing(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    uri = (tmp_path / "never-opened.py").as_uri()
    assert (await diagnostics(editor, uri)).items == ()
    assert await actions(editor, uri, line(0)) == []
    place = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(3, 3))
    assert await editor.text_document_hover_async(place) is None
    other = open_file(editor, tmp_path / "notes.md", "# A language that is not known\n", "markdown")
    assert (await diagnostics(editor, other)).items == ()
    assert field(await enhance(editor, other, "unknown"), "message") == (
        "This file is not one that Burnish can enhance."
    )
    typed(editor, uri, 2, "x = 1\n")
    assert editor.messages == []


async def test_fixing_on_save_keeps_to_its_time_and_says_so(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off", saveBudgetMs=0)
    function = "def f{n}(a, b):\n    if a:\n        if b:\n            g()\n            h()\n\n\n"
    text = "".join(function.format(n=n) for n in range(40))
    uri = open_file(editor, tmp_path / "a.py", text)
    (fix_all,) = await actions(editor, uri, line(0), only=["source.fixAll"])
    resolved = await editor.code_action_resolve_async(fix_all)
    fixed = text if resolved.edit is None else with_edit(text, resolved.edit)
    assert fixed.count("if a and b:") < 40
    assert any("within 0 ms" in one.message and "save again" in one.message for one in editor.messages)


async def test_the_status_bar_hears_what_is_missing_and_when_it_is_there(editor: LanguageClient, tmp_path: Path):
    path = tmp_path / "none.gguf"
    await begin(editor, tmp_path, model=str(path))
    await until(lambda: editor.missing[-1:] not in ([], [()]))
    assert "none.gguf" in " ".join(editor.missing[-1]) or "llama-cpp-python" in " ".join(editor.missing[-1])
    assert editor.states[-1] == ("ready", None)
    editor.workspace_did_change_configuration(types.DidChangeConfigurationParams({"burnish": {"model": "off"}}))
    await until(lambda: editor.states[-1] == ("off", None))
    await until(lambda: "gguf" not in " ".join(editor.missing[-1]))


async def test_what_is_not_read_yet_is_said_once(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    for name, language in (
        ("A.astro", "astro"),
        ("B.astro", "astro"),
        ("C.ipynb", "json5"),
        ("notes.md", "markdown"),
    ):
        await diagnostics(editor, open_file(editor, tmp_path / name, "<template></template>\n", language))
    assert [one.message for one in editor.messages] == [
        "Burnish: Astro files are not read yet.",
    ]


NESTED = """\
def show(self, first_of_the_long_conditions, second_of_the_long_conditions):
    if first_of_the_long_conditions.holds(self) and self.is_there:
        if second_of_the_long_conditions.holds(self):
            work()
    return 1
"""


async def test_a_change_of_the_formatters_settings_changes_what_is_found(editor: LanguageClient, tmp_path: Path):
    settings = tmp_path / "ruff.toml"
    settings.write_text("line-length = 88\n")
    await begin(editor, tmp_path, model="off")
    uri = open_file(editor, tmp_path / "a.py", NESTED)
    assert (await diagnostics(editor, uri)).items == ()
    settings.write_text("line-length = 120\n")
    event = types.FileEvent(settings.as_uri(), types.FileChangeType.Changed)
    editor.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    (one,) = (await diagnostics(editor, uri)).items
    assert one.code == "readability/flatten-nested-conditions"
