"""Nested ifs: which of them wrap one body, and where a body is all that is left to do."""

from __future__ import annotations

import re
from itertools import takewhile

from tree_sitter import Node

from burnish.document import Document
from burnish.rules.about.guards import is_guard
from burnish.rules.javascript.about.functions import CONTROL, FUNCTIONS, LOOPS, always_leaves, own, statements
from burnish.tree import ancestors, descendants


def nest_of(statement: Node) -> list[Node] | None:
    """The ifs that wrap one body, outermost first; None for one that another such if wraps."""
    above = statement.parent
    if above is not None and above.type == "statement_block" and len(above.named_children) == 1:
        above = above.parent
    if above is not None and above.type == "if_statement" and above.child_by_field_name("alternative") is None:
        return None
    nest = [statement]
    while True:
        body = nest[-1].child_by_field_name("consequence")
        if body is not None and body.type == "statement_block" and len(body.named_children) == 1:
            body = body.named_children[0]
        if body is None or body.type != "if_statement" or body.child_by_field_name("alternative") is not None:
            return nest
        nest.append(body)


def asks_for_key(document: Document, condition: Node) -> bool:
    """Whether a condition is that an event is of one key: `event.key === "Enter"`."""
    return _KEY.fullmatch(document.slice(condition)) is not None


def early_exit_of(nest: list[Node]) -> str | None:
    """The statement that leaves early where the nest wraps all that is left to do; None where it should not."""
    body = nest[-1].child_by_field_name("consequence")
    if body is None or body.type != "statement_block" or len(statements(body)) < 2:
        return None
    place = _end_of_what(nest[0])
    if place is None or next(own(body, CONTROL), None) is None or not _is_main_path(nest, body, place):
        return None
    if any(one.type in ("function_declaration", "generator_function_declaration") for one in body.named_children):
        return None
    if place.type in LOOPS:
        # A loop that looks for one thing and leaves with it says so best as it is.
        return None if always_leaves(body) else "continue"
    if any(statements(one) for one in own(place, ("return_statement",))):
        return None
    return "return"


def _is_main_path(nest: list[Node], body: Node, place: Node) -> bool:
    """Whether a nest wraps so much of a function or loop that a level less is worth a change.

    Two conditions at once, a deep block, or many steps one after another are; an optional last part is not.
    """
    lines = _lines(body)
    if len(nest) > 1:
        return lines > _MIN_LINES
    around = nest[0].parent
    beside = [] if around is None else [one for one in statements(around) if one != nest[0] and not is_guard(one)]
    if sum(map(_lines, beside), len(beside)) > lines:
        return False
    if _is_deep(body):
        return lines > (_MIN_LINES if any(is_guard(one) for one in own(place, ("if_statement",))) else _SHORT_LINES)
    return lines > (_SHORT_LINES if len(statements(body)) >= _MANY_STEPS else _LONG_LINES)


def _lines(node: Node) -> int:
    """How many lines a node goes on after its first."""
    return node.end_point.row - node.start_point.row


def _is_deep(block: Node) -> bool:
    """Whether a condition, a loop or a function of several statements within a block stands in another one."""
    for one in descendants(block, CONTROL | FUNCTIONS):
        is_else_if = one.parent is not None and one.parent.type == "else_clause"
        if _is_level(one) and not is_else_if:
            within = takewhile(lambda around: around != block, ancestors(one))
            if any(_is_level(around) for around in within):
                return True
    return False


def _is_level(node: Node) -> bool:
    body = node.child_by_field_name("body") if node.type in FUNCTIONS else None
    return node.type in CONTROL or (body is not None and body.type == "statement_block")


def main_path_after(block: Node) -> Node | None:
    """The if whose last `else` holds the block, where that is the main path: each other branch leaves, and they are short.

    None for other blocks: a choice between two branches of about the same length is easiest to see with its `else`.
    An `if` that is all of the block reads better without in any case.
    """
    top = chain_of_leaving_branches(block)
    others, clause = 0, block.parent
    while clause is not None and clause.type == "else_clause" and clause.parent is not None:
        others += max(1, _lines(clause.parent.child_by_field_name("consequence") or clause) - 1)
        clause = clause.parent.parent
    lines, inside = _lines(block) - 1, statements(block)
    is_lonely = len(inside) == 1 and inside[0].type == "if_statement"
    return top if is_lonely or (lines >= _MIN_ELSE and lines * 2 >= others * 3) else None


def chain_of_leaving_branches(block: Node) -> Node | None:
    """The if whose last `else` holds the block, where every other branch leaves; None for other blocks."""
    clause = block.parent
    top: Node | None = None
    while clause is not None and clause.type == "else_clause":
        top = clause.parent
        if top is None or not always_leaves(top.child_by_field_name("consequence")):
            return None
        clause = top.parent
    return top if clause is not None and clause.type in ("statement_block", "program") else None


def _end_of_what(statement: Node) -> Node | None:
    """The function or loop that ends where this statement ends."""
    while True:
        block = statement.parent
        if block is None or block.type != "statement_block" or statements(block)[-1] != statement:
            return None
        holder = block.parent
        if holder is None or holder.type in FUNCTIONS or holder.type in LOOPS:
            return holder
        if holder.type == "if_statement" and holder.child_by_field_name("alternative") is None:
            statement = holder  # its own early exit would bring this statement to the end
        elif holder.type == "else_clause":
            top = chain_of_leaving_branches(block)
            if top is None:
                return None
            statement = top
        else:
            return None


_KEY = re.compile(r"""\(?\w+\.(?:key|code|which|keyCode|charCode)\s*===?\s*(?:\d+|'[^']*'|"[^"]*")\)?""")
_MIN_LINES, _SHORT_LINES, _LONG_LINES, _MANY_STEPS = 8, 16, 30, 5
"""Lines of a block that read well as they are: of any, of a deep one or one of so many steps, of a flat one of few."""
_MIN_ELSE = 7
"""Lines of an `else` block that are worth an outdent."""
