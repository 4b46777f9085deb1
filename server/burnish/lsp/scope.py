"""What of a document a person wants to have looked at: all of it, a selection, or what changed since the last commit."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from burnish.document import NOTEBOOK, Document
from burnish.notebook import NoNotebook, code_cells, joined
from burnish.project.changes import committed
from burnish.project.git import GitError
from burnish.text import Span


@dataclass(frozen=True, slots=True)
class Scope:
    """The spans to look at, None for the whole document; `about` is what to say of it, if anything."""

    within: tuple[Span, ...] | None
    about: str = ""

    @property
    def empty(self) -> bool:
        return self.within == ()


def changed_since_commit(document: Document, within: tuple[Span, ...] | None = None) -> Scope:
    """What differs from the last commit: everything where there is none, or where the file is new. `within` bounds it."""
    if not document.path.is_absolute():
        return Scope(within, "The file is not saved yet, so all of it was looked at.")
    try:
        before = committed(document.path)
    except GitError as error:
        return Scope(within, f"All of the file was looked at: {error}.")
    if before is None:
        return Scope(within, "The last commit does not have the file, so all of it was looked at.")
    if document.path.suffix.lower() == NOTEBOOK:
        try:
            before = joined(code_cells(before))[0].encode("utf-8", "surrogatepass")
        except (NoNotebook, UnicodeDecodeError):
            return Scope(within, "The last commit has no notebook there, so all of it was looked at.")
    spans = tuple(one for one in _changed_spans(before, document) if within is None or any(map(one.overlaps, within)))
    return Scope(spans, "" if spans else "Nothing of the file has changed since the last commit.")


def _changed_spans(before: bytes, document: Document) -> tuple[Span, ...]:
    """The lines that the commit does not have; an empty span where it has lines that are gone."""
    # Git may keep a file with other line endings than the working tree.
    old = [line.rstrip(b"\r") for line in before.removeprefix(_BOM).split(b"\n")]
    raw = document.source.split(b"\n")
    new = [line.rstrip(b"\r") for line in document.source.removeprefix(_BOM).split(b"\n")]
    starts = [0]
    for line in raw:
        starts.append(starts[-1] + len(line) + 1)
    end = len(document.source)
    opcodes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple(
        Span(min(starts[first], end), min(starts[last] - (last > first), end))
        for kind, _, _, first, last in opcodes
        if kind != "equal"
    )


_BOM = b"\xef\xbb\xbf"
