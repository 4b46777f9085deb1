from __future__ import annotations

import re

from tree_sitter import Node

from burnish import edits
from burnish.code import Code
from burnish.names import Kind
from burnish.rule import Finding, Fix, Rule
from burnish.rules.javascript.about.cleaned import is_cleaned_after, is_searched_after
from burnish.rules.javascript.about.markup import open_values
from burnish.rules.javascript.about.markup_names import is_read
from burnish.rules.javascript.about.sql import pieces_of
from burnish.syntax import Call, Found
from burnish.syntax.javascript import literal_text
from burnish.tree import field_of


class InnerHtml(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        target, value = _property(found.node, code), _value(found.node)
        if target is None or value is None:
            return None
        culprit = next(open_values(found.node, value, code), None)
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
    name = field_of(node, "left", "property")
    return name if name is not None and code.text(name) in ("innerHTML", "outerHTML") else None


def _value(node: Node) -> Node | None:
    return node.child_by_field_name("right") or node.child_by_field_name("value")


def _is_plain_text(value: Node, code: Code) -> bool:
    """Whether what is written is meant as text: no markup around the values, and values that are names of things."""
    for piece in pieces_of(value, code.document):
        if piece.text is not None and re.search(r"[<>]|&\w+;|&#", piece.text):
            return False
        one = piece.value
        if one is None or code.names.kind(one).kind is Kind.NUMBER:
            continue
        if one.type == "call_expression":
            if not is_read(one, code):
                return False
        elif one.type not in ("identifier", "member_expression") or not _is_named_as_text(one, code):
            return False
    return True


def _is_named_as_text(value: Node, code: Code) -> bool:
    """Whether a name says that no markup is in what it stands for, and its value, where that is written here, is none."""
    words = re.sub(r"([a-z\d])([A-Z])", r"\1 \2", code.text(value)).replace("_", " ").lower()
    if _MARKUP_WORDS.search(words) is not None:
        return False
    values = (
        [one.value for one in code.names.given(value) if one.value is not None] if value.type == "identifier" else []
    )
    if not values:
        return _TEXT_WORDS.search(re.split(r"[^a-z\d ]+", words)[-1]) is not None
    given = values[0]
    if len(values) > 1:
        return False
    if given.type == "call_expression":
        return is_read(given, code) and bool(Call(given).arguments)
    if given.type in ("template_string", "binary_expression"):
        return _is_plain_text(given, code)
    if given.type == "member_expression":
        return _is_named_as_text(given, code)
    return literal_text(given) is not None


_MARKUP_WORDS = re.compile(
    r"\b(?:html|markup|body|content|template|svg|icon|caption|callout|rich|rendered|markdown|description|snippet|excerpt)\b"
)
_TEXT_WORDS = re.compile(
    r"\b(?:name|names|title|label|user|username|author|email|mail|login|city|country|address|street|zip|phone|tel|date"
    r"|time|day|month|year|age|price|amount|sum|total|score|level|status|code|query|search|term|keyword|tag|category"
    r"|word|url|path|file|filename|id|key|version|currency|unit|message|error|reason)$"
)
"""Names of what people type into one line of a form, or what is counted, where markup has no place."""
