"""CSS selectors: which of them every browser in use reads."""

from __future__ import annotations

import re


def is_read_everywhere(selectors: str) -> bool:
    """Whether every browser in use knows all forms in a list of selectors: it drops the rule of one that it does not."""
    text = _STRING.sub("''", selectors)
    if _NEW_SIGNS.search(text):
        return False
    while "(" in text:
        # From the inside out, so that what stands in brackets is read before what it is an argument of.
        inner = _FUNCTION.search(text)
        if inner is None or not _knows_call(inner[1].lower(), inner[2].strip()):
            return False
        text = text[: inner.start()] + _READ + text[inner.end() :]
    return all(one.lower() in _KNOWN for one in _PSEUDO.findall(text))


def _knows_call(name: str, argument: str) -> bool:
    if name == "not":
        return _SIMPLE.fullmatch(argument) is not None
    return name in _NTH and _STEPS.fullmatch(argument) is not None


_STRING = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|/\*.*?\*/", re.DOTALL)
_NEW_SIGNS = re.compile(r"\|\||/deep/|>>>|\[[^\]]*\s[iIsS]\s*\]")
"""Combinators and flags of attributes that are younger than some browsers."""
_FUNCTION = re.compile(r":([\w-]*)\(([^()]*)\)")
_READ = ":root"
"""What stands for a part that is known."""
_SIMPLE = re.compile(r"\*|[\w-]+|[.#][\w-]+|\[[^\]]*\]|::?[\w-]+")
"""One simple selector, all that `:not` takes in older browsers: no list, no two of them together."""
_STEPS = re.compile(r"(?i)odd|even|[+-]?\d+|[+-]?\d*n(?:\s*[+-]\s*\d+)?")
"""Which children are meant; which of them by another selector (`2 of .a`) is younger."""
_NTH = frozenset({"nth-child", "nth-last-child", "nth-last-of-type", "nth-of-type"})
_PSEUDO = re.compile(r"::?([\w-]*)")
_KNOWN = frozenset(
    {
        "active", "after", "before", "checked", "disabled", "empty", "enabled", "first-child", "first-of-type", "focus",
        "hover", "last-child", "last-of-type", "link", "only-child", "only-of-type", "root", "target", "visited",
    }
)  # fmt: skip
