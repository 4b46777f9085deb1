"""What every model looks like to the rest of Burnish: a prompt goes in, text comes out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from burnish.model.manifest import Manifest

Message = Mapping[str, str]
"""One message of a chat: its "role" and its "content"."""

Finish = Literal["stop", "length", "cancelled"]


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model.

    A string is completed as it stands, with special tokens written as text; messages go through the model's
    chat template. At temperature 0 the most likely token is always taken and `seed` means nothing.
    `grammar` is in GBNF and binds local models only. The answer ends before the first of the `stop` texts.
    """

    prompt: str | Sequence[Message]
    max_tokens: int
    temperature: float = 0.0
    seed: int = 0
    grammar: str | None = None
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """What the model answered.

    `seconds` runs from the request to the last token, without the time that loading the model took. A
    string prompt's answer ends with the text of its end token, so that a whole answer can be told from one
    that was cut off.
    """

    text: str
    tokens: int
    seconds: float
    finish: Finish

    @property
    def tokens_per_second(self) -> float:
        return self.tokens / self.seconds if self.seconds > 0 else 0.0


class Backend(Protocol):
    """Something that completes prompts, one at a time; callers in other threads wait their turn."""

    @property
    def manifest(self) -> Manifest: ...

    def complete(
        self,
        request: Request,
        on_text: Callable[[str], None] | None = None,
        cancelled: threading.Event | None = None,
    ) -> Completion:
        """The model's answer. `on_text` is called with every piece of it as it comes, in the calling thread.

        Setting `cancelled` ends the work within about a second and gives what there is, with finish
        "cancelled". Raises BackendError when there is no answer to be had, PromptTooLong when a shorter
        prompt might get one.
        """

    def close(self) -> None:
        """Free everything; the next request starts anew."""
