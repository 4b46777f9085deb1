"""Which names JavaScript code binds, and where it mentions them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.tree import descendants, node_text

MENTIONS = frozenset(
    {"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern", "type_identifier"}
)
PATTERNS = frozenset({"identifier", "object_pattern", "array_pattern"})


def bound_names(document: Document, pattern: Node) -> set[str]:
    """The names that a binding pattern binds: `{ a, b: [c] }` gives a and c.

    Names that its default values mention are counted too: too many is the side that is safe.
    """
    if pattern.type == "identifier":
        return {node_text(pattern, document.source)}
    types = ("identifier", "shorthand_property_identifier_pattern")
    return {node_text(one, document.source) for one in descendants(pattern, types)}


def declared_names(document: Document, block: Node) -> set[str]:
    """The names that the statements directly in a block declare."""
    found: set[str] = set()
    for statement in block.named_children:
        if statement.type in ("lexical_declaration", "variable_declaration"):
            for declarator in statement.named_children:
                name = declarator.child_by_field_name("name")
                if name is not None:
                    found |= bound_names(document, name)
        elif statement.type in _NAMED_DECLARATIONS:
            name = statement.child_by_field_name("name")
            if name is not None:
                found.add(node_text(name, document.source))
    return found


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
    return bool(names) and any(node_text(one, document.source) in names for one in mentions(document, node, outside))


_NAMED_DECLARATIONS = frozenset(
    {
        "function_declaration",
        "generator_function_declaration",
        "class_declaration",
        "abstract_class_declaration",
        "enum_declaration",
        "interface_declaration",
        "type_alias_declaration",
    }
)
