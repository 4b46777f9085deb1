"""A syntax node within a Python function's text, as operators on it see it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

Edits = tuple[tuple[int, int, str], ...]
"""(start, end, new text), offsets in UTF-8."""
Found = Iterator[tuple[str, Edits]]
"""Kinds of mistakes with the edits that make them."""


@dataclass(frozen=True, slots=True)
class Place:
    """A node within the function's text."""

    node: ast.AST
    parents: tuple[ast.AST, ...]
    """Around it, the function first."""
    text: str
    starts: tuple[int, ...]
    """The offset at which each line starts."""

    def span(self, node: ast.AST) -> tuple[int, int]:
        start = self.starts[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        return start, self.starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]

    def of(self, node: ast.AST) -> str:
        start, end = self.span(node)
        return self.text.encode()[start:end].decode()
