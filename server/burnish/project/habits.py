"""What code does where no settings say how it is laid out: counted in a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.project.said import Quotes, Said, TrailingCommas
from burnish.text import newline_of

LIMITS = (79, 88, 100, 120)
"""Line lengths that people and their tools keep to."""

LINES_THAT_TELL = 100
"""Lines of plain code; fewer tell nothing of how long they may be."""

_NEAR = 6
"""Columns below a limit in which a line ends that was broken for it."""

_BEYOND = 0.005
"""The share of lines of plain code that are longer than a limit that is kept all the same."""

_BROUGHT_UP = 0.02
"""The share of such lines that come near a limit that is kept."""


def habits(document: Document) -> Said:
    """What most of a document does; nothing is said of its lines' length, which one function must not change for another.

    What is counted holds for one version of a text and is counted once for it.
    """
    return document.known(_habits)


def line_length_of(texts: Iterable[str], default: int) -> int | None:
    """The line length that texts of one language keep to; None where they are too short to tell.

    A limit below the default is believed only where lines come up to it.
    """
    widths = Counter(len(line.expandtabs(4)) for text in texts for line in _plain_lines(text))
    lines = sum(widths.values())
    if lines < LINES_THAT_TELL:
        return None
    for limit in LIMITS:
        if sum(count for width, count in widths.items() if width > limit) <= _BEYOND * lines:
            near = sum(count for width, count in widths.items() if limit - _NEAR < width <= limit)
            return limit if limit >= default or near > _BROUGHT_UP * lines else default
    return LIMITS[-1]


def _plain_lines(text: str) -> Iterator[str]:
    """Lines that could have been broken anywhere: no comments, and none with a text in them, which no formatter breaks."""
    within = False
    for line in text.splitlines():
        turns = (line.count('"""') + line.count("'''")) % 2 == 1
        if within or turns:
            within ^= turns
        elif line.strip() and not line.lstrip().startswith("*") and not _TEXT.search(line):
            yield line.rstrip()


_TEXT = re.compile(r"#|//|[\"'`]")


def _habits(document: Document) -> Said:
    language = document.language.name
    python = language == "python"
    if document.tree is None or not document.language.functions:
        return Said(indentation=_indentation(document), newline=newline_of(document.source))
    return Said(
        quotes=_quotes(document, python),
        semicolons=None if python else _semicolons(document),
        indentation=_indentation(document),
        trailing_commas=_trailing_commas(document, python),
        newline=newline_of(document.source),
    )


def _quotes(document: Document, python: bool) -> Quotes | None:
    found: Counter[str] = Counter()
    for node in document.nodes("string"):
        text = document.source[node.start_byte : node.end_byte]
        opening = re.match(rb"[A-Za-z]*(\"\"\"|'''|\"|')", text) if python else re.match(rb"(\"|')", text)
        # What holds the other quote was not free to choose, and what stands in several lines follows other customs.
        if opening is not None and len(opening[1]) == 1:
            other = b"'" if opening[1] == b'"' else b'"'
            if other not in text and not _in_jsx(node):
                found[opening[1].decode()] += 1
    return None if not found or found['"'] == found["'"] else "'" if found["'"] > found['"'] else '"'


def _in_jsx(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "jsx_attribute"


def _semicolons(document: Document) -> bool | None:
    ended = Counter(document.source[one.end_byte - 1 : one.end_byte] == b";" for one in document.nodes(*_ENDED))
    return None if not ended else ended[True] >= ended[False]


def _indentation(document: Document) -> str | None:
    """A tab, or the number of spaces by which most lines go further in than the line above."""
    tabs, steps, above = 0, Counter[int](), 0
    for line in document.source.splitlines():
        bare = line.lstrip(b" \t")
        if not bare:
            continue
        blank = line[: len(line) - len(bare)]
        tabs += blank.startswith(b"\t")
        if b"\t" not in blank:
            # One column more is how comments and texts of several lines are aligned.
            if len(blank) - above > 1 and not bare.startswith(b"*"):
                steps[len(blank) - above] += 1
            above = len(blank)
    if tabs > sum(steps.values()):
        return "\t"
    likely = [step for step, _ in steps.most_common() if step in (2, 3, 4, 8)]
    return " " * likely[0] if likely else None


def _trailing_commas(document: Document, python: bool) -> TrailingCommas | None:
    calls, lists = Counter[bool](), Counter[bool]()
    source = document.source
    for node in document.nodes(*(_PYTHON_LISTS if python else _JAVASCRIPT_LISTS)):
        if node.end_point.row == node.start_point.row or not node.named_child_count:
            continue
        closing = source.rfind(b"\n", node.start_byte, node.end_byte - 1)
        if closing < 0 or source[closing : node.end_byte - 1].strip():
            continue  # its end shares a line with its last part
        comma = source[node.start_byte : closing].rstrip().endswith(b",")
        (calls if node.type in ("arguments", "formal_parameters", "argument_list", "parameters") else lists)[comma] += 1
    every = calls + lists
    if not every:
        return None
    if python or calls:
        counted = every if python else calls
        if counted[True] > counted[False]:
            return "all"
    return "es5" if lists[True] > lists[False] and not python else "none" if every[False] > every[True] else None


_ENDED = (
    "expression_statement",
    "lexical_declaration",
    "variable_declaration",
    "return_statement",
    "throw_statement",
    "break_statement",
    "continue_statement",
    "import_statement",
)
_PYTHON_LISTS = ("argument_list", "parameters", "list", "dictionary", "set", "tuple")
_JAVASCRIPT_LISTS = ("arguments", "formal_parameters", "array", "object")
