"""Which syntax errors are told: those that no newer language, and no looser one, would take for fine."""

from __future__ import annotations

import re
from itertools import islice

from tree_sitter import Node

from burnish.document import Document
from burnish.faults import Fault
from burnish.tree import broken_nodes

MOST_PLACES = 50
"""Broken places of a file that are looked at."""

NEAR = 1
"""Lines between what a strict parser and what tree-sitter calls broken, at most."""

LARGE_PLACE = 3
"""Lines. Of a larger broken place only its ends count: the error is at one of them."""


def seen_by_all(document: Document, fault: Fault | None) -> Fault | None:
    """The syntax error of a document that is told, given what its strict parser says."""
    name = document.language.name
    if name == "python" or (fault is None and name not in ("typescript", "tsx")):
        return fault
    if fault is not None and (
        _is_lasting(name, fault) or (_is_near(document, fault) and not _is_newer(document, fault))
    ):
        return fault
    return _missing(document) if name in ("javascript", "typescript", "tsx") else None


def _is_lasting(language: str, fault: Fault) -> bool:
    """Whether no later JavaScript takes it: esprima had read everything before it."""
    return language == "javascript" and fault.message.startswith(_LASTING)


_LASTING = (
    "expected corresponding JSX closing tag",
    "missing initializer in const",
    "illegal break statement",
    "illegal continue statement",
    "undefined label",
)


def _is_near(document: Document, fault: Fault) -> bool:
    """Whether tree-sitter sees an error there, too."""
    for node in _places(document):
        first, last = node.start_point.row, node.end_point.row
        if last - first < LARGE_PLACE and first - NEAR <= fault.line <= last + NEAR:
            return True
        if abs(fault.line - first) <= NEAR or abs(fault.line - last) <= NEAR:
            return True
    return False


def _is_newer(document: Document, fault: Fault) -> bool:
    """Whether it may be what a strict parser does not know: newer JavaScript, or JSON with comments and last commas."""
    try:
        span = document.lines.line_span(fault.line)
    except IndexError:
        return False
    line = document.slice(span)
    if document.language.name == "javascript":
        return _NEWER.search(line) is not None
    if document.language.name == "json" and document.path.name != "package.json":
        at = document.lines.offset(fault.line, fault.column, "utf-32")
        rest = document.source[at : at + 2].decode("utf-8", "replace")
        before = document.source[:at].rstrip()[-1:]
        return rest.startswith(("//", "/*", ",")) or (rest[:1] in ("]", "}") and before == b",")
    return False


_NEWER = re.compile(
    r"\?\.|\?\?|[#@]|\.\.\.|&&=|\|\|=|\*\*|\d_\d|\dn\b|\bcatch\s*\{|\b(?:await|async|import|static|using)\b"
)


def _missing(document: Document) -> Fault | None:
    """The first token that the grammar had to add. What it cannot read at all may be newer than the grammar."""
    for node in _places(document):
        if node.is_missing and not node.is_named:
            row = node.start_point.row
            before = document.source[document.lines.line_start(row) : node.start_byte]
            return Fault(row, len(before.decode("utf-8", "replace")), f"'{node.type}' is missing")
    return None


def _places(document: Document) -> list[Node]:
    return list(islice(broken_nodes(document.root), MOST_PLACES)) if document.has_errors else []
