"""Loops of JavaScript over a few things that stand in the code itself, by themselves or under a name."""

from __future__ import annotations

from tree_sitter import Node

from burnish.code import Code
from burnish.names import Form
from burnish.syntax import Call
from burnish.tree import field_of, field_text

MOST_TURNS = 99
"""Turns of a loop that counts up to a number which is written down."""


def runs_over_few(loop: Node, over: Node | None, code: Code) -> bool:
    """Whether a loop runs over `over`, and that is a literal, or counts up to a small number."""
    if loop.type == "for_statement":
        return _counts_to_few(loop, code)
    return over is not None and _is_few(over, code)


def _counts_to_few(loop: Node, code: Code) -> bool:
    condition = loop.child_by_field_name("condition")
    bound = field_of(condition, "right")
    if condition is None or bound is None or condition.type != "binary_expression":
        return False
    if field_text(condition, "operator", code.document.source) not in ("<", "<="):
        return False
    if bound.type == "identifier":
        given = code.names.given(bound)
        bound = given[0].value if len(given) == 1 else None
    if bound is None or bound.type != "number":
        return False
    text = code.text(bound)
    return text.isdecimal() and len(text) < 3


def _is_few(node: Node, code: Code, steps: int = 6) -> bool:
    if node.type in ("array", "object"):
        return not any(one.type == "spread_element" for one in node.named_children)
    if steps == 0:
        return False
    if node.type in _WRAPPED:
        inner = next((one for one in node.named_children if not one.is_extra), None)
        return inner is not None and _is_few(inner, code, steps - 1)
    if node.type == "identifier":
        return _is_name_of_few(node, code, steps)
    if node.type not in ("call_expression", "new_expression"):
        return False
    call = Call(node)
    if code.origin(call.function).path in _SAME_LENGTH:
        return bool(call.arguments) and _is_few(call.arguments[0], code, steps - 1)
    return call.receiver is not None and call.name in _VIEWS and _is_few(call.receiver, code, steps - 1)


def _is_name_of_few(name: Node, code: Code, steps: int) -> bool:
    given = code.names.given(name)
    if not given or any(_puts_into(use, code) for use in code.names.uses(given[0])):
        return False
    return all(
        one.form is Form.ENUM
        or (
            one.value is not None
            and (one.value.type not in ("array", "object") or one.value.named_child_count > 0)
            and _is_few(one.value, code, steps - 1)
        )
        for one in given
    )


def _puts_into(use: Node, code: Code) -> bool:
    """Whether something is put into what a name holds: `list.push(x)`, `map[key] = x`, `Object.assign(map, more)`."""
    around = use.parent
    if around is None:
        return False
    if around.type == "arguments" and around.parent is not None:
        first = around.named_children[0] if around.named_children else None
        return first == use and code.origin(Call(around.parent).function).path == "globalThis.Object.assign"
    outer = around.parent
    if around.type not in ("member_expression", "subscript_expression") or outer is None:
        return False
    if around.child_by_field_name("object") != use:
        return False
    if outer.type in ("assignment_expression", "augmented_assignment_expression"):
        return outer.child_by_field_name("left") == around
    return field_text(around, "property", code.document.source) in _GROWING


_WRAPPED = frozenset({"as_expression", "parenthesized_expression", "satisfies_expression", "non_null_expression"})
_SAME_LENGTH = frozenset(
    f"globalThis.{name}"
    for name in ("Array.from", "Map", "Object.entries", "Object.freeze", "Object.keys", "Object.values", "Set")
)
_VIEWS = frozenset({"entries", "filter", "keys", "map", "reverse", "slice", "sort", "toReversed", "toSorted", "values"})
_GROWING = frozenset({"add", "push", "set", "splice", "unshift"})
