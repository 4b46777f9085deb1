"""Literals that inputs should meet: arguments of calls that were found, and constants of the function's body."""

from __future__ import annotations

import ast
import math
from collections import deque
from collections.abc import Iterator, Sequence

from burnish.behaviour.program import Unrunnable
from burnish.behaviour.python.outline import Function, Module, last_name, nodes_in, parsed
from burnish.behaviour.values import Kind, Value

MOST_SAMPLES = 24
MOST_CONSTANTS = 40
MOST_LENGTH = 400
LONGEST_PATTERN = 200
MATCHERS = frozenset(["compile", "match", "search", "fullmatch", "findall", "finditer", "sub", "subn", "split"])
"""They take a regular expression first."""

NAMES: dict[type, Kind] = {
    bool: "bool", int: "int", float: "float", str: "str", bytes: "bytes", list: "list", tuple: "tuple", set: "set",
}  # fmt: skip


def value_of(data: object) -> Value | None:
    """The Value of plain data; None for anything else."""
    if data is None:
        return Value("none")
    kind = NAMES.get(type(data))
    if kind in ("bool", "int", "float", "str", "bytes"):
        return Value(kind, data)  # type: ignore[arg-type]
    if isinstance(data, dict):
        pairs = [(value_of(key), value_of(item)) for key, item in data.items()]
        entries = tuple((key, item) for key, item in pairs if key is not None and item is not None)
        return Value("dict", entries=entries) if len(entries) == len(pairs) else None
    if kind is None:
        return None
    values = [value_of(item) for item in data]  # type: ignore[attr-defined]
    items = tuple(item for item in values if item is not None)
    return Value(kind, items=items) if len(items) == len(values) else None


def literal(node: ast.expr) -> Value | None:
    """The Value of a literal; None where it is not one."""
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return value_of(value) if len(ast.dump(node)) < 20 * MOST_LENGTH else None


def constants(function: Function | None) -> tuple[Value, ...]:
    """The numbers and texts in the function's body, its docstrings left out."""
    found: dict[Value, None] = {}
    code = [] if function is None else [*code_of(function)]
    methods = {node.func.attr for node in code if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)}
    for node in code:
        # A method that is asked for before it is called is no text, nor a field that could hold a number.
        asked = isinstance(node, ast.Call) and last_name(node.func) in ("hasattr", "getattr")
        longest = LONGEST_PATTERN if isinstance(node, ast.Call) and last_name(node.func) in MATCHERS else 60
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.Constant) or isinstance(node, (ast.Expr, ast.JoinedStr)):
                continue
            data = child.value
            if asked and data in methods:
                continue
            number = isinstance(data, (int, float)) and not isinstance(data, bool) and math.isfinite(data)
            if number or (isinstance(data, (str, bytes)) and len(data) <= longest):
                found[Value(NAMES[type(data)], data)] = None  # type: ignore[arg-type]
    return tuple(found)[:MOST_CONSTANTS]


def code_of(function: Function) -> Iterator[ast.AST]:
    """The function's code without what it raises: nobody passes a message of an error."""
    waiting: deque[ast.AST] = deque([function])
    while waiting:
        node = waiting.popleft()
        yield node
        waiting += [one for one in ast.iter_child_nodes(node) if not isinstance(one, ast.Raise)]


def samples(function: str, module: Module, others: Sequence[str]) -> tuple[tuple[Value, ...], ...]:
    """Positional literal arguments of calls of the function, the module's own and its doctests' first."""
    name = function.split(".")[-1]
    texts = [doctests(module.definitions[function].node)]
    found: dict[tuple[Value, ...], None] = {}
    trees = [module.tree]
    for text in (*texts, *(text for text in others if name in text)):
        try:
            trees.append(parsed(text).tree)
        except Unrunnable:
            continue
    for tree in trees:
        for arguments in calls(tree, name):
            found[arguments] = None
            if len(found) >= MOST_SAMPLES:
                return tuple(found)
    return tuple(found)


def calls(tree: ast.Module, name: str) -> Iterator[tuple[Value, ...]]:
    cases: dict[tuple[Value, ...], None] = {}
    for node in nodes_in(tree):
        if isinstance(node, ast.Call) and last_name(node.func) == name and not isinstance(node.func, ast.Call):
            values = [literal(argument) for argument in node.args if not isinstance(argument, ast.Starred)]
            if node.args and len(values) == len(node.args) and None not in values:
                cases[tuple(value for value in values if value is not None)] = None
    yield from cases


def doctests(function: Function) -> str:
    """The examples in a docstring as code, as far as each is one statement."""
    lines = []
    for line in (ast.get_docstring(function) or "").split("\n"):
        if line.strip().startswith(">>> "):
            try:
                ast.parse(line.strip()[4:])
            except (SyntaxError, ValueError):
                continue
            lines.append(line.strip()[4:])
    return "\n".join(lines)
