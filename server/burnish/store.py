"""What Burnish remembers between sessions, in one SQLite file in the user's cache folder.

The file is a cache: it may be deleted at any time, and when it cannot be used nothing but speed is lost.
"""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import platformdirs

SCHEMA_VERSION = 1
MAX_ENTRIES = 20_000


class Store:
    """Texts by key, the least recently used dropped first. Safe to use from several threads."""

    def __init__(self, path: Path, most: int = MAX_ENTRIES) -> None:
        """Opens or makes the file, in which `most` texts are kept. Raises OSError or sqlite3.Error when that cannot be done."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._most = most
        self._connection = sqlite3.connect(path, check_same_thread=False, timeout=5.0)
        with self._lock, self._connection:
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            if version != SCHEMA_VERSION:
                self._connection.execute("DROP TABLE IF EXISTS answers")
                self._connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, value TEXT NOT NULL, used INTEGER NOT NULL)"
            )

    def get(self, key: str) -> str | None:
        with self._lock, self._connection:
            row = self._connection.execute("SELECT value FROM answers WHERE key = ?", (key,)).fetchone()
            if row is None:
                return None
            self._connection.execute("UPDATE answers SET used = ? WHERE key = ?", (self._next(), key))
            return str(row[0])

    def put(self, key: str, value: str) -> None:
        with self._lock, self._connection:
            self._connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (key, value, self._next()))
            self._connection.execute(
                "DELETE FROM answers WHERE key IN (SELECT key FROM answers ORDER BY used DESC LIMIT -1 OFFSET ?)",
                (self._most,),
            )

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _next(self) -> int:
        (last,) = self._connection.execute("SELECT coalesce(max(used), 0) FROM answers").fetchone()
        return int(last) + 1


def default_path() -> Path:
    return Path(platformdirs.user_cache_path("burnish", appauthor=False)) / "store.sqlite3"
