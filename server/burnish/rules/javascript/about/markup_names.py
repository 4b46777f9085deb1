"""What the names in code say of markup: that a value holds none of others, that a call renders, or reads what a visitor gave."""

from __future__ import annotations

import re

from tree_sitter import Node

from burnish.code import Code
from burnish.syntax import Call
from burnish.tree import field_of


def is_clean_name(name: str) -> bool:
    return name.isupper() or _CLEAN_NAME.search(name) is not None


def is_clean_member(member: str) -> bool:
    return member.split(".")[0].isupper() or _CLEAN_MEMBER.search(member) is not None


def is_cleaning(call: Node, code: Code) -> bool:
    """Whether a call says that what it gives is no markup of others: it escapes, translates, counts."""
    return _CLEANING.search(code.text(call.child_by_field_name("function") or call)[-80:]) is not None


def is_rendering(call: Call, code: Code) -> bool:
    """Whether a call hands a translation to its callback, or what a function says that it renders: `translate(key, (text)
    => …)`, `renderToHtml(note).then((html) => …)`."""
    first = call.receiver if call.name == "then" else call.function
    made = field_of(first, "function") if first is not None and first.type == "call_expression" else first
    return made is not None and _RENDERING.search(code.text(made)[-80:]) is not None


def is_read(call: Node, code: Code) -> bool:
    """Whether a call reads what a visitor gave: `params.get("q")`, `prompt()`."""
    function = call.child_by_field_name("function")
    if function is None:
        return False
    return code.origin(function).path == "globalThis.prompt" or _READING.search(code.text(function)) is not None


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
