"""What git leaves out, read from its files alone: no git is run in a repository of somebody else's."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from burnish.globs import Globs, compiled, lines_of

MOST_BYTES = 1_000_000
"""A larger file is no list of patterns."""

DEEPEST_INCLUDE = 5
"""How many of git's settings files may include one another."""


@dataclass(frozen=True, slots=True)
class IgnoreFile:
    """A list of patterns, and the folder that they are relative to."""

    path: Path
    base: Path
    globs: Globs


def is_repository(folder: Path) -> bool:
    """Whether a folder is the root of a working tree: of a clone, a linked worktree or a submodule."""
    return os.path.lexists(folder / ".git")


def ignore_file_in(folder: Path) -> IgnoreFile | None:
    """The `.gitignore` of a folder."""
    return _ignore_file(folder / ".gitignore", folder)


def repository_excludes(root: Path) -> IgnoreFile | None:
    """The `info/exclude` of the repository whose working tree has this root."""
    return _ignore_file(_common_folder(root / ".git") / "info" / "exclude", root)


def personal_excludes(base: Path) -> IgnoreFile | None:
    """What the person's own git settings leave out everywhere, as patterns relative to `base`."""
    settings = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    named = os.environ.get("GIT_CONFIG_GLOBAL")
    files = (named,) if named is not None else ("~/.gitconfig", f"{settings}/git/config")
    chosen = next((found for file in files if (found := _excludes_file(_expanded(file))) is not None), None)
    return _ignore_file(_expanded(f"{settings}/git/ignore") if chosen is None else chosen, base)


def _ignore_file(path: Path, base: Path) -> IgnoreFile | None:
    text = _bytes_of(path)
    return None if text is None else IgnoreFile(path, base, compiled(lines_of(text)))


def _bytes_of(path: Path) -> bytes | None:
    """A regular file's bytes: a pipe or a device would be read for ever."""
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= MOST_BYTES else None
    except OSError:
        return None


def _common_folder(git: Path) -> Path:
    """Where a repository keeps what all its working trees share."""
    pointer = _bytes_of(git)
    if pointer is not None:
        found = re.match(rb"gitdir:[ \t]*([^\r\n]+)", pointer)
        git = git if found is None else git.parent / os.fsdecode(found[1])
    common = _bytes_of(git / "commondir")
    return git if common is None else git / os.fsdecode(common.strip())


def _excludes_file(path: Path, depth: int = 0) -> Path | None:
    """What one of git's settings files, or one that it includes, calls `core.excludesFile`."""
    text = _bytes_of(path)
    if text is None or depth > DEEPEST_INCLUDE:
        return None
    chosen = None
    for section, key, value in _settings(os.fsdecode(text)):
        if (section, key) == ("core", "excludesfile"):
            chosen = _expanded(value)
        elif (section, key) == ("include", "path"):
            chosen = _excludes_file(path.parent / _expanded(value), depth + 1) or chosen
    return chosen


def _settings(text: str) -> Iterator[tuple[str, str, str]]:
    section = ""
    for line in text.splitlines():
        heading = re.match(r'\s*\[\s*([^\]"]*?)\s*(".*")?\s*\]\s*(.*)', line)
        if heading is not None:
            section = heading[1].lower() if heading[2] is None else ""
            line = heading[3]
        pair = re.match(r"\s*([A-Za-z][\w-]*)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^#;]*))", line)
        if pair is not None:
            value = re.sub(r"\\(.)", r"\1", pair[2]) if pair[2] is not None else pair[3].strip()
            yield section, pair[1].lower(), value


def _expanded(path: str) -> Path:
    return Path(os.path.expanduser(path))  # noqa: PTH111 - Path.expanduser raises where there is no home
