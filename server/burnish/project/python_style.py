"""How Ruff, Black and flake8 are told to have Python laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from burnish.project.declared_values import as_number, as_table, as_truth
from burnish.project.said import Said, as_indentation, as_line_length, as_newline, as_quotes
from burnish.project.tool_settings import ToolSettings

PYPROJECT = "pyproject.toml"
RUFF_FILES = (".ruff.toml", "ruff.toml", PYPROJECT)
FLAKE8_FILES = (".flake8", "setup.cfg", "tox.ini")

BLACK_LENGTH = 88
"""Black's and Ruff's own line length, which holds where they format and nothing else is said."""

_EXTENDED = 8
"""Files that one may extend, one after the other."""


@dataclass(frozen=True, slots=True)
class PythonStyle:
    """What is said, and which formatters are set up by what is said."""

    said: Said
    ruff_formats: bool
    black_formats: bool
    black: Mapping[str, Any]
    """Black's own settings."""


def python_style_of(path: Path, settings: ToolSettings) -> PythonStyle:
    """What the settings of Python's formatters and linters say of a file."""
    ruff, black = _ruff(path, settings), _black(path, settings)
    ruff_formats = ruff is not None and "format" in ruff
    by_ruff, by_black = _said_by_ruff(ruff or {}, ruff_formats), _said_by_black(black)
    first, second = (by_ruff, by_black) if ruff_formats else (by_black, by_ruff)
    said = first.or_else(second).or_else(_said_by_flake8(path, settings))
    return PythonStyle(said, ruff_formats, black is not None, black or {})


def _ruff(path: Path, settings: ToolSettings) -> dict[str, Any] | None:
    """The settings of Ruff that hold for a file, with those that they extend; None where there are none."""
    for file in settings.around(path, RUFF_FILES):
        found = _ruff_table(settings.value(file), file)
        if found is not None:
            return _extended(found, file, settings, _EXTENDED)
    return None


def _ruff_table(value: Any, file: Path) -> dict[str, Any] | None:
    if file.name != PYPROJECT:
        return dict(as_table(value))
    table = as_table(as_table(value).get("tool")).get("ruff")
    return dict(table) if isinstance(table, dict) else None


def _extended(table: dict[str, Any], file: Path, settings: ToolSettings, left: int) -> dict[str, Any]:
    extends = table.get("extend")
    if not isinstance(extends, str) or not left or "\0" in extends:
        return table
    other = file.parent / extends
    below = _extended(_ruff_table(settings.value(other), other) or {}, other, settings, left - 1)
    nested = {key: {**as_table(below.get(key)), **as_table(table.get(key))} for key in ("format", "lint")}
    return {**below, **table, **{key: value for key, value in nested.items() if value or key in {**below, **table}}}


def _said_by_ruff(ruff: Mapping[str, Any], formats: bool) -> Said:
    layout, lint = as_table(ruff.get("format")), as_table(ruff.get("lint"))
    quotes = as_table(lint.get("flake8-quotes") or ruff.get("flake8-quotes")).get("inline-quotes")
    checked = as_table(lint.get("pycodestyle") or ruff.get("pycodestyle")).get("max-line-length")
    length = as_line_length(ruff.get("line-length")) or as_line_length(checked)
    said = Said(
        line_length=length,
        quotes=as_quotes(layout.get("quote-style")) or as_quotes(quotes),
        indentation=as_indentation(layout.get("indent-style") == "tab", ruff.get("indent-width")),
        trailing_commas="all" if formats else None,
        newline=as_newline(layout.get("line-ending")),
    )
    if not formats:
        return said
    kept = layout.get("quote-style") == "preserve"
    return said.or_else(Said(line_length=BLACK_LENGTH, quotes=None if kept else '"', indentation="    "))


def _black(path: Path, settings: ToolSettings) -> Mapping[str, Any] | None:
    for file in settings.around(path, (PYPROJECT,)):
        table = as_table(as_table(settings.value(file)).get("tool")).get("black")
        if isinstance(table, dict):
            return table
    return None


def _said_by_black(black: Mapping[str, Any] | None) -> Said:
    if black is None:
        return Said()
    kept = as_truth(black.get("skip-string-normalization"))
    length = as_line_length(black.get("line-length")) or BLACK_LENGTH
    return Said(line_length=length, quotes=None if kept else '"', indentation="    ", trailing_commas="all")


def _said_by_flake8(path: Path, settings: ToolSettings) -> Said:
    for file in settings.around(path, FLAKE8_FILES):
        sections = settings.sections(file)
        for name in ("flake8", "pycodestyle", "pep8"):
            if name not in sections:
                continue
            # flake8 takes either spelling.
            found = {key.replace("_", "-"): value for key, value in sections[name].items()}
            said = Said(
                line_length=as_line_length(found.get("max-line-length")),
                quotes=as_quotes(found.get("inline-quotes")),
                indentation=as_indentation(None, as_number(found.get("indent-size"), 1, 16)),
            )
            if said != Said():
                return said
    return Said()
