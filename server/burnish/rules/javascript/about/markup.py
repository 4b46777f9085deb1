"""What becomes markup: which of its values may hold markup that others wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from tree_sitter import Node

from burnish.code import Code
from burnish.names import Binding, Form, Kind, OriginKind
from burnish.rules.javascript.about.shared_state import CHANGING, WRITES
from burnish.rules.javascript.about.sql import pieces_of
from burnish.syntax import Call, call_given
from burnish.tree import descendants, field_of, span_of

_Within: TypeAlias = frozenset[int]
"""The bindings that are looked through already: a text that is added to itself is what was added."""
_MOST_BINDINGS = 24


def open_values(value: Node, code: Code, within: _Within = frozenset()) -> Iterator[Node]:
    """The values in what becomes markup that may hold markup of their own; `within` is for looking through variables."""
    if not within and is_whole_answer(value, code):
        return
    for piece in pieces_of(value, code.document):
        if piece.value is None:
            continue
        one = piece.value
        if one.type == "call_expression":
            # What a function returns is its own business; a template in its arguments is this code's.
            if _CLEANING.search(code.text(one.child_by_field_name("function") or one)[-80:]) is None:
                yield from _values_in_call(one, code, within, whole=piece.span == span_of(value))
        elif not _is_clean(one, code, within):
            yield one


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


def _values_in_call(call: Node, code: Code, within: _Within, whole: bool) -> Iterator[Node]:
    found = False
    texts = ("template_string", "binary_expression")
    for template in descendants(call, texts, texts):
        pieces = pieces_of(template, code.document)
        if any("<" in (piece.text or "") for piece in pieces):
            found = True
            values = (piece.value for piece in pieces if piece.value is not None)
            yield from (one for one in values if one.type != "call_expression" and not _is_clean(one, code, within))
    if not found and not whole and is_read(call, code):
        yield call


def is_read(call: Node, code: Code) -> bool:
    """Whether a call reads what a visitor gave: `params.get("q")`, `prompt()`."""
    function = call.child_by_field_name("function")
    if function is None:
        return False
    return code.origin(function).path == "globalThis.prompt" or _READING.search(code.text(function)) is not None


def _is_clean(value: Node, code: Code, within: _Within) -> bool:
    """Whether a value holds no foreign markup: a literal, a number, something sanitised, markup by its name."""
    text = code.text(value)
    if value.type in ("string", "number", "true", "false", "null", "undefined", "object", "arrow_function"):
        return True
    if value.type == "template_string":
        return next(open_values(value, code, within), None) is None
    if value.type in ("member_expression", "subscript_expression"):
        return _CLEAN_MEMBER.search(text) is not None or text.split(".")[0].isupper() or _is_of_constants(value, code)
    if value.type == "identifier":
        return text.isupper() or _CLEAN_NAME.search(text) is not None or _is_clean_variable(value, code, within)
    if value.type in ("ternary_expression", "binary_expression"):
        return _is_clean_choice(value, code, within)
    if value.type in ("parenthesized_expression", "as_expression", "non_null_expression", "await_expression"):
        return not value.named_children or _is_clean(value.named_children[0], code, within)
    return True


def _is_clean_choice(value: Node, code: Code, within: _Within) -> bool:
    operator = value.child_by_field_name("operator")
    word = "" if operator is None else code.text(operator)
    if word not in ("", "||", "&&", "??", "+"):
        return True
    parts = (value.child_by_field_name(name) for name in ("consequence", "alternative", "left", "right"))
    inner = [one for one in parts if one is not None]
    return all(one.type == "call_expression" or _is_clean(one, code, within) for one in inner[word == "&&" :])


def _is_clean_variable(name: Node, code: Code, within: _Within) -> bool:
    if code.origin(name).kind is OriginKind.MODULE:
        return True
    known = code.names.kind(name)
    if known.kind in (Kind.NUMBER, Kind.BOOLEAN, Kind.NOTHING) or known.constant:
        return True
    bindings = code.names.given(name)
    if len(within) + len(bindings) > _MOST_BINDINGS:
        return False
    seen = within | {one.node.id for one in bindings}
    return bool(bindings) and all(one.node.id in within or _gives_clean(one, code, seen) for one in bindings)


def _gives_clean(binding: Binding, code: Code, within: _Within) -> bool:
    """Whether a variable gets a value there that holds no foreign markup; what a function returns is its own business."""
    value = binding.value
    if binding.form is Form.PARAMETER:
        return _is_given_markup(binding, code) or _is_of_constant_list(binding, code)
    if value is None:
        return binding.form in (Form.LET, Form.VAR) and binding.construct.named_child_count == 1
    if value.type == "call_expression":
        return not is_read(value, code)
    if value.type == "await_expression":
        return _CLEANING.search(code.text(value).partition("(")[0]) is not None
    if value.type in ("template_string", "binary_expression"):
        return next(open_values(value, code, within), None) is None
    return value.type in _FOLLOWED and _is_clean(value, code, within)


def _is_given_markup(binding: Binding, code: Code) -> bool:
    """Whether a name is the parameter of a callback that gets a translation, or what a function says that it renders:
    `translate(key, (text) => …)`, `renderToHtml(note).then((html) => …)`."""
    function = binding.scope.node
    call = call_given(function)
    if call is None:
        return False
    first = call.receiver if call.name == "then" else call.function
    made = field_of(first, "function") if first is not None and first.type == "call_expression" else first
    return made is not None and _RENDERING.search(code.text(made)[-80:]) is not None


def _is_of_constant_list(binding: Binding, code: Code) -> bool:
    """Whether a name is the item of a list that is written down in this file: `TEAMS.forEach((team) => …)`."""
    call = call_given(binding.scope.node)
    receiver = call.receiver if call is not None and call.name in _EACH else None
    return receiver is not None and _is_of_constants(receiver, code)


def _is_of_constants(value: Node, code: Code) -> bool:
    """Whether a value is looked up in a table that is written down in this file and stays as it is."""
    root = value
    while (inner := root.child_by_field_name("object")) is not None:
        root = inner
    if root.type != "identifier":
        return False
    if not code.names.kind(root).constant:
        given = code.names.given(root) if root != value else ()
        return len(given) == 1 and given[0].form is Form.PARAMETER and _is_of_constant_list(given[0], code)
    return not any(_may_change(one) for one in code.uses(root))


def _may_change(use: Node) -> bool:
    """Whether a table may get another value where it is mentioned: as a target, or in the hands of a call."""
    child, parent = use, use.parent
    while parent is not None and parent.child_by_field_name("object") == child:
        child, parent = parent, parent.parent
    if parent is None or parent.type in ("arguments", "spread_element", "pair", "array", "return_statement"):
        return child == use
    if parent.type == "call_expression":
        return Call(parent).name in CHANGING
    is_target = parent.child_by_field_name("left") == child or parent.child_by_field_name("argument") == child
    return is_target and parent.type in WRITES


_READING = re.compile(r"(?:[pP]arams|[qQ]uery|localStorage|sessionStorage|formData)\.get(?:Item)?$|^window\.prompt$")
_CLEANING = re.compile(
    r"(?i)saniti|purify|escape|encode|createHTML|toFixed|toLocale|parseInt|Number$|i18n|gettext|translat|^\$?tr?$|\.\$?tr?$"
    r"|JSON\.stringify"
)
_RENDERING = re.compile(r"(?i)translat|i18n|saniti|purify|render|(?:html|markup|svg|markdown)$")
_CLEAN_MEMBER = re.compile(
    r"(?i)\.(?:length|size|count|index|id|svg|css|width|height|innerHTML|outerHTML|status|statusCode|readyState"
    r"|\w*(?:sanitized|safe|escaped)\w*)$"
)
_CLEAN_NAME = re.compile(
    r"(?i)saniti[sz]ed|escaped|safe|clean|trusted|(?:css|svg(?:data|text|code|string)?|styles?|script|json)$|^(?:i|j|n|idx|index|count|num|total)$"
)
_FOLLOWED = frozenset(
    {
        "identifier", "string", "number", "ternary_expression", "member_expression", "subscript_expression",
        "parenthesized_expression", "true", "false", "null", "undefined",
    }
)  # fmt: skip
_LOADS = frozenset({"get", "post", "done"})
_ANSWERS = frozenset({"await_expression", "member_expression"})
_EACH = frozenset({"forEach", "map", "flatMap", "filter", "find"})
