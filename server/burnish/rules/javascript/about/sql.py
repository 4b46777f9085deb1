"""SQL in JavaScript: which calls run it, what it is put together from, and which driver takes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.names.imports import imports
from burnish.names.javascript_bindings import declarator_of
from burnish.project import Project
from burnish.rules.javascript.literals import literal_text
from burnish.rules.sql import Piece, text_piece
from burnish.text import Span
from burnish.tree import ancestors

SQL_METHODS = [
    "query",
    "execute",
    "raw",
    "all",
    "get",
    "run",
    "each",
    "exec",
    "prepare",
    "unsafe",
    "any",
    "one",
    "none",
    "many",
    "oneOrNone",
    "manyOrNone",
    "queryRaw",
    "$queryRawUnsafe",
    "$executeRawUnsafe",
]


def names_sql(name: Node, document: Document) -> bool:
    """Whether a variable's name says that it holds SQL: a quick look, before its declaration is searched for."""
    return _SQL_NAME.search(document.slice(name)) is not None


def pieces_of(expression: Node, document: Document) -> list[Piece]:
    """The pieces of a template string or of a chain of `+`, in order."""
    found: list[Piece] = []
    stack = [expression]
    while stack:
        node = stack.pop()
        if node.type == "parenthesized_expression" and node.named_children:
            stack.append(node.named_children[0])
        elif node.type == "binary_expression" and _operator(node, document) == "+":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None:
                stack += (right, left)
        elif node.type == "template_string":
            found += _template_pieces(node, document)
        elif node.type == "string":
            found.append(text_piece(node.start_byte + 1, node.end_byte - 1, document))
        else:
            found.append(Piece(Span(node.start_byte, node.end_byte), value=node))
    return found


def is_harmless(value: Node, document: Document) -> bool:
    """Whether a value cannot change a statement: a number, a constant, something escaped."""
    if value.type in ("number", "true", "false", "null", "undefined"):
        return True
    if value.type == "string":
        return True
    if value.type == "identifier":
        if document.slice(value).isupper() or _is_number(value, document) or "laceholder" in document.slice(value):
            return True
        declarator = declarator_of(value, document)
        bound = None if declarator is None else declarator.child_by_field_name("value")
        if bound is None or declarator is None or declarator.parent is None:
            return False
        is_const = document.slice(declarator.parent).startswith("const")
        return is_const and bound.type != "identifier" and is_harmless(bound, document)
    if value.type == "template_string":
        return literal_text(value, document) is not None
    if value.type in ("await_expression", "parenthesized_expression", "unary_expression", "non_null_expression"):
        return any(is_harmless(one, document) for one in value.named_children) or document.slice(value)[0] in "+-"
    if value.type == "binary_expression":
        return _operator(value, document) in ("-", "*", "/", "%", "**", "|", ">>", ">>>")
    if value.type == "member_expression":
        text = document.slice(value)
        return text.endswith(".length") or text.split(".")[0].isupper()
    if value.type == "ternary_expression":
        branches = (value.child_by_field_name("consequence"), value.child_by_field_name("alternative"))
        return all(branch is not None and is_harmless(branch, document) for branch in branches)
    if value.type == "call_expression":
        function = value.child_by_field_name("function")
        if function is None or _MARKS.search(document.slice(value)):
            return function is not None
        return _CLEANING.search(document.slice(function)) is not None
    return False


def driver_of(call: Node, document: Document, project: Project) -> str | None:
    """The driver that a call goes to: the one it names, that the document imports or the project declares."""
    function = call.child_by_field_name("function")
    receiver = None if function is None else function.child_by_field_name("object")
    named = "" if receiver is None else document.slice(receiver).split(".")[-1]
    if named in ("sequelize", "knex"):
        return named
    found = {_driver(origin) for origin in imports(document).values()} - {None}
    if not found:
        found = {_driver(name) for name in project.dependencies} - {None}
    return found.pop() if len(found) == 1 else None


def _driver(origin: str) -> str | None:
    return next(
        (_DRIVERS[name] for name in _DRIVERS if origin == name or origin.startswith((f"{name}.", f"{name}/"))), None
    )


def _template_pieces(template: Node, document: Document) -> Iterator[Piece]:
    start = template.start_byte + 1
    for one in template.named_children:
        if one.type == "template_substitution":
            if start < one.start_byte:
                yield text_piece(start, one.start_byte, document)
            inner = next((child for child in one.named_children if not child.is_extra), None)
            yield Piece(Span(one.start_byte, one.end_byte), value=inner or one)
            start = one.end_byte
    if start < template.end_byte - 1:
        yield text_piece(start, template.end_byte - 1, document)


def _is_number(name: Node, document: Document) -> bool:
    """Whether a parameter of this name is declared as a number."""
    text = document.slice(name)
    for one in ancestors(name):
        if one.type in document.language.functions:
            parameters = one.child_by_field_name("parameters")
            for parameter in () if parameters is None else parameters.named_children:
                pattern, kind = parameter.child_by_field_name("pattern"), parameter.child_by_field_name("type")
                if pattern is not None and document.slice(pattern) == text:
                    return kind is not None and document.slice(kind).lstrip(": ") in ("number", "bigint", "boolean")
    return False


def _operator(node: Node, document: Document) -> str | None:
    operator = node.child_by_field_name("operator")
    return None if operator is None else document.slice(operator)


_SQL_NAME = re.compile(r"(?i)sql|quer|statement|stmt|command|text|select|insert|update|delete|^q\d?$|^str$")
_MARKS = re.compile(r"""["'`]\(?\?\)?["'`]|`\$\$\{""")
_CLEANING = re.compile(
    r"(?i)escape|hash$|quote|literal|sanitiz|placeholder|^(?:Number|parseInt|parseFloat|BigInt|Boolean)$|^Math\.|^Number\."
    r"|toISOString$|toFixed$|randomUUID$|Date\.now$"
)
_DRIVERS = {
    "mysql2": "mysql", "mysql": "mysql", "better-sqlite3": "better-sqlite3", "sqlite3": "sqlite3", "sqlite": "sqlite3",
    "pg": "pg", "pg-pool": "pg", "@vercel/postgres": "pg", "knex": "knex", "sequelize": "sequelize",
}  # fmt: skip
