"""Conditions of Python: how they are joined and negated without a change of meaning."""

from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document
from burnish.names import names_of

_OPPOSITES = {"is": "is not", "is not": "is", "in": "not in", "not in": "in", "==": "!=", "!=": "=="}
_OPPOSITE_ORDERS = {"<": ">=", ">=": "<", ">": "<=", "<=": ">"}

_LOOSER_THAN_AND = frozenset({"conditional_expression", "lambda", "named_expression"})
_LOOSER_THAN_NOT = _LOOSER_THAN_AND | {"boolean_operator"}


def bare(node: Node) -> Node:
    """The expression within parentheses, as long as they hold nothing else (no comment)."""
    while node.type == "parenthesized_expression" and len(node.named_children) == 1:
        node = node.named_children[0]
    return node


def conjunct(document: Document, condition: Node) -> str:
    """A condition as an operand of `and`."""
    inner = bare(condition)
    looser = inner.type in _LOOSER_THAN_AND or (inner.type == "boolean_operator" and _operator(inner) == "or")
    text = document.slice(inner)
    return f"({text})" if looser or "\n" in text else text


def negated(document: Document, condition: Node) -> str:
    """The opposite of a condition: true exactly where it is false.

    `==` becomes `!=`, which could differ only for a class whose `__ne__` contradicts its `__eq__`; ordering
    comparisons are negated with `not`, since NaN is neither less nor greater.
    """
    inner = bare(condition)
    direct = _negated_directly(document, inner)
    if direct is not None:
        return direct
    if inner.type == "not_operator" and _argument(inner).type == "boolean_operator":
        text = document.slice(_argument(inner))
        return f"({text})" if "\n" in text else text
    if inner.type == "boolean_operator" and "\n" not in document.slice(inner):
        every = [bare(part) for part in _operands(inner)]
        operands = _without_lengths(document, every, _operator(inner))
        if len(operands) == 1:
            return negated(document, operands[0])
        if len(operands) < len(every) or any(_negated_directly(document, part) is not None for part in operands):
            word = " or " if _operator(inner) == "and" else " and "
            return word.join(_negated_directly(document, part) or _with_not(document, part) for part in operands)
    return _with_not(document, inner)


def _without_lengths(document: Document, operands: list[Node], operator: str) -> list[Node]:
    """The operands of `a and len(a) > 0` without the second: what is true has a length that is not zero."""
    if operator != "and":
        return operands
    before = [None, *(document.slice(one) if one.type == "identifier" else None for one in operands)]
    lengths = [_has_length(document, one) for one in operands]
    return [one for one, name, known in zip(operands, lengths, before, strict=False) if name is None or name != known]


def _has_length(document: Document, node: Node) -> str | None:
    """The variable that a condition only asks whether it has a length: `a` of `len(a) > 0`."""
    if node.type != "comparison_operator" or len(node.named_children) != 2:
        return None
    left, right = node.named_children
    asked = (_between(document, left, right).strip(), document.slice(right))
    if asked not in ((">", "0"), ("!=", "0"), (">=", "1")) or not _is_length(document, left):
        return None
    given = left.child_by_field_name("arguments")
    return None if given is None or len(given.named_children) != 1 else document.slice(given.named_children[0])


def _with_not(document: Document, inner: Node) -> str:
    if inner.type == "not_operator":
        return f"({document.slice(_argument(inner))})"
    text = document.slice(inner)
    return f"not ({text})" if inner.type in _LOOSER_THAN_NOT or "\n" in text else f"not {text}"


def _negated_directly(document: Document, node: Node) -> str | None:
    """The opposite of a condition that needs no `not` of its own, or None."""
    if node.type == "not_operator":
        inner = _argument(node)
        simple = inner.type not in _LOOSER_THAN_NOT and "\n" not in document.slice(inner)
        return document.slice(inner) if simple else None
    if node.type != "comparison_operator" or len(node.named_children) != 2:
        return None
    left, right = node.named_children
    words = _between(document, left, right)
    word = " ".join(words.split())
    opposite = _OPPOSITES.get(word)
    if opposite is None and all(_is_whole_number(document, one) for one in (left, right)):
        opposite = _OPPOSITE_ORDERS.get(word)
    if opposite is None or "\n" in document.slice(node):
        return None
    if opposite == "<=" and document.slice(right) == "0" and _is_length(document, left):
        opposite = "=="  # no length is less
    return f"{document.slice(left)} {opposite} {document.slice(right)}"


def _between(document: Document, left: Node, right: Node) -> str:
    return document.source[left.end_byte : right.start_byte].decode("utf-8", "replace")


def _is_whole_number(document: Document, node: Node) -> bool:
    """Whether an expression is surely an int: a literal or a length."""
    return node.type == "integer" or _is_length(document, node)


def _is_length(document: Document, node: Node) -> bool:
    function = node.child_by_field_name("function") if node.type == "call" else None
    return function is not None and names_of(document).origin(function).is_one_of(("builtins.len",))


def _argument(negation: Node) -> Node:
    """What a `not` negates, its parentheses left out."""
    argument = negation.child_by_field_name("argument")
    return negation if argument is None else bare(argument)


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return "" if operator is None else operator.type


def _operands(node: Node) -> list[Node]:
    """The operands of a chain of one operator: a, b, c of `a and b and c`."""
    found: list[Node] = []
    current: Node | None = node
    operator = _operator(node)
    while current is not None and current.type == "boolean_operator" and _operator(current) == operator:
        right = current.child_by_field_name("right")
        if right is not None:
            found.append(right)
        current = current.child_by_field_name("left")
    if current is not None:
        found.append(current)
    return found[::-1]
