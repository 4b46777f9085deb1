"""Where code gives attributes their values."""

from __future__ import annotations

from collections.abc import Iterable

from tree_sitter import Node

from burnish.names.scopes import Scopes
from burnish.tree import ancestors


def given_fields(scopes: Scopes, within: Node, name: str) -> Iterable[tuple[Node, Node | None]]:
    """The attributes of this name that are assigned below a node, with the value; None where that is no expression."""
    word = b"." + name.encode("utf-8", "surrogatepass")
    at = scopes.source.find(word, within.start_byte, within.end_byte)
    while at >= 0:
        leaf = within.descendant_for_byte_range(at + 1, at + len(word))
        target = None if leaf is None else leaf.parent
        if leaf is not None and target is not None and leaf.end_byte == at + len(word):
            holder = target.parent
            if target.type in ("attribute", "member_expression") and holder is not None:
                if holder.type in ("assignment", "assignment_expression") and _is_left(holder, target):
                    right = holder.child_by_field_name("right")
                    while right is not None and right.type in ("assignment", "assignment_expression"):
                        right = right.child_by_field_name("right")
                    if right is not None:
                        yield target, right
                elif _is_given_otherwise(target):
                    yield target, None
        at = scopes.source.find(word, at + len(word), within.end_byte)


def _is_left(assignment: Node, target: Node) -> bool:
    return assignment.child_by_field_name("left") == target


def _is_given_otherwise(target: Node) -> bool:
    """Whether a pattern, a loop, a `with` or an augmented assignment gives an attribute its value."""
    child = target
    for one in ancestors(target):
        if one.type in (
            "augmented_assignment",
            "augmented_assignment_expression",
            "assignment",
            "assignment_expression",
            "for_statement",
            "for_in_statement",
        ):
            return _is_left(one, child)
        if one.type == "as_pattern_target":
            return True
        if one.type not in (
            "pattern_list",
            "tuple_pattern",
            "list_pattern",
            "array_pattern",
            "object_pattern",
            "pair_pattern",
        ):
            return False
        child = one
    return False
