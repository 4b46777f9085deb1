"""The documents that the editor has open, each with its analysis, kept up to date edit by edit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lsprotocol import types

from burnish.analysis import Analysis
from burnish.config import LEFT_ALONE
from burnish.document import MAX_BYTES, NOTEBOOK, Document
from burnish.language import UNREAD, language_of, language_of_lsp_id, languages
from burnish.lsp import cells, convert
from burnish.lsp.workspace import Workspace
from burnish.project import Project
from burnish.project.folders import Reason, Skipped
from burnish.rule import Finding
from burnish.text import Edit, Encoding, Lines, Span, smallest_edit

LEAVES_CELL = "The change goes beyond its cell, so nothing was changed."


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """A document in the editor. `analysis` is None for one that is not looked at; `left_out` says why.

    A notebook is one document, of the code of all its cells. Seen through a cell, by whose URI an editor speaks of it, it has
    what is found in that cell, and its lines are those of the cell.
    """

    uri: str
    document: Document
    analysis: Analysis | None
    left_out: Skipped | None = None

    own: tuple[Document, tuple[Finding, ...]] | None = None
    """What the project's own rules found last, and in which version of the document."""

    notebook: cells.Notebook | None = None
    cell: cells.Place | None = None
    """The cell of a notebook that it is seen through."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that is found; of what the project's own rules found in an older version, what stands in lines since unchanged."""
        found = () if self.analysis is None else self.analysis.findings
        if self.own is not None and self.own[1]:
            kept = moved(self.own[1], self.own[0], self.document)
            found = tuple(sorted((*found, *kept), key=lambda one: (one.span.start, one.span.end, one.rule)))
        return found if self.cell is None else tuple(one for one in found if self.shows(one.span))

    @property
    def lines(self) -> Lines | cells.CellLines:
        """The lines that an editor counts."""
        lines = self.document.lines
        return lines if self.cell is None else cells.CellLines(lines, self.cell)

    @property
    def version(self) -> int:
        """The version that an editor gave to the text."""
        return self.document.version if self.cell is None else self.cell.cell.version

    @property
    def within(self) -> tuple[Span, ...] | None:
        """What work is bounded to: the cell of a notebook; None for a document that is a file."""
        return None if self.cell is None else (self.cell.span,)

    def line_of(self, offset: int) -> int:
        """The line of an offset, as an editor counts it."""
        return self.lines.position(offset)[0]

    def shows(self, span: Span) -> bool:
        """Whether a span begins in what an editor shows."""
        return self.cell is None or self.cell.span.start <= span.start <= self.cell.span.end

    def at(self, span: Span) -> OpenDocument:
        """What shows another place of the document: another cell of a notebook."""
        if self.notebook is None or self.shows(span):
            return self
        views = (self.through(one) for one in self.notebook.places)
        return next((one for one in views if one.shows(span)), self)

    def through(self, cell: cells.Place) -> OpenDocument:
        """A notebook, seen through one of its cells."""
        return replace(self, uri=cell.cell.uri, cell=cell)

    def to_type(self, edits: Sequence[Edit]) -> tuple[Edit, ...] | None:
        """Edits of the document with what is to be typed for them; None where they leave the cell."""
        return tuple(edits) if self.cell is None else cells.as_typed(self.cell, self.document.lines, edits)

    @property
    def project(self) -> Project | None:
        return None if self.analysis is None else self.analysis.project

    @property
    def why_unread(self) -> str:
        """Why the document is not looked at, in a sentence, and how that is changed; "" for one that is."""
        if self.left_out is None:
            return ""
        role = self.left_out.reason.value
        if role not in LEFT_ALONE:
            return f"Burnish leaves this file out: {self.left_out.detail}."
        return (
            f"Burnish takes this file to be {role} and leaves it alone: {self.left_out.detail}. "
            "What it is for can be said under 'roles' in the settings file."
        )


class OpenDocuments:
    """The open documents by URI."""

    def __init__(self, workspace: Workspace, tell: Callable[[str], None]) -> None:
        self._workspace = workspace
        self._tell = tell
        self._open: dict[str, OpenDocument] = {}
        self._notebook_of: dict[str, str] = {}
        """The URI of its notebook, by the URI of a cell."""
        self._said: set[str] = set()

    def get(self, uri: str) -> OpenDocument | None:
        """The open document; None for one that is not open or in a language that Burnish does not know.

        By the URI of a notebook's cell the notebook, seen through the cell.
        """
        known = self._open.get(self.owner_of(uri))
        if known is None or known.notebook is None or uri == known.uri:
            return known
        return next((known.through(one) for one in known.notebook.places if one.cell.uri == uri), None)

    def uris(self) -> Iterator[str]:
        return iter(tuple(self._open))

    def owner_of(self, uri: str) -> str:
        """The URI of the notebook that a cell is of; of anything else its own."""
        return self._notebook_of.get(uri, uri)

    def cells_of(self, uri: str) -> tuple[str, ...] | None:
        """The URIs of a notebook's cells; None for what is no open notebook."""
        known = self._open.get(uri)
        return None if known is None or known.notebook is None else tuple(one.uri for one in known.notebook.cells)

    def opened(self, item: types.TextDocumentItem) -> None:
        path = convert.path_of(item.uri)
        language = language_of_lsp_id(item.language_id) or language_of(path)
        # A notebook as text is JSON with code in it, and a cell by itself lacks what the others bind.
        if language is None or path.suffix.lower() == NOTEBOOK:
            self._say_unread(path)
            return
        self._put(item.uri, Document.of(path, item.text, language, item.version))

    def notebook_opened(self, item: types.NotebookDocument, texts: Sequence[types.TextDocumentItem]) -> None:
        notebook = cells.opened(item, texts)
        document = Document.of(_notebook_path(item.uri), notebook.code, languages()["python"])
        self._put(item.uri, document, notebook)
        self._take_cells(item.uri, notebook)

    def notebook_changed(self, uri: str, change: types.NotebookDocumentCellChanges, encoding: Encoding) -> None:
        known = self._open.get(uri)
        if known is None or known.notebook is None:
            return
        notebook = cells.changed(known.notebook, change, encoding)
        known = replace(known, notebook=notebook)
        edit = smallest_edit(known.document.source, notebook.code.encode("utf-8", "surrogatepass"))
        # The version of a notebook is one of its own: not every editor counts what is typed in a cell.
        self._open[uri] = self._after(known, edit or Edit(Span(0, 0), ""), known.document.version + 1)
        self._take_cells(uri, notebook)

    def changed(
        self,
        identifier: types.VersionedTextDocumentIdentifier,
        changes: Sequence[types.TextDocumentContentChangeEvent],
        encoding: Encoding,
    ) -> None:
        known = self._open.get(identifier.uri)
        if known is None:
            return
        for change in changes:
            edit = _edit(known.document, change, encoding)
            if edit is None:
                continue
            known = self._after(known, edit, identifier.version)
        if known.document.version != identifier.version:
            known = self._after(known, Edit(Span(0, 0), ""), identifier.version)
        self._open[identifier.uri] = known

    def found_by_own(self, uri: str, document: Document, findings: tuple[Finding, ...]) -> bool:
        """Takes over what the project's own rules find in a document; whether that is something else than before."""
        known = self._open.get(uri)
        if known is None or known.document is not document:
            return False
        before = known.findings
        self._open[uri] = replace(known, own=(document, findings))
        return self._open[uri].findings != before

    def closed(self, uri: str) -> None:
        self._open.pop(uri, None)
        self._notebook_of = {one: owner for one, owner in self._notebook_of.items() if owner != uri}

    def analyse_again(self) -> None:
        for uri, known in list(self._open.items()):
            self._put(uri, known.document, known.notebook)

    def _take_cells(self, uri: str, notebook: cells.Notebook) -> None:
        others = {one: owner for one, owner in self._notebook_of.items() if owner != uri}
        self._notebook_of = {**others, **{one.uri: uri for one in notebook.cells}}

    def _say_unread(self, path: Path) -> None:
        """Says once in a session of a kind of file that people may expect to be read that it is not."""
        kind = UNREAD.get(path.suffix.lower())
        if kind is not None and kind not in self._said:
            self._said.add(kind)
            self._tell(f"{kind[0].upper()}{kind[1:]} are not read yet.")

    def _put(self, uri: str, document: Document, notebook: cells.Notebook | None = None) -> None:
        left_out = self._workspace.left_out(document.path) or self._left_alone(document)
        analysis = None if left_out else Analysis.of(document, self._workspace.project_of(document.path))
        self._open[uri] = OpenDocument(uri, document, analysis, left_out, notebook=notebook)

    def _left_alone(self, document: Document) -> Skipped | None:
        """Why a document is not looked at whatever the settings say."""
        if len(document.source) > MAX_BYTES:
            detail = f"it is larger than {MAX_BYTES // 1_000_000} MB"
            return Skipped(document.path, Reason.TOO_LARGE, detail)
        judged = self._workspace.project_of(document.path).role_of(document)
        return Skipped(document.path, Reason(judged.role.value), judged.evidence) if judged.left_alone else None

    def _after(self, known: OpenDocument, edit: Edit, version: int) -> OpenDocument:
        if known.analysis is not None and len(edit.text) < MAX_BYTES // 2:
            analysis = known.analysis.after((edit,), version)
            if analysis.role not in LEFT_ALONE and len(analysis.document.source) <= MAX_BYTES:
                return replace(known, document=analysis.document, analysis=analysis)
        document = known.document.edited((edit,), version)
        self._put(known.uri, document, known.notebook)
        return self._open[known.uri]


def moved(findings: Sequence[Finding], before: Document, after: Document) -> tuple[Finding, ...]:
    """Findings of an older version, where they are now; without those in lines that were changed."""
    if before is after:
        return tuple(findings)
    old, new = before.source, after.source
    change = smallest_edit(old, new)
    if change is None:
        return tuple(findings)
    grown = len(new) - len(old)
    kept = []
    for one in findings:
        whole = one.anchor.joined(one.span)
        first = before.lines.line_start(before.lines.line_of(whole.start))
        last = before.lines.line_span(before.lines.line_of(whole.end)).end
        if last < change.span.start:
            kept.append(one)
        elif first > change.span.end:
            kept.append(one.shifted(grown))
    return tuple(kept)


def _notebook_path(uri: str) -> Path:
    """The path of a notebook; one that has no file yet is one all the same."""
    path = convert.path_of(uri)
    return path if path.suffix.lower() == NOTEBOOK else path.with_name(f"{path.name}{NOTEBOOK}")


def _edit(document: Document, change: types.TextDocumentContentChangeEvent, encoding: Encoding) -> Edit | None:
    if isinstance(change, types.TextDocumentContentChangePartial):
        return Edit(convert.span_of_range(document.lines, change.range, encoding), change.text)
    return smallest_edit(document.source, change.text.encode("utf-8", "surrogatepass"))
