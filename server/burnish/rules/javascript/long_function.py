from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.rule import Finding, Rule
from burnish.rules.about.length import is_hard_to_take_in
from burnish.rules.javascript.about.code_lines import running_code_lines
from burnish.rules.javascript.about.components import component_name
from burnish.rules.javascript.about.functions import FUNCTIONS, function_name, head, statements
from burnish.syntax import Call, Found
from burnish.text import Span
from burnish.tree import span_of


class LongFunction(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        function, document, most = found.node, code.document, code.project.config.max_function_lines
        if function.end_point.row - function.start_point.row < most or _is_frame(function, document):
            return None
        count = _own_lines(function, most, document)
        if count <= most or component_name(document, function) is not None:
            return None
        if not is_hard_to_take_in(function, count, code):
            return None
        if _is_run_when_ready(function, document) and _count_of_named(function) >= _MANY_NAMED:
            return None  # the page's own module
        name = function_name(document, function)
        subject = f"'{name}'" if name is not None and len(name) <= 40 and "\n" not in name else "This function"
        underlined = head(document, function)
        first_line = document.source[underlined.start : underlined.end].splitlines()[0]
        span = Span(underlined.start, underlined.start + len(first_line))
        return self.finding(span, f"{subject} has {count} lines of code of its own, more than {most}", function)


def _own_lines(function: Node, most: int, document: Document) -> int:
    """The lines of code of a function without those that count for themselves: named functions, and long ones."""
    upto, first = running_code_lines(document, span_of(function)), function.start_point.row
    count = upto[-1]
    for inner in _functions_in(function):
        if count <= most:
            break
        if _is_named(inner) or inner.end_point.row - inner.start_point.row > most:
            count -= upto[inner.end_point.row - first + 1] - upto[inner.start_point.row - first + 1]
    return count


def _is_run_when_ready(function: Node, document: Document) -> bool:
    """Whether a function is what a page runs once it is loaded: `$(function () {…})`, `addEventListener("load", …)`."""
    given = function.parent
    if given is None or given.type != "arguments" or given.parent is None:
        return False
    call = Call(given.parent)
    if call.name in ("addEventListener", "on", "once"):
        return document.slice(call.arguments[0]).strip("'\"`") in _READY
    return call.name in ("$", "jQuery") and len(call.arguments) == 1


def _count_of_named(function: Node) -> int:
    return sum(_is_named(one) for one in _functions_in(function))


_READY = ("DOMContentLoaded", "load", "turbo:load", "turbolinks:load", "htmx:load", "deviceready")
_MANY_NAMED = 5


def _functions_in(function: Node) -> Iterator[Node]:
    """The outermost functions of more than one line within a function, in no order."""
    around = [function]
    while around:
        for one in around.pop().named_children:
            if one.start_point.row == one.end_point.row:
                continue
            if one.type in FUNCTIONS:
                yield one
            else:
                around.append(one)


def _is_named(function: Node) -> bool:
    """Whether a function has a name or is given to one: `function f() {}`, `const f = () => {}`, `Posts.f = function () {}`."""
    return function.type in _NAMED or (function.parent is not None and function.parent.type in _NAMING)


_NAMED = frozenset({"function_declaration", "generator_function_declaration", "method_definition"})
_NAMING = frozenset(
    {"assignment_expression", "field_definition", "pair", "public_field_definition", "variable_declarator"}
)
_FRAMES = frozenset(
    {
        "describe", "it", "test", "suite", "context", "specify", "before", "beforeEach", "beforeAll", "after", "afterEach",
        "afterAll", "only", "skip", "each", "define", "require", "ready", "fdescribe", "fit", "xdescribe", "xit", "task",
    }
)  # fmt: skip


def _is_frame(function: Node, document: Document) -> bool:
    """Whether a function only holds others (a module wrapper, a group of tests) or only gives one value."""
    body = function.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return True
    inside = statements(body)
    if len(inside) == 1 and inside[0].type == "return_statement":
        return True
    holder = function.parent
    while holder is not None and holder.type in ("parenthesized_expression", "unary_expression", "arguments"):
        if holder.type == "arguments" and holder.parent is not None:
            call = holder.parent
            callee = call.child_by_field_name("function")
            if callee is not None and callee.type == "call_expression":
                call = callee
            if Call(call).name in _FRAMES:
                return True
            break
        holder = holder.parent
    if holder is not None and holder.type == "call_expression":
        return True  # (function () { ... })()
    return holder is not None and holder.type == "member_expression" and function.parent is not holder
