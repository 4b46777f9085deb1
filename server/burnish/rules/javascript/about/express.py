"""What an Express application, one of its handlers and a response are."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.names.imports import imports
from burnish.syntax import Call
from burnish.tree import ancestors, descendants

SERVER_MODULES = frozenset(
    {
        "express", "koa", "fastify", "http", "https", "http2", "@hapi/hapi", "restify", "@nestjs/common",
        "@koa/router", "polka",
    }
)  # fmt: skip


def is_server(document: Document) -> bool:
    """Whether the document answers requests itself, by what it imports."""
    return any(_module(origin) in SERVER_MODULES for origin in imports(document).values())


def enclosing_handler(node: Node, document: Document) -> Node | None:
    """The request handler that a node stands in: a function whose parameters are a request and a response."""
    for one in ancestors(node):
        if one.type in document.language.functions and response_name(one, document) is not None:
            return one
    return None


def response_name(function: Node, document: Document) -> str | None:
    """The name of a handler's response parameter; None for a function that is no handler."""
    names = parameter_names(function, document)
    if len(names) == 4 and names[0] in ("err", "error", "_err"):
        names = names[1:]
    if 2 <= len(names) <= 3 and names[0] in _REQUESTS and names[1] in _RESPONSES:
        return names[1]
    return None


def parameter_names(function: Node, document: Document) -> list[str]:
    """The names of a function's parameters; patterns are given as they are written."""
    parameters = function.child_by_field_name("parameters")
    if parameters is None:
        single = function.child_by_field_name("parameter")
        return [] if single is None else [document.slice(single)]
    named = (one for one in parameters.named_children if not one.is_extra)
    return [document.slice(one.child_by_field_name("pattern") or one) for one in named]


def responses(handler: Node, document: Document) -> Iterator[Node]:
    """The calls in a handler that send what they are given: `res.json(rows)`, `res.status(200).send(rows)`."""
    name = response_name(handler, document)
    for call in descendants(handler, ("call_expression",)):
        function = call.child_by_field_name("function")
        if function is None or function.type != "member_expression" or not Call(call).arguments:
            continue
        method = function.child_by_field_name("property")
        if method is not None and document.slice(method) in _SENDING and _root(function, document) == name:
            yield call


def _root(node: Node | None, document: Document) -> str | None:
    """The name that a chain of members and calls starts with."""
    while node is not None:
        if node.type == "identifier":
            return document.slice(node)
        node = node.child_by_field_name("object" if node.type == "member_expression" else "function")
    return None


def _module(origin: str) -> str:
    """The module of an imported name: `express.Router` is of express."""
    return origin if origin in SERVER_MODULES else origin.split(".")[0]


_REQUESTS = frozenset({"req", "_req", "request", "_request", "_"})
_RESPONSES = frozenset({"res", "_res", "response", "reply"})
_SENDING = frozenset({"json", "send", "render", "end", "jsonp"})
