"""Text of files, paths and models as reports show it: it is never a terminal code, markup, a link or a command."""

from __future__ import annotations

import html
import json
import re
from typing import Any


def plain_text(text: str) -> str:
    """One line without control, bidirectional and other invisible characters, each shown as an escape.

    A byte that was not UTF-8 in the name of a file, which Python keeps as a surrogate, is shown as `\\xff`.
    """
    return _UNSEEN.sub(_escape, text)


def plain_lines(text: str) -> str:
    """The same for several lines, as in a diff: line ends and tabs stay."""
    return _UNSEEN_IN_LINES.sub(_escape, text)


def markdown_text(text: str) -> str:
    """Text that Markdown shows as it is: no emphasis, link, picture, HTML, mention or cell border."""
    text = _ACTIVE.sub(r"\\\g<0>", plain_text(text))
    text = _ADDRESS.sub(r"\g<1>\\\g<2>", text)
    return _LINE_START.sub(r"\g<1>\\\g<2>", text)


def markdown_sentence(text: str) -> str:
    """A sentence of Burnish's own in Markdown: what stands between backticks is code, and all the rest is shown as it is."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return markdown_text(text)
    return "".join(markdown_code(part) if number % 2 else markdown_text(part) for number, part in enumerate(parts))


def markdown_code(text: str) -> str:
    """Text as code within a line of Markdown."""
    text = plain_text(text)
    if not text.strip():
        return ""
    fence = "`" * (1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    space = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{space}{text}{space}{fence}"


def markdown_block(text: str, language: str = "") -> str:
    """A fenced block of code, whose fence is longer than any that the code holds."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    body = plain_lines(text)
    return f"{fence}{language}\n{body}{'' if body.endswith(chr(10)) else chr(10)}{fence}"


def html_text(text: str) -> str:
    """Text for an element or a quoted attribute of HTML; several lines stay several."""
    return html.escape(plain_lines(text))


def json_text(data: Any) -> str:
    """JSON that is valid UTF-8 and harmless on a terminal. Half a surrogate pair is shown as plain_text shows it."""
    written = json.dumps(data, ensure_ascii=False, indent=2)
    return _UNSEEN_IN_LINES.sub(_json_escape, written)


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    code = ord(char)
    if char in _SHORT:
        return _SHORT[char]
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xD800 <= code <= 0xDFFF:
        return "\\" + _escape(match)
    return "".join(f"\\u{int.from_bytes(unit, 'big'):04x}" for unit in _units(match[0]))


def _units(char: str) -> list[bytes]:
    encoded = char.encode("utf-16-be")
    return [encoded[at : at + 2] for at in range(0, len(encoded), 2)]


_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


_INVISIBLE = (
    r"\x7f-\x9f\xad\u061c\u070f\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    r"\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f\ud800-\udfff"
)
"""Controls, what turns the direction of text, formats and fillers that show nothing, halves of pairs, no characters.

The joiners U+200C and U+200D are not among them: without them some languages cannot be written, and emoji fall apart."""

_UNSEEN = re.compile(rf"[\x00-\x1f{_INVISIBLE}]")
_UNSEEN_IN_LINES = re.compile(rf"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f{_INVISIBLE}]")

_ACTIVE = re.compile(r"[\\`*_<>&|~$@]|\](?=[(\[]|$)")
"""A bracket that closes is a link's only before what says where it leads; other brackets stay readable."""

_ADDRESS = re.compile(r"((?:https?|ftp)|www)(://|\.)", re.IGNORECASE)
_LINE_START = re.compile(r"^(\s*\d*)([-+#=.)\[])")
