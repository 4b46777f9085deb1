"""What a function of JavaScript is given: which part of which argument a name of its parameters is, and who calls it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from tree_sitter import Node

from burnish.code import Code
from burnish.names import Binding
from burnish.syntax import Call
from burnish.syntax.javascript import key_text
from burnish.tree import ancestors

Path: TypeAlias = tuple[str, ...]
"""The keys that lead from a value to a part of it."""
ITEM = "*"
"""The key of any item, or of one that is worked out."""


class Place(NamedTuple):
    """The place of a name among the parameters of a function: which one it is in, the keys to it, what stands in for it."""

    position: int
    keys: Path
    defaults: Sequence[Node]


def parameter_place(binding: Binding, code: Code) -> Place:
    """Where a parameter stands in its function."""
    listed = binding.scope.node.child_by_field_name("parameters")
    every = [] if listed is None else [one for one in listed.named_children if not one.is_extra]
    index = next((at for at, one in enumerate(every) if one == binding.construct), 0)
    return Place(index, *way_to(binding.node, binding.construct, code))


def way_to(name: Node, pattern: Node, code: Code) -> tuple[Path, Sequence[Node]]:
    """The keys that lead from what a pattern takes apart to a name in it, and the values that stand in where there is none."""
    keys: list[str] = [code.text(name)] if name.type == "shorthand_property_identifier_pattern" else []
    defaults: list[Node] = []
    child = name
    for one in () if name == pattern else ancestors(name):
        if one.type == "pair_pattern":
            keys.append(key_text(one.child_by_field_name("key")) or ITEM)
        elif one.type == "array_pattern":
            keys.append(str(one.named_children.index(child)) if child in one.named_children else ITEM)
        elif one.type in ("assignment_pattern", "object_assignment_pattern"):
            defaults += filter(None, (one.child_by_field_name("right"),))
        elif one.type in ("required_parameter", "optional_parameter"):
            defaults += filter(None, (one.child_by_field_name("value"),))
        child = one
        if one == pattern:
            break
    return tuple(reversed(keys)), defaults


class Callers(NamedTuple):
    calls: Sequence[Call]
    are_all: bool
    """Whether nobody else can call the function, as far as the file tells."""


def callers_of(function: Node, code: Code) -> Callers:
    """The calls of a function that its file has. What a file does not export is called in it alone."""
    name = _name_of(function)
    if name is None:
        around = function.parent
        while around is not None and around.type == "parenthesized_expression":
            around = around.parent
        at_once = around is not None and around.type == "call_expression" and _is_called(function, Call(around))
        return Callers([Call(around)], True) if at_once and around is not None else Callers((), False)
    uses = code.uses(name)
    calls = [Call(one.parent) for one in uses if one.parent is not None and _is_called(one, Call(one.parent))]
    binding = code.names.binding(name)
    exported = any(
        one.node.start_byte <= name.start_byte < one.node.end_byte or code.text(one.node) == code.text(name)
        for one in code.names.exports
    )
    outer = binding is not None and binding.scope.parent is None and exported
    return Callers(calls, bool(calls) and len(calls) == len(uses) and not outer)


def _is_called(called: Node, call: Call) -> bool:
    function = call.function
    while function.type == "parenthesized_expression" and function.named_children:
        function = function.named_children[0]
    return call.node.type == "call_expression" and function == called


def _name_of(function: Node) -> Node | None:
    """The name of a function that has one of its own, or is the value of a variable."""
    if function.type in ("function_declaration", "generator_function_declaration"):
        return function.child_by_field_name("name")
    holder = function.parent
    if holder is None or holder.type != "variable_declarator" or holder.child_by_field_name("value") != function:
        return None
    name = holder.child_by_field_name("name")
    return name if name is not None and name.type == "identifier" else None
