from __future__ import annotations

import re

from tree_sitter import Node

from burnish.code import Code
from burnish.rule import Finding, Related, Rule
from burnish.rules.python.about.routes import serves_requests
from burnish.syntax import Call, Found, call_on
from burnish.tree import enclosing, place_of, span_of


class InMemorySession(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        name, value = found.node.child_by_field_name("left"), found.node.child_by_field_name("right")
        if name is None or name.type != "identifier" or value is None or not _KEPT.search(code.text(name)):
            return None
        statement = found.node.parent
        if statement is None or statement.parent is None or statement.parent.type != "module":
            return None
        if not _is_empty(value, code) or not serves_requests(code):
            return None
        write = next((one for one in code.uses(name) if _is_written(one)), None)
        if write is None:
            return None
        return self.finding(
            name,
            f"'{code.text(name)}' lives in the memory of one process: other workers do not see it, and a restart empties it",
            anchor=statement,
            related=(Related(span_of(write), "written here"),),
        )


def _is_empty(value: Node, code: Code) -> bool:
    """Whether a container starts empty: `{}`, `dict()`, `defaultdict(list)`."""
    if value.type in ("dictionary", "list", "set"):
        return not [one for one in value.named_children if not one.is_extra]
    if value.type != "call":
        return False
    call = Call(value)
    path = code.origin(call.function).path
    return path == "collections.defaultdict" or (path in _CONTAINERS and not call.arguments)


def _is_written(use: Node) -> bool:
    """Whether a function puts something into the container here."""
    called = call_on(use)
    if enclosing(use, ("function_definition",)) is None or called is not None:
        return called is not None and called.name in ("setdefault", "update", "add", "append")
    target = use
    while place_of(target) == "subscript.value" and target.parent is not None:
        target = target.parent
    return target != use and place_of(target) in ("assignment.left", "augmented_assignment.left")


_KEPT = re.compile(
    r"(?i)(^|_)(sessions?|tokens?|carts?|baskets?|logged_?in|logins?|login_attempts|otps?|nonces?|online_users|active_users"
    r"|csrf\w*)(_by_\w+|_store|_data|_cache|_db|_map|_dict|_users?)?$"
)
_CONTAINERS = frozenset({"builtins.dict", "builtins.list", "builtins.set", "collections.OrderedDict"})
