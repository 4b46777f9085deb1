"""What Prettier's settings say of a file, in every form of them that can be read without running it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from burnish.project.declared_values import as_list, as_table, as_truth, texts_of
from burnish.project.editorconfig import said_by_editorconfig
from burnish.project.path_patterns import matches
from burnish.project.said import Said, TrailingCommas, as_indentation, as_line_length, as_newline
from burnish.project.tool_settings import ToolSettings

_MANIFESTS = ("package.json", "package.yaml")
_SCRIPTS = tuple(
    name + ending
    for ending in (".js", ".ts", ".mjs", ".mts", ".cjs", ".cts")
    for name in (".prettierrc", "prettier.config")
)
_DATA = tuple(f".prettierrc{ending}" for ending in ("", ".json", ".yaml", ".yml", ".json5"))

_DEPENDENCIES = ("devDependencies", "dependencies")

PRETTIER_FILES = (*_MANIFESTS, *_DATA, *_SCRIPTS, ".prettierrc.toml")
"""In the order in which Prettier looks for them in a folder."""


@dataclass(frozen=True, slots=True)
class Prettier:
    """What Prettier is told of one file. `file`: where."""

    file: Path
    said: Said


def prettier_of(path: Path, settings: ToolSettings) -> Prettier | None:
    """What the nearest settings of Prettier say of a file; None where there are none."""
    for file in settings.around(path, PRETTIER_FILES):
        value = settings.value(file)
        if file.name in _MANIFESTS:
            value = as_table(value).get("prettier")
            if value is None:
                continue
        if not isinstance(value, dict):
            # Somebody else's settings by name, or what only running would show: it formats, nobody knows how.
            return Prettier(file, said_by_editorconfig(path, settings))
        options = _options(value, path.relative_to(file.parent).as_posix())
        said = _said(options).or_else(said_by_editorconfig(path, settings))
        return Prettier(file, said.or_else(_defaults(options, _major_version(path, settings))))
    for file in settings.around(path, _MANIFESTS[:1]):
        if _runs_prettier(as_table(settings.value(file))):
            said = said_by_editorconfig(path, settings)
            return Prettier(file, said.or_else(_defaults({}, _major_version(path, settings))))
    return None


def _runs_prettier(manifest: Mapping[str, Any]) -> bool:
    """Whether a project has Prettier and a command that runs it: then it takes it as it comes."""
    has = any("prettier" in as_table(manifest.get(group)) for group in _DEPENDENCIES)
    commands = [*as_table(manifest.get("scripts")).values(), *_even(as_table(manifest.get("lint-staged")).values())]
    return has and any("prettier" in command for command in texts_of(commands))


def _even(values: Iterable[Any]) -> list[Any]:
    return [one for value in values for one in as_list(value)]


def _options(value: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The options for one file: those of all overrides that match it on top of the general ones, the last one last."""
    options = {key: one for key, one in value.items() if key != "overrides"}
    for override in as_list(value.get("overrides")):
        override = as_table(override)
        files, but = texts_of(as_list(override.get("files"))), texts_of(as_list(override.get("excludeFiles")))
        if any(matches(one, path) for one in files) and not any(matches(one, path) for one in but):
            options |= as_table(override.get("options"))
    return options


def _said(options: Mapping[str, Any]) -> Said:
    single = as_truth(options.get("singleQuote"))
    commas: dict[Any, TrailingCommas] = {"none": "none", "es5": "es5", "all": "all"}
    given = options.get("trailingComma")
    return Said(
        line_length=as_line_length(options.get("printWidth")),
        quotes=None if single is None else "'" if single else '"',
        semicolons=as_truth(options.get("semi")),
        indentation=as_indentation(options.get("useTabs"), options.get("tabWidth")),
        trailing_commas=commas.get(given) if isinstance(given, str) else None,
        newline=as_newline(options.get("endOfLine")),
    )


def _defaults(options: Mapping[str, Any], version: int) -> Said:
    own: dict[int, TrailingCommas] = {1: "none", 2: "es5"}
    newline = None if options.get("endOfLine") == "auto" or version < 2 else "\n"
    return Said(80, '"', True, "  ", own.get(version, "all"), newline)


def _major_version(path: Path, settings: ToolSettings) -> int:
    """Prettier's version as the nearest manifest that names it has it; the present one where none does."""
    for file in settings.around(path, _MANIFESTS[:1]):
        manifest = as_table(settings.value(file))
        for group in _DEPENDENCIES:
            found = re.match(r"\D*(\d{1,3})\b", str(as_table(manifest.get(group)).get("prettier", "")))
            if found is not None:
                return int(found[1])
    return 3
