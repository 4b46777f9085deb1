"""How JavaScript lies on the page: indentation, and moving lines in and out of a block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.text import Edit, Span, apply, indentation_at
from burnish.tree import descendants


def line_shifts(document: Document, span: Span, old: str, new: str) -> tuple[Edit, ...]:
    """Edits that turn the indentation `old` into `new` on every line that begins within the span.

    Lines that are indented otherwise stay, and so do those that begin inside a string or template:
    their white space is part of a value.
    """
    if old == new:
        return ()
    protected = _literal_spans(document, span)
    head = old.encode()
    edits = []
    first = document.lines.line_of(span.start) + 1
    for line in range(first, document.lines.line_of(span.end) + 1):
        start = document.lines.line_start(line)
        if start >= span.end or not document.source.startswith(head, start):
            continue
        if not any(one.start < start <= one.end for one in protected):
            edits.append(Edit(Span(start, start + len(head)), new))
    return tuple(edits)


def moved_text(document: Document, span: Span, old: str, new: str, edits: Iterable[Edit] = ()) -> str:
    """The text of a span, its further lines re-indented, with edits inside the span made too."""
    every = [*line_shifts(document, span, old, new), *edits]
    local = (Edit(edit.span.shifted(-span.start), edit.text) for edit in every)
    return apply(document.source[span.start : span.end], local).decode("utf-8", "replace")


def begins_line(document: Document, node: Node) -> bool:
    """Whether only white space stands before the node on its line."""
    start = document.lines.around(node.start_byte).start
    before = document.source[start : node.start_byte]
    return not before.removeprefix(b"\xef\xbb\xbf").strip()


def start_with_comments(document: Document, statement: Node) -> int:
    """Where the comments directly above a statement begin; the statement's own start where there are none."""
    first, above = statement, statement.prev_sibling
    while above is not None and above.type == "comment" and above.end_point.row == first.start_point.row - 1:
        if not begins_line(document, above):
            break
        first, above = above, above.prev_sibling
    return first.start_byte


def ends_line(document: Document, offset: int) -> bool:
    """Whether only white space stands between the offset and the end of its line."""
    line = document.lines.around(offset)
    return not document.source[offset : line.end].strip()


def inner_indentation(document: Document, block: Node) -> str | None:
    """The indentation of the statements in a block; None where the first shares its line with the brace."""
    first = next(iter(block.named_children), None)
    if first is None or not begins_line(document, first):
        return None
    return indentation_at(document.source, first.start_byte)


def indentation_step(document: Document, node: Node) -> str | None:
    """What one level of indentation is around a node; None where nothing shows it."""
    current: Node | None = node
    while current is not None:
        if current.type in ("statement_block", "class_body") and current.named_children:
            outer = indentation_at(document.source, current.start_byte)
            inner = inner_indentation(document, current)
            if inner is not None and inner.startswith(outer) and len(inner) > len(outer):
                return inner[len(outer) :]
        current = current.parent
    return None


def line_width(document: Document, offset: int) -> int:
    """How many columns stand before the offset on its line, a tab counted as four."""
    line = document.lines.around(offset)
    return len(document.source[line.start : offset].decode("utf-8", "replace").expandtabs(4))


def _literal_spans(document: Document, span: Span) -> list[Span]:
    node = document.node_at(span)
    return [
        part
        for one in (node, *descendants(node, ("template_string", "string")))
        if one.type in ("template_string", "string") and one.start_point.row != one.end_point.row
        for part in _text_of(one)
    ]


def _text_of(literal: Node) -> Iterator[Span]:
    """What of a literal is text: all but the code that a template holds."""
    start = literal.start_byte
    for one in literal.named_children:
        if one.type == "template_substitution":
            yield Span(start, one.start_byte)
            start = one.end_byte
    yield Span(start, literal.end_byte)
