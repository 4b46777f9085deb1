"""Joining and negating JavaScript conditions without changing what they mean."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from burnish.document import Document
from burnish.text import newline_of


def condition_of(statement: Node) -> Node | None:
    """What an if statement tests, without the parentheses; None where the code is broken or commented."""
    outer = statement.child_by_field_name("condition")
    if outer is None or outer.has_error or len(outer.named_children) != 1:
        return None
    return outer.named_children[0]


def as_operand_of_and(document: Document, condition: Node) -> str:
    """The text of a condition, in parentheses where `&&` would tear it apart."""
    text = document.slice(condition)
    if condition.type in _TIGHT or (condition.type == "binary_expression" and _operator(condition) not in ("||", "??")):
        return text
    return f"({text})"


def joined(document: Document, conditions: Sequence[Node]) -> str:
    """One condition that holds where all of these hold, tested in their order."""
    if len(conditions) == 1:
        return document.slice(conditions[0])
    return " && ".join(as_operand_of_and(document, one) for one in conditions)


def negated(document: Document, conditions: Sequence[Node], between: str = " ") -> str:
    """The opposite of `joined`, as a person would write it; `between` stands behind each `||` and `&&`.

    `!a` gives `a`, `a === b` gives `a !== b`, a chain of `&&` or `||` of such parts is spread out
    (De Morgan); anything else is put in `!(...)`. Comparisons by size keep their operator, because
    `!(a < b)` is not `a >= b` where one of them is NaN.
    """
    return _spread_out(document, conditions, between) or f"!({joined(document, conditions)})"


def negates_well(document: Document, conditions: Sequence[Node]) -> bool:
    """Whether the opposite of the conditions needs no `!(...)` around more than `in` and `instanceof`."""
    return _spread_out(document, conditions, " ") is not None


def _spread_out(document: Document, conditions: Sequence[Node], between: str) -> str | None:
    if len(conditions) == 1 and conditions[0].type == "unary_expression" and conditions[0].children[0].type == "!":
        inner = conditions[0].children[-1]
        bare = inner.type == "parenthesized_expression" and len(inner.named_children) == 1
        return document.slice(inner.named_children[0] if bare else inner)
    operator = "&&" if len(conditions) > 1 else _operator(conditions[0])
    chain = [part for one in conditions for part in (_chain(one, operator) if operator in _SPREAD else [one])]
    parts = [_negated_part(document, one) for one in chain]
    known = [part for part in parts if part is not None]
    if len(known) == len(parts) and (len(parts) == 1 or operator in _SPREAD):
        return f" {_SPREAD.get(operator, '')}{between}".join(known)
    return None


def negated_in_lines(document: Document, conditions: Sequence[Node], indent: str, step: str, width: int) -> str | None:
    """The opposite of the conditions of an `if` at an indentation, one part a line where one line is too long.

    None where it does not fit either way. A line may take `width` columns.
    """
    plain = negated(document, conditions)
    if "\n" in plain:
        return None
    if len(f"{indent.expandtabs(4)}if ({plain}) {{") <= width:
        return plain
    newline = newline_of(document.source)
    inner = f"{newline}{indent}{step}"
    spread = negated(document, conditions, inner)
    return f"{inner}{spread}{newline}{indent}" if spread != plain else None


def _negated_part(document: Document, node: Node) -> str | None:
    if node.type == "unary_expression" and node.children[0].type == "!":
        inner = node.children[-1]
        # The inside of a negation is only ever tested, so `!(a)` may lose its parentheses too.
        if inner.type == "parenthesized_expression" and len(inner.named_children) == 1:
            bare = inner.named_children[0]
            return (
                document.slice(bare) if bare.type in _TIGHT or _operator(bare) in _OPPOSITE else document.slice(inner)
            )
        return document.slice(inner)
    operator = _operator(node)
    if operator in _OPPOSITE:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and right is not None:
            sign = node.child_by_field_name("operator")
            assert sign is not None
            text = document.slice(node)
            at = len(document.source[node.start_byte : sign.start_byte].decode("utf-8", "replace"))
            return text[:at] + _OPPOSITE[operator] + text[at + len(operator) :]
        return None
    if operator in ("in", "instanceof"):
        return f"!({document.slice(node)})"
    if node.type in _TIGHT and node.type != "unary_expression":
        return f"!{document.slice(node)}" if node.type != "await_expression" else f"!({document.slice(node)})"
    return None


def _chain(node: Node, operator: str) -> list[Node]:
    parts: list[Node] = []
    while _operator(node) == operator:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            break
        parts.append(right)
        node = left
    parts.append(node)
    return parts[::-1]


def _operator(node: Node) -> str:
    sign = node.child_by_field_name("operator") if node.type == "binary_expression" else None
    return "" if sign is None else sign.type


_SPREAD = {"&&": "||", "||": "&&"}
_OPPOSITE = {"===": "!==", "!==": "===", "==": "!=", "!=": "=="}
_TIGHT = frozenset(
    {
        "identifier", "member_expression", "subscript_expression", "call_expression", "parenthesized_expression",
        "unary_expression", "await_expression", "this", "true", "false", "number", "string", "non_null_expression",
    }
)  # fmt: skip
