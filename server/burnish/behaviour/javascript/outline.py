"""Where the functions of a JavaScript or TypeScript module are: the outermost ones and methods, by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from tree_sitter import Node

from burnish.document import Document
from burnish.text import words
from burnish.tree import descendants, node_text

FUNCTIONS = words(
    """
    function_declaration generator_function_declaration function_expression generator_function arrow_function
    method_definition
    """
)
CLASSES = frozenset({"class_declaration", "abstract_class_declaration", "class"})
_DECLARATIONS = frozenset({"lexical_declaration", "variable_declaration"})
_WRAPPERS = words("parenthesized_expression as_expression satisfies_expression non_null_expression type_assertion")

Kind = Literal["function", "method", "static", "get", "set", "new", "field"]


@dataclass(frozen=True, slots=True)
class Found:
    """A function of a module: its node, the statement it stands in, and for methods the class."""

    name: str
    node: Node
    """The function or method itself."""
    holder: Node
    """What would be taken away with it: a declaration, a declarator, an assignment, a member, or the function."""
    statement: Node
    kind: Kind = "function"
    parent: Node | None = None
    """The class."""


@dataclass(frozen=True, slots=True)
class Module:
    """A parsed module. `statements` are those at top level; those of a function that wraps a whole file count as such."""

    document: Document
    statements: tuple[Node, ...]
    functions: Mapping[str, Found] = field(default_factory=dict)

    def text(self, node: Node) -> str:
        return node_text(node, self.document.source)


@lru_cache(maxsize=8)
def parsed(text: str, language: str) -> Module:
    """A module with the outline of its functions. Broken code gives what can be found in it."""
    document = Document.of("module", text, language)
    module = Module(document, tuple(_statements(document.root)))
    found: dict[str, Found] = {}
    for statement in module.statements:
        for one in _of_statement(module, statement, statement):
            name, count = one.name, 2
            while name in found:
                name, count = f"{one.name} #{count}", count + 1
            found[name] = Found(name, one.node, one.holder, one.statement, one.kind, one.parent)
    return Module(document, module.statements, found)


def functions(module: str, language: str = "javascript") -> Mapping[str, str]:
    """The outermost functions and the methods of a module: qualified name -> source text."""
    known = parsed(module, language)
    return {name: known.text(found.node) for name, found in known.functions.items()}


def remainder(module: str, language: str = "javascript") -> str:
    """What a module does outside its functions: its tokens, without imports, comments and layout."""
    known = parsed(module, language)
    left_out = {found.holder.id for found in known.functions.values()}
    words: list[str] = []
    cursor = known.document.root.walk()
    while True:
        node = cursor.node
        assert node is not None
        skipped = node.id in left_out or node.type in ("comment", "import_statement") or is_import(known, node)
        if not skipped and node.child_count == 0 and node.type not in (";", ","):
            words.append(known.text(node))
        if not skipped and cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return " ".join(words)


def is_import(module: Module, node: Node) -> bool:
    """Whether this is a declaration like `const fs = require("fs")`."""
    if node.type not in _DECLARATIONS:
        return False
    values = [one.child_by_field_name("value") for one in node.named_children if one.type == "variable_declarator"]
    return bool(values) and all(value is not None and required(module, value) is not None for value in values)


def required(module: Module, value: Node) -> str | None:
    """The module that `require("m")` names, perhaps with a part of it: `require("m").part`; None for all else."""
    value = unwrapped(value)
    if value.type == "member_expression":
        inner, part = value.child_by_field_name("object"), value.child_by_field_name("property")
        origin = None if inner is None else required(module, inner)
        return None if origin is None or part is None else f"{origin}.{module.text(part)}"
    if value.type != "call_expression":
        return None
    callee, arguments = value.child_by_field_name("function"), value.child_by_field_name("arguments")
    if callee is None or arguments is None or module.text(callee) != "require" or arguments.named_child_count != 1:
        return None
    return origin_of(module, arguments.named_children[0])


def origin_of(module: Module, source: Node) -> str | None:
    """How the things of a module are called in traces: "fs", "./models/user.js" -> "user"."""
    if source.type != "string":
        return None
    name = module.text(source)[1:-1].removeprefix("node:")
    last = name.rstrip("/").rsplit("/", 1)[-1]
    last = re.sub(r"\.(?:[cm]?[jt]sx?|json)$", "", last)
    return last if re.fullmatch(r"[A-Za-z_$][\w$]*", last) else re.sub(r"\W+", "_", last).strip("_") or "module"


def unwrapped(node: Node) -> Node:
    """An expression without parentheses and types around it."""
    while node.type in _WRAPPERS:
        inner = next((one for one in node.named_children if one.type not in ("comment", "type_arguments")), None)
        if inner is None:
            return node
        node = node.named_children[-1] if node.type == "type_assertion" else inner
    return node


def _statements(root: Node) -> Iterator[Node]:
    for statement in root.named_children:
        body = _wrapping(statement)
        if body is not None and root.type == "program":
            yield from _statements(body)
        elif statement.type not in ("comment", "hash_bang_line"):
            yield statement


def _wrapping(statement: Node) -> Node | None:
    """The body of a function that is called on the spot."""
    if statement.type != "expression_statement" or not statement.named_children:
        return None
    call = statement.named_children[0]
    if call.type == "unary_expression" and call.named_children:
        call = call.named_children[-1]
    call = unwrapped(call)
    callee = call.child_by_field_name("function") if call.type == "call_expression" else None
    if callee is None:
        return None
    callee = unwrapped(callee)
    arguments = call.child_by_field_name("arguments")
    if arguments is not None and any(descendants(arguments, ("assignment_expression",), FUNCTIONS)):
        return None  # it fills what it is given: an enum
    body = callee.child_by_field_name("body") if callee.type in FUNCTIONS else None
    return body if body is not None and body.type == "statement_block" else None


def _of_statement(module: Module, node: Node, statement: Node) -> Iterator[Found]:
    if node.type == "export_statement":
        inner = node.child_by_field_name("declaration") or node.child_by_field_name("value")
        if inner is not None and inner.child_by_field_name("name") is None and inner.type not in _DECLARATIONS:
            yield from _of_value(module, "default", inner, node, statement)
        elif inner is not None:
            yield from _of_statement(module, inner, statement)
    elif node.type in ("function_declaration", "generator_function_declaration", "function_expression"):
        name = node.child_by_field_name("name")
        yield Found("default" if name is None else module.text(name), node, node, statement)
    elif node.type in CLASSES:
        name = node.child_by_field_name("name")
        yield from _of_class(module, "default" if name is None else module.text(name), node, statement)
    elif node.type in _DECLARATIONS:
        declarators = [one for one in node.named_children if one.type == "variable_declarator"]
        for one in declarators:
            name, value = one.child_by_field_name("name"), one.child_by_field_name("value")
            if name is not None and value is not None:
                whole = statement if len(declarators) == 1 else one
                yield from _of_value(module, module.text(name), value, whole, statement)
    elif node.type == "expression_statement" and node.named_children:
        yield from _of_expression(module, node.named_children[0], statement)


def _of_expression(module: Module, node: Node, statement: Node) -> Iterator[Found]:
    node = unwrapped(node)
    if node.type == "await_expression" and node.named_children:
        node = node.named_children[0]
    if node.type == "assignment_expression":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        while right is not None and right.type == "assignment_expression":
            left, right = right.child_by_field_name("left"), right.child_by_field_name("right")
        if left is not None and right is not None:
            yield from _of_value(module, re.sub(r"\s+", "", module.text(left)), right, statement, statement)
    elif node.type == "call_expression":
        callee = node.child_by_field_name("function")
        if callee is not None and callee.type == "member_expression":
            inner = callee.child_by_field_name("object")
            if inner is not None and inner.type == "call_expression":
                yield from _of_expression(module, inner, statement)
        yield from _callbacks(module, _called(module, node), node, statement)


def _callbacks(module: Module, name: str, call: Node, statement: Node) -> Iterator[Found]:
    arguments = call.child_by_field_name("arguments")
    for one in () if arguments is None else arguments.named_children:
        value = unwrapped(one)
        if value.type in FUNCTIONS:
            yield Found(f"{name} callback", value, value, statement)
        elif value.type == "call_expression":
            yield from _callbacks(module, name, value, statement)
        elif value.type == "object":
            yield from _of_object(module, name, value, statement)


def _called(module: Module, call: Node) -> str:
    """The start of a call, as a person would refer to it: "app.get('/users')"."""
    callee, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    text = "" if callee is None else re.sub(r"\s+", " ", re.sub(r"\(.*\)", "()", module.text(callee), flags=re.DOTALL))
    first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
    literal = module.text(first) if first is not None and first.type in ("string", "number", "regex") else ""
    return f"{text[:60]}({literal[:60]})" if literal else text[:60]


def _of_value(module: Module, name: str, value: Node, holder: Node, statement: Node) -> Iterator[Found]:
    value = unwrapped(value)
    if value.type in FUNCTIONS:
        yield Found(name, value, holder, statement)
    elif value.type in CLASSES:
        own = value.child_by_field_name("name")
        yield from _of_class(module, name if own is None else module.text(own), value, statement)
    elif value.type == "object":
        yield from _of_object(module, name, value, statement)
    elif value.type in ("call_expression", "new_expression"):
        for found in _callbacks(module, name, value, statement):
            given = found.name.removesuffix(" callback") if found.node.type != "method_definition" else found.name
            yield Found(given, found.node, found.holder, statement)


def _of_object(module: Module, name: str, value: Node, statement: Node) -> Iterator[Found]:
    for member in value.named_children:
        if member.type == "method_definition":
            key = member.child_by_field_name("name")
            if key is not None:
                yield Found(f"{name}.{_key(module, key)}", member, member, statement, _accessor(member))
        elif member.type == "pair":
            key, inner = member.child_by_field_name("key"), member.child_by_field_name("value")
            if key is not None and inner is not None:
                yield from _of_value(module, f"{name}.{_key(module, key)}", inner, member, statement)


def _of_class(module: Module, name: str, node: Node, statement: Node) -> Iterator[Found]:
    body = node.child_by_field_name("body")
    for member in () if body is None else body.named_children:
        if member.type == "method_definition" and member.child_by_field_name("body") is not None:
            key = member.child_by_field_name("name")
            if key is None:
                continue
            text = _key(module, key)
            kind = _accessor(member)
            if kind == "function":
                kind = "new" if text == "constructor" else "method"
            if any(one.type == "static" for one in member.children):
                kind = "static"
            yield Found(f"{name}.{text}", member, member, statement, kind, node)
        elif member.type in ("field_definition", "public_field_definition"):
            key = member.child_by_field_name("property") or member.child_by_field_name("name")
            value = member.child_by_field_name("value")
            if key is None or value is None or unwrapped(value).type not in FUNCTIONS:
                continue
            static = any(one.type == "static" for one in member.children)
            kind = "static" if static else "field"
            yield Found(f"{name}.{_key(module, key)}", unwrapped(value), member, statement, kind, node)


def _accessor(member: Node) -> Kind:
    if any(one.type == "get" for one in member.children):
        return "get"
    return "set" if any(one.type == "set" for one in member.children) else "function"


def _key(module: Module, key: Node) -> str:
    text = module.text(key)
    return text[1:-1] if key.type == "string" else text


def parameters_of(function: Node) -> list[Node]:
    """The parameters of a function as they stand, with their types and defaults."""
    single = function.child_by_field_name("parameter")
    if single is not None:
        return [single]
    listed = function.child_by_field_name("parameters")
    if listed is None:
        return []
    return [one for one in listed.named_children if one.type not in ("comment", "decorator")]


def patterns_of(function: Node) -> list[Node]:
    """The names and patterns that a function's parameters bind."""
    return [one.child_by_field_name("pattern") or one for one in parameters_of(function)]


def own_this(found: Found) -> bool:
    """Whether a function that is no arrow function reads its own `this`."""
    if found.node.type == "arrow_function":
        return False
    body = found.node.child_by_field_name("body")
    skipped = (FUNCTIONS - {"arrow_function"}) | CLASSES
    return body is not None and any(one.type == "this" for one in descendants(body, ("this", *skipped), skipped))
