"""Writing a file: at once or not at all, and nothing of it but its text becomes another one."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

from burnish.document import NOTEBOOK
from burnish.notebook import NoNotebook, code_of, with_code


class NotWritten(Exception):
    """Why a file was left as it is, in words that go on after its name."""


class ChangedMeanwhile(NotWritten):
    """Somebody else changed the file; nothing is wrong."""


def content(path: Path) -> bytes:
    """What a file holds, as `write` takes it: of a notebook its code. Raises OSError."""
    there = path.read_bytes()
    if path.suffix.lower() == NOTEBOOK:
        with contextlib.suppress(NoNotebook):
            return code_of(there)
    return there


def write(path: Path, expected: bytes, wanted: bytes) -> None:
    """Replaces the content of a file, so that no reader sees half of it.

    A link is followed and stays; owner, permissions and further attributes stay too. Raises NotWritten where the file
    does not hold what is expected, or cannot be written; then it is as it was. Of a notebook the content is its code.
    """
    try:
        target = path.resolve(strict=True)
        before = target.stat()
        if not stat.S_ISREG(before.st_mode):
            raise NotWritten("it is no regular file")
        there = target.read_bytes()
        if path.suffix.lower() == NOTEBOOK:
            expected, wanted = _in_cells(there, expected, wanted)
        if there != expected:
            raise ChangedMeanwhile("it was changed meanwhile")
        if not os.access(target, os.W_OK):
            raise NotWritten("it is read-only")
        if before.st_nlink > 1:
            _write_in_place(target, expected, wanted)
        else:
            _replace(target, before, wanted)
    except FileNotFoundError as error:
        raise ChangedMeanwhile("it is not there any more") from error
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead to themselves, before Python 3.13
        raise NotWritten(getattr(error, "strerror", None) or str(error)) from error


def _in_cells(there: bytes, expected: bytes, wanted: bytes) -> tuple[bytes, bytes]:
    """The whole notebooks that hold some code and some other code."""
    try:
        if code_of(there) != expected:
            raise ChangedMeanwhile("it was changed meanwhile")
        return there, with_code(there, wanted)
    except NoNotebook as error:
        raise NotWritten(str(error)) from error


def _replace(target: Path, before: os.stat_result, wanted: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".burnish-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(wanted)
            file.flush()
            os.fsync(file.fileno())
        _take_attributes(target, before, temporary)
        _must_be_as_read(target, before)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _must_be_as_read(target: Path, before: os.stat_result) -> None:
    now = target.stat()
    if (now.st_mtime_ns, now.st_size, now.st_ino) != (before.st_mtime_ns, before.st_size, before.st_ino):
        raise ChangedMeanwhile("it was changed meanwhile")


def _take_attributes(target: Path, before: os.stat_result, temporary: Path) -> None:
    """Gives the new file the owner and permissions of the old one.

    Set-uid and set-gid would mean somebody else under another owner: they go where the owner cannot be kept.
    """
    if _same_owner(temporary, before):
        shutil.copystat(target, temporary)
        os.utime(temporary)
    else:
        temporary.chmod(stat.S_IMODE(before.st_mode) & 0o777)


def _same_owner(temporary: Path, before: os.stat_result) -> bool:
    now = temporary.stat()
    if not hasattr(os, "chown") or (now.st_uid, now.st_gid) == (before.st_uid, before.st_gid):
        return True
    try:
        os.chown(temporary, before.st_uid, before.st_gid)
    except OSError:
        return False
    return True


def _write_in_place(target: Path, expected: bytes, wanted: bytes) -> None:
    """For a file of several names, which a replacement would part. The room is made sure of first."""
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".burnish-") as room:
        room.write(wanted)
        room.flush()
        with target.open("r+b") as file:
            try:
                _overwrite(file.fileno(), wanted)
            except BaseException:
                _overwrite(file.fileno(), expected)
                raise


def _overwrite(handle: int, content: bytes) -> None:
    os.lseek(handle, 0, os.SEEK_SET)
    written = 0
    while written < len(content):
        written += os.write(handle, content[written:])
    os.ftruncate(handle, len(content))
