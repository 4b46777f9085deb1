"""Which Python functions answer requests, and which names of a function a request gives."""

from __future__ import annotations

import re

from tree_sitter import Node

from burnish.code import Code
from burnish.tree import ancestors, field_text


def handler_around(node: Node, code: Code) -> Node | None:
    """The function around a node that answers requests: a route of Flask, FastAPI and the like, or a Django view."""
    for one in ancestors(node):
        if one.type == "function_definition" and is_handler(one, code):
            return one
    return None


def is_route(function: Node, code: Code) -> bool:
    """Whether what decorates a function says which requests it answers."""
    around = function.parent
    decorated = around is not None and around.type == "decorated_definition"
    decorators = [one for one in around.named_children if one.type == "decorator"] if decorated and around else []
    return any(_ROUTE.match(code.text(one)) for one in decorators)


def is_handler(function: Node, code: Code) -> bool:
    if is_route(function, code):
        return True
    parameters = function.child_by_field_name("parameters")
    names = [] if parameters is None else [code.text(one).split(":")[0].strip() for one in parameters.named_children]
    if not serves_requests(code):
        return False
    if names[:1] == ["request"]:
        return True
    return names[:2] == ["self", "request"] and field_text(function, "name", code.document.source) in _VERBS


def is_for_staff(function: Node, code: Code) -> bool:
    """Whether a handler answers the people who run the service, by what decorates it: `@admins_only`, `/admin/pages`."""
    around = function.parent
    decorators = () if around is None else (one for one in around.named_children if one.type == "decorator")
    return any(_STAFF.search(code.text(one)) for one in decorators)


def serves_requests(code: Code) -> bool:
    """Whether the file imports a web framework."""
    return code.imports_any(_FRAMEWORKS)


_ROUTE = re.compile(
    r"@[\w.]+\.(?:route|get|post|put|patch|delete|api_route|websocket)\(|@(?:[\w.]+\.)?api_view\(|@require_(?:GET|POST|http_methods|safe)\b"
)
_STAFF = re.compile(r"(?i)\b(?:admins?|staff_member|superusers?)_(?:only|required)\b|['\"]/admin\b")
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "list", "retrieve", "dispatch"})
_FRAMEWORKS = frozenset(
    {
        "aiohttp", "bottle", "cherrypy", "django", "falcon", "fastapi", "flask", "flask_restful", "litestar", "pyramid",
        "quart", "rest_framework", "sanic", "starlette", "tornado",
    }
)  # fmt: skip
