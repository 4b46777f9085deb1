"""What a local name stands for: its bindings in the function, or the top-level statement, that it is used in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from burnish.document import Document
from burnish.names.names import names_of
from burnish.names.python_mentions import LOOPS, SCOPES, mentions
from burnish.tree import ancestors


@dataclass(frozen=True, slots=True)
class Binding:
    """One place that binds a name; `value` is None where it is no plain assignment (a parameter, a loop)."""

    construct: Node
    value: Node | None


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


def bindings(document: Document, region: Node, name: str) -> Iterator[Binding]:
    """The places in a region that bind a name, in source order."""
    for mention in mentions(document, region, name):
        inner, parent = mention, mention.parent
        if parent is None:
            continue
        if parent.type in _ASSIGNMENTS and _is_target(parent, inner):
            yield Binding(parent, parent.child_by_field_name("right") or parent.child_by_field_name("value"))
            continue
        if parent.type in _PARAMETERS:
            if parent.type == "parameters" or parent.child_by_field_name("name") in (None, inner):
                yield Binding(parent, None)
            continue
        while parent is not None and parent.type in _PATTERNS:
            inner, parent = parent, parent.parent
        if parent is None:
            continue
        if parent.type == "as_pattern_target":
            yield Binding(parent.parent or parent, None)
        elif parent.type in (*_ASSIGNMENTS, "for_statement", "for_in_clause") and _is_target(parent, inner):
            yield Binding(parent, None)


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
    found = list(bindings(document, region, document.slice(use)))
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


def _is_target(construct: Node, part: Node) -> bool:
    return part in (construct.child_by_field_name("left"), construct.child_by_field_name("name"))


_ASSIGNMENTS = frozenset({"assignment", "augmented_assignment", "named_expression"})
_PARAMETERS = frozenset(
    {"parameters", "default_parameter", "typed_parameter", "typed_default_parameter", "lambda_parameters"}
)
_PATTERNS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern"})
