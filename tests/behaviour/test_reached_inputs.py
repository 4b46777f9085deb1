"""Differences behind conditions that only certain inputs pass: the inputs are found in what the code says of them."""

from __future__ import annotations

import pytest

from tests.behaviour.comparing import judged, told

PATTERN = """
import re
HOST = re.compile(r"^[0-9]+\\.[0-9]+$")
def f(host):
    if HOST.match(host):
        return host.split(".")[0]
    return host
"""

SPACIOUS = '''
import re
LINE = re.compile(r"""
    (?P<name>[a-z]+) : \\s*   # the name
    (?P<number>\\d+)
""", re.VERBOSE)
def f(line):
    found = LINE.match(line)
    if found is None:
        return None
    return found.group("name"), int(found.group("number"))
'''

DATES = """
from datetime import datetime
def f(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").hour
"""

EXAMPLE = '''
def f(text: str) -> int:
    """Text such as "3h40m" in minutes."""
    total, number = 0, ""
    for letter in text:
        if letter.isdigit():
            number += letter
        elif letter == "h":
            total, number = total + 60 * int(number), ""
        elif letter == "m":
            total, number = total + int(number), ""
        else:
            raise ValueError("no such unit")
    return total
'''

COMMENT = """
def f(text):
    # As in "7/-/7".
    parts = text.split("/")
    if len(parts) == 3 and parts[1] == "-":
        return parts[2]
    return text
"""

CONSTANT = """
SHORT = 41
class Reader:
    LONG = 87
    def __init__(self, mode):
        self.mode = mode
    def f(self):
        if self.mode == SHORT:
            return 1
        if self.mode == self.LONG:
            return 2
        return 3
"""

TABLE = """
SIZES = {"small": 1, "large": 9}
def f(name):
    if name in SIZES:
        return SIZES[name]
    return 0
"""

LEAP = """
def f(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and year % 100 != 0 else 28
    return 30
"""

OWN_CLASS = """
class Part:
    def __init__(self, top: int, bottom: int) -> None:
        self.top = top
        self.bottom = bottom
    def f(self, other):
        kind = type(other)
        if kind is Part:
            return self.top * other.bottom == other.top * self.bottom
        if kind is int:
            return self.top == other
        return NotImplemented
"""

FOREIGN = """
from tokens import Token
def f(token: Token) -> int:
    if token.kind == "number" and token.value > 10:
        return 1
    return 0
"""

EITHER = """
from data import Headers
def f(value: Headers) -> list[str]:
    if isinstance(value, dict):
        return [str(key) + str(item) for key, item in value.items()]
    if isinstance(value, str):
        return [value]
    return []
"""

UNSET = """
class Build:
    def f(self):
        if self.base is None:
            self.base = "lib"
        if self.place is None:
            self.place = self.base + "/place"
        return self.place
"""

RETURNED = """
def significant(tokens):
    for token in tokens:
        if token.kind not in ("space", "comment"):
            return token
def f(tokens):
    token = significant(tokens)
    if token.kind == "number" and token.whole:
        return token.value + 1
"""

PLACES = """
def f(text, at):
    if text[at] == "&" and at + 1 < len(text):
        return text[at + 1]
    return ""
"""

PREFIX = """
def f(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.lstrip("v").split("."))
"""


SAME_CLASS = """
class Version:
    def f(self, other):
        if other.__class__ is self.__class__:
            return NotImplemented
        if not isinstance(other, tuple):
            raise TypeError("no version")
        return len(other) > 1
"""

MAGIC = """
def f(head):
    if head.startswith(b"GIF8"):
        return "gif"
    return None
"""

ERROR = """
class Closed(Exception):
    def f(self, code: int = 1000, reason: str | None = None) -> None:
        self.code = code
        self.reason = reason or "none given"
"""

LINES = """
import re
def f(output: str) -> int | None:
    lines = [line.strip() for line in output.splitlines()]
    if len(lines) < 2 or lines[0][:4] != "musl":
        return None
    found = re.match(r"Version (\\d+)", lines[1])
    return int(found[1]) if found else None
"""

ABSTRACT = """
class Requests:
    def send(self, method, url, **more):
        raise NotImplementedError("subclasses send")
    def f(self, url: str, query: str | None = None):
        if query:
            url += "?" + query
        return self.send("GET", url)
"""

MERGED = """
from typing import Any
def f(base: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = f(merged[key], value)
        else:
            merged[key] = value
    return merged
"""

MARKED = """
def f(table: dict, place: str) -> str:
    if place and "a mark" in table:
        return "marked"
    return "plain"
"""

UNPACKED = """
class Styles:
    def f(self) -> dict:
        found = {}
        for name, style in self.pairs:
            start = ""
            if style["bold"]:
                start += "<b>"
            if style["italic"]:
                start += "<i>"
            found[name] = start
        return found
"""

FOREIGN_SET = """
try:
    import re2
except ImportError:
    re2 = None
class Finder:
    def __init__(self, found: re2.Set):
        self.found: re2.Set = found
    def f(self, text: str):
        places = self.found.Match(text)
        if not places:
            return None
        return places[0]
"""

ITEMS = """
class Headers:
    def get(self, wanted):
        for name, item in self.items:
            if name.lower() == wanted:
                return item
        return None
    def f(self) -> str:
        found = self.get("a")
        if not found:
            return "none"
        return str(found)
"""

SPACED = """
def f(style: str) -> dict[str, str]:
    found = {}
    for part in style.strip().split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip()] = value.strip()
    return found
"""

OCTETS = """
from urllib.parse import quote
def f(query: bytes) -> str:
    return quote(query, safe="/?=&")
"""


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (PATTERN, '.split(".")[0]', '.split(".")[1]'),
        (SPACIOUS, 'int(found.group("number"))', 'found.group("number")'),
        (DATES, ".hour", ".minute"),
        (EXAMPLE, "number += letter", "number = letter"),
        (COMMENT, "parts[2]", "parts[0] + parts[2]"),
        (CONSTANT, "return 1", "return 3"),
        (CONSTANT, "return 2", "return 3"),
        (TABLE, "return SIZES[name]", "return 0"),
        (LEAP, " and year % 100 != 0", ""),
        (OWN_CLASS, "other.top * self.bottom", "other.top"),
        (FOREIGN, "> 10", "> 11"),
        (EITHER, "str(key) + str(item)", "str(key)"),
        (UNSET, '"/place"', '"/"'),
        (RETURNED, "token.value + 1", "token.value"),
        (PLACES, "text[at + 1]", "text[at]"),
        (PREFIX, "lstrip", "rstrip"),
        (SAME_CLASS, "> 1", "> 2"),
        (ERROR, ' or "none given"', ""),
        (MAGIC, '"gif"', '"if"'),
        (LINES, "int(found[1])", "0"),
        (LINES, "[:4]", "[:5]"),
        (ABSTRACT, '"?"', '"&"'),
        (MERGED, "isinstance(value, dict) and ", ""),
        (MARKED, "a mark", "mark"),
        (UNPACKED, 'start += "<i>"', 'start = "<i>"'),
        (SPACED, "name.strip()", "name"),
        (OCTETS, ', safe="/?=&"', ""),
        (FOREIGN_SET, "places[0]", "places[1]"),
        (ITEMS, "str(found)", "found"),
    ],
)
def test_what_code_says_of_its_inputs_leads_to_them(text: str, old: str, new: str) -> None:
    assert text.count(old) == 1
    verdict = judged(text, text.replace(old, new))
    assert verdict.verdict == "refuted", told(verdict)
