from __future__ import annotations

import re

from tree_sitter import Node

from burnish.code import Code
from burnish.rule import Finding, Rule
from burnish.rules.javascript.about.code_lines import code_lines
from burnish.rules.javascript.about.components import JSX, component_name, hook_calls, react_superclass
from burnish.rules.javascript.about.functions import function_name, head
from burnish.syntax import Found
from burnish.tree import contains_type, descendants, span_of

_MOST_STATES = 9
_MOST_EFFECTS = 6
_MOST_LOGIC = 110
"""Lines beside its markup that a component may have, however long the markup is."""
_FEW_STATES_AND_EFFECTS = 2


_TIMES_WITHOUT_STATE = 2
"""How many times as long a class may be that has no state: it is cut into methods already."""
_STATE = re.compile(r"\bthis\.(?:state|setState)\b|\bstate\s*[=:]")


class GodComponent(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        node, most = found.node, code.project.config.max_component_lines
        height = node.end_point.row - node.start_point.row
        if node.type == "class_declaration":
            return self._class(node, code) if height >= most else None
        if height < min(most, _MOST_STATES, _MOST_EFFECTS) or not _is_bound(node):
            return None
        name = function_name(code.document, node)
        if name is None or not name[:1].isupper():
            return None
        reasons = _reasons(node, code)
        if not reasons or component_name(code.document, node) is None:
            return None
        every = reasons[0] if len(reasons) == 1 else f"{', '.join(reasons[:-1])} and {reasons[-1]}"
        return self.finding(head(code.document, node), f"'{name}' does too much: it has {every}", node)

    def _class(self, declaration: Node, code: Code) -> Finding | None:
        name, most = declaration.child_by_field_name("name"), code.project.config.max_component_lines
        lines = code_lines(code.document, span_of(declaration))
        if not _is_over(lines, most) or name is None or react_superclass(code.document, declaration) is None:
            return None
        if lines <= _TIMES_WITHOUT_STATE * most and _STATE.search(code.text(declaration)) is None:
            return None
        return self.finding(name, f"'{code.text(name)}' has {lines} lines of code, more than {most}", declaration)


def _is_bound(function: Node) -> bool:
    """Whether a function is declared, or is what a variable is: by itself, or as the first that a call is given."""
    parent = function.parent
    if function.type == "function_declaration" or parent is None:
        return function.type == "function_declaration"
    if parent.type == "arguments":
        if next((one for one in parent.named_children if not one.is_extra), None) != function or parent.parent is None:
            return False
        parent = parent.parent.parent
    return parent is not None and parent.type == "variable_declarator"


def _reasons(function: Node, code: Code) -> list[str]:
    """What a function has too much of."""
    document, most = code.document, code.project.config.max_component_lines
    lines = code_lines(document, span_of(function)) if function.end_point.row - function.start_point.row >= most else 0
    body = function.child_by_field_name("body")
    states, effects = 0, 0
    if body is not None and b"use" in document.source[body.start_byte : body.end_byte]:
        states = sum(len(hook_calls(document, body, one)) for one in ("useState", "useReducer"))
        effects = sum(len(hook_calls(document, body, one)) for one in ("useEffect", "useLayoutEffect"))
    reasons = []
    if _is_over(lines, most) and (
        (states + effects > _FEW_STATES_AND_EFFECTS and lines * 10 > most * 11)
        or (lines - _markup_lines(function, code) > _MOST_LOGIC and not _is_table(function, lines, code))
    ):
        reasons.append(f"{lines} lines of code")
    if states >= _MOST_STATES or effects >= _MOST_EFFECTS or (reasons and states + effects > 4):
        reasons += [f"{count} {what}" for count, what in ((states, "state variables"), (effects, "effects")) if count]
    return reasons


def _is_over(lines: int, most: int) -> bool:
    """Whether there are more lines than there may be: a few of a hundred more say nothing."""
    return lines * 25 > most * 26


def _is_table(function: Node, lines: int, code: Code) -> bool:
    """Whether a component chooses by one `switch` among pieces of markup, or holds one literal, and does little else."""
    return any(
        2 * code_lines(code.document, span_of(one)) > lines
        for one in descendants(function, _TABLES, _TABLES)
        if one.type == "switch_statement" or not contains_type(one, _RUNS)
    )


def _markup_lines(function: Node, code: Code) -> int:
    """Lines of code of the largest piece of markup in a function."""
    largest = max(descendants(function, JSX, JSX), key=lambda one: one.end_byte - one.start_byte, default=None)
    return 0 if largest is None else code_lines(code.document, span_of(largest))


_TABLES = frozenset({"array", "object", "switch_statement"})
_RUNS = frozenset({"arrow_function", "function_expression", "method_definition"})
