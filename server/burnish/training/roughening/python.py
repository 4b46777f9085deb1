"""Native roughening of Python: constructs of clean code turned back into what the rules find."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable, Iterator

from burnish.training.roughening.pair import Snippet
from burnish.training.roughening.python_conditions import guards, merged_conditions
from burnish.training.roughening.python_source import Site, Source, negated, site, source_of

_LONGEST_LINE = 110


def statement_lines(text: str) -> list[int]:
    """The lines (0-based) inside functions on which statements begin, but docstrings; nothing for text that does
    not parse.
    """
    source = source_of(text)
    if source is None:
        return []
    return sorted(
        {
            node.lineno - 1
            for node in ast.walk(source.tree)
            if isinstance(node, ast.stmt)
            and node.col_offset
            and not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        }
    )


def roughen(source: Source, chance: random.Random) -> Iterator[Snippet]:
    """The whole text with one construct made rough, for every construct that can be."""
    for found in sites(source, chance):
        head, tail = source.lines[: found.first], source.lines[found.last :]
        rough, clean = "\n".join(head + found.rough + tail), "\n".join(head + found.clean + tail)
        if max(map(len, found.rough + found.clean)) <= _LONGEST_LINE and _parses(rough) and _parses(clean):
            yield Snippet(found.rule, rough, clean)


def sites(source: Source, chance: random.Random) -> Iterator[Site]:
    for node in ast.walk(source.tree):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                for index in range(len(block)):
                    for reverse in _REVERSES:
                        found = reverse(source, node, block, index, chance)
                        if found is not None:
                            yield found


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _comprehension(
    source: Source, parent: ast.AST, block: list[ast.stmt], index: int, chance: random.Random
) -> Site | None:
    statement = block[index]
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name):
        name = statement.targets[0].id
    elif isinstance(statement, ast.Return):
        name = chance.choice(("result", "results", "items", "values", "out", "found", "rows", "collected"))
    else:
        return None
    value = statement.value
    if not isinstance(value, (ast.ListComp, ast.SetComp, ast.DictComp)) or len(value.generators) != 1:
        return None
    generator = value.generators[0]
    if generator.is_async or any(isinstance(node, (ast.NamedExpr, ast.Await)) for node in ast.walk(value)):
        return None
    target, items = source.text(generator.target).strip("()"), source.text(generator.iter)
    conditions = [source.text(condition) for condition in generator.ifs]
    if isinstance(value, ast.DictComp):
        element = f"{source.text(value.key)}: {source.text(value.value)}"
        add, start, brackets = f"{name}[{source.text(value.key)}] = {source.text(value.value)}", "{}", "{}"
    else:
        element = source.text(value.elt)
        is_list = isinstance(value, ast.ListComp)
        add = f"{name}.{'append' if is_list else 'add'}({element})"
        start, brackets = ("[]", "[]") if is_list else ("set()", "{}")
        if isinstance(value.elt, ast.Tuple) and not element.startswith("("):
            return None
    filters = "".join(f" if {condition}" for condition in conditions)
    clean = [f"{name} = {brackets[0]}{element} for {target} in {items}{filters}{brackets[1]}"]
    rough = [f"{name} = {start}", f"for {target} in {items}:"]
    if conditions and chance.random() < 0.25 and len(conditions) == 1:
        rough += [f"    if {negated(generator.ifs[0], source)}:", "        continue", f"    {add}"]
    else:
        depth = "    "
        for condition in conditions:
            rough.append(f"{depth}if {condition}:")
            depth += "    "
        rough.append(depth + add)
    if isinstance(statement, ast.Return):
        rough.append(f"return {name}")
        clean.append(f"return {name}")
    return site("loop-to-comprehension", source, statement, statement, rough, clean)


def _join(source: Source, parent: ast.AST, block: list[ast.stmt], index: int, chance: random.Random) -> Site | None:
    statement = block[index]
    if not isinstance(statement, (ast.Assign, ast.Return)) or not isinstance(statement.value, ast.Call):
        return None
    call = statement.value
    if not (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "join"
        and isinstance(call.func.value, ast.Constant)
        and len(call.args) == 1
    ):
        return None
    if call.func.value.value != "" or isinstance(call.args[0], ast.Starred):
        return None
    name = "text"
    if isinstance(statement, ast.Assign):
        if len(statement.targets) != 1 or not isinstance(statement.targets[0], ast.Name):
            return None
        name = statement.targets[0].id
    argument = call.args[0]
    if (
        isinstance(argument, (ast.GeneratorExp, ast.ListComp))
        and len(argument.generators) == 1
        and not argument.generators[0].is_async
    ):
        generator = argument.generators[0]
        target, items, element = (
            source.text(generator.target).strip("()"),
            source.text(generator.iter),
            source.text(argument.elt),
        )
        filters = [source.text(condition) for condition in generator.ifs]
        inner = f"{element} for {target} in {items}" + "".join(f" if {condition}" for condition in filters)
    else:
        return None
    rough = [f"{name} = {chance.choice((chr(34) * 2, chr(39) * 2))}", f"for {target} in {items}:"]
    depth = "    "
    for condition in filters:
        rough.append(f"{depth}if {condition}:")
        depth += "    "
    rough.append(f"{depth}{name} += {element}" if chance.random() < 0.8 else f"{depth}{name} = {name} + {element}")
    clean = [f'{name} = "".join({inner})']
    if isinstance(statement, ast.Return):
        rough.append(f"return {name}")
        clean.append(f"return {name}")
    return site("string-concatenation-in-loop", source, statement, statement, rough, clean)


def _with_open(
    source: Source, parent: ast.AST, block: list[ast.stmt], index: int, chance: random.Random
) -> Site | None:
    statement = block[index]
    if not isinstance(statement, ast.With) or len(statement.items) != 1:
        return None
    item = statement.items[0]
    if not isinstance(item.context_expr, ast.Call) or not isinstance(item.optional_vars, ast.Name):
        return None
    opener = source.text(item.context_expr.func)
    if not re.fullmatch(r"(\w+\.)*(open|fdopen|urlopen|NamedTemporaryFile|socket|ZipFile|connect|Popen)", opener):
        return None
    body = source.block(statement.body)
    if any('"""' in line or "'''" in line for line in body) or statement.body[0].lineno == statement.lineno:
        return None
    handle = item.optional_vars.id
    shift = statement.body[0].col_offset
    inner = [line[shift:] for line in body]
    clean = [f"with {source.text(item.context_expr)} as {handle}:", *(f"    {line}" if line else "" for line in inner)]
    opened = f"{handle} = {source.text(item.context_expr)}"
    leaves = any(
        isinstance(node, (ast.Return, ast.Break, ast.Continue)) for part in statement.body for node in ast.walk(part)
    )
    last = statement.body[-1]
    if chance.random() < 0.35:
        rough = [
            opened,
            "try:",
            *(f"    {line}" if line else "" for line in inner),
            "finally:",
            f"    {handle}.close()",
        ]
    elif not leaves:
        rough = [opened, *inner, f"{handle}.close()"]
    elif (
        isinstance(last, ast.Return)
        and not any(
            isinstance(node, (ast.Return, ast.Break, ast.Continue))
            for part in statement.body[:-1]
            for node in ast.walk(part)
        )
        and isinstance(last.value, ast.expr)
        and last.lineno == last.end_lineno
    ):
        value = source.text(last.value)
        if handle in value:
            name = chance.choice(("data", "result", "content", "value", "loaded"))
            rough = [opened, *inner[:-1], f"{name} = {value}", f"{handle}.close()", f"return {name}"]
            clean = [clean[0], *clean[1:-1], f"    {name} = {value}", f"return {name}"]
        else:
            rough = [opened, *inner[:-1], f"{handle}.close()", inner[-1]]
            clean = [*clean[:-1], inner[-1]]
            if len(clean) < 3:
                return None
    else:
        rough = [
            opened,
            "try:",
            *(f"    {line}" if line else "" for line in inner),
            "finally:",
            f"    {handle}.close()",
        ]
    return site("use-context-manager", source, statement, statement, rough, clean)


def _timeout(source: Source, parent: ast.AST, block: list[ast.stmt], index: int, chance: random.Random) -> Site | None:
    statement = block[index]
    if not isinstance(statement, (ast.Assign, ast.Return, ast.Expr)) or statement.lineno != statement.end_lineno:
        return None
    line = source.lines[statement.lineno - 1][statement.col_offset :]
    rough = re.sub(r", timeout=(\d+|\w+)(?=[,)])", "", line)
    if rough == line or not re.search(r"(requests|httpx|session|urllib|urlopen|client)\b", line):
        return None
    clean = re.sub(r", timeout=\w+(.*)\)$", r"\1, timeout=10)", line)
    return site("missing-timeout", source, statement, statement, [rough], [clean])


_REVERSES: tuple[Callable[[Source, ast.AST, list[ast.stmt], int, random.Random], Site | None], ...] = (
    _comprehension,
    _join,
    _with_open,
    guards,
    merged_conditions,
    _timeout,
)
