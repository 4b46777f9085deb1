from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.names import Form, Kind
from burnish.names.python_bindings import is_builtin
from burnish.names.python_mentions import (
    LOOPS,
    SCOPES,
    declares_elsewhere,
    function_around,
    may_outlive_exception,
    mentions,
    reads_names_as_text,
)
from burnish.rule import Finding, Fix, Rule, Safety
from burnish.rules.python.about.comprehensions import in_place_of, plan_of
from burnish.rules.python.about.conditions import bare
from burnish.rules.python.about.layout import comment_after, last_line, stands_alone
from burnish.rules.python.about.loops import runs_over_few
from burnish.syntax import Found
from burnish.text import Edit, Span, indentation_at, newline_of, shift, smallest_edit
from burnish.tree import ancestors, contains_type, descendants, enclosing, field_of, place_of, siblings_after, span_of


class StringConcatenationInLoop(Rule):
    """CPython appends in place to a plain local that nothing else holds, so that such a `+=` is left alone."""

    def match(self, found: Found, code: Code) -> Finding | None:
        node, document = found.node, code.document
        if node.type == "augmented_assignment":
            return self._appended(node, code)
        name, part = found["NAME"], found["PART"]
        loop, start = _loop_and_start(document, node, code.text(name))
        if name.type != "identifier" or loop is None or start is None or _ends_soon(loop, code):
            return None
        function = function_around(loop)
        if function is None or declares_elsewhere(document, function, code.text(name)) or part.type == "list":
            return None
        if any(_is_set(one) and _prepended(one) is None for one in mentions(document, loop, code.text(name))):
            return None
        message = f"'{code.text(name)}' is copied each time that the loop puts something in front of it"
        return self.finding(span_of(name).joined(span_of(part)), message, Span(start.start_byte, loop.end_byte))

    def _appended(self, node: Node, code: Code) -> Finding | None:
        """The finding for `self.text += part`, or for a variable of the module or of a function around."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        loop = enclosing(node, (*LOOPS, *SCOPES))
        if left is None or right is None or loop is None or loop.type not in LOOPS or node.children[1].type != "+=":
            return None
        if _ends_soon(loop, code) or not _may_be_long(loop, code):
            return None
        if code.names.kind(right).kind not in (Kind.TEXT, Kind.MARKUP):
            return None
        if left.type == "identifier":
            function = function_around(node)
            if function is None or not declares_elsewhere(code.document, function, code.text(left)):
                return None
        elif left.type not in ("attribute", "subscript") or not _stays(left, loop, code):
            return None
        message = f"'{code.one_line(left)}' is copied each time that the loop adds to it"
        return self.finding(Span(node.start_byte, right.start_byte), message, Span(loop.start_byte, loop.end_byte))

    def safety_of_fix(self, found: Found, code: Code) -> Safety | None:
        # Whether a comprehension can be made of what the loop becomes is seldom in doubt and takes parsing it.
        planned = _planned(found, code)
        return None if planned is None else planned.safety

    def fix(self, found: Found, code: Code) -> Fix | None:
        planned = _planned(found, code)
        if planned is None:
            return None
        whole = _with_comprehension(planned, code)
        return None if whole is None else Fix(whole, "Collect the parts and join them once", planned.safety)


def _ends_soon(loop: Node, code: Code) -> bool:
    """Whether a loop runs over few things, or halves a number until none is left: a text of its digits stays short."""
    if runs_over_few(loop, code):
        return True
    body = loop.child_by_field_name("body")
    if loop.type != "while_statement" or body is None:
        return False
    operators = (one.child_by_field_name("operator") for one in descendants(body, _COMPUTING))
    return any(one is not None and one.type in _HALVING for one in operators) or any(
        one.type == "call" and code.text(one).startswith("divmod(") for one in descendants(body, ("call",))
    )


def _may_be_long(loop: Node, code: Code) -> bool:
    """Whether a loop may have very many turns: over rows or the lines of a file, while something is read, within another."""
    over = loop.child_by_field_name("right") or loop.child_by_field_name("condition")
    if over is not None and _MANY.search(code.text(over)) is not None:
        return True
    if loop.type == "while_statement" and _READING.search(code.text(loop)) is not None:
        return True
    return any(one.type in LOOPS for one in takewhile(lambda one: one.type not in SCOPES, ancestors(loop)))


def _stays(target: Node, loop: Node, code: Code) -> bool:
    """Whether an attribute or item is one and the same in every turn of a loop."""
    if contains_type(target, ("call",)):
        return False
    names = [one for one in (target, *descendants(target, ("identifier",))) if one.type == "identifier"]
    roots = [one for one in names if one.parent is None or one.parent.child_by_field_name("attribute") != one]
    bindings = [binding for one in roots for binding in code.names.bindings(one)]
    return all(
        not (loop.start_byte <= one.node.start_byte < loop.end_byte) or one.form is Form.PARAMETER for one in bindings
    )


def _planned(found: Found, code: Code) -> _Planned | None:
    if found.node.type == "augmented_assignment":
        return None
    document, name = code.document, code.text(found["NAME"])
    loop, start = _loop_and_start(document, found.node, name)
    function = None if loop is None else function_around(loop)
    if loop is None or start is None or function is None or not code.names.unbound("reversed", loop):
        return None
    if may_outlive_exception(document, loop, function, name) or reads_names_as_text(document, function):
        return None
    parts = _parts(document, function, loop, start, name)
    collector = _free_name(document, function, _collectors(name, function, code))
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
    changes = [Edit(Span(left.start_byte, literal.end_byte), f"{collector} = {content}")]
    for part in parts:
        statement = enclosing(part, ("expression_statement",))
        assert statement is not None
        changes.append(Edit(Span(statement.start_byte, part.start_byte), f"{collector}.append("))
        changes.append(Edit(Span(part.end_byte, statement.end_byte), ")"))
    joined = f"{quotes}.join(reversed({collector}))"
    result = _returned_at_once(document, function, loop, start, name)
    if result is not None:
        changes.append(Edit(span_of(result), joined))
    else:
        body = loop.child_by_field_name("body")
        end = document.lines.line_span(last_line(document, body or loop)).end
        annotation = "" if kind is None else f": {document.slice(kind)}"
        changes.append(Edit(Span(end, end), f"{newline}{indent}{name}{annotation} = {joined}"))
    safety = Safety.SAFE if all(_is_text(document, part) for part in parts) else Safety.UNSAFE
    return _Planned(changes, loop, safety)


def _collectors(name: str, function: Node, code: Code) -> tuple[str, ...]:
    """What the list of parts may be called: after its text where the function builds several."""
    set_here = [one.child_by_field_name("left") for one in descendants(function, ("assignment",))]
    texts = {
        code.text(one)
        for one in set_here
        if one is not None and (_prepended(one) is not None or code.text(one).endswith("_parts"))
    }
    return (f"{name}_parts",) if texts - {name} else ("parts", f"{name}_parts")


@dataclass(frozen=True, slots=True)
class _Planned:
    """Edits that collect the parts of a text in a list, in a loop that may be none but for that."""

    edits: list[Edit]
    loop: Node
    safety: Safety


def _with_comprehension(planned: _Planned, code: Code) -> tuple[Edit, ...] | None:
    """The edits, and those that make a comprehension of the loop if it does nothing now but collect.

    None where it should become one and cannot.
    """
    after = Code(code.document.edited(planned.edits), code.project)
    at = shift(planned.loop.start_byte, planned.edits)
    collecting = after.document.root.descendant_for_byte_range(at, at + 1)
    while collecting is not None and collecting.type not in LOOPS:
        collecting = collecting.parent
    plan = plan_of(collecting, after) if collecting is not None else None
    if plan is None:
        return tuple(planned.edits)
    further = in_place_of(plan, after)
    whole = further and smallest_edit(code.document.source, after.document.edited(further).source)
    return (whole,) if whole else None


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
    """What the loop puts in front; None where it, or an inner function, does anything else with the string."""
    found: list[Node] = []
    for one in mentions(document, function, name):
        if enclosing(one, ("function_definition", "lambda")) != function:
            return None
        if one.start_byte < loop.start_byte and enclosing(one, ("generator_expression",)) is not None:
            return None  # the loop may run the generator
        if not loop.start_byte <= one.start_byte < loop.end_byte or _is_put_behind(one):
            continue
        part = _prepended(one)
        if part is None or part.has_error or contains_type(part, ("yield",)):
            return None
        if any(True for _ in mentions(document, part, name)):
            return None
        found.append(part)
    return found


def _prepended(mention: Node) -> Node | None:
    """What a statement `text = part + text` puts in front of the text that it sets."""
    assignment = mention.parent
    if assignment is None or assignment.type != "assignment" or assignment.child_by_field_name("left") != mention:
        return None
    added, statement = assignment.child_by_field_name("right"), assignment.parent
    if (
        added is None
        or added.type != "binary_operator"
        or statement is None
        or statement.type != "expression_statement"
    ):
        return None
    operator, last = added.child_by_field_name("operator"), added.child_by_field_name("right")
    is_same = operator is not None and operator.type == "+" and last is not None and last.text == mention.text
    return added.child_by_field_name("left") if is_same else None


def _is_put_behind(mention: Node) -> bool:
    """Whether a mention is the second one in `text = part + text`."""
    added = mention.parent
    left = field_of(None if added is None else added.parent, "left")
    is_last = place_of(mention) == "binary_operator.right" and left is not None and left.text == mention.text
    return is_last and left is not None and _prepended(left) is not None


def _is_set(mention: Node) -> bool:
    parent = mention.parent
    return (
        parent is not None
        and parent.type in ("assignment", "augmented_assignment", "for_statement", "pattern_list")
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


_MANY = re.compile(
    r"(?i)\b(?:\w*_)?(?:rows|lines|records|cursor|queryset|documents|messages|tokens|characters|chars|chunks|stdout|samples|pixels"
    r"|words|splitlines|readlines|fetchall|iterrows|itertuples|iter_content|iter_lines|stdin|reader|events)\b|\bopen\(|\.objects\."
)
_READING = re.compile(r"\b(?:read|readline|recv|read_until|recv_into|fetchone|fetchmany)\(")
_COMPUTING = frozenset({"binary_operator", "augmented_assignment"})
_HALVING = frozenset({"//", "//=", ">>", ">>="})
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
