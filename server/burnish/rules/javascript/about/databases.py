"""What a database call is in JavaScript: drivers, query builders and object mappers."""

from __future__ import annotations

import re

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.names import names_of
from burnish.names.imports import imports
from burnish.names.javascript_bindings import declarator_of
from burnish.rules.javascript.about.sql import names_sql, pieces_of
from burnish.syntax import Call
from burnish.tree import field_of


def is_database_call(call: Node, document: Document) -> bool:
    """Whether a call sends a query, judged by its method and what it is called on."""
    function = call.child_by_field_name("function")
    if function is None or function.type != "member_expression":
        return False
    method, receiver = function.child_by_field_name("property"), function.child_by_field_name("object")
    if method is None or receiver is None:
        return False
    name, owner = document.slice(method), document.slice(receiver)[-200:]
    path = names_of(document).origin(receiver).path or ""
    if path.startswith("redbean-node.R"):
        return name in _REDBEAN
    if name in _BUILDING:
        return _is_builder(receiver, path, document) and (name in _ENDING or _is_awaited(call))
    if _is_of_other_package(path):
        return False
    if owner.startswith("prisma.") or ".prisma." in owner:
        return receiver.type == "member_expression"  # what follows the query is no other: `.catch(…)`
    if name in _ONLY_DATABASE:
        return True
    if name in _KEPT_BY_KEY and not _is_statement(call, document):
        return False  # a store of values under keys, or IndexedDB, which have no query for many
    if name in _WITH_SQL:
        return _DATABASE.search(owner) is not None or _is_sql(call, document)
    if name == "find" and _takes_function(call, document):
        return False
    last = owner.rsplit(".", 1)[-1].rstrip("!?)")
    is_model = last[:1].isupper() and not last.isupper() and last not in _GLOBALS and not last.endswith("Schema")
    return name in _ALSO_ELSEWHERE and (is_model or _MODEL.search(owner) is not None)


def reads(call: Node, document: Document) -> bool:
    """Whether a database call asks for rows, as far as its method and the start of its SQL tell."""
    method, start = Call(call).name, _sql_start(call, document)
    if (
        Call(call).receiver is None
        or method in ("create", "insert", "insertOne", "run")
        or method in _CHANGES
        or method in _IN_BULK
        or (method == "raw" and re.match(r"(?i)\s*(?:select|with)\b", start) is None)
    ):
        return False
    if re.match(r"(?i)\s*select\b", start) and not re.search(r"(?i)\bfrom\b", document.slice(Call(call).arguments[0])):
        return False  # a function of the database, which asks no table: `SELECT pg_advisory_lock(?)`
    return re.match(r"(?i)\s*(?:insert|update|delete|replace|create|drop|alter|begin|commit)\b", start) is None


def adds(call: Node, document: Document) -> bool:
    """Whether a database call adds a row and nobody looks at what it gives back."""
    outer = call.parent
    if outer is not None and outer.type == "await_expression":
        outer = outer.parent
    if outer is None or outer.type != "expression_statement":
        return False
    return (
        Call(call).name in ("create", "insert", "insertOne")
        or re.match(r"(?i)\s*insert\b", _sql_start(call, document)) is not None
    )


def changes(call: Node) -> bool:
    """Whether a mapper's call changes or deletes rows, by its name."""
    return Call(call).name in _CHANGES


def is_embedded_database(code: Code) -> bool:
    """Whether a file's database lives in its own process, where a query is no round trip.

    That of Meteor's pages is a part of the server's, in the browser's memory.
    """
    modules = imports(code.document).values()
    if "client" in code.folders and any(one.startswith(("meteor/", "/imports/", "/models/")) for one in modules):
        return True
    return any(one.split(".")[0] in ("sqlite", "sqlite3", "better-sqlite3") for one in modules)


def _is_builder(receiver: Node, path: str, document: Document) -> bool:
    """Whether something is a query of Knex so far: `knex("items")`, `db("items").where({ id })`."""
    if path.split("(")[0].split(".")[0] == "knex":
        return True
    node: Node | None = receiver
    while node is not None and node.type in ("call_expression", "member_expression"):
        function = node.child_by_field_name("function")
        if function is not None and function.type == "identifier":
            given = Call(node).arguments
            is_table = len(given) == 1 and given[0].type in ("string", "template_string")
            return is_table and _DATABASE.search(document.slice(function)) is not None
        node = function or node.child_by_field_name("object")
    return False


def _is_awaited(call: Node) -> bool:
    return call.parent is not None and call.parent.type == "await_expression"


def _is_of_other_package(path: str) -> bool:
    """Whether what a query would be called on comes from a package that is no database's."""
    module = path.split("(")[0]
    root = module.split(".")[0]
    if not root or root.startswith("globalThis"):
        return False
    return "/" not in root and root not in _PACKAGES


def _sql_start(call: Node, document: Document) -> str:
    """The text that the SQL of a call starts with; empty where it is not written here."""
    first = next(iter(Call(call).arguments), None)
    if first is not None and first.type == "identifier":
        if not names_sql(first, document):
            return ""
        first = field_of(declarator_of(first, document), "value")
    if first is None or first.type not in ("string", "template_string", "binary_expression"):
        return ""
    return next((piece.text or "" for piece in pieces_of(first, document)), "")


def _is_sql(call: Node, document: Document) -> bool:
    return re.match(r"(?i)\s*(?:select|insert|update|delete|with)\b", _sql_start(call, document)) is not None


def _is_statement(call: Node, document: Document) -> bool:
    first = next(iter(Call(call).arguments), None)
    return first is not None and (
        _is_sql(call, document)
        or (first.type in ("identifier", "member_expression") and _STATEMENT.search(document.slice(first)) is not None)
    )


def _takes_function(call: Node, document: Document) -> bool:
    return any(one.type in document.language.functions for one in Call(call).arguments[:1])


_PACKAGES = frozenset(
    {
        "better-sqlite3", "bookshelf", "database", "db", "knex", "models", "mariadb", "mongodb", "mongoose", "mysql", "mysql2", "objection", "oracledb",
        "pg", "pg-promise", "postgres", "redbean-node", "sequelize", "sequelize-typescript", "sqlite", "sqlite3", "tedious",
        "typeorm", "waterline",
    }
)  # fmt: skip
_REDBEAN = frozenset({"count", "exec", "find", "findAll", "findOne", "getAll", "getCell", "getCol", "getRow", "load"})
_ENDING = frozenset({"first", "pluck"})
_BUILDING = _ENDING | {"select", "where"}
"""What Knex sends: `first` gives its row or its promise, `where` is sent where it is awaited."""
_ONLY_DATABASE = frozenset({"findByPk", "findUnique", "findOneBy", "$queryRaw", "countDocuments", "insertOne"})
_CHANGES = frozenset({"update", "updateMany", "delete", "deleteMany"})
_IN_BULK = frozenset({"createMany", "createManyAndReturn", "upsert"})
"""What makes many rows in one statement, or what no statement makes for many."""
_KEPT_BY_KEY = frozenset({"get", "all", "run"})
_STATEMENT = re.compile(r"(?i)sql|query|statement|stmt")
_WITH_SQL = frozenset({"query", "execute", "raw", "get", "all", "run"})
_ALSO_ELSEWHERE = frozenset(
    {"findOne", "findById", "findAll", "findFirst", "findMany", "findBy", "find", "count", "create", "insert"}
)
_DATABASE = re.compile(
    r"(?i)(?:^|[._])(?:db|pool|conn|connection|knex|sequelize|database|trx|mysql|pg|pgclient|dbclient)$"
)
_MODEL = re.compile(r"(?:[mM]odels?\.\w+|Model|Repository|Repo|[cC]ollection|collection\([^)]*\))$")
_GLOBALS = frozenset(
    {"Object", "Array", "Promise", "Map", "Set", "Reflect", "Math", "Number", "String", "Symbol", "Error", "Uint8Array"}
)
