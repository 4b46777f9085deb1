"""How many lines of code a piece of JavaScript has."""

from __future__ import annotations

from itertools import accumulate

from burnish.document import Document
from burnish.text import Span


def code_lines(document: Document, span: Span) -> int:
    """Lines of the span that are neither blank nor only a comment."""
    return sum(_marks(document, span))


def running_code_lines(document: Document, span: Span) -> list[int]:
    """How many of the span's first no, one, two, ... lines are code: its parts are then counted by subtraction."""
    return [0, *accumulate(_marks(document, span))]


def _marks(document: Document, span: Span) -> list[bool]:
    """Whether each line of the span is code."""
    marks, commented = [], False
    for line in document.source[span.start : span.end].split(b"\n"):
        if commented:
            commented = b"*/" not in line
            marks.append(False)
            continue
        text = line.lstrip()
        if text[:2] not in _STARTS:
            marks.append(True)
        elif text.startswith((b"/*", b"{/*")):
            is_closed = b"*/" in text
            commented = not is_closed
            marks.append(is_closed and not text.rstrip().endswith((b"*/", b"*/}")))
        else:
            marks.append(text[:2] == b"{/")
    return marks


_STARTS = frozenset({b"", b"//", b"/*", b"{/"})
"""What blank lines and comments begin with; with `{/` also a regular expression in a block."""
