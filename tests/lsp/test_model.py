"""The model in the editor: offered, chosen, refused, cancelled, hanging, missing."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient

from tests.lsp.editing import actions, diagnostics, line, open_file, with_edit
from tests.lsp.session import (
    FOREVER,
    answering,
    ask,
    begin,
    editor,
    enhance,
    field,
    rewriting,
    state,
    typed,
    until,
)
from tests.model.conftest import needs_llama
from tests.model.tiny_gguf import write_tiny_model
from tests.process_tree import children

__all__ = ["editor", "needs_llama"]

PLAIN = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
PLAIN_FIXED = "def load(path):\n    with open(path) as handle:\n        data = handle.read()\n    return data\n"
# No rule fix: the rule leaves a line alone that holds more than one statement.
LOGGED = (
    "def load(path, log):\n    handle = open(path); log(path)\n    data = handle.read()\n"
    "    handle.close()\n    return data\n"
)
LOGGED_FIXED = (
    "def load(path, log):\n    with open(path) as handle:\n        log(path)\n"
    "        data = handle.read()\n    return data\n"
)
LOGGED_LOSING = "def load(path, log):\n    with open(path) as handle:\n        data = handle.read()\n    return data\n"
ELSE = "def f(a):\n    if a:\n        g(a)\n        return 1\n    else:\n        h(a)\n        return 2\n"
NO_ELSE = "def f(a):\n    if a:\n        g(a)\n        return 1\n    h(a)\n    return 2\n"
MODEL_ENTRY = "Burnish: Open files in a with block (model)"

AT_ONCE = 10.0
"""Seconds: far below what the model takes (FOREVER), far above what a busy machine needs."""


async def test_the_lightbulb_lists_the_rewrite_after_the_fix_and_choosing_it_runs_the_model(
    editor: LanguageClient, tmp_path: Path
):
    await begin(editor, tmp_path, model=answering(tmp_path, rewriting(PLAIN, PLAIN_FIXED)))
    uri = open_file(editor, tmp_path / "a.py", PLAIN)
    fix, rewrite, *_ = await actions(editor, uri, line(1, 14))
    assert (fix.title, fix.tags) == ("Burnish: Open the file in a with block", None)
    assert (rewrite.title, list(rewrite.tags)) == (MODEL_ENTRY, [types.CodeActionTag.LlmGenerated])
    assert (rewrite.edit, rewrite.is_preferred) == (None, None)
    assert "working" not in [one for one, _ in editor.states], "nothing runs before it is chosen"
    resolved = await editor.code_action_resolve_async(rewrite)
    assert with_edit(PLAIN, resolved.edit) == PLAIN_FIXED
    await until(lambda: [one for one, _ in editor.states][-2:] == ["working", "ready"])


async def test_at_most_three_rewrites_are_listed_and_all_after_the_fixes(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model=answering(tmp_path, rewriting(PLAIN, PLAIN_FIXED)))
    uri = open_file(editor, tmp_path / "a.py", "\n\n".join(PLAIN.replace("load", f"load_{n}") for n in range(5)))
    everywhere = types.Range(types.Position(0, 0), types.Position(35, 0))
    titles = [one.title for one in await actions(editor, uri, everywhere, only=["quickfix"])]
    assert titles[:5] == ["Burnish: Open the file in a with block"] * 5
    assert titles[5] == "Burnish: Fix all readability/use-context-manager in this file"
    assert titles[6:9] == [MODEL_ENTRY] * 3
    assert not any("(model)" in title for title in titles[9:])


async def test_what_the_gate_refuses_changes_nothing_and_is_said_once(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model=answering(tmp_path, rewriting(LOGGED, LOGGED_LOSING)))
    uri = open_file(editor, tmp_path / "a.py", LOGGED)
    (rewrite,) = [one for one in await actions(editor, uri, line(1, 14)) if one.title == MODEL_ENTRY]
    resolved = await editor.code_action_resolve_async(rewrite)
    assert resolved.edit is None
    (message,) = editor.messages
    assert message.message.startswith("Burnish: The model's rewrite was refused by the check 'content': ")


async def test_garbage_nothing_and_no_answer_are_messages_and_the_server_lives(editor: LanguageClient, tmp_path: Path):
    model = answering(
        tmp_path,
        {"contains": ["def garbage("], "text": "\u0000<|L1|> here you go ☃ ``"},
        {"contains": ["def nothing("], "text": ""},
        {"contains": ["def the_same("], "before": LOGGED.replace("load", "the_same"), "after": LOGGED.replace("load", "the_same")},
    )  # fmt: skip
    await begin(editor, tmp_path, model=model)
    said = {}
    for name in ("garbage", "nothing", "the_same", "unknown"):
        uri = open_file(editor, tmp_path / f"{name}.py", LOGGED.replace("load", name))
        (rewrite,) = [one for one in await actions(editor, uri, line(1, 14)) if one.title == MODEL_ENTRY]
        editor.messages.clear()
        assert (await editor.code_action_resolve_async(rewrite)).edit is None
        (message,) = editor.messages
        said[name] = message.message
    assert said["garbage"].startswith("Burnish: The model's rewrite was not made: the model's answer is malformed: ")
    assert said["nothing"].startswith("Burnish: The model's rewrite was not made: the model's answer is malformed: ")
    assert said["the_same"] == "Burnish: The model left the code as it is."
    assert said["unknown"] == "Burnish: There is no recorded answer for this prompt in answers."
    await until(lambda: editor.states[-1] == ("error", "There is no recorded answer for this prompt in answers."))
    assert len((await diagnostics(editor, uri)).items) == 1


async def test_a_rewrite_that_takes_forever_is_cancelled_at_once(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model=answering(tmp_path, rewriting(LOGGED, LOGGED_FIXED, pause=FOREVER)))
    uri = open_file(editor, tmp_path / "a.py", LOGGED)
    (rewrite,) = [one for one in await actions(editor, uri, line(1, 14)) if one.title == MODEL_ENTRY]
    answer = ask(editor, types.CODE_ACTION_RESOLVE, rewrite, "slow")
    await until(lambda: state(editor) == "working")
    started = time.monotonic()
    editor.cancel_request(types.CancelParams("slow"))
    with pytest.raises(JsonRpcException, match="cancel"):
        await answer
    await until(lambda: state(editor) == "ready", AT_ONCE)
    assert time.monotonic() - started < AT_ONCE
    assert editor.messages == []
    assert len((await diagnostics(editor, uri)).items) == 1


async def test_keystrokes_and_menus_are_answered_while_the_model_works(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model=answering(tmp_path, {"text": "x", "pause": FOREVER}))
    uri = open_file(editor, tmp_path / "a.py", PLAIN + "\n\n" + LOGGED)
    entries = [one for one in await actions(editor, uri, line(8, 14)) if one.title == MODEL_ENTRY]
    waiting = [ask(editor, types.CODE_ACTION_RESOLVE, entries[0], f"slow-{n}") for n in range(4)]
    await until(lambda: [one for one, _ in editor.states].count("working") >= 3)
    started = time.monotonic()
    typed(editor, uri, 2, "# é\n", line(0))
    found = (await asyncio.wait_for(diagnostics(editor, uri), AT_ONCE)).items
    assert [one.range.start.line for one in found] == [2, 9]
    offered = await asyncio.wait_for(actions(editor, uri, line(2, 14)), AT_ONCE)
    assert offered[0].title == "Burnish: Open the file in a with block"
    place = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(2, 14))
    assert await asyncio.wait_for(editor.text_document_hover_async(place), AT_ONCE)
    assert time.monotonic() - started < AT_ONCE
    for n in range(4):
        editor.cancel_request(types.CancelParams(f"slow-{n}"))
    done = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), AT_ONCE)
    assert all(isinstance(one, JsonRpcException) for one in done)


async def test_enhance_file_lets_the_model_rewrite_what_no_rule_can(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model=answering(tmp_path, rewriting(LOGGED, LOGGED_FIXED)))
    uri = open_file(editor, tmp_path / "a.py", PLAIN + "\n\n" + LOGGED)
    result = await enhance(editor, uri, "both", "progress")
    assert (field(result, "applied"), field(result, "enhancements")) == (True, 2)
    (edit,) = editor.applied
    assert with_edit(PLAIN + "\n\n" + LOGGED, edit) == PLAIN_FIXED + "\n\n" + LOGGED_FIXED
    labels = {one.label for one in edit.change_annotations.values()}
    assert {one.partition(" (unproven")[0] for one in labels} == {
        "Open the file in a with block",
        "Open files in a with block (model)",
    }
    words = [getattr(report, "message", None) for report in editor.progress_reports["progress"]]
    assert "Checking 1 of 1: Open files in a with block" in words


async def test_an_enhancement_that_is_cancelled_changes_nothing(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model=answering(tmp_path, rewriting(LOGGED, LOGGED_FIXED, pause=FOREVER)))
    uri = open_file(editor, tmp_path / "a.py", PLAIN + "\n\n" + LOGGED)

    first = enhance(editor, uri, "first", "button")
    await until(lambda: state(editor) == "working")
    started = time.monotonic()
    editor.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams("button"))
    result = await asyncio.wait_for(first, AT_ONCE)
    assert (field(result, "applied"), field(result, "message")) == (False, "Cancelled; nothing was changed.")
    assert time.monotonic() - started < AT_ONCE
    await until(lambda: editor.progress_reports["button"][-1].kind == "end")

    second = enhance(editor, uri, "second", "request")
    await until(lambda: [one for one, _ in editor.states].count("working") == 2)
    started = time.monotonic()
    editor.cancel_request(types.CancelParams("second"))
    with pytest.raises(JsonRpcException, match="cancel"):
        await asyncio.wait_for(second, AT_ONCE)
    await until(lambda: editor.progress_reports["request"][-1].kind == "end", AT_ONCE)
    await until(lambda: state(editor) == "ready", AT_ONCE)
    assert time.monotonic() - started < AT_ONCE

    assert len((await diagnostics(editor, uri)).items) == 2
    assert editor.applied == []


async def test_typing_while_the_model_works_keeps_the_enhancement_from_being_applied(
    editor: LanguageClient, tmp_path: Path
):
    await begin(editor, tmp_path, model=answering(tmp_path, rewriting(LOGGED, LOGGED_FIXED, pause=3.0)))
    uri = open_file(editor, tmp_path / "a.py", LOGGED)
    answer = enhance(editor, uri, "slow")
    await until(lambda: state(editor) == "working")
    typed(editor, uri, 2, "# new\n", line(0))
    result = await answer
    assert field(result, "message") == "The text was changed meanwhile; nothing was changed."
    assert (field(result, "applied"), editor.applied) == (False, [])


async def test_an_untrusted_workspace_gets_no_model(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, trusted=False, model=answering(tmp_path, rewriting(LOGGED, LOGGED_FIXED)))
    text = PLAIN + "\n\n" + LOGGED
    uri = open_file(editor, tmp_path / "a.py", text)
    everywhere = types.Range(types.Position(0, 0), types.Position(14, 0))
    titles = [one.title for one in await actions(editor, uri, everywhere, only=["quickfix", "refactor", "source"])]
    assert "Burnish: Open the file in a with block" in titles
    assert not [title for title in titles if "(model)" in title]
    result = await enhance(editor, uri, "rules alone")
    assert (field(result, "applied"), field(result, "enhancements")) == (True, 1)
    assert with_edit(text, editor.applied[0]) == PLAIN_FIXED + "\n\n" + LOGGED
    assert "working" not in [one for one, _ in editor.states]


async def test_a_model_that_is_off_is_not_offered(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off", endpoint="http://127.0.0.1:9/v1")
    uri = open_file(editor, tmp_path / "a.py", LOGGED)
    titles = [one.title for one in await actions(editor, uri, line(1, 14), only=["quickfix", "refactor"])]
    assert titles
    assert not [title for title in titles if "(model)" in title]


async def test_objectives_are_listed_only_when_refactorings_are_asked_for(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model=answering(tmp_path, rewriting(ELSE, NO_ELSE)))
    uri = open_file(editor, tmp_path / "a.py", ELSE + "\nx = 1\n")
    assert not [one for one in await actions(editor, uri, line(2, 4)) if "Enhance for" in one.title]
    offered = await actions(editor, uri, line(2, 4), only=["refactor"])
    assert [one.title for one in offered] == [
        f"Burnish: Enhance for {name} (model)"
        for name in ("performance", "modularity", "readability", "security", "scalability")
    ]
    assert {one.kind for one in offered} == {"refactor.rewrite.burnish"}
    assert all(list(one.tags) == [types.CodeActionTag.LlmGenerated] for one in offered)
    assert await actions(editor, uri, line(8, 1), only=["refactor.rewrite"]) == []
    readable = await editor.code_action_resolve_async(offered[2])
    assert with_edit(ELSE + "\nx = 1\n", readable.edit) == NO_ELSE + "\nx = 1\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "There is no model file"),
        (b"GGUF\x03\0\0\0\x05", "model.gguf"),
        (b"#!/bin/sh\necho this is no model\n", "model.gguf"),
    ],
    ids=["missing", "truncated", "something else"],
)
async def test_a_model_file_that_is_of_no_use_is_said_and_the_rules_go_on(
    editor: LanguageClient, tmp_path: Path, content: bytes | None, message: str
):
    path = tmp_path / "model.gguf"
    if content is not None:
        path.write_bytes(content)
    await begin(editor, tmp_path, model=str(path))
    text = PLAIN + "\n\n" + LOGGED
    uri = open_file(editor, tmp_path / "a.py", text)
    titles = [one.title for one in await actions(editor, uri, line(8, 14))]
    assert MODEL_ENTRY not in titles, "nothing is offered that cannot be done"
    result = await enhance(editor, uri, "rules alone")
    assert message in field(result, "message")
    assert "Traceback" not in field(result, "message")
    assert with_edit(text, editor.applied[0]) == PLAIN_FIXED + "\n\n" + LOGGED
    await until(lambda: state(editor) == "error")
    assert message in editor.states[-1][1]


async def test_a_server_that_is_shut_down_while_the_model_hangs_leaves_at_once(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model=answering(tmp_path, rewriting(LOGGED, LOGGED_FIXED, pause=FOREVER)))
    uri = open_file(editor, tmp_path / "a.py", LOGGED)
    answer = enhance(editor, uri, "slow")
    await until(lambda: state(editor) == "working")
    started = time.monotonic()
    await asyncio.wait_for(editor.shutdown_session(), AT_ONCE)
    assert time.monotonic() - started < AT_ONCE
    editor.capabilities = None  # the session is over
    await asyncio.gather(answer, return_exceptions=True)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads the process table of Linux")
@pytest.mark.usefixtures("needs_llama")
async def test_a_server_that_is_shut_down_while_the_model_works_leaves_no_process(
    editor: LanguageClient, tmp_path: Path
):
    model = write_tiny_model(tmp_path / "babbling.gguf")
    await begin(editor, tmp_path, model=str(model))
    uri = open_file(editor, tmp_path / "a.py", LOGGED)
    answer = enhance(editor, uri, "slow")
    server = editor._server.pid
    await until(lambda: children(server), 30)
    workers = children(server)
    await asyncio.wait_for(editor.shutdown_session(), AT_ONCE)
    editor.capabilities = None  # the session is over
    await until(lambda: not any(Path(f"/proc/{one}").exists() for one in workers), AT_ONCE)
    await asyncio.gather(answer, return_exceptions=True)


async def test_a_model_that_fails_is_said_with_buttons_that_lead_on(editor: LanguageClient, tmp_path: Path):
    asked, run = [], []

    @editor.feature(types.WINDOW_SHOW_MESSAGE_REQUEST)
    def answer(params: types.ShowMessageRequestParams) -> types.MessageActionItem:
        asked.append((params.type, params.message, [one.title for one in params.actions]))
        return params.actions[0]

    @editor.feature("burnish/run")
    def heed(params: types.LSPAny) -> None:
        run.append(field(params, "command"))

    commands = ["burnish.selectModel", "burnish.showLogs"]
    await begin(editor, tmp_path, model=str(tmp_path / "none.gguf"), commands=commands)
    uri = open_file(editor, tmp_path / "a.py", ELSE)
    entry = (await actions(editor, uri, line(2, 4), only=["refactor"]))[0]
    assert (await editor.code_action_resolve_async(entry)).edit is None
    await until(lambda: run)
    ((kind, message, titles),) = asked
    assert (kind, titles, run) == (types.MessageType.Warning, ["Select Model", "Show Logs"], ["burnish.selectModel"])
    assert "none.gguf" in message
    assert editor.messages == []
