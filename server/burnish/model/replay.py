"""A backend that answers from a file: for tests, demonstrations and recordings, the same every time.

The file is TOML (or JSON of the same shape)::

    format = "chat"                     # or "hunks"; "chat" if absent

    [[answer]] contains = ["for row in rows:"]     # all of these occur in the prompt; absent or empty: any
    prompt before = "a = 1\\nb = 2"            # the region, and what becomes of it; or `text`, the raw
    answer after = "b = 2" seed = 0                            # only for this candidate; absent: for every
    one pause = 0.0                         # seconds before the answer's pieces come, during which it can
    be cancelled

The first answer that fits is given. With `before`, the prompt must show that very region.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, cast

from burnish.config import read_toml
from burnish.files import read_json
from burnish.model.backend import Completion, Request
from burnish.model.errors import BackendError
from burnish.model.manifest import Format, Manifest
from burnish.model.prompt import LINE_TAGS, MAX_REGION_LINES, render_answer

CONTEXT = 8192


@dataclass(frozen=True, slots=True)
class Scripted:
    """One answer and the prompts that it is for."""

    text: str
    contains: tuple[str, ...] = ()
    seed: int | None = None
    pause: float = 0.0

    def fits(self, prompt: str, seed: int) -> bool:
        return self.seed in (None, seed) and all(part in prompt for part in self.contains)


class ReplayBackend:
    """Gives scripted answers; see `Backend`. A prompt that no answer fits is a BackendError."""

    def __init__(self, answers: tuple[Scripted, ...], form: Format = "chat", name: str = "replay") -> None:
        self._answers = answers
        self._manifest = Manifest(name=name, format=form, context=CONTEXT, about="answers from a file")

    @classmethod
    def of_file(cls, path: Path) -> ReplayBackend:
        """The backend that a file describes. Raises BackendError when the file cannot be read or used."""
        try:
            table = read_json(path) if path.suffix == ".json" else read_toml(path)
            form = cast("Format", table.get("format", "chat"))
            answers = tuple(_scripted(entry, form) for entry in table.get("answer", ()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BackendError(f"The recorded answers in {path} cannot be used: {error}.") from error
        return cls(answers, form, path.stem)

    @property
    def manifest(self) -> Manifest:
        return self._manifest

    def complete(
        self,
        request: Request,
        on_text: Callable[[str], None] | None = None,
        cancelled: threading.Event | None = None,
    ) -> Completion:
        started = perf_counter()
        stop = cancelled or threading.Event()
        prompt = (
            request.prompt if isinstance(request.prompt, str) else "\n".join(one["content"] for one in request.prompt)
        )
        answer = next((one for one in self._answers if one.fits(prompt, request.seed)), None)
        if answer is None:
            raise BackendError(f"There is no recorded answer for this prompt in {self._manifest.name}.")
        pieces = answer.text.splitlines(keepends=True)
        given: list[str] = []
        for piece in pieces:
            if stop.wait(answer.pause / len(pieces)) if answer.pause else stop.is_set():
                return Completion("".join(given), len(given), perf_counter() - started, "cancelled")
            given.append(piece)
            if on_text is not None:
                on_text(piece)
        return Completion("".join(given), len(given), perf_counter() - started, "stop")

    def close(self) -> None:
        """There is nothing to free."""


def _scripted(entry: Mapping[str, Any], form: Format) -> Scripted:
    contains = tuple(str(part) for part in entry.get("contains", ()))
    if "text" in entry:
        text = str(entry["text"])
    else:
        before, after = str(entry["before"]).strip("\n"), str(entry["after"]).strip("\n")
        contains += (_shown(before, form),)
        text = render_answer(before, after) if form == "hunks" else f"```\n{after}\n```"
    return Scripted(text, contains, entry.get("seed"), float(entry.get("pause", 0.0)))


def _shown(region: str, form: Format) -> str:
    """How a prompt of this format shows a region."""
    if form == "chat":
        return f"\n{region}\n"
    lines = region.split("\n")[:MAX_REGION_LINES]
    return "".join(tag + line for tag, line in zip(LINE_TAGS, lines, strict=False))
