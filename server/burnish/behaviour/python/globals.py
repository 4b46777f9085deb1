"""Variables of a module or a class that hold what earlier calls left there: they begin empty, and a function may find
them filled.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from burnish.behaviour.python.annotations import Reader
from burnish.behaviour.python.known import Known
from burnish.behaviour.python.outline import Definition, Module, last_name, nodes_in
from burnish.behaviour.python.variables import class_values
from burnish.behaviour.values import Kind

MOST = 3
"""So many of them are filled, for each multiplies the inputs there are."""

EMPTY: dict[str, Kind] = {
    "dict": "dict", "list": "list", "set": "set", "defaultdict": "dict", "OrderedDict": "dict", "Counter": "dict", "deque": "list",
    "WeakValueDictionary": "dict",
}  # fmt: skip


def state(module: Module, definition: Definition, reader: Reader) -> dict[str, Known]:
    """The variables that begin empty and that the function reads, with what their annotations tell of them."""
    bound = Counter(
        target.id
        for statement in module.tree.body
        for target in targets(statement)
    )  # fmt: skip
    read = {
        node.id
        for node in nodes_in(definition.node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }  # fmt: skip
    found: dict[str, Known] = {}
    for statement in module.tree.body:
        kind = empty(getattr(statement, "value", None))
        for target in targets(statement):
            if kind and bound[target.id] == 1 and target.id in read - own_names(definition) and len(found) < MOST:
                known = reader.known(getattr(statement, "annotation", None))
                known.sure = {kind}
                found[target.id] = known
    return found


def state_of_class(definition: Definition, reader: Reader) -> dict[str, Known]:
    """The same of the class around the function, by path ("Registry.known")."""
    if not definition.classes:
        return {}
    owner = definition.classes[-1]
    named = ".".join(kind.name for kind in definition.classes)
    first = [argument.arg for argument in (*definition.node.args.posonlyargs, *definition.node.args.args)][:1]
    read = {
        node.attr
        for node in nodes_in(definition.node)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in (*first, owner.name)
    }  # fmt: skip
    unchanged = class_values(owner)
    found: dict[str, Known] = {}
    for statement in owner.body:
        kind = empty(getattr(statement, "value", None))
        for target in targets(statement):
            if kind and target.id in read and target.id in unchanged and len(found) < MOST:
                known = reader.known(getattr(statement, "annotation", None))
                known.sure = {kind}
                found[f"{named}.{target.id}"] = known
    return found


def held(definition: Definition, found: dict[str, Known], variables: dict[str, Known]) -> None:
    """Lets what is read of the class, by its name or of the first argument, be what is known of its state."""
    arguments = [*definition.node.args.posonlyargs, *definition.node.args.args][:1]
    for path, known in found.items():
        for name in (*(argument.arg for argument in arguments), path.split(".")[-2]):
            variables.setdefault(name, Known()).attributes[path.rpartition(".")[2]] = known


def targets(statement: ast.stmt) -> Iterator[ast.Name]:
    given = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    yield from (one for one in given if isinstance(one, ast.Name))


def empty(value: ast.expr | None) -> Kind | None:
    """The kind of a container that is written with nothing in it."""
    if isinstance(value, ast.Dict):
        return None if value.keys else "dict"
    if isinstance(value, ast.List):
        return None if value.elts else "list"
    if not isinstance(value, ast.Call) or value.keywords:
        return None
    kind = EMPTY.get(last_name(value.func))
    return kind if not value.args or last_name(value.func) == "defaultdict" else None


def own_names(definition: Definition) -> set[str]:
    """The function's own variables, which hide those of the module."""
    declared = {name for node in nodes_in(definition.node) if isinstance(node, ast.Global) for name in node.names}
    own = {node.arg for node in nodes_in(definition.node.args) if isinstance(node, ast.arg)}
    own |= {
        node.id for node in nodes_in(definition.node) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return own - declared
