"""What is read off a node of JavaScript or TypeScript by itself."""

from __future__ import annotations

from tree_sitter import Node


def literal_text(node: Node | None) -> str | None:
    """The text of a string or of a template without substitutions, escapes as written; None for anything else."""
    if node is None or node.type not in ("string", "template_string"):
        return None
    if any(child.type == "template_substitution" for child in node.named_children):
        return None
    return _text(node)[1:-1]


def key_text(key: Node | None) -> str | None:
    """The name of a property, quoted or not; None for a computed one."""
    if key is None or key.type == "computed_property_name":
        return None
    return literal_text(key) if key.type == "string" else _text(key)


def property_value(literal: Node, name: str) -> Node | None:
    """The value of an object literal's property, also of a shorthand one."""
    for one in literal.named_children:
        if one.type == "pair" and key_text(one.child_by_field_name("key")) == name:
            return one.child_by_field_name("value")
        if one.type == "shorthand_property_identifier" and _text(one) == name:
            return one
        if one.type == "method_definition" and key_text(one.child_by_field_name("name")) == name:
            return one
    return None


def has_spread(literal: Node) -> bool:
    return any(one.type == "spread_element" for one in literal.named_children)


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
