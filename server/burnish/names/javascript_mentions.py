"""Which names JavaScript code binds, and where it mentions them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.names import javascript
from burnish.names.facts import About, asked_of
from burnish.tree import descendants, node_text

MENTIONS = frozenset(
    {"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern", "type_identifier"}
)
PATTERNS = frozenset({"identifier", "object_pattern", "array_pattern"})


def bound_names(document: Document, pattern: Node) -> set[str]:
    """The names that a binding pattern binds: `{ a, b: [c = d] }` gives a and c."""
    return {document.slice(one) for one in javascript.pattern_names(pattern)}


def declared_names(document: Document, block: Node) -> set[str]:
    """The names that the statements of a block declare, those that `var` declares in blocks within it included."""
    return {document.slice(one.node) for one in (*javascript.declared(block), *javascript.hoisted(block))}


def mentions(document: Document, node: Node, outside: Collection[Node] = ()) -> Iterator[Node]:
    """The identifiers at or below a node, without those within the nodes of `outside`."""
    if node.type in MENTIONS:
        yield node
        return
    barred = [(one.start_byte, one.end_byte) for one in outside]
    for one in descendants(node, MENTIONS):
        if not any(start <= one.start_byte and one.end_byte <= end for start, end in barred):
            yield one


def mentions_any(document: Document, node: Node, names: Collection[str], outside: Collection[Node] = ()) -> bool:
    """Whether a node mentions one of the names outside of certain parts of it."""
    if node.parent is None:
        for name in names:
            asked_of(document).note(About.WORD, name)
    return bool(names) and any(node_text(one, document.source) in names for one in mentions(document, node, outside))
