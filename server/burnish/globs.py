"""Patterns of paths as `.gitignore` has them, matched against one path at a time.

Paths are relative, with forward slashes. Whoever asks for a path asks for the folders around it first: as with git, what
lies in a folder that is left out cannot be taken in again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

_DIRECTORY_MARK = "(?P<ps_d>/)"
"""How pathspec marks the slash after a matching folder: it lets whatever lies below match too, which git does not."""


@dataclass(frozen=True)
class Globs:
    """Some patterns in their order; the last one that matches decides."""

    _taken: tuple[tuple[bool, re.Pattern[str], str], ...]
    _any: re.Pattern[str]

    def deciding(self, path: str, *, folder: bool) -> tuple[bool, str] | None:
        """Whether the last pattern that matches the path leaves it out (True) or takes it in again, and that pattern."""
        if folder:
            path += "/"
        if self._any.search(path) is None:
            return None
        return next(((out, text) for out, regex, text in reversed(self._taken) if regex.search(path)), None)


@cache
def compiled(lines: tuple[str, ...]) -> Globs:
    """The patterns of the lines. As with git, a line that is none is passed over."""
    taken = []
    for line in lines:
        pattern = _pattern(line)
        if pattern is not None:
            taken.append((pattern[0], re.compile(pattern[1]), line.strip()))
    return Globs(tuple(taken), re.compile("|".join(f"(?:{one.pattern})" for _, one, _ in taken) or r"(?!)"))


def matches(glob: str, path: str) -> bool:
    """Whether a file's path, or a folder around it, matches one pattern; with `!` before it, whether none does."""
    negated = glob.startswith("!")
    globs = compiled(as_lines((glob.removeprefix("!"),)))
    parts = path.split("/")
    found = any(
        globs.deciding("/".join(parts[:count]), folder=count < len(parts)) is not None
        for count in range(1, len(parts) + 1)
    )
    return found is not negated


def fault(glob: str) -> str | None:
    """What is wrong with a pattern in somebody's settings, in a few words."""
    if re.search(r"\\(?![\\ \[\]*?!#])", glob):
        return "use forward slashes"
    if re.match(r"!?[A-Za-z]:", glob):
        return "it is relative to the folder of its settings file and cannot name a drive"
    if re.match(r"!?\.\.(/|$)", glob):
        return "it is relative to the folder of its settings file and cannot begin with '..'"
    try:
        return "it matches nothing" if _pattern(as_lines((glob,))[0], strict=True) is None else None
    except ValueError:
        return "it is no pattern"


def _pattern(line: str, *, strict: bool = False) -> tuple[bool, str] | None:
    from pathspec.patterns.gitignore.spec import (
        GitIgnoreSpecPattern,
    )  # takes 20 ms: few sessions need it at their start

    try:
        made = GitIgnoreSpecPattern(line)
    except (ValueError, re.error) as error:
        if strict:
            raise ValueError(line) from error
        return None
    if made.include is None or made.regex is None:
        return None
    text: str = made.regex.pattern
    text = text.replace(_DIRECTORY_MARK, "(?:/$)")
    # `folder/**` is what lies in the folder, not the folder.
    return made.include, text + "." if text.endswith("/") else text


def lines_of(text: bytes) -> tuple[str, ...]:
    """The lines of an ignore file."""
    decoded = text.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    return tuple(line.removesuffix("\r") for line in decoded.split("\n"))


def as_lines(globs: Sequence[str]) -> tuple[str, ...]:
    """Patterns of settings as lines: there a leading `#` is no comment, and `./` is the folder of the settings file."""
    return tuple(f"\\{one}" if one.startswith("#") else re.sub(r"^(!?)\./", r"\1/", one) for one in globs)
