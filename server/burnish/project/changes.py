"""What differs between a commit and the working tree, as git tells."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

MAX_WAIT = 60.0
"""Seconds that one call of git may take."""


class NoChanges(Exception):
    """Why git could not tell, in one sentence for people."""


@dataclass(frozen=True, slots=True)
class Change:
    """One file that differs. `before` and `after` are its paths on both sides, relative to the repository's root."""

    before: str | None
    """None where the commit has no such file."""
    after: str | None
    """None where the working tree has no such file any more."""

    @property
    def path(self) -> str:
        return self.after or self.before or ""

    @property
    def renamed(self) -> bool:
        return self.before is not None and self.after is not None and self.before != self.after


@dataclass(frozen=True, slots=True)
class Changes:
    """The files that differ between a commit and the working tree, whatever of it is in the index."""

    root: Path
    commit: str
    changed: tuple[Change, ...]
    untracked: tuple[str, ...]
    """Files that git does not know and does not ignore: nobody can say what they were before."""

    def before(self, change: Change) -> bytes | None:
        """The file as the commit has it. Raises NoChanges."""
        return None if change.before is None else _git(self.root, "cat-file", "blob", f"{self.commit}:{change.before}")

    def after(self, change: Change) -> bytes | None:
        """The file as the working tree has it. Raises NoChanges."""
        if change.after is None:
            return None
        path = self.root / change.after
        try:
            return path.read_bytes()
        except OSError as error:
            raise NoChanges(f"{path} cannot be read: {error.strerror or error}") from error


def changes_since(reference: str, paths: Sequence[Path]) -> Changes:
    """What differs between a commit and the working tree, below the paths, or in the whole repository without any.

    The repository is that of the first path, or of the present folder. Raises NoChanges.
    """
    start = _folder_of(paths[0]) if paths else Path.cwd()
    root = Path(os.fsdecode(_git(start, "rev-parse", "--show-toplevel").rstrip(b"\r\n")))
    try:
        found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    except NoChanges as error:
        raise NoChanges(f"there is no commit '{reference}' in {root}") from error
    commit = found.decode("ascii").strip()
    below = [str(path.absolute()) for path in paths]
    # Without --ignore-submodules, a submodule's commit would look like a file.
    options = ["--name-status", "-z", "-M", "--no-ext-diff", "--ignore-submodules=all", "--diff-filter=ACDMRTU"]
    listed = _git(root, "--literal-pathspecs", "diff", *options, commit, "--", *below)
    others = _git(
        root, "--literal-pathspecs", "ls-files", "-z", "--others", "--exclude-standard", "--full-name", "--", *below
    )
    changed = {change.path: change for change in _changes(listed)}  # an unmerged file is named twice
    regular = (one for one in changed.values() if one.after is None or not (root / one.after).is_symlink())
    return Changes(root, commit, tuple(regular), tuple(filter(None, os.fsdecode(others).split("\0"))))


def _changes(listed: bytes) -> Iterator[Change]:
    words = iter(os.fsdecode(listed).split("\0"))
    for status in words:
        if not status:
            return
        path = next(words)
        if status[0] in "RC":
            yield Change(path, next(words))
        else:
            yield Change(None if status[0] == "A" else path, None if status[0] == "D" else path)


def _folder_of(path: Path) -> Path:
    """The nearest folder that is there: a path may name what the working tree has no more."""
    path = path.absolute()
    return next(folder for folder in (path, *path.parents) if folder.is_dir())


def _git(folder: Path, *arguments: str) -> bytes:
    """What git prints. It writes nothing, the index neither. Raises NoChanges."""
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *arguments]
    environment = os.environ | {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=MAX_WAIT,
            check=False,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise NoChanges("git is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise NoChanges(f"git {arguments[0]} did not answer in {MAX_WAIT:.0f} s") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        message = said[0].removeprefix("fatal: ") if said else f"exit status {done.returncode}"
        if "not a git repository" in message:
            raise NoChanges(f"{folder} is not in a git repository")
        raise NoChanges(f"git says: {message}")
    return done.stdout
