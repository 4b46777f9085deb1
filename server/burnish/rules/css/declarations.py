"""CSS declarations: their properties and values."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from burnish.document import Document


def declarations(block: Node) -> Iterator[Node]:
    return (one for one in block.named_children if one.type == "declaration")


def property_of(declaration: Node, document: Document) -> str:
    """The lower-case name of a declaration's property; a custom property keeps its case."""
    name = document.slice(declaration.named_children[0]) if declaration.named_children else ""
    return name if name.startswith("--") else name.lower()


def normalised(declaration: Node, document: Document) -> str:
    """A declaration's text with its white space and its last semicolon out of the way."""
    name, _, value = document.slice(declaration).rstrip(" ;").partition(":")
    return f"{name.strip()}: {' '.join(value.split())}"
