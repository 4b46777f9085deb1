"""The reviews that clients have open: what was found, kept until a text changes, so that a part of it can be applied."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from burnish.engine import Run

MAX_KEPT = 4
"""Reviews of one document that are kept: an older one is reviewed again sooner than it is applied."""


@dataclass(frozen=True, slots=True)
class Review:
    """A run over one version of a document; `first` is the id of its first step, those of the others follow."""

    version: int
    run: Run
    first: int

    def numbers(self, ids: Iterable[int]) -> frozenset[int] | None:
        """The numbers of the steps with these ids; None when one is of another review."""
        numbers = frozenset(one - self.first for one in ids)
        return numbers if all(0 <= one < len(self.run.steps) for one in numbers) else None


class Reviews:
    """The reviews of a session by document. Ids are given once in a session, so that two reviews are never mixed up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next = 1
        self._kept: dict[str, tuple[Review, ...]] = {}

    def note(self, uri: str, version: int, run: Run) -> Review:
        with self._lock:
            review = Review(version, run, self._next)
            self._next += len(run.steps)
            same = [one for one in self._kept.get(uri, ()) if one.version == version]
            self._kept[uri] = (*same, review)[-MAX_KEPT:]
            return review

    def with_ids(self, uri: str, version: int, ids: Iterable[int]) -> tuple[Review, frozenset[int]] | None:
        """The review of a version of a document that gave these ids, and the numbers of its steps that they mean."""
        wanted = tuple(ids)
        with self._lock:
            for review in reversed(self._kept.get(uri, ())):
                numbers = review.numbers(wanted)
                if review.version == version and numbers is not None:
                    return review, numbers
        return None

    def forget(self, uri: str) -> None:
        with self._lock:
            self._kept.pop(uri, None)
