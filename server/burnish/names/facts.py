"""What was asked of code outside of the place that it matters to, and whether an edit changes the answer.

A name's origin may depend on what a function elsewhere in the file returns, on what a method gives a field, on where a
variable of the module is given another value. After an edit within one function all else need be searched again only
where such an answer is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.names.binding import Asked
from burnish.text import Span


def keep_asked(before: Document, after: Document) -> None:
    """Carries over what was asked, to a document whose findings are in part those of another."""
    after.keep(Asked, before)


def answers_changed(before: Document, after: Document, old: Span, new: Span) -> bool:
    """Whether what was asked of the functions in a span is answered otherwise by those in its place after an edit."""
    if _binds_outside(before, old) or _binds_outside(after, new):
        return True
    asked = before.known(Asked)
    if not asked.answers and not asked.names:
        return False
    renamed = _functions(before, old) ^ _functions(after, new)
    if renamed & (asked.names | {name for _, name in asked.answers}):
        return True
    return any(list(_answer(before, old, *one)) != list(_answer(after, new, *one)) for one in asked.answers)


def _functions(document: Document, span: Span) -> set[str]:
    """The names of the functions in a run of members, those of functions within them left out."""
    found = set()
    at = span.start
    while at < span.end:
        around: Node | None = document.root.descendant_for_byte_range(at, at)
        outermost = None
        while around is not None and around.start_byte >= span.start:
            if around.type in document.language.functions:
                outermost = around
            around = around.parent
        if outermost is None:
            at = document.source.find(b"\n", at) + 1 or span.end
            continue
        name = outermost.child_by_field_name("name")
        if name is not None:
            found.add(document.slice(name))
        at = max(outermost.end_byte, at + 1)
    return found


def _binds_outside(document: Document, span: Span) -> bool:
    """Whether a function may bind names of the module."""
    if document.language.name != "python" or document.source.find(b"global", span.start, span.end) < 0:
        return False
    return _GLOBAL.search(document.source, span.start, span.end) is not None


def _answer(document: Document, span: Span, what: str, name: str) -> Iterator[bytes]:
    """The texts on which an answer depends, as far as they stand in a span."""
    source, word = document.source, name.encode("utf-8", "surrogatepass")
    if what == "returns":
        if source.find(word, span.start, span.end) < 0:
            return
        if source.find(b"=>", span.start, span.end) >= 0:
            yield source[span.start : span.end]
        word = b"return"
    elif what == "field":
        word = b"." + word
    at = source.find(word, span.start, span.end)
    while at >= 0:
        node = document.root.descendant_for_byte_range(at, at + len(word))
        while node is not None and node.type not in _STATEMENTS:
            node = node.parent
        if node is not None and (what == "returns" or b"=" in source[at : node.end_byte]):
            yield source[node.start_byte : node.end_byte]
        at = source.find(word, at + len(word), span.end)


_GLOBAL = re.compile(rb"(?m)(?:^|[;:])[ \t]*global[ \t\\]")
_STATEMENTS = frozenset(
    {
        "assignment", "assignment_expression", "augmented_assignment", "augmented_assignment_expression",
        "for_in_statement", "for_statement", "return_statement", "update_expression", "with_item",
    }
)  # fmt: skip
"""What gives values and returns them."""
