"""Texts that a regular expression of the code matches, so that what comes after the match is reached."""

from __future__ import annotations

import re
from typing import Any

if hasattr(re, "_parser"):  # Python 3.11
    _parser: Any = re._parser
else:
    import sre_parse as _parser

_SIGNS = re.compile(r"\\[dwsSDWbB]|\[[^]]+\]|\([^)]*\)|[^\\][*+]|^\^|\$$")
LONGEST = 60
_CLASSES = {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a", "CATEGORY_NOT_DIGIT": "x"}
_CLASSES |= {"CATEGORY_NOT_SPACE": "x", "CATEGORY_NOT_WORD": "-"}


def like_pattern(text: str) -> bool:
    """Whether a text in code looks as if it were a regular expression."""
    return 1 < len(text) <= 200 and _SIGNS.search(text) is not None


def matching(pattern: str) -> list[str]:
    """A text with as little as possible, one with more, and that one within others; none where it is no pattern."""
    try:
        tree = _parser.parse(pattern)
        made = [_text(tree, 0, {}), _text(tree, 1, {})]
    except (re.error, ValueError, OverflowError, RecursionError, IndexError):
        return []
    return [*dict.fromkeys(one[:LONGEST] for one in made), f"a {made[1][:LONGEST]} b"]


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
        return chr(int(argument[0]) + min(more, int(argument[1]) - int(argument[0])))
    return _CLASSES.get(str(argument), "a") if name == "CATEGORY" else chr(int(argument))
