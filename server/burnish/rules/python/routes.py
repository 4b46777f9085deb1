"""Which Python functions answer requests, and which names of a function a request gives."""

from __future__ import annotations

import re

from tree_sitter import Node

from burnish.document import Document
from burnish.names.imports import imports
from burnish.tree import ancestors, field_text


def handler_around(document: Document, node: Node) -> Node | None:
    """The function around a node that answers requests: a route of Flask, FastAPI and the like, or a Django view."""
    for one in ancestors(node):
        if one.type == "function_definition" and is_handler(document, one):
            return one
    return None


def is_handler(document: Document, function: Node) -> bool:
    around = function.parent
    decorated = around is not None and around.type == "decorated_definition"
    decorators = [one for one in around.named_children if one.type == "decorator"] if decorated and around else []
    if any(_ROUTE.match(document.slice(one)) for one in decorators):
        return True
    parameters = function.child_by_field_name("parameters")
    names = (
        [] if parameters is None else [document.slice(one).split(":")[0].strip() for one in parameters.named_children]
    )
    if not serves_requests(document):
        return False
    if names[:1] == ["request"]:
        return True
    return names[:2] == ["self", "request"] and field_text(function, "name", document.source) in _VERBS


def serves_requests(document: Document) -> bool:
    """Whether the document imports a web framework."""
    return any(origin.split(".")[0] in _FRAMEWORKS for origin in imports(document).values())


_ROUTE = re.compile(
    r"@[\w.]+\.(?:route|get|post|put|patch|delete|api_route|websocket)\(|@(?:[\w.]+\.)?api_view\(|@require_(?:GET|POST|http_methods|safe)\b"
)
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "list", "retrieve", "dispatch"})
_FRAMEWORKS = frozenset(
    {
        "flask",
        "fastapi",
        "django",
        "starlette",
        "aiohttp",
        "bottle",
        "tornado",
        "sanic",
        "quart",
        "falcon",
        "rest_framework",
        "litestar",
        "flask_restful",
        "cherrypy",
        "pyramid",
    }
)
