"""Nested ifs: which of them wrap one body, and where a body is all that is left to do."""

from __future__ import annotations

import re

from tree_sitter import Node

from burnish.document import Document
from burnish.rules.javascript.about.functions import CONTROL, FUNCTIONS, LOOPS, always_leaves, own, statements


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
    lines = body.end_point.row - body.start_point.row
    if lines <= _MIN_BODY_LINES:
        return None
    place = _end_of_what(nest[0])
    if place is None or next(own(body, CONTROL), None) is None:
        return None
    short = _SHALLOW_LINES if place.type in LOOPS or _nests_twice(body) else _SHORT_LINES
    if len(nest) == 1 and lines <= short and not (place.type in LOOPS and _nests_twice(body)):
        return None
    if any(one.type in ("function_declaration", "generator_function_declaration") for one in body.named_children):
        return None
    if place.type in LOOPS:
        # A loop that looks for one thing and leaves with it says so best as it is.
        return None if always_leaves(body) else "continue"
    if any(statements(one) for one in own(place, ("return_statement",))):
        return None
    return "return"


def _nests_twice(body: Node) -> bool:
    """Whether a condition or loop in a block holds another one."""
    return any(next(own(one, CONTROL), None) is not None for one in own(body, CONTROL))


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
_MIN_BODY_LINES = 8
_SHALLOW_LINES, _SHORT_LINES = 11, 16
"""Lines of a block that read well as they are: in a loop, or nested twice in a function; with one condition in a function."""
