"""The command for clients without a review: it counts what was applied and says what was left out, and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_lsp import LanguageClient

from burnish.lsp.enhance import made_edits
from burnish.text import Edit, Span, apply
from tests.lsp.editing import open_file
from tests.lsp.session import begin, editor, enhance, field

__all__ = ["editor"]

LOAD = "def load(path):\n    handle = open(path)\n    data = handle.read()\n    handle.close()\n    return data\n"
NESTED = "def f(a, b):\n    if a:\n        if b:\n            g()\n            h()\n"
STATUS = "import requests\n\n\ndef status(url):\n    return requests.get(url).status_code\n"
THREE = "\n\n".join((LOAD, NESTED, LOAD.replace("load", "again")))


@pytest.mark.parametrize(
    ("ticked", "count", "said"),
    [
        (None, 3, "Applied 3 enhancements."),
        (2, 2, "Applied 2 of 3 enhancements."),
        (0, 0, "Nothing was changed; 3 enhancements were offered."),
    ],
)
async def test_what_a_person_confirmed_is_counted_not_what_was_offered(
    editor: LanguageClient, tmp_path: Path, ticked: int | None, count: int, said: str
):
    await begin(editor, tmp_path, model="off")
    editor.ticked = ticked
    result = await enhance(editor, open_file(editor, tmp_path / "a.py", THREE), "some")
    assert (field(result, "enhancements"), field(result, "applied")) == (count, count > 0)
    assert field(result, "message") == said


async def test_findings_that_need_unsafe_fixes_are_not_called_nothing(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    result = await enhance(editor, open_file(editor, tmp_path / "a.py", STATUS), "unsafe")
    said = field(result, "message")
    assert said.startswith("1 finding is left: 1 with an unsafe fix.")
    assert "burnish.unsafeFixes" in said
    assert editor.applied == []


@pytest.mark.parametrize("done", [(), (0,), (1,), (0, 1), (2,), (0, 1, 2)])
def test_which_edits_a_text_has_had(done: tuple[int, ...]):
    before = "aé\nb\nc\nd\n".encode()
    edits = [Edit(Span(0, 4), "x\n"), Edit(Span(6, 8), ""), Edit(Span(10, 10), "new\n")]
    after = apply(before, [edits[number] for number in done])
    assert made_edits(before, after, edits) == [number in done for number in range(3)]
