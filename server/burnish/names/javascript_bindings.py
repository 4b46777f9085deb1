"""What a name stands for where it is used: the declarations of JavaScript's variables."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.names.names import names_of
from burnish.tree import descendants


def declarator_of(name: Node, document: Document) -> Node | None:
    """The declarator (`name = value`) that binds an identifier.

    None for a parameter, an import, a global, and for a name that a pattern binds.
    """
    declarators = [
        one.construct
        for one in names_of(document).bindings(name)
        if one.construct.type == "variable_declarator" and one.construct.child_by_field_name("name") == one.node
    ]
    return declarators[0] if declarators else None


def uses_of(declarator: Node, document: Document) -> list[Node]:
    """The identifiers that stand for a declared name, in source order, without the one in the declarator."""
    name = declarator.child_by_field_name("name")
    if name is None or name.type != "identifier":
        return []
    scopes = names_of(document).scopes
    text = scopes.text(name)
    scope = scopes.lookup(text, scopes.scope_of(name), name)
    if scope is None:
        return []
    return [one for one in scopes.mentions(scope, text) if one != name]


def names_in(node: Node, document: Document) -> Iterator[str]:
    """The identifiers that an expression or a pattern mentions."""
    if node.type in _NAMES:
        yield document.slice(node)
    for one in descendants(node, _NAMES):
        yield document.slice(one)


_NAMES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})
