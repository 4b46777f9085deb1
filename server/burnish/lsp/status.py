"""What the client's status bar shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from burnish.config import Config
from burnish.lsp.words import STATUS


class Status:
    """What the status bar was last told. To be used in the event loop."""

    def __init__(self, notify: Callable[[str, Any], None]) -> None:
        self._notify = notify
        self._shown: dict[str, Any] = {}
        self._missing: tuple[str, ...] = ()

    def show(
        self,
        state: str,
        *,
        model: str | None = None,
        tokens_per_second: float | None = None,
        message: str | None = None,
        doing: str | None = None,
    ) -> None:
        """Tells it: "ready", "working" (at what it is `doing`), "error" or "off"; and what is missing."""
        self._shown = {
            "state": state,
            "model": model,
            "tokensPerSecond": tokens_per_second,
            "message": message,
            "doing": doing,
            "missing": list(self._missing),
        }
        self._notify(STATUS, self._shown)

    def show_missing(self, state: str, missing: tuple[str, ...]) -> None:
        """Tells it what is not there that the settings ask for, a sentence each, when that or the state is something new."""
        said = self._shown.get("state")
        if said not in ("ready", "off"):
            state = said or state  # the model is at work, or failed
        if (missing, state) != (self._missing, said):
            self._missing = missing
            self._shown = {**self._shown, "state": state, "missing": list(missing)}
            self._notify(STATUS, self._shown)


def missing_parts(config: Config, trusted: bool) -> tuple[str, ...]:
    """What is not there that the settings ask for, a sentence each. It takes long: for a thread."""
    from burnish import engine, model

    found = [model.missing(config)] if trusted else []
    found += engine.missing_sandboxes() if config.behaviour else ()
    return tuple(one.rstrip(".") for one in found if one)
