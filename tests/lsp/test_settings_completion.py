"""What is offered while a settings file is written, and what its names mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from burnish.lsp.convert import span_of_range
from burnish.text import Edit, Lines, apply
from tests.lsp.editing import open_file
from tests.lsp.session import begin, editor

__all__ = ["editor"]


def placed(client: LanguageClient, path: Path, marked: str) -> tuple[str, types.TextDocumentIdentifier, types.Position]:
    """Opens a text in which ‸ stands for the cursor."""
    before, _, after = marked.partition("‸")
    text = before + after
    lines = before.split("\n")
    position = types.Position(len(lines) - 1, len(lines[-1].encode("utf-16-le")) // 2)
    return text, types.TextDocumentIdentifier(open_file(client, path, text, "toml")), position


async def offered(client: LanguageClient, path: Path, marked: str) -> dict[str, str]:
    """What is offered at the cursor, and the text after each of it is chosen."""
    text, identifier, position = placed(client, path, marked)
    answer = await client.text_document_completion_async(types.CompletionParams(identifier, position))
    lines = Lines(text.encode())
    found = {}
    for one in answer or ():
        span = span_of_range(lines, one.text_edit.range, "utf-16")
        found[one.label] = apply(text.encode(), [Edit(span, one.text_edit.new_text)]).decode()
    return found


@pytest.mark.parametrize(
    ("file", "text", "label", "after"),
    [
        ("burnish.toml", "max‸", "max-function-lines", "max-function-lines"),
        ("burnish.toml", "# \U0001f600\r\nsel‸ = []\r\n", "select", "# \U0001f600\r\nselect = []\r\n"),
        ("burnish.toml", 'select = ["‸"]', "security", 'select = ["security"]'),
        ("burnish.toml", 'select = ["‸', "security", 'select = ["security"'),
        ("burnish.toml", "select = [‸]", "security", 'select = ["security"]'),
        (
            "burnish.toml",
            "ignore = [\n  'security',\n  'readability/flat‸ten'\n]",
            "readability/flatten-nested-conditions",
            "ignore = [\n  'security',\n  'readability/flatten-nested-conditions'\n]",
        ),
        ("burnish.toml", "[sev‸]", "severity", "[severity]"),
        (
            "burnish.toml",
            "[severity]\n‸",
            "readability/flatten-nested-conditions",
            '[severity]\n"readability/flatten-nested-conditions"',
        ),
        ("burnish.toml", '[severity]\nreadability = "‸"', "error", '[severity]\nreadability = "error"'),
        ("burnish.toml", '[per-path."tests/**"]\nig‸', "ignore", '[per-path."tests/**"]\nignore'),
        (
            "burnish.toml",
            'per_path = { "a" = { ignore = ["‸"] } }',
            "security",
            'per_path = { "a" = { ignore = ["security"] } }',
        ),
        ("burnish.toml", "[ro‸]", "roles", "[roles]"),
        ("burnish.toml", '[roles]\n"dist/**" = "‸"', "source", '[roles]\n"dist/**" = "source"'),
        (
            "pyproject.toml",
            "[tool.burnish]\nroles = {'a' = ‸}",
            "template",
            "[tool.burnish]\nroles = {'a' = \"template\"}",
        ),
        ("burnish.toml", "behaviour = ‸", "false", "behaviour = false"),
        ("burnish.toml", 'model = "‸"', "off", 'model = "off"'),
        ("pyproject.toml", "[tool.burnish]\nign‸", "ignore", "[tool.burnish]\nignore"),
    ],
)
async def test_what_can_be_written(
    editor: LanguageClient, tmp_path: Path, file: str, text: str, label: str, after: str
):
    await begin(editor, tmp_path, model="off")
    assert (await offered(editor, tmp_path / file, text))[label] == after


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("burnish.toml", "# sel‸"),
        ("burnish.toml", "max-function-lines = ‸"),
        ("burnish.toml", 'exclude = ["‸"]'),
        ("burnish.toml", "[[[]]] }{ = ‸"),
        ("pyproject.toml", "[tool.ruff]\nsel‸"),
        ("pyproject.toml", "‸"),
        ("Cargo.toml", "sel‸"),
        ("a.py", "sel‸"),
    ],
)
async def test_elsewhere_nothing_is_offered(editor: LanguageClient, tmp_path: Path, file: str, text: str):
    await begin(editor, tmp_path, model="off")
    assert await offered(editor, tmp_path / file, text) == {}


async def test_what_a_personal_setting_is_cannot_be_written_in_a_project(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    found = await offered(editor, tmp_path / "burnish.toml", "‸")
    assert "select" in found
    assert "endpoint" not in found
    assert "run-natively" not in found


@pytest.mark.parametrize(
    ("text", "says", "characters"),
    [
        ("max_function‸_lines = 5\n", "A function with more lines than this", (0, 18)),
        ("[ro‸les]\n", "what files are for", (1, 6)),
        ('[roles]\n"a/**" = "migr‸ation"\n', "database", (10, 19)),
        ('select = ["secur‸ity"]\n', "Every rule for security.", (11, 19)),
        ('ignore = ["\U0001f600", "readability/flatten‸-nested-conditions"]\n', "nest", (17, 54)),
    ],
)
async def test_a_hover_says_what_a_name_means(
    editor: LanguageClient, tmp_path: Path, text: str, says: str, characters: tuple[int, int]
):
    await begin(editor, tmp_path, model="off")
    _, identifier, position = placed(editor, tmp_path / "burnish.toml", text)
    answer = await editor.text_document_hover_async(types.HoverParams(identifier, position))
    assert says in answer.contents.value
    assert (answer.range.start.character, answer.range.end.character) == characters


async def test_a_hover_over_anything_else_says_nothing(editor: LanguageClient, tmp_path: Path):
    await begin(editor, tmp_path, model="off")
    _, identifier, position = placed(editor, tmp_path / "burnish.toml", "nobody‸ = 1\n")
    assert await editor.text_document_hover_async(types.HoverParams(identifier, position)) is None
