"""What ESLint's rules on style say of a file, as far as they are written out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from burnish.project.declared_values import as_list, as_number, as_table, texts_of
from burnish.project.path_patterns import matches
from burnish.project.said import Said, TrailingCommas, as_indentation, as_line_length, as_newline, as_quotes
from burnish.project.tool_settings import ToolSettings

FLAT_FILES = tuple(f"eslint.config.{ending}" for ending in ("js", "mjs", "cjs", "ts", "mts", "cts"))
RC_FILES = tuple(f".eslintrc{ending}" for ending in (".js", ".cjs", ".yaml", ".yml", ".json", ""))
ESLINT_FILES = (*FLAT_FILES, *RC_FILES, "package.json")

_SHARED = {
    "standard": Said(None, "'", False, "  ", "none", None),
    "airbnb": Said(100, "'", True, "  ", "all", "\n"),
    "airbnb-base": Said(100, "'", True, "  ", "all", "\n"),
}
"""What well-known sets of rules say that files name and do not hold."""

_PLUGINS = ("@stylistic/js/", "@stylistic/ts/", "@stylistic/", "@typescript-eslint/", "style/")


def said_by_eslint(path: Path, settings: ToolSettings) -> Said:
    """What the rules that hold for a file say; the nearest file's go before those further up."""
    flat = settings.nearest(path, FLAT_FILES)
    if flat is not None:
        said = Said()
        relative = path.relative_to(flat.parent).as_posix()
        for table in _flat(settings.value(flat)):
            if _holds(table, "files", "ignores", relative):
                said = _said_by_rules(as_table(table.get("rules"))).or_else(said)
        return said
    said = Said()
    for file in settings.around(path, (*RC_FILES, "package.json")):
        value = settings.value(file)
        if file.name == "package.json":
            value = as_table(value).get("eslintConfig")
            if value is None:
                continue
        table = as_table(value)
        said = said.or_else(_said_by_rc(table, path.relative_to(file.parent).as_posix()))
        if table.get("root") in (True, "true"):
            break
    return said


def _said_by_rc(table: Mapping[str, Any], path: str) -> Said:
    said = _said_by_table(table)
    for override in map(as_table, as_list(table.get("overrides"))):
        if override.get("files") is not None and _holds(override, "files", "excludedFiles", path):
            said = _said_by_table(override).or_else(said)
    return said


def _said_by_table(table: Mapping[str, Any]) -> Said:
    said = _said_by_rules(as_table(table.get("rules")))
    for name in reversed(texts_of(as_list(table.get("extends")))):
        said = said.or_else(_SHARED.get(name.removeprefix("eslint-config-"), Said()))
    return said


def _flat(value: Any) -> Iterator[Mapping[str, Any]]:
    """The tables of a flat file in their order, those of lists within it too."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, dict):
            yield one


def _holds(table: Mapping[str, Any], taken: str, left: str, path: str) -> bool:
    files = texts_of(_even(as_list(table.get(taken))))
    ignored = texts_of(as_list(table.get(left)))
    if any(matches(one, path) for one in ignored):
        return False
    return not files or any(matches(one, path) for one in files)


def _even(values: list[Any]) -> list[Any]:
    """A list whose lists are spread out."""
    return [one for value in values for one in as_list(value)]


def _said_by_rules(rules: Mapping[str, Any]) -> Said:
    found: dict[str, list[Any]] = {}
    for name, value in rules.items():
        bare = next((name.removeprefix(one) for one in _PLUGINS if name.startswith(one)), name)
        level, *options = as_list(value) or [None]
        if level in ("error", "warn", 1, 2, "1", "2"):
            found[bare] = options
    return Said(
        line_length=_line_length(found.get("max-len")),
        quotes=as_quotes(_first(found.get("quotes"))),
        semicolons=None if "semi" not in found else _first(found["semi"]) != "never",
        indentation=_indentation(found.get("indent")),
        trailing_commas=_trailing_commas(found.get("comma-dangle")),
        newline=as_newline(_first(found.get("linebreak-style"))),
    )


def _first(options: list[Any] | None) -> Any:
    return options[0] if options else None


def _line_length(options: list[Any] | None) -> int | None:
    if options is None:
        return None
    tables = [as_table(one) for one in options]
    given = next((one["code"] for one in tables if "code" in one), _first(options))
    return as_line_length(given) or (80 if as_number(given, 0, 10_000) is None else None)


def _indentation(options: list[Any] | None) -> str | None:
    if options is None:
        return None
    first = _first(options)
    return "\t" if first == "tab" else as_indentation(False, first, 4)


def _trailing_commas(options: list[Any] | None) -> TrailingCommas | None:
    if options is None:
        return None
    first = _first(options)
    if isinstance(first, dict):
        in_calls, in_lists = (str(first.get(key, "")).startswith("always") for key in ("functions", "arrays"))
        return "all" if in_calls else "es5" if in_lists else "none"
    # As a word it holds for calls too since ECMAScript 2017.
    return (
        "all" if isinstance(first, str) and first.startswith("always") else "none" if first in (None, "never") else None
    )
