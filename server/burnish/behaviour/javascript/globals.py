"""Module variables that hold what earlier calls left there: they begin empty, and a function may find them filled."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from burnish.behaviour.javascript.clue import SURE, Clue
from burnish.behaviour.javascript.outline import Found, Module, unwrapped
from burnish.behaviour.values import Kind
from burnish.tree import descendants

MOST = 3
"""So many of them are filled, for each multiplies the inputs there are."""

EMPTY: dict[str, Kind] = {"{}": "dict", "[]": "list", "new Map": "map", "new Set": "set", "Object.create(null)": "dict"}


def state(module: Module, found: Found) -> dict[str, Clue]:
    """The variables that begin empty and that the function names."""
    named = {module.text(one) for one in descendants(found.node, ("identifier",))}
    result: dict[str, Clue] = {}
    for name, value in _variables(module):
        kind = EMPTY.get(module.text(unwrapped(value)).removesuffix("()"))
        if kind is not None and name in named and len(result) < MOST:
            clue = result[name] = Clue(name)
            clue.vote(kind, sure=SURE)
    return result


def _variables(module: Module) -> Iterator[tuple[str, Node]]:
    for statement in module.statements:
        if statement.type == "export_statement":
            statement = statement.child_by_field_name("declaration") or statement
        if statement.type in ("lexical_declaration", "variable_declaration"):
            for one in statement.named_children:
                name, value = one.child_by_field_name("name"), one.child_by_field_name("value")
                if name is not None and name.type == "identifier" and value is not None:
                    yield module.text(name), value
