"""A local model in a process of its own: started when first asked, ended when it hangs, started again when
it died.
"""

from __future__ import annotations

import importlib.util
import logging
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import cast

from burnish import wire
from burnish.child import GRACE_SECONDS, Child
from burnish.installation import how_to_add
from burnish.model.backend import Completion, Finish, Request
from burnish.model.errors import BackendError, PromptTooLong
from burnish.model.manifest import Manifest

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "burnish.model.llama")
LOAD_SECONDS = 180.0
"""How long a model may take to load before it is given up: tens of gigabytes come from slow disks."""

CRASHES = 3
"""After so many deaths in a row the model is not started again."""

TICK = 0.02


@dataclass(frozen=True, slots=True)
class LocalBuild:
    """The installed llama-cpp-python: its version, whether it can use a GPU, and what llama.cpp says of
    itself.
    """

    version: str
    gpu: bool
    system: str


@dataclass(frozen=True, slots=True)
class Running:
    """A loaded model: llama.cpp's description, threads for tokens and batches, the longest draft in tokens
    (0: none), GPU layers (-1: all), load time.
    """

    description: str
    context: int
    threads: int
    batch_threads: int
    longest_draft: int
    gpu_layers: int
    load_seconds: float


def installed() -> bool:
    """Whether llama-cpp-python is there. It is not imported: that is the process's business alone."""
    return importlib.util.find_spec("llama_cpp") is not None


def local_build() -> LocalBuild | None:
    """What the installed llama-cpp-python can do; None when it is not installed. Raises BackendError when
    it fails.
    """
    if not installed():
        return None
    child = _started(COMMAND)
    try:
        child.say({"do": "info"})
        answer = child.hear(GRACE_SECONDS * 30)
        if answer is None or answer["is"] != "info":
            raise BackendError(f"llama-cpp-python is installed but does not start{child.last_words()}.")
        return LocalBuild(answer["version"], answer["gpu"], answer["system"])
    finally:
        child.end()


class LlamaBackend:
    """A GGUF model run by llama.cpp in a child process; see `Backend` for what it promises.

    `timeout` is in seconds and counts from the moment that the model begins with a request.
    """

    def __init__(
        self,
        manifest: Manifest,
        threads: int = 0,
        gpu_layers: int = -1,
        timeout: float = 60.0,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._manifest = manifest
        self._threads = threads
        self._gpu_layers = gpu_layers
        self._timeout = timeout
        self._command = command
        self._turn = threading.Lock()
        self._child: Child | None = None
        self._running: Running | None = None
        self._requests = 0
        self._crashes = 0
        self._speed: float | None = None

    @property
    def manifest(self) -> Manifest:
        return self._manifest

    @property
    def running(self) -> Running | None:
        """The model as loaded; None while it is not."""
        return self._running

    @property
    def tokens_per_second(self) -> float | None:
        """How fast the newest answer came, the reading of its prompt included; None before the first."""
        return self._speed

    def start(self) -> Running:
        """Load the model now, so that the first request need not wait. Raises BackendError."""
        with self._turn:
            running = self._load(None)
            assert running is not None
            return running

    def complete(
        self,
        request: Request,
        on_text: Callable[[str], None] | None = None,
        cancelled: threading.Event | None = None,
    ) -> Completion:
        while not self._turn.acquire(timeout=TICK if cancelled is not None else -1):
            if cancelled is not None and cancelled.is_set():
                return _CANCELLED
        try:
            if self._load(cancelled) is None:
                return _CANCELLED
            return self._ask(request, on_text, cancelled)
        finally:
            self._turn.release()

    def close(self) -> None:
        if not self._turn.acquire(timeout=GRACE_SECONDS):
            # Another thread is at work; without its process it gets an error and gives up its turn.
            if (child := self._child) is not None:
                child.kill()
            self._turn.acquire()
        try:
            self._drop()
        finally:
            self._turn.release()

    def _load(self, cancelled: threading.Event | None) -> Running | None:
        """The loaded model; None when cancelled while it was loading, which goes on."""
        if self._child is not None and not self._child.alive:
            self._drop()
        if self._running is not None:
            return self._running
        if self._child is None:
            self._start_child()
        assert self._child is not None
        answer = self._hear(self._child.started + LOAD_SECONDS, cancelled)
        if answer is None and cancelled is not None and cancelled.is_set():
            return None
        if answer is None:
            self._drop()
            raise BackendError(f"The model {self._manifest.name} did not load within {LOAD_SECONDS:.0f} seconds.")
        if answer["is"] != "loaded":
            raise self._failure(answer)
        self._running = Running(
            answer["description"],
            answer["context"],
            answer["threads"],
            answer["batch_threads"],
            answer["longest_draft"],
            answer["gpu_layers"],
            answer["seconds"],
        )
        log.info("model %s loaded: %s", self._manifest.name, self._running)
        return self._running

    def _start_child(self) -> None:
        if self._crashes >= CRASHES:
            raise BackendError(
                f"The model {self._manifest.name} ended unexpectedly {CRASHES} times in a row "
                "and is not started again: choose another one, or restart Burnish."
            )
        if self._command is COMMAND and not installed():
            raise BackendError(
                f"The model needs llama-cpp-python, which is not installed. To add it: {how_to_add('local')}"
            )
        self._child = _started(self._command)
        file = self._manifest.file
        load = {"path": str(file and file.absolute()), "context": self._manifest.context}
        self._child.say({"do": "load", **load, "threads": self._threads, "gpu_layers": self._gpu_layers})

    def _ask(
        self, request: Request, on_text: Callable[[str], None] | None, cancelled: threading.Event | None
    ) -> Completion:
        assert self._child is not None
        self._requests += 1
        number, parts, started = self._requests, list[str](), monotonic()
        prompt = request.prompt if isinstance(request.prompt, str) else [dict(one) for one in request.prompt]
        self._child.say(
            {
                "do": "complete",
                "id": number,
                "prompt": prompt,
                "max_tokens": request.max_tokens,
                "temperature": request.temperature,
                "seed": request.seed,
                "grammar": request.grammar,
                "stop": list(request.stop),
            }
        )
        while True:
            answer = self._hear(started + self._timeout, cancelled)
            if answer is None:
                wanted = cancelled is not None and cancelled.is_set()
                self._interrupt(number)
                if wanted:
                    return Completion("".join(parts), len(parts), monotonic() - started, "cancelled")
                raise BackendError(
                    f"The model {self._manifest.name} did not finish within {self._timeout:g} seconds and was stopped."
                )
            if answer.get("id") in range(number):
                continue  # the rest of a request whose caller went away
            if answer.get("id") != number or answer["is"] not in ("text", "done"):
                raise self._failure(answer)
            if answer["is"] == "done":
                self._crashes = 0
                finish = cast("Finish", answer["finish"])
                completion = Completion("".join(parts), answer["tokens"], answer["seconds"], finish)
                self._speed = completion.tokens_per_second
                return completion
            parts.append(answer["text"])
            if on_text is not None:
                on_text(answer["text"])

    def _interrupt(self, number: int) -> None:
        """End a request, with the process if it does not listen."""
        assert self._child is not None
        self._child.say({"do": "cancel", "id": number})
        deadline = monotonic() + GRACE_SECONDS
        while (answer := self._hear(deadline, None)) is not None:
            if answer["is"] == "broken":
                break
            if answer["is"] in ("done", "error") and answer.get("id") == number:
                return
        self._drop()

    def _hear(self, deadline: float, cancelled: threading.Event | None) -> wire.Frame | None:
        """The next frame; None at the deadline or when cancelled."""
        assert self._child is not None
        while (left := deadline - monotonic()) > 0:
            if cancelled is not None and cancelled.is_set():
                return None
            answer = self._child.hear(left if cancelled is None else min(left, TICK))
            if answer is not None:
                return answer
        return None

    def _failure(self, answer: wire.Frame) -> BackendError:
        """What to tell people about an answer that is none; a process that is past help is ended."""
        if answer["is"] == "error":
            if answer["kind"] == "load":
                self._drop()
            message = str(answer["message"])
            return PromptTooLong(message) if answer["kind"] == "too-long" else BackendError(message)
        assert self._child is not None
        name, child = self._manifest.name, self._child
        self._crashes += 1
        self._drop()
        if answer["is"] == "broken" and child.code is not None and not child.spoke_nonsense:
            return BackendError(f"The model {name} ended unexpectedly (exit code {child.code}{child.last_words()}).")
        return BackendError(f"The process of the model {name} gave an answer that cannot be understood.")

    def _drop(self) -> None:
        if self._child is not None:
            self._child.end()
        self._child = self._running = None


_CANCELLED = Completion("", 0, 0.0, "cancelled")


def _started(command: Sequence[str]) -> Child:
    """The model's process. Raises BackendError when it cannot be started."""
    try:
        return Child(command, "the model's process")
    except OSError as error:
        raise BackendError(f"The model's process cannot be started: {error.strerror or error}.") from error
