"""What was written when, with the bytes before and after, so that it can be undone.

One SQLite file in the user's state folder, for all projects. Only the user can read it: it holds their code.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import platformdirs

SCHEMA_VERSION = 1

MOST_CHANGES = 200
"""Changes that are kept; the oldest go first."""

MOST_BYTES = 256 * 1024 * 1024
"""What all kept contents may take, compressed."""


class NoHistory(Exception):
    """Why the history cannot be read or written, in one sentence."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file of a change: what it held before and after, and what was done to it."""

    path: Path
    before: bytes
    after: bytes
    done: tuple[str, ...]
    """A line for each enhancement: `12: Open the file in a with block (readability/use-context-manager)`."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one command wrote."""

    number: int
    command: str
    at: float
    """Seconds since the epoch."""
    files: tuple[tuple[Path, tuple[str, ...]], ...]
    """Each with what was done to it."""
    undoes: int | None
    """The number of the change that this one undid."""
    undone: bool


def default_path() -> Path:
    return Path(platformdirs.user_state_path("burnish", appauthor=False)) / "history.sqlite3"


def begin(command: str, undoes: int | None = None, database: Path | None = None) -> int:
    """Starts a change and gives its number. Raises NoHistory."""
    with _opened(database) as history:
        made = history.execute(
            "INSERT INTO changes (command, at, undoes) VALUES (?, ?, ?)", (command, time.time(), undoes)
        ).lastrowid
        _drop_old(history)
        return int(made or 0)


def add(change: int, file: FileChange, database: Path | None = None) -> None:
    """Notes a file before it is written, so that it can be undone whatever happens. Raises NoHistory."""
    with _opened(database) as history:
        history.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?)",
            (
                change,
                os.fsencode(file.path),
                zlib.compress(file.before),
                zlib.compress(file.after),
                json.dumps(file.done),
            ),
        )


def drop(change: int, path: Path, database: Path | None = None) -> None:
    """Takes a file out that was not written after all; a change without files goes. Raises NoHistory."""
    with _opened(database) as history:
        history.execute("DELETE FROM files WHERE change = ? AND path = ?", (change, os.fsencode(path)))
        if not history.execute("SELECT 1 FROM files WHERE change = ? LIMIT 1", (change,)).fetchone():
            history.execute("DELETE FROM changes WHERE number = ?", (change,))


def changes_below(folder: Path, database: Path | None = None) -> list[Change]:
    """The changes with a file in a folder, the latest first. Raises NoHistory."""
    path = database or default_path()
    if not path.exists():
        return []
    with _opened(path) as history:
        files: dict[int, list[tuple[Path, tuple[str, ...]]]] = {}
        for number, name, done in history.execute("SELECT change, path, done FROM files ORDER BY rowid"):
            files.setdefault(number, []).append((Path(os.fsdecode(name)), tuple(map(str, json.loads(done)))))
        rows = history.execute("SELECT number, command, at, undoes, undone FROM changes ORDER BY number DESC")
        every = [
            Change(number, command, at, tuple(files.get(number, ())), undoes, bool(undone))
            for number, command, at, undoes, undone in rows
        ]
    return [one for one in every if any(_is_below(file, folder) for file, _ in one.files)]


def contents(change: Change, database: Path | None = None) -> tuple[FileChange, ...]:
    """The files of a change with what they held. Raises NoHistory."""
    with _opened(database) as history:
        rows = history.execute(
            "SELECT path, before, after, done FROM files WHERE change = ? ORDER BY rowid", (change.number,)
        )
        return tuple(
            FileChange(
                Path(os.fsdecode(path)), zlib.decompress(before), zlib.decompress(after), tuple(json.loads(done))
            )
            for path, before, after, done in rows
        )


def note_undone(change: Change, database: Path | None = None) -> None:
    """A change that was undone; the one that it had undone itself holds again. Raises NoHistory."""
    with _opened(database) as history:
        history.execute("UPDATE changes SET undone = 1 WHERE number = ?", (change.number,))
        history.execute("UPDATE changes SET undone = 0 WHERE number = ?", (change.undoes,))


def _is_below(path: Path, folder: Path) -> bool:
    return folder == path or folder in path.parents


def _drop_old(history: sqlite3.Connection) -> None:
    """Keeps what is new, by number and by size."""
    sizes: Sequence[tuple[int, int]] = history.execute(
        "SELECT number, coalesce(sum(length(before) + length(after)), 0) FROM changes LEFT JOIN files"
        " ON change = number GROUP BY number ORDER BY number DESC"
    ).fetchall()
    total = 0
    for place, (number, size) in enumerate(sizes):
        total += size
        if place >= MOST_CHANGES or (place and total > MOST_BYTES):
            history.execute("DELETE FROM files WHERE change <= ?", (number,))
            history.execute("DELETE FROM changes WHERE number <= ?", (number,))
            return


@contextmanager
def _opened(database: Path | None) -> Iterator[sqlite3.Connection]:
    path = database or default_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(path, timeout=10.0)) as history, history:
            (version,) = history.execute("PRAGMA user_version").fetchone()
            if version > SCHEMA_VERSION:
                raise NoHistory(f"the history {path} is of a newer Burnish")
            if version == 0:
                history.executescript(_SCHEMA)
            yield history
    except (OSError, sqlite3.Error, zlib.error, ValueError) as error:
        raise NoHistory(f"the history {path} cannot be used: {error}") from error


_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT, command TEXT NOT NULL, at REAL NOT NULL, undoes INTEGER,
    undone INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS files (
    change INTEGER NOT NULL, path BLOB NOT NULL, before BLOB NOT NULL, after BLOB NOT NULL, done TEXT NOT NULL,
    PRIMARY KEY (change, path)
);
PRAGMA user_version = {SCHEMA_VERSION};
"""
