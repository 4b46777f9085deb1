"""What Burnish remembers between sessions, in SQLite files in the user's cache folder.

They are caches: they may be deleted at any time, and when they cannot be used nothing but speed is lost.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from time import time

import platformdirs

SCHEMA_VERSION = 1
MAX_ENTRIES = 20_000

MOST_BYTES = 64 << 20
"""Of all values that a Cache keeps."""


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


class Cache:
    """Values by digest, written many at once, the longest unused dropped first. For one thread.

    Nothing is raised: what cannot be read, or is not what was written, was not there, and what cannot be written is not
    kept. A file that holds no database any more is removed.
    """

    def __init__(self, path: Path, most: int = MOST_BYTES) -> None:
        """Opens or makes the file, in which values of `most` bytes together are kept."""
        self._path = path
        self._most = most
        self._used: set[bytes] = set()
        self._connection: sqlite3.Connection | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=WAITED)
            if not self._is_made():
                self._made()
        except OSError:
            self._connection = None
        except sqlite3.Error as error:
            self._lost(error)

    def get(self, key: bytes) -> str | None:
        if self._connection is None:
            return None
        try:
            row = self._connection.execute("SELECT value, day FROM kept WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            self._lost(error)
            return None
        if row is None or not isinstance(row[0], bytes) or row[0][:_CHECKED] != _digest(row[0][_CHECKED:]):
            return None
        if row[1] != _today():
            self._used.add(key)
        return row[0][_CHECKED:].decode("utf-8", "surrogatepass")

    def put(self, entries: Mapping[bytes, str]) -> None:
        """Keeps values, and that those which were got are in use."""
        if self._connection is None or not (entries or self._used):
            return
        day = _today()
        values = ((key, value.encode("utf-8", "surrogatepass")) for key, value in entries.items())
        rows = [(key, _digest(value) + value, len(value), day) for key, value in values]
        try:
            with self._connection:
                self._connection.executemany(
                    "UPDATE kept SET day = ? WHERE key = ?", [(day, key) for key in self._used]
                )
                self._connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", rows)
                self._shrink()
        except sqlite3.Error as error:
            self._lost(error)
        self._used.clear()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _made(self) -> None:
        assert self._connection is not None
        with contextlib.suppress(sqlite3.OperationalError):  # another process sets it, for which SQLite does not wait
            self._connection.execute("PRAGMA journal_mode = WAL")
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            if self._is_made():
                return  # by another process meanwhile
            self._connection.execute("DROP TABLE IF EXISTS kept")
            self._connection.execute(
                "CREATE TABLE kept (key BLOB PRIMARY KEY, value BLOB NOT NULL, size INTEGER NOT NULL, day INTEGER NOT NULL)"
            )
            self._connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _is_made(self) -> bool:
        assert self._connection is not None
        return bool(self._connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,))

    def _shrink(self) -> None:
        """Drops what is over the limit, and a part more, so that not every run has to."""
        assert self._connection is not None
        (size,) = self._connection.execute("SELECT coalesce(sum(size), 0) FROM kept").fetchone()
        if size <= self._most:
            return
        dropped = []
        for key, one in self._connection.execute("SELECT key, size FROM kept ORDER BY day, rowid"):
            if size <= self._most * 0.8:
                break
            dropped.append((key,))
            size -= one
        self._connection.executemany("DELETE FROM kept WHERE key = ?", dropped)

    def _lost(self, error: sqlite3.Error) -> None:
        with contextlib.suppress(sqlite3.Error):
            self.close()
        self._connection = None
        # A file that is busy, or may not be written, is whole; one that is broken stays so until it is gone.
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            for ending in _ENDINGS:
                with contextlib.suppress(OSError):
                    self._path.with_name(self._path.name + ending).unlink(missing_ok=True)


WAITED = 2.0
"""Seconds to wait for another process that writes."""

_CHECKED = 8
_ENDINGS = ("", "-wal", "-shm")
"""Of the files that make one database."""


def _digest(value: bytes) -> bytes:
    return blake2b(value, digest_size=_CHECKED).digest()


def _today() -> int:
    return int(time() // 86_400)


def size_of(path: Path) -> int:
    """The bytes that a cache's files take."""
    size = 0
    for ending in _ENDINGS:
        with contextlib.suppress(OSError):
            size += path.with_name(path.name + ending).stat().st_size
    return size


def check_path() -> Path:
    """Where `check` keeps what it found."""
    return default_path().with_name("check.sqlite3")


def default_path() -> Path:
    return Path(platformdirs.user_cache_path("burnish", appauthor=False)) / "store.sqlite3"
