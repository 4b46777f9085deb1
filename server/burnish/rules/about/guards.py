"""Guard clauses, in Python and JavaScript: conditions whose block does nothing but leave."""

from __future__ import annotations

import re

from tree_sitter import Node

from burnish.document import Document
from burnish.text import newline_of

LEAVING = frozenset({"return_statement", "raise_statement", "throw_statement", "continue_statement", "break_statement"})
"""Statements after which nothing of their block runs."""


def is_guard(statement: Node) -> bool:
    """Whether a statement is a condition without `else` that only leaves."""
    block = statement.child_by_field_name("consequence")
    if statement.type != "if_statement" or block is None or statement.child_by_field_name("alternative") is not None:
        return False
    inside = [one for one in block.named_children if not one.is_extra] if block.type in _BLOCKS else [block]
    return len(inside) == 1 and inside[0].type in LEAVING


def line_behind_guard(document: Document, at: int) -> str:
    """The empty line for a new guard clause that code from a place on follows; "" where the file has none behind most of its
    own, or there is one."""
    if _BLANK.match(document.source, at) is not None or not document.known(_sets_apart):
        return ""
    return newline_of(document.source)


def _sets_apart(document: Document) -> bool:
    rows = [
        following.start_point.row - one.end_point.row
        for one in document.nodes("if_statement")
        if is_guard(one) and (following := one.next_named_sibling) is not None
    ]
    return sum(row > 1 for row in rows) * 2 > len(rows)


_BLOCKS = frozenset({"block", "statement_block"})
_BLANK = re.compile(rb"[ \t]*\r?\n[ \t]*\r?\n")
