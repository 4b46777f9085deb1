from __future__ import annotations

import re

from tree_sitter import Node

from burnish import edits
from burnish.code import Code, shortened
from burnish.document import Document
from burnish.names.python_bindings import bindings, only_assignment
from burnish.rule import Finding, Fix, Rule
from burnish.rules.about.pieces import becoming
from burnish.rules.about.sql import Hole
from burnish.rules.python.about.built_strings import BuiltString, built_string
from burnish.rules.python.about.sql import SqlText, open_holes, parameter_mark, sql_texts, text_of
from burnish.syntax import Call
from burnish.text import Edit, Span
from burnish.tree import contains_type, descendants, field_of, span_of, statement_of

_METHODS = frozenset(
    {
        "execute", "executemany", "executescript", "raw", "text", "exec_driver_sql", "read_sql", "read_sql_query", "fetch",
        "fetchrow", "fetchval", "fetch_all", "fetch_one", "query",
    }
)  # fmt: skip


class SqlBuiltFromStrings(Rule):
    called = _METHODS

    def match(self, found: Call, code: Code) -> Finding | None:
        if found.name not in _METHODS or not found.arguments or found.arguments[0].type not in _TEXTS:
            return None
        for sql in sql_texts(found.arguments[0], code.document):
            holes = open_holes(sql, code)
            if holes:
                return self._finding(found, sql, holes, code)
        return None

    def _finding(self, found: Call, sql: SqlText, holes: list[Hole], code: Code) -> Finding:
        first, whole = holes[0].span, span_of(found.node)
        target = field_of(next((one for one in sql.assignments if span_of(one).contains(first)), None), "left")
        anchor = span_of(sql.assignments[0]).joined(whole) if sql.assignments else whole
        said = becoming([value for hole in holes for value in hole.values], code)
        message = f"{said} part of the SQL text that '{shortened(code.text(found.function))}' runs"
        return self.finding(target or found.function, message, anchor)

    def fix(self, found: Call, code: Code) -> Fix | None:
        document, argument = code.document, found.arguments[0]
        mark, texts = parameter_mark(document, code.project), sql_texts(argument, document)
        if len(found.arguments) != 1 or not (found.name == "execute" or (found.name == "raw" and mark == "%s")):
            return None
        whole = _expression(argument, texts, document)
        if mark is None or whole is None:
            return None
        holes, built = open_holes(texts[0], code), built_string(whole, document)
        if not all(hole.is_value and hole.fixable for hole in holes) or not _is_plain(built, holes, mark):
            return None
        marks: list[Edit] = []
        parameters: list[str] = []
        for hole in holes:
            parameter, edit = _parameter(hole, document), _placeholder(hole, built, mark, document)
            if parameter is None or edit is None or not _may_move(hole, whole, argument, document):
                return None
            parameters.append(parameter)
            marks.append(edit)
        listed = f"({parameters[0]},)" if len(parameters) == 1 else f"({', '.join(parameters)})"
        unformatted, passed = _unformatted(built, holes, document), edits.with_argument(found, listed, code)
        if unformatted is None or passed is None:
            return None
        removed = [Edit(tail, "") for tail in built.tails]
        return Fix((*marks, *unformatted, *removed, *passed), "Pass the values as parameters")


def _expression(argument: Node, texts: list[SqlText], document: Document) -> Node | None:
    """The one expression that the SQL is written in; None where it is collected in steps or used elsewhere too."""
    if len(texts) != 1 or len(texts[0].assignments) > 1:
        return None
    if not texts[0].assignments:
        return argument
    return field_of(only_assignment(document, argument), "right")


def _is_plain(built: BuiltString, holes: list[Hole], mark: str) -> bool:
    """Whether the text means the same once its values are parameters: no other marks, no escapes of a template."""
    rest = text_of(built.pieces, [hole.span for hole in holes])
    if "?" in rest or "%s" in rest or (mark == "%s" and "%" in rest):
        return False
    if not built.tails:
        return True
    filled = sum(len(hole.values) for hole in holes)
    return not re.search(r"[%{}]", rest) and filled == sum(1 for piece in built.pieces if piece.value is not None)


def _may_move(hole: Hole, whole: Node, argument: Node, document: Document) -> bool:
    """Whether a value is the same where the call is: nothing between it and the text binds what it reads."""
    if any(value.type in _ODD or contains_type(value, ("named_expression", "yield", "await")) for value in hole.values):
        return False
    if span_of(whole).contains(span_of(argument)):
        return True
    following = statement_of(whole).next_named_sibling
    is_next = following is not None and span_of(following).contains(span_of(argument))
    if is_next and following is not None and following.type in ("expression_statement", "return_statement"):
        return True
    for value in hole.values:
        if value.type in ("call", "subscript") or contains_type(value, ("call",)):
            return False
        for name in (value, *descendants(value, ("identifier",))):
            bound = bindings(document, name) if name.type == "identifier" else ()
            if any(whole.end_byte <= one.construct.start_byte < argument.start_byte for one in bound):
                return False
    return True


def _parameter(hole: Hole, document: Document) -> str | None:
    """The expression that stands for what was in the hole."""
    if not hole.inner:
        return _value(hole.values[0], hole.span, document, unwrap=True)
    if len(hole.inner) == 1:
        return _value(hole.values[0], hole.inner[0].span, document, unwrap=False)
    parts: list[str] = []
    for piece in hole.inner:
        if piece.value is None:
            text = piece.text or ""
            if re.search(r"[\\{}\"'\r\n]|%%", text):
                return None
            parts.append(text)
            continue
        inside = _value(piece.value, piece.span, document, unwrap=True)
        if inside is None:
            return None
        parts.append(f"{{{inside}}}")
    text = "".join(parts)
    quote = "'" if '"' in text else '"'
    return (
        None
        if quote in text or "\\" in text or "\n" in text or ("'" in text and quote == "'")
        else f"f{quote}{text}{quote}"
    )


def _value(value: Node, placeholder: Span, document: Document, unwrap: bool) -> str | None:
    parent = value.parent
    if parent is not None and parent.type == "interpolation":
        if parent.child_by_field_name("format_specifier") is not None or document.slice(parent).rstrip("} ").endswith(
            "="
        ):
            return None
    elif placeholder != span_of(value) and not _PLACEHOLDER.fullmatch(document.slice(placeholder)):
        return None
    text = document.slice(value)
    if value.type == "call" and unwrap and text.startswith("str("):
        given = Call(value).arguments
        if len(given) == 1 and given[0].type not in ("keyword_argument", "list_splat", "dictionary_splat"):
            return document.slice(given[0])
    return text


def _placeholder(hole: Hole, built: BuiltString, mark: str, document: Document) -> Edit | None:
    """The edit that puts a mark where the hole is, joining the strings on both sides where they end there."""
    start, last = _string_at(hole.span.start, document), _string_at(hole.span.end - 1, document)
    if start is not None and start == last:
        return Edit(hole.span, mark)
    if len(hole.values) != 1:
        return None
    value = hole.values[0]
    at = next((index for index, piece in enumerate(built.pieces) if piece.value == value), 0)
    before = built.pieces[at - 1] if at else None
    after = built.pieces[at + 1] if at + 1 < len(built.pieces) else None
    if before is None or before.text is None or (after is not None and after.text is None):
        return None
    opening = _string_at(before.span.start, document)
    closing = None if after is None else _string_at(after.span.start, document)
    if opening is None or not opening.children or opening.end_byte > value.start_byte:
        return None
    delimiter = document.slice(opening.children[-1])
    if not _JOINED.fullmatch(document.slice(Span(opening.end_byte, value.start_byte))):
        return None
    cut = min(before.span.end, hole.span.start)
    if closing is None:
        return Edit(Span(cut, value.end_byte), mark + delimiter)
    if document.slice(closing.children[0]) != document.slice(opening.children[0]):
        return None
    if not _JOINED.fullmatch(document.slice(Span(value.end_byte, closing.start_byte))):
        return None
    return Edit(Span(cut, max(hole.span.end, closing.children[0].end_byte)), mark)


def _string_at(offset: int, document: Document) -> Node | None:
    """The string literal whose text an offset is in; the braces of an interpolation are part of its string."""
    node: Node | None = document.root.descendant_for_byte_range(offset, offset + 1)
    while node is not None and node.type in _WITHIN_STRINGS:
        node = node.parent
    return node if node is not None and node.type == "string" else None


def _unformatted(built: BuiltString, holes: list[Hole], document: Document) -> list[Edit] | None:
    """Edits that take the `f` off the strings whose last value goes; None where their braces would change meaning."""
    gone = {value.id for hole in holes for value in hole.values}
    strings: dict[int, Node] = {}
    for hole in holes:
        for value in hole.values:
            if value.parent is not None and value.parent.type == "interpolation" and value.parent.parent is not None:
                strings[value.parent.parent.id] = value.parent.parent
    edits: list[Edit] = []
    for string in strings.values():
        left = [one for one in string.named_children if one.type == "interpolation"]
        if any((one.child_by_field_name("expression") or one).id not in gone for one in left):
            continue
        if contains_type(string, ("escape_interpolation",)):
            return None
        start = string.children[0]
        prefix = document.slice(start)
        edits.append(Edit(span_of(start), prefix.replace("f", "").replace("F", "")))
    return edits


_TEXTS = frozenset(
    {"string", "concatenated_string", "binary_operator", "call", "identifier", "parenthesized_expression"}
)
_ODD = frozenset(
    {
        "named_expression", "lambda", "yield", "await", "list_splat", "dictionary_splat", "argument_list",
        "generator_expression",
    }
)  # fmt: skip
_WITHIN_STRINGS = frozenset({"string_content", "escape_sequence", "escape_interpolation", "interpolation", "{", "}"})
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sr]|\{\w*(?:![sr])?\}")
_JOINED = re.compile(r"[\s\\]*\+[\s\\]*")
