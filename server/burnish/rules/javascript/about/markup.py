"""What becomes markup: which of its values may hold markup that others wrote."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from burnish.code import Code
from burnish.names import Form
from burnish.names.facts import About, asked_of
from burnish.rules.javascript.about.cleaned import is_inert, is_taken_apart
from burnish.rules.javascript.about.markup_names import is_cleaning, is_read
from burnish.rules.javascript.about.provenance import source_of
from burnish.rules.javascript.about.sources import Source
from burnish.rules.javascript.about.sql import pieces_of
from burnish.syntax import Call
from burnish.tree import descendants, field_of


def open_values(assignment: Node, value: Node, code: Code) -> Iterator[Node]:
    """The values in what an assignment makes markup of that may hold markup of others.

    What is put among texts is one, so that a part of what the program keeps is enough. What is all of the markup may be
    meant to be some: then it has to come from outside. What is parsed only to be read was not written for this page.
    """
    if is_whole_answer(value, code) or is_inert(assignment, code):
        return
    pieces = pieces_of(value, code.document)
    if any(one.value is not None for one in pieces):
        asked_of(code.document).note(About.FILE, "")  # callers and givers may stand anywhere
    among_text = any((one.text or "").strip() for one in pieces)
    bar = Source.PART if among_text else Source.HANDED if is_taken_apart(assignment, code) else Source.OUTSIDE
    for piece in pieces:
        one = piece.value
        if one is None:
            continue
        if one.type != "call_expression":
            if source_of(one, code) >= bar:
                yield one
        elif not is_cleaning(one, code):
            # What a function returns is its own business; a template in its arguments is this code's.
            yield from _values_in_call(one, code, among_text)


def is_whole_answer(value: Node, code: Code) -> bool:
    """Whether a value is all that a server answered, as text: a part of a page, which it has made as it makes pages."""
    if value.type == "member_expression":
        return code.text(value).endswith((".responseText", ".responseXML"))
    if value.type == "await_expression" and value.named_children:
        return _asks_for_text(value.named_children[0])
    given = code.names.given(value) if value.type == "identifier" else ()
    if len(given) != 1:
        return False
    if given[0].form is not Form.PARAMETER:
        return given[0].value is not None and given[0].value.type in _ANSWERS and is_whole_answer(given[0].value, code)
    function = given[0].scope.node
    holder = function.parent
    if holder is not None and holder.type == "pair":
        key = holder.child_by_field_name("key")
        return key is not None and code.text(key).strip("'\"") == "success" and _is_first(value, function, code)
    if holder is None or holder.type != "arguments" or holder.parent is None:
        return False
    call = Call(holder.parent)
    if call.name != "then":
        return call.name in _LOADS and _is_first(value, function, code)
    before = call.receiver
    if before is None or before.type != "call_expression" or Call(before).name != "then":
        return before is not None and _asks_for_text(before)
    body = field_of(next(iter(Call(before).arguments), None), "body")
    if body is not None and body.type == "statement_block":
        last = body.named_children[-1] if body.named_children else body
        body = last.named_children[0] if last.type == "return_statement" and last.named_children else None
    return body is not None and _asks_for_text(body)


def _asks_for_text(node: Node) -> bool:
    return node.type == "call_expression" and Call(node).name == "text"


def _is_first(name: Node, function: Node, code: Code) -> bool:
    listed = function.child_by_field_name("parameters")
    first = listed.named_children[0] if listed is not None and listed.named_children else None
    return first is not None and code.text(first).partition(":")[0] == code.text(name)


def _values_in_call(call: Node, code: Code, among_text: bool) -> Iterator[Node]:
    found = False
    texts = ("template_string", "binary_expression")
    for template in descendants(call, texts, texts):
        pieces = pieces_of(template, code.document)
        if any("<" in (piece.text or "") for piece in pieces):
            found = True
            values = (piece.value for piece in pieces if piece.value is not None)
            yield from (one for one in values if one.type != "call_expression" and source_of(one, code) >= Source.PART)
    if not found and among_text and is_read(call, code):
        yield call


_LOADS = frozenset({"get", "post", "done"})
_ANSWERS = frozenset({"await_expression", "member_expression"})
