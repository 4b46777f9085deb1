"""Comments that silence findings: `burnish: ignore[rule]` and `burnish: ignore-file[rule]`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from burnish.document import Document
from burnish.rule import Finding
from burnish.text import Edit, Span, indentation_at, newline_of

_COMMENT = re.compile(rb"burnish:[ \t]*(ignore-file|ignore)(?:\[([^\]\r\n]*)\])?")


@dataclass(frozen=True, slots=True)
class _Suppression:
    rules: frozenset[str]
    lines: tuple[int, int] | None

    def silences(self, finding: Finding, line: int) -> bool:
        if self.lines is not None and line not in self.lines:
            return False
        return not self.rules or finding.rule in self.rules or finding.rule.split("/")[1] in self.rules


def without_suppressed(document: Document, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings that no comment silences.

    A comment silences its own line and, where it stands alone on its line, the next one.
    """
    if b"burnish:" not in document.source:
        yield from findings
        return
    suppressions = list(_suppressions(document))
    for finding in findings:
        line = document.lines.line_of(finding.span.start)
        if not any(one.silences(finding, line) for one in suppressions):
            yield finding


def ignore_here(document: Document, finding: Finding) -> Edit | None:
    """The edit that silences one finding where it stands; None where the language has no comments."""
    line = document.lines.line_span(document.lines.line_of(finding.span.start))
    comment = _comment(document, f"burnish: ignore[{finding.rule}]")
    if comment is None:
        return None
    indent = indentation_at(document.source, line.start)
    return Edit(Span(line.start, line.start), f"{indent}{comment}{newline_of(document.source)}")


def ignore_in_file(document: Document, finding: Finding) -> Edit | None:
    """The edit that silences a rule in the whole file; None where the language has no comments."""
    comment = _comment(document, f"burnish: ignore-file[{finding.rule}]")
    if comment is None:
        return None
    start = 0
    if document.source.startswith((b"#!", b"\xef\xbb\xbf", b"<!")):
        start = document.source.find(b"\n") + 1 or len(document.source)
    return Edit(Span(start, start), comment + newline_of(document.source))


def _comment(document: Document, text: str) -> str | None:
    language = document.language
    if language.line_comment is not None:
        return f"{language.line_comment} {text}"
    if language.block_comment is not None:
        return f"{language.block_comment[0]} {text} {language.block_comment[1]}"
    return None


def _suppressions(document: Document) -> Iterator[_Suppression]:
    marks = [mark for mark in (document.language.line_comment, *(document.language.block_comment or ())) if mark]
    openers = tuple(mark.encode() for mark in (*marks, "#", "//", "/*", "{/*", "<!--", "{#"))
    for found in _COMMENT.finditer(document.source):
        names = frozenset(
            name.strip() for name in (found[2] or b"").decode("utf-8", "replace").split(",") if name.strip()
        )
        if found[1] == b"ignore-file":
            yield _Suppression(names, None)
            continue
        line = document.lines.line_of(found.start())
        head = document.source[document.lines.line_span(line).start : found.start()].strip()
        alone = head in openers
        yield _Suppression(names, (line, line + 1) if alone else (line, line))
