"""What becomes of a value in the function that makes it: the names it gets, and the ways by which it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from burnish.names.access import Access
from burnish.names.binding import Binding, ScopeKind
from burnish.names.scopes import Scopes

MOST_ALIASES = 16


class Way(Enum):
    """How a value leaves the function that has it."""

    RETURNED = "returned"
    """Also what is yielded or thrown."""
    STORED = "stored"
    """In an attribute, an item, a container, a variable of the module or of an enclosing function."""
    PASSED = "passed on"
    """As an argument of a call."""
    CAPTURED = "captured"
    """Read by a function within, which may run later."""


@dataclass(frozen=True, slots=True)
class Escape:
    way: Way
    node: Node
    """Where it leaves."""


@dataclass(frozen=True, slots=True)
class Handed:
    """`aliases` are the bindings that hold the value, `escapes` the places where it leaves."""

    aliases: tuple[Binding, ...] = ()
    escapes: tuple[Escape, ...] = ()

    def escapes_by(self, *ways: Way) -> bool:
        return any(one.way in ways for one in self.escapes)


def handed(scopes: Scopes, node: Node) -> Handed:
    """What becomes of the value of an expression, as far as the function around it (or the module) shows."""
    aliases: list[Binding] = []
    escapes: list[Escape] = []
    home = scopes.scope_of(node).function
    todo = [node]
    seen: set[int] = set()
    while todo:
        current = todo.pop()
        for one in _goes_to(scopes, current):
            if isinstance(one, Escape):
                escapes.append(one)
            elif one.node.id not in seen and len(aliases) < MOST_ALIASES:
                seen.add(one.node.id)
                aliases.append(one)
                scope = scopes.lookup(one.name, one.scope) or one.scope
                if scope.function is not home or scope.kind is ScopeKind.MODULE:
                    escapes.append(Escape(Way.STORED, one.node))
                for use in scopes.mentions(scope, one.name):
                    if scopes.access(use) not in (Access.READ, Access.READ_AND_BIND, Access.READ_AND_ASSIGN):
                        continue
                    if scopes.scope_of(use).function is not scope.function and scope.function is home:
                        escapes.append(Escape(Way.CAPTURED, use))
                    todo.append(use)
    order = {(one.way, one.node.id): one for one in escapes}
    return Handed(tuple(aliases), tuple(sorted(order.values(), key=lambda one: one.node.start_byte)))


def _goes_to(scopes: Scopes, node: Node) -> Iterator[Escape | Binding]:
    """Where the value of an expression goes from where it stands."""
    child = node
    for parent in scopes.around(node):
        kind = parent.type
        if kind in _SAME:
            if kind == "boolean_operator" or kind == "binary_expression":
                operator = parent.child_by_field_name("operator")
                if operator is None or scopes.text(operator) not in ("and", "or", "&&", "||", "??"):
                    return
            if kind in ("conditional_expression", "ternary_expression") and child == _condition(parent):
                return
            child = parent
            continue
        if kind in _RETURNING:
            yield Escape(Way.RETURNED, parent)
        elif (kind == "arrow_function" and child == parent.child_by_field_name("body")) or (
            kind == "lambda" and child == parent.child_by_field_name("body")
        ):
            yield Escape(Way.RETURNED, child)
        elif kind in ("argument_list", "arguments", "keyword_argument"):
            yield Escape(Way.PASSED, parent)
        elif kind in _CONTAINERS:
            yield Escape(Way.STORED, parent)
        elif kind in _BINDING:
            yield from _bound(scopes, parent, child)
        return


def _condition(node: Node) -> Node | None:
    condition = node.child_by_field_name("condition")
    return condition if condition is not None or len(node.named_children) != 3 else node.named_children[1]


def _bound(scopes: Scopes, parent: Node, child: Node) -> Iterator[Escape | Binding]:
    target = parent.child_by_field_name("left") or parent.child_by_field_name("name")
    if parent.type == "as_pattern":
        target = parent.child_by_field_name("alias")
        target = None if target is None or not target.named_children else target.named_children[0]
    if target is None or target == child:
        return
    if target.type == "identifier":
        scope = scopes.lookup(scopes.text(target), scopes.scope_of(target), target)
        if scope is None:
            yield Escape(Way.STORED, parent)
            return
        for one in scopes.values_of(scope, scopes.text(target)):
            if one.node == target:
                yield one
    elif target.type in ("attribute", "subscript", "member_expression", "subscript_expression"):
        yield Escape(Way.STORED, parent)
    if parent.type == "assignment" and parent.parent is not None and parent.parent.type == "assignment":
        yield from _bound(scopes, parent.parent, parent)


_SAME = frozenset(
    {
        "parenthesized_expression", "await", "await_expression", "conditional_expression", "ternary_expression",
        "boolean_operator", "binary_expression", "as_expression", "satisfies_expression", "non_null_expression",
        "expression_list",
    }
)  # fmt: skip
_RETURNING = frozenset({"return_statement", "yield", "yield_expression", "raise_statement", "throw_statement"})
_CONTAINERS = frozenset(
    {
        "list", "tuple", "set", "dictionary", "pair", "array", "object", "list_splat", "dictionary_splat",
        "spread_element", "shorthand_property_identifier", "jsx_expression",
    }
)  # fmt: skip
_BINDING = frozenset({"assignment", "assignment_expression", "variable_declarator", "named_expression", "as_pattern"})
