"""A backend that remembers its answers, so that asking the same again costs nothing.

Only whole answers are kept, under the model's digest and everything that bears on the answer.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import asdict

from burnish.model.backend import Backend, Completion, Request
from burnish.model.manifest import Manifest
from burnish.store import Store, default_path

logger = logging.getLogger(__name__)


def remembering(backend: Backend | None) -> Backend | None:
    """The backend with a memory in the user's cache folder, or as it is where that cannot be had."""
    if backend is None or backend.manifest.file is None:
        return backend  # recordings and endpoints answer for themselves
    try:
        return RememberedBackend(backend, Store(default_path()))
    except (OSError, sqlite3.Error):
        logger.warning("the store cannot be opened; answers are not remembered", exc_info=True)
        return backend


class RememberedBackend:
    """Another backend's answers, from the store where they are known."""

    def __init__(self, backend: Backend, store: Store) -> None:
        self.backend = backend
        self._store = store

    @property
    def manifest(self) -> Manifest:
        return self.backend.manifest

    @property
    def tokens_per_second(self) -> float | None:
        """How fast the other backend was when it was last asked."""
        speed: float | None = getattr(self.backend, "tokens_per_second", None)
        return speed

    def complete(
        self,
        request: Request,
        on_text: Callable[[str], None] | None = None,
        cancelled: threading.Event | None = None,
    ) -> Completion:
        key = self._key(request)
        known = self._recalled(key)
        if known is not None:
            if on_text is not None:
                on_text(known.text)
            return known
        completion = self.backend.complete(request, on_text, cancelled)
        if completion.finish == "stop":
            self._remember(key, completion)
        return completion

    def close(self) -> None:
        self.backend.close()
        self._store.close()

    def _key(self, request: Request) -> str:
        manifest = self.manifest
        changed = manifest.file.stat().st_mtime_ns if manifest.file is not None and manifest.file.is_file() else 0
        identity = [manifest.name, manifest.sha256, str(manifest.file), manifest.file_bytes, changed]
        parts = json.dumps([identity, asdict(request)], sort_keys=True, default=str)
        return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()

    def _recalled(self, key: str) -> Completion | None:
        try:
            text = self._store.get(key)
        except sqlite3.Error:
            logger.warning("the store cannot be read", exc_info=True)
            return None
        return None if text is None else Completion(**json.loads(text))

    def _remember(self, key: str, completion: Completion) -> None:
        try:
            self._store.put(key, json.dumps(asdict(completion)))
        except sqlite3.Error:
            logger.warning("the store cannot be written", exc_info=True)
