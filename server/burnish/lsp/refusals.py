"""The model's refused rewrites, remembered while their documents are open."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from burnish.enhancement import Origin, Refusal
from burnish.lsp.documents import OpenDocument

MAX_REMEMBERED = 50
"""Refusals that are kept for one document."""


class Refusals:
    """The model's refused rewrites of the open documents: to find them again the model would have to be asked again.

    What becomes of rules' fixes is worked out anew when somebody asks.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, tuple[OpenDocument, tuple[Refusal, ...]]] = {}

    def note(self, known: OpenDocument, refusals: Iterable[Refusal]) -> None:
        """Remembers refusals of rewrites of a document; may be called in any thread."""
        with self._lock:
            _, before = self._known.get(known.uri, (known, ()))
            fresh = [one for one in refusals if one.origin is Origin.MODEL]
            told = {(one.rule, one.check, one.reason): one for one in (*before, *fresh)}
            if told:
                self._known[known.uri] = known, tuple(told.values())[-MAX_REMEMBERED:]

    def of(self, known: OpenDocument) -> tuple[tuple[Refusal, ...], bool]:
        """What is remembered of a document, and whether its text is still the same."""
        with self._lock:
            seen, refusals = self._known.get(known.uri, (known, ()))
        return refusals, seen.document.source == known.document.source

    def forget(self, uri: str) -> None:
        with self._lock:
            self._known.pop(uri, None)
