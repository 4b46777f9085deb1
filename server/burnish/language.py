"""Languages as data: each is a folder under `grammars/` with a `language.toml`."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, cached_property
from pathlib import Path, PurePath
from typing import Any

import tree_sitter

from burnish.config import read_toml, resource_folder

UNREAD = {".astro": "Astro files"}
"""What holds code in languages that Burnish knows, and is not read in the editor, by extension."""


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


@dataclass(frozen=True, slots=True)
class Written:
    """What a language has and its parser does not know, written as something of the same length that the parser knows.

    Of what the pattern matches, behind its group `before` where it has one, `head` and `tail` are put over the ends, and `rest`, one
    letter, over all between; line ends stay. Where none is given the text stays: a string, in which nothing is looked for.
    """

    pattern: re.Pattern[bytes]
    head: bytes
    rest: bytes
    tail: bytes

    def over(self, source: bytes, start: int) -> tuple[int, bytes]:
        """Where the text begins that is replaced, and what comes in its place."""
        found = self.pattern.match(source, start)
        if found is None:
            return start, b""
        begin = found.end("before") if self.pattern.groups else start
        old = source[begin : found.end()]
        if len(old) < len(self.head) + len(self.tail):
            return begin, old
        between = old[len(self.head) : len(old) - len(self.tail)]
        if self.rest:
            between = _NO_LINE_END.sub(self.rest, between)
        return begin, self.head + between + self.tail


_NO_LINE_END = re.compile(rb"[^\r\n]")


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
    written: tuple[Written, ...] = field(default=(), hash=False)
    marks: str = ""
    """The letters with one of which all that is written otherwise begins."""
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

    @property
    def is_parsed_as_it_is(self) -> bool:
        return self.mask is None and not self.written

    def parsed(self, source: bytes) -> bytes:
        """A text as the parser gets it: of the same length, with blanks and other words for what it does not know."""
        if self.mask is not None:
            source = _masked(self.mask, source, only_kept=bool(self.kept))
        return source if self._any_written is None else _rewritten(self.written, self._any_written, source)

    @cached_property
    def _any_written(self) -> re.Pattern[bytes] | None:
        if not self.written:
            return None
        each = (one.pattern.pattern.replace(_BEFORE, b"(?:") for one in self.written)
        choices = b"|".join(b"(?P<_%d>%s)" % (number, text) for number, text in enumerate(each))
        return re.compile(b"(?=[%s])(?:%s)" % (re.escape(self.marks.encode()), choices), re.DOTALL | re.MULTILINE)

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
        written=tuple(_written(one) for one in data.get("written", ())),
        marks=data.get("marks", ""),
        parser=(parser["module"], parser["function"]) if parser else None,
    )


def _embedding(data: Mapping[str, Any]) -> Embedding:
    return Embedding(
        attributes=tuple(data["attributes"]),
        otherwise=data["otherwise"],
        languages=tuple(data["languages"].items()),
        joined=data.get("joined", False),
    )


def _written(data: Mapping[str, str]) -> Written:
    pattern = re.compile(data["pattern"].encode(), re.DOTALL | re.MULTILINE)
    return Written(pattern, *(data.get(name, "").encode() for name in ("head", "rest", "tail")))


_BEFORE = b"(?P<before>"


def _masked(mask: re.Pattern[bytes], source: bytes, *, only_kept: bool) -> bytes:
    if not only_kept:
        return mask.sub(lambda match: blank(match.group()), source)
    parts: list[bytes] = []
    at = 0
    for match in mask.finditer(source):
        if match[1] is not None:
            parts += (blank(source[at : match.start()]), match[1])
            at = match.end()
    return b"".join((*parts, blank(source[at:])))


def _rewritten(written: Sequence[Written], every: re.Pattern[bytes], source: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    for match in every.finditer(source):
        one = written[int((match.lastgroup or "_0")[1:])]
        if one.head or one.rest or one.tail:
            start, text = one.over(source, match.start())
            parts += (source[at:start], text)
            at = start + len(text)
    return b"".join((*parts, source[at:]))


def blank(text: bytes) -> bytes:
    """Blanks in place of a text; line ends stay."""
    return text.translate(_BLANKS)


_BLANKS = bytes(byte if byte in b"\r\n" else 0x20 for byte in range(256))
