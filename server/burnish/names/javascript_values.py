"""What JavaScript's expressions come from, as far as their form says it."""

from __future__ import annotations

from collections.abc import Iterable

from tree_sitter import Node

from burnish.names.chain import Step
from burnish.names.javascript import FUNCTIONS
from burnish.tree import node_text

ROOT = "globalThis"
GLOBAL_OBJECTS = frozenset({"globalThis", "window", "self", "global"})

_LITERALS = {
    "string": "String", "template_string": "String", "number": "Number", "true": "Boolean", "false": "Boolean",
    "array": "Array", "object": "Object", "regex": "RegExp", "null": "null", "undefined": "undefined",
}  # fmt: skip
_CASTS = frozenset({"as_expression", "satisfies_expression", "non_null_expression", "parenthesized_expression"})


def step(node: Node, source: bytes) -> Step | None:
    """The last step of a chain that a node is, and what it is a step from; None where it is no chain."""
    kind = node.type
    if kind == "member_expression":
        return Step.of(node, node.child_by_field_name("object"), node.child_by_field_name("property"), source)
    if kind == "nested_type_identifier":
        return Step.of(node, node.child_by_field_name("module"), node.child_by_field_name("name"), source)
    if kind == "subscript_expression":
        return _subscript(node, source)
    if kind == "call_expression":
        return Step.of_call(node, node.child_by_field_name("function"))
    if kind == "new_expression":
        return Step.of_call(node, node.child_by_field_name("constructor"), new=True)
    if kind in _CASTS or kind == "await_expression":
        return Step.nothing(node, node.named_children[0] if node.named_children else None)
    if kind == "type_assertion":
        return Step.nothing(node, node.named_children[-1] if node.named_children else None)
    return None


def _subscript(node: Node, source: bytes) -> Step | None:
    index = node.child_by_field_name("index")
    if index is None or index.type != "string" or len(index.named_children) != 1:
        return None
    return Step.of(node, node.child_by_field_name("object"), index.named_children[0], source)


def literal(node: Node, source: bytes) -> str | None:
    """The dotted name of the class of a literal."""
    name = _LITERALS.get(node.type)
    return None if name is None else f"{ROOT}.{name}"


def options(node: Node) -> list[Node] | None:
    """The expressions one of which a node's value is."""
    if node.type == "ternary_expression":
        fields = ["consequence", "alternative"]
    elif node.type == "binary_expression":
        operator = node.child_by_field_name("operator")
        if operator is None or operator.type not in ("||", "??", "&&"):
            return None
        fields = ["left", "right"]
    elif node.type == "assignment_expression":
        fields = ["right"]
    else:
        return None
    return [one for name in fields if (one := node.child_by_field_name(name)) is not None]


def import_path(construct: Node, source: bytes) -> str | None:
    """The dotted name of what an import binds: the default export and the namespace are the module itself."""
    statement: Node | None = construct
    while statement is not None and statement.type not in ("import_statement", "import_require_clause"):
        if statement.type == "import_alias":
            return None
        statement = statement.parent
    module = None if statement is None else module_of(statement.child_by_field_name("source"), source)
    if module is None or construct.type != "import_specifier":
        return module
    name = construct.child_by_field_name("name")
    if name is None:
        return module
    text = node_text(name, source).strip("\"'")
    return module if text == "default" else f"{module}.{text}"


def required(call: Node, source: bytes) -> str | None:
    """The module that `require("m")` or `import("m")` gives, by its arguments alone."""
    arguments = call.child_by_field_name("arguments")
    if arguments is None or arguments.type != "arguments" or not arguments.named_children:
        return None
    return module_of(arguments.named_children[0], source)


def module_of(node: Node | None, source: bytes) -> str | None:
    """The name of a module, as written, `node:` removed."""
    if node is None or node.type != "string":
        return None
    return node_text(node, source)[1:-1].removeprefix("node:")


def keys_to(name: Node, declarator: Node, source: bytes) -> tuple[Node, tuple[str, ...]] | None:
    """The expression that a pattern takes apart and the keys that lead from it to a name; None where a list is counted."""
    value = declarator.child_by_field_name("value") or declarator.child_by_field_name("right")
    if declarator.type not in ("variable_declarator", "assignment_expression") or value is None:
        return None
    keys: list[str] = []
    node, holder = name, name.parent
    if node.type == "shorthand_property_identifier_pattern":
        keys.append(node_text(node, source))
    while holder is not None and holder != declarator:
        if holder.type == "pair_pattern":
            key = holder.child_by_field_name("key")
            if key is None or key.type not in ("property_identifier", "string"):
                return None
            keys.append(node_text(key, source).strip("\"'"))
        elif holder.type in ("assignment_pattern", "object_assignment_pattern"):
            if holder.child_by_field_name("left") != node:
                return None
        elif holder.type != "object_pattern":
            return None
        node, holder = holder, holder.parent
    return value, tuple(reversed(keys))


def is_ambient(construct: Node) -> bool:
    """Whether a declarator only says what is there already: `declare const cy: Chainable`."""
    statement = construct.parent
    return (
        construct.type == "variable_declarator"
        and statement is not None
        and statement.parent is not None
        and statement.parent.type == "ambient_declaration"
    )


def class_around(around: Iterable[Node]) -> Node | None:
    """The class whose instance `this` is, among the nodes around it, innermost first; None where it may be anything."""
    child: Node | None = None
    for one in around:
        if one.type in ("method_definition", "field_definition", "public_field_definition"):
            if child == one.child_by_field_name("name") or any(part.type == "static" for part in one.children):
                return None
            body = one.parent
            return body.parent if body is not None and body.type == "class_body" else None
        if one.type in FUNCTIONS and one.type != "arrow_function":
            return None
        child = one
    return None


def bases(definition: Node) -> list[Node] | None:
    """The expression of what a class extends."""
    heritage = next((one for one in definition.named_children if one.type == "class_heritage"), None)
    if heritage is None:
        return []
    clause = next((one for one in heritage.named_children if one.type == "extends_clause"), heritage)
    value = clause.child_by_field_name("value") or (clause.named_children[0] if clause.named_children else None)
    return [] if value is None or value.type == "implements_clause" else [value]


def returned(function: Node) -> list[Node] | None:
    """What a function returns, without bare `return`; None for generators and async functions."""
    body = function.child_by_field_name("body")
    if body is None or "generator" in function.type or any(one.type in ("async", "*") for one in function.children):
        return None
    if body.type != "statement_block":
        return [body]
    found, stack = [], list(body.named_children)
    while stack:
        node = stack.pop()
        if node.type in FUNCTIONS or node.type in ("class", "class_declaration"):
            continue
        if node.type == "return_statement" and node.named_children:
            found.append(node.named_children[0])
        stack += node.named_children
    return sorted(found, key=lambda one: one.start_byte)


def annotation(parameter: Node) -> Node | None:
    """The one class that an annotation names: of `X | null` and `X` it is X."""
    kind = parameter.child_by_field_name("type")
    node = kind.named_children[0] if kind is not None and kind.named_children else None
    while node is not None and node.type == "union_type":
        sides = [one for one in node.named_children if one.text not in (b"null", b"undefined")]
        node = sides[0] if len(sides) == 1 else None
    return node if node is not None and node.type in ("type_identifier", "nested_type_identifier") else None
