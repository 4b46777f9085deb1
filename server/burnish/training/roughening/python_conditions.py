"""Flat conditions of Python made nested again: guard clauses and conditions joined by `and`."""

from __future__ import annotations

import ast
import random

from burnish.training.roughening.python_source import Site, Source, negated, site


def guards(source: Source, parent: ast.AST, block: list[ast.stmt], index: int, chance: random.Random) -> Site | None:
    """A guard clause becomes a condition around everything that followed it."""
    in_function = isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef)) and block is parent.body
    in_loop = isinstance(parent, (ast.For, ast.While, ast.AsyncFor)) and block is parent.body
    if not (in_function or in_loop) or index + 1 >= len(block):
        return None
    if any('"""' in line or "'''" in line for line in source.block(block[index:])):
        return None
    nested = _nest(source, block, index, in_loop, chance, depth=0)
    if nested is None:
        return None
    first = block[index]
    clean = [line[first.col_offset :] for line in source.block(block[index:])]
    return site("flatten-nested-conditions", source, first, block[-1], nested, clean)


def _nest(
    source: Source, block: list[ast.stmt], index: int, in_loop: bool, chance: random.Random, depth: int
) -> list[str] | None:
    guard, rest = block[index], block[index + 1 :]
    if not (isinstance(guard, ast.If) and not guard.orelse and len(guard.body) == 1 and rest) or depth > 2:
        return None
    leave = guard.body[0]
    test = negated(guard.test, source)
    shift = guard.col_offset
    inner = _nest(source, block, index + 1, in_loop, chance, depth + 1) if chance.random() < 0.85 else None
    if inner is None:
        lines = source.lines[guard.end_lineno : rest[-1].end_lineno]
        inner = [line[shift:] for line in lines]
    indented = [f"    {line}" if line.strip() else "" for line in inner]
    while indented and not indented[0]:
        indented.pop(0)
    if in_loop and isinstance(leave, ast.Continue):
        return [f"if {test}:", *indented]
    if in_loop:
        return None
    last = rest[-1]
    ends = isinstance(last, (ast.Return, ast.Raise))
    if isinstance(leave, ast.Return) and leave.value is None:
        bare = not any(isinstance(node, ast.Return) and node.value for part in rest for node in ast.walk(part))
        return [f"if {test}:", *indented] if bare else None
    if isinstance(leave, (ast.Return, ast.Raise)) and leave.lineno == leave.end_lineno and ends:
        leaving = source.lines[leave.lineno - 1].strip()
        if chance.random() < 0.6:
            return [f"if {test}:", *indented, leaving]
        return [f"if {test}:", *indented, "else:", f"    {leaving}"]
    return None


def merged_conditions(
    source: Source, parent: ast.AST, block: list[ast.stmt], index: int, chance: random.Random
) -> Site | None:
    statement = block[index]
    if not (isinstance(statement, ast.If) and not statement.orelse and isinstance(statement.test, ast.BoolOp)):
        return None
    if not isinstance(statement.test.op, ast.And) or source.lines[statement.lineno - 1].lstrip().startswith("elif"):
        return None
    body = source.block(statement.body)
    if any('"""' in line or "'''" in line for line in body) or statement.body[0].lineno == statement.lineno:
        return None
    values = statement.test.values
    cut = chance.randint(1, len(values) - 1)
    groups = [values[:cut], values[cut:]] if chance.random() < 0.7 else [[value] for value in values]
    if len(groups) > 3:
        return None
    shift = statement.body[0].col_offset
    texts = []
    for value in values:
        text = source.text(value)
        texts.append(f"({text})" if isinstance(value, ast.BoolOp) and isinstance(value.op, ast.Or) else text)
    inner = [line[shift:] for line in body]
    rough: list[str] = []
    depth = ""
    position = 0
    for group in groups:
        mine = texts[position : position + len(group)]
        position += len(group)
        test = (
            mine[0][1:-1]
            if len(mine) == 1 and mine[0].startswith("(") and isinstance(group[0], ast.BoolOp)
            else " and ".join(mine)
        )
        rough.append(f"{depth}if {test}:")
        depth += "    "
    rough += [depth + line if line.strip() else "" for line in inner]
    clean = [f"if {' and '.join(texts)}:", *(f"    {line}" if line.strip() else "" for line in inner)]
    return site("flatten-nested-conditions", source, statement, statement, rough, clean)
