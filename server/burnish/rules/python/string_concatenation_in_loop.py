from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tree_sitter import Node

from burnish.document import Document
from burnish.names.python_bindings import is_builtin
from burnish.names.python_mentions import (
    LOOPS,
    declares_elsewhere,
    function_around,
    may_outlive_exception,
    mentions,
    reads_names_as_text,
)
from burnish.project import Project
from burnish.project.conventions import line_length
from burnish.rule import Finding, Fix, LegacyRule, Match, Safety
from burnish.rules.python.conditions import bare
from burnish.rules.python.layout import comment_after, last_line, stands_alone
from burnish.rules.python.loop_to_comprehension import as_comprehension, collects
from burnish.rules.python.loops import runs_over_few
from burnish.text import Edit, Span, indentation_at, newline_of, shift, smallest_edit
from burnish.tree import ancestors, enclosing, siblings_after, span_of


class StringConcatenationInLoop(LegacyRule):
    query = """
    ((augmented_assignment left: (identifier) @name operator: "+=" right: (_) @part) @append
      (#not-match? @part "^[-0-9.]+$"))
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        append, name = found["append"], document.slice(found["name"])
        loop, start = _loop_and_start(document, append, name)
        if loop is None or start is None or runs_over_few(document, loop):
            return None
        function = function_around(loop)
        if function is None or declares_elsewhere(document, function, name):
            return None
        spoken = list(mentions(document, loop, name))
        if not spoken or spoken[0].parent is None or not any(one == found["name"] for one in spoken):
            return None
        appends = [one for one in spoken if _is_append(one)]
        if appends[0] != found["name"] or any(_is_rebound(one) for one in spoken):
            return None
        return self.finding(
            Span(append.start_byte, found["part"].start_byte),
            f"'{name}' is copied each time that the loop adds to it",
            anchor=Span(start.start_byte, loop.end_byte),
        )

    def offers(self, finding: Finding, document: Document, project: Project) -> Safety | None:
        # Whether a comprehension can be made of what the loop becomes is seldom in doubt and takes parsing it.
        planned = self._planned(finding, document)
        return None if planned is None else planned.safety

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        planned = self._planned(finding, document)
        if planned is None:
            return None
        whole = _with_comprehension(document, planned.edits, planned.loop, line_length(document, project))
        return None if whole is None else Fix(whole, "Collect the parts and join them once", planned.safety)

    def _planned(self, finding: Finding, document: Document) -> _Planned | None:
        first = document.root.descendant_for_byte_range(finding.span.start, finding.span.start + 1)
        if first is None or first.type != "identifier" or first.parent is None:
            return None
        name = document.slice(first)
        loop, start = _loop_and_start(document, first.parent, name)
        function = None if loop is None else function_around(loop)
        if loop is None or start is None or function is None:
            return None
        if may_outlive_exception(document, loop, function, name) or reads_names_as_text(document, function):
            return None
        parts = _parts(document, function, loop, start, name)
        collector = _free_name(document, function, ("parts", f"{name}_parts"))
        if parts is None or collector is None:
            return None
        assignment = start.named_children[0]
        literal, kind = assignment.child_by_field_name("right"), assignment.child_by_field_name("type")
        left = assignment.child_by_field_name("left")
        if literal is None or left is None or (comment_after(document, start.end_byte) or "").startswith("# type:"):
            return None
        newline, indent = newline_of(document.source), indentation_at(document.source, loop.start_byte)
        text = document.slice(literal)
        quotes = text[-1] * 2
        content = f"[{text}]" if len(text) > 2 else "[]"
        edits = [Edit(Span(left.start_byte, literal.end_byte), f"{collector} = {content}")]
        for part in parts:
            statement = part.parent
            assert statement is not None
            edits.append(Edit(Span(statement.start_byte, part.start_byte), f"{collector}.append("))
            edits.append(Edit(Span(part.end_byte, part.end_byte), ")"))
        joined = f"{quotes}.join({collector})"
        result = _returned_at_once(document, function, loop, start, name)
        if result is not None:
            edits.append(Edit(span_of(result), joined))
        else:
            body = loop.child_by_field_name("body")
            end = document.lines.line_span(last_line(document, body or loop)).end
            annotation = "" if kind is None else f": {document.slice(kind)}"
            edits.append(Edit(Span(end, end), f"{newline}{indent}{name}{annotation} = {joined}"))
        safety = Safety.SAFE if all(_is_text(document, part) for part in parts) else Safety.UNSAFE
        return _Planned(edits, loop, safety)


@dataclass(frozen=True, slots=True)
class _Planned:
    """Edits that collect the parts of a text in a list, in a loop that may be none but for that."""

    edits: list[Edit]
    loop: Node
    safety: Safety


def _with_comprehension(document: Document, edits: list[Edit], loop: Node, width: int) -> tuple[Edit, ...] | None:
    """The edits, and those that make a comprehension of the loop if it does nothing now but collect.

    None where it should become one and cannot.
    """
    after = document.edited(edits)
    at = shift(loop.start_byte, edits)
    collecting = after.root.descendant_for_byte_range(at, at + 1)
    while collecting is not None and collecting.type not in LOOPS:
        collecting = collecting.parent
    if collecting is None or collecting.type != "for_statement" or not collects(after, collecting, width):
        return tuple(edits)
    further = as_comprehension(after, collecting, width)
    if further is None:
        return None
    whole = smallest_edit(document.source, after.edited(further.edits).source)
    return None if whole is None else (whole,)


def _loop_and_start(document: Document, append: Node, name: str) -> tuple[Node | None, Node | None]:
    """The outermost loop around an append that starts below the string's first value, and that value's statement."""
    for loop in ancestors(append):
        if loop.type == "function_definition" or loop.type == "class_definition":
            break
        if loop.type not in LOOPS:
            continue
        start = _start_before(document, loop, name)
        if start is not None:
            return loop, start
    return None, None


def _start_before(document: Document, loop: Node, name: str) -> Node | None:
    """The statement before a loop, in its block, that sets the variable to a string literal.

    None where a statement in between speaks of the variable.
    """
    sibling = loop.prev_named_sibling
    while sibling is not None:
        spoken = next(mentions(document, sibling, name), None)
        if spoken is not None:
            assignment = sibling.named_children[0] if sibling.type == "expression_statement" else None
            if assignment is None or assignment.type != "assignment" or not stands_alone(document, sibling):
                return None
            left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
            plain = left == spoken and right is not None and _is_literal(document, right)
            return sibling if plain else None
        sibling = sibling.prev_named_sibling
    return None


def _parts(document: Document, function: Node, loop: Node, start: Node, name: str) -> list[Node] | None:
    """What the loop appends; None where it, or an inner function, does anything else with the string."""
    found: list[Node] = []
    for one in mentions(document, function, name):
        if enclosing(one, ("function_definition", "lambda")) != function:
            return None
        if one.start_byte < loop.start_byte and enclosing(one, ("generator_expression",)) is not None:
            return None  # the loop may run the generator
        if not loop.start_byte <= one.start_byte < loop.end_byte:
            continue
        append = one.parent
        part = None if append is None else append.child_by_field_name("right")
        statement = None if append is None else append.parent
        if not _is_append(one) or part is None or statement is None or statement.type != "expression_statement":
            return None
        if part.type in ("expression_list", "yield", "assignment", "augmented_assignment") or part.has_error:
            return None
        found.append(part)
    return found


def _is_append(mention: Node) -> bool:
    parent = mention.parent
    if parent is None or parent.type != "augmented_assignment" or parent.child_by_field_name("left") != mention:
        return False
    operator = parent.child_by_field_name("operator")
    return operator is not None and operator.type == "+="


def _is_rebound(mention: Node) -> bool:
    parent = mention.parent
    return (
        parent is not None
        and parent.type in ("assignment", "for_statement", "pattern_list")
        and parent.child_by_field_name("right") != mention
    )


def _returned_at_once(document: Document, function: Node, loop: Node, start: Node, name: str) -> Node | None:
    """The string in a `return` right after the loop, where it is used nowhere else."""
    after = siblings_after(loop)
    if not after or after[0].type != "return_statement" or len(after[0].named_children) != 1:
        return None
    result = after[0].named_children[0]
    if result.type != "identifier" or document.slice(result) != name:
        return None
    others = [
        one
        for one in mentions(document, function, name)
        if not start.start_byte <= one.start_byte < loop.end_byte and one != result
    ]
    return None if others else result


def _free_name(document: Document, function: Node, names: Iterable[str]) -> str | None:
    """The first name that nothing in the function is called, its parameters included."""
    return next((name for name in names if next(mentions(document, function, name), None) is None), None)


_TEXT_METHODS = frozenset(
    {"format", "join", "lower", "upper", "strip", "lstrip", "rstrip", "replace", "title", "center", "ljust", "rjust"}
)


def _is_literal(document: Document, node: Node) -> bool:
    """Whether a node is one string literal in one line, and not bytes."""
    if node.type != "string" or node.start_point.row != node.end_point.row or not node.children:
        return False
    prefix = document.slice(node.children[0]).rstrip("\"'").lower()
    return "b" not in prefix and not document.slice(node).endswith(('"""', "'''"))


def _is_text(document: Document, node: Node) -> bool:
    """Whether an expression surely gives a plain string."""
    node = bare(node)
    if node.type == "string":
        return bool(node.children) and "b" not in document.slice(node.children[0]).lower()
    if node.type == "concatenated_string":
        return all(_is_text(document, one) for one in node.named_children if not one.is_extra)
    if node.type == "conditional_expression" and len(node.named_children) == 3:
        return _is_text(document, node.named_children[0]) and _is_text(document, node.named_children[2])
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if node.type == "binary_operator" and left is not None and right is not None:
        operator = node.child_by_field_name("operator")
        sign = "" if operator is None else operator.type
        if sign == "+":
            return _is_text(document, left) and _is_text(document, right)
        if sign == "*":
            return _is_text(document, left) and (right.type == "integer" or document.slice(right).startswith("len("))
        return sign == "%" and _is_text(document, left)
    function = node.child_by_field_name("function") if node.type == "call" else None
    if function is None:
        return False
    owner, method = function.child_by_field_name("object"), function.child_by_field_name("attribute")
    if owner is not None and method is not None:
        return document.slice(method) in _TEXT_METHODS and _is_text(document, owner)
    called = document.slice(function)
    return called in ("str", "repr", "chr", "hex", "oct", "bin", "ascii") and is_builtin(document, called, function)
