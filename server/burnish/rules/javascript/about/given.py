"""Where code in JavaScript gives a property its value, and puts something into a collection."""

from __future__ import annotations

from collections.abc import Iterable

from tree_sitter import Node

from burnish.code import Code
from burnish.syntax import Call
from burnish.tree import enclosing_function


def latest_value(member: Node, code: Code) -> Node | None:
    """What the function around gives a property right before: `line.text = escaped(line.text)`."""
    function = enclosing_function(member, code.document.language)
    before = [
        one.parent
        for one in code.document.nodes_of_text(code.text(member), member.type)
        if one.parent is not None
        and one.parent.type == "assignment_expression"
        and one.parent.child_by_field_name("left") == one
        and one.end_byte < member.start_byte
        and not one.parent.start_byte <= member.start_byte < one.parent.end_byte
        and enclosing_function(one, code.document.language) == function
    ]
    return before[-1].child_by_field_name("right") if before else None


def added_at(use: Node) -> Iterable[tuple[Node, int]]:
    """What is put into a collection where it is mentioned, and how many keys lead to it."""
    child, parent, steps = use, use.parent, 0
    while parent is not None and parent.child_by_field_name("object") == child:
        child, parent, steps = parent, parent.parent, steps + 1
    if parent is None:
        return ()
    if parent.type == "call_expression" and child.type == "member_expression":
        call = Call(parent)
        return [(one, steps) for one in call.arguments] if call.name in ("push", "unshift") else ()
    if steps and parent.type in _ASSIGNING and parent.child_by_field_name("left") == child:
        right = parent.child_by_field_name("right")
        return () if right is None else [(right, steps)]
    return ()


_ASSIGNING = frozenset({"assignment_expression", "augmented_assignment_expression"})
