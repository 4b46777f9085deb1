"""What one source says of how code is laid out, with gaps where it says nothing."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

from burnish.project.declared_values import as_number, as_truth

Quotes = Literal['"', "'"]
TrailingCommas = Literal["none", "es5", "all"]
"""Where the last of several lines ends with a comma: nowhere, in lists and tables, or wherever the language lets it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a settings file or a count of lines says. None: nothing."""

    line_length: int | None = None
    quotes: Quotes | None = None
    semicolons: bool | None = None
    indentation: str | None = None
    trailing_commas: TrailingCommas | None = None
    newline: str | None = None

    def or_else(self, other: Said) -> Said:
        """This, with what the other says in the gaps."""
        mine = {one.name: getattr(self, one.name) for one in fields(self)}
        return Said(**{name: getattr(other, name) if value is None else value for name, value in mine.items()})


def as_line_length(value: Any) -> int | None:
    """A line length that can be meant: lines of four columns are nobody's, and a limit of thousands is none."""
    return as_number(value, 20, 500)


def as_indentation(tabs: Any, width: Any, default: int | None = None) -> str | None:
    """One step, from whether tabs are used and how many columns it has; None where neither says it."""
    if as_truth(tabs):
        return "\t"
    columns = as_number(width, 1, 16)
    if columns is None and as_truth(tabs) is False:
        columns = default
    return None if columns is None else " " * columns


def as_newline(value: Any) -> str | None:
    return {"lf": "\n", "unix": "\n", "line-feed": "\n", "crlf": "\r\n", "windows": "\r\n", "cr-lf": "\r\n"}.get(
        value.lower() if isinstance(value, str) else ""
    )


def as_quotes(value: Any) -> Quotes | None:
    words: dict[Any, Quotes] = {"single": "'", "double": '"'}
    return words.get(value) if isinstance(value, str) else None
