"""Rewriting conditions line by line: guard clauses in front, nested conditions joined."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from burnish.document import Document
from burnish.rules.python.about.conditions import conjunct, negated
from burnish.rules.python.about.layout import (
    colon_of,
    comment_after,
    indentation_step,
    is_docstring,
    last_line,
    outdented,
    statements,
)
from burnish.text import Edit, Span, indentation_at, newline_of
from burnish.tree import contains_type, descendants

LEAVING = frozenset({"return_statement", "raise_statement", "continue_statement", "break_statement"})
"""Statements after which nothing of their block runs."""


@dataclass(frozen=True, slots=True)
class Step:
    """The edits that flatten one condition; `moved_by` is how far down, in bytes, they move it (up if negative)."""

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
    start = _start_with_comments(document, node)
    end = document.lines.line_span(document.lines.line_of(colon.end_byte)).end
    # What is said above the condition is about its block, not about leaving early.
    above = document.slice(Span(start, node.start_byte)).rstrip()
    notes = "".join(f"{newline}{indent}{note}" for note in (above, comment) if note)
    guard = f"if {negated(document, condition)}:{newline}{indent}{step}{leave}{notes}"
    body = outdented(
        document, node, document.lines.line_of(colon.end_byte) + 1, last_line(document, block), indent, step
    )
    return Step((Edit(Span(start, end), guard), *body), "Leave early with a guard clause", start - node.start_byte)


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
    first_row, last_row = document.lines.line_of(else_colon.end_byte) + 1, last_line(document, branch)
    kept = document.slice(Span(document.lines.line_span(first_row).start, document.lines.line_span(last_row).end))
    lines = [f"if {negated(document, condition)}:"]
    lines += [f"{indent}{step}{else_comment}"] if else_comment else []
    lines += [kept]
    lines += [f"{indent}{comment}"] if comment else []
    edits = (
        Edit(
            Span(node.start_byte, document.lines.line_span(document.lines.line_of(colon.end_byte)).end),
            newline.join(lines),
        ),
        *outdented(document, block, document.lines.line_of(colon.end_byte) + 1, last, indent, step),
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
    between = document.slice(
        Span(document.lines.line_span(document.lines.line_of(colon.end_byte)).end, inner.start_byte)
    )
    notes = [comment, *(line.strip() for line in between.splitlines())]
    above = "".join(f"{note}{newline}{indent}" for note in notes if note)
    joined = f"{above}if {conjunct(document, condition)} and {conjunct(document, inner_condition)}"
    edits = (
        Edit(Span(node.start_byte, inner_colon.start_byte), joined),
        *outdented(
            document,
            inner,
            document.lines.line_of(inner_colon.end_byte) + 1,
            last_line(document, block),
            indent + inner_step,
            step,
        ),
    )
    return Step(edits, "Join the nested conditions with `and`", len(above.encode()))


def is_most_of(consequence: Node, block: Node) -> bool:
    """Whether a branch is most of the block around it: an optional last step needs no guard clause."""
    others = sum(
        one.end_point.row - one.start_point.row + 1
        for one in statements(block)
        if one != consequence.parent and not is_docstring(one) and not _is_guard(one)
    )
    return consequence.end_point.row - consequence.start_point.row + 1 >= 2 * others


def _is_guard(statement: Node) -> bool:
    block = statement.child_by_field_name("consequence")
    if statement.type != "if_statement" or block is None or statement.child_by_field_name("alternative") is not None:
        return False
    body = statements(block)
    return len(body) == 1 and body[0].type in LEAVING


def is_deep(block: Node) -> bool:
    """Whether a block is worth an outdent: some lines, and conditions or loops two levels below it."""
    if block.end_point.row - block.start_point.row < 4 or not contains_type(block, _BRANCHING, _SCOPES):
        return False
    return any(contains_type(one, _COMPOUND, _SCOPES) for one in descendants(block, _COMPOUND, _SCOPES | _COMPOUND))


def return_of(function: Node) -> str:
    """How to leave a function early: `return None` where the function returns values, as PEP 8 wants it; `return` in all others."""
    body = function.child_by_field_name("body")
    kinds = () if body is None else tuple(descendants(body, ("return_statement", "yield"), _SCOPES))
    if any(one.type == "yield" for one in kinds):
        return "return"
    return "return None" if any(one.named_children for one in kinds) else "return"


_COMPOUND = frozenset(
    {"if_statement", "for_statement", "while_statement", "try_statement", "with_statement", "match_statement"}
)
_BRANCHING = frozenset({"if_statement", "for_statement", "while_statement", "match_statement"})
_SCOPES = frozenset({"function_definition", "class_definition", "lambda"})


def _start_with_comments(document: Document, node: Node) -> int:
    """Where the comments directly above a statement begin; the statement's own start where there are none."""
    start, indent = node.start_byte, indentation_at(document.source, node.start_byte)
    for row in range(node.start_point.row - 1, -1, -1):
        at = document.lines.line_start(row) + len(indent)
        above = document.root.descendant_for_byte_range(at, at)
        if above is None or above.type != "comment" or above.start_byte != at:
            break
        start = at
    return start


def _header(document: Document, node: Node) -> tuple[Node, Node, str, str, str] | None:
    """Condition, colon, the comment behind it, the indentation and what the block adds to it."""
    condition, block, colon = (
        node.child_by_field_name("condition"),
        node.child_by_field_name("consequence"),
        colon_of(node),
    )
    if condition is None or block is None or colon is None:
        return None
    comment = comment_after(document, colon.end_byte)
    step = indentation_step(document, node, block)
    if comment is None or step is None:
        return None
    return condition, colon, comment, indentation_at(document.source, node.start_byte), step
