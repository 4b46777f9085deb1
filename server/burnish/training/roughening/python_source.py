"""Python text with its tree, and the pieces of text that roughening puts together."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

_COMPARISONS = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """An ASCII text (so that columns are characters) with its tree."""

    lines: list[str]
    tree: ast.Module

    def text(self, node: ast.expr) -> str:
        """The node's own text, on one line."""
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        if first == last:
            return self.lines[first][node.col_offset : node.end_col_offset]
        parts = [
            self.lines[first][node.col_offset :],
            *self.lines[first + 1 : last],
            self.lines[last][: node.end_col_offset],
        ]
        text = " ".join(part.strip() for part in parts)
        return re.sub(r",? ([)\]}])", r"\1", re.sub(r"([(\[{]) ", r"\1", text))

    def block(self, statements: list[ast.stmt]) -> list[str]:
        return self.lines[statements[0].lineno - 1 : statements[-1].end_lineno]

    def indent(self, statement: ast.stmt) -> str:
        return " " * statement.col_offset

    def whole_lines(self, first: ast.stmt, last: ast.stmt) -> bool:
        tail = self.lines[(last.end_lineno or 0) - 1][last.end_col_offset or 0 :].strip()
        return not self.lines[first.lineno - 1][: first.col_offset].strip() and (not tail or tail.startswith("#"))


@dataclass(frozen=True, slots=True)
class Site:
    """Lines `first` to `last` (0-based, half-open) of the source, in rough and clean form."""

    rule: str
    first: int
    last: int
    rough: list[str]
    clean: list[str]


def source_of(text: str) -> Source | None:
    if not text.isascii() or "\t" in text or "<|" in text:
        return None
    try:
        return Source(text.split("\n"), ast.parse(text))
    except (SyntaxError, ValueError, RecursionError):
        return None


def negated(test: ast.expr, source: Source) -> str:
    """The opposite condition, as a person would write it."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return source.text(test.operand)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        opposite = ast.Compare(test.left, [_COMPARISONS[type(test.ops[0])]()], test.comparators)
        sign = ast.unparse(ast.Compare(ast.Name("a"), opposite.ops, [ast.Name("b")]))[2:-2]
        return f"{source.text(test.left)} {sign} {source.text(test.comparators[0])}"
    if isinstance(test, ast.BoolOp) and all(
        isinstance(value, (ast.Name, ast.Attribute, ast.UnaryOp, ast.Compare, ast.Call)) for value in test.values
    ):
        word = " and " if isinstance(test.op, ast.Or) else " or "
        return word.join(negated(value, source) for value in test.values)
    if isinstance(test, (ast.Name, ast.Attribute, ast.Call, ast.Subscript)):
        return f"not {source.text(test)}"
    return f"not ({source.text(test)})"


def site(rule: str, source: Source, first: ast.stmt, last: ast.stmt, rough: list[str], clean: list[str]) -> Site | None:
    if not source.whole_lines(first, last):
        return None
    indent = source.indent(first)
    return Site(
        rule,
        first.lineno - 1,
        last.end_lineno or 0,
        [indent + line if line else line for line in rough],
        [indent + line if line else line for line in clean],
    )
