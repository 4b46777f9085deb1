from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from burnish.document import Document
from burnish.names.python_bindings import is_builtin
from burnish.names.python_mentions import (
    bound_names,
    declares_elsewhere,
    function_around,
    may_outlive_exception,
    mentions,
)
from burnish.names.python_own_scope import is_captured, may_have_own_scope
from burnish.project import Project
from burnish.project.conventions import line_length
from burnish.rule import Finding, Fix, LegacyRule, Match, Safety
from burnish.rules.python.conditions import bare, negated
from burnish.rules.python.layout import (
    comments,
    indentation_unit,
    is_on_own_lines,
    last_line,
    stands_alone,
    statements,
    width_at,
)
from burnish.text import Edit, Span, indentation_at, newline_of
from burnish.tree import contains_type, siblings_after, span_of


class LoopToComprehension(LegacyRule):
    query = "(for_statement !alternative) @loop"

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        loop = found["loop"]
        plan = _plan(document, loop, line_length(document, project))
        if plan is None:
            return None
        head = Span(loop.start_byte, plan.iterable.end_byte)
        return self.finding(head, plan.message, anchor=span_of(plan.first).joined(span_of(plan.last)))

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        loop = document.root.descendant_for_byte_range(finding.span.start, finding.span.start + 1)
        while loop is not None and loop.type != "for_statement":
            loop = loop.parent
        return None if loop is None else as_comprehension(document, loop, line_length(document, project))


def collects(document: Document, loop: Node, width: int) -> bool:
    """Whether a loop does nothing that a comprehension would not say."""
    return _plan(document, loop, width) is not None


def as_comprehension(document: Document, loop: Node, width: int) -> Fix | None:
    """The comprehension in the place of a loop; None where that would lose something."""
    plan = _plan(document, loop, width)
    if plan is None:
        return None
    newline, indent = newline_of(document.source), indentation_at(document.source, plan.first.start_byte)
    body = plan.last.child_by_field_name("body")
    end = document.lines.line_span(
        last_line(document, body) if body else document.lines.line_of(plan.last.end_byte)
    ).end
    own_end = (
        document.lines.line_span(document.lines.line_of(plan.first.end_byte)).end
        if plan.first != plan.last
        else plan.first.start_byte
    )
    start = own_end if plan.replaced is not plan.last else plan.first.start_byte
    notes = []
    for comment, alone in comments(document, start, end):
        if not alone:
            return None  # it speaks of one part of the loop, which has no line of its own any more
        notes.append(comment)
    above = "".join(f"{note}{newline}{indent}" for note in notes)
    if plan.replaced is plan.last:  # a loop and the return after it
        return Fix((Edit(Span(plan.first.start_byte, end), above + plan.new),), plan.title, plan.safety)
    edits = [Edit(span_of(plan.replaced), plan.new), Edit(Span(own_end, end), "")]
    if above:
        edits.insert(0, Edit(Span(plan.first.start_byte, plan.first.start_byte), above))
    return Fix(tuple(edits), plan.title, plan.safety)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What becomes of a loop: `new` replaces `replaced`, and all else from `first` to `last` goes."""

    first: Node
    last: Node
    iterable: Node
    replaced: Node
    new: str
    message: str
    title: str
    safety: Safety = Safety.SAFE


def _plan(document: Document, loop: Node, width: int) -> _Plan | None:
    target, iterable = loop.child_by_field_name("left"), loop.child_by_field_name("right")
    body = loop.child_by_field_name("body")
    if target is None or iterable is None or body is None or loop.children[0].type == "async":
        return None
    inner = statements(body)
    if len(inner) != 1 or not is_on_own_lines(loop, body):
        return None
    statement, condition = inner[0], None
    if statement.type == "if_statement":
        block = statement.child_by_field_name("consequence")
        condition = statement.child_by_field_name("condition")
        if block is None or condition is None or statement.child_by_field_name("alternative") is not None:
            return None
        inner = statements(block)
        if len(inner) != 1:
            return None
        statement = inner[0]
    if statement.type not in ("expression_statement", "return_statement") or not statement.named_children:
        return None
    first = statement if statement.type == "return_statement" else _emptied(document, loop, statement)
    if first is None or contains_type(loop, _UNFIT):
        return None
    function, names = function_around(loop), bound_names(document, target)
    if function is None or names is None:
        return None
    if not may_have_own_scope(document, function, loop, names):
        return None
    if statement.type == "return_statement":
        return None if condition is None else _answer(document, loop, statement, condition, width)
    return _collection(document, loop, function, first, statement, condition, width)


_UNFIT = frozenset({"await", "yield", "named_expression", "lambda", "list_splat", "dictionary_splat", "ERROR"})
_ANSWERS = {("True", "False"): "any", ("False", "True"): "all"}


def _answer(document: Document, loop: Node, statement: Node, condition: Node, width: int) -> _Plan | None:
    """The plan for a loop that returns True or False at the first item found, and the other after it."""
    after = siblings_after(loop)
    if not after or after[0].type != "return_statement" or not stands_alone(document, after[0]):
        return None
    values = tuple(" ".join(document.slice(one).split()[1:]) for one in (statement, after[0]))
    function = _ANSWERS.get((values[0], values[1]))
    if function is None or not is_builtin(document, function, loop):
        return None
    wanted = document.slice(bare(condition)) if function == "any" else negated(document, condition)
    heads = _heads(document, loop)
    new = _fitting(document, loop, f"return {function}(", wanted, heads, ")", "", width)
    if new is None:
        return None
    iterable = loop.child_by_field_name("right")
    assert iterable is not None
    message = f"The loop and the return after it are what {function}() says"
    return _Plan(loop, after[0], iterable, after[0], new, message, f"Answer with {function}()")


def _emptied(document: Document, loop: Node, statement: Node) -> Node | None:
    """The statement right before a loop that makes the collection empty to which the loop's statement adds."""
    before = loop.prev_named_sibling
    while before is not None and before.is_extra:
        before = before.prev_named_sibling
    if before is None or before.type != "expression_statement" or not before.named_children:
        return None
    assignment = before.named_children[0]
    left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
    if assignment.type != "assignment" or left is None or right is None or left.type != "identifier":
        return None
    kind = _EMPTY.get("".join(document.slice(right).split()))
    if kind is None or _item(document, statement, document.slice(left), kind) is None:
        return None
    return before if stands_alone(document, before) else None


def _collection(
    document: Document, loop: Node, function: Node, before: Node, statement: Node, condition: Node | None, width: int
) -> _Plan | None:
    """The plan for a loop that fills a list, set or dict which is made empty right before it."""
    assignment = before.named_children[0]
    left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
    if left is None or right is None:
        return None
    name = document.slice(left)
    kind = _EMPTY.get("".join(document.slice(right).split()))
    parts = None if kind is None else _item(document, statement, name, kind)
    if kind is None or parts is None or (right.type == "call" and not is_builtin(document, kind, loop)):
        return None
    iterable = loop.child_by_field_name("right")
    used = [one for one in (iterable, condition, *parts) if one is not None]
    if iterable is None or any(True for one in used for _ in mentions(document, one, name)):
        return None
    if declares_elsewhere(document, function, name) or may_outlive_exception(document, loop, function, name):
        return None
    if is_captured(document, function, loop, name):
        return None
    item = ": ".join(_operand(document, one) for one in parts)
    heads = _heads(document, loop)
    if condition is not None:
        heads.append("if " + _operand(document, bare(condition)))
    is_same = (
        condition is None and _gives_as_they_come(document, loop, parts, kind) and is_builtin(document, kind, loop)
    )
    opening, closing = ("[", "]") if kind == "list" else ("{", "}")
    tail = document.slice(Span(right.end_byte, document.lines.line_span(document.lines.line_of(right.end_byte)).end))
    new = _fitting(document, right, opening, item, heads, closing, tail, width)
    if is_same:
        new = f"{kind}({document.slice(iterable)})"
        fits = width_at(document, right) + len(new) + len(tail.split("#")[0].rstrip()) <= width
        new = new if fits and "\n" not in new else None
    if new is None:
        return None
    if is_same:
        message = f"The loop that fills '{name}' is what {kind}() does"
        return _Plan(before, loop, iterable, right, new, message, f"Build '{name}' with {kind}()")
    simple = len(parts) == 1 or any(part.type in _SIMPLE for part in parts)
    return _Plan(
        before,
        loop,
        iterable,
        right,
        new,
        f"The loop that fills '{name}' can be a {kind} comprehension",
        f"Build '{name}' with a {kind} comprehension",
        Safety.SAFE if simple else Safety.UNSAFE,
    )


def _gives_as_they_come(document: Document, loop: Node, parts: tuple[Node, ...], kind: str) -> bool:
    """Whether a loop keeps what it runs over as it comes: `list(rows)`, `dict(form.items())`."""
    target, iterable = loop.child_by_field_name("left"), loop.child_by_field_name("right")
    if target is None or iterable is None or iterable.type in ("expression_list", "generator_expression"):
        return False
    if kind != "dict":
        return target.type == "identifier" and document.slice(parts[0]) == document.slice(target)
    # Only of pairs, and not of what has keys itself, dict() makes the same.
    names = [document.slice(one) for one in target.named_children]
    pairs = iterable.type == "call" and document.slice(iterable).endswith(".items()")
    return pairs and target.type == "pattern_list" and names == [document.slice(one) for one in parts]


_EMPTY = {"[]": "list", "list()": "list", "set()": "set", "{}": "dict", "dict()": "dict"}
_METHODS = {"append": "list", "add": "set"}
_SIMPLE = frozenset({"identifier", "string", "integer", "float", "true", "false", "none"})


def _item(document: Document, statement: Node, name: str, kind: str) -> tuple[Node, ...] | None:
    """What a statement adds to the collection: one node, or key and value; None if it does anything else."""
    inner = statement.named_children[0]
    if inner.type == "call":
        function, arguments = inner.child_by_field_name("function"), inner.child_by_field_name("arguments")
        if function is None or arguments is None or arguments.type != "argument_list":
            return None
        owner, _, method = document.slice(function).partition(".")
        given = [one for one in arguments.named_children if not one.is_extra]
        if owner != name or _METHODS.get(method) != kind or len(given) != 1 or given[0].type == "keyword_argument":
            return None
        return (given[0],)
    if inner.type != "assignment" or kind != "dict" or inner.child_by_field_name("type") is not None:
        return None
    left, right = inner.child_by_field_name("left"), inner.child_by_field_name("right")
    if left is None or right is None or left.type != "subscript" or right.type == "assignment":
        return None
    owners, keys = left.child_by_field_name("value"), left.children_by_field_name("subscript")
    if owners is None or document.slice(owners) != name or len(keys) != 1 or keys[0].type == "slice":
        return None
    return keys[0], right


def _heads(document: Document, loop: Node) -> list[str]:
    target, iterable = loop.child_by_field_name("left"), loop.child_by_field_name("right")
    if target is None or iterable is None:
        return []
    return [f"for {document.slice(target)} in {_operand(document, iterable)}"]


def _operand(document: Document, node: Node) -> str:
    text = document.slice(node)
    return f"({text})" if node.type in ("conditional_expression", "expression_list", "lambda") else text


def _fitting(
    document: Document, place: Node, opening: str, item: str, heads: list[str], closing: str, tail: str, width: int
) -> str | None:
    """The new expression in one line, or with a line for each part; None where neither reads well."""
    if any("\n" in part for part in (item, *heads)):
        return None
    line = f"{opening}{item} {' '.join(heads)}{closing}"
    code = tail.split("#")[0].rstrip()
    if width_at(document, place) + len(line) + len(code) <= width:
        return line
    newline, indent = newline_of(document.source), indentation_at(document.source, place.start_byte)
    unit = indentation_unit(document, place)
    if unit is None:
        return None
    inner = [f"{indent}{unit}{part}" for part in (item, *heads)]
    if any(len(one.expandtabs(4)) > width for one in inner):
        return None
    return newline.join([opening, *inner, f"{indent}{closing}"])
