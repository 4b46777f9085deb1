"""The atoms of code: the names, numbers, words of strings and operators of a part of a document, in order.

What does not change the meaning by itself is left out (brackets, commas). For a rewrite that turns conditions round,
`negations=False` leaves out `not`, `and` and `or` too and takes a comparison for its opposite.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from burnish.document import Document
from burnish.text import Span
from burnish.verification.parts import leaves_in


class Atom(NamedTuple):
    """`kind` is "name", "number", "word" (of a string) or "sign" (an operator or a keyword that does something)."""

    kind: str
    text: str


_NAMES = frozenset(
    {
        "identifier", "property_identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern",
        "private_property_identifier", "type_identifier", "statement_identifier", "this", "super", "true", "false",
        "none",
        "null", "undefined", "predefined_type", "property_name", "class_name", "tag_name", "attribute_name", "id_name",
        "feature_name", "function_name", "plain_value",
    }
)  # fmt: skip
_NUMBERS = frozenset({"integer", "float", "number", "integer_value", "float_value", "color_value"})
_TEXTS = frozenset(
    {
        "string_content", "string_fragment", "escape_sequence", "jsx_text", "regex_pattern", "regex_flags",
        "format_specifier", "type_conversion", "attribute_value", "text", "escape_interpolation",
        "html_character_reference",
    }
)  # fmt: skip
_SIGN_TEXTS = """
+ - * / % // ** & | ^ ~ << >> >>> @ += -= *= /= %= //= **= &= |= ^= <<= >>= >>>= &&= ||= ??= ++ -- ?? ?. ... := == ===
< > in is await yield async lambda raise throw del delete assert global nonlocal new typeof void instanceof return
break continue from
"""
_SIGNS = frozenset(_SIGN_TEXTS.split())
_OPPOSITE = {
    "!=": "==", "!==": "===", ">=": "<", "<=": ">", "not in": "in", "is not": "is", "<>": "==",
}  # fmt: skip
_LOGIC = frozenset({"not", "!", "and", "or", "&&", "||"})
COMPARISONS = frozenset(_OPPOSITE) | frozenset(_OPPOSITE.values()) | {"not", "!"}

_PLACEHOLDER = re.compile(r"%\(\w+\)[sdifrx]|%[sdifrx]|\{\w*\}|\$\d+|\?")
_WORD = re.compile(r"\w+|[^\w\s]")


def atoms_in(document: Document, span: Span, negations: bool = True) -> Iterator[tuple[Atom, Node]]:
    """The atoms within a span with the tokens they come from."""
    for leaf in leaves_in(document, span):
        kind = leaf.type
        if kind in _NAMES:
            yield Atom("name", document.slice(leaf)), leaf
        elif kind in _NUMBERS:
            yield Atom("number", document.slice(leaf)), leaf
        elif kind in _TEXTS:
            yield from ((Atom("word", word), leaf) for word in words(document.slice(leaf)))
        else:
            sign = kind if negations else _OPPOSITE.get(kind, kind)
            if sign in _SIGNS or (negations and (sign in _OPPOSITE or sign in _LOGIC)):
                yield Atom("sign", sign), leaf


def words(text: str) -> list[str]:
    """The words and other signs of a string, without the placeholders of formats and of SQL.

    A string of white space has itself for its only word.
    """
    return _WORD.findall(_PLACEHOLDER.sub(" ", text)) if text.strip() else [repr(text)]
