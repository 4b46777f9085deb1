"""What was asked of a project beside one file: questions by name, each with a digest of its answer.

What is found in a file follows from its text, from the settings, and from the answers to these questions. As long as the
answers are the same, what was found is.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from hashlib import blake2b
from pathlib import Path, PurePath
from typing import Any

About = str | int | Path
"""What a question may be about."""


@dataclass(frozen=True, slots=True)
class Question:
    """A function of a project, by its module and name, and what it is asked about."""

    what: str
    about: tuple[About, ...]

    @classmethod
    def of(cls, what: Callable[..., Any], about: Sequence[About]) -> Question:
        return cls(f"{what.__module__}:{what.__qualname__}", tuple(about))

    @property
    def function(self) -> Callable[..., Any]:
        """The function. Raises LookupError where there is none of that name."""
        module, _, name = self.what.partition(":")
        if not module.startswith("burnish."):
            raise LookupError(self.what)
        try:
            function: Callable[..., Any] = getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError) as error:
            raise LookupError(self.what) from error
        return function


PASSING = Question("", ())
"""Noted where the next search may find something else though nothing has changed: something took too long, or broke down."""

_ASKED: ContextVar[dict[Question, None] | None] = ContextVar("asked", default=None)


@contextmanager
def asked() -> Iterator[dict[Question, None]]:
    """The questions that are asked within, in their order; what is around does not hear of them."""
    noted: dict[Question, None] = {}
    before = _ASKED.set(noted)
    try:
        yield noted
    finally:
        _ASKED.reset(before)


def note(questions: Sequence[Question]) -> None:
    """Notes questions with whoever listens."""
    noted = _ASKED.get()
    if noted is not None:
        noted.update(dict.fromkeys(questions))


def digest(answer: Any) -> str:
    """A digest of an answer, the same in every process. Raises TypeError for what is no plain value."""
    return blake2b(_canonical(answer).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _canonical(value: Any) -> str:
    """A text that two values share only where they are equal."""
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return repr(value)
    if isinstance(value, PurePath):
        return f"path({str(value)!r})"
    if is_dataclass(value):
        return f"{type(value).__name__}({','.join(_canonical(getattr(value, one.name)) for one in fields(value))})"
    if isinstance(value, Mapping):
        pairs = sorted(f"{_canonical(key)}:{_canonical(one)}" for key, one in value.items())
        return f"{{{','.join(pairs)}}}"
    if isinstance(value, (set, frozenset)):
        return f"set({','.join(sorted(map(_canonical, value)))})"
    if isinstance(value, (list, tuple)):
        return f"[{','.join(map(_canonical, value))}]"
    raise TypeError(f"an answer cannot be {type(value).__name__}")
