"""Wrong versions of a JavaScript or TypeScript function: mutation operators, and the mistakes that models make.

An operator is a function of one tree-sitter node that gives edits of the text; each edit alone is a wrong version. What
an exception says is left alone: messages are not compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from tree_sitter import Node

from burnish.document import Document
from burnish.tree import ancestors, descendants
from tests.benchmarks import javascript_wrong_statements as statements
from tests.benchmarks.javascript_place import Found, Place, all_of, field, swapped
from tests.benchmarks.wrong import Wrong, wrong

OPERATORS_OF: dict[str, tuple[tuple[str, str], ...]] = {
    "<": (("comparison moved by one", "<="), ("comparison turned around", ">")),
    "<=": (("comparison moved by one", "<"), ("comparison turned around", ">=")),
    ">": (("comparison moved by one", ">="), ("comparison turned around", "<")),
    ">=": (("comparison moved by one", ">"), ("comparison turned around", "<=")),
    "===": (("condition negated", "!=="), ("strict equality lost", "==")),
    "!==": (("condition negated", "==="), ("strict equality lost", "!=")),
    "==": (("condition negated", "!="), ("loose equality lost", "===")),
    "!=": (("condition negated", "=="), ("loose equality lost", "!==")),
    "&&": (("and/or swapped", "||"),),
    "||": (("and/or swapped", "&&"), ("default for false and default for nothing mixed up", "??")),
    "??": (("default for false and default for nothing mixed up", "||"),),
    "+": (("arithmetic changed", "-"),),
    "-": (("arithmetic changed", "+"),),
    "*": (("arithmetic changed", "/"),),
    "/": (("arithmetic changed", "*"),),
    "%": (("arithmetic changed", "/"),),
    "&": (("arithmetic changed", "|"),),
    "|": (("arithmetic changed", "&"),),
    "<<": (("arithmetic changed", ">>"),),
    ">>": (("arithmetic changed", "<<"),),
    ">>>": (("arithmetic changed", ">>"),),
    "**": (("arithmetic changed", "*"),),
    "in": (),
    "instanceof": (),
}
SIBLINGS = {
    "min": "max", "max": "min", "some": "every", "every": "some", "push": "unshift", "unshift": "push", "shift": "pop",
    "pop": "shift", "indexOf": "lastIndexOf", "lastIndexOf": "indexOf", "startsWith": "endsWith", "slice": "splice",
    "endsWith": "startsWith", "floor": "ceil", "ceil": "floor", "round": "floor", "toUpperCase": "toLowerCase",
    "toLowerCase": "toUpperCase", "trim": "trimEnd", "trimStart": "trimEnd", "trimEnd": "trimStart", "keys": "values",
    "values": "keys", "entries": "keys", "map": "forEach", "forEach": "map", "find": "filter", "filter": "find",
    "padStart": "padEnd", "padEnd": "padStart", "parseInt": "parseFloat", "replaceAll": "replace", "flatMap": "map",
    "then": "catch", "add": "delete", "call": "apply", "apply": "call", "findIndex": "find", "all": "race",
}  # fmt: skip


def wrong_versions(text: str, language: str, method: bool) -> list[Wrong]:
    """Every wrong version of a function, given by its own text; a method's is what stands in the class."""
    head = "class _ {\n" if method else ""
    found: dict[str, Wrong] = {}
    document = _document(head + text + ("\n}" if method else ""), language)
    root = document.root
    if root is None or document.has_errors:
        return []
    functions = document.language.functions
    function = next((one for one in descendants(root, functions)), None)
    if function is None:
        return []
    for node in descendants(root):
        if any(one.type == "throw_statement" for one in ancestors(node)):
            continue
        for kind, edits in _at(Place(node, document.source, function)):
            try:
                one = wrong(kind, text, *((start - len(head), end - len(head), new) for start, end, new in edits))
            except ValueError:
                continue
            changed = _document(head + one.after + ("\n}" if method else ""), language)
            if one.after != text and not changed.has_errors:
                found.setdefault(one.after, one)
    return list(found.values())


def _document(text: str, language: str) -> Document:
    return Document.of({"javascript": "a.js", "typescript": "a.ts", "tsx": "a.tsx"}[language], text)


def _at(place: Place) -> Found:
    for operator in (*OPERATORS.get(place.node.type, ()), *statements.OPERATORS.get(place.node.type, ())):
        yield from operator(place)


def _binary(place: Place) -> Found:
    node = place.node
    left, right, operator = (field(node, name) for name in ("left", "right", "operator"))
    sign = place.of(operator)
    texts = ("string", "template_string")
    if sign == "+" and any(one.type in texts for one in descendants(node)):
        return
    for kind, new in OPERATORS_OF.get(sign, ()):
        if "equality lost" in kind and any(one.type == "unary_expression" for one in (left, right)):
            continue  # what typeof gives is text, and so is what it is compared with
        edits = all_of(operator, new)
        mixed = {"??", "||", "&&"} & {new}
        parent = node.parent
        if mixed and parent is not None:
            edits = all_of(node, f"(({place.of(left)}) {new} ({place.of(right)}))")
        yield kind, edits
    if sign in ("-", "/", "%"):
        yield "operands swapped", swapped(place, left, right)
    if sign in ("&&", "||"):
        yield "part of a condition dropped", all_of(node, f"({place.of(left)})")
        yield "part of a condition dropped", all_of(node, f"({place.of(right)})")


def _number(place: Place) -> Found:
    text = place.of(place.node)
    if text.isdigit():
        yield "off by one", all_of(place.node, str(int(text) + 1))
        if int(text):
            yield "off by one", all_of(place.node, str(int(text) - 1))


def _boolean(place: Place) -> Found:
    yield "constant changed", all_of(place.node, "false" if place.of(place.node) == "true" else "true")


def _string(place: Place) -> Found:
    text = place.of(place.node)
    parent = place.node.parent
    plain = 2 < len(text) < 22 and text[0] in "'\"" and "\\" not in text and "use strict" not in text
    if plain and (parent is None or parent.type != "import_statement"):
        yield "text changed", all_of(place.node, text[0] + text[2:])


def _ternary(place: Place) -> Found:
    node = place.node
    condition, one, other = (field(node, name) for name in ("condition", "consequence", "alternative"))
    yield "condition negated", all_of(condition, f"!({place.of(condition)})")
    yield "branch dropped", all_of(node, f"({place.of(one)})")
    yield "branch dropped", all_of(node, f"({place.of(other)})")


def _unary(place: Place) -> Found:
    sign = place.of(field(place.node, "operator"))
    given = place.of(field(place.node, "argument"))
    if sign == "!":
        yield "condition negated", all_of(place.node, f"!!({given})")
    elif sign == "-":
        yield "sign dropped", all_of(place.node, f"({given})")


def _call(place: Place) -> Found:
    node = place.node
    callee, arguments = field(node, "function"), field(node, "arguments")
    given = [one for one in arguments.named_children if one.type not in ("spread_element", "comment")]
    for one, other in pairwise(given):
        if place.of(one) != place.of(other):
            yield "arguments swapped", swapped(place, one, other)
    name = callee.child_by_field_name("property") if callee.type == "member_expression" else callee
    text = place.of(name) if name is not None else ""
    if name is not None and text in SIBLINGS:
        yield "like-named function", all_of(name, SIBLINGS[text])
    if callee.type == "member_expression":
        owner = place.of(field(callee, "object"))
        if text in ("slice", "concat", "toSorted", "toReversed") and not given:
            yield "copy dropped", all_of(node, owner)
        if text in ("filter", "sort", "map", "trim", "reverse") and node.parent is not None:
            yield "step dropped", all_of(node, owner)
        if text == "sort" and given:
            yield "argument dropped", all_of(given[0], "")
        if text in ("slice", "substring") and given:
            yield "slice off by one", all_of(given[0], f"{place.of(given[0])} + 1")
            if len(given) == 2:
                yield "slice off by one", all_of(given[1], f"{place.of(given[1])} - 1")
                yield "slice bound dropped", ((given[0].end_byte, given[1].end_byte, ""),)
        if text in ("reduce",) and len(given) == 2:
            yield "default lost", ((given[0].end_byte, given[1].end_byte, ""),)


def _await(place: Place) -> Found:
    yield "await missing", all_of(place.node, place.of(place.node.named_children[0]))


def _new(place: Place) -> Found:
    yield "new forgotten", all_of(place.node, re.sub(r"^new\s+", "", place.of(place.node)))


def _default(place: Place) -> Found:
    left, right = place.node.child_by_field_name("left"), place.node.child_by_field_name("right")
    if left is None:  # TypeScript: a required_parameter with a value
        left, right = place.node.child_by_field_name("pattern"), place.node.child_by_field_name("value")
    if left is None or right is None:
        return
    yield "default lost", ((left.end_byte, right.end_byte, ""),)
    yield "default changed", all_of(right, "null")


def _copy(place: Place) -> Found:
    node = place.node
    inner = [one for one in node.named_children if one.type != "comment"]
    if len(inner) == 1 and inner[0].type == "spread_element":
        yield "copy dropped", all_of(node, place.of(inner[0].named_children[0]))
    elif inner and inner[0].type == "spread_element":
        yield "part dropped", ((inner[0].start_byte, inner[1].start_byte, ""),)
        if node.type == "object":
            spread = inner[0]
            rest = place.source[inner[1].start_byte : node.end_byte - 1].decode().rstrip().rstrip(",")
            yield "order of parts changed", all_of(node, f"{{ {rest}, {place.of(spread)} }}")


def _arrow(place: Place) -> Found:
    body = field(place.node, "body")
    if body.type != "statement_block":
        yield "return dropped", all_of(body, f"{{ {place.of(body)}; }}")


def _optional(place: Place) -> Found:
    parent = place.node.parent
    if parent is not None and parent.type == "member_expression":
        yield "check for nothing dropped", all_of(place.node, ".")


def _identifier(place: Place) -> Found:
    """Another parameter or variable of the function in place of this one."""
    node, parent = place.node, place.node.parent
    if parent is None or parent.child_by_field_name("name") == node or parent.child_by_field_name("function") == node:
        return
    if (
        "parameter" in parent.type
        or "pattern" in parent.type
        or (parent.child_by_field_name("left") == node and "assignment" in parent.type)
    ):
        return
    if (
        any(one.type == "formal_parameters" for one in ancestors(node))
        or parent.child_by_field_name("parameter") == node
    ):
        return
    known = [place.of(one) for one in _bound(place.function) if one.start_byte < node.start_byte]
    others = [one for one in dict.fromkeys(known) if one != place.of(node)]
    if place.of(node) in known and others:
        yield "other variable", all_of(node, others[node.start_byte % len(others)])


def _bound(function: Node) -> Iterator[Node]:
    parameters = function.child_by_field_name("parameters")
    for node in parameters.named_children if parameters is not None else ():
        inner = node.child_by_field_name("pattern") or node
        if inner.type == "identifier":
            yield inner
    for node in descendants(function, {"variable_declarator"}, skip=("arrow_function", "function_expression")):
        name = node.child_by_field_name("name")
        if name is not None and name.type == "identifier":
            yield name


OPERATORS: dict[str, tuple[Callable[[Place], Found], ...]] = {
    "binary_expression": (_binary,), "number": (_number,), "true": (_boolean,), "false": (_boolean,),
    "string": (_string,),
    "ternary_expression": (_ternary,), "unary_expression": (_unary,), "call_expression": (_call,), "await_expression": (_await,),
    "new_expression": (_new,), "assignment_pattern": (_default,), "required_parameter": (_default,),
    "object_assignment_pattern": (_default,),
    "array": (_copy,), "object": (_copy,), "arrow_function": (_arrow,), "optional_chain": (_optional,), "identifier": (_identifier,),
}  # fmt: skip
