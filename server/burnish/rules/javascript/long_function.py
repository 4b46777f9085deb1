from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Finding, LegacyRule, Match
from burnish.rules.javascript.code_lines import running_code_lines
from burnish.rules.javascript.components import component_name
from burnish.rules.javascript.functions import FUNCTIONS, callee_name, function_name, head, statements
from burnish.text import Span
from burnish.tree import span_of


class LongFunction(LegacyRule):
    query = "[" + " ".join(f"({one})" for one in sorted(FUNCTIONS)) + "] @function"

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        function = found["function"]
        most = project.config.max_function_lines
        if function.end_point.row - function.start_point.row < most or _is_frame(document, function):
            return None
        upto, first = running_code_lines(document, span_of(function)), function.start_point.row
        count = upto[-1]
        if count <= most:
            return None
        for inner in _functions_in(function):
            # A named function counts for itself, and so does one that is found by itself.
            if count <= most:
                return None
            if inner.type in _NAMED or inner.end_point.row - inner.start_point.row > most:
                count -= upto[inner.end_point.row - first + 1] - upto[inner.start_point.row - first + 1]
        if count <= most or component_name(document, function) is not None:
            return None
        name = function_name(document, function)
        subject = f"'{name}'" if name is not None and len(name) <= 40 and "\n" not in name else "This function"
        underlined = head(document, function)
        first_line = document.source[underlined.start : underlined.end].splitlines()[0]
        span = Span(underlined.start, underlined.start + len(first_line))
        return self.finding(span, f"{subject} has {count} lines of code of its own, more than {most}", function)


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


_NAMED = frozenset({"function_declaration", "generator_function_declaration", "method_definition"})
_FRAMES = frozenset(
    {
        "describe", "it", "test", "suite", "context", "specify", "before", "beforeEach", "beforeAll", "after", "afterEach",
        "afterAll", "only", "skip", "each", "define", "require", "ready", "fdescribe", "fit", "xdescribe", "xit", "task",
    }
)  # fmt: skip


def _is_frame(document: Document, function: Node) -> bool:
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
            if callee_name(document, call) in _FRAMES:
                return True
            break
        holder = holder.parent
    if holder is not None and holder.type == "call_expression":
        return True  # (function () { ... })()
    return holder is not None and holder.type == "member_expression" and function.parent is not holder
