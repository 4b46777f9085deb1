"""A Document: one versioned text with its syntax trees."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import tree_sitter
from tree_sitter import Node

from burnish.language import Language, blank, language_of, languages
from burnish.notebook import NoNotebook, code_of
from burnish.text import Edit, Lines, Span, apply
from burnish.tree import descendants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Result = TypeVar("Result")

MAX_BYTES = 2_000_000
"""Larger files are not analysed: they are not where people work."""


MAX_NOTEBOOK_BYTES = 20_000_000
"""Of a notebook, most of which is what its code has put out."""

NOTEBOOK = ".ipynb"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a file cannot become a Document, in one sentence."""

    path: Path
    reason: str
    too_large: bool = False


class Document:
    """One text in one language at one version. A value: an edit gives a new Document.

    Trees are made on demand. An embedded Document (a script within HTML) has the source and the
    offsets of its host, and a tree over its own part only.
    """

    def __init__(
        self,
        path: Path,
        language: Language,
        source: bytes,
        version: int = 0,
        *,
        ranges: tuple[tree_sitter.Range, ...] = (),
        old_tree: tree_sitter.Tree | None = None,
        lines: Lines | None = None,
        host: Document | None = None,
    ) -> None:
        self.path = path
        self.language = language
        self.source = source
        self.version = version
        self._ranges = ranges
        self._old_tree = old_tree
        self.lines = lines or Lines(source)
        self.host = host
        """The document that this one is embedded in."""
        self._nodes: dict[tuple[str, ...], Sequence[Node]] = {}
        self._by_text: dict[tuple[str, ...], dict[bytes, list[Node]]] = {}
        self._known: dict[object, object] = {}

    @classmethod
    def of(
        cls, path: Path | str, source: bytes | str, language: Language | str | None = None, version: int = 0
    ) -> Document:
        """A Document from text. Raises ValueError when the path's language is unknown and none is given."""
        path = Path(path)
        known = languages()[language] if isinstance(language, str) else language or language_of(path)
        if known is None:
            raise ValueError(f"no language is known for {path.name}")
        encoded = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
        return cls(path, known, encoded, version)

    @cached_property
    def text(self) -> str:
        return self.source.decode("utf-8", "replace")

    @cached_property
    def tree(self) -> tree_sitter.Tree | None:
        """The syntax tree; None for a language without a grammar."""
        grammar = self.language.grammar
        if grammar is None:
            return None
        parser = tree_sitter.Parser(grammar)
        if self._ranges:
            parser.included_ranges = list(self._ranges)
        old, self._old_tree = self._old_tree, None
        return parser.parse(self._parsed_source) if old is None else parser.parse(self._parsed_source, old)

    @property
    def root(self) -> Node:
        """The root of the tree. Raises ValueError for a language without a grammar."""
        if self.tree is None:
            raise ValueError(f"{self.language.name} has no grammar")
        return self.tree.root_node

    @property
    def has_errors(self) -> bool:
        return self.tree is not None and self.tree.root_node.has_error

    def slice(self, part: Span | Node) -> str:
        start, end = (part.start, part.end) if isinstance(part, Span) else (part.start_byte, part.end_byte)
        return self.source[start:end].decode("utf-8", "replace")

    def node_at(self, span: Span) -> Node:
        """The smallest named node that spans the bytes; the outermost of several with the same span."""
        node = self.root.named_descendant_for_byte_range(span.start, span.end)
        assert node is not None
        while node.parent is not None and node.parent.byte_range == node.byte_range:
            node = node.parent
        return node

    @cached_property
    def embedded(self) -> tuple[Document, ...]:
        """Documents of other languages inside this one, in source order: scripts and styles in HTML, those of a component."""
        if not self.language.embedded or self.tree is None:
            return ()
        found: dict[tuple[str, str, int], list[tree_sitter.Range]] = {}
        for element in descendants(self.root, self.language.embedded.keys()):
            raw = next((child for child in element.children if child.type == "raw_text"), None)
            embedding = self.language.embedded[element.type]
            inner = None if raw is None else embedding.language_for(_said(element, embedding.attributes, self.source))
            if raw is not None and inner is not None and raw.start_byte < raw.end_byte:
                key = (element.type, inner, 0 if embedding.joined else raw.start_byte)
                found.setdefault(key, []).append(raw.range)
        return tuple(
            Document(
                self.path,
                languages()[inner],
                self.source,
                self.version,
                ranges=tuple(ranges),
                lines=self.lines,
                host=self,
            )
            for (_, inner, _), ranges in found.items()
        )

    def part_at(self, span: Span) -> Document:
        """The embedded document that a span lies in, or this one."""
        return next((one for one in self.embedded if one.covers(span)), self)

    def nodes(self, *types: str) -> Sequence[Node]:
        """Every node of these types in source order, looked for once in each version of a text."""
        found = self._nodes.get(types)
        if found is None:
            found = self._nodes[types] = self._found(types)
        return found

    def _found(self, types: tuple[str, ...]) -> Sequence[Node]:
        query = None if self.language.grammar is None else _query_of(self.language, types)
        if query is None:
            return tuple(descendants(self.root, types))
        nodes = tree_sitter.QueryCursor(query).captures(self.root).get("node", [])
        below = (one for one in nodes if one.parent is not None)
        return sorted(below, key=lambda one: (one.start_byte, -one.end_byte))

    def nodes_of_text(self, text: str, *types: str) -> Sequence[Node]:
        """Those of the nodes of these types that have a text, in source order."""
        by_text = self._by_text.get(types)
        if by_text is None:
            by_text = self._by_text[types] = {}
            for one in self.nodes(*types):
                by_text.setdefault(self.source[one.start_byte : one.end_byte], []).append(one)
        return by_text.get(text.encode("utf-8", "surrogatepass"), ())

    def is_most(self, node: Node) -> bool:
        """Whether a node is most of the text, so that looking through it costs what looking through all of it does."""
        return 2 * (node.end_byte - node.start_byte) >= len(self.source)

    def known(self, what: Callable[[Document], Result]) -> Result:
        """What a function says of this document, asked once in each version of a text."""
        if what not in self._known:
            self._known[what] = what(self)
        return cast("Result", self._known[what])

    def keep(self, what: Callable[[Document], Result], before: Document) -> None:
        """Takes over what a function said of an earlier version."""
        self._known[what] = before.known(what)

    def covers(self, span: Span) -> bool:
        """Whether a span lies in the part of the text that this document's tree is of."""
        return not self._ranges or any(
            one.start_byte <= span.start and span.end <= one.end_byte for one in self._ranges
        )

    def edited(self, edits: Iterable[Edit], version: int | None = None) -> Document:
        """The Document after the edits, its tree to be parsed incrementally from this one's."""
        edits = sorted(edits, key=lambda edit: edit.span.start)
        source = apply(self.source, edits)
        lines = self.lines.of_edited(source, edits[0].span.start if edits else 0)
        return Document(
            self.path,
            self.language,
            source,
            self.version + 1 if version is None else version,
            old_tree=self._tree_with(edits, lines),
            lines=lines,
        )

    def edited_tree(self, edits: Iterable[Edit], after: Document) -> tree_sitter.Tree | None:
        """This document's tree with the edits marked in it, for comparison with the new document's tree."""
        return self._tree_with(sorted(edits, key=lambda edit: edit.span.start), after.lines)

    def _tree_with(self, edits: list[Edit], after: Lines) -> tree_sitter.Tree | None:
        # What is masked or written otherwise reaches across lines, so such a document is parsed anew.
        if "tree" not in self.__dict__ or self.tree is None or self._ranges or not self.language.is_parsed_as_it_is:
            return None
        tree = self.tree.copy()
        before, moved = self.lines, 0
        for edit in edits:
            length = len(edit.text.encode("utf-8", "surrogatepass"))
            start = edit.span.start + moved
            tree.edit(
                start,
                edit.span.end + moved,
                start + length,
                after.position(start),
                _moved_point(before, after, edit.span, start),
                after.position(start + length),
            )
            moved += length - len(edit.span)
        return tree

    @property
    def own_source(self) -> bytes:
        """The source with blanks in place of all that is not this document's: what is around an embedded one, or masked."""
        source = self._parsed_source
        if not self._ranges:
            return source
        parts: list[bytes] = []
        at = 0
        for one in self._ranges:
            parts += (blank(source[at : one.start_byte]), source[one.start_byte : one.end_byte])
            at = one.end_byte
        return b"".join((*parts, blank(source[at:])))

    @cached_property
    def _parsed_source(self) -> bytes:
        source = self.source
        if source.startswith(b"\xef\xbb\xbf"):
            source = b"   " + source[3:]
        return self.language.parsed(source)


@cache
def _query_of(language: Language, types: tuple[str, ...]) -> tree_sitter.Query | None:
    """A query of all nodes of these types, which finds them several times as fast as a walk; None where one has no name."""
    grammar = language.grammar
    if grammar is None or any(grammar.id_for_node_kind(one, True) is None for one in types) or not types:
        return None
    made: tree_sitter.Query = tree_sitter.Query(grammar, f"[{' '.join(f'({one})' for one in types)}] @node")
    return made


def read(path: Path) -> Document | Unreadable:
    """A Document from a file, or in one sentence why not."""
    language = language_of(path)
    if language is None:
        return Unreadable(path, "its language is not one that Burnish knows")
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            return Unreadable(path, "it is not a regular file")
        if state.st_size > (MAX_NOTEBOOK_BYTES if path.suffix.lower() == NOTEBOOK else MAX_BYTES):
            return _too_large(path)
        source = path.read_bytes()
    except OSError as error:
        return Unreadable(path, f"it cannot be read: {error.strerror or error}")
    return of_bytes(path, source, language)


def of_bytes(path: Path, source: bytes, language: Language) -> Document | Unreadable:
    """A Document from a file's bytes, or in one sentence why not."""
    if path.suffix.lower() == NOTEBOOK:
        try:
            source = code_of(source)
        except NoNotebook as error:
            return Unreadable(path, str(error))
    if b"\0" in source[:8192]:
        return Unreadable(path, "it is not a text file")
    try:
        source.decode("utf-8")
    except UnicodeDecodeError as error:
        return Unreadable(path, f"it is not valid UTF-8 (byte {error.start})")
    if len(source) > MAX_BYTES:
        return _too_large(path)
    return Document(path, language, source)


def _too_large(path: Path) -> Unreadable:
    return Unreadable(path, f"it is larger than {MAX_BYTES // 1_000_000} MB", too_large=True)


def _moved_point(before: Lines, after: Lines, span: Span, start: int) -> tuple[int, int]:
    """The end of a replaced span, as a point in the text in which all earlier edits were made."""
    first_row, first_column = before.position(span.start)
    last_row, last_column = before.position(span.end)
    row, column = after.position(start)
    if last_row == first_row:
        return row, column + last_column - first_column
    return row + last_row - first_row, last_column


def _said(element: Node, attributes: Sequence[str], source: bytes) -> str | None:
    """What the first of some attributes says that an element has; None where it has none of them."""
    given: dict[str, str] = {}
    for attribute in descendants(element.children[0], ("attribute",)):
        text = source[attribute.start_byte : attribute.end_byte].decode("utf-8", "replace")
        name, _, value = text.partition("=")
        given.setdefault(name.strip().lower(), value.strip().strip("\"'"))
    return next((given[name] for name in attributes if name in given), None)
