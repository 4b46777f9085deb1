"""A syntax node within a JavaScript function's text, as operators on it see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

Edits = tuple[tuple[int, int, str], ...]
Found = Iterator[tuple[str, Edits]]


@dataclass(frozen=True, slots=True)
class Place:
    """A node within the function's text; its offsets count from `shift`."""

    node: Node
    source: bytes
    function: Node

    def of(self, node: Node) -> str:
        return self.source[node.start_byte : node.end_byte].decode()


def all_of(node: Node, text: str) -> Edits:
    return ((node.start_byte, node.end_byte, text),)


def field(node: Node, name: str) -> Node:
    child = node.child_by_field_name(name)
    assert child is not None
    return child


def swapped(place: Place, one: Node, other: Node) -> Edits:
    return (*all_of(one, place.of(other)), *all_of(other, place.of(one)))
