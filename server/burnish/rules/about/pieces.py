"""Text that code puts together: its pieces, and what a message says of the values among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.text import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a string expression: literal text (its bytes without the quotes), or a value."""

    span: Span
    text: str | None = None
    value: Node | None = None


def text_piece(start: int, end: int, document: Document) -> Piece:
    """The piece of literal text between two offsets."""
    span = Span(start, max(start, end))
    return Piece(span, text=document.slice(span))


def becoming(values: Sequence[Node], code: Code) -> str:
    """What values do that are put into a text, for a message to go on: `'a' and 'b' become`."""
    texts = {code.one_line(one) for one in values}
    return f"{code.listed(values)} {'becomes' if len(texts) == 1 else 'become'}"
