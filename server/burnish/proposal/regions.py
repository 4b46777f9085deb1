"""Which lines a model is shown for a finding, and how its rewritten lines become edits.

Training cuts its regions with the same functions, so that a model meets in the editor what it learned from.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from burnish.document import Document
from burnish.model.prompt import MAX_REGION_LINES
from burnish.text import Edit, Span, newline_of
from burnish.tree import ancestors, span_of, statement_of

WINDOW_LINES = 24
"""How far a region that is no whole function reaches, with the statements around the one in question."""


@dataclass(frozen=True, slots=True)
class Region:
    """Whole lines of a document: `span` reaches from the first one's start to the last one's line ending.

    `text` has the lines without `indent`, which they share, and with line feeds only.
    """

    span: Span
    text: str
    indent: str
    language: str


def region_for(document: Document, anchor: Span, limit: int = MAX_REGION_LINES) -> Region | None:
    """The function around the anchor; else whole statements around it. None when it takes more than `limit`
    lines.

    The anchor is where a finding's fix would work, what a person selected, or the empty span of a cursor.
    """
    part = _part_with(document, anchor)
    lines = _lines_of(part, anchor) if part.tree is None else _lines_around(part, anchor, limit)
    first, last = lines
    if last - first >= limit:
        return None
    return region_of_lines(part, first, last)


def region_of_lines(document: Document, first: int, last: int) -> Region:
    """The region of the lines from `first` to `last`, counted from 0, both included."""
    span = Span(document.lines.line_span(first).start, document.lines.line_span(last).end)
    lines = [line.removesuffix("\r") for line in document.slice(span).split("\n")]
    indent = _common_indent(lines)
    text = "\n".join(line[len(indent) :] if line.strip() else "" for line in lines)
    return Region(span, text, indent, document.language.name)


def unsuitable(document: Document, region: Region) -> str | None:
    """Why a region cannot be rewritten line by line, None where it can."""
    raw = document.source[region.span.start : region.span.end]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return "the code is not valid UTF-8"
    if "\r" in text.replace("\r\n", ""):
        return "the code has lines that end with a carriage return alone"
    return None


def whole_lines(document: Document, region: Region) -> Span:
    """Where edits of a region may lie: its lines with the last one's ending."""
    end = document.source.find(b"\n", region.span.end)
    return Span(region.span.start, len(document.source) if end < 0 else end + 1)


def edits_to(document: Document, region: Region, rewritten: str) -> tuple[Edit, ...]:
    """The fewest whole lines to change so that the region reads as `rewritten`, which is dedented as the
    region is.

    Lines that stay keep every byte; new ones get the region's indentation and the document's line ending,
    and the last one ends as the region's last line did.
    """
    newline = newline_of(document.source)
    old = _raw_lines(document, region)
    before, after = region.text.split("\n"), rewritten.split("\n")
    new: list[str] = []
    for kind, start, end, new_start, new_end in _changes(before, after):
        if kind == "equal":
            new += old[start:end]
        else:
            new += [(region.indent + line if line.strip() else "") + newline for line in after[new_start:new_end]]
    last = _ending(old[-1])
    new = [line if line.endswith("\n") else line + newline for line in new]
    new[-1] = new[-1].rstrip("\r\n") + last
    if rewritten == "":
        new = []
    return tuple(_line_edits(old, new, region.span.start))


def _line_edits(old: list[str], new: list[str], offset: int) -> Iterator[Edit]:
    starts = [offset]
    for line in old:
        starts.append(starts[-1] + len(line.encode("utf-8")))
    for kind, start, end, new_start, new_end in _changes(old, new):
        if kind == "equal":
            continue
        text, last = "".join(new[new_start:new_end]), starts[end]
        ending = _ending(old[end - 1]) if start < end else ""
        if ending and text.endswith(ending):
            text, last = text.removesuffix(ending), last - len(ending)
        yield Edit(Span(starts[start], last), text)


def _ending(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _changes(before: list[str], after: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _raw_lines(document: Document, region: Region) -> list[str]:
    """The lines with their endings; the last one of a file may have none."""
    span = whole_lines(document, region)
    *ended, last = document.source[span.start : span.end].decode("utf-8").split("\n")
    raw = [line + "\n" for line in ended]
    return [*raw, last] if len(raw) <= region.text.count("\n") else raw


def _common_indent(lines: list[str]) -> str:
    indents = [line[: len(line) - len(line.lstrip(" \t"))] for line in lines if line.strip()]
    if not indents:
        return ""
    first, last = min(indents), max(indents)
    length = next((n for n, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    return first[:length]


def _part_with(document: Document, anchor: Span) -> Document:
    """The script or style that holds the anchor, or the document itself."""
    return next((one for one in document.embedded if span_of(one.root).contains(anchor)), document)


def _lines_of(document: Document, anchor: Span) -> tuple[int, int]:
    return document.lines.line_of(anchor.start), document.lines.line_of(max(anchor.start, anchor.end - 1))


def _lines_around(document: Document, anchor: Span, limit: int) -> tuple[int, int]:
    node = document.node_at(_without_space(document, anchor))
    for function in (node, *ancestors(node)):
        if function.type in document.language.functions:
            first, last = _node_lines(document, _with_decorators(function))
            if 0 < last - first < limit:
                return first, last
    statements = _statements(document, node, anchor)
    first, last = _node_lines(document, statements[0])[0], _node_lines(document, statements[-1])[1]
    if last - first >= limit:
        return _lines_of(document, anchor)
    return _with_neighbours(document, statements, first, last, min(limit, WINDOW_LINES))


def _statements(document: Document, node: Node, anchor: Span) -> list[Node]:
    """The statements that the anchor touches: several where it spans several of one block."""
    inner = [child for child in node.named_children if span_of(child).overlaps(anchor)]
    if len(inner) > 1 and all(_fills_lines(document, child) for child in inner):
        return inner
    statement = statement_of(node) if document.language.functions else node
    if statement.parent is None and inner:
        statement = inner[0]
    while (
        statement.parent is not None and statement.parent.parent is not None and not _fills_lines(document, statement)
    ):
        statement = statement.parent
    while (outer := statement.parent) is not None and outer.parent is not None:
        if _node_lines(document, outer) != _node_lines(document, statement):
            break
        statement = outer
    return [statement]


def _with_neighbours(document: Document, statements: list[Node], first: int, last: int, limit: int) -> tuple[int, int]:
    """The lines with those of the statements before and after, as long as there is room, the nearer ones
    first.
    """
    before, after = statements[0].prev_named_sibling, statements[-1].next_named_sibling
    while before is not None or after is not None:
        if before is not None:
            start = min(first, _node_lines(document, before)[0])
            if before.type in _TAGS or last - start >= limit:
                before = None
            else:
                first, before = start, before.prev_named_sibling
        if after is not None:
            end = max(last, _node_lines(document, after)[1])
            if after.type in _TAGS or end - first >= limit:
                after = None
            else:
                last, after = end, after.next_named_sibling
    return first, last


_TAGS = frozenset({"start_tag", "end_tag", "jsx_opening_element", "jsx_closing_element"})
"""Siblings of an element's content that belong to the element."""


def _fills_lines(document: Document, node: Node) -> bool:
    """Whether nothing else stands on the node's first and last line, but for a separator."""
    first, last = _node_lines(document, node)
    head = document.source[document.lines.line_span(first).start : node.start_byte]
    tail = document.source[node.end_byte : document.lines.line_span(last).end]
    return not head.strip() and not tail.strip(b" \t;,")


def _with_decorators(function: Node) -> Node:
    parent = function.parent
    return parent if parent is not None and parent.type in ("decorated_definition", "export_statement") else function


def _node_lines(document: Document, node: Node) -> tuple[int, int]:
    # Some grammars end a node after the blank space that follows it.
    return _lines_of(document, _without_space(document, span_of(node)))


def _without_space(document: Document, anchor: Span) -> Span:
    """The anchor without the blank space at its ends: a selection of whole lines begins with their
    indentation.
    """
    text = document.source[anchor.start : anchor.end]
    start = anchor.start + len(text) - len(text.lstrip())
    return Span(start, start + len(text.strip())) if text.strip() else anchor
