"""Where the strict parsers refuse a text, and why: the first syntax error of a file that somebody is writing.

They are slow, and some text makes them fall over: they run in a process of their own, never on a keystroke.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A syntax error: line and column from 0, the column in code points."""

    line: int
    column: int
    message: str


def fault_in(language: str, text: str) -> Fault | None:
    """The first syntax error that the language's strict parser sees; None where there is none, or no such parser.

    Of JavaScript esprima knows what was there in 2017: whether an error is one, or newer than that, is not decided here.
    """
    reader = _READERS.get(language)
    return None if reader is None else reader(text.removeprefix("\ufeff"))


def _python(text: str) -> Fault | None:
    """What libcst refuses, in the words of CPython, which must refuse it too: one of them may not know the newest syntax."""
    import libcst

    if "\0" in text:  # nothing that a person writes
        return None
    try:
        libcst.parse_module(text)
        return None
    except libcst.ParserSyntaxError:
        return _refused_by_python(text)


def _refused_by_python(text: str) -> Fault | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        return Fault(max((error.lineno or 1) - 1, 0), max((error.offset or 1) - 1, 0), _begun(error.msg))
    return None


def _javascript(text: str) -> Fault | None:
    import esprima

    code = re.sub(r"\A#!", "//", text)
    refused: list[esprima.Error] = []
    for parser in (esprima.parseModule, esprima.parseScript):
        try:
            parser(code, jsx=True)
            return None
        except esprima.Error as error:
            refused.append(error)
    # The one that came further took the file for what it is.
    last = max(refused, key=lambda one: one.index)
    message = re.sub(r"^Line \d+: ", "", str(last)).removesuffix(" ILLEGAL")
    return Fault(last.lineNumber - 1, max(last.column - 1, 0), _begun(message))


def _json(text: str) -> Fault | None:
    if not text.strip():
        return None
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return Fault(error.lineno - 1, error.colno - 1, _begun(error.msg))
    return None


def _css(text: str) -> Fault | None:
    import tinycss2

    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "error":
            message = rule.message.rstrip(".")
            return Fault(rule.source_line - 1, rule.source_column - 1, _begun(message))
    return None


def _begun(message: str) -> str:
    """A message as it stands after a colon; abbreviations keep their letters."""
    return message if message[1:2].isupper() else message[:1].lower() + message[1:]


_READERS: Mapping[str, Callable[[str], Fault | None]] = {
    "python": _python,
    "javascript": _javascript,
    "json": _json,
    "css": _css,
}
