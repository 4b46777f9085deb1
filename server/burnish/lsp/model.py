"""The model that a session uses: opened once, and said of in the status bar while it works."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from burnish.config import Config
from burnish.lsp.status import Status
from burnish.model.errors import BackendError

if TYPE_CHECKING:
    from burnish.model.backend import Backend


class SessionModel:
    """The model of a session's settings. Safe to use from several threads."""

    def __init__(
        self, trusted: Callable[[], bool], status: Status, in_loop: Callable[[Callable[[], None]], None]
    ) -> None:
        """`in_loop` has something done in the event loop."""
        self._trusted = trusted
        self._status = status
        self._in_loop = in_loop
        self._lock = threading.Lock()
        self._backend: Backend | None = None
        self._config: Config | None = None

    def is_on(self, config: Config) -> bool:
        """Whether a model may rewrite: never in a workspace that is not trusted."""
        return self._trusted() and config.model != "off"

    @contextmanager
    def working(self, config: Config) -> Iterator[Backend]:
        """The model for a piece of work, with the status bar saying so meanwhile. Raises BackendError when there is none."""
        try:
            backend = self._opened(config)
        except BackendError as error:
            self._show("error", model=config.model, message=str(error))
            raise
        if backend is None:
            raise BackendError("The model is switched off in the settings.")
        name = backend.manifest.name
        self._show("working", model=name, doing=f"{name} is rewriting")
        try:
            yield backend
        except BackendError as error:
            self._show("error", model=name, message=str(error))
            raise
        except BaseException:
            self._show("ready", model=name)
            raise
        self._show("ready", model=name, tokens_per_second=getattr(backend, "tokens_per_second", None))

    def why_missing(self, config: Config, trouble: str = "") -> tuple[str, str]:
        """Why there is no model, and how to get one, a sentence each; `trouble` is how its use failed."""
        if not self._trusted():
            return "Only a model could try it, and there is none in a folder that is not trusted.", "Trust the folder."
        if config.model == "off":
            return "Only a model could try it, and it is switched off.", "Choose one: Burnish: Select Model."
        reason = (
            f"Only a model could try it: {trouble}" if trouble else "Only a model could try it, and none was there."
        )
        return reason, "Choose another model: Burnish: Select Model."

    def close(self) -> None:
        with self._lock:
            if self._backend is not None:
                self._backend.close()
            self._backend, self._config = None, None

    def _opened(self, config: Config) -> Backend | None:
        """The model that the settings name, opened once; None when it is off or the workspace not trusted.

        Raises BackendError when it cannot be used at all.
        """
        from burnish.model import open_backend
        from burnish.model.remembered import remembering

        if not self._trusted():
            return None
        with self._lock:
            if self._config is None or _model_settings(self._config) != _model_settings(config):
                if self._backend is not None:
                    self._backend.close()
                self._backend = None
                self._backend = remembering(open_backend(config))
                self._config = config
            return self._backend

    def _show(
        self,
        state: str,
        *,
        model: str,
        message: str | None = None,
        doing: str | None = None,
        tokens_per_second: float | None = None,
    ) -> None:
        show = partial(
            self._status.show, state, model=model, message=message, doing=doing, tokens_per_second=tokens_per_second
        )
        self._in_loop(show)


def _model_settings(config: Config) -> tuple[object, ...]:
    return (
        config.model,
        config.endpoint,
        config.endpoint_model,
        config.endpoint_key_variable,
        config.threads,
        config.gpu_layers,
        config.model_timeout,
    )
