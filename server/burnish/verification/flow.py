"""The ways through a function: which conditions are asked in which order, and what is done on each way.

Two functions with the same ways do the same, however their conditions are nested or turned round. What is not a
condition or a statement list (an expression, a `try`) is compared as text or as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from burnish.document import Document
from burnish.text import Span
from burnish.tree import enclosing

Way = tuple[tuple[object, ...], bool]
"""What is asked and done in order, and whether the way leaves the statements (`return`, `break`, …)."""

MAX_WAYS = 400
MAX_DEPTH = 60


class Unclear(Exception):
    """There are too many ways, or they lie too deep."""


def ways_through(document: Document, span: Span) -> frozenset[tuple[object, ...]]:
    """The ways through the innermost function that holds a span (through the whole text where none does).

    Raises Unclear.
    """
    node = document.root.descendant_for_byte_range(span.start, span.end) or document.root
    if node.type not in document.language.functions:
        node = enclosing(node, document.language.functions) or document.root
    body = node.child_by_field_name("body") or node
    ways = _Ways(document)
    leaving = ("return",) if body is not document.root else ("end",)
    return frozenset(
        (*events, leaving) if not left else events for events, left in ways.through(ways.statements(body), 0)
    )


class _Ways:
    def __init__(self, document: Document) -> None:
        self.document = document

    def statements(self, block: Node | None) -> Sequence[Node]:
        if block is None:
            return ()
        if block.type not in ("block", "statement_block", "module", "program", "else_clause"):
            return (block,)
        return [one for one in block.named_children if not one.is_extra and one.type != "comment"]

    def through(self, statements: Sequence[Node], depth: int) -> list[Way]:
        ways: list[Way] = [((), False)]
        for statement in statements:
            steps = list(self.of(statement, depth + 1))
            ways = [
                way
                for events, left in ways
                for way in ([(events, True)] if left else [((*events, *more), leaves) for more, leaves in steps])
            ]
            if len(ways) > MAX_WAYS or depth > MAX_DEPTH:
                raise Unclear
        return ways

    def of(self, statement: Node, depth: int) -> Iterator[Way]:
        kind = statement.type
        if kind == "if_statement":
            yield from self.branches(statement, depth)
        elif kind in ("return_statement", "break_statement", "continue_statement"):
            text = self.text(statement).rstrip(";")
            yield ((("return",) if text in ("return", "return None") else (text,)),), True
        elif kind in ("raise_statement", "throw_statement"):
            yield ((self.text(statement).rstrip(";"),),), True
        elif kind in ("for_statement", "while_statement", "for_in_statement"):
            yield (self.loop(statement, depth),), False
        elif kind in ("block", "statement_block"):
            yield from self.through(self.statements(statement), depth)
        elif kind not in ("empty_statement", "pass_statement"):
            yield ((self.text(statement).rstrip(";"),),), False
        else:
            yield (), False

    def loop(self, statement: Node, depth: int) -> tuple[object, ...]:
        body = statement.child_by_field_name("body")
        around = [child for child in statement.children if child != body and child.type != "comment"]
        inside = frozenset(
            (*events, ("continue",)) if not left else events
            for events, left in self.through(self.statements(body), depth)
        )
        return ("loop", " ".join(self.text(child) for child in around), inside)

    def branches(self, statement: Node, depth: int) -> Iterator[Way]:
        if depth > MAX_DEPTH:
            raise Unclear
        condition = statement.child_by_field_name("condition")
        alternatives = statement.children_by_field_name("alternative")
        then = self.through(self.statements(statement.child_by_field_name("consequence")), depth + 1)
        otherwise = self.otherwise(alternatives, depth + 1)
        for asked, true in self.asked(condition, depth):
            for events, left in then if true else otherwise:
                yield (*asked, *events), left

    def otherwise(self, alternatives: Sequence[Node], depth: int) -> list[Way]:
        if not alternatives:
            return [((), False)]
        first = alternatives[0]
        if first.type != "elif_clause":
            body = first.child_by_field_name("body")
            return self.through(self.statements(body if body is not None else first), depth)
        then = self.through(self.statements(first.child_by_field_name("consequence")), depth)
        rest = self.otherwise(alternatives[1:], depth + 1)
        ways: list[Way] = []
        for asked, true in self.asked(first.child_by_field_name("condition"), depth):
            ways += [((*asked, *events), left) for events, left in (then if true else rest)]
        return ways

    def asked(self, condition: Node | None, depth: int) -> list[tuple[tuple[object, ...], bool]]:
        """The questions that a condition asks, with its outcome."""
        if condition is None or depth > MAX_DEPTH:
            raise Unclear
        if condition.type == "parenthesized_expression" and condition.named_child_count == 1:
            return self.asked(condition.named_children[0], depth + 1)
        operator = condition.child_by_field_name("operator")
        sign = condition.type if operator is None else operator.type
        if sign in ("not_operator", "!", "not"):
            inner = condition.child_by_field_name("argument")
            return [(events, not true) for events, true in self.asked(inner, depth + 1)]
        left, right = condition.child_by_field_name("left"), condition.child_by_field_name("right")
        if sign in ("and", "&&", "or", "||"):
            stops = sign in ("or", "||")
            found: list[tuple[tuple[object, ...], bool]] = []
            for events, true in self.asked(left, depth + 1):
                if true is stops:
                    found.append((events, true))
                else:
                    found += [((*events, *more), result) for more, result in self.asked(right, depth + 1)]
            return found
        text, turned = self.question(condition)
        return [((("?", text, True),), not turned), ((("?", text, False),), turned)]

    def question(self, condition: Node) -> tuple[str, bool]:
        """A comparison as text, and whether it was turned round: `a != b` is the opposite of `a == b`."""
        parts = [self.text(child) for child in condition.children if child.type != "comment"]
        if condition.type in ("comparison_operator", "binary_expression") and len(parts) == 3 and parts[1] in _OPPOSITE:
            return f"{parts[0]} {_OPPOSITE[parts[1]]} {parts[2]}", True
        return self.text(condition), False

    def text(self, node: Node) -> str:
        return " ".join(self.document.slice(node).split())


_OPPOSITE = {"!=": "==", "!==": "===", ">=": "<", "<=": ">", "not in": "in", "is not": "is"}
