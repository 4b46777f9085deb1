"""What makes a function too long to take in: many lines of its own, and many decisions among them."""

from __future__ import annotations

from tree_sitter import Node

from burnish.code import Code
from burnish.config import Role
from burnish.metrics import cognitive_complexity
from burnish.tree import contains_type


def is_hard_to_take_in(function: Node, count: int, code: Code) -> bool:
    """Whether a function of so many lines of its own, over the limit, also has much in it that goes one way or the other.

    A list of calls reads well however long it is. By samples of judged findings, maintainers split a function of 60
    lines from a cognitive complexity of 24 on, and over 30 where a few lines are too many, or in a script; a row of small
    steps only where it is twice as long. Loops that follow each other are parts already. Other limits are taken in
    proportion.
    """
    limit = code.project.config.max_function_lines
    complexity = cognitive_complexity(code.document, function)
    if complexity * 5 < limit * 2:
        return False
    if not _is_of_many_passes(function):
        is_small = count * 8 <= limit * 9 or code.project.role_of(code.document).role is Role.SCRIPT
        is_row = count <= limit * 2 and complexity <= limit and _hardest_step(function, code) * 6 < limit
        if is_row or (is_small and complexity * 2 <= limit):
            return False
    return not _is_half_a_statement(function, count, code)


def _is_of_many_passes(function: Node) -> bool:
    """Whether a function goes through one thing after the other."""
    body = function.child_by_field_name("body")
    return body is not None and sum(one.type in _LOOPS for one in body.named_children) >= _MANY_PASSES


def _hardest_step(function: Node, code: Code) -> int:
    """The cognitive complexity of the statement of a function's body that has most of it."""
    body = function.child_by_field_name("body")
    steps = body.named_children if body is not None else ()
    return max((cognitive_complexity(code.document, one) for one in steps), default=0)


def _is_half_a_statement(function: Node, count: int, code: Code) -> bool:
    """Whether one statement that cannot be taken apart has half of the lines: a literal, a call, an expression without
    functions in it."""
    around = [function]
    while around:
        # What is shorter has no such statement in it, and most of a function is.
        for one in around.pop().named_children:
            if _lines(one) * 2 < count:
                continue
            if one.type in _SIMPLE and not contains_type(one, _BODIES):
                return True
            if one.type not in code.document.language.functions:
                around.append(one)
    return False


def _lines(node: Node) -> int:
    return node.end_point.row - node.start_point.row + 1


_SIMPLE = frozenset({"expression_statement", "lexical_declaration", "return_statement", "variable_declaration"})
_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
_MANY_PASSES = 4
_BODIES = frozenset({"class_body", "statement_block"})
