from __future__ import annotations

from tree_sitter import Node

from burnish.code import Code, shortened
from burnish.document import Document
from burnish.names.javascript_bindings import declarator_of, uses_of
from burnish.rule import Finding, Fix, Rule
from burnish.rules.about.pieces import Piece, becoming
from burnish.rules.about.sql import Hole, holes_in, starts_sql
from burnish.rules.javascript.about.sql import SQL_METHODS, driver_of, is_harmless, names_sql, pieces_of
from burnish.syntax import Call, call_on
from burnish.syntax.javascript import has_spread, property_value
from burnish.text import Edit, Span
from burnish.tree import ancestors, descendants, field_of, span_of


class SqlBuiltFromStrings(Rule):
    called = SQL_METHODS

    def match(self, found: Call, code: Code) -> Finding | None:
        if found.name not in SQL_METHODS or not found.arguments or found.arguments[0].type not in _TEXTS:
            return None
        holes = _open_holes(found, code)
        if not holes:
            return None
        said = becoming([value for hole in holes for value in hole.values], code)
        function = "".join(code.text(found.function).split())
        message = f"{said} part of the SQL text that '{shortened(function)}' runs"
        return self.finding(found.function, message, anchor=_anchor(found, code))

    def fix(self, found: Call, code: Code) -> Fix | None:
        driver = driver_of(found, code)
        expression = _expression(found, code)
        holes = _open_holes(found, code)
        if driver is None or expression is None or not all(hole.is_value and hole.fixable for hole in holes):
            return None
        pieces = pieces_of(expression, code.document)
        if any("?" in (piece.text or "") or "$1" in (piece.text or "") for piece in pieces):
            return None
        edits = []
        parameters = []
        for number, hole in enumerate(holes, 1):
            parameter = _parameter(hole, code)
            edit = _placeholder(hole, pieces, f"${number}" if driver == "pg" else "?", code)
            if parameter is None or edit is None:
                return None
            parameters.append(parameter)
            edits.append(edit)
        passed = _pass(parameters, found, driver, code)
        return None if passed is None else Fix((*edits, passed), "Pass the values as parameters")


def _open_holes(call: Call, code: Code) -> list[Hole]:
    """The places in a call's SQL that a value can break out of."""
    pieces = _all_pieces(call, code)
    if not pieces or pieces[0].text is None or not starts_sql("".join(piece.text or "x" for piece in pieces)):
        return []
    doubled_is_text = driver_of(call, code) != "pg"
    return [
        hole
        for hole in holes_in(pieces, code.document, doubled_is_text)
        if not all(is_harmless(value, code) for value in hole.values)
        and (hole.is_value or any(_from_request(value, code) for value in hole.values))
    ]


def _all_pieces(call: Call, code: Code) -> list[Piece]:
    """The pieces of the SQL text, with those of the variable that it was collected in."""
    document = code.document
    pieces = pieces_of(call.arguments[0], document)
    first = pieces[0].value if pieces else None
    if first is None or first.type != "identifier":
        return pieces
    if not names_sql(first, document):
        return []
    declarator = declarator_of(first, document)
    value = field_of(declarator, "value")
    if declarator is None or value is None or value.type not in ("string", "template_string", "binary_expression"):
        return []
    added = []
    for use in uses_of(declarator, document):
        parent = use.parent
        if (
            parent is not None
            and parent.type == "augmented_assignment_expression"
            and use.start_byte < call.node.start_byte
        ):
            right = parent.child_by_field_name("right")
            if right is not None and right != use:
                added += pieces_of(right, document)
    return [*pieces_of(value, document), *added, *pieces[1:]]


def _expression(call: Call, code: Code) -> Node | None:
    """The one expression that the SQL text is written in; None where it is collected in steps."""
    document, text = code.document, call.arguments[0]
    if text.type != "identifier":
        values = (piece.value for piece in pieces_of(text, document))
        return None if any(one is not None and _is_sql_variable(one, document) for one in values) else text
    declarator = declarator_of(text, document)
    if declarator is None or uses_of(declarator, document) != [text]:
        return None
    functions = document.language.functions
    ours = next((one for one in ancestors(text) if one.type in functions), None)
    theirs = next((one for one in ancestors(declarator) if one.type in functions), None)
    return declarator.child_by_field_name("value") if ours == theirs else None


def _is_sql_variable(value: Node, document: Document) -> bool:
    if value.type != "identifier":
        return False
    bound = field_of(declarator_of(value, document), "value")
    return bound is not None and any(starts_sql(piece.text or "") for piece in pieces_of(bound, document)[:1])


def _anchor(call: Call, code: Code) -> Span:
    text, whole = call.arguments[0], span_of(call.node)
    declarator = declarator_of(text, code.document) if text.type == "identifier" else None
    return whole if declarator is None else span_of(declarator).joined(whole)


def _parameter(hole: Hole, code: Code) -> str | None:
    """The expression that stands for what was in the hole."""
    if len(hole.values) == 1 and all(piece.text is None for piece in hole.inner):
        return code.text(hole.values[0])
    parts = []
    for piece in hole.inner:
        if piece.value is not None:
            parts.append(f"${{{code.text(piece.value)}}}")
        elif any(mark in (piece.text or "") for mark in ("\\", "`", "$", "''")):
            return None
        else:
            parts.append(piece.text or "")
    return f"`{''.join(parts)}`"


def _placeholder(hole: Hole, pieces: list[Piece], placeholder: str, code: Code) -> Edit | None:
    """The edit that puts a placeholder where the hole is."""
    before = max(
        (piece for piece in pieces if piece.text is not None and piece.span.start <= hole.span.start), key=_start
    )
    after = [piece for piece in pieces if piece.text is not None and piece.span.end >= hole.span.end]
    if before.span.end >= hole.span.start and before.span.end >= hole.span.end:
        return Edit(hole.span, placeholder)
    quote = code.text(Span(before.span.end, before.span.end + 1))
    if quote == "$":  # a substitution of the same template
        return Edit(hole.span, placeholder)
    start = min(before.span.end, hole.span.start)
    if not after:
        return Edit(Span(start, hole.span.end), placeholder + quote)
    following = min(after, key=_start)
    opening = code.text(Span(following.span.start - 1, following.span.start))
    if opening != quote:
        return None
    return Edit(Span(start, max(hole.span.end, following.span.start)), placeholder)


def _start(piece: Piece) -> int:
    return piece.span.start


def _pass(parameters: list[str], call: Call, driver: str, code: Code) -> Edit | None:
    """The edit that hands the parameters to the database."""
    arguments, listed, name = call.arguments, ", ".join(parameters), call.name
    if call.receiver is None:
        return None
    if name == "prepare":
        return _pass_to_statement(call.node, listed, code) if driver == "better-sqlite3" else None
    after_text = Span(arguments[0].end_byte, arguments[0].end_byte)
    if driver == "sequelize":
        if name != "query" or len(arguments) > 2:
            return None
        if len(arguments) == 1:
            return Edit(after_text, f", {{ replacements: [{listed}] }}")
        options = arguments[1]
        taken = any(property_value(options, key) is not None for key in ("replacements", "bind"))
        if options.type != "object" or has_spread(options) or taken or not options.named_children:
            return None
        first = options.named_children[0].start_byte
        return Edit(Span(first, first), f"replacements: [{listed}], ")
    if name not in _TAKES_LIST[driver]:
        return None
    if (len(arguments) == 2 and not _is_callback(arguments[1], code)) or len(arguments) > 2:
        return None
    return Edit(after_text, f", [{listed}]")


def _pass_to_statement(prepare: Node, listed: str, code: Code) -> Edit | None:
    run = call_on(prepare)
    if run is None or run.name not in ("get", "all", "run", "iterate"):
        return None
    is_empty = run.brackets is not None and code.text(run.brackets) == "()"
    return Edit(span_of(run.brackets), f"({listed})") if run.brackets is not None and is_empty else None


def _is_callback(node: Node, code: Code) -> bool:
    return node.type in code.document.language.functions or code.text(node) in ("callback", "cb", "done", "next")


def _from_request(value: Node, code: Code) -> bool:
    """Whether a value is taken from a request right here."""
    names = ("member_expression", "subscript_expression")
    inner = [value, *descendants(value, names)] if value.type not in names else [value]
    return any(code.text(one).startswith(_REQUEST_PARTS) for one in inner)


_TEXTS = frozenset({"template_string", "binary_expression", "identifier"})
_REQUEST_PARTS = tuple(
    f"{name}.{part}" for name in ("req", "request", "ctx") for part in ("query", "params", "body", "headers", "cookies")
)
_TAKES_LIST = {
    "mysql": ("query", "execute"),
    "sqlite3": ("all", "get", "run", "each"),
    "better-sqlite3": (),
    "pg": ("query",),
    "knex": ("raw",),
}
