"""Two versions of a text beside each other, as a table of HTML: the lines that differ, and a few around them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from burnish.report.escaping import html_text

AROUND = 3
"""Lines that are shown before and after a change."""


def side_by_side(before: str, after: str) -> str:
    old, new = _lines(before), _lines(after)
    rows = list(_rows(old, new))
    return (
        '<table class="diff code"><colgroup><col class="no"><col><col class="no"><col></colgroup><tbody>'
        + "".join(rows)
        + "</tbody></table>"
    )


def _rows(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    same = _same_at_start(old, new)
    tail = _same_at_end(old[same:], new[same:])
    # What both share at the edges need not be compared; a long file differs in a few lines.
    start = max(0, same - AROUND)
    matcher = difflib.SequenceMatcher(
        None, old[start : len(old) - tail + min(tail, AROUND)], new[start : len(new) - tail + min(tail, AROUND)], False
    )
    for number, group in enumerate(matcher.get_grouped_opcodes(AROUND)):
        if number:
            yield '<tr class="gap"><td colspan="4">⋯</td></tr>'
        for kind, a, b, c, d in group:
            yield from _block(kind, old, new, (a + start, b + start, c + start, d + start))


def _block(kind: str, old: Sequence[str], new: Sequence[str], places: tuple[int, int, int, int]) -> Iterator[str]:
    a, b, c, d = places
    for row in range(max(b - a, d - c)):
        left = old[a + row] if a + row < b else None
        right = new[c + row] if c + row < d else None
        if kind == "equal":
            left_shown, right_shown = _shown(left or ""), _shown(right or "")
            left_kind = right_kind = ""
        else:
            left_shown, right_shown = _marked(left, right)
            left_kind = "none" if left is None else "old"
            right_kind = "none" if right is None else "new"
        yield (
            f'<tr><td class="no">{"" if left is None else a + row + 1}</td><td class="{left_kind}">{left_shown}</td>'
            f'<td class="no">{"" if right is None else c + row + 1}</td><td class="{right_kind}">{right_shown}</td></tr>'
        )


def _marked(left: str | None, right: str | None) -> tuple[str, str]:
    """Both lines with what differs marked, where they have something in common."""
    if left is None or right is None:
        return _shown(left or ""), _shown(right or "")
    one, other = left.rstrip("\r\n"), right.rstrip("\r\n")
    if one == other:  # nothing but the line's end differs
        return f"{_shown(left)}{_ending(left)}", f"{_shown(right)}{_ending(right)}"
    start = _same_at_start(one, other)
    tail = _same_at_end(one[start:], other[start:])
    if start + tail < max(len(one), len(other)) / 4:
        return _shown(left), _shown(right)
    return tuple(  # type: ignore[return-value]
        f"{html_text(text[:start])}<mark>{html_text(text[start : len(text) - tail])}</mark>"
        f"{html_text(text[len(text) - tail :])}"
        for text in (one, other)
    )


def _shown(line: str) -> str:
    return html_text(line.rstrip("\r\n"))


def _ending(line: str) -> str:
    name = "CRLF" if line.endswith("\r\n") else "LF" if line.endswith("\n") else "no line end"
    return f' <span class="ending">{name}</span>'


def _same_at_start(one: Sequence[str], other: Sequence[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _same_at_end(one: Sequence[str], other: Sequence[str]) -> int:
    return _same_at_start(one[::-1], other[::-1])


def _lines(text: str) -> list[str]:
    return [line for line in re.split(r"(?<=\n)", text) if line]
