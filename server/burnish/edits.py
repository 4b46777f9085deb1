"""Edits to code, laid out as the code around them is: commas, comments, line ends, tabs and indentation.

Every function gives edits of the document that the code is of; none looks at what the edits are for.
"""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from burnish.code import Code
from burnish.project.conventions import Conventions
from burnish.syntax import Call
from burnish.text import Edit, Span, indentation_at, newline_of
from burnish.tree import span_of, statement_of


def replaced(node: Node | Span, text: str) -> tuple[Edit, ...]:
    """Another text for a node."""
    return (Edit(node if isinstance(node, Span) else span_of(node), text),)


def with_argument(call: Call, text: str, code: Code) -> tuple[Edit, ...] | None:
    """A further argument behind the others of a call; None where the call has no closing bracket.

    It gets a line of its own where the last argument has one.
    """
    source, brackets = code.document.source, call.brackets
    if brackets is None or not brackets.children or brackets.children[-1].type != ")":
        return None
    closing = brackets.children[-1]
    if not call.arguments:
        at = closing.start_byte if brackets.named_child_count == 0 else brackets.start_byte + 1
        return (Edit(Span(at, at), text),)
    last = call.arguments[-1]
    comma = last.next_sibling if last.next_sibling is not None and last.next_sibling.type == "," else None
    is_spread_out = call.node.start_point.row != last.start_point.row and closing.start_point.row != last.end_point.row
    shares_line = (
        comma is None and len(call.arguments) > 1 and call.arguments[0].start_point.row == last.start_point.row
    )
    if not is_spread_out or shares_line:
        at = last.end_byte if comma is None else comma.end_byte
        return (Edit(Span(at, at), f", {text}" if comma is None else f" {text}"),)
    new_line = newline_of(source) + indentation_at(source, last.start_byte)
    if comma is None:
        return (Edit(Span(last.end_byte, last.end_byte), f",{new_line}{text}"),)
    at = _end_with_comment(comma, code)
    return (Edit(Span(at, at), f"{new_line}{text},"),)


def without_argument(argument: Node) -> tuple[Edit, ...] | None:
    """An argument that is not the first taken out, with the comma in front of it; None where a comment stands between."""
    comma = argument.prev_sibling
    if comma is None or comma.type != ",":
        return None
    return (Edit(Span(comma.start_byte, argument.end_byte), ""),)


def after_statement(statement: Node, line: str, code: Code) -> tuple[Edit, ...]:
    """A line of code below a statement, at its indentation, behind a comment that ends the statement's line."""
    document = code.document
    end = document.lines.around(statement.end_byte).end
    indent = indentation_at(document.source, statement.start_byte)
    return (Edit(Span(end, end), f"{newline_of(document.source)}{indent}{line}"),)


def quoted(text: str, layout: Conventions) -> str:
    """A string literal of a text that needs no escapes, in the quotes that the code uses."""
    return f"{layout.quotes}{text}{layout.quotes}"


def statement_end(statement: Node, code: Code) -> str:
    """What ends a statement of JavaScript beside this one: a semicolon where this one has it, or nothing."""
    last = code.document.source[statement.end_byte - 1 : statement.end_byte]
    return ";" if last == b";" else ""


def whole_statement(node: Node, code: Code) -> Node | None:
    """The statement that a node is part of, where it has its lines for itself and declares or does one thing only."""
    statement = statement_of(node)
    parts = [one for one in statement.named_children if not one.is_extra]
    if statement.type in _DECLARATIONS and len(parts) != 1:
        return None
    return None if shares_its_line(statement, code) else statement


def free_name(names: Sequence[str], code: Code) -> str | None:
    """The first of some names that nothing in the file mentions; None where all are taken."""
    return next((one for one in names if not code.document.nodes_of_text(one, "identifier")), None)


def shares_its_line(statement: Node, code: Code) -> bool:
    """Whether other code stands on the line on which a statement ends (`a(); b();`); a comment is none."""
    following = statement.next_sibling
    while following is not None and following.start_point.row == statement.end_point.row:
        if not following.is_extra and following.type != ";":
            return following.type not in ("}", ")")
        following = following.next_sibling
    return False


def _end_with_comment(token: Node, code: Code) -> int:
    """Where a token ends, with the comment behind it on its line."""
    comment = token.next_sibling
    if comment is None or not comment.is_extra or comment.start_point.row != token.start_point.row:
        return token.end_byte
    # The carriage return of a Windows line ending belongs to the comment in some grammars.
    return token.end_byte + len(code.document.source[token.end_byte : comment.end_byte].rstrip())


_DECLARATIONS = frozenset({"lexical_declaration", "variable_declaration"})
