"""What running both versions showed, in the editor: in the hover, with the chosen fix, and on request for what was refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from burnish.report.escaping import markdown_text
from burnish.sandbox import pyodide
from tests.lsp.editing import actions, diagnostics, open_file, with_edit
from tests.lsp.session import answering, begin, editor, field, rewriting, typed, until
from tests.process_tree import children, command_line

__all__ = ["editor"]

NAMES = (
    "def names(users):\n    found = []\n    for user in users:\n        if user.active:\n            found.append(user.name)\n"
    "    return found\n"
)
NAMES_FIXED = "def names(users):\n    found = [user.name for user in users if user.active]\n    return found\n"
NAMES_WRONG = "def names(users):\n    found = [user.active for user in users if user.name]\n    return found\n"
RUN = r"proven: \d+ inputs, \d+/\d+ branches"


async def place_of_finding(client: LanguageClient, uri: str) -> types.Range:
    (finding,) = (await diagnostics(client, uri)).items
    return finding.range


async def test_the_hover_says_what_was_run(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off", behaviour=True)
    uri = open_file(editor, tmp_path / "a.py", NAMES)
    place = await place_of_finding(editor, uri)
    hover = await editor.text_document_hover_async(types.HoverParams(types.TextDocumentIdentifier(uri), place.start))
    assert re.search(RUN, hover.contents.value), hover.contents.value


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads the process table of Linux")
@pytest.mark.skipif(not pyodide.installed(), reason="pyodide is not installed")
@pytest.mark.parametrize("typing", [False, True], ids=["opened with findings", "typed"])
async def test_the_first_finding_of_a_document_has_its_sandboxes_started(
    editor: LanguageClient, tmp_path: Path, typing: bool
):
    await begin(editor, tmp_path, model="off", behaviour=True)
    uri = open_file(editor, tmp_path / "a.py", "x = 1\n" if typing else NAMES)
    if typing:
        typed(editor, uri, 2, NAMES)

    def started() -> bool:
        below = [inner for one in children(editor._server.pid) for inner in children(one)]
        return any("pyodide_host.mjs" in argument for one in below for argument in command_line(one))

    await until(started, 60.0)


async def test_a_chosen_fix_carries_its_receipt_into_the_preview(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off", behaviour=True)
    uri = open_file(editor, tmp_path / "a.py", NAMES)
    fix, *_ = await actions(editor, uri, await place_of_finding(editor, uri))
    resolved = await editor.code_action_resolve_async(fix)
    assert with_edit(NAMES, resolved.edit) == NAMES_FIXED
    for annotation in resolved.edit.change_annotations.values():
        assert re.search(RUN, annotation.description), annotation.description
        assert not annotation.needs_confirmation
    assert re.search(RUN, field(resolved.data, "receipt"))


async def test_enhance_shows_what_was_run_beside_each_change(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off", behaviour=True)
    uri = open_file(editor, tmp_path / "a.py", NAMES)
    await editor.workspace_execute_command_async(
        types.ExecuteCommandParams("burnish.server.enhance", [{"uri": uri, "range": None}])
    )
    (edit,) = editor.applied
    assert all(re.search(RUN, one.description) for one in edit.change_annotations.values())


async def test_a_refused_rewrite_is_told_with_its_counterexample_and_listed_on_request(
    editor: LanguageClient, tmp_path: Path
):
    await begin(editor, tmp_path, model=answering(tmp_path, rewriting(NAMES, NAMES_WRONG)), behaviour=True)
    uri = open_file(editor, tmp_path / "a.py", NAMES)
    offered = await actions(editor, uri, await place_of_finding(editor, uri))
    rewrite = next(one for one in offered if one.title.endswith("(model)"))
    resolved = await editor.code_action_resolve_async(rewrite)
    assert resolved.edit is None
    told = editor.messages[-1].message
    assert re.search(r"refused by the check 'behaviour': names: for users=.+: before returned .+, after returned", told)

    answer = await editor.protocol.send_request_async("burnish/refused", {"uri": uri})
    (one,) = field(answer, "refused")
    assert (field(one, "check"), field(one, "origin")) == ("behaviour", "model")
    assert field(one, "rule") == "readability/loop-to-comprehension"
    assert field(one, "reason") in told
    assert field(answer, "title") == "Refused rewrites of a.py"
    assert markdown_text(field(one, "reason") + ".") in field(answer, "markdown")


async def test_where_nothing_was_refused_the_page_says_so(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off", behaviour=True)
    uri = open_file(editor, tmp_path / "a.py", NAMES)
    answer = await editor.protocol.send_request_async("burnish/refused", {"uri": uri})
    assert tuple(field(answer, "refused")) == ()
    assert "Nothing was refused" in field(answer, "markdown")
    nothing = await editor.protocol.send_request_async("burnish/refused", {"uri": "file:///no/such/file.py"})
    assert nothing is None
