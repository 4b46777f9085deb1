from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document
from burnish.project import Project
from burnish.project.conventions import line_length
from burnish.rule import Finding, Fix, LegacyRule, Match, Safety
from burnish.rules.python.conditions import conjunct, negated
from burnish.rules.python.guard_clauses import (
    LEAVING,
    Step,
    is_deep,
    is_most_of,
    return_of,
    with_else_first,
    with_guard,
    with_one_condition,
)
from burnish.rules.python.layout import is_last, is_on_own_lines, statements, width_at
from burnish.text import Span, smallest_edit


class FlattenNestedConditions(LegacyRule):
    query = """
    (if_statement consequence: (block . (if_statement)) !alternative) @if
    (function_definition body: (block (if_statement !alternative) @if . (comment)* .))
    (for_statement body: (block (if_statement !alternative) @if . (comment)* .))
    (while_statement body: (block (if_statement !alternative) @if . (comment)* .))
    (if_statement
      alternative: (else_clause
        body: (block
          [(return_statement) (raise_statement) (continue_statement) (break_statement)] . (comment)* .))) @if
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        node = found["if"]
        condition = node.child_by_field_name("condition")
        if condition is None:
            return None
        message = _message(document, node, line_length(document, project))
        if message is None:
            return None
        return self.finding(Span(node.start_byte, condition.end_byte), message, anchor=node)

    def offers(self, finding: Finding, document: Document, project: Project) -> Safety | None:
        node = _if_at(document, finding.anchor.start)
        return None if node is None or _step(document, node, line_length(document, project)) is None else self.safety

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        node = _if_at(document, finding.anchor.start)
        if node is None:
            return None
        current, title, width = document, "", line_length(document, project)
        while node is not None:
            # A step can bring the next condition into the same place: all of them make one fix.
            step = _step(current, node, width)
            if step is None:
                break
            title = title or step.title
            was_last = node.parent is not None and is_last(node)
            current = current.edited(step.edits)
            node = _next(current, node.start_byte + step.moved_by, was_last, width)
        edit = smallest_edit(document.source, current.source)
        return None if edit is None else Fix((edit,), title)


def _message(document: Document, node: Node, width: int) -> str | None:
    leave = _early_exit(document, node)
    if leave is not None:
        place = "function" if leave.startswith("return") else "loop"
        return f"The rest of the {place} is nested in this condition; a guard clause would leave early"
    if _short_else(document, node) is not None:
        return "The main path is nested in this condition; its short else branch can be a guard clause"
    if _is_inner(document, node, width) or _inner(document, node, width) is None:
        return None
    count, inner = 1, _inner(document, node, width)
    while inner is not None:
        count, inner = count + 1, _inner(document, inner, width)
    return f"{_WORDS.get(count, str(count))} nested conditions can be one"


_WORDS = {2: "Two", 3: "Three", 4: "Four"}


def _step(document: Document, node: Node, width: int) -> Step | None:
    """The edits for one condition, by the same order of preference as its message."""
    leave = _early_exit(document, node)
    if leave is not None:
        return with_guard(document, node, leave)
    branch = _short_else(document, node)
    if branch is not None:
        return with_else_first(document, node, branch)
    inner = _inner(document, node, width)
    return None if inner is None else with_one_condition(document, node, inner)


def _next(document: Document, at: int, was_last: bool, width: int) -> Node | None:
    """The condition that the last step brought into reach: the same one, or the new end of its block."""
    node = _if_at(document, at)
    if node is None or _inner(document, node, width) is not None:
        return node
    if node.parent is None or not was_last:
        return None
    last = statements(node.parent)[-1]
    return last if last != node and _early_exit(document, last) is not None else None


def _if_at(document: Document, offset: int) -> Node | None:
    node = document.root.descendant_for_byte_range(offset, offset + 2)
    while node is not None and node.type != "if_statement":
        node = node.parent
    return node if node is not None and node.start_byte == offset else None


def _inner(document: Document, node: Node, width: int) -> Node | None:
    """The condition that is all of this one's block, where both fit into one line; None otherwise."""
    block = node.child_by_field_name("consequence")
    condition = node.child_by_field_name("condition")
    if block is None or condition is None or node.child_by_field_name("alternative") is not None:
        return None
    body = statements(block)
    if len(body) != 1 or body[0].type != "if_statement" or node.has_error:
        return None
    inner = body[0]
    inner_condition = inner.child_by_field_name("condition")
    inner_block = inner.child_by_field_name("consequence")
    if inner_condition is None or inner_block is None or inner.child_by_field_name("alternative") is not None:
        return None
    if not is_on_own_lines(node, block) or not is_on_own_lines(inner, inner_block):
        return None
    if document.slice(condition).startswith(("__name__", "__debug__", "TYPE_CHECKING", "typing.TYPE_CHECKING")):
        return None
    joined = f"if {conjunct(document, condition)} and {conjunct(document, inner_condition)}:"
    return inner if "\n" not in joined and width_at(document, node) + len(joined) <= width else None


def _is_inner(document: Document, node: Node, width: int) -> bool:
    """Whether the condition around this one says it all: the finding is there."""
    block = node.parent
    around = None if block is None else block.parent
    return around is not None and around.type == "if_statement" and _inner(document, around, width) == node


def _early_exit(document: Document, node: Node) -> str | None:
    """How to leave early where nothing follows this condition: return, return None or continue.

    None where something follows, or the block is too short or too flat for a guard clause to help.
    """
    block, consequence = node.parent, node.child_by_field_name("consequence")
    if node.type != "if_statement" or block is None or block.type != "block" or block.parent is None:
        return None
    around = block.parent
    if around.type not in ("function_definition", "for_statement", "while_statement") or node.has_error:
        return None
    if around.child_by_field_name("body") != block or not is_last(node):
        return None
    if node.child_by_field_name("alternative") is not None or consequence is None:
        return None
    if not is_on_own_lines(node, consequence) or not is_most_of(consequence, block) or not is_deep(consequence):
        return None
    if not _can_be_negated(document, node):
        return None
    if around.type == "function_definition":
        return return_of(around)
    # A loop that looks for one thing and leaves with it says so best as it is.
    return None if statements(consequence)[-1].type in LEAVING else "continue"


def _short_else(document: Document, node: Node) -> Node | None:
    """The else branch that can come first as a guard clause: it is short, leaves, and the other is deep."""
    consequence = node.child_by_field_name("consequence")
    alternatives = node.children_by_field_name("alternative")
    if consequence is None or len(alternatives) != 1 or alternatives[0].type != "else_clause" or node.has_error:
        return None
    branch = alternatives[0].child_by_field_name("body")
    if branch is None or not is_on_own_lines(alternatives[0], branch) or not is_on_own_lines(node, consequence):
        return None
    leaves = statements(branch)
    if not leaves or leaves[-1].type not in LEAVING or branch.end_point.row - branch.start_point.row >= 4:
        return None
    return branch if len(leaves) <= 2 and is_deep(consequence) and _can_be_negated(document, node) else None


def _can_be_negated(document: Document, node: Node) -> bool:
    """Whether the opposite of a condition reads well: a `not (` around several lines does not."""
    condition = node.child_by_field_name("condition")
    if condition is None or condition.start_point.row == condition.end_point.row:
        return condition is not None
    return not negated(document, condition).startswith("not (")
