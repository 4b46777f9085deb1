"""Chains of `.then`, `.catch` and `.finally`, and what each of their callbacks does."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.names import OriginKind
from burnish.rules.javascript.about.functions import is_generator, own, statements
from burnish.tree import descendants, field_text

METHODS = ("then", "catch", "finally")


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a chain: `then`, `catch` or `finally`, with its name and its arguments."""

    method: str
    name: Node
    arguments: Node

    @property
    def callback(self) -> Node | None:
        """The function that is the step's only argument."""
        inside = self.arguments.named_children
        function = inside[0] if len(inside) == 1 else None
        return function if function is not None and function.type in ("arrow_function", "function_expression") else None


@dataclass(frozen=True, slots=True)
class Chain:
    """What a chain starts from, and its steps in the order in which they run."""

    base: Node
    steps: tuple[Step, ...]

    @property
    def thens(self) -> int:
        return sum(step.method == "then" for step in self.steps)


def chain_of(document: Document, call: Node) -> Chain:
    """The chain that ends with this call; without steps where it is none."""
    steps: list[Step] = []
    node = call
    while node.type == "call_expression":
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or arguments is None or function.type != "member_expression":
            break
        name, owner = function.child_by_field_name("property"), function.child_by_field_name("object")
        if owner is None or name is None or (method := document.slice(name)) not in METHODS:
            break
        steps.append(Step(method, name, arguments))
        node = owner
    return Chain(node, tuple(reversed(steps)))


def parameter_of(callback: Node) -> Node | None:
    """The binding pattern of a callback's one parameter; None where it has none. See `is_plain`."""
    single = callback.child_by_field_name("parameter")
    listed = callback.child_by_field_name("parameters")
    if single is not None:
        return single
    return listed.named_children[0] if listed is not None and listed.named_children else None


def is_plain(document: Document, callback: Node) -> bool:
    """Whether the callback's code means the same outside of it: at most one parameter without a default,
    no `this` or `arguments` of its own, nothing returned but at its end, and no broken code."""
    body, listed = callback.child_by_field_name("body"), callback.child_by_field_name("parameters")
    if body is None or callback.has_error or is_generator(callback):
        return False
    if listed is not None and len(listed.named_children) > 1:
        return False
    parameter = parameter_of(callback)
    patterns = ("identifier", "object_pattern", "array_pattern", "required_parameter")
    if parameter is not None and (parameter.type not in patterns or parameter.child_by_field_name("value") is not None):
        return False
    if (
        callback.child_by_field_name("return_type") is not None
        or callback.child_by_field_name("type_parameters") is not None
    ):
        return False
    if callback.type == "function_expression":
        if callback.child_by_field_name("name") is not None:
            return False
        if any(
            one.type == "this" or document.slice(one) == "arguments"
            for one in descendants(body, ("this", "identifier"))
        ):
            return False
    if body.type != "statement_block":
        return True
    inside = statements(body)
    last = inside[-1] if inside else None
    if any(one.type in ("function_declaration", "class_declaration", "variable_declaration") for one in inside):
        return False
    return all(one == last for one in own(body, ("return_statement",)))


def is_settled(code: Code, node: Node) -> bool:
    """Whether a value is certainly no promise, so that awaiting it would be for nothing."""
    if node.type in _VALUES:
        return True
    if node.type == "parenthesized_expression" and len(node.named_children) == 1:
        return is_settled(code, node.named_children[0])
    if node.type == "binary_expression":
        return field_text(node, "operator", code.document.source) not in ("&&", "||", "??")
    if node.type == "call_expression":
        function = node.child_by_field_name("function")
        origin = None if function is None else code.origin(function)
        return origin is not None and origin.kind is OriginKind.BUILTIN and (origin.path or "").startswith(_SETTLED)
    if node.type == "new_expression":
        return code.origin(node).path in _SETTLED_CLASSES
    return False


_SETTLED = tuple(
    f"globalThis.{name}"
    for name in (
        "console.",
        "JSON.",
        "Object.",
        "Math.",
        "Array.",
        "String",
        "Number",
        "Boolean",
        "parseInt",
        "parseFloat",
    )
)
_SETTLED_CLASSES = frozenset(f"globalThis.{name}" for name in ("Map", "Set", "Date", "Error", "URL", "RegExp"))
_VALUES = frozenset(
    {
        "object", "array", "string", "template_string", "number", "true", "false", "null", "undefined", "regex",
        "unary_expression", "arrow_function", "function_expression", "jsx_element", "jsx_self_closing_element",
    }
)  # fmt: skip
