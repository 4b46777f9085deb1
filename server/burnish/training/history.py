"""What git remembers of source files: their earlier versions, newest first."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from burnish.project.git import GitError, git
from burnish.training.corpus import LANGUAGES, LARGEST_FILE, is_source

MOST_COMMITS = 5000
_LOG_SECONDS = 40.0


@dataclass(frozen=True, slots=True)
class Lineage:
    """The versions of one file, as object names, newest first. `path` is relative to the folder that was asked about."""

    path: str
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """`commits` are those that changed source files. `shallow`: older ones were cut off when it was cloned."""

    lineages: tuple[Lineage, ...]
    commits: int
    shallow: bool


def is_bare(root: Path) -> bool:
    return (root / "HEAD").is_file() and (root / "objects").is_dir()


def history(root: Path) -> History:
    """Which source files below a folder of a repository were changed, and how often. Raises GitError."""
    shallow = git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"
    if not git(root, "rev-list", "--max-count=1", "--all").strip():
        return History((), 0, shallow)
    patterns = [f":(glob)**/*{suffix}" for suffix in LANGUAGES]
    below = [] if is_bare(root) else ["--relative"]
    listed = git(
        root, "log", f"--max-count={MOST_COMMITS}", "--no-merges", "--raw", "-z", "--no-abbrev", "--no-renames",
        "--format=tformat:commit", *below, "HEAD", "--", *patterns, seconds=_LOG_SECONDS,
    )  # fmt: skip
    versions: dict[str, list[str]] = {}
    commits = 0
    words = iter(os.fsdecode(listed).split("\0"))
    for word in words:
        commits += word.strip() == "commit"
        entry = word.strip().removeprefix("commit").strip()
        if not entry.startswith(":"):
            continue
        before, after, status = entry.split()[2:5]
        path = next(words, "")
        if status == "M" and is_source(path):
            known = versions.setdefault(path, [after])
            if known[-1] != after:
                known.append(after)
            known.append(before)
    return History(tuple(Lineage(path, tuple(found)) for path, found in versions.items()), commits, shallow)


def contents(root: Path, names: Sequence[str]) -> Iterator[str | None]:
    """The texts of some objects, in order; None for what is missing, too large, or no text. Raises GitError."""
    asked = "".join(f"{name}\n" for name in names).encode()
    about = git(root, "cat-file", "--batch-check", given=asked).decode("ascii", "replace").splitlines()
    small = [
        name
        for name, line in zip(names, about, strict=True)
        if (words := line.split())[-2:-1] == ["blob"] and int(words[-1]) <= LARGEST_FILE
    ]
    answer = git(root, "cat-file", "--batch", given="".join(f"{name}\n" for name in small).encode()) if small else b""
    read: dict[str, str] = {}
    position = 0
    for name in small:
        line = answer.find(b"\n", position)
        if line < 0:
            raise GitError(f"git lost its words about the repository at {root}")
        size = int(answer[position:line].split()[-1])
        with suppress(UnicodeDecodeError):
            read[name] = answer[line + 1 : line + 1 + size].decode("utf-8").replace("\r\n", "\n")
        position = line + 2 + size
    for name in names:
        yield read.get(name)


def head_files(root: Path) -> dict[str, str]:
    """The source files of a bare repository's head, each with its object's name. Raises GitError."""
    listing = os.fsdecode(git(root, "ls-tree", "-r", "-z", "HEAD"))
    entries = (entry.split("\t", 1) for entry in listing.split("\0") if entry)
    return {path: about.split()[2] for about, path in entries if about.split()[1] == "blob" and is_source(path)}
