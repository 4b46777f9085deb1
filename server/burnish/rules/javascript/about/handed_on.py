"""What functions of a file change of what they are given, so that another call that is given the same sees it."""

from __future__ import annotations

from tree_sitter import Node

from burnish.code import Code
from burnish.names.javascript_bindings import names_in
from burnish.rules.javascript.about.shared_state import CHANGING, WRITES, definition_of, root_of
from burnish.syntax import Call
from burnish.tree import descendants

MOST_STEPS = 4
"""Calls that hand an argument on to another function."""


def changed_arguments(call: Call, code: Code, steps: int = MOST_STEPS) -> list[Node]:
    """The arguments of a call that the function of this file which it runs changes, itself or by what it hands them on to."""
    function = definition_of(call, code)
    parameters = None if function is None else function.child_by_field_name("parameters")
    if function is None or parameters is None or steps == 0:
        return []
    named = [one for one in parameters.named_children if not one.is_extra]
    changed = _changed(function, code, steps)
    pairs = zip(named, call.arguments, strict=False)
    return [given for one, given in pairs if (name := _name_of(one, code)) is not None and name in changed]


def _changed(function: Node, code: Code, steps: int) -> set[str]:
    """The names of what a function puts something into, or gives a part of another value."""
    found: set[str] = set()
    for one in descendants(function, (*WRITES, "call_expression")):
        if one.type == "call_expression":
            call = Call(one)
            if call.receiver is not None and call.name in CHANGING:
                found.add(code.text(root_of(call.receiver)))
            if definition_of(call, code) != function:
                found |= {code.text(root_of(given)) for given in changed_arguments(call, code, steps - 1)}
            continue
        target = one.child_by_field_name("left") or one.child_by_field_name("argument")
        if target is not None and target.type in ("member_expression", "subscript_expression"):
            found.add(code.text(root_of(target)))
    return found


def _name_of(parameter: Node, code: Code) -> str | None:
    """The name of a parameter; None for a pattern."""
    names = set(names_in(parameter.child_by_field_name("pattern") or parameter, code.document))
    return next(iter(names)) if len(names) == 1 else None
