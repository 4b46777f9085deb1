"""Mistakes in JavaScript that concern whole statements: what is dropped, moved, caught or returned."""

from __future__ import annotations

from collections.abc import Callable

from burnish.tree import ancestors, descendants
from tests.benchmarks.javascript_place import Found, Place, all_of, field, swapped

EXCEPTIONS = {"Error": "TypeError", "TypeError": "RangeError", "RangeError": "TypeError", "SyntaxError": "Error"}


def _if(place: Place) -> Found:
    node = place.node
    condition, consequence = field(node, "condition"), field(node, "consequence")
    yield "condition negated", all_of(condition, f"(!{place.of(condition)})")
    last = consequence.named_children[-1] if consequence.named_children else consequence
    leaves = {"return_statement", "throw_statement", "continue_statement", "break_statement"}
    alternative = node.child_by_field_name("alternative")
    kind = (
        "early return dropped" if alternative is None and leaves & {last.type, consequence.type} else "branch dropped"
    )
    yield kind, all_of(consequence, "{}")
    if alternative is not None:
        yield "branch dropped", all_of(alternative, "")


def _while(place: Place) -> Found:
    condition = field(place.node, "condition")
    yield "condition negated", all_of(condition, f"(!{place.of(condition)})")


def _update(place: Place) -> Found:
    node = place.node
    sign = field(node, "operator")
    parent = node.parent
    if parent is not None and parent.type == "expression_statement":
        yield "statement dropped", all_of(parent, ";")
    elif parent is not None and parent.type != "for_statement":
        name = place.of(field(node, "argument"))
        prefix = sign.start_byte == node.start_byte
        yield (
            "counted before instead of after",
            all_of(node, name + place.of(sign) if prefix else place.of(sign) + name),
        )
    yield "arithmetic changed", all_of(sign, "--" if place.of(sign) == "++" else "++")


def _augmented(place: Place) -> Found:
    sign = field(place.node, "operator")
    yield "accumulation lost", all_of(sign, "=")
    if place.of(sign) == "+=" and "string" not in {one.type for one in descendants(place.node)}:
        yield "arithmetic changed", all_of(sign, "-=")


def _return(place: Place) -> Found:
    values = [one for one in place.node.named_children if one.type != "comment"]
    if values:
        value = values[0]
        yield "return value lost", all_of(value, "undefined")
        yield "return dropped", all_of(place.node, f"({place.of(value)});")


def _throw(place: Place) -> Found:
    node = place.node
    yield "exception not raised", all_of(node, ";")
    value = node.named_children[0] if node.named_children else node
    name = value.child_by_field_name("constructor") if value.type == "new_expression" else None
    if name is not None and place.of(name) in EXCEPTIONS:
        yield "other exception raised", all_of(name, EXCEPTIONS[place.of(name)])


def _try(place: Place) -> Found:
    handler = place.node.child_by_field_name("handler")
    if handler is not None:
        body = field(handler, "body")
        if body.named_children:
            yield "exception swallowed", all_of(body, "{}")
        name = handler.child_by_field_name("parameter")
        yield (
            "caught exception dropped",
            all_of(
                handler,
                f"catch ({place.of(name) if name else 'error'}) {{ throw {place.of(name) if name else 'error'}; }}",
            ),
        )
    finalizer = place.node.child_by_field_name("finalizer")
    if finalizer is not None:
        yield "cleaning up dropped", all_of(finalizer, "finally {}")


def _statement(place: Place) -> Found:
    node = place.node
    inner = node.named_children[0] if node.named_children else node
    effect = {
        "call_expression",
        "await_expression",
        "assignment_expression",
        "augmented_assignment_expression",
        "yield_expression",
    }
    if inner.type not in effect:
        return
    yield "statement dropped", all_of(node, ";")
    following = node.next_named_sibling
    if following is not None and following.type == "expression_statement" and following.named_children:
        calls = {"call_expression", "await_expression", "yield_expression"}
        if {inner.type, following.named_children[0].type} <= calls and place.of(node) != place.of(following):
            yield "effects reordered", swapped(place, node, following)


def _break(place: Place) -> Found:
    outer = next(
        (
            one.type
            for one in ancestors(place.node)
            if "for" in one.type or one.type.startswith(("switch_", "while", "do"))
        ),
        "",
    )
    other = "continue" if place.node.type == "break_statement" else "break"
    if not outer.startswith("switch") and place.of(place.node).rstrip(";") in ("break", "continue"):
        yield "break/continue swapped", all_of(place.node, f"{other};")
    yield "break or continue dropped", all_of(place.node, ";")


def _for_in(place: Place) -> Found:
    sign = field(place.node, "operator")
    yield "for..in and for..of mixed up", all_of(sign, "in" if place.of(sign) == "of" else "of")


def _for(place: Place) -> Found:
    first = field(place.node, "initializer")
    functions = {"arrow_function", "function_expression", "function_declaration"}
    if place.of(first).startswith("let ") and any(one.type in functions for one in descendants(place.node)):
        yield "let became var", ((first.start_byte, first.start_byte + 3, "var"),)


def _switch_case(place: Place) -> Found:
    values = [one for one in place.node.children if one.type == "break_statement"]
    if values:
        yield "fell through to the next case", all_of(values[-1], "")


OPERATORS: dict[str, tuple[Callable[[Place], Found], ...]] = {
    "if_statement": (_if,),
    "while_statement": (_while,),
    "do_statement": (_while,),
    "update_expression": (_update,),
    "augmented_assignment_expression": (_augmented,),
    "return_statement": (_return,),
    "throw_statement": (_throw,),
    "try_statement": (_try,),
    "expression_statement": (_statement,),
    "break_statement": (_break,),
    "continue_statement": (_break,),
    "for_in_statement": (_for_in,),
    "for_statement": (_for,),
    "switch_case": (_switch_case,),
}
