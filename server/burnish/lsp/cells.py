"""The cells of the notebooks that the editor has open: what is typed in each, where it stands in the one text that is looked
at, and edits of that text as edits of a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from lsprotocol import types

from burnish.lsp import convert
from burnish.notebook import LINE_END, is_for_the_cell, joined, typed_line
from burnish.text import Edit, Encoding, Lines, Span, apply


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the editor has it; `language` is "" for one that holds no code."""

    uri: str
    version: int
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of Python code, and where it stands in its notebook's one text."""

    cell: Cell
    rows: range
    """The lines that are its own."""
    body: Span
    """The bytes of these."""
    span: Span
    """All that belongs to it: its own lines, the comment before them and the empty line behind."""


@dataclass(frozen=True, slots=True)
class Notebook:
    """The cells of a notebook in their order, and the one text that those with Python code are."""

    cells: tuple[Cell, ...]
    code: str
    places: tuple[Place, ...]


class CellLines:
    """The lines of a cell, for turning offsets in the one text into lines and columns of the cell and back."""

    __slots__ = ("_lines", "_place", "_typed")

    def __init__(self, lines: Lines, place: Place) -> None:
        self._lines = lines
        self._place = place
        self._typed = Lines(place.cell.text.encode("utf-8", "surrogatepass"))

    def position(self, offset: int, encoding: Encoding = "utf-8") -> tuple[int, int]:
        """Where an offset is in the cell; what lies before or behind the cell is at its edge."""
        line, column = self._lines.position(offset, encoding)
        rows = self._place.rows
        if line < rows.start:
            return 0, 0
        if line >= rows.stop:
            return self._typed.position(len(self._typed.source), encoding)
        # A command of IPython is longer in the one text.
        end = self._typed.line_span(line - rows.start).end
        return line - rows.start, min(column, self._typed.position(end, encoding)[1])

    def offset(self, line: int, column: int, encoding: Encoding = "utf-8") -> int:
        """The offset of a place in the cell; a place past the end is clamped to the end."""
        rows = self._place.rows
        if line >= len(rows):
            return self._lines.line_span(rows.stop - 1).end
        return self._lines.offset(rows.start + line, column, encoding)


def opened(notebook: types.NotebookDocument, texts: Iterable[types.TextDocumentItem]) -> Notebook:
    given = {one.uri: one for one in texts}
    return _notebook([_cell(one, given, {}) for one in notebook.cells])


def changed(before: Notebook, change: types.NotebookDocumentCellChanges, encoding: Encoding) -> Notebook:
    """A notebook after cells came, went or moved, became another kind, or were typed in."""
    cells = list(before.cells)
    if change.structure is not None:
        known = {one.uri: one for one in cells}
        given = {one.uri: one for one in change.structure.did_open or ()}
        array = change.structure.array
        added = [_cell(one, given, known) for one in array.cells or ()]
        cells[array.start : array.start + array.delete_count] = added
    kinds = {one.document: one.kind for one in change.data or ()}
    typed = {one.document.uri: one for one in change.text_content or ()}
    return _notebook([_after(one, kinds.get(one.uri), typed.get(one.uri), encoding) for one in cells])


def first_offset(place: Place, lines: Lines) -> int:
    """Where a line can be put at the beginning of a cell: behind a command to the whole of it."""
    for row, line in zip(place.rows, LINE_END.split(place.cell.text), strict=True):
        if line.strip():
            return lines.line_start(row + is_for_the_cell(line))
    return lines.line_start(place.rows.start)


def as_typed(place: Place, lines: Lines, edits: Iterable[Edit]) -> tuple[Edit, ...] | None:
    """Edits of the one text with what is to be typed in a cell for them; None where one leaves the cell, or would change
    what the one text does not have.
    """
    made: list[Edit] = []
    for edit in sorted(edits, key=lambda one: one.span):
        inner = _inside(edit, place.body, lines.source)
        typed = None if inner is None else _typed(inner, place, lines)
        if typed is None or (made and typed.span.start < made[-1].span.end):
            return None
        made.append(typed)
    return tuple(made)


def _cell(cell: types.NotebookCell, given: Mapping[str, types.TextDocumentItem], known: Mapping[str, Cell]) -> Cell:
    item = given.get(cell.document)
    if item is not None:
        found = Cell(item.uri, item.version, item.text, item.language_id)
    else:
        found = known.get(cell.document, Cell(cell.document, 0, "", ""))
    return _of_kind(found, cell.kind)


def _of_kind(cell: Cell, kind: types.NotebookCellKind) -> Cell:
    return cell if kind == types.NotebookCellKind.Code else replace(cell, language="")


def _after(
    cell: Cell,
    kind: types.NotebookCellKind | None,
    typed: types.NotebookDocumentCellContentChanges | None,
    encoding: Encoding,
) -> Cell:
    if kind is not None:
        cell = _of_kind(cell, kind)
    if typed is None:
        return cell
    source = cell.text.encode("utf-8", "surrogatepass")
    for change in typed.changes:
        new = change.text.encode("utf-8", "surrogatepass")
        if isinstance(change, types.TextDocumentContentChangePartial):
            span = convert.span_of_range(Lines(source), change.range, encoding)
            new = source[: span.start] + new + source[span.end :]
        source = new
    return replace(cell, version=typed.document.version, text=source.decode("utf-8", "surrogatepass"))


def _notebook(cells: Sequence[Cell]) -> Notebook:
    python = [one for one in cells if one.language == "python"]
    code, rows = joined(one.text for one in python)
    sizes = (len(line.encode("utf-8", "surrogatepass")) + 1 for line in code.split("\n"))
    starts = list(accumulate(sizes, initial=0))
    places = (
        Place(
            cell,
            own,
            Span(starts[own.start], starts[own.stop] - 1),
            Span(starts[own.start - 1], starts[own.stop]),
        )
        for cell, own in zip(python, rows, strict=True)
    )
    return Notebook(tuple(cells), code, tuple(places))


def _inside(edit: Edit, body: Span, code: bytes) -> Edit | None:
    """An edit within the lines of a cell that does what this one does; None where there is none."""
    start, end, text = edit.span.start, edit.span.end, edit.text.replace("\r\n", "\n")
    if start < body.start or end > body.end + 1:
        return None
    if end <= body.end:
        return Edit(edit.span, text)
    # The line feed behind the last line stands for the end of the cell.
    if start > body.end:
        return Edit(Span(body.end, body.end), f"\n{text.removesuffix(chr(10))}" if text else "")
    if not text and start > body.start and code[start - 1 : start] == b"\n":
        start -= 1
    return Edit(Span(start, body.end), text.removesuffix("\n"))


def _typed(edit: Edit, place: Place, lines: Lines) -> Edit | None:
    """An edit with what is typed for its text; it takes in the whole of a line that is typed otherwise than it reads."""
    typed = LINE_END.split(place.cell.text)
    start, end, text = edit.span.start, edit.span.end, edit.text
    first, last = lines.line_of(start), lines.line_of(end)
    code = lines.source
    shown = [
        code[one.start : one.end].decode("utf-8", "surrogatepass")
        for one in map(lines.line_span, range(first, last + 1))
    ]
    given = typed[first - place.rows.start : last + 1 - place.rows.start]
    if shown != given:
        if any(typed_line(one) != other for one, other in zip(shown, given, strict=True)):
            return None
        whole = Span(lines.line_start(first), lines.line_span(last).end)
        text = apply(code[whole.start : whole.end], [Edit(edit.span.shifted(-whole.start), text)]).decode(
            "utf-8", "surrogatepass"
        )
        text = "\n".join(map(typed_line, text.split("\n")))
        start, end = whole.start, whole.end
    return Edit(Span(start, end), text.replace("\n", "\r\n") if "\r\n" in place.cell.text else text)
