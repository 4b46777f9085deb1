"""Native roughening of JavaScript, TypeScript, JSX and TSX through tree-sitter."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser, Tree

from burnish.text import words
from burnish.training.roughening.pair import Snippet

FUNCTIONS = words(
    """
    function_declaration method_definition function_expression arrow_function generator_function_declaration
    """
)
_LEAVES = {"return_statement", "throw_statement", "continue_statement"}
_OPPOSITE = {"===": "!==", "!==": "===", "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@cache
def _parser(language: str) -> Parser:
    match language:
        case "javascript":
            return Parser(Language(tree_sitter_javascript.language()))
        case "typescript":
            return Parser(Language(tree_sitter_typescript.language_typescript()))
        case "tsx":
            return Parser(Language(tree_sitter_typescript.language_tsx()))
        case _:
            raise ValueError(f"no parser for {language}")


def parse(text: str, language: str) -> Tree:
    return _parser(language).parse(text.encode())


@dataclass(frozen=True, slots=True)
class Source:
    """An ASCII text, so that offsets are characters."""

    text: str
    language: str
    tree: Tree

    def of(self, node: Node) -> str:
        return self.text[node.start_byte : node.end_byte]

    def column_indent(self, node: Node) -> str:
        """The white space before the node, or what of it there is on its line."""
        start = self.text.rfind("\n", 0, node.start_byte) + 1
        line = self.text[start : node.start_byte]
        return line[: len(line) - len(line.lstrip())]

    @property
    def unit(self) -> str:
        found = re.search(r"^( +|\t)\S", self.text, re.MULTILINE)
        return found[1] if found else "  "

    @property
    def stop(self) -> str:
        return ";" if re.search(r";\s*$", self.text, re.MULTILINE) else ""


def source_of(text: str, language: str) -> Source | None:
    if not text.isascii() or "<|" in text:
        return None
    tree = parse(text, language)
    return None if tree.root_node.has_error else Source(text, language, tree)


def nodes(node: Node) -> Iterator[Node]:
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(current.named_children))


def roughen(source: Source, chance: random.Random) -> Iterator[Snippet]:
    """The whole text with one construct made rough, for every construct that can be."""
    for node in nodes(source.tree.root_node):
        for reverse in _REVERSES:
            made = reverse(source, node, chance)
            if made is None:
                continue
            rule, start, end, rough, clean = made
            head, tail = source.text[:start], source.text[end:]
            before, after = head + rough + tail, head + clean + tail
            if not any(parse(text, source.language).root_node.has_error for text in (before, after)):
                yield Snippet(rule, before, after)


_Made = tuple[str, int, int, str, str]


def negated(condition: str) -> str:
    """The opposite of a condition, as a person would write it."""
    condition = condition.strip()
    simple = re.fullmatch(r"!([\w.$]+(\([^()]*\))?)", condition)
    if simple:
        return simple[1]
    compared = re.fullmatch(
        r"((?:typeof )?[\w.$\[\]'\"]+(?:\([^()]*\))?) (===|!==|==|!=|<=|>=|<|>) ([\w.$'\"\[\]-]+(?:\([^()]*\))?)",
        condition,
    )
    if compared:
        return f"{compared[1]} {_OPPOSITE[compared[2]]} {compared[3]}"
    if re.fullmatch(r"[\w.$]+(\([^()]*\))?", condition):
        return f"!{condition}"
    return f"!({condition})"


def shifted(text: str, by: str) -> str:
    return "\n".join(by + line if line.strip() else line for line in text.split("\n"))


def _condition(source: Source, statement: Node) -> str | None:
    node = statement.child_by_field_name("condition")
    return source.of(node)[1:-1] if node is not None and "\n" not in source.of(node) else None


def _guard(source: Source, node: Node) -> tuple[str, str] | None:
    """(condition, leaving statement) of `if (…) return …;`, else None."""
    if node.type != "if_statement" or node.child_by_field_name("alternative") is not None:
        return None
    body = node.child_by_field_name("consequence")
    condition = _condition(source, node)
    if body is None or condition is None:
        return None
    if body.type == "statement_block":
        if body.named_child_count != 1:
            return None
        body = body.named_children[0]
    return (condition, source.of(body)) if body.type in _LEAVES and "\n" not in source.of(body) else None


def _guards(source: Source, node: Node, chance: random.Random) -> _Made | None:
    guard = _guard(source, node)
    block = node.parent
    if (
        guard is None
        or block is None
        or block.type != "statement_block"
        or block.parent is None
        or "`" in source.of(block)
    ):
        return None
    siblings = block.named_children
    index = next(position for position, sibling in enumerate(siblings) if sibling.start_byte == node.start_byte)
    rest = siblings[index + 1 :]
    if not rest or rest[-1].type == "comment":
        return None
    in_loop = block.parent.type in ("for_in_statement", "for_statement", "while_statement")
    if not in_loop and block.parent.type not in FUNCTIONS:
        return None
    levels = [guard]
    while len(levels) < 3 and len(rest) > 1 and chance.random() < 0.85:
        further = _guard(source, rest[0])
        if further is None:
            break
        levels.append(further)
        rest = rest[1:]
    indent, unit = source.column_indent(node), source.unit
    inner = source.text[rest[0].start_byte : rest[-1].end_byte]
    value_returned = any(
        part.type == "return_statement" and part.named_child_count for kept in rest for part in nodes(kept)
    )
    ends = rest[-1].type in ("return_statement", "throw_statement")
    lines = inner
    for condition, leaving in reversed(levels):
        bare = leaving.rstrip(";") in (("continue",) if in_loop else ("return",))
        if bare and not (value_returned and not in_loop):
            after = ""
        elif not in_loop and ends and leaving.startswith(("return ", "throw ")):
            after = (
                f"\n{indent}{leaving}" if chance.random() < 0.6 else f" else {{\n{indent}{unit}{leaving}\n{indent}}}"
            )
        else:
            return None
        block_text = f"if ({negated(condition)}) {{\n{indent}{unit}{shifted(lines, unit)[len(unit) :]}\n{indent}}}"
        lines = block_text + after
    return (
        "flatten-nested-conditions",
        node.start_byte,
        rest[-1].end_byte,
        lines,
        source.text[node.start_byte : rest[-1].end_byte],
    )


def _merged(source: Source, node: Node, chance: random.Random) -> _Made | None:
    if node.type != "if_statement" or node.child_by_field_name("alternative") is not None:
        return None
    body, parent, condition = node.child_by_field_name("consequence"), node.parent, _condition(source, node)
    if (
        body is None
        or condition is None
        or body.type != "statement_block"
        or parent is None
        or parent.type == "else_clause"
    ):
        return None
    if " && " not in condition or "||" in condition or "`" in source.of(body) or "(" in condition.replace("()", ""):
        return None
    parts = condition.split(" && ")
    cut = chance.randint(1, len(parts) - 1)
    outer, inner = " && ".join(parts[:cut]), " && ".join(parts[cut:])
    indent, unit = source.column_indent(node), source.unit
    nested = f"if ({outer}) {{\n{indent}{unit}if ({inner}) {shifted(source.of(body), unit)[len(unit) :]}\n{indent}}}"
    return "flatten-nested-conditions", node.start_byte, node.end_byte, nested, source.of(node)


def _awaited(source: Source, statement: Node) -> tuple[str, str, Node] | None:
    """(name or pattern, awaited expression, its node) of `const name = await expression`, else None."""
    if statement.type != "lexical_declaration" or statement.named_child_count != 1:
        return None
    declarator = statement.named_children[0]
    name, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
    if (
        name is None
        or value is None
        or value.type != "await_expression"
        or declarator.child_by_field_name("type") is not None
    ):
        return None
    return source.of(name), source.of(value.named_children[0]), value.named_children[0]


def _chain(source: Source, node: Node, chance: random.Random) -> _Made | None:
    """`const x = await e; …` at the end of an async function becomes `return e.then((x) => { … })`."""
    if node.type not in FUNCTIONS or not source.of(node).startswith("async ") or "`" in source.of(node):
        return None
    body = node.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return None
    statements = body.named_children
    awaits = [part for part in nodes(body) if part.type == "await_expression"]
    positions = [index for index, statement in enumerate(statements) if _awaited(source, statement)]
    if not 1 <= len(positions) <= 3 or len(awaits) != len(positions) or positions[-1] == len(statements) - 1:
        return None
    if positions != list(range(positions[0], positions[0] + len(positions))):
        return None
    names = [(_awaited(source, statements[position]) or ("", "", node)) for position in positions]
    indent, unit = source.column_indent(statements[0]), source.unit
    tail = statements[positions[-1] + 1 :]
    text = source.text[tail[0].start_byte : tail[-1].end_byte]
    for index, (name, _, _) in enumerate(names[:-1]):
        later = [text, *(other for _, other, _ in names[index + 2 :])]
        if not re.fullmatch(r"\w+", name) or any(re.search(rf"\b{name}\b", other) for other in later):
            return None
    if any("\n" in expression for _, expression, _ in names):
        return None
    stop = source.stop
    lines = f"return {names[0][1]}"
    for index, (name, _, _) in enumerate(names[:-1]):
        lines += f"\n{indent}{unit}.then({_parameter(name, chance)} => {names[index + 1][1]})"
    final = names[-1][0]
    if len(names) > 1:
        inner, step = shifted(text, unit + unit)[2 * len(unit) :], f"{indent}{unit}"
        lines += f"\n{step}.then({_parameter(final, chance)} => {{\n{step}{unit}{inner}\n{step}}}){stop}"
    else:
        lines += f".then({_parameter(final, chance)} => {{\n{indent}{unit}{shifted(text, unit)[len(unit) :]}\n{indent}}}){stop}"
    start, end = statements[positions[0]].start_byte, tail[-1].end_byte
    rough = source.text[node.start_byte + len("async ") : start] + lines + source.text[end : node.end_byte]
    return "promise-chain-to-async", node.start_byte, node.end_byte, rough, source.of(node)


def _parameter(name: str, chance: random.Random) -> str:
    return name if re.fullmatch(r"\w+", name) and chance.random() < 0.4 else f"({name})"


def _all(source: Source, node: Node, chance: random.Random) -> _Made | None:
    awaited = _awaited(source, node)
    if awaited is None:
        return None
    found = re.fullmatch(r"Promise\.all\(\[(.*)\]\)", awaited[1], re.DOTALL)
    names = re.fullmatch(r"\[\s*([\w\s,]+?),?\s*\]", awaited[0])
    if found is None or names is None:
        return None
    array = awaited[2].child_by_field_name("arguments")
    elements = [source.of(part) for part in array.named_children[0].named_children] if array is not None else []
    variables = [name.strip() for name in names[1].split(",")]
    if len(elements) != len(variables) or any("\n" in element for element in elements):
        return None
    indent, stop = source.column_indent(node), ";" if source.of(node).endswith(";") else ""
    rough = f"\n{indent}".join(
        f"const {name} = await {element}{stop}" for name, element in zip(variables, elements, strict=True)
    )
    clean = f"const [{', '.join(variables)}] = await Promise.all([{', '.join(elements)}]){stop}"
    return "sequential-awaits", node.start_byte, node.end_byte, rough, clean


def _await_loop(source: Source, node: Node, chance: random.Random) -> _Made | None:
    if node.type != "expression_statement":
        return None
    found = re.fullmatch(
        r"await Promise\.all\(\s*([\w.$]+(?:\([^()]*\))?)\.map\(async \(?(\w+)\)? => \{\n(.*)\n\s*\}\),?\s*\)(;?)",
        source.of(node),
        re.DOTALL,
    )
    if found is None or "`" in found[3] or "return" in found[3] or "await" not in found[3]:
        return None
    indent, unit = source.column_indent(node), source.unit
    body = found[3].split("\n")
    base = len(body[0]) - len(body[0].lstrip())
    inner = "\n".join(indent + unit + line[base:] if line.strip() else line for line in body)
    rough = f"for (const {found[2]} of {found[1]}) {{\n{inner}\n{indent}}}"
    clean = f"await Promise.all(Array.from({found[1]}, async ({found[2]}) => {{\n{inner}\n{indent}}})){found[4]}"
    return "await-in-loop", node.start_byte, node.end_byte, rough, clean


def _inner_html(source: Source, node: Node, chance: random.Random) -> _Made | None:
    if node.type != "assignment_expression":
        return None
    text = source.of(node)
    if ".textContent = " not in text:
        return None
    return "inner-html", node.start_byte, node.end_byte, text.replace(".textContent = ", ".innerHTML = ", 1), text


def _sync_io(source: Source, node: Node, chance: random.Random) -> _Made | None:
    if node.type != "await_expression":
        return None
    text = source.of(node)
    found = re.match(
        r"await (?:fs|fsp|fsPromises|fs\.promises|promises)"
        r"\.(readFile|writeFile|stat|readdir|mkdir|unlink|access|copyFile)\(",
        text,
    )
    if found is None:
        return None
    rest = text[found.end() :]
    return (
        "sync-io-in-handler",
        node.start_byte,
        node.end_byte,
        f"fs.{found[1]}Sync({rest}",
        f"await fs.promises.{found[1]}({rest}",
    )


_REVERSES: tuple[Callable[[Source, Node, random.Random], _Made | None], ...] = (
    _guards,
    _merged,
    _chain,
    _all,
    _await_loop,
    _inner_html,
    _sync_io,
)
