"""How a project has its code laid out: as its settings say, or else as its code does."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from burnish.document import NOTEBOOK, Document
from burnish.files import read_regular
from burnish.language import Language, language_of
from burnish.project.biome import BIOME_FILES
from burnish.project.editorconfig import NAME as EDITORCONFIG
from burnish.project.editorconfig import said_by_editorconfig
from burnish.project.eslint import ESLINT_FILES
from burnish.project.folders import SKIPPED_FOLDERS
from burnish.project.habits import habits, line_length_of
from burnish.project.javascript_style import javascript_style_of
from burnish.project.prettier import PRETTIER_FILES
from burnish.project.python_style import FLAKE8_FILES, RUFF_FILES, python_style_of
from burnish.project.said import Quotes, Said, TrailingCommas
from burnish.project.workspace import Project

STYLE_FILES = tuple(
    dict.fromkeys((EDITORCONFIG, *RUFF_FILES, *FLAKE8_FILES, *PRETTIER_FILES, *BIOME_FILES, *ESLINT_FILES))
)
"""Names of the files whose change may change conventions."""

_MOST_FILES = 24
"""Files of one language that are read to learn how long a project's lines are."""

_MOST_ENTRIES = 2_000
"""Names that are looked at to find them."""

_MOST_BYTES = 200_000
"""Of one of these files."""


@dataclass(frozen=True, slots=True)
class Conventions:
    """How code is laid out in one file."""

    line_length: int
    """Columns that a line may take."""
    quotes: Quotes
    semicolons: bool
    """Whether statements of JavaScript end with one."""
    indentation: str
    """One step: a tab, or some spaces."""
    trailing_commas: TrailingCommas
    newline: str

    @property
    def statement_end(self) -> str:
        """What stands behind a statement of JavaScript: a semicolon, or nothing."""
        return ";" if self.semicolons else ""


_PYTHON = Conventions(88, '"', False, "    ", "all", "\n")
_JAVASCRIPT = Conventions(100, '"', True, "  ", "all", "\n")
"""What holds where nothing tells anything: Black's ways, and Prettier's but for its short lines, which only those have
who run it."""


def conventions_of(document: Document, project: Project) -> Conventions:
    """The conventions for a document: what settings say, else what its text does, else what is usual in its language.

    To count what a text does takes milliseconds: this is for making edits, and `line_length` for finding.
    """
    said = _said(document, project).or_else(habits(document))
    usual = _usual(document.language)
    return Conventions(
        line_length=line_length(document, project),
        quotes=said.quotes or usual.quotes,
        semicolons=usual.semicolons if said.semicolons is None else said.semicolons,
        indentation=said.indentation or usual.indentation,
        trailing_commas=said.trailing_commas or usual.trailing_commas,
        newline=said.newline or usual.newline,
    )


def line_length(document: Document, project: Project) -> int:
    """The columns that a line of a document may take.

    It depends on settings and on what lies on the disk, never on what is being typed: else an edit in one function could
    bring up a finding in another.
    """
    said = _said(document, project).line_length
    if said is not None:
        return said
    if not document.path.is_absolute():
        return _usual(document.language).line_length
    return project.known(_counted_line_length, document.path, document.language.name)


def _usual(language: Language) -> Conventions:
    return _PYTHON if language.name == "python" else _JAVASCRIPT


def _said(document: Document, project: Project) -> Said:
    """What settings say of a document's file. A text that lies nowhere has none."""
    if not document.path.is_absolute():
        return Said()
    return project.fact(_said_by_settings, document.path, document.language.name)


def _said_by_settings(project: Project, path: Path, language: str) -> Said:
    if language == "python":
        said = python_style_of(path, project.tool_settings).said
    else:
        said = javascript_style_of(path, project.tool_settings).said
    return said.or_else(said_by_editorconfig(path, project.tool_settings))


def _counted_line_length(project: Project, path: Path, language: str) -> int:
    usual = _PYTHON.line_length if language == "python" else _JAVASCRIPT.line_length
    own = line_length_of([text] if (text := _text(path)) is not None else [], usual)
    return own or project.fact(_projects_line_length, language, usual)


def _projects_line_length(project: Project, language: str, usual: int) -> int:
    """The line length that a project's files of a language keep to, as some of them show."""
    if project.root is None:
        return usual
    texts = [text for path in _some_files(project.root, language) if (text := _text(path)) is not None]
    return line_length_of(texts, usual) or usual


def _some_files(root: Path, language: str) -> list[Path]:
    """Some files of a language, always the same as long as the project stays as it is."""
    found: list[Path] = []
    looked_at = 0
    for folder, below, names in os.walk(root):
        below[:] = sorted(one for one in below if one not in SKIPPED_FOLDERS and not one.startswith("."))
        for name in sorted(names):
            looked_at += 1
            known = language_of(Path(name))
            if known is not None and known.name == language and ".min." not in name:
                found.append(Path(folder, name))
            if looked_at > _MOST_ENTRIES or len(found) >= _MOST_FILES:
                return found
    return found


def _text(path: Path) -> str | None:
    if path.suffix.lower() == NOTEBOOK:
        return None  # its lines are JSON
    try:
        return read_regular(path, _MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return None
