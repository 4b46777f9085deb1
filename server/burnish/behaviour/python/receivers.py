"""Which functions of a class are no methods: a metaclass, or whoever calls them, takes them as plain functions."""

from __future__ import annotations

import ast
import builtins
from dataclasses import replace
from types import MappingProxyType

from burnish.behaviour.python.outline import FUNCTIONS, Definition, Module, last_name
from burnish.text import words

RECEIVERS = words("self cls mcs mcls metacls klass class this me obj inst instance")
PLAIN = words("str bytes int float bool list dict tuple set Sequence Iterable Mapping")
KINDS = frozenset(vars(builtins)) - {"object"}
PLAIN_METHODS = frozenset(name for kind in (str, bytes, list, dict, set) for name in dir(kind) if name[0] != "_")


def told_apart(modules: tuple[Module, Module], function: str) -> tuple[Module, Module]:
    """The versions of a module, in which the function is marked where it has no receiver: it has one in all or in none."""
    found = [plainness(module.definitions[function]) for module in modules]
    if max(found) <= 0 or min(found) < 0:
        return modules
    return without_receiver(modules[0], function), without_receiver(modules[1], function)


def without_receiver(module: Module, function: str) -> Module:
    marked = replace(module.definitions[function], unbound=True)
    return replace(module, definitions=MappingProxyType({**module.definitions, function: marked}))


def plainness(definition: Definition) -> int:
    """1 where the first parameter is plain data, -1 where it may be an object of the class, 0 where nothing tells."""
    node = definition.node
    arguments = [*node.args.posonlyargs, *node.args.args]
    if not definition.classes or not arguments or node.decorator_list or (node.name[:2] == node.name[-2:] == "__"):
        return -1
    owner, name = definition.classes[-1], arguments[0].arg
    if name.strip("_").lower() in RECEIVERS or any(last_name(base) in KINDS for base in owner.bases):
        return -1
    if any(own_name(part) == name for part in owner.body if part is not node):
        return -1
    parts = list(ast.walk(node))
    read = [part for part in parts if isinstance(part, ast.Attribute) and is_name(part.value, name)]
    if any(isinstance(part.ctx, ast.Store) or part.attr not in PLAIN_METHODS for part in read):
        return -1
    if arguments[0].annotation is not None:
        return 1 if last_name(outermost(arguments[0].annotation)) in PLAIN else -1
    return 1 if any(is_name(part, name) for part in parts) else 0


def own_name(part: ast.stmt) -> str:
    """What another method of the class calls its receiver: who names it oddly does so more than once."""
    if not isinstance(part, FUNCTIONS) or any(last_name(one) == "staticmethod" for one in part.decorator_list):
        return ""
    arguments = [*part.args.posonlyargs, *part.args.args]
    return arguments[0].arg if arguments else ""


def is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def outermost(annotation: ast.expr) -> ast.expr:
    return annotation.value if isinstance(annotation, ast.Subscript) else annotation
