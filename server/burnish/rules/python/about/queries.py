"""What a query is in Python, and whether it is sent: a driver's statement, Django's managers, SQLAlchemy's sessions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tree_sitter import Node

from burnish.code import Code
from burnish.syntax import Call
from burnish.tree import place_of


@dataclass(frozen=True, slots=True)
class Query:
    """A query that is sent: the whole expression, the method that says so, and what it does, in words."""

    node: Node
    method: Node
    does: str
    calls: Sequence[Call]


def query_of(node: Node, code: Code) -> Query | None:
    """The query that a call is, with all that is called on what it gives; None where it is none, or is not sent here."""
    if _is_inner(node):
        return None
    root, calls = _chain(node)
    names = [one.name for one in calls]
    if _METHODS.isdisjoint(names):
        return None
    for one in calls:
        does = _statement(one, code)
        if does is not None:
            return Query(node, _name(one), does, calls)
    text = code.text(root)
    if _MANAGER.search(text):
        return _of_mapper(node, calls, _MANAGER_SENDS, code)
    if _QUERY.search(text):
        return _of_mapper(node, calls, _QUERY_SENDS, code)
    first = calls[0]
    if _CONNECTION.search(text.rsplit(".", 1)[-1]) is None or _is_client(root, code):
        return None
    if names[0] in ("get", "query") and first.positional and _CLASS.fullmatch(code.text(first.positional[0])):
        if names[0] == "get":
            return Query(node, _name(first), _ASKS, calls)
        return _of_mapper(node, calls, _QUERY_SENDS, code)
    return None


def adds_rows(node: Node, code: Code) -> bool:
    """Whether a call adds to a session or to a transaction what is to be a row: `db.session.add(user)`."""
    call = Call(node)
    owner = call.receiver
    if owner is None or call.name not in ("add", "add_all", "commit"):
        return False
    return _CONNECTION.search(code.text(owner).rsplit(".", 1)[-1]) is not None


def _is_inner(node: Node) -> bool:
    """Whether something is called on what a call gives: then the query is all of that."""
    around = _unwrapped(node)
    return around is not None and around.type == "attribute" and place_of(around) == "call.function"


def _unwrapped(node: Node) -> Node | None:
    """What is around a node, `await` and parentheses left out."""
    around = node.parent
    while around is not None and around.type in ("await", "parenthesized_expression"):
        around = around.parent
    return around


def _chain(node: Node) -> tuple[Node, list[Call]]:
    """What the first of a chain of methods is called on, and their calls."""
    calls: list[Call] = []
    while True:
        while node.type in ("await", "parenthesized_expression") and node.named_children:
            node = node.named_children[0]
        owner = Call(node).receiver if node.type == "call" else None
        if owner is None:
            return node, calls[::-1]
        calls.append(Call(node))
        node = owner


def _name(call: Call) -> Node:
    return call.function.child_by_field_name("attribute") or call.function


def _statement(call: Call, code: Code) -> str | None:
    """What a driver's statement does; None for a call that is none."""
    if call.receiver is None or call.name not in _STATEMENT_METHODS or not call.arguments:
        return None
    owner, first = code.text(call.receiver).rsplit(".", 1)[-1], code.text(call.arguments[0])
    if _SQL.match(first) is None and not (_CONNECTION.search(owner) and first.startswith(_CLAUSES)):
        if call.name == "find_one" and _CONNECTION.search(code.text(call.receiver).split(".")[0].split("[")[0]):
            return _ASKS
        return None
    return "writes one row" if _WRITES.match(first) or first.startswith("insert(") else _ASKS


def _of_mapper(node: Node, calls: Sequence[Call], sends: frozenset[str], code: Code) -> Query | None:
    """The query of a chain that a mapper sends when its rows are asked for, and not before."""
    made = next((one for one in calls if one.name in _MAKING), None)
    if made is not None:
        if _is_used(node):
            return None  # what is made is needed here: its key, or whether it was there
        return Query(node, _name(made), "writes one row" if made.name == "create" else _ASKS, calls)
    if not any(one.name in sends for one in calls) and not _is_evaluated(node, code):
        return None
    said = next((one for one in calls if one.name in _METHODS and one.name != "query"), calls[-1])
    return Query(node, _name(said), _ASKS, calls)


def _is_used(node: Node) -> bool:
    around = _unwrapped(node)
    return around is None or around.type != "expression_statement"


def _is_evaluated(node: Node, code: Code, steps: int = 3) -> bool:
    """Whether the rows of a lazy query are asked for where it stands, or through the variable that it is kept in."""
    around = _unwrapped(node)
    if around is None:
        return False
    if around.type in ("for_statement", "for_in_clause"):
        return _holds(around, "right", node)
    if around.type in _CONDITIONS:
        return around.type == "boolean_operator" or _holds(around, "condition", node)
    if around.type == "not_operator" or around.type in ("list_splat", "conditional_expression", "comparison_operator"):
        return around.type != "comparison_operator" or "in" in [one.type for one in around.children]
    if around.type == "subscript":
        index = around.child_by_field_name("subscript")
        return index is not None and index.type == "integer"
    if around.type == "argument_list" and around.parent is not None:
        function = around.parent.child_by_field_name("function")
        if function is None:
            return False
        method = function.child_by_field_name("attribute")
        return code.origin(function).path in _READING or (method is not None and code.text(method) in _EXTENDING)
    left = around.child_by_field_name("left") if around.type == "assignment" else None
    if left is None or left.type != "identifier" or steps == 0:
        return False
    later = (one for one in code.uses(left) if one.start_byte > node.start_byte)
    return any(_is_asked(one, code, steps - 1) for one in later)


def _holds(around: Node, field: str, node: Node) -> bool:
    part = around.child_by_field_name(field)
    return part is not None and part.start_byte <= node.start_byte and node.end_byte <= part.end_byte


def _is_asked(use: Node, code: Code, steps: int) -> bool:
    """Whether a use of a variable that holds a lazy query asks for its rows."""
    node = use
    while node.parent is not None and node.parent.type == "attribute" and node.parent.parent is not None:
        call = node.parent.parent
        if call.type != "call" or node.parent.child_by_field_name("object") != node:
            return False
        if Call(call).name in _MANAGER_SENDS | _QUERY_SENDS:
            return True
        node = call
    return _is_evaluated(node, code, steps)


def _is_client(root: Node, code: Code) -> bool:
    """Whether what looks like a session is one of HTTP or the like."""
    return (code.origin(root).path or "").split(".")[0] in _CLIENTS


_ASKS = "asks the database"
_CONNECTION = re.compile(
    r"(^|_)(cursor|cur|curs|conn|connection|db|database|session|engine|tx|transaction)$", re.IGNORECASE
)
_MANAGER = re.compile(r"(^|[.])([A-Z]\w*|_?model)[.]objects$")
_QUERY = re.compile(r"(^|[.])[A-Z]\w*[.]query$")
_CLASS = re.compile(r"(?:\w+\.)*[A-Z]\w*(?:\.\w+)?")
_SQL = re.compile(r"^[rRfFuU]*[\"']+\s*(select|insert|update|delete|with|merge|replace|call)\b", re.IGNORECASE)
_WRITES = re.compile(r"^[rRfFuU]*[\"']+\s*(insert|update|delete|merge|replace)\b", re.IGNORECASE)
_CLAUSES = ("select(", "text(", "insert(", "update(", "delete(")
_STATEMENT_METHODS = frozenset(
    {"execute", "scalar", "scalars", "fetch", "fetchrow", "fetchval", "fetch_one", "fetch_all", "find_one"}
)
_MAKING = frozenset({"create", "get_or_create", "update_or_create"})
_MANAGER_SENDS = frozenset(
    {
        "aggregate", "count", "delete", "earliest", "exists", "first", "get", "in_bulk", "iterator", "last", "latest",
        "update",
    }
)  # fmt: skip
_QUERY_SENDS = frozenset(
    {
        "all", "count", "delete", "first", "first_or_404", "get", "get_or_404", "one", "one_or_404", "one_or_none",
        "paginate", "scalar", "update", "yield_per",
    }
)  # fmt: skip
_METHODS = frozenset(
    {
        *_STATEMENT_METHODS, *_MAKING, "acount", "aexists", "afirst", "aget", "get", "filter", "exists", "count", "first",
        "filter_by", "get_or_404", "first_or_404", "query",
    }
)  # fmt: skip
_CONDITIONS = frozenset({"boolean_operator", "elif_clause", "if_statement", "while_statement"})
_READING = frozenset(
    f"builtins.{name}"
    for name in ("all", "any", "bool", "dict", "len", "list", "max", "min", "next", "set", "sorted", "sum", "tuple")
)
_EXTENDING = frozenset({"extend", "join", "update", "writerows"})
_CLIENTS = frozenset({"aiobotocore", "aiohttp", "boto3", "botocore", "httpx", "niquests", "requests", "requests_html"})
