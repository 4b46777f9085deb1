"""What a local name stands for: its bindings in the function, or the top-level statement, that it is used in."""

from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document
from burnish.names.binding import Binding, Form
from burnish.names.names import names_of
from burnish.names.python_mentions import LOOPS, SCOPES, mentions
from burnish.tree import ancestors


def region_of(node: Node) -> Node:
    """The function around a node, else the top-level statement that it stands in."""
    current = node
    for one in ancestors(node):
        if one.type == "function_definition":
            return one
        if one.type == "module":
            return current
        current = one
    return current


def bindings(document: Document, use: Node) -> tuple[Binding, ...]:
    """What gives the variable that a name stands for its values, as far as it stands in the region of the name."""
    region = region_of(use)
    return tuple(
        one
        for one in names_of(document).bindings(use)
        if one.form not in _NO_VALUES and region.start_byte <= one.node.start_byte < region.end_byte
    )


def is_builtin(document: Document, name: str, at: Node) -> bool:
    """Whether a name, at a place, means Python's own function."""
    return names_of(document).unbound(name, at)


def only_assignment(document: Document, use: Node) -> Node | None:
    """The assignment whose value a name stands for, where it stands before the use in a block around it.

    None where something else binds or reads the name, or a loop may come back to the use.
    """
    if use.type != "identifier":
        return None
    region = region_of(use)
    found = bindings(document, use)
    if len(found) != 1 or found[0].construct.type != "assignment" or found[0].construct.end_byte > use.start_byte:
        return None
    assignment = found[0].construct
    statement = assignment.parent
    if statement is None or statement.type != "expression_statement" or found[0].value is None:
        return None
    if len(list(mentions(document, region, document.slice(use)))) != 2:
        return None
    for one in ancestors(use):
        if one == statement.parent:
            return assignment
        body = one.child_by_field_name("body")
        within = body is not None and body.start_byte <= use.start_byte < body.end_byte
        if one.type in SCOPES or (one.type in LOOPS and within):
            return None
    return None


_NO_VALUES = frozenset({Form.CLASS, Form.DELETE, Form.FUNCTION, Form.IMPORT, Form.TYPE, Form.TYPE_PARAMETER})
