"""Rewriting conditions line by line: guard clauses in front, nested conditions joined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from burnish.document import Document
from burnish.rules.about.guards import is_guard, line_behind_guard
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


@dataclass(frozen=True, slots=True)
class Step:
    """The edits that flatten one condition; `moved_by` is how far down, in bytes, they move it (up if negative)."""

    edits: tuple[Edit, ...]
    title: str
    moved_by: int = 0


def with_guard(document: Document, node: Node, leave: str) -> Step | None:
    """The block after an early exit; nothing may follow the condition in its function or loop."""
    head = _head_of(document, node)
    if head is None:
        return None
    newline, start = newline_of(document.source), _start_with_comments(document, node)
    # What is said above the condition is about its block, not about leaving early.
    above = document.slice(Span(start, node.start_byte)).rstrip()
    notes = "".join(f"{newline}{head.indent}{note}" for note in (above, head.comment) if note)
    apart = line_behind_guard(document, head.end)
    guard = f"if {negated(document, head.condition)}:{newline}{head.indent}{head.step}{leave}{apart}{notes}"
    body = outdented(document, node, head.row + 1, last_line(document, head.block), head.indent, head.step)
    return Step((Edit(Span(start, head.end), guard), *body), "Leave early with a guard clause", start - node.start_byte)


def with_else_first(document: Document, node: Node, branch: Node) -> Step | None:
    """The else branch, which must leave, in front of the other one."""
    head, else_colon = _head_of(document, node), None if branch.parent is None else colon_of(branch.parent)
    if head is None or else_colon is None or branch.parent is None:
        return None
    last, else_last = last_line(document, head.block), last_line(document, branch)
    between = Span(document.lines.line_span(last).end, branch.parent.start_byte)
    else_comment = comment_after(document, else_colon.end_byte)
    if else_comment is None or document.slice(between).strip():
        return None
    else_first = document.lines.line_span(document.lines.line_of(else_colon.end_byte) + 1).start
    else_end = document.lines.line_span(else_last).end
    lines = [f"if {negated(document, head.condition)}:"]
    lines += [f"{head.indent}{head.step}{else_comment}"] if else_comment else []
    lines += [document.slice(Span(else_first, else_end))]
    lines += [""] if line_behind_guard(document, head.end) else []
    lines += [f"{head.indent}{head.comment}"] if head.comment else []
    edits = (
        Edit(Span(node.start_byte, head.end), newline_of(document.source).join(lines)),
        *outdented(document, head.block, head.row + 1, last, head.indent, head.step),
        Edit(Span(between.start, else_end), ""),
    )
    return Step(edits, "Turn the else branch into a guard clause")


def with_one_condition(document: Document, node: Node, inner: Node) -> Step | None:
    """A condition and the one that is all of its block as one; nothing may be said between them."""
    head, within = _head_of(document, node), _head_of(document, inner)
    if head is None or within is None or within.indent != head.indent + head.step:
        return None
    joined = f"if {conjunct(document, head.condition)} and {conjunct(document, within.condition)}"
    indent, last = head.indent + within.step, last_line(document, within.block)
    edits = (
        Edit(Span(node.start_byte, within.colon.start_byte), joined),
        *outdented(document, inner, within.row + 1, last, indent, head.step),
    )
    return Step(edits, "Join the nested conditions with `and`")


def is_most_of(consequence: Node, block: Node) -> bool:
    """Whether a branch is most of the block around it: an optional last step needs no guard clause."""
    others = sum(one.end_point.row - one.start_point.row + 1 for one in _beside(consequence, block))
    return consequence.end_point.row - consequence.start_point.row + 1 >= 2 * others


def is_all_of(consequence: Node, block: Node) -> bool:
    """Whether a branch is all of the block around it, but for the docstring and guard clauses."""
    return next(_beside(consequence, block), None) is None


def _beside(consequence: Node, block: Node) -> Iterator[Node]:
    for one in statements(block):
        if one != consequence.parent and not is_docstring(one) and not is_guard(one):
            yield one


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


@dataclass(frozen=True, slots=True)
class _Head:
    """The first line of an `if`: its parts, where it ends, how far it is in, and what its block adds to that."""

    condition: Node
    block: Node
    colon: Node
    comment: str
    row: int
    end: int
    indent: str
    step: str


def _head_of(document: Document, node: Node) -> _Head | None:
    condition, block = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
    colon = colon_of(node)
    if condition is None or block is None or colon is None:
        return None
    comment, step = comment_after(document, colon.end_byte), indentation_step(document, node, block)
    if comment is None or step is None:
        return None
    row, indent = document.lines.line_of(colon.end_byte), indentation_at(document.source, node.start_byte)
    return _Head(condition, block, colon, comment, row, document.lines.line_span(row).end, indent, step)
