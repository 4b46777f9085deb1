"""What makes a function too long to take in: many lines of its own, and many decisions among them."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from burnish.code import Code
from burnish.metrics import cognitive_complexity
from burnish.tree import contains_type, descendants


def is_hard_to_take_in(function: Node, count: int, code: Code) -> bool:
    """Whether a function of so many lines of its own, over the limit, also has much in it that goes one way or the other.

    A list of calls reads well however long it is. By a sample of judged findings, maintainers split a function of 60
    lines from a cognitive complexity of 20 on; other limits are taken in proportion.
    """
    if cognitive_complexity(code.document, function) * 3 <= code.project.config.max_function_lines:
        return False
    longest = max((_lines(one) for one in _single_statements(function, code)), default=0)
    return longest * 2 < count


def _single_statements(function: Node, code: Code) -> Iterator[Node]:
    """The statements of a function that cannot be taken apart: literals, calls, expressions without functions in them."""
    functions = code.document.language.functions
    for one in descendants(function, _SIMPLE, functions):
        if not contains_type(one, _BODIES):
            yield one


def _lines(node: Node) -> int:
    return node.end_point.row - node.start_point.row + 1


_SIMPLE = frozenset({"expression_statement", "lexical_declaration", "return_statement", "variable_declaration"})
_BODIES = frozenset({"class_body", "statement_block"})
