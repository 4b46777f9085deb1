"""Places in a text as people count them: lines and columns from 1, columns in code points."""

from __future__ import annotations

from burnish.text import Lines, Span


def place_of(lines: Lines, offset: int) -> tuple[int, int]:
    line, column = lines.position(offset, "utf-32")
    if line == 0 and column and lines.source.startswith(b"\xef\xbb\xbf"):
        column -= 1  # an editor does not show a byte order mark
    return line + 1, column + 1


def range_of(lines: Lines, span: Span) -> dict[str, dict[str, int]]:
    """The JSON form of a span: {"start": {"line", "column"}, "end": …}."""
    start, end = place_of(lines, span.start), place_of(lines, span.end)
    return {
        "start": {"line": start[0], "column": start[1]},
        "end": {"line": end[0], "column": end[1]},
    }
