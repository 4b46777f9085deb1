"""Where keys and values stand in a TOML text: what parsers do not tell."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from burnish.config.toml_text import parsed

Path = tuple["str | int", ...]
"""The keys that lead to a value; a number for an element of an array."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column from 1, and a length, in code points."""

    line: int
    column: int
    length: int


@dataclass
class Places:
    """For each path where its key stands, and where its value does. Of what is written twice, the last."""

    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)

    def key(self, path: Path) -> Place | None:
        return self.keys.get(path)

    def value(self, path: Path) -> Place | None:
        """Where a value stands; where that is not known, its key, or what holds it."""
        while path:
            found = self.values.get(path) or self.keys.get(path)
            if found is not None:
                return found
            path = path[:-1]
        return None


def places_in(text: str) -> Places:
    """The places in a text that is valid TOML; in another they are anything. Raises RecursionError."""
    return _Reader(text.replace("\r\n", "\n")).read()


_BLANK = re.compile(r"(?:[ \t\n\r,]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""{1,3}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'',
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}\n#]*")


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self.found = Places()

    def read(self) -> Places:
        table: Path = ()
        counts: dict[Path, int] = {}
        while True:
            self.skip(_BLANK)
            if self.at >= len(self.text):
                return self.found
            if self.text[self.at] == "[":
                several = self.text.startswith("[[", self.at)
                self.at += 2 if several else 1
                table = self.keys(())
                self.skip(_SPACE)
                self.at += 2 if several else 1
                if several:
                    counts[table] = counts.get(table, -1) + 1
                    table = (*table, counts[table])
            else:
                before = self.at
                self.pair(table)
                if self.at == before:
                    return self.found

    def pair(self, table: Path) -> None:
        path = self.keys(table)
        self.skip(_SPACE)
        self.at += 1  # =
        self.value(path)

    def keys(self, path: Path) -> Path:
        """A dotted key, each part of it noted below `path`."""
        while True:
            self.skip(_SPACE)
            start = self.at
            quoted = self.text[start : start + 1] in ("'", '"')
            self.skip(_STRING if quoted else _BARE_KEY)
            part = self.text[start : self.at]
            path = (*path, _unquoted(part) if quoted else part)
            self.found.keys[path] = self.place(start)
            self.skip(_SPACE)
            if self.text[self.at : self.at + 1] != ".":
                return path
            self.at += 1

    def value(self, path: Path) -> None:
        self.skip(_SPACE)
        start = self.at
        first = self.text[start : start + 1]
        if first == "[":
            self.elements(path)
        elif first == "{":
            self.members(path)
        elif first in ("'", '"'):
            self.skip(_STRING)
        else:
            self.skip(_BARE_VALUE)
            self.at -= len(self.text[start : self.at]) - len(self.text[start : self.at].rstrip())
        self.found.values[path] = self.place(start)

    def elements(self, path: Path) -> None:
        self.at += 1
        number = 0
        while self.skip(_BLANK) and self.text[self.at] != "]":
            before = self.at
            self.value((*path, number))
            number += 1
            if self.at == before:
                break
        self.at += 1

    def members(self, path: Path) -> None:
        self.at += 1
        while self.skip(_BLANK) and self.text[self.at] != "}":
            before = self.at
            self.pair(path)
            if self.at == before:
                break
        self.at += 1

    def skip(self, what: re.Pattern[str]) -> bool:
        """Passes over what is there; whether anything is left behind it."""
        found = what.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return self.at < len(self.text)

    def place(self, start: int) -> Place:
        line = bisect_right(self.starts, start)
        line_end = self.text.find("\n", start, self.at)
        end = self.at if line_end < 0 else line_end
        return Place(line, start - self.starts[line - 1] + 1, max(end - start, 1))


def _unquoted(text: str) -> str:
    return text[1:-1] if text.startswith("'") else str(parsed(f"a = {text}")["a"])
