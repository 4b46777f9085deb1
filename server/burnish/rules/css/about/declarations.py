"""CSS declarations: their properties and values."""

from __future__ import annotations

import re
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


def says_something(declaration: str) -> bool:
    """Whether a normalised declaration is of what a part looks like: it takes nothing away, and is none of the few lines
    by which any part fills its parent, stands in its middle or cuts its text."""
    name, _, value = declaration.lower().partition(": ")
    value = value.removesuffix("!important").strip()
    if name.startswith(VARIABLES) or (set(value.split()) <= _NOTHING and name not in _TELLING_ZEROS):
        return False
    return _PREFIX.sub("", declaration.lower()) not in _USUAL and f"{name}: {value}" not in _USUAL


def without_prefix(declaration: str) -> str:
    """The property of a normalised declaration, as it is called where no browser's name stands before it."""
    return _PREFIX.sub("", declaration.partition(": ")[0].lower())


VARIABLES = ("--", "$", "@")
"""How the names of variables begin, in CSS, SCSS and LESS."""
_PREFIX = re.compile(r"^-(?:webkit|moz|ms|o)-")
_NOTHING = frozenset({"0", "0px", "0em", "0%", "none", "auto", "normal", "inherit", "initial", "unset", "transparent"})
_TELLING_ZEROS = frozenset({"flex-shrink", "opacity", "z-index"})
_USUAL = frozenset(
    {
        "position: absolute", "position: relative", "width: 100%", "height: 100%", "inset: 0", "overflow: hidden",
        "text-overflow: ellipsis", "white-space: nowrap", "display: flex", "align-items: center", "justify-content: center",
        "text-align: center",
    }
)  # fmt: skip


def parts_of(declaration: Node, document: Document) -> list[list[Node]]:
    """The nodes of a declaration's values, one list for each part between commas."""
    parts: list[list[Node]] = [[]]
    for one in declaration.children[2:]:
        if document.slice(one) == ",":
            parts.append([])
        elif one.is_named and not one.is_extra:
            parts[-1].append(one)
    return parts
