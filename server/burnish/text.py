"""Spans, edits and positions: the only offset arithmetic in Burnish.

Every offset is a count of UTF-8 bytes from the start of the text. Lines and columns are derived
here and used at the borders only: the protocol (`lsp/convert.py`) and the reports (`report/`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["utf-8", "utf-16", "utf-32"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of UTF-8 bytes."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a byte, or one is an insertion point within or at an edge of the other."""
        if self.start == self.end or other.start == other.end:
            return self.start <= other.end and other.start <= self.end
        return self.start < other.end and other.start < self.end

    def shifted(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)

    def joined(self, other: Span) -> Span:
        """The smallest span that contains both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Edit:
    """New text for a span."""

    span: Span
    text: str


def apply(source: bytes, edits: Iterable[Edit]) -> bytes:
    """The source with all edits made at once; insertions at one offset keep their given order.

    Raises ValueError when two edits overlap or one reaches beyond the source.
    """
    ordered = sorted(edits, key=lambda edit: (edit.span.start, edit.span.end))
    parts: list[bytes] = []
    at = 0
    for edit in ordered:
        if edit.span.start < at:
            raise ValueError(f"edits overlap at byte {edit.span.start}")
        if edit.span.end > len(source):
            raise ValueError(f"edit beyond the end of the text: {edit.span.end} > {len(source)}")
        parts += (source[at : edit.span.start], edit.text.encode("utf-8", "surrogatepass"))
        at = edit.span.end
    parts.append(source[at:])
    return b"".join(parts)


def shift(offset: int, edits: Iterable[Edit]) -> int:
    """Where a byte offset outside all edited spans lies after the edits."""
    moved = offset
    for edit in edits:
        if edit.span.end <= offset:
            moved += len(edit.text.encode("utf-8", "surrogatepass")) - len(edit.span)
    return moved


def smallest_edit(before: bytes, after: bytes) -> Edit | None:
    """One edit that turns `before` into `after`, without the prefix and suffix they share."""
    if before == after:
        return None
    limit = min(len(before), len(after))
    start = 0
    while start < limit and before[start] == after[start]:
        start += 1
    end = 0
    while end < limit - start and before[-1 - end] == after[-1 - end]:
        end += 1
    # A cut inside a multi-byte character is moved out to the character's edges.
    while start and before[start : start + 1] and before[start] & 0xC0 == 0x80:
        start -= 1
    while end and before[len(before) - end] & 0xC0 == 0x80:
        end -= 1
    while start and after[start : start + 1] and after[start] & 0xC0 == 0x80:
        start -= 1
    return Edit(
        Span(start, len(before) - end), after[start : len(after) - end].decode("utf-8", "surrogatepass")
    )


class Lines:
    """The line starts of one text, for turning offsets into lines and columns and back (both from 0).

    A line ends with LF, CRLF or CR, as the Language Server Protocol has it.
    """

    __slots__ = ("source", "starts")

    def __init__(self, source: bytes) -> None:
        self.source = source
        starts = [0]
        if b"\r" in source:
            at = 0
            for line in source.splitlines(keepends=True):
                at += len(line)
                if line.endswith((b"\n", b"\r")):
                    starts.append(at)
        else:
            at = source.find(b"\n") + 1
            while at:
                starts.append(at)
                at = source.find(b"\n", at) + 1
        self.starts = starts

    @property
    def count(self) -> int:
        return len(self.starts)

    def line_of(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def line_span(self, line: int) -> Span:
        """The bytes of a line without its line ending."""
        start = self.starts[line]
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.source)
        while end > start and self.source[end - 1] in b"\r\n":
            end -= 1
        return Span(start, end)

    def position(self, offset: int, encoding: Encoding = "utf-8") -> tuple[int, int]:
        """Line and column of an offset; columns count bytes, UTF-16 units or code points."""
        line = self.line_of(offset)
        head = self.source[self.starts[line] : offset]
        if encoding == "utf-8" or head.isascii():
            return line, len(head)
        return line, _width(head, encoding)

    def offset(self, line: int, column: int, encoding: Encoding = "utf-8") -> int:
        """The offset of a line and column; a place past the end is clamped to the end."""
        if line >= len(self.starts):
            return len(self.source)
        span = self.line_span(line)
        text = self.source[span.start : span.end]
        if encoding == "utf-8" or text.isascii():
            return min(span.start + column, span.end)
        units, at = 0, span.start
        for character in text.decode("utf-8", "replace"):
            if units >= column:
                break
            units += 1 + (encoding == "utf-16" and ord(character) > 0xFFFF)
            at += len(character.encode("utf-8", "surrogatepass"))
        return min(at, span.end)


def _width(head: bytes, encoding: Encoding) -> int:
    text = head.decode("utf-8", "replace")
    if encoding == "utf-16":
        return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)
    return len(text)


def indentation_at(source: bytes, offset: int) -> str:
    """The white space that the line holding `offset` begins with."""
    start = source.rfind(b"\n", 0, offset) + 1
    end = start
    while end < len(source) and source[end] in b" \t":
        end += 1
    return source[start:end].decode("ascii")


def newline_of(source: bytes) -> str:
    """The line ending that the text uses: CRLF when its first line ends so, else LF."""
    first = source.find(b"\n")
    return "\r\n" if first > 0 and source[first - 1] == 0x0D else "\n"
