"""SQL that is put together from strings: its pieces, and where in it values stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from burnish.document import Document
from burnish.rules.about.pieces import Piece, text_piece
from burnish.text import Span


@dataclass(slots=True)
class Hole:
    """A place in SQL that values fill: the bytes that a placeholder replaces, and what stands in it.

    `is_value` is False for the name of a table or a column and for a part of the statement.
    """

    span: Span
    is_value: bool
    fixable: bool
    values: list[Node] = field(default_factory=list)
    inner: list[Piece] = field(default_factory=list)


def starts_sql(text: str) -> bool:
    return _STATEMENT.match(text) is not None


def is_setting(value: str) -> bool:
    """Whether a value is a setting, which who runs the program has made: `this.config.language`, `settings["schema"]`."""
    return _SETTING.fullmatch(value) is not None


def holes_in(pieces: list[Piece], document: Document, doubled_is_text: bool = True) -> Iterator[Hole]:
    """The places that values fill. `doubled_is_text`: whether "x" is a string in the database, as in MySQL."""
    before, quote, opened, hole = "", "", 0, None
    inner: list[Piece] = []
    for at, piece in enumerate(pieces):
        if piece.value is not None:
            if quote:
                inner.append(piece)
                if hole is None:
                    is_value = quote == "'" or (quote == '"' and doubled_is_text and _wants_value(before))
                    hole = Hole(piece.span, is_value, is_value)
                hole.values.append(piece.value)
            else:
                after = pieces[at + 1].text if at + 1 < len(pieces) else ""
                yield _bare_hole(pieces, at, before, after)
                before += "?"
            continue
        assert piece.text is not None
        start = piece.span.start
        for unit in _UNIT.finditer(document.source, piece.span.start, piece.span.end):
            raw = unit[0].decode("utf-8", "replace")
            mark = raw[-1] if raw[-1:] in "'\"`" else ""
            if not quote:
                if mark:
                    quote, opened, start, inner = mark, unit.start(), unit.end(), []
                else:
                    before += raw
            elif mark == quote:
                if hole is not None:
                    inner.append(text_piece(start, unit.start(), document))
                    hole.span, hole.inner = Span(opened, unit.end()), [one for one in inner if one.text != ""]
                    yield hole
                before, quote, hole = before + "''", "", None
        if quote:
            inner.append(text_piece(start, piece.span.end, document))
    if hole is not None:
        hole.fixable = False
        yield hole


def _bare_hole(pieces: list[Piece], at: int, before: str, after: str | None) -> Hole:
    """The hole of a value that stands outside quotes."""
    value = pieces[at].value
    assert value is not None
    is_value = _wants_value(before) and not re.match(r"[\w.(\"`]", after or "")
    # A list within IN (...) and a number after LIMIT do not become one placeholder.
    fixable = is_value and re.search(r"(?i)(?:\bIN\s*\(\s*|\b(?:LIMIT|OFFSET)\s+)$", before) is None
    return Hole(pieces[at].span, is_value, fixable and after is not None, [value])


def _wants_value(before: str) -> bool:
    """Whether the SQL up to here asks for a value next, not for a name or a clause."""
    return _BEFORE_VALUE.search(before[-300:]) is not None


_STATEMENT = re.compile(
    r"(?is)[\s\\nt]*(?:SELECT\b.*?\bFROM\b|INSERT\s+(?:OR\s+\w+\s+|IGNORE\s+)?INTO\b|REPLACE\s+INTO\b|UPDATE\b.*?\bSET\b"
    r"|DELETE\s+FROM\b|WITH\s+\w+\s+AS\b)"
)
_BEFORE_VALUE = re.compile(
    r"(?is)(?:(?:=|<|>|\bLIKE|\bLIMIT|\bOFFSET|\bBETWEEN|\bBETWEEN\s+\S+\s+AND|\bTHEN|\bELSE)\s*"
    r"|\b(?:VALUES|IN)\s*\((?:[^()]*,)?\s*|\bSET\b.*=\s*)$"
)
_SETTING = re.compile(
    r"(?:(?:self|this|app|current_app|[A-Z]\w*)\.)*(?:_?config(?:uration)?|_?settings|process\.env|os\.environ)"
    r"(?:\.\w+|\[['\"]\w+['\"]\])+"
)
_UNIT = re.compile(rb"\\.|[^\\]", re.DOTALL)
