"""The result is well formed: tree-sitter sees no new error, and the strict parser that took the original takes it.

The strict parsers are CPython's compiler (or, for code that this Python refuses, libcst on the statements around the
change), esprima on the function around the change, json and tinycss2.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tree_sitter import Node

from burnish.document import Document
from burnish.enhancement import Check, Outcome
from burnish.strict import Refused, parse_strictly
from burnish.text import Span
from burnish.tree import broken_nodes, field_text
from burnish.verification.parts import members, nodes_in
from burnish.verification.rewrite import Rewrite

MAX_STRICT_BYTES = 8_000
"""The most that esprima and libcst are given: they take some 10 ms for it."""


def check(rewrite: Rewrite) -> Check:
    broken = _new_error(rewrite.before, rewrite.after) or _unlike_tags(rewrite) or _strict_refusal(rewrite)
    return Check("syntax", Outcome.PASSED if broken is None else Outcome.FAILED, broken or "")


def newly_broken(before: Document, after: Document) -> str | None:
    """Why a whole text is less well formed than the one before it; None where it is not."""
    reason = _new_error(before, after)
    if reason is None and before.language.name == after.language.name == "python" and _compiles(before.source) is None:
        reason = _compiles(after.source)
    return reason


def _new_error(before: Document, after: Document) -> str | None:
    if after.tree is None:
        old, new = list(_odd_lines(before)), list(_odd_lines(after))
        return f"line {new[-1] + 1} is not NAME=value" if len(new) > len(old) else None
    known = sum(1 for _ in _errors(before))
    for number, (document, error) in enumerate(_errors(after), 1):
        if number > known:
            line = document.lines.line_of(error.start_byte) + 1
            return (
                f"a syntax error in line {line}"
                if not error.is_missing
                else f"'{error.type}' is missing in line {line}"
            )
    return None


def _unlike_tags(rewrite: Rewrite) -> str | None:
    """JSX whose closing tag has another name than the opening one: tree-sitter takes it."""
    document = rewrite.after
    if document.language.name not in ("javascript", "tsx"):
        return None
    for element in nodes_in(document, rewrite.touched_after, ("jsx_element",)):
        opening, closing = element.child_by_field_name("open_tag"), element.child_by_field_name("close_tag")
        if opening is not None and closing is not None:
            names = [field_text(tag, "name", document.source) for tag in (opening, closing)]
            if names[0] != names[1]:
                return f"<{names[0]}> is closed as </{names[1]}>"
    return None


def _errors(document: Document) -> Iterator[tuple[Document, Node]]:
    for part in (document, *document.embedded):
        yield from ((part, node) for node in broken_nodes(part.root))


def _odd_lines(document: Document) -> Iterator[int]:
    """Lines of a text without a grammar (.env) that are neither blank, comment nor NAME=value."""
    for number, line in enumerate(document.text.splitlines()):
        text = line.strip().removeprefix("export ")
        name, equals, _ = text.partition("=")
        if text and not text.startswith("#") and not (equals and name.strip().replace("_", "a").isalnum()):
            yield number


def _strict_refusal(rewrite: Rewrite) -> str | None:
    language = rewrite.before.language.name
    if language == "python":
        old, new = members(rewrite)
        if _compiles(_text(rewrite.before, old)) is None:
            reason = _compiles(_text(rewrite.after, new))
            return None if reason is None else f"Python refuses it: {reason}"
    if language in ("json", "css"):
        return _refused(language, rewrite.before.source, rewrite.after.source)
    if language in ("python", "javascript"):
        before = _around(rewrite.before, rewrite.touched)
        after = _around(rewrite.after, rewrite.touched_after)
        if len(before) <= MAX_STRICT_BYTES and len(after) <= 2 * MAX_STRICT_BYTES:
            return _refused(language, before, after)
    return None


def _refused(language: str, before: bytes, after: bytes) -> str | None:
    if not _accepted(language, before):
        return None
    try:
        parse_strictly(language, after)
    except Refused as refusal:
        return f"the strict parser refuses it: {refusal}"
    return None


@lru_cache(maxsize=8)
def _accepted(language: str, source: bytes) -> bool:
    try:
        parse_strictly(language, source)
    except Refused:
        return False
    return True


@lru_cache(maxsize=8)
def _compiles(source: bytes) -> str | None:
    """Why CPython refuses a text, None where it takes it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "<result>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return f"{error.msg}, line {error.lineno}" if error.lineno else str(error.msg)
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        return str(error) or type(error).__name__
    return None


def _text(document: Document, parts: Sequence[Node]) -> bytes:
    """The source of some statements, those of a class within a class."""
    if not parts:
        return b""
    start, end = parts[0].start_byte, parts[-1].end_byte
    line = document.source.rfind(b"\n", 0, start) + 1
    head = document.source[line:start]
    if head.strip() or head == b"":
        return document.source[start:end]
    return b"class _:\n" + document.source[line:end]


def _around(document: Document, span: Span) -> bytes:
    """The source of the innermost function, or else of the top-level statements, that hold a span."""
    if document.tree is None:
        return document.source
    node: Node | None = document.node_at(span)
    while node is not None and node.parent is not None:
        declared = node.type in document.language.functions and node.type.endswith("_declaration")
        if declared and node.end_byte - node.start_byte <= MAX_STRICT_BYTES:
            return document.source[node.start_byte : node.end_byte]
        node = node.parent
    touched = [
        child for child in document.root.children if child.start_byte <= span.end and child.end_byte >= span.start
    ]
    if not touched:
        return document.source[span.start : span.end]
    return document.source[touched[0].start_byte : touched[-1].end_byte]
