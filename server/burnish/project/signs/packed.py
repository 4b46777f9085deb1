"""How a text is packed: minified code, and lines that no person reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from burnish.config import Role
from burnish.document import Document
from burnish.project.signs.sign import STRONG, WEAK, Sign

LONG_LINE = 20_000
"""Bytes in a line that nobody has written; a text that is a datum, in quotes or in base64, does not count."""

WIDE_LINE = 250
"""Bytes in a line that few people write. A text most of which stands in such lines, almost without spaces, is minified."""

SHORT_LINE = 60
"""Bytes in a line, on average, of what people write."""

MOST_COMMENTS = 100
"""Lines that a banner may have."""

SAMPLE = 30_000
"""Bytes that are looked at: what is minified is so from its beginning to its end."""


def packed_signs(document: Document) -> Iterator[Sign]:
    """Whether the text of a program, a style or a page is minified."""
    if document.language.name not in _OF_CODE:
        return
    if _has_long_line(document.source):
        yield Sign(Role.COMPILED, f"a line of its code has more than {LONG_LINE:,} bytes", STRONG)
    elif document.language.name in ("javascript", "css") and _is_dense(document.source):
        yield Sign(Role.COMPILED, "it is minified", STRONG)
    elif _is_one_line(document.source):
        yield Sign(Role.COMPILED, "it is all in one line", WEAK)


_OF_CODE = frozenset({"javascript", "typescript", "tsx", "css", "scss", "less", "html", "vue", "svelte", "python"})


def _has_long_line(source: bytes) -> bool:
    """Whether a line is longer than LONG_LINE without the data in it; found by leaps, not by reading every line."""
    at = 0
    while at + LONG_LINE < len(source):
        end = source.rfind(b"\n", at, at + LONG_LINE + 1)
        if end < 0:
            last = source.find(b"\n", at)
            end = len(source) if last < 0 else last
            if len(_DATA.sub(b"", source[at : min(end, at + 4 * LONG_LINE)])) > LONG_LINE:
                return True
        at = end + 1
    return False


def _is_dense(source: bytes) -> bool:
    part = source[:SAMPLE]
    if len(part) < 2 * WIDE_LINE or part.count(b"\n") * SHORT_LINE > len(part):
        return False
    part = _DATA.sub(b"", _COMMENT.sub(b"", part))
    wide = [line for line in part.split(b"\n") if len(line) > WIDE_LINE]
    size = sum(map(len, wide))
    if 10 * size < 6 * len(part):
        return False
    spaces = sum(line.count(b" ") + line.count(b"\t") for line in wide)
    return 12 * spaces < size


def _is_one_line(source: bytes) -> bool:
    part = source[:SAMPLE]
    if part.count(b"\n") > MOST_COMMENTS:
        return False
    lines = _COMMENT.sub(b"", part).strip().splitlines()
    return 0 < len(lines) <= 2


_DATA = re.compile(rb"[A-Za-z0-9+/=_%-]{200,}|\"(?:[^\"\\\n]|\\.){200,}\"|'(?:[^'\\\n]|\\.){200,}'")
_COMMENT = re.compile(rb"/\*.*?\*/|^[ \t]*//.*?$", re.DOTALL | re.MULTILINE)
