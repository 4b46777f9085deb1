"""HTML elements: their tags and attributes."""

from __future__ import annotations

from collections.abc import Mapping

from tree_sitter import Node

from burnish.document import Document
from burnish.tree import ancestors


def tag_name(tag: Node, document: Document) -> str:
    """The lower-case name in a start tag."""
    name = next((one for one in tag.named_children if one.type == "tag_name"), None)
    return "" if name is None else document.slice(name).lower()


def attributes(tag: Node, document: Document) -> Mapping[str, str]:
    """The attributes of a start tag by their lower-case names, with values as written, without their quotes."""
    found: dict[str, str] = {}
    for one in tag.named_children:
        if one.type == "attribute" and one.named_children:
            value = document.slice(one.named_children[1]).strip("\"'") if len(one.named_children) > 1 else ""
            found.setdefault(document.slice(one.named_children[0]).lower(), value)
    return found


def enclosing_elements(node: Node, document: Document) -> list[str]:
    """The names of the elements around a node, innermost first."""
    starts = (one.named_children[0] for one in ancestors(node) if one.type == "element" and one.named_children)
    return [tag_name(start, document) for start in starts if start.type == "start_tag"]


def after_name(tag: Node) -> int:
    """Where the first attribute of a tag would stand: right after its name."""
    return next(one.end_byte for one in tag.named_children if one.type == "tag_name")
