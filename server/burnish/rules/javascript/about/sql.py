"""SQL in JavaScript: which calls run it, what it is put together from, and which driver takes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.names import Kind
from burnish.names.imports import imports
from burnish.names.javascript_bindings import declarator_of
from burnish.names.javascript_values import returned
from burnish.rules.about.pieces import Piece, text_piece
from burnish.rules.about.sql import is_setting
from burnish.syntax import Call
from burnish.text import Span
from burnish.tree import field_of

SQL_METHODS = frozenset(
    {
        "query", "execute", "raw", "all", "get", "run", "each", "exec", "prepare", "unsafe", "any", "one", "none", "many",
        "oneOrNone", "manyOrNone", "queryRaw", "$queryRawUnsafe", "$executeRawUnsafe",
    }
)  # fmt: skip


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


def is_harmless(value: Node, code: Code) -> bool:
    """Whether a value cannot change a statement: a number, a constant, something escaped."""
    if value.type in ("number", "string", "true", "false", "null", "undefined"):
        return True
    text = code.text(value)
    if value.type == "identifier" and (text.isupper() or "laceholder" in text):
        return True
    known = code.names.kind(value)
    if known.kind in (Kind.NUMBER, Kind.BOOLEAN) or (known.constant and known.kind is not Kind.UNKNOWN):
        return True
    if value.type == "identifier":
        declarator = declarator_of(value, code.document)
        bound = field_of(declarator, "value")
        if bound is None or declarator is None or declarator.parent is None:
            return False
        is_const = code.text(declarator.parent).startswith("const")
        return is_const and bound.type != "identifier" and is_harmless(bound, code)
    if value.type in ("await_expression", "parenthesized_expression", "unary_expression", "non_null_expression"):
        return any(is_harmless(one, code) for one in value.named_children) or text[0] in "+-"
    if value.type == "binary_expression":
        return _operator(value, code.document) in ("-", "*", "/", "%", "**", "|", ">>", ">>>")
    if value.type == "member_expression":
        return text.endswith(".length") or text.split(".")[0].isupper() or is_setting(text)
    if value.type == "template_string":
        return all(one.value is None or is_harmless(one.value, code) for one in pieces_of(value, code.document))
    if value.type == "ternary_expression":
        branches = (value.child_by_field_name("consequence"), value.child_by_field_name("alternative"))
        return all(branch is not None and is_harmless(branch, code) for branch in branches)
    if value.type == "call_expression":
        function = value.child_by_field_name("function")
        if function is None or _MARKS.search(text):
            return function is not None
        return _CLEANING.search(code.text(function)) is not None or _gives_constants(
            function, Call(value).arguments, code
        )
    return False


def _gives_constants(function: Node, given: Sequence[Node], code: Code) -> bool:
    """Whether a function, a method of a class among them, gives nothing but what is written down in it."""
    origin = code.origin(function)
    if origin.definition is None:
        # Another file of the project is not read; what gets nothing from here has nothing of a request to give.
        return not given and (origin.path or "").startswith(".")
    values = returned(origin.definition)
    if not values:
        return False
    return all(
        one.type in _PLAIN or ((known := code.names.kind(one)).constant and known.kind in _SAFE) for one in values
    )


def driver_of(call: Call, code: Code) -> str | None:
    """The driver that a call goes to: the one it names, that the document imports or the project declares."""
    named = "" if call.receiver is None else code.text(call.receiver).split(".")[-1]
    if named in ("sequelize", "knex"):
        return named
    found = {_driver(origin) for origin in imports(code.document).values()} - {None}
    if not found:
        found = {_driver(name) for name in code.project.dependencies} - {None}
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


def _operator(node: Node, document: Document) -> str | None:
    operator = node.child_by_field_name("operator")
    return None if operator is None else document.slice(operator)


_PLAIN = frozenset({"number", "true", "false", "null", "undefined"})
_SAFE = frozenset({Kind.TEXT, Kind.MARKUP, Kind.NUMBER, Kind.BOOLEAN})
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
