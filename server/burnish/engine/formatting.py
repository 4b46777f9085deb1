"""The lines that a rewrite changes, laid out by the project's own formatter."""

from __future__ import annotations

import logging
import subprocess
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from burnish.child import NO_WINDOW
from burnish.document import Document
from burnish.project import Project
from burnish.project.formatters import Formatter, formatters_of
from burnish.text import Edit, Span, apply, composed, newline_of

log = logging.getLogger(__name__)

SECONDS = 15.0
"""How long a formatter may take for one text. Ruff takes 0.01, Prettier half a second, and three for a file of 3,600 lines."""

_REMEMBERED = 64
"""Texts whose layout is remembered."""


def laid_out(document: Document, edits: Iterable[Edit], project: Project) -> tuple[Edit, ...]:
    """The edits in their order, with what they change laid out by the project's formatter.

    They stay as they are where there is none, where it fails, or where it takes too long. Where a file was laid out by its
    formatter as a whole, it is afterwards; of one that was not, only the changed lines are.
    """
    made = tuple(sorted(edits, key=lambda edit: edit.span))
    if not _is_text(document.source):
        return made
    for formatter in formatters_of(document, project):
        before = _formatted(formatter, document.source)
        if before is None or not (before == document.source or formatter.declared):
            continue
        between = apply(document.source, made)
        if before == document.source:
            after = _formatted(formatter, between)
            if after is not None:
                _remember((formatter, after), after)
                return composed(made, between, _difference(between, after))
        elif (further := _partly_formatted(formatter, document.source, made, between)) is not None:
            return composed(made, between, further)
    return made


def _is_text(source: bytes) -> bool:
    try:
        source.decode()
    except UnicodeDecodeError:
        return False
    return True


def _partly_formatted(
    formatter: Formatter, source: bytes, made: Sequence[Edit], between: bytes
) -> tuple[Edit, ...] | None:
    """What a formatter would change in the changed lines of a text; None where it fails."""
    ranges = list(_changed_lines(made, between))
    text = between
    for first, last in reversed(ranges):  # from below, so that the lines above stay where they are
        options = _range_options(formatter, text, first, last)
        if options is None:
            continue
        formatted = _run(formatter, options, text)
        if formatted is None:
            return None
        if b"\r" not in formatted and newline_of(source) == "\r\n":
            formatted = formatted.replace(b"\n", b"\r\n")
        near = [
            edit
            for edit in _difference(text, formatted)
            if _line_of(text, edit.span.start) <= last
            and first <= _line_of(text, max(edit.span.start, edit.span.end - 1))
        ]
        text = apply(text, near)
    return tuple(_difference(between, text))


def _changed_lines(made: Sequence[Edit], between: bytes) -> Iterator[tuple[int, int]]:
    """The lines of a text, from 0, that edits have written: first and last of each run."""
    grown = 0
    for edit in made:
        start = edit.span.start + grown
        length = len(edit.text.encode("utf-8", "surrogatepass"))
        grown += length - len(edit.span)
        if edit.text.strip():
            written = between[start : start + length]
            blank = len(written) - len(written.lstrip())
            yield _line_of(between, start + blank), _line_of(between, start + len(written.rstrip()))


def _line_of(text: bytes, offset: int) -> int:
    return text.count(b"\n", 0, offset)


def _range_options(formatter: Formatter, text: bytes, first: int, last: int) -> tuple[str, ...] | None:
    """The options that have only some lines laid out; none for a formatter whose changes elsewhere are thrown away.

    None where the lines are no text.
    """
    if formatter.kind == "ruff":
        return (f"--range={first + 1}:1-{last + 2}:1",)
    if formatter.kind == "black":
        return (f"--line-ranges={first + 1}-{last + 1}",)
    if formatter.kind == "biome":
        return ()
    lines = text.split(b"\n")
    try:
        before = len("\n".join(one.decode() for one in lines[:first]).encode("utf-16-le")) // 2
        within = len("\n".join(one.decode() for one in lines[first : last + 1]).encode("utf-16-le")) // 2
    except UnicodeDecodeError:
        return None
    return (f"--range-start={before}", f"--range-end={before + within + 1}")


def _difference(before: bytes, after: bytes) -> list[Edit]:
    """Edits of whole lines that turn one text into the other."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    shared = 0
    while shared < min(len(old), len(new)) and old[shared] == new[shared]:
        shared += 1
    tail = 0
    while tail < min(len(old), len(new)) - shared and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    inner, other = old[shared : len(old) - tail], new[shared : len(new) - tail]
    return [
        Edit(
            Span(starts[shared + one], starts[shared + end]),
            b"".join(other[two:until]).decode("utf-8", "surrogatepass"),
        )
        for word, one, end, two, until in SequenceMatcher(None, inner, other, autojunk=False).get_opcodes()
        if word != "equal"
    ]


_known: OrderedDict[tuple[Formatter, bytes], bytes] = OrderedDict()
_failures: Counter[Formatter] = Counter()
"""How often formatters could not be started, or did not end in time."""

_MOST_FAILURES = 2
"""After so many nobody waits for a formatter of a file again."""


def _formatted(formatter: Formatter, text: bytes) -> bytes | None:
    """A text as a formatter has it; None where it fails."""
    key = (formatter, text)
    known = _known.get(key)
    if known is None and (known := _run(formatter, (), text)) is not None:
        _remember(key, known)
    return known


def _remember(key: tuple[Formatter, bytes], formatted: bytes) -> None:
    _known[key] = formatted
    while len(_known) > _REMEMBERED:
        _known.popitem(last=False)


def _run(formatter: Formatter, options: Sequence[str], text: bytes) -> bytes | None:
    if _failures[formatter] >= _MOST_FAILURES:
        return None
    ends = ("-",) if formatter.kind in ("ruff", "black") else ()
    try:
        done = subprocess.run(
            [*formatter.command, *options, *ends],
            input=text,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=formatter.folder,
            creationflags=NO_WINDOW,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        log.warning("%s cannot be used: %s", formatter.kind, error)
        _failures[formatter] += 1
        return None
    if done.returncode != 0 or not _is_text(done.stdout) or (not done.stdout.strip() and text.strip()):
        log.info("%s did not lay a text out: %s", formatter.kind, done.stderr[:500].decode("utf-8", "replace"))
        return None
    return done.stdout
