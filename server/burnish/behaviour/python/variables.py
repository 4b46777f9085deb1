"""What an expression in a function is: which of its variables, or a part of one; and which constant it stands for."""

from __future__ import annotations

import ast
from functools import lru_cache

from burnish.behaviour.python.annotations import Reader
from burnish.behaviour.python.known import Known
from burnish.behaviour.python.outline import FUNCTIONS, Function, last_name, nodes_in
from burnish.behaviour.python.samples import literal
from burnish.behaviour.values import Kind, Value

MOST_KEYS = 8
NONE = Value("none")


class Variables:
    """A function's variables with what is known of each, and the constants that its module and its class give names."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.variables: dict[str, Known] = {}
        self.types: dict[str, Known] = {}
        """Variables that hold the type of something."""
        self.own: dict[str, ast.expr] = {}
        """Variables that are given a table or a constant, and nothing else."""
        self.owner: ast.ClassDef | None = None
        self.emptied: set[str] = set()
        """Variables that are None now and then: asking whether one is tells nothing of the other values it gets."""

    def begin(self, function: Function | ast.Lambda, variables: dict[str, Known]) -> None:
        self.variables = dict(variables)
        stored: dict[str, int] = {}
        nodes = nodes_in(function)
        for node in nodes:
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                stored[node.id] = stored.get(node.id, 0) + 1
        for node in nodes:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                if stored[name] == 1 and len(node.targets) == 1 and name not in variables:
                    self.own[name] = node.value

    # What an expression is
    def known(self, node: ast.expr | None) -> Known | None:
        if isinstance(node, ast.Name):
            return self.variables.get(node.id)
        if isinstance(node, ast.Attribute):
            whole = self.known(node.value)
            # Everything has a class.
            return None if whole is None or node.attr == "__class__" else whole.attribute(node.attr)
        if isinstance(node, ast.Subscript):
            return self.part(node)
        if isinstance(node, (ast.NamedExpr, ast.Await, ast.Starred)):
            return self.known(node.value)
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            return self.known(node.values[0])
        if isinstance(node, ast.Call):
            return self.result(node)
        return None

    def part(self, node: ast.Subscript) -> Known | None:
        whole = self.known(node.value)
        if whole is None:
            return None
        key = node.slice
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            return whole.field(key.value)
        return None if isinstance(key, ast.Slice) else whole.item()

    def result(self, node: ast.Call) -> Known | None:
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "pop", "setdefault") and node.args:
            whole = self.known(node.func.value)
            key = node.args[0]
            if whole is not None and isinstance(key, ast.Constant) and isinstance(key.value, str):
                return whole.field(key.value)
            return None if whole is None else whole.item()
        if (
            isinstance(node.func, ast.Name)
            and node.func.id in ("list", "sorted", "tuple", "set", "reversed", "iter")
            and node.args
        ):
            return self.known(node.args[0])
        return None

    def tell(self, node: ast.expr | None, *kinds: Kind) -> Known | None:
        known = self.known(node)
        if known is not None:
            known.seen.update(kinds)
        return known

    def type_of(self, node: ast.expr) -> Known | None:
        """What is known of x, where an expression is `type(x)` or `x.__class__`."""
        if isinstance(node, ast.Name):
            return self.types.get(node.id)
        if isinstance(node, ast.Attribute) and node.attr == "__class__":
            return self.known(node.value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type":
            return self.known(node.args[0]) if len(node.args) == 1 else None
        return None

    # Which constant it stands for
    def value(self, node: ast.expr) -> Value | None:
        """A literal, or what the function, the module or a class gives the name; of a table its keys."""
        found = literal(node)
        if found is not None:
            return found
        given = self.given(node)
        if isinstance(given, ast.Call) and last_name(given.func) in ("frozenset", "set", "tuple") and given.args:
            given = given.args[0]
        if isinstance(given, ast.Dict):
            keys = [key for key in map(literal, filter(None, given.keys[:MOST_KEYS])) if key is not None]
            return Value("dict", entries=tuple((key, NONE) for key in keys)) if keys else None
        if isinstance(given, ast.Call) and last_name(given.func) == "bytes" and len(given.args) == 1:
            return octets(given.args[0])
        found = None if given is None else literal(given)
        return None if found is None or found.kind == "none" else found

    def given(self, node: ast.expr) -> ast.expr | None:
        if isinstance(node, ast.Name) and node.id not in self.variables:
            return self.own.get(node.id, self.reader.values.get(node.id))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = self.reader.classes.get(node.value.id)
            known = self.variables.get(node.value.id)
            if owner is None and known is not None and self.owner is not None and known.kind_class == self.owner.name:
                owner = self.owner
            return None if owner is None else class_values(owner).get(node.attr)
        return None


def octets(node: ast.expr) -> Value | None:
    """The bytes that `bytes(...)` makes of a list of numbers."""
    found = literal(node)
    numbers = [item.data for item in found.items] if found is not None and found.kind in ("list", "tuple") else []
    if not numbers or not all(isinstance(one, int) and 0 <= one < 256 for one in numbers):
        return None
    return Value("bytes", bytes(one for one in numbers if isinstance(one, int)))


@lru_cache(maxsize=64)
def class_values(owner: ast.ClassDef) -> dict[str, ast.expr]:
    """What a class's body gives names, as far as its methods do not give them other values."""
    changed = {
        part.attr
        for method in owner.body
        if isinstance(method, FUNCTIONS)
        for part in nodes_in(method)
        if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store)
    }
    return {
        target.id: part.value
        for part in owner.body
        if isinstance(part, (ast.Assign, ast.AnnAssign)) and part.value is not None
        for target in (part.targets if isinstance(part, ast.Assign) else [part.target])
        if isinstance(target, ast.Name) and target.id not in changed
    }
