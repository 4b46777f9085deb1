"""What was seen, without what a rule is there to change: calls of certain names, and which of them an answer comes from."""

from __future__ import annotations

import re
from collections.abc import Collection

_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_COUNT = re.compile(r"#\d+")
_CUT = re.compile(r"…[0-9a-f]{8}(?=[>\[.(#]|$)")
"""Where a long path was cut by whoever wrote it, in the middle of what it may be."""
_OPENING = {"(": ")", "[": "]", "{": "}"}

CALL = "…"
"""Stands for a call that may be another one."""


def without_calls(text: str, calls: Collection[str]) -> str:
    """A text of values, in which results of these calls are all alike, whatever they were given and whose they are.

    `<yaml.load(text, Loader=<yaml.Loader>).shop>` and `<yaml.safe_load(text).shop>` become `<….shop>`, where both names
    are among the calls. Names that follow such a call and are among them too (`.read()`, `.stdout`) belong to it.
    """
    if not calls or not any(call in text for call in calls):
        return text
    parts: list[str] = []
    at = 0
    while at < len(text):
        letter = text[at]
        if letter in "'\"":
            end = _quoted(text, at)
            # A text may be made of such results: '<li><db.load(1).name></li>'.
            parts.append(letter + without_calls(text[at + 1 : end], calls))
        elif (name := _NAME.match(text, at)) is None:
            end = at + 1
            parts.append(letter)
        else:
            starts = at == 0 or text[at - 1] != "."
            end = _end_of_call(text, at, calls) if starts else 0
            parts.append(CALL if end else name[0])
            end = end or name.end()
        at = end
    return "".join(parts)


def is_cut(text: str) -> bool:
    """Whether something in it was too long to be written in full."""
    return _CUT.search(text) is not None


def until_call(text: str) -> str:
    """What stands before the first call that may be another one: where texts were cut, what follows from it is not known."""
    known, call, _ = text.partition(CALL)
    return known + call


def _end_of_call(text: str, at: int, calls: Collection[str]) -> int:
    """Where the last of these calls ends in the chain of names, calls and items that starts here; 0 for none."""
    end = 0
    while (name := _NAME.match(text, at)) is not None:
        after = name.end()
        called = False
        while after < len(text):
            if text[after] in "([":
                called = called or text[after] == "("
                after = closed(text, after)
            elif (count := _COUNT.match(text, after)) is not None:
                after = count.end()
            else:
                break
        if name[0] in calls and (called or end):
            end = after
        elif end:
            break
        if text[after : after + 1] != ".":
            break
        at = after + 1
    return end


def closed(text: str, at: int) -> int:
    """Behind the bracket that closes the one at this place; brackets in quotes do not count."""
    waiting: list[str] = []
    while at < len(text):
        if (cut := _CUT.match(text, at)) is not None:
            return cut.end()
        letter = text[at]
        if letter in "'\"":
            at = _quoted(text, at)
            continue
        if letter in _OPENING:
            waiting.append(_OPENING[letter])
        elif waiting and letter == waiting[-1]:
            waiting.pop()
        at += 1
        if not waiting:
            break
    return at


def _quoted(text: str, at: int) -> int:
    """Behind the quotes that are opened here; before the cut in them, where there is one."""
    quote, at = text[at], at + 1
    while at < len(text) and text[at] != quote:
        if _CUT.match(text, at) is not None:
            return at
        at += 2 if text[at] == "\\" and _CUT.match(text, at + 1) is None else 1
    return at + 1
