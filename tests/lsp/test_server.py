from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from tests.lsp.editing import actions, diagnostics, line, open_file, with_edit

PLAIN = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
PLAIN_FIXED = "def load(path):\n    with open(path) as handle:\n        data = handle.read()\n    return data\n"
NESTED = "def f(a, b):\n    if a:\n        if b:\n            g()\n            h()\n"


async def test_a_finding_is_pulled_with_rule_reason_and_place(client: LanguageClient, tmp_path: Path):
    uri = open_file(client, tmp_path / "a.py", PLAIN)
    report = await diagnostics(client, uri)
    (one,) = report.items
    assert one.code == "readability/use-context-manager"
    assert one.source == "Burnish"
    assert one.code_description.href.startswith("https://docs.python.org/")
    assert one.range == types.Range(types.Position(1, 13), types.Position(1, 17))


async def test_what_has_not_changed_is_not_sent_twice(client: LanguageClient, tmp_path: Path):
    uri = open_file(client, tmp_path / "a.py", PLAIN)
    first = await diagnostics(client, uri)
    second = await diagnostics(client, uri, first.result_id)
    assert second.kind == types.DocumentDiagnosticReportKind.Unchanged


async def test_columns_are_utf_16_units(client: LanguageClient, tmp_path: Path):
    uri = open_file(
        client, tmp_path / "a.py", "x = {'é😀': 1}; handle = open(p)\ndata = handle.read()\nhandle.close()\n"
    )
    report = await diagnostics(client, uri)
    (one,) = (item for item in report.items if item.code == "readability/use-context-manager")
    assert one.range.start == types.Position(0, 25)


async def test_an_edit_moves_and_removes_findings(client: LanguageClient, tmp_path: Path):
    uri = open_file(client, tmp_path / "a.py", PLAIN)
    identifier = types.VersionedTextDocumentIdentifier(2, uri)
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(identifier, [types.TextDocumentContentChangePartial(line(0), "# é😀\n\n")])
    )
    (one,) = (await diagnostics(client, uri)).items
    assert one.range.start.line == 3
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(3, uri), [types.TextDocumentContentChangeWholeDocument("x = 1\n")]
        )
    )
    assert (await diagnostics(client, uri)).items == ()


async def test_the_lightbulb_offers_the_fix_and_the_ways_to_ignore(client: LanguageClient, tmp_path: Path):
    uri = open_file(client, tmp_path / "a.py", PLAIN)
    offered = await actions(client, uri, line(1, 14))
    assert [one.title for one in offered] == [
        "Burnish: Open the file in a with block",
        "Burnish: Ignore readability/use-context-manager here",
        "Burnish: Ignore readability/use-context-manager in this file",
        "Burnish: Switch readability/use-context-manager off in this project",
    ]
    fix = offered[0]
    assert (fix.is_preferred, fix.edit) == (True, None)
    resolved = await client.code_action_resolve_async(fix)
    assert with_edit(PLAIN, resolved.edit) == PLAIN_FIXED


async def test_the_whole_line_of_a_finding_offers_its_fix(client: LanguageClient, tmp_path: Path):
    uri = open_file(client, tmp_path / "a.py", PLAIN)
    offered = await actions(client, uri, line(1, 0))
    assert offered[0].title == "Burnish: Open the file in a with block"


async def test_an_ignored_finding_is_gone(client: LanguageClient, tmp_path: Path):
    uri = open_file(client, tmp_path / "a.py", PLAIN)
    here = (await actions(client, uri, line(1, 14)))[1]
    text = with_edit(PLAIN, here.edit)
    assert "# burnish: ignore[readability/use-context-manager]" in text
    other = open_file(client, tmp_path / "b.py", text)
    assert (await diagnostics(client, other)).items == ()


async def test_fix_all_makes_every_safe_fix(client: LanguageClient, tmp_path: Path):
    uri = open_file(client, tmp_path / "a.py", PLAIN + "\n\n" + NESTED)
    (fix_all,) = await actions(client, uri, line(0), only=["source.fixAll"])
    resolved = await client.code_action_resolve_async(fix_all)
    text = with_edit(PLAIN + "\n\n" + NESTED, resolved.edit)
    assert text.startswith(PLAIN_FIXED)
    assert "if a and b:" in text


async def test_an_action_chosen_after_the_text_changed_does_nothing(client: LanguageClient, tmp_path: Path):
    uri = open_file(client, tmp_path / "a.py", PLAIN)
    fix = (await actions(client, uri, line(1, 14)))[0]
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(2, uri), [types.TextDocumentContentChangePartial(line(0), "#\n")]
        )
    )
    resolved = await client.code_action_resolve_async(fix)
    assert resolved.edit is None
    assert "the text has changed since" in client.messages[-1].message


async def test_hover_gives_reason_change_receipt_and_link(client: LanguageClient, tmp_path: Path):
    uri = open_file(client, tmp_path / "a.py", PLAIN)
    hover = await client.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(1, 14))
    )
    text = hover.contents.value
    assert "stays open when an exception leaves the function" in text
    assert "is raised before it is closed" not in text, "the editor shows the message itself"
    assert "+    with open(path) as handle:" in text
    assert "proven: " in text
    assert "`load`: cyclomatic 1" in text
    assert "https://docs.python.org/" in text
    nothing = await client.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(0, 0))
    )
    assert nothing is None


async def test_enhance_file_sends_one_edit_to_be_confirmed(client: LanguageClient, tmp_path: Path):
    uri = open_file(client, tmp_path / "a.py", PLAIN + "\n\n" + NESTED)
    answer = await client.workspace_execute_command_async(
        types.ExecuteCommandParams("burnish.server.enhance", [{"uri": uri, "range": None}], work_done_token="t1")
    )
    result = answer if isinstance(answer, dict) else vars(answer) if hasattr(answer, "__dict__") else answer._asdict()
    assert (result["applied"], result["enhancements"]) == (True, 2)
    (edit,) = client.applied
    assert all(one.needs_confirmation for one in edit.change_annotations.values())
    assert any(one.label.startswith("Open the file in a with block (") for one in edit.change_annotations.values())
    text = with_edit(PLAIN + "\n\n" + NESTED, edit)
    assert text.startswith(PLAIN_FIXED)
    assert "if a and b:" in text
    kinds = [report.kind for report in client.progress_reports["t1"]]
    assert (kinds[0], kinds[-1]) == ("begin", "end")


async def test_enhance_selection_leaves_the_rest_alone(client: LanguageClient, tmp_path: Path):
    text = PLAIN + "\n\n" + NESTED
    uri = open_file(client, tmp_path / "a.py", text)
    place = {"start": {"line": 7, "character": 0}, "end": {"line": 11, "character": 0}}
    await client.workspace_execute_command_async(
        types.ExecuteCommandParams("burnish.server.enhance", [{"uri": uri, "range": place}])
    )
    (edit,) = client.applied
    after = with_edit(text, edit)
    assert after.startswith(PLAIN)
    assert "if a and b:" in after


async def test_settings_files_are_heeded(client: LanguageClient, tmp_path: Path):
    (tmp_path / "burnish.toml").write_text('ignore = ["use-context-manager"]\n')
    uri = open_file(client, tmp_path / "a.py", PLAIN)
    assert (await diagnostics(client, uri)).items == ()
    (tmp_path / "burnish.toml").write_text("")
    client.workspace_did_change_watched_files(
        types.DidChangeWatchedFilesParams(
            [types.FileEvent((tmp_path / "burnish.toml").as_uri(), types.FileChangeType.Changed)]
        )
    )
    assert len((await diagnostics(client, uri)).items) == 1


async def test_a_wrong_setting_is_shown_with_its_place(client: LanguageClient, tmp_path: Path):
    (tmp_path / "burnish.toml").write_text("\nmodle = 1\n")
    uri = open_file(client, tmp_path / "a.py", PLAIN)
    await diagnostics(client, uri)
    assert any("burnish.toml:2:1: unknown setting 'modle'" in one.message for one in client.messages)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "python"),
        ("def f(:\n  (((", "python"),
        ("\x00\x01\ufffd", "python"),
        ("x = 1;" * 900_000, "javascript"),
        ("(" * 4000, "javascript"),
        ("if x:\n" + "".join(" " * n + "if x:\n" for n in range(1, 2000)), "python"),
        ("😀\u0301\r\n\tx\r", "python"),
    ],
    ids=["empty", "broken", "binary", "5 MB minified", "nested", "2000 levels", "odd characters"],
)
async def test_odd_texts_give_no_error(client: LanguageClient, tmp_path: Path, text: str, language: str):
    uri = open_file(client, tmp_path / "ödd näme.x", text, language)
    assert (await diagnostics(client, uri)).kind == types.DocumentDiagnosticReportKind.Full
    hover = await client.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(0, 0))
    )
    said = "" if hover is None else hover.contents.value
    assert said.startswith(("Burnish leaves this file out: ", "Burnish takes this file to be compiled")) or not said
    assert client.messages == []


async def test_explain_and_models_answer(client: LanguageClient, tmp_path: Path):
    uri = open_file(client, tmp_path / "a.py", PLAIN)
    page = await client.protocol.send_request_async(
        "burnish/explain", {"uri": uri, "position": {"line": 1, "character": 14}}
    )
    assert page.title == "readability/use-context-manager"
    assert "with open(path) as handle" in page.markdown
    assert "# readability/use-context-manager" in page.markdown
    assert "## Example 1" in page.markdown
    models = await client.protocol.send_request_async("burnish/models", {})
    assert models.current == "off"


async def test_a_plain_client_is_pushed_findings_and_gets_whole_actions(plain_client: LanguageClient, tmp_path: Path):
    uri = open_file(plain_client, tmp_path / "a.py", PLAIN)
    await plain_client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    (one,) = plain_client.diagnostics[uri]
    assert one.code == "readability/use-context-manager"
    offered = await actions(plain_client, uri, line(1, 14))
    assert with_edit(PLAIN, offered[0].edit) == PLAIN_FIXED
    plain_client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
    await plain_client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert plain_client.diagnostics[uri] == ()


async def test_a_plain_client_is_asked_to_apply_without_confirmation(plain_client: LanguageClient, tmp_path: Path):
    uri = open_file(plain_client, tmp_path / "a.py", PLAIN)
    await plain_client.workspace_execute_command_async(types.ExecuteCommandParams("burnish.server.enhance", [uri]))
    (edit,) = plain_client.applied
    assert edit.change_annotations is None
    assert with_edit(PLAIN, edit) == PLAIN_FIXED
