from __future__ import annotations

import re

from tree_sitter import Node

from burnish.document import Document
from burnish.names.python_mentions import COMPREHENSIONS, SCOPES, bound_names
from burnish.project import Project
from burnish.rule import Finding, LegacyRule, Match
from burnish.rules.python.loops import runs_over_few
from burnish.tree import ancestors, descendants


class QueryInLoop(LegacyRule):
    query = """
    (call
      function: (attribute object: (_) @owner attribute: (identifier) @method)
      arguments: (argument_list) @arguments
      (#any-of? @method "execute" "get" "query" "filter" "filter_by" "scalar" "scalars" "exists" "count" "first"
        "create" "get_or_create" "update_or_create" "get_or_404" "first_or_404" "fetch" "fetchrow" "fetchval"
        "fetch_one" "fetch_all" "find_one")) @call
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        call, owner, method, arguments = found["call"], found["owner"], found["method"], found["arguments"]
        kind = _kind(document, owner, document.slice(method), arguments)
        if kind is None:
            return None
        loop = _loop_that_feeds(document, call, arguments)
        if loop is None:
            return None
        message = f"{document.slice(method)}() {kind} for each item of the loop"
        return self.finding(method, message, anchor=loop)


_CONNECTION = re.compile(
    r"(^|_)(cursor|cur|curs|conn|connection|db|database|session|engine|tx|transaction)$", re.IGNORECASE
)
_MANAGER = re.compile(r"(^|[.])([A-Z]\w*|_?model)[.]objects$")
_SQL = re.compile(r"^[rRfFuU]*[\"']+\s*(select|insert|update|delete|with|merge|replace|call)\b", re.IGNORECASE)
_WRITES = re.compile(r"^[rRfFuU]*[\"']+\s*(insert|update|delete|merge|replace)\b", re.IGNORECASE)
_BATCHES = re.compile(r"chunk|batch|page|slice|partition|group", re.IGNORECASE)
_MANAGER_METHODS = frozenset(
    {"get", "filter", "exists", "count", "first", "create", "get_or_create", "update_or_create"}
)
_STATEMENT_METHODS = frozenset(
    {"execute", "scalar", "scalars", "fetch", "fetchrow", "fetchval", "fetch_one", "fetch_all"}
)


def _kind(document: Document, owner: Node, method: str, arguments: Node) -> str | None:
    """What a call does to the database, in words; None where it is no query."""
    text = document.slice(owner)
    last = text.rsplit(".", 1)[-1]
    given = [one for one in arguments.named_children if not one.is_extra]
    first = document.slice(given[0]) if given else ""
    if method in _STATEMENT_METHODS:
        is_sql = _SQL.match(first) is not None
        if not is_sql and not (
            _CONNECTION.search(last) and first.startswith(("select(", "text(", "insert(", "update(", "delete("))
        ):
            return None
        return "writes one row" if _WRITES.match(first) or first.startswith("insert(") else "asks the database"
    if method in _MANAGER_METHODS and _MANAGER.search(text):
        return "writes one row" if method == "create" else "asks the database"
    if method in ("get", "filter_by", "filter", "get_or_404", "first_or_404") and last == "query":
        return "asks the database" if text[:1].isupper() else None
    if method in ("get", "query") and _CONNECTION.search(last) and first[:1].isupper() and first.isidentifier():
        return "asks the database"
    if method == "find_one" and _CONNECTION.search(text.split(".")[0].split("[")[0]):
        return "asks the database"
    return None


def _loop_that_feeds(document: Document, call: Node, arguments: Node) -> Node | None:
    """The innermost loop or comprehension around a call whose variable reaches the call's arguments."""
    used = {document.slice(name) for name in descendants(arguments, ("identifier",))}
    inner = call
    for one in ancestors(call):
        if one.type in SCOPES or one.type == "except_clause":
            return None
        clauses: list[Node] = []
        if one.type == "for_statement" and inner == one.child_by_field_name("body"):
            clauses = [one]
        elif one.type in COMPREHENSIONS:
            clauses = [child for child in one.named_children if child.type == "for_in_clause" and child != inner]
        for clause in clauses:
            target, iterable = clause.child_by_field_name("left"), clause.child_by_field_name("right")
            names = set() if target is None else set(bound_names(document, target) or ())
            if iterable is None or not (names | _derived(document, one, names, call)) & used:
                continue
            return None if _is_batch(document, iterable, names) or runs_over_few(document, clause) else one
        inner = one
    return None


def _is_batch(document: Document, iterable: Node, names: set[str]) -> bool:
    return _BATCHES.search(document.slice(iterable)) is not None or any(_BATCHES.search(name) for name in names)


def _derived(document: Document, loop: Node, names: set[str], call: Node) -> set[str]:
    """The names that the loop assigns, before the call, from what it iterates over."""
    body = loop.child_by_field_name("body")
    if body is None:
        return set()
    found: set[str] = set()
    for assignment in descendants(body, ("assignment",), SCOPES):
        left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
        if assignment.start_byte >= call.start_byte:
            break
        if left is None or right is None or assignment.end_byte > call.start_byte:
            continue
        sources = {document.slice(name) for name in descendants(right, ("identifier",))} | {document.slice(right)}
        if sources & (names | found):
            found |= set(bound_names(document, left) or ())
    return found
