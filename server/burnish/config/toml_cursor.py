"""Where in a TOML text a person is writing: the text up to there need not be whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Cursor:
    """What is being written at the end of a text."""

    kind: Literal["key", "value", "element", "header"]
    path: tuple[str, ...]
    """Of a value and an element the keys that lead to it; of a key and a header those before it."""
    written: str
    """What stands of it already, without its quote."""
    quote: str
    """The quote that it began with; empty for a bare word."""


_TOKEN = re.compile(
    r'(?P<string>"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')'
    r"|(?P<open>[\"'][^\n]*)|(?P<comment>\#[^\n]*)|(?P<blank>[ \t\r]+)|(?P<word>[^\s=\[\]{},.\"'#]+)|(?P<sign>.)",
    re.DOTALL,
)
_NAME = re.compile(r"[A-Za-z0-9_/-]*")


def name_end(text: str, at: int) -> int:
    """Where the name ends that stands at a place of a text."""
    found = _NAME.match(text, at)
    return at if found is None else found.end()


def cursor_at(text: str) -> Cursor | None:
    """What is being written at the end of a text; None where nothing can be: in a comment, behind a whole string."""
    table: tuple[str, ...] = ()
    base: tuple[str, ...] = ()  # what the keys being written stand in
    keys: tuple[str, ...] = ()
    within: list[tuple[str, tuple[str, ...]]] = []  # the brackets that are open, and the keys that lead to each
    kind: Literal["key", "value", "header"] | None = "key"  # None: behind a header
    last = token = ""
    for found in _TOKEN.finditer(text):
        last, token = found.lastgroup or "", found[0]
        ends = found.end() == len(text)
        if last in ("word", "string", "open"):
            if ends:
                break
            if kind != "value":
                keys = (*keys, token.strip("\"'"))
        elif last != "sign":
            continue
        elif token == "\n" and not within:
            kind, base, keys = "key", table, ()
        elif kind == "header":
            if token == "]":
                kind, table = None, keys
        elif token == "=" and kind == "key":
            kind = "value"
        elif kind == "key" and token == "[" and not keys and not within:
            kind, base, keys = "header", (), ()
        elif token in "[{" and kind == "value":
            within.append((token, base + keys))
            if token == "{":
                kind, base, keys = "key", base + keys, ()
        elif token in "]}" and within:
            _, path = within.pop()
            kind, base, keys = "value", path, ()
        elif token == "," and within and within[-1][0] == "{":
            kind, base, keys = "key", within[-1][1], ()
    written = token if last in ("word", "open") else ""
    if last in ("comment", "string") or kind is None:
        return None
    quote = written[0] if last == "open" else ""
    if kind == "value" and within and within[-1][0] == "[":
        return Cursor("element", base + keys, written[len(quote) :], quote)
    return Cursor(kind, base + keys, written[len(quote) :], quote)
