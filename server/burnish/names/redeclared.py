"""Names that JavaScript declares twice in one scope: an error that neither tree-sitter nor esprima sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.names import javascript
from burnish.names.access import Access
from burnish.tree import descendants

_DECLARATIONS = frozenset({"lexical_declaration", "class_declaration"})


def redeclared(document: Document, parts: Iterable[Node]) -> Counter[str]:
    """The names that `let`, `const` or `class` declare below these nodes where their scope has them already."""
    declared: dict[int, Counter[str]] = {}
    for part in parts:
        for node in (part, *descendants(part, _DECLARATIONS)):
            if node.type not in _DECLARATIONS or node.parent is None:
                continue
            scope = node.parent
            if scope.id not in declared:
                declared[scope.id] = Counter(_parameters(document, scope))
            declared[scope.id].update(_bound(document, node))
    return Counter(name for names in declared.values() for name, count in names.items() if count > 1)


def _bound(document: Document, declaration: Node) -> Iterator[str]:
    name = declaration.child_by_field_name("name")
    if name is not None:
        yield document.slice(name)
    for declarator in declaration.named_children:
        pattern = declarator.child_by_field_name("name") if declarator.type == "variable_declarator" else None
        if pattern is not None:
            yield from _names(document, pattern)


def _parameters(document: Document, scope: Node) -> set[str]:
    """The parameters of the function that a block is the body of."""
    function = scope.parent
    if function is None or function.child_by_field_name("body") != scope:
        return set()
    parts = (function.child_by_field_name("parameters"), function.child_by_field_name("parameter"))
    return {name for part in parts if part is not None for name in _names(document, part)}


def _names(document: Document, pattern: Node) -> Iterator[str]:
    leaves = [pattern] if pattern.child_count == 0 else descendants(pattern, javascript.NAMES)
    for leaf in leaves:
        if leaf.type in javascript.NAMES and javascript.access(leaf) is Access.BIND:
            yield document.slice(leaf)
