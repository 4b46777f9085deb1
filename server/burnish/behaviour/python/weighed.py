"""What the code compares something of a name with: things from outside that have the name may be just that."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from burnish.behaviour.python.outline import last_name

MOST = 8
"""Values for one name."""

LONGEST = 40
HUGE = 1e300
ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
NUMBERS = (int, float)


def weighed(statements: Iterable[ast.stmt]) -> dict[str, tuple[object, ...]]:
    """By the names of attributes and of what is called, the texts and numbers that they are compared with."""
    parts = list(statements)
    constants = {
        target.id: statement.value
        for statement in parts
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    found: dict[str, dict[object, None]] = {}
    for statement in parts:
        nodes = list(ast.walk(statement))
        sources: dict[str, set[str]] = {}
        for node in nodes:
            if isinstance(node, ast.Assign) and isinstance(node.value, (ast.Attribute, ast.Call)):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        sources.setdefault(target.id, set()).add(last_name(node.value))
        for node in nodes:
            if isinstance(node, ast.Compare):
                for one, values in sides(node, constants):
                    for name in sources.get(one.id, ()) if isinstance(one, ast.Name) else (last_name(one),):
                        found.setdefault(name, {}).update(dict.fromkeys(values))
    return {name: tuple(values)[:MOST] for name, values in sorted(found.items()) if name and values}


def sides(node: ast.Compare, constants: dict[str, ast.expr]) -> Iterator[tuple[ast.expr, list[object]]]:
    """Each thing that is compared with constants, and these."""
    operands = [node.left, *node.comparators]
    for left, operator, right in zip(operands, node.ops, operands[1:], strict=False):
        for one, other in ((left, right), (right, left)):
            if not isinstance(one, (ast.Attribute, ast.Call, ast.Name)):
                continue
            if isinstance(operator, (ast.In, ast.NotIn)):
                if one is left and isinstance(other, (ast.Tuple, ast.List, ast.Set)):
                    yield one, [value for part in other.elts for value in plain(part, constants)]
                continue
            values = list(plain(other, constants))
            if isinstance(operator, ORDERS):
                # Numbers on both sides of the border, and on it.
                values = [value + step for value in values if isinstance(value, NUMBERS) for step in (0, 1, -1)]
            if values:
                yield one, values


def plain(node: ast.expr, constants: dict[str, ast.expr]) -> Iterator[object]:
    if isinstance(node, ast.Name):
        node = constants.get(node.id, node)
    value = node.value if isinstance(node, ast.Constant) else None
    if (isinstance(value, str) and 0 < len(value) <= LONGEST) or (
        isinstance(value, NUMBERS) and not isinstance(value, bool) and -HUGE < value < HUGE
    ):
        yield value
