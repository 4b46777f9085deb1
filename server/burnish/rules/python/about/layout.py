"""How Python statements stand in their lines: headers, indentation, comments, and moving blocks of lines."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.text import Edit, Span, indentation_at
from burnish.tree import descendants

_BLANK = " \t\f\ufeff"
"""What may stand before a line's first token, a byte order mark included."""


def colon_of(clause: Node) -> Node | None:
    """The colon that ends the header of a compound statement or clause; None in broken code."""
    return next((child for child in clause.children if child.type == ":"), None)


def statements(block: Node) -> list[Node]:
    """The statements of a block, comments left out."""
    return [child for child in block.named_children if not child.is_extra]


def is_last(statement: Node) -> bool:
    """Whether no other statement follows in its block; comments are none."""
    sibling = statement.next_named_sibling
    while sibling is not None and sibling.is_extra:
        sibling = sibling.next_named_sibling
    return sibling is None


def is_docstring(statement: Node) -> bool:
    """Whether a statement is a string and nothing else."""
    if statement.type != "expression_statement":
        return False
    return len(statement.named_children) == 1 and statement.named_children[0].type in ("string", "concatenated_string")


def is_on_own_lines(header: Node, block: Node) -> bool:
    """Whether a block starts on a line below its header's colon, and not behind it."""
    colon = colon_of(header)
    return colon is not None and block.start_point.row > colon.end_point.row


def comment_after(document: Document, offset: int) -> str | None:
    """What follows on the line of an offset: "" for nothing, the text of a comment, None for code."""
    end = document.lines.around(offset).end
    rest = document.slice(Span(offset, end)).strip()
    return rest if not rest or rest.startswith("#") else None


def stands_alone(document: Document, node: Node) -> bool:
    """Whether a statement shares its lines with nothing but a comment (no `a = 1; b = 2`)."""
    line = document.lines.around(node.start_byte)
    before = document.slice(Span(line.start, node.start_byte))
    return not before.strip(_BLANK) and comment_after(document, node.end_byte) is not None


def comments(document: Document, first: int, last: int) -> Iterator[tuple[str, bool]]:
    """The comments between two offsets, each with whether it stands alone on its line."""
    node = document.node_at(Span(first, last))
    for comment in descendants(node, ("comment",)):
        if first <= comment.start_byte < last:
            line = document.lines.around(comment.start_byte)
            before = document.slice(Span(line.start, comment.start_byte))
            yield document.slice(comment).rstrip(), not before.strip(_BLANK)


def last_line(document: Document, block: Node) -> int:
    """The last line of a block, with the comments that follow it at its indentation."""
    row = last = document.lines.line_of(max(block.end_byte - 1, block.start_byte))
    indent = indentation_at(document.source, block.start_byte)
    while row + 1 < document.lines.count:
        row += 1
        text = document.slice(document.lines.line_span(row))
        if text.lstrip().startswith("#") and text.startswith(indent):
            last = row
        elif text.strip():
            break
    return last


def lines_within_strings(node: Node) -> frozenset[int]:
    """The lines below a node that begin inside a string: their white space is content."""
    return frozenset(
        row
        for string in descendants(node, ("string",), skip=("string",))
        for row in range(string.start_point.row + 1, string.end_point.row + 1)
    )


def outdented(document: Document, within: Node, first: int, last: int, indent: str, extra: str) -> list[Edit]:
    """Edits that take `extra` off the lines first..last, which stand at `indent` + `extra` or deeper.

    Lines that begin inside a string stay; continuation lines that stand further left move as far as they can.
    """
    kept = lines_within_strings(within)
    edits: list[Edit] = []
    for row in range(first, last + 1):
        line = document.lines.line_span(row)
        text = document.slice(line)
        if row in kept or not text.strip():
            continue
        if text.startswith(indent + extra):
            start = line.start + len(indent)
            edits.append(Edit(Span(start, start + len(extra)), ""))
        else:
            blank = len(text) - len(text.lstrip(" \t"))
            edits.append(Edit(Span(line.start, line.start + min(blank, len(extra))), ""))
    return edits


def indented(document: Document, within: Node, first: int, last: int, extra: str) -> list[Edit]:
    """Edits that put `extra` in front of the lines first..last, save those that begin inside a string."""
    kept = lines_within_strings(within)
    lines = ((row, document.lines.line_span(row)) for row in range(first, last + 1))
    return [
        Edit(Span(line.start, line.start), extra)
        for row, line in lines
        if row not in kept and document.slice(line).strip()
    ]


def indentation_step(document: Document, header: Node, block: Node) -> str | None:
    """What a block's indentation adds to its header's; None where they do not agree (tabs against spaces)."""
    outer = indentation_at(document.source, header.start_byte)
    inner = indentation_at(document.source, block.start_byte)
    return inner[len(outer) :] if inner.startswith(outer) and len(inner) > len(outer) else None


def indentation_unit(document: Document, node: Node) -> str | None:
    """One step of indentation as it is used around a node; None where nothing shows it."""
    block = node if node.type == "block" else node.parent
    while block is not None:
        if block.type == "block" and block.parent is not None:
            step = indentation_step(document, block.parent, block)
            if step:
                return step
        block = block.parent
    return None


def width_at(document: Document, node: Node) -> int:
    """The column, in characters, at which a node begins, a tab counted as four."""
    start = document.lines.line_start(node.start_point.row)
    return len(document.slice(Span(start, node.start_byte)).expandtabs(4))
