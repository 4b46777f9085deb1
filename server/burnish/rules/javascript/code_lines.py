"""How many lines of code a piece of JavaScript has."""

from __future__ import annotations

from burnish.document import Document
from burnish.text import Span


def code_lines(document: Document, span: Span) -> int:
    """Lines that are neither blank nor only a comment; the span's first and last count whole."""
    count, commented = 0, False
    for line in range(document.lines.line_of(span.start), document.lines.line_of(span.end) + 1):
        whole = document.lines.line_span(line)
        text = document.source[whole.start : whole.end].strip()
        if commented:
            commented = b"*/" not in text
            continue
        if not text or text.startswith(b"//"):
            continue
        if text.startswith((b"/*", b"{/*")) and (b"*/" not in text or text.endswith((b"*/", b"*/}"))):
            commented = b"*/" not in text
            continue
        count += 1
    return count
