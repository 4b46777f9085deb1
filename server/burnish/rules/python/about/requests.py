"""What of a request's data stands in Python code, by the names that frameworks give it."""

from __future__ import annotations

import re

from tree_sitter import Node

from burnish.code import Code
from burnish.names import Binding, Form, OriginKind
from burnish.rules.python.about.routes import is_route
from burnish.tree import field_text


def reads_request(text: str) -> bool:
    """Whether an expression takes something that whoever sends the request has a say in: `request.args["name"]`."""
    return _PART.search(text) is not None


def is_of_request(expression: Node, code: Code) -> bool:
    """Whether an expression is, from its root on, what whoever sends a request has sent.

    `request.args["name"]`, under whatever name the request goes; a variable that holds it; a parameter that a route
    takes from its path or query.
    """
    for _ in range(_MOST_STEPS):
        root, parts = _chain(expression, code)
        if _is_request(root, parts, code):
            return True
        if root.type != "identifier":
            return False
        given = code.names.given(root)
        if len(given) != 1:
            return False
        if given[0].form is Form.PARAMETER:
            return not parts and _is_taken_by_route(given[0], code)
        if given[0].value is None or given[0].form not in (Form.ASSIGNMENT, Form.WALRUS):
            return False
        expression = given[0].value
    return False


def _chain(expression: Node, code: Code) -> tuple[Node, list[str]]:
    """What a chain of members, calls and subscripts begins with, and the names of its members, first to last."""
    node, parts = expression, []
    while True:
        if node.type == "attribute":
            parts.append(field_text(node, "attribute", code.document.source) or "")
        if node.type in ("parenthesized_expression", "await"):
            inner = next((one for one in node.named_children if not one.is_extra), None)
        else:
            inner = next((one for name in _INNER.get(node.type, ()) if (one := node.child_by_field_name(name))), None)
        if inner is None:
            return node, parts[::-1]
        node = inner


def _is_request(root: Node, parts: list[str], code: Code) -> bool:
    """Whether a chain takes a part of a framework's request, or of a parameter that is given one."""
    if root.type != "identifier" or not parts:
        return False
    if code.text(root) == "self":
        return (len(parts) > 1 and parts[0] == "request" and parts[1] in _PARTS) or parts[0] in _TORNADO
    if parts[0] not in _PARTS:
        if len(parts) == 1 or parts[1] not in _PARTS:
            return False
        return parts[0] == "request" and code.origin(root).kind is OriginKind.MODULE  # `flask.request.args`
    origin = code.origin(root)
    if origin.kind is OriginKind.PARAMETER:
        return code.text(root) in ("request", "req")
    return (origin.path or "").rpartition(".")[2] in ("request", "Request", "HttpRequest", "WSGIRequest")


def _is_taken_by_route(parameter: Binding, code: Code) -> bool:
    """Whether a parameter is text that a route hands on from its path, query or body."""
    function, written = parameter.scope.node, code.text(parameter.construct)
    if function.type != "function_definition" or not is_route(function, code) or parameter.name in ("self", "cls"):
        return False
    annotation = re.search(r":\s*([^=]+)", written)
    if annotation is None:
        route = "" if function.parent is None else code.text(function.parent)[: function.start_byte]
        return re.search(rf"[<{{](?:\w+:)?{parameter.name}\b", route) is not None
    return re.search(r"\bstr\b", annotation[1]) is not None and "Depends" not in written


_MOST_STEPS = 4
"""Variables that are looked through."""
_INNER = {
    "attribute": ("object",),
    "call": ("function",),
    "subscript": ("value",),
    "named_expression": ("value",),
}
_PARTS = frozenset(
    {
        "args", "form", "values", "data", "files", "cookies", "headers", "json", "get_data", "get_json", "GET", "POST",
        "FILES", "COOKIES", "body", "stream", "query", "query_params", "path_params", "match_info", "query_string",
    }
)  # fmt: skip
_TORNADO = frozenset({"get_argument", "get_body_argument", "get_query_argument"})
_PART = re.compile(
    r"\brequest\.(?:args|form|values|data|files|cookies|headers|json|get_data|get_json|GET|POST|FILES|COOKIES|body|stream"
    r"|query|query_params|path_params|match_info)\b"
)
