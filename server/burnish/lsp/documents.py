"""The documents that the editor has open, each with its analysis, kept up to date edit by edit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lsprotocol import types

from burnish.analysis import Analysis
from burnish.config import LEFT_ALONE
from burnish.document import MAX_BYTES, NOTEBOOK, Document
from burnish.language import UNREAD, language_of, language_of_lsp_id
from burnish.lsp import convert
from burnish.lsp.workspace import Workspace
from burnish.project import Project
from burnish.project.folders import Reason, Skipped
from burnish.rule import Finding
from burnish.text import Edit, Encoding, Span, smallest_edit


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """A document in the editor. `analysis` is None for one that is not looked at; `left_out` says why."""

    uri: str
    document: Document
    analysis: Analysis | None
    left_out: Skipped | None = None

    own: tuple[Document, tuple[Finding, ...]] | None = None
    """What the project's own rules found last, and in which version of the document."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that is found; of what the project's own rules found in an older version, what stands in lines since unchanged."""
        found = () if self.analysis is None else self.analysis.findings
        if self.own is None or not self.own[1]:
            return found
        kept = moved(self.own[1], self.own[0], self.document)
        return tuple(sorted((*found, *kept), key=lambda one: (one.span.start, one.span.end, one.rule)))

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
        self._said: set[str] = set()

    def get(self, uri: str) -> OpenDocument | None:
        """The open document; None for one that is not open or in a language that Burnish does not know."""
        return self._open.get(uri)

    def uris(self) -> Iterator[str]:
        return iter(tuple(self._open))

    def opened(self, item: types.TextDocumentItem) -> None:
        path = convert.path_of(item.uri)
        language = language_of_lsp_id(item.language_id) or language_of(path)
        if language is None or path.suffix.lower() == NOTEBOOK:
            self._say_unread(path)
            return
        self._put(item.uri, Document.of(path, item.text, language, item.version))

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

    def analyse_again(self) -> None:
        for uri, known in list(self._open.items()):
            self._put(uri, known.document)

    def _say_unread(self, path: Path) -> None:
        """Says once in a session of a kind of file that people may expect to be read that it is not."""
        kind = UNREAD.get(path.suffix.lower())
        if kind is not None and kind not in self._said:
            self._said.add(kind)
            self._tell(f"{kind[0].upper()}{kind[1:]} are not read yet.")

    def _put(self, uri: str, document: Document) -> None:
        left_out = self._workspace.left_out(document.path) or self._left_alone(document)
        analysis = None if left_out else Analysis.of(document, self._workspace.project_of(document.path))
        self._open[uri] = OpenDocument(uri, document, analysis, left_out)

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
                return OpenDocument(known.uri, analysis.document, analysis, own=known.own)
        document = known.document.edited((edit,), version)
        self._put(known.uri, document)
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


def _edit(document: Document, change: types.TextDocumentContentChangeEvent, encoding: Encoding) -> Edit | None:
    if isinstance(change, types.TextDocumentContentChangePartial):
        return Edit(convert.span_of_range(document.lines, change.range, encoding), change.text)
    return smallest_edit(document.source, change.text.encode("utf-8", "surrogatepass"))
