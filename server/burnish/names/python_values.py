"""What Python's expressions come from, as far as their form says it."""

from __future__ import annotations

from collections.abc import Iterable

from tree_sitter import Node

from burnish.names.chain import Step
from burnish.tree import node_text

ROOT = "builtins"

_LITERALS = {
    "string": "str", "concatenated_string": "str", "integer": "int", "float": "float", "true": "bool", "false": "bool",
    "none": "None", "list": "list", "list_comprehension": "list", "dictionary": "dict", "dictionary_comprehension": "dict",
    "set": "set", "set_comprehension": "set", "tuple": "tuple", "comparison_operator": "bool", "not_operator": "bool",
}  # fmt: skip


def step(node: Node, source: bytes) -> Step | None:
    """The last step of a chain that a node is, and what it is a step from; None where it is no chain."""
    kind = node.type
    if kind == "attribute":
        return Step.of(node, node.child_by_field_name("object"), node.child_by_field_name("attribute"), source)
    if kind == "call":
        return Step.of_call(node, node.child_by_field_name("function"))
    if kind in ("parenthesized_expression", "await") and len(node.named_children) == 1:
        return Step.nothing(node, node.named_children[0])
    return None


def literal(node: Node, source: bytes) -> str | None:
    """The dotted name of the class of a literal."""
    name = _LITERALS.get(node.type)
    if name == "str" and node.type == "string":
        prefix = node_text(node.children[0], source).lower() if node.children else ""
        name = "bytes" if "b" in prefix else name
    return None if name is None else f"{ROOT}.{name}"


def options(node: Node) -> list[Node] | None:
    """The expressions one of which a node's value is."""
    if node.type == "conditional_expression" and len(node.named_children) == 3:
        return [node.named_children[0], node.named_children[2]]
    if node.type == "boolean_operator":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        return [one for one in (left, right) if one is not None]
    if node.type == "named_expression":
        value = node.child_by_field_name("value")
        return None if value is None else [value]
    return None


def import_path(name: Node, source: bytes) -> str | None:
    """The dotted name of what an import binds; relative ones begin with their dots."""
    statement = name.parent
    if statement is None:
        return None
    module = statement.child_by_field_name("module_name")
    target = name.child_by_field_name("name") if name.type == "aliased_import" else name
    if target is None:
        return None
    text = "".join(node_text(target, source).split())
    if statement.type == "future_import_statement":
        return f"__future__.{text}"
    if module is None:
        return text if name.type == "aliased_import" else text.partition(".")[0]
    prefix = "".join(node_text(module, source).split())
    return prefix + text if prefix.endswith(".") else f"{prefix}.{text}"


def named_module(call: Node, source: bytes) -> str | None:
    """The module that the one literal argument of a call names."""
    arguments = call.child_by_field_name("arguments")
    only = None if arguments is None or len(arguments.named_children) != 1 else arguments.named_children[0]
    if only is None or only.type != "string" or len(only.children) != 3:
        return None
    return node_text(only.children[1], source)


def has_star_import(root: Node, source: bytes) -> bool:
    """Whether a `from m import *` may bind names that nothing shows."""
    at = source.find(b"import")
    while at >= 0:
        line = source[at : source.find(b"\n", at) + 1 or len(source)]
        if b"*" in line:
            node = root.descendant_for_byte_range(at, at + 6)
            statement = None if node is None else node.parent
            if statement is not None and any(one.type == "wildcard_import" for one in statement.children):
                return True
        at = source.find(b"import", at + 6)
    return False


def class_of_method(function: Node) -> Node | None:
    """The class whose body a function (perhaps decorated) stands directly in."""
    holder = function.parent
    if holder is not None and holder.type == "decorated_definition":
        holder = holder.parent
    owner = None if holder is None else holder.parent
    return owner if owner is not None and owner.type == "class_definition" else None


def decorators(function: Node, source: bytes) -> list[str]:
    """The texts of a definition's decorators, without `@` and arguments."""
    holder = function.parent
    if holder is None or holder.type != "decorated_definition":
        return []
    return [
        node_text(one, source)[1:].partition("(")[0].strip() for one in holder.named_children if one.type == "decorator"
    ]


def bases(definition: Node) -> list[Node] | None:
    """The expressions of a class's bases; None where they are not all written down (`*bases`)."""
    superclasses = definition.child_by_field_name("superclasses")
    if superclasses is None:
        return []
    found = [one for one in superclasses.named_children if one.type not in ("keyword_argument", "comment")]
    return None if any("splat" in one.type for one in found) else found


def returned(function: Node) -> list[Node] | None:
    """What a function returns, without bare `return`; None for generators and coroutines."""
    body = function.child_by_field_name("body")
    if body is None or (function.children and function.children[0].type == "async"):
        return None
    if function.type == "lambda":
        return [body]
    found, stack = [], list(body.named_children)
    while stack:
        node = stack.pop()
        if node.type == "yield":
            return None
        if node.type in ("function_definition", "class_definition", "lambda"):
            continue
        if node.type == "return_statement" and node.named_children:
            found.append(node.named_children[0])
        stack += node.named_children
    return sorted(found, key=lambda one: one.start_byte)


def annotation(parameter: Node) -> Node | None:
    """The one class that an annotation names, `None` left out: of `X | None`, `Optional[X]` and `X` it is X."""
    kind = parameter.child_by_field_name("type")
    node = kind.named_children[0] if kind is not None and kind.named_children else None
    while node is not None:
        if node.type in ("identifier", "attribute"):
            return node
        if node.type == "generic_type" and len(node.named_children) == 2 and node.named_children[0].text == b"Optional":
            arguments = node.named_children[1].named_children
            node = arguments[0].named_children[0] if len(arguments) == 1 and arguments[0].named_children else None
        elif node.type in ("binary_operator", "union_type"):
            sides = [one for one in node.named_children if one.type != "none" and one.text != b"None"]
            node = sides[0] if len(sides) == 1 and len(node.named_children) == 2 else None
            if node is not None and node.type == "type":
                node = node.named_children[0] if node.named_children else None
        else:
            return None
    return None


def method_around(around: Iterable[Node]) -> Node | None:
    """The method among the nodes around a place, innermost first: functions within it are part of its code."""
    return next((one for one in around if one.type == "function_definition" and class_of_method(one) is not None), None)
