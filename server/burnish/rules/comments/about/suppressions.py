"""Comments that silence findings, and taking them away."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from burnish.document import Document
from burnish.rule import Finding, Fix
from burnish.text import Edit, Span

_DIRECTIVE = re.compile(
    rb"burnish:[ \t]*(ignore-file|ignore)(?![\w-])(?:\[([^\]\r\n]*[^\]\s,][^\]\r\n]*)\]|([ \t]*\[[^\]\r\n]*\]?))?"
)
_OPENERS = ("#", "//", "/*", "*", "<!--", "{#")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment `burnish: ignore[…]` or `burnish: ignore-file[…]`."""

    span: Span
    """Of these words, without the signs that make a comment of them."""
    names: tuple[tuple[str, Span], ...]
    """The rules and objectives that it names; none for all of them."""
    lines: tuple[int, int] | None
    """The first and the last line that it holds for; None for the whole file."""
    mistake: str = ""
    """What is wrong with how its names are written; then it silences nothing."""


def comments_of(document: Document) -> tuple[Comment, ...]:
    """The comments of a document, and of those embedded in it, that silence findings, in their order.

    Such a comment holds for its own line and, where it stands alone on its line, for the next one.
    """
    return document.known(_every_comment)


def _every_comment(document: Document) -> tuple[Comment, ...]:
    return tuple(_comments(document)) if b"burnish:" in document.source else ()


def _comments(document: Document) -> Iterator[Comment]:
    for found in _DIRECTIVE.finditer(document.source):
        span = Span(*found.span())
        line = document.lines.line_of(span.start)
        head = document.source[_line_of(document, span).start : span.start].decode("utf-8", "replace").strip()
        if not _is_comment(document.part_at(span), span, head):
            continue
        alone = not head.rstrip("#/*<!-{ \t")
        lines = None if found[1] == b"ignore-file" else (line, line + 1) if alone else (line, line)
        yield Comment(span, tuple(_names(found)), lines, _mistake(found[3]))


def _names(found: re.Match[bytes]) -> Iterator[tuple[str, Span]]:
    if found[2] is None:
        return
    at = found.start(2)
    for word in found[2].split(b","):
        name = word.strip()
        if name:
            start = at + word.index(name)
            yield name.decode("utf-8", "replace"), Span(start, start + len(name))
        at += len(word) + 1


def _mistake(brackets: bytes | None) -> str:
    if brackets is None:
        return ""
    if not brackets.endswith(b"]"):
        return "This comment silences nothing: its ']' is missing"
    if brackets.startswith(b"["):
        return "This comment silences nothing: it names no rule"
    return "This comment silences nothing: its '[' must follow at once"


def _is_comment(document: Document, span: Span, head: str) -> bool:
    """Whether the words stand in a comment, and at its beginning or behind another one: not in a string, not in prose."""
    if head and not head.endswith(_OPENERS):
        return False
    if document.tree is None:
        return head.startswith("#")
    if head.endswith("{#") and document.language.mask is not None:
        return True  # a comment of a template, which the parser of pages does not see
    node = document.root.descendant_for_byte_range(span.start, span.start)
    if node is None or node.type not in document.language.comments:
        return False
    quoted = head.rstrip("#/*<!-{ \t").endswith(("`", "'", '"'))
    return not quoted or not document.source[node.start_byte : span.start].strip(b"#/*<!-{ \t")


def _line_of(document: Document, span: Span) -> Span:
    """The line that a span begins in, without a byte order mark."""
    line = document.lines.around(span.start)
    return Span(3, line.end) if line.start == 0 and document.source.startswith(b"\xef\xbb\xbf") else line


def without(finding: Finding, document: Document) -> Fix | None:
    """The fix that takes a comment away, or the one name of several that a finding is about."""
    every = comments_of(document)
    at = bisect_right(every, finding.span.start, key=lambda one: one.span.start) - 1
    comment = every[at] if at >= 0 else None
    if comment is None or not comment.span.contains(finding.span) or comment.mistake:
        return None
    rest = [name for name, span in comment.names if span != finding.span]
    if rest and len(rest) < len(comment.names):
        named = Span(comment.names[0][1].start, comment.names[-1][1].end)
        return Fix((Edit(named, ", ".join(rest)),), f"Take '{document.slice(finding.span)[:40]}' out of the comment")
    whole = _whole(comment, document)
    return None if whole is None else Fix((Edit(whole, ""),), "Remove the comment")


def _whole(comment: Comment, document: Document) -> Span | None:
    """The comment with its signs and the space before it; None where it says more than what it silences."""
    source, line = document.source, _line_of(document, comment.span)
    before = re.search(rb"(?:\{/\*|/\*|//|<!--|#)[ \t]*\Z", source[line.start : comment.span.start])
    if before is None:
        return None
    closing = {b"{/*": rb"[ \t]*\*/\}", b"/*": rb"[ \t]*\*/", b"<!": rb"[ \t]*-->"}
    opening = before[0].strip()
    after = re.match(
        closing.get(opening if opening in closing else opening[:2], rb"[ \t]*\Z"), source[comment.span.end : line.end]
    )
    if after is None:
        return None
    start, end = line.start + before.start(), comment.span.end + after.end()
    blank_before = not source[line.start : start].strip()
    if blank_before and not source[end : line.end].strip():
        follows = source.find(b"\n", line.end)
        return Span(line.start, len(source) if follows < 0 else follows + 1)
    while start > line.start and source[start - 1] in b" \t" and not source[end : line.end].strip():
        start -= 1
    return Span(start, end)
