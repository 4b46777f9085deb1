"""Conditions beside one another that are alike: cases of one question, and pairs, which read best as they are."""

from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document
from burnish.rules.about.guards import LEAVING
from burnish.tree import descendants, sibling_after, sibling_before


def is_next_case(document: Document, statement: Node) -> bool:
    """Whether the condition right before one asks the same thing, and the code goes on after it: `x == 1`, then `x == 2`."""
    before = sibling_before(statement)
    if before is None or before.type != "if_statement":
        return False
    block = before.child_by_field_name("consequence")
    last = None if block is None else next((one for one in reversed(block.named_children) if not one.is_extra), block)
    if last is None or last.type in LEAVING or last.type == "if_statement":
        return False
    return not _asked(document, before).isdisjoint(_asked(document, statement))


def has_like_beside(document: Document, outer: Node, inner: Node) -> bool:
    """Whether a condition beside a nested one ends in a condition, too, and has more in it: joining one spoils the pair.

    Right beside it has to ask of the same variable, one statement further off the same thing within. A long block is worth
    the level that it loses all the same.
    """
    if inner.end_point.row - inner.start_point.row > _SHORT:
        return False
    asked = _text_of_condition(document, inner)
    for step in (sibling_before, sibling_after):
        near = step(outer)
        far = None if near is None else step(near)
        if near is not None and _last_condition(near) is not None and _share_variable(document, near, outer):
            return True
        last = None if far is None else _last_condition(far)
        if last is not None and _text_of_condition(document, last) == asked:
            return True
    return False


def _last_condition(statement: Node) -> Node | None:
    """The condition that ends the block of another one, which has more in it; None where there is none."""
    block = statement.child_by_field_name("consequence") if _has_no_else(statement) else None
    parts = [] if block is None or block.type not in ("block", "statement_block") else block.named_children
    last = next((one for one in reversed(parts) if not one.is_extra), None)
    return last if last is not None and len(parts) > 1 and _has_no_else(last) else None


def _has_no_else(statement: Node) -> bool:
    return statement.type == "if_statement" and statement.child_by_field_name("alternative") is None


def _text_of_condition(document: Document, statement: Node) -> str:
    condition = statement.child_by_field_name("condition")
    return "" if condition is None else document.slice(condition)


def _asked(document: Document, statement: Node) -> set[str]:
    """The variables, members and calls that a condition compares or tests."""
    condition = statement.child_by_field_name("condition")
    return (
        set()
        if condition is None
        else {
            document.slice(one) for one in (condition, *descendants(condition, _VALUES, _VALUES)) if one.type in _VALUES
        }
    )


def _share_variable(document: Document, one: Node, other: Node) -> bool:
    first, second = ({text.partition(".")[0] for text in _asked(document, each)} for each in (one, other))
    return not (first & second) <= {"self", "cls", "this"}


_SHORT = 10
"""Lines of a condition and its block that read well as they are."""
_VALUES = frozenset(
    {"identifier", "member_expression", "subscript_expression", "call_expression", "attribute", "subscript", "call"}
)
