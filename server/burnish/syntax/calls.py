"""Calls, in any of the languages that have them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from tree_sitter import Node

from burnish.syntax.found import Found
from burnish.tree import place_of


class Call(Found):
    """A call: what is called, and what it is given.

    In half-typed code there may be no arguments; a tagged template has none.
    """

    @cached_property
    def function(self) -> Node:
        """What is called; the call itself where that cannot be told."""
        return self.node.child_by_field_name("function") or self.node.child_by_field_name("constructor") or self.node

    @property
    def name(self) -> str:
        """The last name of what is called: `load` of `api.users.load(id)`; empty where it has none."""
        last = self.function
        if last.type == "await_expression" and last.named_children:
            last = last.named_children[0]
        for field in ("attribute", "property"):
            last = last.child_by_field_name(field) or last
        return _text(last) if last.type in _NAMES else ""

    @property
    def receiver(self) -> Node | None:
        """What a method is called on."""
        return self.function.child_by_field_name("object")

    @property
    def brackets(self) -> Node | None:
        """The arguments with their brackets."""
        return self.node.child_by_field_name("arguments")

    @cached_property
    def arguments(self) -> Sequence[Node]:
        """The arguments in their order, comments left out."""
        brackets = self.brackets
        if brackets is None or brackets.type not in _BRACKETS:
            return ()
        return [one for one in brackets.named_children if not one.is_extra]

    @property
    def positional(self) -> Sequence[Node]:
        return [one for one in self.arguments if one.type != "keyword_argument"]

    @property
    def spreads(self) -> bool:
        """Whether some of the arguments are spread, so that more may be given than is written."""
        return any(one.type in _SPREADS for one in self.arguments)

    def keyword(self, name: str) -> Node | None:
        """The value of a keyword argument."""
        for one in self.arguments:
            key = one.child_by_field_name("name") if one.type == "keyword_argument" else None
            if key is not None and _text(key) == name:
                return one.child_by_field_name("value")
        return None


def call_given(node: Node) -> Call | None:
    """The call that a node is an argument of."""
    brackets = node.parent
    if brackets is None or brackets.type not in _BRACKETS or brackets.parent is None:
        return None
    return Call(brackets.parent) if brackets.parent.type in _CALLS else None


def call_on(node: Node) -> Call | None:
    """The call of a method of a node: `handle.close()` for `handle`."""
    method = node.parent
    if method is None or method.parent is None or place_of(node) not in _RECEIVERS or place_of(method) not in _CALLED:
        return None
    return Call(method.parent)


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


_NAMES = frozenset({"identifier", "property_identifier", "private_property_identifier"})
_BRACKETS = frozenset({"argument_list", "arguments"})
_CALLS = frozenset({"call", "call_expression", "new_expression"})
_RECEIVERS = frozenset({"attribute.object", "member_expression.object"})
_CALLED = frozenset({"call.function", "call_expression.function"})
_SPREADS = frozenset({"list_splat", "dictionary_splat", "spread_element"})
