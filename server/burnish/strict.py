"""The strict parsers: a second opinion on whether code is well formed.

tree-sitter recovers from every error; these refuse. They are slow and run only when a fix is
made or verified, never on a keystroke.
"""

from __future__ import annotations

import json
from typing import Any


class Refused(Exception):
    """A strict parser refused the code; the message says where and why."""


def parse_strictly(language: str, source: bytes) -> Any | None:
    """The strict tree, None where the language has no strict parser.

    Python: a libcst Module. JavaScript: an esprima script or module (ES2017 with JSX: newer code is
    refused). JSON: the value. CSS: tinycss2's rules. Raises Refused with the reason.
    """
    reader = _READERS.get(language)
    return None if reader is None else reader(source)


def _python(source: bytes) -> Any:
    import libcst

    try:
        return libcst.parse_module(source)
    except libcst.ParserSyntaxError as error:
        raise Refused(f"line {error.raw_line}: {error.message}") from error
    except (UnicodeDecodeError, LookupError, RecursionError) as error:
        raise Refused(str(error)) from error


def _javascript(source: bytes) -> Any:
    import esprima

    text = source.decode("utf-8", "replace")
    for parser in (esprima.parseModule, esprima.parseScript):
        try:
            return parser(text, jsx=True)
        except esprima.Error as error:
            refusal = Refused(str(error))
        except RecursionError as error:
            raise Refused("nested too deeply") from error
    raise refusal


def _json(source: bytes) -> Any:
    try:
        return json.loads(source.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refused(str(error)) from error


def _css(source: bytes) -> Any:
    import tinycss2

    rules, _ = tinycss2.parse_stylesheet_bytes(source)
    for rule in rules:
        if rule.type == "error":
            raise Refused(f"line {rule.source_line}: {rule.message}")
    return rules


_READERS = {"python": _python, "javascript": _javascript, "json": _json, "css": _css}
