"""Texts that a regular expression of the code matches, so that what comes after the match is reached."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

if hasattr(re, "_parser"):  # Python 3.11
    _parser: Any = re._parser
else:
    import sre_parse as _parser

_SIGNS = re.compile(r"\\[dwsSDWbB]|\[[^]]+\]|\([^)]*\)|[^\\][*+]|^\^|\$$")
LONGEST = 120
_CLASSES = {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a", "CATEGORY_NOT_DIGIT": "x"}
_CLASSES |= {"CATEGORY_NOT_SPACE": "x", "CATEGORY_NOT_WORD": "-"}

_DATE = {
    "Y": "2024", "m": "02", "d": "29", "H": "12", "M": "30", "S": "45", "f": "123", "z": "+0100", "Z": "UTC", "b": "Feb",
    "B": "February", "a": "Thu", "A": "Thursday", "j": "060", "y": "24", "I": "10", "p": "PM",
}  # fmt: skip
_FORMAT = re.compile(f"%([{''.join(_DATE)}])")


def like_pattern(text: str) -> bool:
    """Whether a text in code looks as if it were a regular expression."""
    return 1 < len(text) <= 200 and _SIGNS.search(text) is not None


@lru_cache(maxsize=512)
def readable(text: str) -> tuple[str, ...]:
    """Texts that a pattern or a format of dates in code reads; none where it is neither."""
    signs = _FORMAT.findall(text)
    if len(signs) > 1 and set(signs) & set("YyHIbB"):
        return (_FORMAT.sub(lambda sign: _DATE[sign[1]], text),)
    return tuple(matching(text)) if like_pattern(text) else ()


def matching(pattern: str) -> list[str]:
    """A text with as little as possible, one with more, that one within others, one with most; none where it is no pattern."""
    try:
        tree = _parser.parse(pattern)
        made = [_text(tree, more, {}) for more in (0, 1, 2)]
    except (re.error, ValueError, OverflowError, RecursionError, IndexError):
        return []
    least, more, most = (one[:LONGEST] for one in made)
    return list(dict.fromkeys((least, more, f"a {more} b", most)))


def _text(tree: Any, more: int, groups: dict[int, str]) -> str:
    """What matches a parsed pattern; `more` is how many more repetitions than the fewest, and which alternative."""
    return "".join(_part(str(name), argument, more, groups) for name, argument in tree)


def _part(name: str, argument: Any, more: int, groups: dict[int, str]) -> str:
    if name == "LITERAL":
        return chr(int(argument))
    if name == "NOT_LITERAL":
        return "x" if argument != ord("x") else "y"
    if name == "ANY":
        return "a"
    if name == "IN":
        return _one_of(argument, more)
    if name == "BRANCH":
        choices = argument[1]
        return _text(choices[min(more, len(choices) - 1)], more, groups)
    if name == "SUBPATTERN":
        groups[argument[0]] = _text(argument[-1], more, groups)
        return groups[argument[0]]
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        fewest, most, inner = argument
        return _text(inner, more, groups) * min(int(most), int(fewest) + more, 8)
    if name == "GROUPREF":
        return groups.get(argument, "")
    if name == "ATOMIC_GROUP":
        return _text(argument, more, groups)
    return ""


def _one_of(parts: Any, more: int) -> str:
    names = [(str(name), argument) for name, argument in parts]
    if names and names[0][0] == "NEGATE":
        avoided = {argument for name, argument in names if name == "LITERAL"}
        return next((letter for letter in "xa1 -" if ord(letter) not in avoided), "~")
    name, argument = names[min(more, len(names) - 1)]
    if name == "RANGE":
        return chr(int(argument[1]) if more > 1 else int(argument[0]) + min(more, int(argument[1]) - int(argument[0])))
    return _CLASSES.get(str(argument), "a") if name == "CATEGORY" else chr(int(argument))
