"""Finding one's way in tree-sitter trees.

Walks are iterative: code nested thousands of levels deep must not exhaust Python's stack.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tree_sitter import Node

from burnish.language import Language
from burnish.text import Span


def span_of(node: Node) -> Span:
    return Span(node.start_byte, node.end_byte)


def ancestors(node: Node) -> Iterator[Node]:
    """The nodes around this one, innermost first."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def path_to(root: Node, node: Node) -> list[Node]:
    """The nodes from the root down to this one, both included; made in one descent, where `parent` takes one a step."""
    path = [root]
    current = root
    while current.id != node.id:
        inner = current.child_with_descendant(node)
        if inner is None:
            return [*reversed(list(ancestors(node))), node]
        path.append(inner)
        current = inner
    return path


def enclosing(node: Node, types: Collection[str]) -> Node | None:
    """The innermost ancestor of one of these types."""
    return next((one for one in ancestors(node) if one.type in types), None)


def enclosing_function(node: Node, language: Language) -> Node | None:
    return enclosing(node, language.functions)


def broken_nodes(root: Node) -> Iterator[Node]:
    """What the grammar could not read, and the tokens that it had to add, the whole of a tree that it could not read first."""
    if not root.has_error:
        return
    if root.is_error:
        yield root
    sound = [root]
    while sound:
        for child in sound.pop().children:
            if child.is_error or child.is_missing:
                yield child
            if child.has_error:
                sound.append(child)


def descendants(node: Node, types: Collection[str] | None = None, skip: Collection[str] = ()) -> Iterator[Node]:
    """All nodes below this one in source order, only those of `types` if given.

    Nothing below a node whose type is in `skip` is visited; the node itself is yielded.
    """
    cursor = node.walk()
    if not cursor.goto_first_child():
        return
    while True:
        current = cursor.node
        assert current is not None
        if types is None or current.type in types:
            yield current
        if current.type not in skip and cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent() or cursor.node == node:
                return


def first_error(root: Node) -> Node | None:
    """The innermost first node that the grammar has no place for, or that it misses; None where there is none."""
    found, node = None, root
    while True:
        if node.is_error or node.is_missing:
            found = node
        inner = next((one for one in node.children if one.has_error or one.is_error or one.is_missing), None)
        if inner is None:
            return found
        node = inner


def contains_type(node: Node, types: Collection[str], skip: Collection[str] = ()) -> bool:
    return next(descendants(node, types, skip), None) is not None


def field_of(node: Node | None, *fields: str) -> Node | None:
    """What a chain of fields leads to: `field_of(call, "function", "object")` is what a method is called on."""
    for name in fields:
        node = None if node is None else node.child_by_field_name(name)
    return node


def place_of(node: Node) -> str:
    """Where a node stands in what is around it: `for_statement.right`, `argument_list`; empty for a root."""
    around = node.parent
    if around is None:
        return ""
    name = next((around.field_name_for_child(at) for at, one in enumerate(around.children) if one == node), None)
    return f"{around.type}.{name}" if name else around.type


def field_text(node: Node, name: str, source: bytes) -> str | None:
    """The text of a node's field, None where it has no such field."""
    child = node.child_by_field_name(name)
    return None if child is None else node_text(child, source)


def node_text(node: Node, source: bytes) -> str:
    return source[node.start_byte : node.end_byte].decode("utf-8", "replace")


def statement_of(node: Node) -> Node:
    """The statement that a node is part of: the nearest one that stands in a block or at top level."""
    current = node
    while current.parent is not None and current.parent.type not in _BLOCKS:
        current = current.parent
    return current


def siblings_after(node: Node) -> list[Node]:
    """The named siblings that follow, comments left out."""
    found = []
    sibling = node.next_named_sibling
    while sibling is not None:
        if not sibling.is_extra:
            found.append(sibling)
        sibling = sibling.next_named_sibling
    return found


def sibling_before(node: Node) -> Node | None:
    """The named sibling in front of a node, comments left out."""
    sibling = node.prev_named_sibling
    while sibling is not None and sibling.is_extra:
        sibling = sibling.prev_named_sibling
    return sibling


def sibling_after(node: Node) -> Node | None:
    """The named sibling behind a node, comments left out."""
    sibling = node.next_named_sibling
    while sibling is not None and sibling.is_extra:
        sibling = sibling.next_named_sibling
    return sibling


_BLOCKS = frozenset({"module", "block", "program", "statement_block", "switch_case", "switch_default"})
