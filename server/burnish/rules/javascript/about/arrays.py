"""Which values are arrays, as far as the code shows: other iterables have no `map`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from burnish.code import Code
from burnish.names import Binding, Form, Kind, OriginKind
from burnish.rules.javascript.about.functions import enclosing_function
from burnish.syntax import Call
from burnish.tree import descendants, field_text


def is_array(value: Node, code: Code) -> bool:
    """Whether a value is an array by how it is made, by an annotation, by JSDoc, or by what is asked of it."""
    if code.names.kind(value).kind is Kind.LIST or value.type == "array":
        return True
    if value.type == "call_expression":
        call = Call(value)
        owner = call.receiver
        if owner is None:
            return False
        origin = code.origin(owner)
        of_language = origin.kind is OriginKind.BUILTIN and origin.path in ("globalThis.Object", "globalThis.Array")
        return of_language or call.name in _GIVING_ARRAYS
    if value.type == "await_expression":
        return _LISTS.search(code.text(value)) is not None
    if value.type == "identifier":
        bindings = code.names.given(value)
        if bindings and all(_binds_array(one, code) for one in bindings):
            return True
    return value.type in ("identifier", "member_expression") and _is_asked_as_array(value, code)


def _binds_array(binding: Binding, code: Code) -> bool:
    if binding.form is Form.PARAMETER:
        annotation = binding.construct.child_by_field_name("type")
        if annotation is not None:
            return _ARRAY_TYPE.search(code.text(annotation)) is not None
        return any(one.endswith("[]") or one.startswith("Array<") for one in _documented(binding, code))
    annotation = binding.construct.child_by_field_name("type")
    if annotation is not None and _ARRAY_TYPE.search(code.text(annotation)):
        return True
    value = binding.value
    return value is not None and value.type != "identifier" and is_array(value, code)


def _documented(binding: Binding, code: Code) -> Iterator[str]:
    """The types that JSDoc gives a parameter."""
    statement: Node | None = binding.scope.node
    while statement is not None and (before := statement.prev_sibling) is None:
        statement = statement.parent
    while statement is not None and before is not None and before.type != "comment":
        statement = statement.parent
        before = None if statement is None else statement.prev_sibling
        if statement is not None and statement.type in ("statement_block", "class_body", "program"):
            return
    if statement is None or before is None or not code.text(before).startswith("/**"):
        return
    for kind, name in _PARAMETER.findall(code.text(before)):
        if name == binding.name:
            yield kind.replace(" ", "").removeprefix("!").removeprefix("readonly")


def _is_asked_as_array(value: Node, code: Code) -> bool:
    """Whether the function asks something of a value that arrays alone have."""
    function, name, source = enclosing_function(value), code.text(value), code.document.source
    members = () if function is None else descendants(function, ("member_expression",))
    return any(
        field_text(one, "object", source) == name and field_text(one, "property", source) in _OF_ARRAYS
        for one in members
    )


_PARAMETER = re.compile(r"@param\s+\{([^}]*)\}\s+\[?([\w$]+)")
_ARRAY_TYPE = re.compile(r"\[\]$|^:\s*(?:Readonly)?Array<")
_LISTS = re.compile(r"^await\s+([\w$.]+\.)?(readdir|glob|globby|findAll|Promise\.all)\(")
_GIVING_ARRAYS = frozenset({"filter", "map", "slice", "concat", "flat", "flatMap", "split"})
_OF_ARRAYS = frozenset(
    {"length", "push", "map", "filter", "slice", "reduce", "some", "every", "find", "join", "indexOf"}
)
