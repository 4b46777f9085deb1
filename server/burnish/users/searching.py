"""What the rules of a project describe, searched for in a text: by ast-grep, in a process of its own, in bounded time."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from time import monotonic

from burnish.child import BROKEN, Child
from burnish.text import Span
from burnish.wire import Frame

COMMAND = (sys.executable, "-m", "burnish.users.process")

RULE_SECONDS = 2.0
"""How long one rule may take in one text, and a text to be read; the process is ended then, and started for the next."""

START_SECONDS = 30.0
"""How much longer the first answer of a process may take."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that a rule describes, in bytes: what is found, what its fix replaces, what its holes stand for, and texts
    that were made of these."""

    at: Span
    fix: Span
    holes: dict[str, tuple[Span, ...]] = field(hash=False)
    texts: dict[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a rule could not be searched for. `lasting`: it is so in every text."""

    reason: str
    lasting: bool


@lru_cache(128)
def hits(language: str, source: bytes, search: str, holes: tuple[str, ...]) -> tuple[Hit, ...] | Fault:
    """What a search, as JSON, finds in a text; a Fault where it cannot be done."""
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError:
        return ()
    answer = _searcher.answer(language, text, search, holes)
    if isinstance(answer, Fault):
        return answer
    offsets = None if text.isascii() else [0, *accumulate(len(one.encode()) for one in text)]

    def span(place: Sequence[int]) -> Span:
        start, end = place
        return Span(start, end) if offsets is None else Span(offsets[start], offsets[end])

    return tuple(
        Hit(
            span(one["at"]),
            span(one["fix"]),
            {name: tuple(map(span, places)) for name, places in one["holes"].items()},
            one["texts"],
        )
        for one in answer
    )


class _Searcher:
    """The process that searches, started when first asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._begun = False
        self._asked = 0
        self._read: tuple[str, str] | None = None
        """The text that the process holds."""

    def answer(self, language: str, text: str, search: str, holes: Sequence[str]) -> list[Frame] | Fault:
        with self._lock:
            if self._read != (language, text) or self._child is None or not self._child.alive:
                self._read = None
                told = self._ask({"do": "read", "language": language, "text": text})
                if isinstance(told, Fault):
                    return told
                self._read = language, text
            told = self._ask({"do": "search", "search": json.loads(search), "holes": list(holes)})
            if isinstance(told, Fault):
                return told
            return Fault(str(told["fault"]), True) if "fault" in told else list(told["matches"])

    def _ask(self, frame: Frame) -> Frame | Fault:
        if self._child is None or not self._child.alive:
            try:
                self._child, self._begun = Child(COMMAND, "the process that searches for a project's own rules"), False
            except OSError as error:
                return Fault(f"nothing can be started that searches for it: {error.strerror}", False)
        self._asked += 1
        self._child.say({**frame, "id": self._asked})
        end = monotonic() + RULE_SECONDS + (0.0 if self._begun else START_SECONDS)
        while True:
            answer = self._child.hear(end - monotonic())
            if answer is None or answer is BROKEN:
                took_long = answer is None
                words = self._child.last_words()
                self._child.kill()
                self._child = self._read = None
                return Fault(
                    f"it took more than {RULE_SECONDS:g} seconds" if took_long else f"the search broke down{words}",
                    False,
                )
            if answer.get("id") == self._asked:
                self._begun = True
                return answer


_searcher = _Searcher()


def _afresh() -> None:
    """A process that was forked has no part in what its parent talks to."""
    global _searcher
    _searcher = _Searcher()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_afresh)
