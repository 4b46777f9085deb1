"""What a wrong version of a function is, and how it is made by edits of its text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from burnish.text import Edit, Span, apply


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong version: its kind ("comparison moved by one"), and the function's whole text before and after."""

    kind: str
    before: str
    after: str

    @property
    def id(self) -> str:
        """The same for the same two texts, wherever they stand."""
        return hashlib.sha256(f"{self.before}\0{self.after}".encode()).hexdigest()[:12]


def wrong(kind: str, text: str, *edits: tuple[int, int, str]) -> Wrong:
    """A wrong version by edits (start, end, new text); offsets in UTF-8. Raises ValueError where edits overlap."""
    changed = apply(text.encode(), [Edit(Span(start, end), new) for start, end, new in edits])
    return Wrong(kind, text, changed.decode())
