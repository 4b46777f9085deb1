"""Languages as data: each is a folder under `grammars/` with a `language.toml`."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, cached_property
from pathlib import Path, PurePath
from typing import Any

import tree_sitter

from burnish.config import read_toml, resource_folder

UNREAD = {".svelte": "Svelte files", ".astro": "Astro files", ".ipynb": "notebooks"}
"""What holds code in languages that Burnish knows, and is not read, by extension."""


@dataclass(frozen=True, slots=True)
class Embedding:
    """Which language an element holds: the first of `attributes` that it has tells, `otherwise` where it has none.

    `languages` are by patterns of what the attribute says; what none of them matches is not read. The parts that are
    `joined` are one text: what one script of a component binds the other one sees.
    """

    attributes: tuple[str, ...]
    otherwise: str
    languages: tuple[tuple[str, str], ...]
    joined: bool = False

    def language_for(self, said: str | None) -> str | None:
        if said is None:
            return self.otherwise
        return next((name for pattern, name in self.languages if fnmatchcase(said.strip().lower(), pattern)), None)


@dataclass(frozen=True)
class Language:
    """One language: how its files are recognised, parsed, and which of its nodes mean what.

    `grammar` is None for a language without a parser (`.env`): its documents have no tree.
    """

    name: str
    extensions: tuple[str, ...]
    filenames: tuple[str, ...]
    lsp_ids: tuple[str, ...]
    line_comment: str | None
    block_comment: tuple[str, str] | None
    functions: frozenset[str]
    classes: frozenset[str]
    comments: frozenset[str]
    branches: frozenset[str]
    nesting: frozenset[str]
    embedded: Mapping[str, Embedding] = field(hash=False)
    """What elements hold code of other languages, by the type of their nodes."""
    masked: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    parser: tuple[str, str] | None = None

    @cached_property
    def grammar(self) -> tree_sitter.Language | None:
        if self.parser is None:
            return None
        module, function = self.parser
        return tree_sitter.Language(getattr(importlib.import_module(module), function)())

    @cached_property
    def mask(self) -> re.Pattern[bytes] | None:
        """Matches what is blanked before parsing (template tags), None where nothing is; and what is kept, in its group 1,
        where all else is blanked, too."""
        if not self.masked and not self.kept:
            return None
        kept = (f"({'|'.join(self.kept)})",) if self.kept else ()
        return re.compile("|".join((*kept, *self.masked)).encode(), re.DOTALL)

    @cached_property
    def around(self) -> frozenset[str]:
        """The names of this language and of those that its texts may hold."""
        held = (
            name for one in self.embedded.values() for name in (one.otherwise, *(name for _, name in one.languages))
        )
        return frozenset({self.name, *held})


@cache
def languages() -> Mapping[str, Language]:
    """Every language that has a folder under `grammars/`, by name."""
    folders = sorted(resource_folder("grammars").glob("*/language.toml"))
    found = (_load(path) for path in folders)
    return {language.name: language for language in found}


def language_of(path: PurePath | str) -> Language | None:
    """The language of a file, by its name alone: exact names first, then the extension."""
    return _language_of_name(PurePath(path).name)


@cache
def _language_of_name(name: str) -> Language | None:
    for language in languages().values():
        if any(fnmatchcase(name, pattern) for pattern in language.filenames):
            return language
    suffix = PurePath(name).suffix.lower()
    return next((one for one in languages().values() if suffix in one.extensions), None)


def language_of_lsp_id(lsp_id: str) -> Language | None:
    """The language that an editor calls by this identifier."""
    return next((one for one in languages().values() if lsp_id in one.lsp_ids), None)


def _load(path: Path) -> Language:
    data = read_toml(path)
    syntax = data.get("syntax", {})
    parser = data.get("parser")
    block = data.get("block_comment")
    return Language(
        name=data["name"],
        extensions=tuple(data.get("extensions", ())),
        filenames=tuple(data.get("filenames", ())),
        lsp_ids=tuple(data.get("lsp_ids", ())),
        line_comment=data.get("line_comment"),
        block_comment=(block[0], block[1]) if block else None,
        functions=frozenset(syntax.get("functions", ())),
        classes=frozenset(syntax.get("classes", ())),
        comments=frozenset(syntax.get("comments", ())),
        branches=frozenset(syntax.get("branches", ())),
        nesting=frozenset(syntax.get("nesting", ())),
        embedded={element: _embedding(held) for element, held in data.get("embedded", {}).items()},
        masked=tuple(data.get("masked", ())),
        kept=tuple(data.get("kept", ())),
        parser=(parser["module"], parser["function"]) if parser else None,
    )


def _embedding(data: Mapping[str, Any]) -> Embedding:
    return Embedding(
        attributes=tuple(data["attributes"]),
        otherwise=data["otherwise"],
        languages=tuple(data["languages"].items()),
        joined=data.get("joined", False),
    )
