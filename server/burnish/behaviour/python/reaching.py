"""Where code reaches the world outside: by imports, by parts of real modules that do more than compute, by built-ins."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from burnish.behaviour.python.harness.real import LACKS, MACHINE, PARTS, REAL
from burnish.behaviour.python.outline import nodes_in

ASKING = frozenset({"open", "input", "breakpoint"})
"""Built-in functions that are outside."""
CHANCE = frozenset({"random", "uuid", "pathlib"})
"""Real modules that answer otherwise in another world, or whose objects do."""


def outside_names(statements: Iterable[ast.AST]) -> Iterator[str]:
    """What of these statements, wherever it stands in them, the world outside answers."""
    found = [node for statement in statements for node in nodes_in(statement)]
    modules: dict[str, str] = {}
    for node in found:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            modules |= real_modules(node)
            yield from imported_outside(node)
    for node in found:
        if isinstance(node, ast.Name) and node.id in ASKING and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            module = module_of(node.value, modules)
            if module and not is_real(module, node.attr) and f"{module}.{node.attr}" not in REAL:
                yield f"{module}.{node.attr}"


def real_modules(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    """Local names of the real modules that an import binds."""
    if isinstance(node, ast.Import):
        names = ((alias.asname or alias.name.partition(".")[0], alias) for alias in node.names)
        return {
            name: alias.name if alias.asname else name
            for name, alias in names
            if (alias.name if alias.asname else name) in REAL
        }
    if node.level:
        return {}
    paths = ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)
    return {name: path for name, path in paths if path in REAL}


def imported_outside(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """The local names that an import binds to something outside, or to something that chance has a part in."""
    for alias in node.names:
        if isinstance(node, ast.Import):
            real = alias.name in REAL and alias.name not in CHANCE
            name = alias.asname or alias.name.partition(".")[0]
        else:
            module = node.module or ""
            real = not node.level and module not in CHANCE and module in REAL and is_real(module, alias.name)
            name = alias.asname or alias.name
        if not real:
            yield name


def is_real(module: str, part: str) -> bool:
    """Whether a part of a real module is real as well, and the same in every world."""
    return (
        f"{module}.{part}" not in MACHINE and part in PARTS.get(module, (part,)) and part not in LACKS.get(module, ())
    )


def module_of(node: ast.expr, modules: dict[str, str]) -> str:
    """The path of the real module that an expression is, as `os.path` is; empty where it is none."""
    if isinstance(node, ast.Name):
        return modules.get(node.id, "")
    if isinstance(node, ast.Attribute) and (inner := module_of(node.value, modules)):
        path = f"{inner}.{node.attr}"
        return path if path in REAL else ""
    return ""
