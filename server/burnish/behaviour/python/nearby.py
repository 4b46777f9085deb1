"""What stands near a function and tells of its inputs: constants of the module that it reads, and examples in its comments."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from textwrap import dedent

from burnish.behaviour.python.callees import WRITTEN
from burnish.behaviour.python.outline import Definition, Function, Module, last_name
from burnish.behaviour.python.samples import LONGEST_PATTERN, constants, literal
from burnish.behaviour.values import Value

MOST_OF_ONE = 6
"""How many items of a table are told."""

MOST_EXAMPLES = 4
OWN_TEXTS = 8
"""So many texts of a function's own come before those from nearby."""

ENCLOSING = (("[", "]"), ("(", ")"), ('"', '"'))

QUOTED = re.compile(r"\"([^\"\n]{2,60})\"|(?<!\w)'([^'\n]{2,60})'(?!\w)|`([^`\n]{2,60})`|\b(\w+://\S{2,50}\w)")


def near(module: Module, function: str) -> tuple[Value, ...]:
    """Examples that the function's comments give, then constants that it, or what it calls, reads by name."""
    definition = module.definitions[function]
    values = {
        target.id: statement.value
        for statement in module.tree.body
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
        if isinstance(target, ast.Name)
    }
    found: dict[Value, None] = dict.fromkeys(examples(module, definition.node))
    callees = list(called(module, definition))
    for node in (definition.node, *callees):
        for name in names_read(node):
            if name in values:
                found |= dict.fromkeys(told(values[name]))
        found |= dict.fromkeys(Value("str", text) for text in wanted(node))
    for node in callees:
        found |= dict.fromkeys(constants(node))
    return tuple(found)


def arranged(own: tuple[Value, ...], nearby: tuple[Value, ...]) -> tuple[Value, ...]:
    """The function's own constants first; where they are many, some from nearby before the last of them."""
    texts = [one for one in own if one.kind == "str"]
    late = set(texts[OWN_TEXTS:])
    return tuple(dict.fromkeys((*(one for one in own if one not in late), *nearby, *own)))


def wanted(node: Function) -> Iterator[str]:
    """What parsers that a function calls can read."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and part.args and not isinstance(part.args[0], ast.Constant):
            texts = WRITTEN.get(last_name(part.func), ())
            if isinstance(part.args[0], ast.Subscript) and ast.unparse(part.args[0].slice) == "1:-1":
                # What it stands in is cut off first.
                yield from (f"{opened}{text}{closed}" for text in texts for opened, closed in ENCLOSING)
            yield from texts


def examples(module: Module, node: Function) -> list[Value]:
    """Texts that stand in quotes, or look like addresses, in the function's docstring and comments."""
    written = [ast.get_docstring(node) or "", *comments(dedent(module.text_of(node)))]
    texts = ("".join(parts) for text in written for parts in QUOTED.findall(text))
    return [Value("str", text) for text in dict.fromkeys(texts) if not spoken(text)][:MOST_EXAMPLES]


def spoken(text: str) -> bool:
    """Whether it is words or names in quotes: examples of inputs have digits or signs."""
    return re.fullmatch(r"[\w\s.-]*[^\W\d][\w\s.-]*(\(\))?|[*]+\w+", text) is not None and not text[0].isdigit()


def comments(text: str) -> Iterator[str]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield token.string
    except (tokenize.TokenError, SyntaxError):
        return


def called(module: Module, definition: Definition) -> Iterator[Function]:
    """The module's own functions, and the methods of its class, that a function calls."""
    owner = ".".join(kind.name for kind in definition.classes)
    for node in ast.walk(definition.node):
        if not isinstance(node, ast.Call):
            continue
        name = last_name(node.func)
        path = name if isinstance(node.func, ast.Name) else f"{owner}.{name}"
        other = module.definitions.get(path)
        if other is not None and other.node is not definition.node:
            yield other.node


def names_read(node: Function) -> Iterator[str]:
    """Names in a function's body, in the order in which they stand there."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            yield part.id


def told(value: ast.expr) -> Iterator[Value]:
    """The texts and numbers of a constant: of a table its keys, of a compiled pattern the pattern."""
    if isinstance(value, ast.Constant):
        found = literal(value)
        if found is not None and found.kind in ("int", "float", "str", "bytes"):
            yield from (found,) if len(str(found.data)) <= 60 else ()
    elif isinstance(value, ast.Call) and last_name(value.func) == "compile" and value.args:
        yield from pattern(value)
    elif isinstance(value, ast.Call) and last_name(value.func) in ("frozenset", "set", "tuple", "dict") and value.args:
        yield from told(value.args[0])
    elif isinstance(value, ast.Dict):
        yield from each(key for key in value.keys if key is not None)
    elif isinstance(value, (ast.Set, ast.List, ast.Tuple)):
        yield from each(value.elts)


def each(parts: Iterable[ast.expr]) -> Iterator[Value]:
    for part, _ in zip(parts, range(MOST_OF_ONE), strict=False):
        if isinstance(part, ast.Constant):
            yield from told(part)


def pattern(call: ast.Call) -> Iterator[Value]:
    """The pattern that is compiled, with the mark of a spacious one where its flags say so."""
    first = literal(call.args[0])
    if first is None or not isinstance(first.data, str) or len(first.data) > LONGEST_PATTERN:
        return
    flags = {part.attr for argument in call.args[1:] for part in ast.walk(argument) if isinstance(part, ast.Attribute)}
    spacious = flags & {"VERBOSE", "X"} and not first.data.startswith("(?")
    yield Value("str", f"(?x){first.data}") if spacious else first
