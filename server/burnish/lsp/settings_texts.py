"""Settings files that are open, as they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types

from burnish.config import FILE_NAMES, Problem, problems_in
from burnish.lsp import convert
from burnish.rules import known_names, own_names_at
from burnish.text import Edit, Encoding, Lines, Span, apply


@dataclass(frozen=True, slots=True)
class SettingsText:
    """One version of an open settings file, saved or not."""

    uri: str
    path: Path
    source: bytes
    version: int | None
    lines: Lines

    @property
    def text(self) -> str:
        return self.source.decode("utf-8", "surrogatepass")

    @property
    def problems(self) -> tuple[Problem, ...]:
        return problems_in(self.text, self.path, known_names() | own_names_at(self.path.parent))


class SettingsTexts:
    """The settings files that the client has open, by URI."""

    def __init__(self) -> None:
        self._open: dict[str, SettingsText] = {}

    def get(self, uri: str) -> SettingsText | None:
        return self._open.get(uri)

    def at(self, path: Path) -> SettingsText | None:
        return next((one for one in self._open.values() if one.path == path), None)

    def opened(self, item: types.TextDocumentItem) -> None:
        path = convert.path_of(item.uri)
        if path.name in FILE_NAMES:
            self._put(item.uri, path, item.text.encode("utf-8", "surrogatepass"), item.version)

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
            if isinstance(change, types.TextDocumentContentChangePartial):
                span = convert.span_of_range(known.lines, change.range, encoding)
                source = apply(known.source, [Edit(span, change.text)])
            else:
                source = change.text.encode("utf-8", "surrogatepass")
            known = self._put(known.uri, known.path, source, identifier.version)

    def closed(self, uri: str) -> None:
        self._open.pop(uri, None)

    def _put(self, uri: str, path: Path, source: bytes, version: int | None) -> SettingsText:
        self._open[uri] = SettingsText(uri, path, source, version, Lines(source))
        return self._open[uri]


def span_of(known: SettingsText, problem: Problem) -> Span:
    """What of the text is wrong; its first line where that is not known."""
    if problem.line is None:
        return known.lines.line_span(0)
    line = min(problem.line, known.lines.count) - 1
    whole = known.lines.line_span(line)
    start = known.lines.offset(line, max(0, (problem.column or 1) - 1), "utf-32")
    end = known.lines.offset(line, max(0, (problem.column or 1) - 1) + problem.length, "utf-32")
    return Span(start, max(start, min(end, whole.end)))
