"""Of what kinds the parameters of functions are that stand in a function: it may return one of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from burnish.behaviour.python.annotations import Reader
from burnish.behaviour.python.clues import by_name
from burnish.behaviour.python.known import Known
from burnish.behaviour.python.outline import FUNCTIONS, Definition, Module, arguments_of
from burnish.behaviour.python.use import Use
from burnish.behaviour.values import Kind

PLAIN: tuple[Kind, ...] = ("int", "str", "list", "dict", "float", "bool", "bytes", "tuple", "none")
OUTSIDE = frozenset({"stub", "object", "function", "iterator", "set", "map", "date"})
ANYTHING: tuple[Kind, ...] = ("int", "str", "list")


def inner_kinds(modules: Sequence[Module], function: str) -> dict[tuple[str, str], tuple[Kind, ...]]:
    """By the names of the function and of its parameter: the kinds of plain data that it is in every version.

    None where it is something from outside. None at all where a version names them otherwise: both are given the same.
    """
    found: dict[tuple[str, str], tuple[Kind, ...]] = {}
    names: list[set[tuple[str, str]]] = []
    for module in modules:
        own = list(parameters_within(module, module.definitions[function]))
        names.append({name for name, _ in own})
        for name, kinds in own:
            found[name] = tuple(kind for kind in found.get(name, kinds) if kind in kinds)
    if any(one != names[0] for one in names):
        return {}
    return {name: kinds for name, kinds in found.items() if kinds}


def parameters_within(module: Module, definition: Definition) -> Iterator[tuple[tuple[str, str], tuple[Kind, ...]]]:
    for node in ast.walk(definition.node):
        if node is not definition.node and isinstance(node, (*FUNCTIONS, ast.Lambda)):
            reader = Reader(module)
            given = [*arguments_of(node), *([node.args.vararg] if node.args.vararg else [])]
            known = {one.arg: reader.known(one.annotation) for one in given}
            Use(reader).read(node, dict(known))
            for name, one in known.items():
                each = one if node.args.vararg is None or name != node.args.vararg.arg else one.item()
                yield (getattr(node, "name", "<lambda>"), name), plain(name, each)


def plain(name: str, known: Known) -> tuple[Kind, ...]:
    kinds = known.kinds() or set(by_name(name))
    if kinds & OUTSIDE:
        return ()
    return tuple(kind for kind in PLAIN if kind in kinds) or ANYTHING
