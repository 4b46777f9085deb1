"""What statements at a module's top level do to its variables before any function of it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from burnish.behaviour.javascript.outline import CLASSES, FUNCTIONS, Module, unwrapped
from burnish.tree import descendants

LONGEST = 4_000
"""Statements with more in them are programs of their own."""

_FILLING = frozenset({"set", "add", "push", "unshift", "fill"})
_INHERITING = re.compile(r"(?:\w+\.)?inherits|Object\.(?:setPrototypeOf|assign|definePropert(?:y|ies))")


def changed(module: Module, statement: Node) -> tuple[str, ...]:
    """The variables of the module whose tables, lists or prototypes a statement fills."""
    if statement.end_byte - statement.start_byte > LONGEST:
        return ()
    return tuple(dict.fromkeys(_changed(module, statement)))


def _changed(module: Module, statement: Node) -> Iterator[str]:
    for one in descendants(statement, ("assignment_expression", "call_expression"), FUNCTIONS | CLASSES):
        if one.type == "assignment_expression":
            left = one.child_by_field_name("left")
            if left is not None and (left.type == "subscript_expression" or module.text(left).endswith(".prototype")):
                yield from _root(module, left.child_by_field_name("object"))
            continue
        callee, arguments = one.child_by_field_name("function"), one.child_by_field_name("arguments")
        if callee is None or arguments is None or not arguments.named_children:
            continue
        key = callee.child_by_field_name("property")
        if _INHERITING.fullmatch(module.text(callee)):
            yield from _root(module, arguments.named_children[0])
        elif key is not None and module.text(key) in _FILLING:
            yield from _root(module, callee.child_by_field_name("object"))


def _root(module: Module, node: Node | None) -> Iterator[str]:
    """The name that a path begins with; of none that others see the module by."""
    while node is not None and unwrapped(node).type in ("member_expression", "subscript_expression"):
        node = unwrapped(node).child_by_field_name("object")
    if node is not None and node.type == "identifier" and (name := module.text(node)) not in ("exports", "module"):
        yield name
