"""What is wrong with settings, and where."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from burnish.config.toml_places import Place


@dataclass(frozen=True)
class Problem:
    """What is wrong with a setting, and where: line and column from 1, in code points, where they are known."""

    path: Path | None
    line: int | None
    column: int | None
    message: str
    length: int = 0
    """How many code points of the line are wrong."""

    def __str__(self) -> str:
        return self.shown("" if self.path is None else str(self.path))

    def shown(self, name: str) -> str:
        """The problem in one line, with the file's name as a report shows it."""
        if self.path is None:
            return self.message
        return f"{name}:{self.line}:{self.column}: {self.message}" if self.line else f"{name}: {self.message}"


def problem_at(path: Path | None, place: Place | None, message: str) -> Problem:
    if place is None:
        return Problem(path, None, None, message)
    return Problem(path, place.line, place.column, message, place.length)


def suggestion(name: str, known: Iterable[str]) -> str:
    """`; did you mean '…'?`, where something known is near."""
    close = difflib.get_close_matches(name.lower(), list(known), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""
