"""Spans, edits and positions: the only offset arithmetic in Burnish.

Every offset is a count of UTF-8 bytes from the start of the text. Lines and columns are derived
here and used at the borders only: the protocol (`lsp/convert.py`) and the reports (`report/`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
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


def shift_back(offset: int, edits: Iterable[Edit]) -> int:
    """Where a byte offset in the edited text lay before the edits; within new text, the start of what that replaced."""
    grown = 0
    for edit in sorted(edits, key=lambda one: one.span):
        start = edit.span.start + grown
        length = len(edit.text.encode("utf-8", "surrogatepass"))
        if offset < start:
            break
        if offset < start + length:
            return edit.span.start
        grown += length - len(edit.span)
    return offset - grown


def composed(first: Iterable[Edit], between: bytes, second: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits that do at once what `first` does to a text, which gives `between`, and what `second` does to that."""
    grown = 0
    parts: list[tuple[int, int, int, list[Edit]]] = []
    """Parts of the text between: where each lies, by how much the first edits made it longer, the second edits there."""
    for edit in sorted(first, key=lambda one: one.span):
        start, length = edit.span.start + grown, len(edit.text.encode("utf-8", "surrogatepass"))
        parts.append((start, start + length, length - len(edit.span), []))
        grown += length - len(edit.span)
    parts += ((edit.span.start, edit.span.end, 0, [edit]) for edit in second)
    runs: list[tuple[int, int, int, list[Edit]]] = []
    for part in sorted(parts, key=lambda one: one[:2]):
        if runs and part[0] <= runs[-1][1]:  # what touches becomes one edit
            last = runs.pop()
            runs.append((last[0], max(last[1], part[1]), last[2] + part[2], [*last[3], *part[3]]))
        else:
            runs.append(part)
    done, before = [], 0
    for start, end, longer, edits in runs:
        local = [Edit(edit.span.shifted(-start), edit.text) for edit in edits]
        text = apply(between[start:end], local).decode("utf-8", "surrogatepass")
        done.append(Edit(Span(start - before, end - before - longer), text))
        before += longer
    return tuple(done)


def smallest_edit(before: bytes, after: bytes) -> Edit | None:
    """One edit that turns `before` into `after`, without the prefix and suffix they share."""
    if before == after:
        return None
    limit = min(len(before), len(after))
    start = _shared(limit, lambda one, other: before[one:other] == after[one:other])
    first, second = len(before), len(after)
    end = _shared(
        limit - start, lambda one, other: before[first - other : first - one] == after[second - other : second - one]
    )
    # A cut inside a multi-byte character is moved out to the character's edges.
    while start and before[start : start + 1] and before[start] & 0xC0 == 0x80:
        start -= 1
    while end and before[len(before) - end] & 0xC0 == 0x80:
        end -= 1
    while start and after[start : start + 1] and after[start] & 0xC0 == 0x80:
        start -= 1
    return Edit(Span(start, len(before) - end), after[start : len(after) - end].decode("utf-8", "surrogatepass"))


def _shared(most: int, same: Callable[[int, int], bool]) -> int:
    """How many bytes, counted from one end, two texts share, where `same` compares a run of them."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if same(low, middle):
            low = middle
        else:
            high = middle - 1
    return low


class Lines:
    """Lines and columns of one text, for turning offsets into them and back (all from 0).

    A line ends with LF, CRLF or CR, as the Language Server Protocol has it. Nothing is computed
    beforehand: line feeds are counted from the last place that was asked for, which is faster than an
    index for the few places that an edit asks for, however long the text.
    """

    __slots__ = ("_known", "_starts", "source")

    def __init__(self, source: bytes) -> None:
        self.source = source
        self._known = (0, 0)
        self._starts: list[int] | None = None
        if b"\r" in source and source.count(b"\r") != source.count(b"\r\n"):
            self._starts = _starts_of_lines(source)

    def of_edited(self, source: bytes, same: int) -> Lines:
        """The lines of a text that is the same up to an offset: those before it need not be counted again."""
        lines = Lines(source)
        if self._starts is None:
            lines._known = (same, self.line_of(same))
        return lines

    @property
    def count(self) -> int:
        return self.line_of(len(self.source)) + 1

    def line_of(self, offset: int) -> int:
        if self._starts is not None:
            return bisect_right(self._starts, offset) - 1
        known, line = self._known
        if offset >= known:
            line += self.source.count(b"\n", known, offset)
        else:
            line -= self.source.count(b"\n", offset, known)
        self._known = (offset, line)
        return line

    def line_span(self, line: int) -> Span:
        """The bytes of a line without its line ending. Raises IndexError beyond the last line."""
        start = self.line_start(line)
        if self._starts is not None:
            end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self.source)
        else:
            end = self.source.find(b"\n", start)
            end = len(self.source) if end < 0 else end
        while end > start and self.source[end - 1] in b"\r\n":
            end -= 1
        return Span(start, end)

    def around(self, offset: int) -> Span:
        """The line that an offset is in, without its line ending."""
        return self.line_span(self.line_of(offset))

    def line_start(self, line: int) -> int:
        """The offset at which a line begins. Raises IndexError beyond the last line."""
        if self._starts is not None:
            return self._starts[line]
        if line == 0:
            return 0
        offset, at = self._known
        known = self.source.rfind(b"\n", 0, offset) + 1
        start = known if line == at else self._after(known, line - at) if line > at else self._before(known, at - line)
        if start < 0:
            raise IndexError(f"there is no line {line}")
        self._known = (start, line)
        return start

    def _after(self, start: int, number: int) -> int:
        """The beginning of the line so many lines after the one that begins at `start`; -1 beyond the last one."""
        low, size = start, 256
        while True:
            high = min(low + size, len(self.source))
            found = self.source.count(b"\n", low, high)
            if found >= number:
                return self._behind(low, high, number)
            if high == len(self.source):
                return -1
            low, number, size = high, number - found, 2 * size

    def _before(self, start: int, number: int) -> int:
        """The beginning of the line so many lines before the one that begins at `start`, which is not the first."""
        high, size = start, 256
        number += 1  # the line feed before `start` ends the line right before it
        while True:
            low = max(0, high - size)
            found = self.source.count(b"\n", low, high)
            if found >= number:
                return self._behind(low, high, found - number + 1)
            high, number, size = low, number - found, 2 * size

    def _behind(self, low: int, high: int, number: int) -> int:
        """Where it goes on behind the line feed of this number in a part of the text that holds so many."""
        while high - low > 256:
            middle = (low + high) // 2
            found = self.source.count(b"\n", low, middle)
            if found >= number:
                high = middle
            else:
                low, number = middle, number - found
        for _ in range(number):
            low = self.source.find(b"\n", low, high) + 1
        return low

    def position(self, offset: int, encoding: Encoding = "utf-8") -> tuple[int, int]:
        """Line and column of an offset; columns count bytes, UTF-16 units or code points."""
        line = self.line_of(offset)
        start = self.source.rfind(b"\n", 0, offset) + 1 if self._starts is None else self._starts[line]
        head = self.source[start:offset]
        if encoding == "utf-8" or head.isascii():
            return line, len(head)
        return line, _width(head, encoding)

    def offset(self, line: int, column: int, encoding: Encoding = "utf-8") -> int:
        """The offset of a line and column; a place past the end is clamped to the end."""
        try:
            span = self.line_span(line)
        except IndexError:
            return len(self.source)
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


def _starts_of_lines(source: bytes) -> list[int]:
    starts, at = [0], 0
    for line in source.splitlines(keepends=True):
        at += len(line)
        if line.endswith((b"\n", b"\r")):
            starts.append(at)
    return starts


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


def with_line_ends(source: bytes, edit: Edit) -> Edit:
    """The edit with its lines ended as the lines were that it replaces, in a text that has LF and CRLF.

    A line that only moves keeps its own ending; a new one takes that of the line in whose place it stands.
    """
    if not 0 < source.count(b"\r\n") < source.count(b"\n"):
        return edit
    if not edit.text:
        return _without_line(source, edit)
    if "\n" not in edit.text:
        return edit
    start = source.rfind(b"\n", 0, edit.span.start) + 1
    end = source.find(b"\n", edit.span.end)
    old = source[start : len(source) if end < 0 else end + 1].splitlines(keepends=True)
    *ended, last = (source[start : edit.span.start] + edit.text.encode("utf-8", "surrogatepass")).split(b"\n")
    written, at = [], 0
    for line in ended:
        same = next((place for place in range(at, len(old)) if old[place].strip() == line.strip()), None)
        place = min(at, len(old) - 1) if same is None else same
        at = at if same is None else same + 1
        written.append(line.removesuffix(b"\r") + (b"\r\n" if old[place].endswith(b"\r\n") else b"\n"))
    text = b"".join((*written, last))[edit.span.start - start :]
    return Edit(edit.span, text.decode("utf-8", "surrogatepass"))


def _without_line(source: bytes, edit: Edit) -> Edit:
    """A line is taken out with its own ending, not with that of the line before."""
    before, after = (
        next((len(end) for end in (b"\r\n", b"\n") if source.startswith(end, place)), 0)
        for place in (edit.span.start, edit.span.end)
    )
    if before and after and len(edit.span) > before:
        return Edit(Span(edit.span.start + before, edit.span.end + after), "")
    return edit


def words(text: str) -> frozenset[str]:
    """A set of words, written as one reads them."""
    return frozenset(text.split())
