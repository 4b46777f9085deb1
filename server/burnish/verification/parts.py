"""The nodes of a document that a rewrite touches, found without a walk over the whole file."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.text import Span
from burnish.verification.rewrite import Rewrite


def nodes_in(document: Document, span: Span, types: Collection[str] | None = None) -> Iterator[Node]:
    """The nodes that share a byte with a span, in source order, only those of `types` if given."""
    if document.tree is None:
        return
    cursor = (document.root.named_descendant_for_byte_range(span.start, span.end) or document.root).walk()
    while True:
        node = cursor.node
        assert node is not None
        inside = node.start_byte < span.end and node.end_byte > span.start
        if inside and (types is None or node.type in types):
            yield node
        if inside and cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def leaves_in(document: Document, span: Span) -> Iterator[Node]:
    """The tokens that share a byte with a span, in source order."""
    return (node for node in nodes_in(document, span) if node.child_count == 0)


def members(rewrite: Rewrite) -> tuple[list[Node], list[Node]]:
    """The smallest comparable sets of nodes that hold the change, in the original and in the result: members of one
    class, or statements at top level."""
    before, after = rewrite.before.root, rewrite.after.root
    while True:
        old, new = _touched(before, rewrite.touched), _touched(after, rewrite.touched_after)
        if len(old) != 1 or len(new) != 1 or old[0].type != new[0].type:
            return old, new
        inner, result = _inside(old[0], rewrite.touched), _inside(new[0], rewrite.touched_after)
        if inner is None or result is None:
            return old, new
        before, after = inner, result


def _touched(node: Node, span: Span) -> list[Node]:
    return [child for child in node.named_children if child.start_byte <= span.end and child.end_byte >= span.start]


def _inside(node: Node, span: Span) -> Node | None:
    """What holds the members of a class, decorated or exported or plain, where the span lies within it."""
    declared: Node | None = node
    while declared is not None and declared.type in _WRAPPERS:
        declared = declared.child_by_field_name(_WRAPPERS[declared.type])
    body = None if declared is None or declared.type not in _CLASSES else declared.child_by_field_name("body")
    if body is None:
        return None
    if body.type == "block":  # which starts with its first statement and ends with its last
        return body if body.start_byte <= span.start and span.end <= body.end_byte + 2 else None
    return body if body.start_byte < span.start and span.end < body.end_byte else None


_WRAPPERS = {"decorated_definition": "definition", "export_statement": "declaration"}
_CLASSES = frozenset({"class_definition", "class_declaration", "abstract_class_declaration"})
