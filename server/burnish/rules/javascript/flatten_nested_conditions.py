from __future__ import annotations

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.project.conventions import Conventions, line_length
from burnish.rule import Finding, Fix, Rule
from burnish.rules.about.cases import has_like_beside, is_next_case
from burnish.rules.about.guards import line_behind_guard
from burnish.rules.javascript.about.conditions import condition_of, joined, negated_in_lines, negates_well
from burnish.rules.javascript.about.functions import (
    CONTROL,
    enclosing_function,
    function_name,
    own,
    statements,
)
from burnish.rules.javascript.about.layout import (
    indentation_step,
    inner_indentation,
    line_shifts,
    line_width,
    start_with_comments,
)
from burnish.rules.javascript.about.nesting import asks_for_key, early_exit_of, main_path_after, nest_of
from burnish.rules.javascript.about.opened_blocks import can_be_opened, ends_its_line, runs_on
from burnish.syntax import Found
from burnish.text import Edit, Span, indentation_at, newline_of
from burnish.tree import field_text


class FlattenNestedConditions(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        statement, document = found.node, code.document
        if statement.child_by_field_name("alternative") is not None:
            branch = _else_block(statement)
            return None if branch is None else self._after_jump(branch, document)
        nest = nest_of(statement)
        if nest is None or is_next_case(document, statement):
            return None
        conditions = [condition for one in nest if (condition := condition_of(one)) is not None]
        head = Span(statement.start_byte, nest[0].children[1].end_byte)
        jump = _early_exit_of(document, nest, conditions)
        if jump is not None:
            function = enclosing_function(statement)
            name = None if function is None or jump == "continue" else function_name(document, function)
            whole = f"'{name}'" if name else "the loop's body" if jump == "continue" else "this function"
            verb = "continue" if jump == "continue" else "return"
            return self.finding(
                head, f"The rest of {whole} is nested in this condition: {verb} early instead", statement
            )
        if len(nest) < 2 or len(conditions) != len(nest):
            return None
        if len(nest) == 2 and has_like_beside(document, *nest):
            return None
        joined_up = joined(document, conditions)
        if len(nest) == 2 and any(_asks_for_either(one, document) for one in conditions):
            return None  # "and" beside "or" reads no better than two questions
        if "\n" in joined_up or line_width(document, statement.start_byte) + len(f"if ({joined_up}) {{") > line_length(
            document, code.project
        ):
            return None
        return self.finding(head, f"{len(nest)} nested conditions can be one, joined with '&&'", statement)

    def fix(self, found: Found, code: Code) -> Fix | None:
        statement, document = found.node, code.document
        if statement.child_by_field_name("alternative") is not None:
            branch = _else_block(statement)
            top = None if branch is None else main_path_after(branch)
            return None if top is None or top.has_error else _without_else(document, top)
        if statement.has_error:
            return None
        nest = nest_of(statement)
        if nest is None or any(child.is_extra for one in nest for child in one.children):
            return None
        conditions = [condition for one in nest if (condition := condition_of(one)) is not None]
        if len(conditions) != len(nest):
            return None
        jump = _early_exit_of(document, nest, conditions)
        if jump is not None:
            return _early_exit(document, nest, conditions, jump, code.conventions)
        body = nest[-1].child_by_field_name("consequence")
        outer = statement.child_by_field_name("condition")
        if len(nest) < 2 or body is None or outer is None:
            return None
        old = indentation_at(document.source, nest[-1].start_byte)
        new = indentation_at(document.source, statement.start_byte)
        edits = [
            Edit(Span(outer.start_byte, body.start_byte), f"({joined(document, conditions)}) "),
            *line_shifts(document, Span(body.start_byte, body.end_byte), old, new),
        ]
        if body.end_byte < statement.end_byte:
            edits.append(Edit(Span(body.end_byte, statement.end_byte), ""))
        return Fix(tuple(edits), "Join the nested conditions with &&")

    def _after_jump(self, block: Node, document: Document) -> Finding | None:
        top = main_path_after(block)
        if top is None or next(own(block, CONTROL), None) is None:
            return None
        keyword = block.parent.children[0] if block.parent is not None else block
        return self.finding(
            keyword, "This 'else' follows a branch that always leaves, so its block can stand without it", top
        )


def _asks_for_either(condition: Node, document: Document) -> bool:
    return condition.type == "ternary_expression" or (
        condition.type == "binary_expression" and field_text(condition, "operator", document.source) in ("||", "??")
    )


def _else_block(statement: Node) -> Node | None:
    """The block of the `else` of an if statement; None where another if follows the word."""
    clause = statement.child_by_field_name("alternative")
    inner = [] if clause is None else statements(clause)
    return inner[0] if len(inner) == 1 and inner[0].type == "statement_block" else None


def _early_exit_of(document: Document, nest: list[Node], conditions: list[Node]) -> str | None:
    if len(conditions) == 1 and nest[0].parent is not None and asks_for_key(document, conditions[0]):
        holder = nest[0].parent.parent
        if holder is not None and holder.parent is not None and holder.parent.type == "arguments":
            return None  # a handler of keys says first which one it is for
    return early_exit_of(nest) if conditions and negates_well(document, conditions) else None


def _early_exit(
    document: Document, nest: list[Node], conditions: list[Node], jump: str, conventions: Conventions
) -> Fix | None:
    statement, body = nest[0], nest[-1].child_by_field_name("consequence")
    if body is None or not can_be_opened(document, body):
        return None
    old, new = inner_indentation(document, body), indentation_at(document.source, statement.start_byte)
    if old is None or not ends_its_line(document, statement):
        return None
    newline, step = newline_of(document.source), indentation_step(document, body) or conventions.indentation
    brace = body.children[0].end_byte
    condition = negated_in_lines(document, conditions, new, step, conventions.line_length)
    if condition is None:
        return None
    # What is said above the condition is about its block, not about leaving early.
    start = start_with_comments(document, statement)
    above = document.slice(Span(start, statement.start_byte)).rstrip()
    note = f"{newline}{new}{above}" if above else ""
    apart = line_behind_guard(document, brace)
    guard = f"if ({condition}) {{{newline}{new}{step}{jump}{conventions.statement_end}{newline}{new}}}{apart}{note}"
    last = body.named_children[-1].end_byte
    edits = (
        Edit(Span(start, brace), guard),
        *line_shifts(document, Span(brace, last), old, new),
        Edit(Span(last, statement.end_byte), ""),
    )
    return Fix(edits, f"{'Skip the iteration' if jump == 'continue' else 'Return'} early")


def _without_else(document: Document, top: Node) -> Fix | None:
    statement, commented = top, False
    while True:
        clause = statement.child_by_field_name("alternative")
        branch = statement.child_by_field_name("consequence")
        if clause is None or branch is None:
            return None
        commented = commented or any(child.is_extra for one in (statement, clause) for child in one.children)
        inner = statements(clause)
        if len(inner) != 1:
            return None
        if inner[0].type != "if_statement":
            break
        statement = inner[0]
    block = inner[0]
    old, new = inner_indentation(document, block), indentation_at(document.source, top.start_byte)
    if commented or block.type != "statement_block" or old is None or not can_be_opened(document, block):
        return None
    if branch.type != "statement_block" or not ends_its_line(document, block) or runs_on(document, block, top):
        return None
    brace, last = block.children[0].end_byte, block.named_children[-1].end_byte
    edits = (
        Edit(Span(branch.end_byte, brace), ""),
        *line_shifts(document, Span(brace, last), old, new),
        Edit(Span(last, block.end_byte), ""),
    )
    return Fix(edits, "Remove the else after the jump")
