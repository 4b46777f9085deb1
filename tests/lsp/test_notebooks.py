"""Notebooks: their cells are one document for what is found, and each is its own for what the editor shows and changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

from tests.lsp.conftest import CAPABILITIES, COMMAND, PATIENT_MS, UNRUN, listen
from tests.lsp.editing import actions, diagnostics, line, with_edit
from tests.lsp.session import until
from tests.lsp.test_review import git

NESTED = "def show(a, b):\n    if a:\n        if b:\n            draw(a)\n            draw(b)"
FIXED = "def show(a, b):\n    if a and b:\n        draw(a)\n        draw(b)"
FLATTEN = "readability/flatten-nested-conditions"
pytestmark = pytest.mark.asyncio(loop_scope="module")
CODE, MARKUP = types.NotebookCellKind.Code, types.NotebookCellKind.Markup


def capabilities(*, pulls: bool) -> types.ClientCapabilities:
    synchronization = types.NotebookDocumentSyncClientCapabilities()
    return types.ClientCapabilities(
        general=CAPABILITIES.general,
        text_document=CAPABILITIES.text_document if pulls else None,
        workspace=CAPABILITIES.workspace if pulls else None,
        notebook_document=types.NotebookDocumentClientCapabilities(synchronization),
    )


async def begin(client: LanguageClient, folder: Path, *, pulls: bool) -> None:
    listen(client)
    client.server = await client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities(pulls=pulls),
            workspace_folders=[types.WorkspaceFolder(folder.as_uri(), "workspace")],
            initialization_options={"settings": {"model": "off", "saveBudgetMs": PATIENT_MS, **UNRUN}},
        )
    )


@pytest_lsp.fixture(config=ClientServerConfig(server_command=COMMAND), scope="module", loop_scope="module")
async def pulling(lsp_client: LanguageClient, tmp_path_factory: pytest.TempPathFactory):
    """A client that asks for diagnostics, of cells too; one session for all tests, each with a notebook of its own."""
    await begin(lsp_client, tmp_path_factory.getbasetemp(), pulls=True)
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=ClientServerConfig(server_command=COMMAND), scope="module", loop_scope="module")
async def pushed(lsp_client: LanguageClient, tmp_path_factory: pytest.TempPathFactory):
    """A client that is sent diagnostics."""
    await begin(lsp_client, tmp_path_factory.getbasetemp(), pulls=False)
    yield
    await lsp_client.shutdown_session()


class Sheet:
    """A notebook in an editor: `a.ipynb` with cells `#c0`, `#c1`, …"""

    def __init__(self, client: LanguageClient, folder: Path, *texts: str, language: str = "python") -> None:
        self.client = client
        self.uri = (folder / "a.ipynb").as_uri()
        self.version = 1
        uris = [self.cell(number) for number in range(len(texts))]
        client.notebook_document_did_open(
            types.DidOpenNotebookDocumentParams(
                types.NotebookDocument(
                    self.uri, "jupyter-notebook", 1, [types.NotebookCell(CODE, one) for one in uris]
                ),
                [types.TextDocumentItem(one, language, 1, text) for one, text in zip(uris, texts, strict=True)],
            )
        )

    def cell(self, number: int) -> str:
        return f"vscode-notebook-cell{self.uri.removeprefix('file')}#c{number}"

    async def found(self, *numbers: int) -> list[list[tuple[str, int]]]:
        """Of each cell the rules of what is found in it, with their lines."""
        reports = [await diagnostics(self.client, self.cell(one)) for one in numbers]
        return [[(one.code, one.range.start.line) for one in report.items] for report in reports]

    def change(self, **cells: object) -> None:
        self.version += 1
        change = types.NotebookDocumentChangeEvent(cells=types.NotebookDocumentCellChanges(**cells))
        self.client.notebook_document_did_change(
            types.DidChangeNotebookDocumentParams(
                types.VersionedNotebookDocumentIdentifier(self.version, self.uri), change
            )
        )

    def splice(self, start: int, deleted: int, *cells: int, opened: dict[int, str] | None = None) -> None:
        """Cells taken out, and others put in; those that were not there before are opened."""
        new = [types.NotebookCell(CODE, self.cell(one)) for one in cells]
        items = [types.TextDocumentItem(self.cell(one), "python", 1, text) for one, text in (opened or {}).items()]
        array = types.NotebookCellArrayChange(start, deleted, new)
        self.change(structure=types.NotebookDocumentCellChangeStructure(array, did_open=items))

    def type(self, number: int, text: str, place: types.Range | None = None, version: int = 2) -> None:
        change: types.TextDocumentContentChangeEvent = (
            types.TextDocumentContentChangeWholeDocument(text)
            if place is None
            else types.TextDocumentContentChangePartial(place, text)
        )
        identifier = types.VersionedTextDocumentIdentifier(version, self.cell(number))
        self.change(text_content=[types.NotebookDocumentCellContentChanges(identifier, [change])])

    def close(self, *numbers: int) -> None:
        self.client.notebook_document_did_close(
            types.DidCloseNotebookDocumentParams(
                types.NotebookDocumentIdentifier(self.uri),
                [types.TextDocumentIdentifier(self.cell(one)) for one in numbers],
            )
        )


async def fixed(sheet: Sheet, number: int, place: types.Range, text: str) -> str:
    """The text of a cell after the first entry of the lightbulb, which must change this cell only."""
    first = (await actions(sheet.client, sheet.cell(number), place))[0]
    resolved = await sheet.client.code_action_resolve_async(first)
    (changed,) = resolved.edit.document_changes
    assert changed.text_document.uri == sheet.cell(number)
    return with_edit(text, resolved.edit)


async def test_cells_are_told_until_the_client_asks_for_them(pulling: LanguageClient, tmp_path: Path):
    sheet = Sheet(pulling, tmp_path, "x = 1", NESTED)
    await until(lambda: pulling.diagnostics.get(sheet.cell(1)))
    assert await sheet.found(1) == [[(FLATTEN, 1)]]
    await until(lambda: pulling.diagnostics[sheet.cell(1)] == ())


async def test_the_python_of_jupyter_is_asked_for(pulling: LanguageClient, tmp_path: Path):
    (selector,) = pulling.server.capabilities.notebook_document_sync.notebook_selector
    assert (selector.notebook.notebook_type, [one.language for one in selector.cells]) == (
        "jupyter-notebook",
        ["python"],
    )


async def test_a_finding_and_its_fix_are_in_their_cell(pulling: LanguageClient, tmp_path: Path):
    sheet = Sheet(pulling, tmp_path, "import math\n", "x = math.pi\n\n", f"\n{NESTED}")
    assert await sheet.found(0, 1, 2) == [[], [], [(FLATTEN, 2)]]
    (one,) = (await diagnostics(pulling, sheet.cell(2))).items
    assert one.range == line(2, 4, 8)
    assert await fixed(sheet, 2, line(2, 5), f"\n{NESTED}") == f"\n{FIXED}"
    hover = await pulling.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(sheet.cell(2)), types.Position(2, 5))
    )
    assert "`show`: cyclomatic" in hover.contents.value
    assert hover.range == one.range
    assert await actions(pulling, sheet.cell(1), line(0)) == []


async def test_what_a_cell_binds_the_others_see(pulling: LanguageClient, tmp_path: Path):
    call = "requests.get('https://example.org/')"
    sheet = Sheet(pulling, tmp_path, "x = 1", f"def status():\n    return {call}", "import requests")
    assert await sheet.found(1) == [[("scalability/missing-timeout", 1)]], "whichever cell runs first"
    sheet.type(2, "requests = MyOwn()")
    assert await sheet.found(1) == [[]]


async def test_cells_come_go_move_and_change(pulling: LanguageClient, tmp_path: Path):
    sheet = Sheet(pulling, tmp_path, "x = 1", NESTED)
    sheet.splice(1, 0, 2, opened={2: "y = 2\nz = 3\n"})
    assert await sheet.found(0, 1, 2) == [[], [(FLATTEN, 1)], []]
    sheet.splice(0, 3, 1, 2, 0)
    assert await sheet.found(0, 1, 2) == [[], [(FLATTEN, 1)], []]
    assert await fixed(sheet, 1, line(1, 5), NESTED) == FIXED
    sheet.type(1, "# é😀\n", line(0))
    assert await sheet.found(1) == [[(FLATTEN, 2)]]
    sheet.change(data=[types.NotebookCell(MARKUP, sheet.cell(1))])
    assert await sheet.found(0, 1, 2) == [[], [], []]
    sheet.splice(0, 2)
    sheet.type(0, NESTED)
    assert await sheet.found(0, 1, 2) == [[(FLATTEN, 1)], [], []]
    sheet.splice(9, 9, 4, opened={4: NESTED.replace("show", "paint")})
    assert await sheet.found(0, 4) == [[(FLATTEN, 1)], [(FLATTEN, 1)]]


@pytest.mark.parametrize("language", ["julia", "r", "sql"])
async def test_cells_in_other_languages_are_left_out(pulling: LanguageClient, tmp_path: Path, language: str):
    sheet = Sheet(pulling, tmp_path, NESTED, language=language)
    assert await sheet.found(0) == [[]]
    assert await actions(pulling, sheet.cell(0), line(1, 5)) == []


async def test_columns_and_line_ends_are_those_of_the_cell(pulling: LanguageClient, tmp_path: Path):
    text = "x = {'é😀': 1}; handle = open(p)\r\ndata = handle.read()\r\nhandle.close()\r\n"
    sheet = Sheet(pulling, tmp_path, "'😀'\r\n", text)
    (one,) = (await diagnostics(pulling, sheet.cell(1))).items
    assert (one.code, one.range) == ("readability/use-context-manager", line(0, 25, 29))
    nested = NESTED.replace("\n", "\r\n")
    sheet.type(1, nested)
    assert await fixed(sheet, 1, line(1, 5), nested) == FIXED.replace("\n", "\r\n")


async def test_commands_of_ipython_stay_where_they_are(pulling: LanguageClient, tmp_path: Path):
    text = f"%%time\n%matplotlib inline\n{NESTED}\n            !ls -l"
    sheet = Sheet(pulling, tmp_path, f"%%bash\n{NESTED}", text)
    assert await sheet.found(0, 1) == [[], [(FLATTEN, 3)]]
    assert await fixed(sheet, 1, line(3, 5), text) == f"%%time\n%matplotlib inline\n{FIXED}\n        !ls -l"
    here, everywhere = [
        with_edit(text, one.edit)
        for one in await actions(pulling, sheet.cell(1), line(3, 5))
        if one.title.startswith("Burnish: Ignore")
    ]
    assert here == text.replace("    if a", f"    # burnish: ignore[{FLATTEN}]\n    if a", 1)
    assert everywhere == f"%%time\n# burnish: ignore-file[{FLATTEN}]\n{text.removeprefix('%%time' + chr(10))}"


async def test_comments_silence_the_whole_notebook_or_a_line(pulling: LanguageClient, tmp_path: Path):
    sheet = Sheet(pulling, tmp_path, f"# burnish: ignore-file[{FLATTEN}]", NESTED)
    assert await sheet.found(0, 1) == [[], []]
    sheet.type(0, "x = 1")
    assert await sheet.found(1) == [[(FLATTEN, 1)]]


async def test_fix_all_changes_its_cell_only(pulling: LanguageClient, tmp_path: Path):
    text = f"{NESTED}\n\n\n{NESTED.replace('show', 'paint')}\n"
    sheet = Sheet(pulling, tmp_path, text, NESTED.replace("show", "third"))
    (fix_all,) = await actions(pulling, sheet.cell(0), line(0), only=["source.fixAll"])
    resolved = await pulling.code_action_resolve_async(fix_all)
    (changed,) = resolved.edit.document_changes
    assert (changed.text_document.uri, changed.text_document.version) == (sheet.cell(0), 1)
    assert with_edit(text, resolved.edit) == f"{FIXED}\n\n\n{FIXED.replace('show', 'paint')}\n"


async def test_a_fix_that_would_change_another_cell_is_not_offered(pulling: LanguageClient, tmp_path: Path):
    secret = "PAYMENT_API_KEY = '9f86d081884c7d659a2feaa0c55ad015'"
    sheet = Sheet(pulling, tmp_path, "import sys", secret)
    assert await sheet.found(1) == [[("security/hardcoded-secret", 0)]]
    offered = [one.title for one in await actions(pulling, sheet.cell(1), line(0, 3))]
    assert offered[0] == "Burnish: Ignore security/hardcoded-secret here"
    sheet.type(1, f"import sys\n{secret}")
    sheet.type(0, "x = 1")
    offered = [one.title for one in await actions(pulling, sheet.cell(1), line(1, 3))]
    assert offered[0] == "Burnish: Read it from the environment as PAYMENT_API_KEY (unsafe)"


async def test_a_review_of_a_cell_has_its_lines(pulling: LanguageClient, tmp_path: Path):
    sheet = Sheet(pulling, tmp_path, "x = 1\ny = 2\n", NESTED)
    found = await pulling.protocol.send_request_async("burnish/review", {"uri": sheet.cell(1)})
    (item,) = found.items
    assert (item.line, found.version) == (1, 1)
    assert item.diff.startswith("@@ -1,")
    chosen = {"uri": sheet.cell(1), "version": 1, "ids": [item.id]}
    made = await pulling.protocol.send_request_async("burnish/reviewEdits", chosen)
    (changed,) = made.edit.documentChanges
    assert changed.textDocument.uri == sheet.cell(1)
    sheet.type(0, "x = 2")
    late = await pulling.protocol.send_request_async("burnish/reviewEdits", chosen)
    assert late.edit is None


async def test_of_a_cell_what_changed_since_the_commit_is_looked_at(pulling: LanguageClient, tmp_path: Path):
    third = NESTED.replace("show", "third")
    committed = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": one} for one in ("x = 1", "y = 1", NESTED)
    ]
    file = tmp_path / "a.ipynb"
    file.write_text(json.dumps({"cells": committed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "x"]):
        git(tmp_path, *arguments)
    sheet = Sheet(pulling, tmp_path, "x = 2", "y = 1", f"{NESTED}\n\n\n{third}")
    found = {}
    for number in range(3):
        asked = {"uri": sheet.cell(number), "changed": True}
        answer = await pulling.protocol.send_request_async("burnish/review", asked)
        found[number] = ([one.line for one in answer.items], answer.summary)
    assert found[1] == ([], "Nothing of the file has changed since the last commit.")
    assert (found[0][0], found[2][0]) == ([], [8])


async def test_an_action_chosen_after_another_cell_changed_does_nothing(pulling: LanguageClient, tmp_path: Path):
    sheet = Sheet(pulling, tmp_path, "x = 1", NESTED)
    fix = (await actions(pulling, sheet.cell(1), line(1, 5)))[0]
    sheet.type(0, "def draw(a): ...")
    assert (await pulling.code_action_resolve_async(fix)).edit is None


async def test_odd_notebooks_give_no_error(pulling: LanguageClient, tmp_path: Path):
    said = len(pulling.messages)
    sheet = Sheet(pulling, tmp_path, "", "(((", "'''", "\r", "# Cell 1", "\x00\ud83d", "%%", "!", "def f(:\n")
    sheet.type(7, "?", line(99, 99))
    sheet.type(42, "x")
    sheet.splice(3, 99, 77)
    await sheet.found(*range(9), 77)
    for number in (0, 1, 2, 77):
        await actions(pulling, sheet.cell(number), line(99, 99))
    sheet.splice(0, 99)
    assert await sheet.found(0, 1) == [[], []]
    sheet.close()
    sheet.close()
    sheet.type(0, "x")
    assert len(pulling.messages) == said


async def test_cells_are_told_again_where_they_change_and_cleared_in_the_end(pushed: LanguageClient, tmp_path: Path):
    sheet = Sheet(pushed, tmp_path, NESTED, "import math\n", NESTED.replace("show", "paint"))
    await until(lambda: sum(uri.startswith(sheet.cell(0)[:-1]) for uri in pushed.diagnostics) == 3)
    assert [len(pushed.diagnostics[sheet.cell(one)]) for one in range(3)] == [1, 0, 1]
    (one,) = pushed.diagnostics[sheet.cell(2)]
    assert one.range == line(1, 4, 8)
    sheet.splice(0, 1)
    await until(lambda: pushed.diagnostics[sheet.cell(0)] == ())
    sheet.close(1, 2)
    await until(lambda: pushed.diagnostics[sheet.cell(2)] == ())


async def test_a_syntax_error_is_in_its_cell(pushed: LanguageClient, tmp_path: Path):
    sheet = Sheet(pushed, tmp_path, "await load()\n%time", "def f(:\n    pass")
    await until(lambda: pushed.diagnostics.get(sheet.cell(1)), seconds=60)
    (one,) = pushed.diagnostics[sheet.cell(1)]
    assert (one.code, one.range.start.line) == ("syntax", 0)
    assert pushed.diagnostics[sheet.cell(0)] == ()
