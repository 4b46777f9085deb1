"""Patterns of paths as EditorConfig, Prettier, ESLint and Biome write them: stars, braces, classes.

They are matched in time that grows with pattern times path, whatever a cloned repository's settings say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

MOST_ALTERNATIVES = 64
"""Patterns that the braces of one may stand for; one with more matches nothing."""

MOST_CHARACTERS = 1_000
"""A longer pattern matches nothing."""

MOST_STARS = 8
"""One with more matches nothing."""


def matches(pattern: str, path: str) -> bool:
    """Whether a pattern matches a path, relative and with forward slashes; one without a slash matches names in any folder."""
    return any(_walked(tokens, path) for tokens in _alternatives(pattern))


@dataclass(frozen=True, slots=True)
class _Token:
    """One step of a pattern. `repeated`: any number of such characters, none included."""

    characters: re.Pattern[str]
    repeated: bool = False
    whole: bool = False
    """Any number of folders, each with its slash."""


_INNER = re.compile(r"[^/]")
_ANY = re.compile(r"(?s:.)")


def _walked(tokens: tuple[_Token, ...], path: str) -> bool:
    """All places in the pattern are followed at once, so that nothing is tried twice."""
    places = _without_repeats(tokens, {0})
    for character in path:
        following: set[int] = set()
        for place in places:
            if place == len(tokens):
                continue
            token = tokens[place]
            if token.whole:
                following.add(place)
                if character == "/":
                    following.add(place + 1)
            elif token.characters.match(character):
                following.add(place if token.repeated else place + 1)
                if token.repeated:
                    following.add(place + 1)
        # Any number of folders ends with a slash: within a name it can only go on.
        places = _without_repeats(tokens, following, inside=character != "/")
        if not places:
            return False
    return len(tokens) in places


def _without_repeats(tokens: tuple[_Token, ...], places: set[int], *, inside: bool = False) -> set[int]:
    """The places, and those behind what may stand for nothing there."""
    found = set(places)
    waiting = list(places)
    while waiting:
        place = waiting.pop()
        if place < len(tokens) and (tokens[place].repeated or (tokens[place].whole and not inside)):
            following = place + 1
            if following not in found:
                found.add(following)
                waiting.append(following)
    return found


@lru_cache(maxsize=1_000)
def _alternatives(pattern: str) -> tuple[tuple[_Token, ...], ...]:
    if len(pattern) > MOST_CHARACTERS:
        return ()
    anchored = pattern.removeprefix("./")
    if "/" not in anchored:
        anchored = f"**/{anchored}"
    try:
        spread = _spread(anchored.removeprefix("/"))
    except (_TooManyError, RecursionError):
        return ()
    return tuple(tokens for one in spread if (tokens := _tokens(one)) is not None)


class _TooManyError(Exception):
    """The braces of a pattern stand for more than anybody means."""


def _spread(pattern: str) -> list[str]:
    """The patterns that one with braces stands for."""
    opening = _opening(pattern)
    if opening is None:
        return [pattern]
    start, end, commas = opening
    head, tails = pattern[:start], _spread(pattern[end + 1 :])
    inner = pattern[start + 1 : end]
    numbers = re.fullmatch(r"([+-]?\d{1,9})\.\.([+-]?\d{1,9})", inner)
    if numbers is not None:
        low, high = sorted((int(numbers[1]), int(numbers[2])))
        if high - low >= MOST_ALTERNATIVES:
            raise _TooManyError
        choices = [str(one) for one in range(low, high + 1)]
    elif commas:
        edges = [start, *commas, end]
        choices = [one for a, b in pairwise(edges) for one in _spread(pattern[a + 1 : b])]
    else:
        # Braces around one word are part of the name.
        choices = [f"\\{{{one}\\}}" for one in _spread(inner)]
    if len(choices) * len(tails) > MOST_ALTERNATIVES:
        raise _TooManyError
    return [f"{head}{choice}{tail}" for choice in choices for tail in tails]


def _opening(pattern: str) -> tuple[int, int, list[int]] | None:
    """The first brace that is closed, where it is closed, and the commas between."""
    opened: list[tuple[int, list[int]]] = []
    outermost: tuple[int, int, list[int]] | None = None
    at = 0
    while at < len(pattern):
        character = pattern[at]
        if character == "\\":
            at += 1
        elif character == "{":
            opened.append((at, []))
        elif character == "," and opened:
            opened[-1][1].append(at)
        elif character == "}" and opened:
            start, commas = opened.pop()
            if outermost is None or start < outermost[0]:
                outermost = (start, at, commas)
            if not opened:
                return outermost
        at += 1
    return outermost


def _tokens(pattern: str) -> tuple[_Token, ...] | None:
    tokens: list[_Token] = []
    at = 0
    while at < len(pattern):
        character = pattern[at]
        if character == "*":
            end = at
            while end < len(pattern) and pattern[end] == "*":
                end += 1
            begins = at == 0 or pattern[at - 1] == "/"
            if end - at == 1:
                tokens.append(_Token(_INNER, repeated=True))
            elif begins and pattern.startswith("/", end):
                tokens.append(_Token(_ANY, whole=True))
                end += 1
            else:
                tokens.append(_Token(_ANY, repeated=True))
            at = end
            continue
        if character == "?":
            tokens.append(_Token(_INNER))
        elif character == "[" and (found := re.compile(r"\[[!^]?\]?[^\]/]*\]").match(pattern, at)):
            made = _class(found[0])
            if made is None:
                return None
            tokens.append(_Token(made))
            at = found.end()
            continue
        else:
            if character == "\\" and at + 1 < len(pattern):
                at += 1
                character = pattern[at]
            tokens.append(_Token(re.compile(re.escape(character))))
        at += 1
    return tuple(tokens) if sum(one.repeated or one.whole for one in tokens) <= MOST_STARS else None


def _class(text: str) -> re.Pattern[str] | None:
    inner = text[1:-1]
    negated = inner[:1] in ("!", "^")
    body = re.sub(r"([\\\[\]^&~|])", r"\\\1", inner[1:] if negated else inner)
    try:
        return re.compile(f"[^/{body}]" if negated else f"[{body}]")
    except re.error:
        return None
