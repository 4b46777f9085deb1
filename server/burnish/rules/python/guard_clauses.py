"""Rewriting conditions line by line: guard clauses in front, nested conditions joined."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from burnish.document import Document
from burnish.rules.python.conditions import conjunct, negated
from burnish.rules.python.layout import colon_of, comment_after, indentation_step, last_line, outdented
from burnish.text import Edit, Span, indentation_at, newline_of


@dataclass(frozen=True, slots=True)
class Step:
    """The edits that flatten one condition; `moved_by` is how far down, in bytes, they move it."""

    edits: tuple[Edit, ...]
    title: str
    moved_by: int = 0


def with_guard(document: Document, node: Node, leave: str) -> Step | None:
    """The block after an early exit; nothing may follow the condition in its function or loop."""
    block = node.child_by_field_name("consequence")
    head = _header(document, node)
    if block is None or head is None:
        return None
    condition, colon, comment, indent, step = head
    newline = newline_of(document.source)
    end = document.lines.line_span(colon.end_point.row).end
    note = f"{newline}{indent}{comment}" if comment else ""
    guard = f"if {negated(document, condition)}:{newline}{indent}{step}{leave}{note}"
    body = outdented(document, node, colon.end_point.row + 1, last_line(document, block), indent, step)
    return Step((Edit(Span(node.start_byte, end), guard), *body), "Leave early with a guard clause")


def with_else_first(document: Document, node: Node, branch: Node) -> Step | None:
    """The else branch, which must leave, in front of the other one."""
    block, clause = node.child_by_field_name("consequence"), branch.parent
    head = _header(document, node)
    if block is None or clause is None or head is None:
        return None
    condition, colon, comment, indent, step = head
    else_colon = colon_of(clause)
    else_comment = None if else_colon is None else comment_after(document, else_colon.end_byte)
    last = last_line(document, block)
    between = Span(document.lines.line_span(last).end, clause.start_byte)
    if else_colon is None or else_comment is None or document.slice(between).strip():
        return None
    newline = newline_of(document.source)
    first_row, last_row = else_colon.end_point.row + 1, last_line(document, branch)
    kept = document.slice(Span(document.lines.line_span(first_row).start, document.lines.line_span(last_row).end))
    lines = [f"if {negated(document, condition)}:"]
    lines += [f"{indent}{step}{else_comment}"] if else_comment else []
    lines += [kept]
    lines += [f"{indent}{comment}"] if comment else []
    edits = (
        Edit(Span(node.start_byte, document.lines.line_span(colon.end_point.row).end), newline.join(lines)),
        *outdented(document, block, colon.end_point.row + 1, last, indent, step),
        Edit(Span(between.start, document.lines.line_span(last_row).end), ""),
    )
    return Step(edits, "Turn the else branch into a guard clause")


def with_one_condition(document: Document, node: Node, inner: Node) -> Step | None:
    """A condition and the one that is all of its block as one; comments between them go above it."""
    head, inner_head = _header(document, node), _header(document, inner)
    block = inner.child_by_field_name("consequence")
    if head is None or inner_head is None or block is None:
        return None
    condition, colon, comment, indent, step = head
    inner_condition, inner_colon, _, inner_indent, inner_step = inner_head
    if inner_indent != indent + step:
        return None
    newline = newline_of(document.source)
    between = document.slice(Span(document.lines.line_span(colon.end_point.row).end, inner.start_byte))
    notes = [comment, *(line.strip() for line in between.splitlines())]
    above = "".join(f"{note}{newline}{indent}" for note in notes if note)
    joined = f"{above}if {conjunct(document, condition)} and {conjunct(document, inner_condition)}"
    edits = (
        Edit(Span(node.start_byte, inner_colon.start_byte), joined),
        *outdented(document, inner, inner_colon.end_point.row + 1, last_line(document, block), indent + inner_step, step),
    )
    return Step(edits, "Join the nested conditions with `and`", len(above.encode()))


def _header(document: Document, node: Node) -> tuple[Node, Node, str, str, str] | None:
    """Condition, colon, the comment behind it, the indentation and what the block adds to it."""
    condition, block, colon = node.child_by_field_name("condition"), node.child_by_field_name("consequence"), colon_of(node)
    if condition is None or block is None or colon is None:
        return None
    comment = comment_after(document, colon.end_byte)
    step = indentation_step(document, node, block)
    if comment is None or step is None:
        return None
    return condition, colon, comment, indentation_at(document.source, node.start_byte), step
