"""Complexity, nesting and length, per function and per file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import tree_sitter
from tree_sitter import Node

from burnish.document import Document
from burnish.language import Language
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


def cognitive_complexity(document: Document, root: Node) -> int:
    """The cognitive complexity of a node without that of the named functions in it."""
    return _counted(document, root, "")[-1].cognitive


def _measure(document: Document, root: Node, name: str, found: list[Metrics]) -> None:
    """Appends the functions below root, then root itself."""
    found += (_finished(document, one) for one in _counted(document, root, name))


def _counted(document: Document, root: Node, name: str) -> list[_Counter]:
    """The counts of the functions below root, each after those within it, and last root's own."""
    language = document.language
    counters = [_Counter(root, name, 0)]
    if root.type in language.branches:
        counters[0].cyclomatic, counters[0].cognitive = 2, 1
    counters[0].nesting = 1 if root.type in language.nesting else 0
    outermost = counters[0].nesting
    around: list[int] = []
    finished: list[_Counter] = []
    for node in _telling(document, root):
        start = node.start_byte
        while around and around[-1] <= start:
            around.pop()
        while len(counters) > 1 and counters[-1].node.end_byte <= start:
            finished.append(counters.pop())
        kind, depth = node.type, outermost + len(around)
        if kind in language.branches or _handles_rejection(node):
            counters[-1].cyclomatic += 1
            if kind not in _READ_AT_ONCE:
                counters[-1].cognitive += 1
        elif kind in _CHOOSING:
            counters[-1].cognitive += 1
        if kind in language.functions and node.is_named:
            function_name = _function_name(node, document)
            if function_name is not None:
                counters.append(_Counter(node, function_name, depth))
        if kind in language.nesting and not _continues_chain(node):
            counter = counters[-1]
            if kind in language.branches or kind in _CHOOSING:
                counter.cognitive += depth - counter.base
            counter.nesting = max(counter.nesting, depth + 1 - counter.base)
            around.append(node.end_byte)
    return [*finished, *reversed(counters)]


def _telling(document: Document, root: Node) -> list[Node]:
    """The nodes below root that count for something, in source order, those around others first."""
    language = document.language
    if language.grammar is None:
        return []
    captures = tree_sitter.QueryCursor(_query(language)).captures(root)
    below = (one for nodes in captures.values() for one in nodes if one != root)
    return sorted(below, key=lambda one: (one.start_byte, -one.end_byte))


_READ_AT_ONCE = frozenset({"switch_case", "case_clause", "??"})
"""Decisions that break no flow: cases are read at once with what chooses among them."""
_CHOOSING = frozenset({"switch_statement", "match_statement"})


@cache
def _query(language: Language) -> tree_sitter.Query:
    assert language.grammar is not None
    counted = language.functions | language.branches | language.nesting
    named = [one for one in sorted(counted) if language.grammar.id_for_node_kind(one, True) is not None]
    tokens = [one for one in sorted(counted) if language.grammar.id_for_node_kind(one, False) is not None]
    parts = [*(f"({one}) @n" for one in named), *(f'"{one}" @n' for one in tokens)]
    if language.grammar.id_for_node_kind("property_identifier", True) is not None:
        parts.append('((property_identifier) @n (#eq? @n "catch"))')
    made: tree_sitter.Query = tree_sitter.Query(language.grammar, "\n".join(parts))
    return made


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
    if name is None:
        return None
    text = document.slice(name)
    return text[1:-1] or None if name.type == "string" else text


_NAMING = {"variable_declarator": "name", "pair": "key", "assignment_expression": "left"}


def _code_lines(document: Document, node: Node | None) -> int:
    span = Span(0, len(document.source)) if node is None else span_of(node)
    marks = tuple(
        mark for mark in (document.language.line_comment, *(document.language.block_comment or ())) if mark is not None
    )
    lines = (line.strip() for line in document.slice(span).splitlines())
    return sum(1 for line in lines if line and not (marks and line.startswith(marks)))
