"""Counting: which branches of the function are taken, and how many steps it takes, so that no loop is endless."""

from __future__ import annotations

from tree_sitter import Node

from burnish.behaviour.javascript.changes import Changes
from burnish.behaviour.javascript.outline import FUNCTIONS

_LOOPS = frozenset({"while_statement", "do_statement", "for_statement", "for_in_statement"})
HANDLED = FUNCTIONS | _LOOPS | {"if_statement", "ternary_expression", "switch_case", "switch_default", "catch_clause"}


def counted(node: Node, changes: Changes, target: Node | None) -> None:
    """What to change at a node of a type that HANDLED has. Ways are told apart inside the target only."""
    kind = node.type
    inside = target is not None and node.id != target.id
    if kind in FUNCTIONS:
        body = node.child_by_field_name("body")
        if body is not None:
            mark = f"__h({changes.numbered(1)})" if inside else "__s()"
            if body.type == "statement_block":
                changes.open(_after_directives(body), f"{mark};", counting=True)
            else:
                changes.open(body.start_byte, f"({mark}, ", counting=True)
                changes.close(body.end_byte, ")", counting=True)
        return
    condition = node.child_by_field_name("condition")
    if target is not None and condition is not None:
        _condition(condition, changes)
    if kind in _LOOPS:
        body = node.child_by_field_name("body")
        if body is not None:
            mark = "__s();"
            if target is not None and kind == "for_in_statement":
                mark = f"__h({changes.numbered(1)});"
            _at_start(body, mark, changes)
    elif target is not None and kind in ("switch_case", "switch_default"):
        colon = next((one for one in node.children if one.type == ":"), None)
        if colon is not None:
            changes.open(colon.end_byte, f" __h({changes.numbered(1)});", counting=True)
    elif target is not None and kind == "catch_clause":
        body = node.child_by_field_name("body")
        if body is not None:
            _at_start(body, f"__h({changes.numbered(1)});", changes)


def _condition(condition: Node, changes: Changes) -> None:
    start, end = condition.start_byte, condition.end_byte
    if condition.type == "empty_statement":
        return
    if condition.type == "expression_statement":
        if not condition.named_children:
            return
        end = condition.named_children[0].end_byte
    if condition.type == "parenthesized_expression":
        start, end = start + 1, end - 1
    changes.open(start, f"__c({changes.numbered(2)}, (", counting=True)
    changes.close(end, "))", counting=True)


def _at_start(body: Node, mark: str, changes: Changes) -> None:
    if body.type == "statement_block":
        changes.open(body.start_byte + 1, mark, counting=True)
    else:
        changes.open(body.start_byte, "{" + mark, counting=True)
        changes.close(body.end_byte, "}", counting=True)


def _after_directives(body: Node) -> int:
    end = body.start_byte + 1
    for one in body.named_children:
        if one.type != "expression_statement" or one.named_children[0].type != "string":
            break
        end = one.end_byte
    return end
