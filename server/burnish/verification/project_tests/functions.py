"""Names for functions that hold when lines move: under them it is remembered which tests reach what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tree_sitter import Node

from burnish.document import Document, Unreadable, read
from burnish.language import language_of
from burnish.tree import ancestors, descendants, node_text, statement_of

MODULE = ""
"""Stands for what a file does when it is loaded."""

ANY = "*"
"""Stands for every function of a file: which of them is not known, as the file was transformed before it ran."""


@dataclass(frozen=True, slots=True)
class Function:
    """An outermost function or method. Lines from 1, the last one included; `start` and `end` are bytes."""

    name: str
    first_line: int
    last_line: int
    start: int
    end: int


def functions_of(document: Document) -> tuple[Function, ...]:
    """The outermost functions and methods of a document, decorators included, in source order."""
    if document.tree is None:
        return ()
    types = document.language.functions - {"lambda"}
    found = []
    for node in descendants(document.root, types, skip=types):
        whole = node.parent if node.parent is not None and node.parent.type == "decorated_definition" else node
        found.append(
            Function(
                _name(document, node),
                whole.start_point.row + 1,
                whole.end_point.row + 1,
                whole.start_byte,
                whole.end_byte,
            )
        )
    return tuple(found)


def changed_functions(before: Document, after: Document) -> frozenset[str]:
    """The names of the functions of `before` whose text is another in `after`."""
    old = _texts(before)
    new = _texts(after)
    return frozenset(name for name, text in old.items() if new.get(name) != text)


def _texts(document: Document) -> dict[str, str]:
    texts: dict[str, str] = {}
    for one in functions_of(document):
        text = document.source[one.start : one.end].decode("utf-8", "replace")
        texts[one.name] = texts.get(one.name, "") + text
    return texts


def _name(document: Document, node: Node) -> str:
    """The function's own name after those of its classes; one without a name goes by the line where its statement
    begins."""
    own = node.child_by_field_name("name")
    if own is None and node.parent is not None and node.parent.type in _NAMING:
        field = _NAMING[node.parent.type]
        own = node.parent.child_by_field_name(field)
    if own is not None:
        name = node_text(own, document.source)
    else:
        start = statement_of(node).start_byte
        name = document.slice(document.lines.around(start)).strip()
    classes = [
        node_text(named, document.source)
        for one in ancestors(node)
        if one.type in document.language.classes and (named := one.child_by_field_name("name")) is not None
    ]
    return ".".join((*reversed(classes), name))


_NAMING = {
    "variable_declarator": "name",
    "assignment_expression": "left",
    "pair": "key",
    "field_definition": "property",
    "public_field_definition": "name",
}


class Places:
    """Finds the functions that runs reached in the files of a copy, each file parsed once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, _File | None] = {}

    def at_line(self, path: str, line: int) -> str:
        """The name of the function that a line belongs to; MODULE where it is in none, or the line is 0."""
        file = self._file(path)
        if file is None or line == 0:
            return MODULE
        return next((one.name for one in file.functions if one.first_line <= line <= one.last_line), MODULE)

    def at_units(self, path: str, offset: int) -> str:
        """The same for an offset in UTF-16 code units, as V8 has it."""
        file = self._file(path)
        if file is None:
            return MODULE
        start = file.bytes_before(offset)
        return next((one.name for one in file.functions if one.start <= start < one.end), MODULE)

    def length_in_units(self, path: str) -> int:
        """The file's length in UTF-16 code units; -1 when it cannot be read as code."""
        file = self._file(path)
        return -1 if file is None else len(file.units) // 2

    def _file(self, path: str) -> _File | None:
        if path not in self._known:
            document = read(self._root / path) if language_of(path) is not None else None
            self._known[path] = None if document is None or isinstance(document, Unreadable) else _File(document)
        return self._known[path]


class _File:
    def __init__(self, document: Document) -> None:
        self._document = document
        self.functions = functions_of(document)

    @cached_property
    def units(self) -> bytes:
        return self._document.text.encode("utf-16-le", "surrogatepass")

    def bytes_before(self, offset: int) -> int:
        if len(self.units) == 2 * len(self._document.source):
            return offset  # all of it is ASCII
        return len(self.units[: 2 * offset].decode("utf-16-le", "replace").encode("utf-8", "replace"))
