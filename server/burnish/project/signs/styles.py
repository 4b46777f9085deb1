"""What a style sheet says of what it is for: how a compiler writes one, and whose parts it gives a look."""

from __future__ import annotations

import re
from collections.abc import Iterator

from burnish.config import Role
from burnish.project.signs.sign import STRONG, Sign

_LEAST_RULES = 10
"""Rules of a style sheet from which on their form is a habit."""
_LEAST_NESTED = 3
"""Rules further in than what they stand in, from which on no slip of a hand made them."""


def style_signs(source: bytes) -> Iterator[Sign]:
    """The signs in a text of CSS."""
    if len(_LINE_COMMENT.findall(source)) >= _LEAST_NESTED:
        yield Sign(Role.COMPILED, "it says from which lines of other files its rules come", STRONG)
    elif _is_nested_output(source):
        yield Sign(Role.COMPILED, "its rules are indented as Sass writes them", STRONG)
    if b"https://darkreader.org" in source or source.count(b"var(--darkreader-") >= _LEAST_NESTED:
        yield Sign(Role.GENERATED, "Dark Reader turned its colours round", STRONG)
    if source.count(b".markdown-body") > 20:
        yield Sign(Role.VENDORED, "it is how GitHub shows Markdown")


def own_name_signs(stem: str, source: bytes) -> Iterator[Sign]:
    """The sign that all rules of a style sheet are for parts that are called as the file is, as a library's are."""
    words = [one for one in _WORD.split(stem.lower()) if len(one) >= _SHORTEST_NAME]
    names = [found[1].decode("ascii", "replace").lower() for found in _NAMED.finditer(source)]
    if not words or len(names) < _LEAST_RULES:
        return
    starts = [one[:_SHORTEST_NAME] for one in words]
    own = sum(any(name.startswith(start) for start in starts) for name in names)
    if 5 * own >= 4 * len(names):
        # A component's own sheet is named alike: this bears out what the place says.
        yield Sign(Role.VENDORED, "its rules are all for parts of that name", 0)


def _is_nested_output(source: bytes) -> bool:
    """Whether rules stand further in though they stand in nothing, each closed in the line of its last declaration."""
    closed, lone = len(_CLOSED.findall(source)), len(_LONE.findall(source))
    if closed < _LEAST_RULES or closed < 4 * lone:
        return False
    depth = nested = 0
    for line in _COMMENT.sub(b"", source).split(b"\n"):
        if depth == 0 and line[:1] == b" " and line.rstrip().endswith(b"{"):
            nested += 1
        depth = max(0, depth + line.count(b"{") - line.count(b"}"))
    return nested >= _LEAST_NESTED


_SHORTEST_NAME = 4
_WORD = re.compile(r"[._-]|(?:min|css|jquery|style)$")
_LINE_COMMENT = re.compile(rb"/\* line \d+, [^*\n]*\.s[ac]ss \*/")
_CLOSED = re.compile(rb"(?m)^[ \t]+[\w-]+:[^{}\n]*;[ ]\}\r?$")
_LONE = re.compile(rb"(?m)^[ \t]*\}\r?$")
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
_NAMED = re.compile(rb"(?m)^(?:[a-z]{1,6}(?=[.#]))?[.#]?([A-Za-z][\w-]*)[^{};@/\n]*[{,]\s*$")
"""A line of selectors, with the name that it begins with: `.tree-node` of `.tree-node > a {`."""
