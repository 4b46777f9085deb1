"""Strings that are put together from parts: f-strings, `%`, `.format` and `+`; and which parts are fixed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from burnish.document import Document
from burnish.names import Binding
from burnish.names.imports import imports
from burnish.names.python_bindings import bindings, region_of
from burnish.rules.about.pieces import Piece
from burnish.syntax import Call
from burnish.text import Span
from burnish.tree import descendants, place_of, span_of


@dataclass(frozen=True, slots=True)
class BuiltString:
    """The pieces of a string expression in order; the `% values` and `.format(values)` behind its templates.

    The span of a template's value is that of its placeholder.
    """

    pieces: tuple[Piece, ...]
    tails: tuple[Span, ...]


def built_string(expression: Node, document: Document) -> BuiltString:
    pieces: list[Piece] = []
    tails: list[Span] = []
    stack = [expression]
    while stack:
        node = stack.pop()
        template = _template_of(node)
        if template is not None:
            tails.append(Span(template.end_byte, node.end_byte))
            pieces += _template_pieces(node, template, document)
        elif node.type == "string":
            pieces += _string_pieces(node, document)
        elif node.type == "concatenated_string":
            stack += reversed([child for child in node.named_children if child.type == "string"])
        elif node.type == "binary_operator" and _operator(node) == "+":
            stack += (one for one in (node.child_by_field_name("right"), node.child_by_field_name("left")) if one)
        elif node.type == "parenthesized_expression" and _holds_string(node):
            stack += [child for child in node.named_children if not child.is_extra][:1]
        else:
            pieces.append(Piece(span_of(node), value=node))
    return BuiltString(tuple(pieces), tuple(tails))


def is_fixed(document: Document, value: Node, cleaning: re.Pattern[str], seen: frozenset[str] = frozenset()) -> bool:
    """Whether a value is a constant or a number, one of a fixed set, or comes from a function that `cleaning` names."""
    kind = value.type
    if value.end_byte - value.start_byte > _LONGEST:
        return False
    if kind in ("integer", "float", "true", "false", "none"):
        return True
    if kind in ("string", "concatenated_string") or _template_of(value) is not None:
        return _are_fixed(document, _values(built_string(value, document)), cleaning, seen)
    if kind == "binary_operator":
        if _operator(value) != "+":
            return True  # a number, or a repeated string
        values = _values(built_string(value, document))
        return any(one.type in ("integer", "float") for one in values) or _are_fixed(document, values, cleaning, seen)
    if kind == "identifier":
        return _is_fixed_name(document, value, cleaning, seen)
    if kind == "attribute":
        text = document.slice(value)
        return _is_constant(text) or "._meta." in text or text.endswith("__")
    if kind == "subscript":
        owner = value.child_by_field_name("value")
        return owner is not None and (
            _is_constant(document.slice(owner)) or owner.type == "dictionary" or _is_made_here(document, owner)
        )
    if kind == "call":
        return _is_fixed_call(document, value, cleaning, seen)
    if kind == "conditional_expression" and len(value.named_children) == 3:
        return _are_fixed(document, [value.named_children[0], value.named_children[2]], cleaning, seen)
    if kind in ("parenthesized_expression", "boolean_operator", "list", "tuple", "unary_operator"):
        return _are_fixed(document, [one for one in value.named_children if not one.is_extra], cleaning, seen)
    if kind in ("list_comprehension", "generator_expression"):
        body = value.child_by_field_name("body")
        return body is not None and is_fixed(document, body, cleaning, seen)
    return False


def _are_fixed(document: Document, values: list[Node], cleaning: re.Pattern[str], seen: frozenset[str]) -> bool:
    return all(is_fixed(document, one, cleaning, seen) for one in values)


def _is_constant(name: str) -> bool:
    """Whether a dotted name is that of a constant; Django's `request.POST` only looks like one."""
    return name.rsplit(".", 1)[-1].isupper() and "request" not in name


def _values(whole: BuiltString) -> list[Node]:
    return [piece.value for piece in whole.pieces if piece.value is not None]


def _is_fixed_name(document: Document, value: Node, cleaning: re.Pattern[str], seen: frozenset[str]) -> bool:
    name = document.slice(value)
    if name.isupper() or name in seen:
        return True
    if len(seen) > _MAX_STEPS:
        return False
    region = region_of(value)
    found = bindings(document, value)
    inner = seen | {name}
    return bool(found) and (
        all(_is_fixed_binding(document, one, cleaning, inner) for one in found)
        or _is_checked(document, region, name, value)
    )


def _is_fixed_binding(document: Document, binding: Binding, cleaning: re.Pattern[str], seen: frozenset[str]) -> bool:
    if binding.value is not None and binding.construct.type != "as_pattern":
        return is_fixed(document, binding.value, cleaning, seen)
    construct = binding.construct
    if construct.type in ("for_statement", "for_in_clause"):
        source, target = construct.child_by_field_name("right"), construct.child_by_field_name("left")
        if source is None or target is None or target.type not in ("identifier", "pattern_list", "tuple_pattern"):
            return False
        return document.slice(source).startswith("range(") or is_fixed(document, source, cleaning, seen)
    kind = construct.child_by_field_name("type")
    return kind is not None and _NUMBER_TYPE.fullmatch(document.slice(kind)) is not None


def _is_made_here(document: Document, value: Node) -> bool:
    """Whether something, or what it is a part of, comes from functions of this file that are given nothing and read nothing."""
    while value.type == "subscript" and value.named_children:
        value = value.named_children[0]
    found = bindings(document, value) if value.type == "identifier" else ()
    return bool(found) and all(one.value is not None and _gives_its_own(document, one.value) for one in found)


def _gives_its_own(document: Document, call: Node) -> bool:
    function = call.child_by_field_name("function")
    if call.type != "call" or function is None or function.type != "identifier" or Call(call).arguments:
        return False
    if bindings(document, function):
        return False
    name = document.slice(function)
    named = [one.parent for one in document.nodes_of_text(name, "identifier") if place_of(one).endswith(".name")]
    made = [one for one in named if one is not None and one.type == "function_definition"]
    return len(made) == 1 and made[0].parent == document.root and _is_given_nothing(made[0], document)


def _is_given_nothing(function: Node, document: Document) -> bool:
    parameters = function.child_by_field_name("parameters")
    body = function.child_by_field_name("body")
    if parameters is None or parameters.named_children or body is None:
        return False
    calls = (document.slice(one.function) for one in map(Call, descendants(body, ("call",))))
    return all(_OWN_CALL.search(one) is not None for one in calls) and "request" not in document.slice(body)


def _is_fixed_call(document: Document, call: Node, cleaning: re.Pattern[str], seen: frozenset[str]) -> bool:
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None:
        return False
    name = document.slice(function)
    given = (
        [arguments]
        if arguments.type == "generator_expression"
        else [one for one in arguments.named_children if not one.is_extra]
    )
    if _NUMBER_CALL.fullmatch(name) or cleaning.search(name):
        return True
    if name in ("str", "repr", "sorted", "list", "tuple", "map", "max", "min", "enumerate"):
        return bool(given) and (
            _are_fixed(document, given, cleaning, seen) or _names_cleaning(document, given, cleaning)
        )
    if imports(document).get(name) in _COMBINING or name in _COMBINING:
        values = (one.child_by_field_name("value") or one for one in given)
        return bool(given) and _are_fixed(document, list(values), cleaning, seen)
    if function.type != "attribute":
        return False
    owner, method = function.child_by_field_name("object"), function.child_by_field_name("attribute")
    if owner is None or method is None:
        return False
    if document.slice(method) == "join":
        return bool(given) and (
            is_fixed(document, given[0], cleaning, seen) or _names_cleaning(document, given, cleaning)
        )
    return is_fixed(document, owner, cleaning, seen)


def _names_cleaning(document: Document, given: list[Node], cleaning: re.Pattern[str]) -> bool:
    """Whether values come from `map(clean, values)`."""
    text = document.slice(given[0])
    first = text.removeprefix("map(").split(",")[0]
    return (text.startswith("map(") or len(given) > 1) and (
        cleaning.search(first) or _NUMBER_CALL.fullmatch(first)
    ) is not None


def _is_checked(document: Document, region: Node, name: str, until: Node) -> bool:
    """Whether a name was compared with a fixed set before: `if name not in TABLES: raise ...`."""
    for comparison in descendants(region, ("comparison_operator",)):
        if comparison.start_byte >= until.start_byte:
            return False
        operands = comparison.named_children
        if len(operands) == 2 and document.slice(operands[0]) == name:
            between = document.slice(Span(operands[0].end_byte, operands[1].start_byte)).split()
            fixed = operands[1].type in ("tuple", "list", "set", "dictionary") or _is_constant(
                document.slice(operands[1])
            )
            if "in" in between and fixed:
                return True
    return False


def _template_of(node: Node) -> Node | None:
    """The string that `string % values` or `string.format(values)` fills in."""
    template = None
    if node.type == "binary_operator" and _operator(node) == "%":
        template = node.child_by_field_name("left")
    elif node.type == "call":
        function = node.child_by_field_name("function")
        method = None if function is None or function.type != "attribute" else function.child_by_field_name("attribute")
        if function is not None and method is not None and method.text == b"format":
            template = function.child_by_field_name("object")
    return template if template is not None and _is_literal(template) else None


def _is_literal(node: Node) -> bool:
    while node.type == "parenthesized_expression" and len(node.named_children) == 1:
        node = node.named_children[0]
    return node.type in ("string", "concatenated_string")


def _holds_string(node: Node) -> bool:
    return (
        next(
            descendants(node, ("string",), skip=("call", "subscript", "conditional_expression", "boolean_operator")),
            None,
        )
        is not None
    )


def _string_pieces(string: Node, document: Document) -> Iterator[Piece]:
    for child in string.named_children:
        if child.type == "string_content":
            yield Piece(span_of(child), text=document.slice(child))
        elif child.type == "interpolation":
            inner = child.child_by_field_name("expression")
            yield Piece(span_of(child), value=inner or child)


def _template_pieces(node: Node, template: Node, document: Document) -> Iterator[Piece]:
    percent = node.type == "binary_operator"
    values = _PercentValues(node, document) if percent else _FormatValues(node, document)
    for piece in built_string(template, document).pieces:
        if piece.text is None:
            yield piece
            continue
        at = piece.span.start
        for found in (_PERCENT if percent else _BRACES).finditer(document.source, piece.span.start, piece.span.end):
            if found["escape"]:
                continue
            if at < found.start():
                yield Piece(Span(at, found.start()), text=document.slice(Span(at, found.start())))
            value = values.next((found["name"] or b"").decode("utf-8", "replace"))
            at = found.end()
            if found["kind"] is not None and found["kind"] in b"dioxXeEfFgG":
                yield Piece(
                    Span(found.start(), at), text=document.slice(Span(found.start(), at))
                )  # a number, or an exception
            else:
                yield Piece(Span(found.start(), at), value=value)
        if at < piece.span.end:
            yield Piece(Span(at, piece.span.end), text=document.slice(Span(at, piece.span.end)))


class _PercentValues:
    """The values behind a `%`, asked for in the order of the placeholders."""

    def __init__(self, node: Node, document: Document) -> None:
        right = node.child_by_field_name("right") or node
        self._whole = right
        self._positional = (
            [one for one in right.named_children if not one.is_extra] if right.type == "tuple" else [right]
        )
        self._named = _pairs(right, "pair", "key", document)
        self._at = 0

    def next(self, name: str) -> Node:
        self._at += 1
        if name:
            return self._named.get(name, self._whole)
        return self._positional[self._at - 1] if self._at <= len(self._positional) else self._whole


class _FormatValues:
    """The arguments of a `.format` call, asked for in the order of the placeholders."""

    def __init__(self, node: Node, document: Document) -> None:
        arguments = node.child_by_field_name("arguments") or node
        self._whole = arguments
        self._positional = [
            one for one in arguments.named_children if not one.is_extra and one.type != "keyword_argument"
        ]
        self._named = _pairs(arguments, "keyword_argument", "name", document)
        self._at = 0

    def next(self, name: str) -> Node:
        head = re.split(r"[.\[]", name)[0]
        if head and not head.isdecimal():
            found = self._named.get(head, self._whole)
        else:
            at = int(head) if head else self._at
            self._at += 1
            found = self._positional[at] if at < len(self._positional) else self._whole
        return self._whole if found.type in ("list_splat", "dictionary_splat") or head != name else found


def _pairs(holder: Node, kind: str, key: str, document: Document) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for one in holder.named_children:
        name, value = one.child_by_field_name(key), one.child_by_field_name("value")
        if one.type == kind and name is not None and value is not None:
            found[document.slice(name).strip("'\"")] = value
    return found


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return "" if operator is None else operator.type


_MAX_STEPS = 8
_LONGEST = 400
"""Bytes: longer expressions are taken as they come, which also bounds the recursion."""
_NUMBER_TYPE = re.compile(r"(?:int|float|bool)(?: *\| *None)?|Optional\[(?:int|float|bool)\]")
_OWN_CALL = re.compile(
    r"^(?:dict|defaultdict|enumerate|int|len|list|range|set|sorted|str|sum|tuple|zip)$"
    r"|\.(?:add|append|extend|get|items|join|keys|lower|setdefault|strip|update|upper|values)$"
)
"""What gives nothing but what it is given."""
_NUMBER_CALL = re.compile(
    r"int|float|len|bool|round|abs|sum|ord|hash|id|range|(?:math|random)\.\w+|time\.(?:time|monotonic)(?:_ns)?|os\.getp?pid"
)
_PERCENT = re.compile(
    rb"(?P<escape>%%)|%(?:\((?P<name>[^)]*)\))?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?P<kind>[a-zA-Z])"
)
_BRACES = re.compile(rb"(?P<escape>\{\{|\}\})|\{(?P<name>[^{}!:]*)(?P<rest>[^{}]*)\}(?P<kind>(?!))?")
_COMBINING = frozenset(f"itertools.{name}" for name in ("chain", "combinations", "permutations", "product"))
"""What gives nothing but parts of what it is given."""
