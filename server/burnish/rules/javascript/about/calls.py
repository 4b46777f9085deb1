"""Where a file calls what has a name."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.names.facts import About, asked_of
from burnish.syntax import Call


def calls_of(name: str, document: Document) -> Iterator[Node]:
    """The calls of a file whose callee has this last name, in source order: `load()`, `this.load()`, `api.load()`."""
    asked_of(document).note(About.WORD, name)
    word = name.encode("utf-8", "surrogatepass")
    at = document.source.find(word)
    while at >= 0:
        leaf = document.root.descendant_for_byte_range(at, at + len(word))
        call, child = (None if leaf is None else leaf.parent), leaf
        while call is not None and call.type in ("member_expression", "await_expression"):
            call, child = call.parent, call
        is_called = call is not None and call.child_by_field_name("function") == child
        if call is not None and is_called and Call(call).name == name:
            yield call
        at = document.source.find(word, at + len(word))
