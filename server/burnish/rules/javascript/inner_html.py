from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from burnish import edits
from burnish.code import Code
from burnish.names import Binding, Form, Kind, OriginKind
from burnish.names.javascript_bindings import declarator_of
from burnish.rule import Finding, Fix, Rule
from burnish.rules.javascript.about.cleaned import is_cleaned_after, is_searched_after
from burnish.rules.javascript.about.sql import pieces_of
from burnish.rules.javascript.literals import arguments_of, literal_text
from burnish.syntax import Found
from burnish.tree import ancestors, descendants, span_of


class InnerHtml(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        target, value = _property(found.node, code), _value(found.node)
        if target is None or value is None:
            return None
        culprit = next(_open_values(value, code), None)
        if culprit is None or is_cleaned_after(found.node, code):
            return None
        text = code.one_line(culprit)
        shown = text if len(text) <= 50 else text[:47] + "..."
        name = code.text(target)
        how = "given as '__html'" if name == "__html" else f"assigned to '{name}'"
        return self.finding(target, f"'{shown}' is parsed as markup when it is {how}", anchor=found.node)

    def fix(self, found: Found, code: Code) -> Fix | None:
        target, value = _property(found.node, code), _value(found.node)
        if target is None or value is None or found.node.type != "assignment_expression":
            return None
        if code.text(target) != "innerHTML" or not _is_plain_text(value, code) or is_searched_after(found.node, code):
            return None
        return Fix(edits.replaced(target, "textContent"), "Set textContent")


def _property(node: Node, code: Code) -> Node | None:
    """The name under which something becomes markup: `innerHTML`, `outerHTML`, `__html`."""
    if node.type == "pair":
        key = node.child_by_field_name("key")
        return key if key is not None and code.text(key) == "__html" else None
    left = node.child_by_field_name("left")
    name = None if left is None else left.child_by_field_name("property")
    return name if name is not None and code.text(name) in ("innerHTML", "outerHTML") else None


def _value(node: Node) -> Node | None:
    return node.child_by_field_name("right") or node.child_by_field_name("value")


def _open_values(value: Node, code: Code) -> Iterator[Node]:
    """The values in what becomes markup that may hold markup of their own."""
    for piece in pieces_of(value, code.document):
        if piece.value is None:
            continue
        one = piece.value
        if one.type == "call_expression":
            # What a function returns is its own business; a template in its arguments is this code's.
            if _CLEANING.search(code.text(one.child_by_field_name("function") or one)[-80:]) is None:
                yield from _open_values_in_call(one, code, whole=piece.span == span_of(value))
        elif not _is_clean(one, code):
            yield one


def _open_values_in_call(call: Node, code: Code, whole: bool) -> Iterator[Node]:
    found = False
    texts = ("template_string", "binary_expression")
    for template in descendants(call, texts, texts):
        pieces = pieces_of(template, code.document)
        if any("<" in (piece.text or "") for piece in pieces):
            found = True
            values = (piece.value for piece in pieces if piece.value is not None)
            yield from (one for one in values if one.type != "call_expression" and not _is_clean(one, code))
    if not found and not whole and _is_read(call, code):
        yield call


def _is_read(call: Node, code: Code) -> bool:
    """Whether a call reads what a visitor gave: `params.get("q")`, `prompt()`."""
    function = call.child_by_field_name("function")
    if function is None:
        return False
    return code.origin(function).path == "globalThis.prompt" or _READING.search(code.text(function)) is not None


def _is_clean(value: Node, code: Code) -> bool:
    """Whether a value holds no foreign markup: a literal, a number, something sanitised, markup by its name."""
    text = code.text(value)
    if value.type in ("string", "number", "true", "false", "null", "undefined", "object", "arrow_function"):
        return True
    if value.type == "template_string":
        return next(_open_values(value, code), None) is None
    if value.type in ("member_expression", "subscript_expression"):
        return _CLEAN_MEMBER.search(text) is not None or text.split(".")[0].isupper() or _is_of_constants(value, code)
    if value.type == "identifier":
        return text.isupper() or _CLEAN_NAME.search(text) is not None or _is_clean_variable(value, code)
    if value.type in ("ternary_expression", "binary_expression"):
        return _is_clean_choice(value, code)
    if value.type in ("parenthesized_expression", "as_expression", "non_null_expression", "await_expression"):
        return not value.named_children or _is_clean(value.named_children[0], code)
    return True


def _is_clean_choice(value: Node, code: Code) -> bool:
    operator = value.child_by_field_name("operator")
    word = "" if operator is None else code.text(operator)
    if word not in ("", "||", "&&", "??", "+"):
        return True
    parts = (value.child_by_field_name(name) for name in ("consequence", "alternative", "left", "right"))
    inner = [one for one in parts if one is not None]
    return all(one.type == "call_expression" or _is_clean(one, code) for one in inner[word == "&&" :])


def _is_clean_variable(name: Node, code: Code) -> bool:
    if code.origin(name).kind is OriginKind.MODULE:
        return True
    known = code.names.kind(name)
    if known.kind in (Kind.NUMBER, Kind.BOOLEAN, Kind.NOTHING) or known.constant:
        return True
    if any(_is_given_translated(one, code) for one in code.names.bindings(name)):
        return True
    declarator = declarator_of(name, code.document)
    bound = None if declarator is None else declarator.child_by_field_name("value")
    if bound is None:
        return False
    if bound.type == "call_expression":
        return not _is_read(bound, code)
    built = bound.type in ("template_string", "binary_expression", "string")
    return built and next(_open_values(bound, code), None) is None


def _is_given_translated(binding: Binding, code: Code) -> bool:
    """Whether a name is the parameter of a callback that gets a translation: `translate(key, (text) => …)`."""
    if binding.form is not Form.PARAMETER:
        return False
    function = binding.scope.node
    call = next((one for one in ancestors(function) if one.type == "call_expression"), None)
    called = None if call is None else call.child_by_field_name("function")
    if call is None or called is None or function not in arguments_of(call):
        return False
    return re.search(r"(?i)translat|i18n", code.text(called)[-80:]) is not None


def _is_of_constants(member: Node, code: Code) -> bool:
    """Whether a value is looked up in a table that is written down in this file and stays as it is."""
    root = member
    while (inner := root.child_by_field_name("object")) is not None:
        root = inner
    if root.type != "identifier" or not code.names.kind(root).constant:
        return False
    binding = code.names.binding(root)
    uses = () if binding is None else code.names.uses(binding)
    return not any(_may_change(one) for one in uses)


def _may_change(use: Node) -> bool:
    """Whether a table may get another value where it is mentioned: as a target, or in the hands of a call."""
    child, parent = use, use.parent
    while parent is not None and parent.child_by_field_name("object") == child:
        child, parent = parent, parent.parent
    if parent is None or parent.type in ("arguments", "spread_element", "pair", "array", "return_statement"):
        return child == use
    is_target = parent.child_by_field_name("left") == child or parent.child_by_field_name("argument") == child
    return (is_target and "expression" in parent.type and parent.type != "binary_expression") or (
        parent.type == "call_expression" and parent.child_by_field_name("function") == child
    )


def _is_plain_text(value: Node, code: Code) -> bool:
    """Whether what is written is meant as text: no markup around the values, and values that are names of things."""
    for piece in pieces_of(value, code.document):
        if piece.text is not None and re.search(r"[<>]|&\w+;|&#", piece.text):
            return False
        one = piece.value
        if one is None or code.names.kind(one).kind is Kind.NUMBER:
            continue
        if one.type == "call_expression":
            if not _is_read(one, code):
                return False
        elif one.type not in ("identifier", "member_expression") or not _is_named_as_text(one, code):
            return False
    return True


def _is_named_as_text(value: Node, code: Code) -> bool:
    """Whether a name says that no markup is in what it stands for, and its value, where that is written here, is none."""
    declarator = declarator_of(value, code.document) if value.type == "identifier" else None
    bound = None if declarator is None else declarator.child_by_field_name("value")
    if bound is not None:
        if bound.type == "call_expression":
            return _is_read(bound, code) and bool(arguments_of(bound))
        if bound.type in ("template_string", "binary_expression"):
            return _is_plain_text(bound, code)
        if bound.type == "member_expression":
            return _is_named_as_text(bound, code)
        return literal_text(bound, code.document) is not None
    words = re.sub(r"([a-z\d])([A-Z])", r"\1 \2", code.text(value)).replace("_", " ").lower()
    last = re.split(r"[^a-z\d ]+", words)[-1]
    return _MARKUP_WORDS.search(words) is None and _TEXT_WORDS.search(last) is not None


_READING = re.compile(r"(?:[pP]arams|[qQ]uery|localStorage|sessionStorage|formData)\.get(?:Item)?$|^window\.prompt$")
_CLEANING = re.compile(
    r"(?i)saniti|purify|escape|encode|createHTML|toFixed|toLocale|parseInt|Number$|i18n|gettext|translat|^\$?tr?$|\.\$?tr?$"
    r"|JSON\.stringify"
)
_CLEAN_MEMBER = re.compile(
    r"(?i)\.(?:length|size|count|index|id|svg|css|width|height|innerHTML|outerHTML|status|statusCode|readyState"
    r"|\w*(?:sanitized|safe|escaped)\w*)$"
)
_CLEAN_NAME = re.compile(
    r"(?i)saniti[sz]ed|escaped|safe|clean|trusted|(?:css|svg|styles?|script|json)$|^(?:i|j|n|idx|index|count|num|total)$"
)
_MARKUP_WORDS = re.compile(
    r"\b(?:html|markup|body|content|template|svg|icon|caption|callout|rich|rendered|markdown|description|snippet|excerpt)\b"
)
_TEXT_WORDS = re.compile(
    r"\b(?:name|names|title|label|user|username|author|email|mail|login|city|country|address|street|zip|phone|tel|date"
    r"|time|day|month|year|age|price|amount|sum|total|score|level|status|code|query|search|term|word|keyword|tag|category"
    r"|url|path|file|filename|id|key|version|currency|unit|message|error|reason)$"
)
"""Names of what people type into one line of a form, or what is counted, where markup has no place."""
