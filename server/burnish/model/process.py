"""The loop of a model's process: requests in, pieces of answers out, cancellation at any time.

It knows nothing of llama.cpp: `llama.py` gives it a way to load a model.

The owner sends `do`: "info", "load", "complete", "cancel" or "bye". The process answers with `is`: "info",
"loaded", "text" and "done" (both with the `id` of the request), or "error" with a `message` for people and
a `kind`.
"""

from __future__ import annotations

import codecs
import ctypes
import os
import queue
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from time import perf_counter
from typing import BinaryIO, Protocol

from burnish import wire

Piece = tuple[bytes, bool]
"""A token's bytes, and whether it is the token that ends an answer."""


class Refused(Exception):
    """Why a request cannot be done, for people; `kind` tells programs."""

    def __init__(self, message: str, kind: str = "failed") -> None:
        super().__init__(message)
        self.kind = kind


class Interrupt:
    """A flag that ends the request at work: a C string, "" while all is well and one byte long when it is
    to end.
    """

    def __init__(self) -> None:
        self._flag = ctypes.create_string_buffer(2)
        self._lock = threading.Lock()
        self._current: int | None = None
        self._cancelled: set[int] = set()

    @property
    def raised(self) -> bool:
        return self._flag[0] != b"\0"

    @property
    def address(self) -> int:
        return ctypes.addressof(self._flag)

    def begin(self, request: int) -> None:
        with self._lock:
            self._current = request
            self._flag[0] = b"\1" if request in self._cancelled else b"\0"
            self._cancelled.clear()

    def cancel(self, request: int) -> None:
        """End a request, now if it is at work, else as soon as it begins."""
        with self._lock:
            if request == self._current:
                self._flag[0] = b"\1"
            else:
                self._cancelled.add(request)


class Loaded(Protocol):
    """A model that is ready to answer."""

    context: int

    def describe(self) -> wire.Frame: ...
    def tokens_of(self, prompt: str | list[dict[str, str]]) -> list[int]: ...
    def answer(self, prompt: list[int], asked: wire.Frame) -> Iterator[Piece]: ...
    def finished(self, tokens: int, seconds: float) -> None: ...


Load = Callable[[wire.Frame, Interrupt], Loaded]


def run(load: Load, about: Callable[[], wire.Frame]) -> None:
    """Serve this process's standard streams until the owner says "bye" or goes away.

    What libraries print on standard output goes to standard error instead: the stream is the owner's alone.
    """
    serve(*wire.own_ends(), load, about)


def serve(incoming: BinaryIO, outgoing: BinaryIO, load: Load, about: Callable[[], wire.Frame]) -> None:
    interrupt = Interrupt()
    jobs: queue.Queue[wire.Frame] = queue.Queue()
    threading.Thread(target=_listen, args=(incoming, jobs, interrupt), daemon=True).start()
    model: Loaded | None = None
    while (job := jobs.get())["do"] != "bye":
        try:
            if job["do"] == "info":
                wire.send(outgoing, {"is": "info", **about()})
            elif job["do"] == "load":
                model = None
                model = load(job, interrupt)
                wire.send(outgoing, {"is": "loaded", **model.describe()})
            elif model is None:
                _refuse(outgoing, job, "failed", "No model is loaded.")
            else:
                _complete(model, job, interrupt, outgoing)
        except Refused as refusal:
            _refuse(outgoing, job, refusal.kind, str(refusal))
        except OSError:
            return
        except Exception as error:
            # The boundary of this process: whatever happened, the owner hears of it and may ask again.
            traceback.print_exc()
            _refuse(outgoing, job, "failed", f"The model's process failed: {type(error).__name__}: {error}.")


def _listen(incoming: BinaryIO, jobs: queue.Queue[wire.Frame], interrupt: Interrupt) -> None:
    try:
        while (frame := wire.receive(incoming)) is not None:
            if frame["do"] == "cancel":
                interrupt.cancel(frame["id"])
            else:
                jobs.put(frame)
                if frame["do"] == "bye":
                    return
    except (wire.BrokenWire, OSError, KeyError):
        traceback.print_exc()
    # The owner is gone. There is nothing to save, and llama.cpp may be in the midst of minutes of work.
    os._exit(0)


def _refuse(outgoing: BinaryIO, job: wire.Frame, kind: str, message: str) -> None:
    wire.send(outgoing, {"is": "error", "kind": kind, "message": message, "id": job.get("id")})


def _complete(model: Loaded, asked: wire.Frame, interrupt: Interrupt, outgoing: BinaryIO) -> None:
    request = asked["id"]
    interrupt.begin(request)
    started = perf_counter()
    prompt = model.tokens_of(asked["prompt"])
    if model.context - len(prompt) < min(asked["max_tokens"], 64):
        raise Refused(
            f"The prompt has {len(prompt)} tokens, which leaves no room for an answer "
            f"in the model's context of {model.context}.",
            "too-long",
        )
    count, ended, first = 0, False, started

    def counted() -> Iterator[Piece]:
        nonlocal count, ended, first
        for piece in model.answer(prompt, asked):
            first = first if count else perf_counter()
            count += 1
            ended = piece[1]
            yield piece

    stopped = False
    whole = isinstance(asked["prompt"], str)
    for text, stopped in spoken(counted(), asked["stop"], keep_end=whole):
        if text:
            wire.send(outgoing, {"is": "text", "id": request, "text": text})
        if stopped:
            break
    now = perf_counter()
    finish = "stop" if ended or stopped else "cancelled" if interrupt.raised else "length"
    wire.send(
        outgoing,
        {
            "is": "done", "id": request, "finish": finish, "tokens": count, "seconds": now - started,
            "prompt_tokens": len(prompt), "prompt_seconds": first - started,
        },
    )  # fmt: skip
    if finish != "cancelled":
        model.finished(count - 1, now - first)


def spoken(pieces: Iterable[Piece], stops: Iterable[str], keep_end: bool) -> Iterator[tuple[str, bool]]:
    """Tokens as text that can be shown, each part with whether a stop text ended the answer right after it.

    Characters that span tokens are put together, and text that may turn out to be a stop text is held back.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    stops = tuple(stops)
    held = ""
    for data, ends in pieces:
        held += decoder.decode(data) if keep_end or not ends else ""
        cut = min((at for stop in stops if (at := held.find(stop)) >= 0), default=None)
        if cut is not None:
            yield held[:cut], True
            return
        safe = len(held) - max((_overlap(held, stop) for stop in stops), default=0)
        if safe:
            yield held[:safe], False
        held = held[safe:]
    held += decoder.decode(b"", final=True)
    if held:
        yield held, False


def _overlap(text: str, stop: str) -> int:
    """How many characters at the end of the text could be the beginning of the stop text."""
    return next((n for n in range(min(len(text), len(stop) - 1), 0, -1) if text.endswith(stop[:n])), 0)
