"""Complexity, nesting and length, per function and per file."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from burnish.document import Document
from burnish.text import Span
from burnish.tree import span_of


@dataclass(frozen=True, slots=True)
class Metrics:
    """Counts for one function or file.

    cyclomatic: 1 + decisions (McCabe 1976). cognitive: each break in the linear flow, weighted by
    how deeply it is nested (SonarSource 2018, without recursion). nesting: the deepest level of
    nested control flow. lines: non-blank lines that are not only a comment.
    """

    name: str
    span: Span
    cyclomatic: int
    cognitive: int
    nesting: int
    lines: int


def function_metrics(document: Document) -> tuple[Metrics, ...]:
    """Metrics of every named function in source order; a nested function counts within its own only."""
    if document.tree is None:
        return ()
    found: list[Metrics] = []
    _measure(document, document.root, "", found)
    return tuple(found[:-1])


def file_metrics(document: Document) -> Metrics:
    """The sums over a whole file (of complexity), and its deepest nesting."""
    if document.tree is None:
        return Metrics(document.path.name, Span(0, len(document.source)), 1, 0, 0, _code_lines(document, None))
    found: list[Metrics] = []
    _measure(document, document.root, document.path.name, found)
    return Metrics(
        document.path.name,
        Span(0, len(document.source)),
        sum(one.cyclomatic for one in found),
        sum(one.cognitive for one in found),
        max(one.nesting for one in found),
        _code_lines(document, None),
    )


def metrics_below(document: Document, root: Node) -> tuple[Metrics, ...]:
    """Metrics of every named function below a node and, last, of the rest of the node itself."""
    found: list[Metrics] = []
    _measure(document, root, "", found)
    return tuple(found)


@dataclass(slots=True)
class _Counter:
    node: Node
    name: str
    base: int
    cyclomatic: int = 1
    cognitive: int = 0
    nesting: int = 0


def _measure(document: Document, root: Node, name: str, found: list[Metrics]) -> None:
    """Appends the functions below root, then root itself."""
    language = document.language
    counters = [_Counter(root, name, 0)]
    if root.type in language.branches:
        counters[0].cyclomatic, counters[0].cognitive = 2, 1
    counters[0].nesting = 1 if root.type in language.nesting else 0
    depths = [counters[0].nesting]
    cursor = root.walk()
    if not cursor.goto_first_child():
        found.append(_finished(document, counters.pop()))
        return
    while True:
        node = cursor.node
        assert node is not None
        depth = depths[-1]
        counter = counters[-1]
        if node.type in language.functions and node.is_named:
            function_name = _function_name(node, document)
            if function_name is not None:
                counters.append(_Counter(node, function_name, depth))
        if node.type in language.branches or _handles_rejection(node):
            counter.cyclomatic += 1
            counter.cognitive += 1
            if node.type in language.nesting and not _continues_chain(node):
                counter.cognitive += depth - counter.base
        deeper = node.type in language.nesting and not _continues_chain(node)
        counter = counters[-1]
        if deeper:
            counter.nesting = max(counter.nesting, depth + 1 - counter.base)
        if cursor.goto_first_child():
            depths.append(depth + 1 if deeper else depth)
            continue
        while True:
            ended = cursor.node
            assert ended is not None
            if len(counters) > 1 and ended == counters[-1].node:
                found.append(_finished(document, counters.pop()))
            if cursor.goto_next_sibling():
                break
            cursor.goto_parent()
            depths.pop()
            if cursor.node == root:
                found.append(_finished(document, counters.pop()))
                return


def _finished(document: Document, counter: _Counter) -> Metrics:
    lines = _code_lines(document, counter.node)
    span = span_of(counter.node)
    return Metrics(counter.name, span, counter.cyclomatic, counter.cognitive, counter.nesting, lines)


def _handles_rejection(node: Node) -> bool:
    """Whether this is the `catch` of `promise.catch(handler)`: the same decision as a catch clause."""
    if node.type != "property_identifier" or node.text != b"catch":
        return False
    member = node.parent
    call = None if member is None or member.type != "member_expression" else member.parent
    return call is not None and call.type == "call_expression" and call.child_by_field_name("function") == member


def _continues_chain(node: Node) -> bool:
    """Whether an if continues the else of another: `else if` nests no deeper."""
    parent = node.parent
    return (
        node.type == "if_statement"
        and parent is not None
        and parent.type == "else_clause"
        and len(parent.named_children) == 1
    )


def _function_name(node: Node, document: Document) -> str | None:
    name = node.child_by_field_name("name")
    if name is None and node.parent is not None and node.parent.type in _NAMING:
        name = node.parent.child_by_field_name(_NAMING[node.parent.type])
    return None if name is None else document.slice(name)


_NAMING = {"variable_declarator": "name", "pair": "key", "assignment_expression": "left"}


def _code_lines(document: Document, node: Node | None) -> int:
    span = Span(0, len(document.source)) if node is None else span_of(node)
    marks = tuple(
        mark for mark in (document.language.line_comment, *(document.language.block_comment or ())) if mark is not None
    )
    lines = (line.strip() for line in document.slice(span).splitlines())
    return sum(1 for line in lines if line and not (marks and line.startswith(marks)))
