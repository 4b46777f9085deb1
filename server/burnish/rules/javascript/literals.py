"""Literals in JavaScript: their text, their quotes, and the names they are given to."""

from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document


def literal_text(node: Node | None, document: Document) -> str | None:
    """The text of a string or of a template without substitutions, escapes as written; None for anything else."""
    if node is None or node.type not in ("string", "template_string"):
        return None
    if any(child.type == "template_substitution" for child in node.named_children):
        return None
    return document.slice(node)[1:-1]


def key_text(key: Node | None, document: Document) -> str | None:
    """The name of a property, quoted or not; None for a computed one."""
    if key is None or key.type == "computed_property_name":
        return None
    return literal_text(key, document) if key.type == "string" else document.slice(key)


def property_value(literal: Node, name: str, document: Document) -> Node | None:
    """The value of an object literal's property, also of a shorthand one."""
    for one in literal.named_children:
        if one.type == "pair" and key_text(one.child_by_field_name("key"), document) == name:
            return one.child_by_field_name("value")
        if one.type in ("shorthand_property_identifier", "method_definition") and document.slice(one).startswith(name):
            if one.type == "method_definition":
                if key_text(one.child_by_field_name("name"), document) == name:
                    return one
            elif document.slice(one) == name:
                return one
    return None


def has_spread(literal: Node) -> bool:
    return any(one.type == "spread_element" for one in literal.named_children)


def arguments_of(call: Node) -> list[Node]:
    """The arguments of a call, comments left out; empty for a tagged template."""
    arguments = call.child_by_field_name("arguments")
    if arguments is None or arguments.type != "arguments":
        return []
    return [one for one in arguments.named_children if not one.is_extra]
