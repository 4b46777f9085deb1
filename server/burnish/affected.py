"""What part of a document is to be searched again after an edit, and which older findings it touches."""

from __future__ import annotations

from collections.abc import Sequence

import tree_sitter
from tree_sitter import Node

from burnish.document import Document
from burnish.names.facts import Change, binds_outside
from burnish.names.imports import imports
from burnish.text import Edit, Span
from burnish.tree import ancestors, span_of


def changed_spans(before: Document, after: Document, edits: Sequence[Edit]) -> Change | None:
    """The smallest run of whole functions (or top-level statements) that differs.

    None when everything must be searched again: no trees to compare, or an import that changed.
    """
    if not edits or before.tree is None or after.tree is None or before.language.embedded:
        return None
    start = min(edit.span.start for edit in edits)
    end = max(edit.span.end for edit in edits)
    delta = len(after.source) - len(before.source)
    new_start, new_end = start, end + delta
    old_tree = before.edited_tree(edits, after)
    if old_tree is None:
        return None
    ranges = old_tree.changed_ranges(after.tree)
    for one in ranges:
        new_start, new_end = min(new_start, one.start_byte), max(new_end, one.end_byte)
    if before.language.functions and not (
        _in_function(before, new_start, new_end - delta) and _in_function(after, new_start, new_end)
    ):
        if not (len(edits) == 1 and _is_layout(before, after, edits[0].span, delta, ranges)):
            return None  # what stands outside of functions may depend on all that stands beside it
        run = _run_around(after, new_start, new_end)
        new_start, new_end = run.start, run.end
    part = _statements_around(before, after, Span(new_start, new_end), delta)
    # A region must cover whole members in both trees, or a finding could straddle its edge.
    new = _members(after.root, new_start, new_end)
    old = _members(before.root, new.start, new.end - delta)
    while True:
        grown = _members(after.root, old.start, old.end + delta)
        if grown == new:
            break
        new, old = grown, _members(before.root, grown.start, grown.end - delta)
    if (_mentions_imports(before, old) or _mentions_imports(after, new)) and imports(before) != imports(after):
        return None
    if binds_outside(before, old) or binds_outside(after, new):
        return None
    return Change(before, after, old, new, Span(part.start, part.end - delta), part)


def _statements_around(before: Document, after: Document, part: Span, delta: int) -> Span:
    """The statement around what differs, in both versions, as a part of the second."""
    one = _statement_at(after, part)
    other = _statement_at(before, Span(part.start, part.end - delta))
    start = min(part.start, one.start_byte, other.start_byte)
    return Span(start, max(part.end, one.end_byte, other.end_byte + delta))


def _statement_at(document: Document, part: Span) -> Node:
    node = _node_at(document, part.start, part.end)
    while node.parent is not None and not node.type.endswith(("_statement", "_declaration", "_definition", "block")):
        node = node.parent
    return node


def _in_function(document: Document, start: int, end: int) -> bool:
    # With the byte before: what is typed at the end of a function is within it.
    node = document.root.descendant_for_byte_range(max(start - 1, 0), max(start, end))
    while node is not None and node.type not in document.language.functions:
        node = node.parent
    return node is not None and node.start_byte < start and end <= node.end_byte


def _is_layout(before: Document, after: Document, old: Span, delta: int, ranges: Sequence[tree_sitter.Range]) -> bool:
    """Whether nothing came or went but white space between tokens and parts of comments."""
    if before.has_errors or after.has_errors:
        return False
    comments = after.language.comments
    return (
        _between_tokens(before, old)
        and _between_tokens(after, Span(old.start, old.end + delta))
        and all(_node_at(after, one.start_byte, one.end_byte).type in comments for one in ranges)
    )


def _between_tokens(document: Document, span: Span) -> bool:
    node = _node_at(document, span.start, span.end)
    if not len(span) or node.type in document.language.comments:
        return True
    return (
        document.source[span.start : span.end].isspace()
        and node.child_count > 0
        and not any(word in one.type for one in (node, *ancestors(node)) for word in ("string", "template", "jsx"))
    )


def _run_around(document: Document, start: int, end: int) -> Span:
    """The statements around a place outside of functions, up to the nearest definitions on both sides."""
    node = _node_at(document, start, end)
    if _is_before_body(node, start, end):
        return Span(start, end)
    while node.parent is not None and node.parent.type not in document.language.classes:
        node = node.parent
    children = node.children
    first = max((at for at, one in enumerate(children) if one.end_byte < start), default=0)
    last = min((at for at, one in enumerate(children) if one.start_byte > end), default=len(children) - 1)
    while first > 0 and children[first].type not in _DEFINITIONS:
        first -= 1
    while last < len(children) - 1 and children[last].type not in _DEFINITIONS:
        last += 1
    if not children:
        return Span(start, end)
    return Span(min(start, children[first].start_byte), max(end, children[last].end_byte))


def _node_at(document: Document, start: int, end: int) -> Node:
    node = document.root.descendant_for_byte_range(start, end)
    return document.root if node is None else node


def touches(anchor: Span, changed: Span) -> bool:
    return anchor.start < changed.end and changed.start < anchor.end


def heads(document: Document, changed: Span) -> list[Span]:
    """What stands before the bodies of the classes around a change: findings there may be about the whole class."""
    found = []
    node: Node | None = document.root.descendant_for_byte_range(changed.start, changed.end)
    while node is not None:
        body = node.child_by_field_name("body") if node.type in document.language.classes else None
        if body is not None:
            found.append(Span(node.start_byte, body.start_byte))
        node = node.parent
    return found


def straddles(anchor: Span, changed: Span, document: Document) -> bool:
    """Whether an anchor is a run of statements of which the change is a part."""
    if not touches(anchor, changed) or changed.contains(anchor):
        return False
    node = document.node_at(anchor)
    return span_of(node) != anchor or node.type not in _CONTAINERS


def _mentions_imports(document: Document, span: Span) -> bool:
    part = document.source[span.start : span.end]
    return b"import" in part or b"require" in part


def _members(root: Node, start: int, end: int) -> Span:
    """The span of the members (functions, statements) that the bytes touch.

    Members are the children of the root, and those of a class where only that class is touched.
    """
    node = root
    while True:
        if _is_before_body(node, start, end):
            return Span(start, max(start, end))
        touched = _touched_children(node, start, end)
        if len(touched) == 1 and touched[0].type in _CONTAINERS:
            node = touched[0]
            continue
        if not touched:
            return Span(start, max(start, end))
        first, last = span_of(touched[0]), span_of(touched[-1])
        if node is not root and (start < first.start or end > last.end):
            return span_of(node).joined(Span(start, max(start, end)))
        return first.joined(last).joined(Span(start, max(start, end)))


def _is_before_body(node: Node, start: int, end: int) -> bool:
    """Whether bytes stand in the empty space between the head of a class and its body, which begins at its first member."""
    body = node.child_by_field_name("body") if node.type == "class_definition" else None
    after = body
    while after is not None and end <= after.start_byte and after.type != ":":
        before = after.prev_sibling
        if before is not None and before.end_byte <= start:
            return True
        after = before  # comments
    return False


def _touched_children(node: Node, start: int, end: int) -> list[Node]:
    """The children that share a byte with start..end or touch its edges."""
    found = []
    at = max(start - 1, node.start_byte)
    last = node.child(node.child_count - 1) if node.child_count else None
    if last is None or last.end_byte <= at:
        # Past its last child, the binding's first_child_for_byte gives a null node that crashes the process.
        return [] if last is None or last.end_byte < start else [last]
    child = node.first_child_for_byte(at)
    while child is not None and child.start_byte <= end:
        if child.end_byte >= start:
            found.append(child)
        child = child.next_sibling
    return found


_DEFINITIONS = frozenset(
    {
        "function_definition",
        "class_definition",
        "decorated_definition",
        "function_declaration",
        "generator_function_declaration",
        "class_declaration",
        "abstract_class_declaration",
        "import_statement",
        "import_from_statement",
        "future_import_statement",
        "comment",
        "interface_declaration",
        "type_alias_declaration",
    }
)

_CONTAINERS = frozenset(
    {
        "class_definition",
        "decorated_definition",
        "block",
        "class_declaration",
        "class_body",
        "export_statement",
    }
)
