"""Reading files that anybody may have put there: only regular ones, and no more than is asked for."""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

MOST_BYTES = 8 << 20
"""Of a manifest, a lock file, a settings file: far above what people and their tools write."""


def read_regular(path: Path, most: int | None = None) -> bytes:
    """The bytes of a regular file (or of one that a link leads to).

    Raises OSError, also for a pipe, a device or a socket, which are not opened to be read, and for more than `most` bytes.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
    # Should a pipe have taken its place by now, opening it must not wait for somebody to write to it.
    opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(opened, "rb") as file:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file", str(path))
        content = file.read() if most is None else file.read(most + 1)
    if most is not None and len(content) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most} bytes", str(path))
    return content


def is_file(path: Path) -> bool:
    """Whether a regular file is there; not where that may not be looked at, of which Path.is_file raises."""
    return stat.S_ISREG(_mode(path))


def is_folder(path: Path) -> bool:
    """Whether a folder is there; not where that may not be looked at, of which Path.is_dir raises."""
    return stat.S_ISDIR(_mode(path))


def read_text(path: Path) -> str:
    """The text of a manifest or the like, without a byte order mark. Raises OSError, ValueError where it is not UTF-8."""
    return read_regular(path, MOST_BYTES).decode("utf-8-sig")


def read_json(path: Path) -> Any:
    """What a file of JSON says. Raises OSError, ValueError."""
    return json_of(read_text(path))


def json_of(text: str | bytes) -> Any:
    """What JSON says that anybody may have written. Raises ValueError, also where it is nested deeper than can be read."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def _mode(path: Path) -> int:
    """What kind of thing lies at a path, in the bits of its mode; 0 for nothing that can be looked at."""
    try:
        return path.stat().st_mode
    except (OSError, ValueError):  # a name that no file can have
        return 0
