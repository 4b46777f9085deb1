"""What EditorConfig files say of a file: the nearest one decides, and within one the last section that matches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from burnish.project.path_patterns import matches
from burnish.project.said import Said, as_indentation, as_line_length, as_newline, as_quotes
from burnish.project.tool_settings import ToolSettings

NAME = ".editorconfig"

MOST_SECTIONS = 200
"""Of one file; what stands below is not read."""


def said_by_editorconfig(path: Path, settings: ToolSettings) -> Said:
    """What the files in the folders around a path say of it, up to one that says it is the root."""
    found: dict[str, str] = {}
    for file in settings.around(path, (NAME,)):
        text = settings.text(file) or ""
        found = {**_properties(text, path.relative_to(file.parent).as_posix()), **found}
        if _is_root(text):
            break
    said = {name: value for name, value in found.items() if value != "unset"}
    style, size = said.get("indent_style"), said.get("indent_size")
    width = said.get("tab_width") if size in (None, "tab") else size
    return Said(
        line_length=as_line_length(said.get("max_line_length")),
        quotes=as_quotes(said.get("quote_type")),
        indentation=as_indentation({"tab": True, "space": False}.get(style or ""), width),
        newline=as_newline(said.get("end_of_line")),
    )


def _properties(text: str, path: str) -> dict[str, str]:
    """The properties of a file in one EditorConfig file, names and values in lower case as far as case means nothing."""
    found: dict[str, str] = {}
    holds = False
    sections = 0
    for section, key, value in _lines(text):
        sections += section is not None
        if sections > MOST_SECTIONS:
            break
        if section is not None:
            holds = matches(section, path)
        elif holds:
            found[key.lower()] = value.lower()
    return found


def _is_root(text: str) -> bool:
    for section, key, value in _lines(text):
        if section is not None:
            return False
        if key.lower() == "root":
            return value.lower() == "true"
    return False


def _lines(text: str) -> Iterator[tuple[str | None, str, str]]:
    """Each line that says something: the pattern of a section, or a key with its value."""
    for line in text.splitlines():
        stripped = line.strip()
        if stripped.startswith(("#", ";")):
            continue
        if stripped.startswith("[") and stripped.endswith("]"):
            yield stripped[1:-1], "", ""
        elif "=" in stripped:
            key, _, value = stripped.partition("=")
            yield None, key.strip(), re.split(r"\s[;#]", value.strip())[0].strip()
