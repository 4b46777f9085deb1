"""Loops of Python that only collect, or only look for an answer, and the expression that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tree_sitter import Node

from burnish.code import Code
from burnish.names.python_bindings import is_builtin
from burnish.names.python_mentions import (
    bound_names,
    declares_elsewhere,
    function_around,
    may_outlive_exception,
    mentions,
)
from burnish.names.python_own_scope import is_captured, may_have_own_scope
from burnish.pattern import Pattern, of_code
from burnish.rule import Safety
from burnish.rules.python.about.conditions import bare, negated
from burnish.rules.python.about.layout import (
    comments,
    indentation_unit,
    is_on_own_lines,
    last_line,
    stands_alone,
    width_at,
)
from burnish.syntax import Found
from burnish.text import Edit, Span, indentation_at, newline_of
from burnish.tree import contains_type, sibling_before, siblings_after, span_of


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a loop: `new` replaces `replaced`, and all else from `first` to `last` goes."""

    first: Node
    last: Node
    iterable: Node
    replaced: Node
    new: str
    message: str
    title: str
    safety: Safety = Safety.SAFE


def plan_of(loop: Node, code: Code) -> Plan | None:
    """What becomes of a loop; None where it does anything that such an expression would not say."""
    kind, found = _shape_of(loop)
    body, function = loop.child_by_field_name("body"), function_around(loop)
    if found is None or body is None or function is None or not is_on_own_lines(loop, body):
        return None
    before = _emptied(found, kind, code) if kind != "answer" else loop
    names = bound_names(code.document, found["TARGET"])
    if before is None or names is None or contains_type(loop, _UNFIT):
        return None
    if not may_have_own_scope(code.document, function, loop, names):
        return None
    return _answer(found, code) if kind == "answer" else _collection(found, kind, before, function, code)


def in_place_of(plan: Plan, code: Code) -> tuple[Edit, ...] | None:
    """The edits that carry a plan out; None where a comment speaks of one part of the loop."""
    document, first, last = code.document, plan.first, plan.last
    newline, indent = newline_of(document.source), indentation_at(document.source, first.start_byte)
    body = last.child_by_field_name("body")
    row = document.lines.line_of(last.end_byte) if body is None else last_line(document, body)
    end = document.lines.line_span(row).end
    is_answer = plan.replaced is last
    start = first.start_byte if is_answer else document.lines.around(first.end_byte).end
    notes = list(comments(document, start, end))
    if not all(alone for _, alone in notes):
        return None  # it speaks of one part of the loop, which has no line of its own any more
    above = "".join(f"{note}{newline}{indent}" for note, _ in notes)
    if is_answer:
        return (Edit(Span(start, end), above + plan.new),)
    noted = (Edit(Span(first.start_byte, first.start_byte), above),) if above else ()
    return (*noted, Edit(span_of(plan.replaced), plan.new), Edit(Span(start, end), ""))


@cache
def _shapes() -> tuple[tuple[str, Pattern], ...]:
    statements = {
        "list": "$NAME.append($ITEM)",
        "set": "$NAME.add($ITEM)",
        "dict": "$NAME[$KEY] = $VALUE",
    }
    head, condition = "for $TARGET in $ITERABLE:\n    ", "if $CONDITION:\n        "
    shapes = [
        (kind, f"{head}{within}{statement}") for kind, statement in statements.items() for within in ("", condition)
    ]
    shapes.append(("answer", f"{head}{condition}return $FOUND"))
    return tuple((kind, of_code(code, "python")) for kind, code in shapes)


def _shape_of(loop: Node) -> tuple[str, Found | None]:
    for kind, pattern in _shapes():
        captures = pattern.captures(loop)
        if captures is not None:
            return kind, Found(loop, captures)
    return "", None


def _answer(found: Found, code: Code) -> Plan | None:
    """The plan for a loop that returns True or False at the first item found, and the other after it."""
    after = next(iter(siblings_after(found.node)), None)
    if after is None or after.type != "return_statement" or not stands_alone(code.document, after):
        return None
    last = next(iter(after.named_children), after)
    function = _ANSWERS.get((found["FOUND"].type, last.type))
    if function is None or not is_builtin(code.document, function, found.node):
        return None
    condition = found["CONDITION"]
    wanted = code.text(bare(condition)) if function == "any" else negated(code.document, condition)
    new = _fitting(found.node, f"return {function}(", (wanted, _head(found, code)), ")", "", code)
    message = f"The loop and the return after it are what {function}() says"
    title = f"Answer with {function}()"
    return None if new is None else Plan(found.node, after, found["ITERABLE"], after, new, message, title)


def _emptied(found: Found, kind: str, code: Code) -> Node | None:
    """The statement right before a loop that makes the collection empty to which the loop adds."""
    before = sibling_before(found.node)
    if before is None or before.type != "expression_statement" or not stands_alone(code.document, before):
        return None
    assignment = next(iter(before.named_children), before)
    left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
    if assignment.type != "assignment" or left is None or right is None or left.type != "identifier":
        return None
    is_same = code.text(left) == code.text(found["NAME"])
    return before if is_same and _EMPTY.get("".join(code.text(right).split())) == kind else None


def _collection(found: Found, kind: str, before: Node, function: Node, code: Code) -> Plan | None:
    """The plan for a loop that fills a list, set or dict which is made empty right before it."""
    document, loop, name = code.document, found.node, code.text(found["NAME"])
    right = before.named_children[0].child_by_field_name("right")
    iterable, conditions = found["ITERABLE"], found.all("CONDITION")
    parts = (found["KEY"], found["VALUE"]) if kind == "dict" else (found["ITEM"],)
    if right is None or not _are_parts(parts) or (right.type == "call" and not is_builtin(document, kind, loop)):
        return None
    if any(True for one in (iterable, *conditions, *parts) for _ in mentions(document, one, name)):
        return None
    if declares_elsewhere(document, function, name) or may_outlive_exception(document, loop, function, name):
        return None
    if is_captured(document, function, loop, name) or _has_twin(loop, found, kind, code):
        return None
    end = document.lines.around(right.end_byte).end
    tail = code.text(Span(right.end_byte, end)).split("#")[0].rstrip()
    if not conditions and is_builtin(document, kind, loop) and _gives_as_they_come(found, parts, code):
        new = f"{kind}({code.text(iterable)})"
        if "\n" in new or width_at(document, right) + len(new) + len(tail) > code.line_length:
            return None
        message, title = f"The loop that fills '{name}' is what {kind}() does", f"Build '{name}' with {kind}()"
        return Plan(before, loop, iterable, right, new, message, title)
    opening, closing = ("[", "]") if kind == "list" else ("{", "}")
    item, filters = (
        ": ".join(_operand(one, code) for one in parts),
        (f"if {_operand(bare(one), code)}" for one in conditions),
    )
    made = _fitting(right, opening, (item, _head(found, code), *filters), closing, tail, code)
    message = f"The loop that fills '{name}' can be a {kind} comprehension"
    title = f"Build '{name}' with a {kind} comprehension"
    # A comprehension computes the key of a dict before its value, an assignment after it.
    is_simple = len(parts) == 1 or any(part.type in _SIMPLE for part in parts)
    safety = Safety.SAFE if is_simple else Safety.UNSAFE
    return None if made is None else Plan(before, loop, iterable, right, made, message, title, safety)


def _has_twin(loop: Node, found: Found, kind: str, code: Code) -> bool:
    """Whether the next statement is a loop that fills the same collection in the same way: they read best alike."""
    after = next(iter(siblings_after(loop)), None)
    other, twin = (kind, None) if after is None or after.type != "for_statement" else _shape_of(after)
    return twin is not None and other == kind and code.text(twin["NAME"]) == code.text(found["NAME"])


def _are_parts(parts: Sequence[Node]) -> bool:
    """Whether these are what a collection gets, each an expression of its own."""
    first, last = parts[0], parts[-1]
    if first.type in ("keyword_argument", "slice") or last.type == "assignment":
        return False
    return len(parts) == 1 or (first.next_sibling is not None and first.next_sibling.type == "]")


def _gives_as_they_come(found: Found, parts: Sequence[Node], code: Code) -> bool:
    """Whether a loop keeps what it runs over as it comes: `list(rows)`, `dict(form.items())`."""
    target, iterable = found["TARGET"], found["ITERABLE"]
    if iterable.type in ("expression_list", "generator_expression"):
        return False
    if len(parts) == 1:
        return target.type == "identifier" and code.text(parts[0]) == code.text(target)
    # Only of pairs, and not of what has keys itself, dict() makes the same.
    names = [code.text(one) for one in target.named_children]
    pairs = iterable.type == "call" and code.text(iterable).endswith(".items()")
    return pairs and target.type == "pattern_list" and names == [code.text(one) for one in parts]


def _head(found: Found, code: Code) -> str:
    return f"for {code.text(found['TARGET'])} in {_operand(found['ITERABLE'], code)}"


def _operand(node: Node, code: Code) -> str:
    text = code.text(node)
    return f"({text})" if node.type in ("conditional_expression", "expression_list", "lambda") else text


def _fitting(place: Node, opening: str, parts: Sequence[str], closing: str, tail: str, code: Code) -> str | None:
    """The new expression in one line, or with a line for each part; None where neither reads well."""
    document, width = code.document, code.line_length
    if any("\n" in part for part in parts):
        return None
    line = f"{opening}{' '.join(parts)}{closing}"
    if width_at(document, place) + len(line) + len(tail) <= width:
        return line
    indent, unit = indentation_at(document.source, place.start_byte), indentation_unit(document, place)
    inner = [f"{indent}{unit}{part}" for part in parts]
    if unit is None or any(len(one.expandtabs(4)) > width for one in inner):
        return None
    return newline_of(document.source).join([opening, *inner, f"{indent}{closing}"])


_UNFIT = frozenset({"await", "yield", "named_expression", "lambda", "list_splat", "dictionary_splat", "ERROR"})
_ANSWERS = {("true", "false"): "any", ("false", "true"): "all"}
_EMPTY = {"[]": "list", "list()": "list", "set()": "set", "{}": "dict", "dict()": "dict"}
_SIMPLE = frozenset({"identifier", "string", "integer", "float", "true", "false", "none"})
