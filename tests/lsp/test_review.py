"""The review: everything that can be done about a document, and the edit of what a person chose of it."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient

from tests.lsp.editing import line, open_file, with_edit
from tests.lsp.session import FOREVER, answering, ask, begin, editor, field, rewriting, state, typed, until

__all__ = ["editor"]

LOAD = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
LOAD_FIXED = "def load(path):\n    with open(path) as handle:\n        data = handle.read()\n    return data\n"
NESTED = "def f(a, b):\n    if a:\n        if b:\n            g()\n            h()\n"
NESTED_FIXED = "def f(a, b):\n    if a and b:\n        g()\n        h()\n"
STATUS = "import requests\n\n\ndef status(url):\n    return requests.get(url).status_code\n"
STATUS_FIXED = STATUS.replace("(url).", "(url, timeout=10).")
# No rule fix: the rule leaves a line alone that holds more than one statement.
LOGGED = (
    "def load(path, log):\n    handle = open(path); log(path)\n    data = handle.read()\n"
    "    handle.close()\n    return data\n"
)
LOGGED_FIXED = (
    "def load(path, log):\n    with open(path) as handle:\n        log(path)\n"
    "        data = handle.read()\n    return data\n"
)


async def review(client: LanguageClient, uri: str, **more: Any) -> Any:
    return await client.protocol.send_request_async("burnish/review", {"uri": uri, **more})


async def chosen(client: LanguageClient, reviewed: Any, *items: Any, version: int | None = None) -> Any:
    """The edit of these items."""
    ids = [field(one, "id") for one in items]
    version = reviewed.version if version is None else version
    return await client.protocol.send_request_async(
        "burnish/reviewEdits", {"uri": reviewed.uri, "version": version, "ids": ids}
    )


def edit_of(answer: Any) -> types.WorkspaceEdit:
    from pygls.protocol import default_converter

    return default_converter().structure(_plain(field(answer, "edit")), types.WorkspaceEdit)


def _plain(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value


async def test_safe_enhancements_are_ticked_unsafe_ones_are_not_and_each_says_why(
    editor: LanguageClient, tmp_path: Path
):
    await begin(editor, tmp_path, model="off")
    text = STATUS + "\n\n" + LOAD
    reviewed = await review(editor, open_file(editor, tmp_path / "a.py", text))
    unsafe, safe = reviewed.items
    assert (unsafe.rule, unsafe.safety, unsafe.ticked, unsafe.line) == (
        "scalability/missing-timeout", "unsafe", False, 4,
    )  # fmt: skip
    assert (safe.title, safe.safety, safe.ticked, safe.line) == ("Open the file in a with block", "safe", True, 8)
    assert (
        "-    return requests.get(url).status_code\n+    return requests.get(url, timeout=10).status_code"
        in unsafe.diff
    )
    assert "brings the whole service to a halt" in unsafe.reason
    assert "`" not in unsafe.reason
    assert any(one.startswith("syntax: passed") for one in safe.checks)
    assert (reviewed.title, reviewed.summary) == ("Enhance a.py", "2 enhancements: 1 safe, 1 unsafe.")
    assert reviewed.version == 1


async def test_what_is_chosen_comes_as_one_edit_with_its_count(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    text = STATUS + "\n\n" + LOAD
    reviewed = await review(editor, open_file(editor, tmp_path / "a.py", text))
    unsafe, safe = reviewed.items
    both = await chosen(editor, reviewed, unsafe, safe)
    assert (both.applied, both.message) == (2, "Applied 2 enhancements to a.py.")
    assert with_edit(text, edit_of(both)) == STATUS_FIXED + "\n\n" + LOAD_FIXED
    one = await chosen(editor, reviewed, unsafe)
    assert (one.applied, one.message) == (1, "Applied 1 enhancement to a.py.")
    assert with_edit(text, edit_of(one)) == STATUS_FIXED + "\n\n" + LOAD
    nothing = await chosen(editor, reviewed)
    assert (nothing.edit, nothing.message) == (None, "Nothing was chosen, so nothing was changed.")
    assert edit_of(both).document_changes[0].text_document.version == 1


async def test_a_selection_and_its_selection_only(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    text = f"# \U0001f600 é\r\n{NESTED}\n\n{LOAD}".replace("\n", "\r\n").replace("\r\r", "\r")
    uri = open_file(editor, tmp_path / "a.py", text)
    place = {"start": {"line": 2, "character": 4}, "end": {"line": 2, "character": 8}}
    reviewed = await review(editor, uri, range=place)
    (item,) = reviewed.items
    assert (item.line, reviewed.title) == (2, "Enhance a.py: selection")
    answer = await chosen(editor, reviewed, item)
    expected = f"# \U0001f600 é\n{NESTED_FIXED}\n\n{LOAD}".replace("\n", "\r\n")
    assert with_edit(text, edit_of(answer)) == expected


async def test_the_model_takes_part_and_its_rewrites_are_marked(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model=answering(tmp_path, rewriting(LOGGED, LOGGED_FIXED)))
    text = LOAD.replace("load", "read") + "\n\n" + LOGGED
    editor.progress_reports["t"] = []
    reviewed = await review(editor, open_file(editor, tmp_path / "a.py", text), workDoneToken="t")
    rule, model = reviewed.items
    assert (rule.origin, model.origin, model.line) == ("rule", "model", 8)
    words = [getattr(report, "message", None) for report in editor.progress_reports["t"]]
    assert "Checking 1 of 1: Open the file in a with block" in words
    answer = await chosen(editor, reviewed, model)
    assert with_edit(text, edit_of(answer)) == LOAD.replace("load", "read") + "\n\n" + LOGGED_FIXED


async def test_without_a_model_what_is_left_says_so(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model=str(tmp_path / "none.gguf"))
    reviewed = await review(editor, open_file(editor, tmp_path / "a.py", LOGGED))
    assert tuple(reviewed.items) == ()
    (left,) = reviewed.left
    assert (left.rule, left.line) == ("readability/use-context-manager", 1)
    assert left.reason
    assert left.way
    assert "1 finding" in reviewed.summary


async def test_a_text_that_changed_since_is_not_edited(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    uri = open_file(editor, tmp_path / "a.py", LOAD)
    reviewed = await review(editor, uri)
    typed(editor, uri, 2, "# new\n", line(0))
    late = await chosen(editor, reviewed, *reviewed.items)
    assert (late.edit, late.applied) == (None, 0)
    assert late.message == "The text has changed since the review. Nothing was changed; review it again."
    wrong = await chosen(editor, reviewed, *reviewed.items, version=2)
    assert (wrong.edit, wrong.applied) == (None, 0)
    again = await review(editor, uri)
    assert again.items[0].line == 2
    assert (await chosen(editor, again, *again.items)).applied == 1


async def test_two_reviews_at_once_are_not_mixed_up(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    a, b = (open_file(editor, tmp_path / name, text) for name, text in (("a.py", LOAD), ("b.py", NESTED)))
    of_a, of_b, again = await asyncio.gather(review(editor, a), review(editor, b), review(editor, a))
    assert len({field(one.items[0], "id") for one in (of_a, of_b, again)}) == 3
    for reviewed, text, fixed in ((of_a, LOAD, LOAD_FIXED), (of_b, NESTED, NESTED_FIXED), (again, LOAD, LOAD_FIXED)):
        answer = await chosen(editor, reviewed, *reviewed.items)
        assert with_edit(text, edit_of(answer)) == fixed
    mixed = await chosen(editor, of_a, *of_b.items)
    assert mixed.edit is None


async def test_a_review_is_cancelled_at_once(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model=answering(tmp_path, rewriting(LOGGED, LOGGED_FIXED, pause=FOREVER)))
    uri = open_file(editor, tmp_path / "a.py", LOAD.replace("load", "read") + "\n\n" + LOGGED)
    answer = ask(editor, "burnish/review", {"uri": uri}, "slow")
    await until(lambda: state(editor) == "working")
    editor.cancel_request(types.CancelParams("slow"))
    with pytest.raises(JsonRpcException, match="cancel"):
        await asyncio.wait_for(answer, 10)
    editor.progress_reports["button"] = []
    answer = ask(editor, "burnish/review", {"uri": uri, "workDoneToken": "button"}, "stopped")
    await until(lambda: [one for one, _ in editor.states].count("working") == 2)
    editor.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams("button"))
    reviewed = await asyncio.wait_for(answer, 10)
    assert [one.title for one in reviewed.items] == ["Open the file in a with block"]
    assert reviewed.summary.startswith("Stopped before the end.")


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


async def test_only_what_changed_since_the_last_commit(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    git(tmp_path, "init", "--quiet")
    path = tmp_path / "a b#é.py"
    path.write_text(LOAD)
    uri = open_file(editor, path, LOAD)
    reviewed = await review(editor, uri, changed=True)
    assert len(reviewed.items) == 1
    assert "there is no commit" in reviewed.summary
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "x")
    reviewed = await review(editor, uri, changed=True)
    assert tuple(reviewed.items) == tuple(reviewed.left) == ()
    assert reviewed.summary == "Nothing of the file has changed since the last commit."
    # The buffer counts, not the file.
    typed(editor, uri, 2, LOAD + "\n\n" + NESTED)
    reviewed = await review(editor, uri, changed=True)
    assert [one.line for one in reviewed.items] == [8]
    new = open_file(editor, tmp_path / "new.py", LOAD)
    reviewed = await review(editor, new, changed=True)
    assert len(reviewed.items) == 1
    assert "The last commit does not have the file" in reviewed.summary


WHOLE = {"start": {"line": 0, "character": 0}, "end": {"line": 6, "character": 0}}
ELSE = "def f(a):\n    if a:\n        g(a)\n        return 1\n    else:\n        h(a)\n        return 2\n"
NO_ELSE = "def f(a):\n    if a:\n        g(a)\n        return 1\n    h(a)\n    return 2\n"


async def test_an_instruction_is_answered_by_one_unsafe_enhancement(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model=answering(tmp_path, {"contains": ["without else"], **rewriting(ELSE, NO_ELSE)}))
    uri = open_file(editor, tmp_path / "a.py", ELSE)
    reviewed = await review(editor, uri, range=WHOLE, instruction="without else")
    (item,) = reviewed.items
    assert (item.title, item.rule, item.objective, item.safety, item.ticked) == (
        "without else",
        None,
        "",
        "unsafe",
        False,
    )
    assert reviewed.title == "Enhance a.py: “without else”"
    answer = await chosen(editor, reviewed, item)
    assert (with_edit(ELSE, edit_of(answer)), answer.applied) == (NO_ELSE, 1)


async def test_an_answer_that_is_no_code_or_another_language_changes_nothing_and_says_why(
    editor: LanguageClient, tmp_path: Path
):
    poem = {"contains": ["poem"], "text": "Roses are red, violets are blue."}
    script = {"contains": ["script"], "text": "```\nfunction f(a) {\n  return a ? 1 : 2;\n}\n```"}
    await begin(editor, tmp_path, model=answering(tmp_path, poem, script))
    uri = open_file(editor, tmp_path / "a.py", ELSE)
    for wish in ("poem", "script"):
        reviewed = await review(editor, uri, range=WHOLE, instruction=wish)
        assert tuple(reviewed.items) == ()
        (left,) = reviewed.left
        assert left.message == wish
        assert left.reason.startswith("The model's rewrite was ")
        assert left.way


async def test_an_instruction_without_a_model_for_it_says_how_to_get_one(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    uri = open_file(editor, tmp_path / "a.py", ELSE)
    reviewed = await review(editor, uri, range=WHOLE, instruction="without else")
    assert (tuple(reviewed.items), tuple(reviewed.left)) == ((), ())
    assert "Select Model" in reviewed.summary
    nowhere = await review(editor, uri, instruction="without else")
    assert nowhere.summary == "Select the code that the instruction is about."


async def test_what_no_review_can_be_made_of_is_said(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    closed = await review(editor, (tmp_path / "closed.py").as_uri())
    assert "does not read this file" in closed.summary
    untitled = "untitled:Untitled-1"
    editor.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(untitled, "python", 1, LOAD)))
    reviewed = await review(editor, untitled, changed=True)
    assert (len(reviewed.items), reviewed.title) == (1, "Enhance Untitled-1: changed code")
    assert "not saved yet" in reviewed.summary
    nothing = await review(editor, open_file(editor, tmp_path / "fine.py", "x = 1\n"))
    assert nothing.summary == "Burnish finds nothing to enhance here."
    with pytest.raises(JsonRpcException, match="must be a string"):
        await review(editor, 3)
    with pytest.raises(JsonRpcException, match="whole numbers"):
        await editor.protocol.send_request_async("burnish/reviewEdits", {"uri": untitled, "version": 1, "ids": ["a"]})
