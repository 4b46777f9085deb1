from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document
from burnish.names.javascript_mentions import PATTERNS, bound_names, mentions_any
from burnish.project import Project
from burnish.project.conventions import conventions_of
from burnish.rule import Finding, Fix, LegacyRule, Match, Related
from burnish.rules.javascript.about.awaiting import awaited_read
from burnish.rules.javascript.layout import begins_line, indentation_step, line_width, moved_text
from burnish.text import Edit, Span, indentation_at, newline_of
from burnish.tree import span_of


class SequentialAwaits(LegacyRule):
    query = """
    (statement_block (lexical_declaration (variable_declarator value: (await_expression (call_expression)))) @second)
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        row = _row(document, found["second"])
        if row is None:
            return None
        names = [document.slice(_part(one, "name")) for one in row]
        return self.finding(
            _part(row[1], "value").children[0],
            f"{len(row)} reads that do not depend on each other wait in a row: {', '.join(_short(one) for one in names)}",
            Span(row[0].start_byte, row[-1].end_byte),
            tuple(Related(span_of(_part(one, "value").children[0]), "waits here") for one in row),
        )

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        first = document.root.named_descendant_for_byte_range(finding.anchor.start, finding.anchor.start + 1)
        while first is not None and first.type != "lexical_declaration":
            first = first.parent
        row = None if first is None else _row_from(document, first)
        if row is None or len({one.children[0].type for one in row}) != 1:
            return None
        if any(_declarator(one).child_by_field_name("type") is not None for one in row):
            return None  # the annotations would have to become those of a tuple
        comments: dict[int, list[Node]] = {}
        for at, statement in enumerate(row[1:], 1):
            between = statement.prev_named_sibling
            while between is not None and between.is_extra:
                if not begins_line(document, between):
                    return None
                comments.setdefault(at, []).insert(0, between)
                between = between.prev_named_sibling
        newline, indentation = newline_of(document.source), indentation_at(document.source, row[0].start_byte)
        conventions = conventions_of(document, project)
        step = indentation_step(document, row[0]) or conventions.indentation
        calls = [_part(one, "value").named_children[0] for one in row]
        names = ", ".join(document.slice(_part(one, "name")) for one in row)
        end = conventions.statement_end
        kind = document.slice(row[0].children[0])
        line = f"{kind} [{names}] = await Promise.all([{', '.join(document.slice(one) for one in calls)}]){end}"
        if comments or "\n" in line or line_width(document, row[0].start_byte) + len(line) > conventions.line_length:
            inner = indentation + step
            parts = [f"{kind} [{names}] = await Promise.all(["]
            for at, call in enumerate(calls):
                parts += (inner + document.slice(comment) for comment in comments.get(at, ()))
                old = indentation_at(document.source, call.start_byte)
                parts.append(inner + moved_text(document, span_of(call), old, inner) + ",")
            line = newline.join([*parts, f"{indentation}]){end}"])
        return Fix((Edit(Span(row[0].start_byte, row[-1].end_byte), line),), "Wait for them together with Promise.all")


def _row(document: Document, second: Node) -> list[Node] | None:
    """The run of independent reads in which this statement is the second; None where it is not."""
    first = _statement_before(second)
    # Runs are split from the top of the block, so each statement is second in one run at most.
    start = first
    while start is not None and (earlier := _statement_before(start)) is not None and _read(document, earlier):
        start = earlier
    while start is not None and start.start_byte < second.start_byte:
        row = _row_from(document, start)
        if row is None:
            start = _statement_after(start)
        elif row[1] == second:
            return row
        else:
            start = _statement_after(row[-1])
    return None


def _row_from(document: Document, first: Node) -> list[Node] | None:
    call = _read(document, first)
    if call is None:
        return None
    row, names, calls = [first], set[str](), {document.slice(call)}
    while True:
        names |= bound_names(document, _part(row[-1], "name"))
        following = _statement_after(row[-1])
        call = None if following is None else _read(document, following)
        if following is None or call is None or mentions_any(document, following, names):
            return row if len(row) > 1 else None
        if document.slice(call) in calls:
            return None  # asking the same twice is about the time in between
        calls.add(document.slice(call))
        row.append(following)


def _read(document: Document, statement: Node) -> Node | None:
    """The read that a declaration of one variable waits for."""
    if statement.type != "lexical_declaration" or len(statement.named_children) != 1:
        return None
    declarator = _declarator(statement)
    name, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
    if name is None or name.type not in PATTERNS or value is None or value.type != "await_expression":
        return None
    return awaited_read(document, value)


def _statement_before(node: Node) -> Node | None:
    sibling = node.prev_named_sibling
    while sibling is not None and sibling.is_extra:
        sibling = sibling.prev_named_sibling
    return sibling


def _statement_after(node: Node) -> Node | None:
    sibling = node.next_named_sibling
    while sibling is not None and sibling.is_extra:
        sibling = sibling.next_named_sibling
    return sibling


def _declarator(statement: Node) -> Node:
    return statement.named_children[0]


def _part(statement: Node, field: str) -> Node:
    part = _declarator(statement).child_by_field_name(field)
    assert part is not None  # only asked of statements that _read has looked at
    return part


def _short(name: str) -> str:
    return f"'{name}'" if len(name) <= 30 else "'{…}'"
