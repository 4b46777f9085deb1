from __future__ import annotations

from tree_sitter import Node

from burnish.code import Code
from burnish.rule import Finding, Fix, Rule, Safety
from burnish.rules.about.cases import has_like_beside, is_next_case
from burnish.rules.about.guards import LEAVING
from burnish.rules.python.about.conditions import conjunct, negated
from burnish.rules.python.about.guard_clauses import (
    Step,
    is_all_of,
    is_deep,
    is_most_of,
    return_of,
    with_else_first,
    with_guard,
    with_one_condition,
)
from burnish.rules.python.about.layout import is_last, is_on_own_lines, statements, width_at
from burnish.syntax import Found
from burnish.text import Span, smallest_edit


class FlattenNestedConditions(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        condition, message = found.node.child_by_field_name("condition"), _message(found.node, code)
        if condition is None or message is None:
            return None
        return self.finding(Span(found.node.start_byte, condition.end_byte), message, anchor=found.node)

    def safety_of_fix(self, found: Found, code: Code) -> Safety | None:
        return None if _step(found.node, code, True) is None else self.safety

    def fix(self, found: Found, code: Code) -> Fix | None:
        current, title = code, ""
        node: Node | None = found.node
        is_first = True
        # A step can bring the next condition into the same place: all of them make one fix.
        while node is not None and (step := _step(node, current, is_first)) is not None:
            title, was_last, at = title or step.title, is_last(node), node.start_byte + step.moved_by
            current = Code(current.document.edited(step.edits), code.project)
            node, is_first = _next(at, was_last, current), False
        edit = smallest_edit(code.document.source, current.document.source)
        return None if edit is None else Fix((edit,), title)


def _message(node: Node, code: Code) -> str | None:
    if is_next_case(code.document, node):
        return None
    leave = _early_exit(node, code, True)
    if leave is not None:
        place = "function" if leave.startswith("return") else "loop"
        return f"The rest of the {place} is nested in this condition; a guard clause would leave early"
    if _short_else(node, code) is not None:
        return "The main path is nested in this condition; its short else branch can be a guard clause"
    around = None if node.parent is None else node.parent.parent
    if around is not None and around.type == "if_statement" and _inner(around, code) == node:
        return None  # the finding is there
    count, inner = 1, _inner(node, code)
    if inner is not None and _inner(inner, code) is None and has_like_beside(code.document, node, inner):
        return None
    while inner is not None:
        count, inner = count + 1, _inner(inner, code)
    return f"{_WORDS.get(count, str(count))} nested conditions can be one" if count > 1 else None


_WORDS = {2: "Two", 3: "Three", 4: "Four"}


def _step(node: Node, code: Code, is_first: bool) -> Step | None:
    """The edits for one condition, by the same order of preference as its message."""
    leave = _early_exit(node, code, is_first)
    if leave is not None:
        return with_guard(code.document, node, leave)
    branch = _short_else(node, code)
    if branch is not None:
        return with_else_first(code.document, node, branch)
    inner = _inner(node, code)
    return None if inner is None else with_one_condition(code.document, node, inner)


def _next(at: int, was_last: bool, code: Code) -> Node | None:
    """The condition that the last step brought into reach: the same one, or the new end of its block."""
    node = code.document.root.descendant_for_byte_range(at, at + 2)
    while node is not None and node.type != "if_statement":
        node = node.parent
    if node is None or node.start_byte != at:
        return None
    if _inner(node, code) is not None:
        return node
    if node.parent is None or not was_last:
        return None
    last = statements(node.parent)[-1]
    return last if last != node and _early_exit(last, code, False) is not None else None


def _inner(node: Node, code: Code) -> Node | None:
    """The condition that is all of this one's block, where both fit into one line; None otherwise."""
    parts = _condition_and_block(node)
    body = [] if parts is None else statements(parts[1])
    inner = body[0] if len(body) == 1 else node
    inner_parts = _condition_and_block(inner)
    if parts is None or inner_parts is None or inner == node or node.has_error:
        return None
    if any(one.is_extra for one in (*node.children, *parts[1].named_children)):
        return None  # what is said of one condition is not said of both
    condition, inner_condition = code.text(parts[0]), conjunct(code.document, inner_parts[0])
    if conjunct(code.document, parts[0]) != condition or inner_condition != code.text(inner_parts[0]):
        return None  # "and" beside "or" reads no better than two questions
    if condition.startswith(("__name__", "__debug__", "TYPE_CHECKING", "typing.TYPE_CHECKING")):
        return None
    joined = f"if {conjunct(code.document, parts[0])} and {inner_condition}:"
    return inner if "\n" not in joined and width_at(code.document, node) + len(joined) <= code.line_length else None


def _condition_and_block(node: Node) -> tuple[Node, Node] | None:
    """Those of an `if` without `else`, whose block stands below it."""
    condition, block = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
    if node.type != "if_statement" or condition is None or block is None or node.child_by_field_name("alternative"):
        return None
    return (condition, block) if is_on_own_lines(node, block) else None


def _early_exit(node: Node, code: Code, is_first: bool) -> str | None:
    """How to leave early where nothing follows this condition: return, return None or continue.

    None where something follows, or the block is too short or too flat for a guard clause to help; behind another guard
    clause a short one reads better than half of them.
    """
    parts, block = _condition_and_block(node), node.parent
    around = None if block is None or block.type != "block" else block.parent
    if parts is None or block is None or around is None or node.has_error or not is_last(node):
        return None
    if around.type not in _ENDING or around.child_by_field_name("body") != block:
        return None
    condition, consequence = parts
    if not is_most_of(consequence, block) or not is_deep(consequence) or not _can_be_negated(condition, code):
        return None
    lines = consequence.end_point.row - consequence.start_point.row + 1
    if around.type == "function_definition":
        short = _SHORT_WHOLE if is_all_of(consequence, block) else _SHORT_REST
        return return_of(around) if lines > short or not is_first else None
    names_it = condition.type == "named_expression"  # `if not (value := …)` reads worse than the check
    if lines <= (_SHORT_WHOLE if names_it else _SHORT_TURN) and is_first:
        return None
    # A loop that looks for one thing and leaves with it says so best as it is.
    return None if statements(consequence)[-1].type in LEAVING else "continue"


def _short_else(node: Node, code: Code) -> Node | None:
    """The else branch that can come first as a guard clause: it is short, leaves, and the other is deep."""
    condition, consequence = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
    alternatives = node.children_by_field_name("alternative")
    if condition is None or consequence is None or len(alternatives) != 1 or alternatives[0].type != "else_clause":
        return None
    branch = alternatives[0].child_by_field_name("body")
    if branch is None or not is_on_own_lines(alternatives[0], branch) or not is_on_own_lines(node, consequence):
        return None
    leaves = statements(branch)
    if not leaves or leaves[-1].type not in LEAVING or branch.end_point.row - branch.start_point.row >= 4:
        return None
    is_short = len(leaves) <= 2 and not node.has_error
    is_seen_at_once = consequence.end_point.row - consequence.start_point.row + 1 < _SHORT_TURN
    if is_seen_at_once and statements(consequence)[-1].type == leaves[-1].type == "return_statement":
        return None  # two answers beside each other
    return branch if is_short and is_deep(consequence) and _can_be_negated(condition, code) else None


def _can_be_negated(condition: Node, code: Code) -> bool:
    """Whether the opposite of a condition reads well: a `not (` around several lines does not."""
    is_in_one_line = condition.start_point.row == condition.end_point.row
    return is_in_one_line or not negated(code.document, condition).startswith("not (")


_SHORT_TURN, _SHORT_WHOLE, _SHORT_REST = 7, 11, 15
"""Lines under one condition that read well as they are: in a loop, as all of a function, as its last step."""
_ENDING = frozenset({"function_definition", "for_statement", "while_statement"})
