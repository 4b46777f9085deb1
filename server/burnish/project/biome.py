"""What Biome's settings say of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from burnish.project.declared_values import as_list, as_table, as_truth, texts_of
from burnish.project.editorconfig import said_by_editorconfig
from burnish.project.path_patterns import matches
from burnish.project.said import Said, TrailingCommas, as_indentation, as_line_length, as_newline, as_quotes
from burnish.project.tool_settings import ToolSettings

BIOME_FILES = ("biome.json", "biome.jsonc", ".biome.json", ".biome.jsonc")

_EXTENDED = 8
"""Files that one may extend, one after the other."""


@dataclass(frozen=True, slots=True)
class Biome:
    """What Biome is told of one file. `file`: where; `formats`: whether it lays the file out."""

    file: Path
    formats: bool
    said: Said


def biome_of(path: Path, settings: ToolSettings) -> Biome | None:
    """What the nearest settings of Biome say of a file; None where there are none."""
    file = settings.nearest(path, BIOME_FILES)
    if file is None:
        return None
    value = as_table(settings.value(file))
    relative = path.relative_to(file.parent).as_posix()
    said, formats, by_editor = Said(), True, False
    for table in reversed([*_levels(value, file, settings), *_overrides(value, relative)]):
        general = as_table(table.get("formatter"))
        javascript = as_table(as_table(table.get("javascript")).get("formatter"))
        said = said.or_else(_said(javascript)).or_else(_said(general))
    for table in [*_levels(value, file, settings), *_overrides(value, relative)]:
        for formatter in (
            as_table(table.get("formatter")),
            as_table(as_table(table.get("javascript")).get("formatter")),
        ):
            enabled = as_truth(formatter.get("enabled"))
            formats = formats if enabled is None else enabled
        by_editor = as_truth(as_table(table.get("formatter")).get("useEditorconfig")) or by_editor
    if not formats:
        return Biome(file, False, Said())
    if by_editor:
        said = said.or_else(said_by_editorconfig(path, settings))
    return Biome(file, _includes(value, relative), said.or_else(Said(80, '"', True, "\t", "all", "\n")))


def _levels(value: Mapping[str, Any], file: Path, settings: ToolSettings) -> Iterator[Mapping[str, Any]]:
    """The files that this one extends, and itself, what counts most last. Packages of others are left out."""
    chain = [value]
    folder, left = file.parent, _EXTENDED
    while left and (named := [one for one in texts_of(as_list(chain[-1].get("extends"))) if one.startswith(".")]):
        other = folder / named[-1]
        if "\0" in named[-1]:
            break
        chain.append(as_table(settings.value(other)))
        folder, left = other.parent, left - 1
    yield from reversed(chain)


def _overrides(value: Mapping[str, Any], path: str) -> Iterator[Mapping[str, Any]]:
    for override in as_list(value.get("overrides")):
        override = as_table(override)
        patterns = texts_of(as_list(override.get("includes", override.get("include"))))
        if _taken(patterns, path):
            yield override


def _includes(value: Mapping[str, Any], path: str) -> bool:
    """Whether the formatter looks at a file at all."""
    for table in (as_table(value.get("files")), as_table(value.get("formatter"))):
        included = table.get("includes", table.get("include"))
        if included is not None and not _taken(texts_of(as_list(included)), path):
            return False
        if any(matches(one, path) for one in texts_of(as_list(table.get("ignore")))):
            return False
    return True


def _taken(patterns: list[str], path: str) -> bool:
    """Whether the last pattern that matches takes a file in; with `!` before it, it leaves it out."""
    taken = False
    for pattern in patterns:
        bare = pattern.lstrip("!")
        if matches(bare, path) or matches(f"{bare.rstrip('/')}/**", path):
            taken = not pattern.startswith("!")
    return taken


def _said(formatter: Mapping[str, Any]) -> Said:
    style = formatter.get("indentStyle")
    commas: dict[Any, TrailingCommas] = {"none": "none", "es5": "es5", "all": "all"}
    given = formatter.get("trailingCommas", formatter.get("trailingComma"))
    ends: dict[Any, bool] = {"always": True, "asNeeded": False}
    semicolons = formatter.get("semicolons")
    width = formatter.get("indentWidth", formatter.get("indentSize"))
    return Said(
        line_length=as_line_length(formatter.get("lineWidth")),
        quotes=as_quotes(formatter.get("quoteStyle")),
        semicolons=ends.get(semicolons) if isinstance(semicolons, str) else None,
        indentation=as_indentation(True, None)
        if style == "tab"
        else as_indentation(False, width, 2)
        if style
        else None,
        trailing_commas=commas.get(given) if isinstance(given, str) else None,
        newline=as_newline(formatter.get("lineEnding")),
    )
