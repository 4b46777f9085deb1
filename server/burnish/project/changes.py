"""What differs between a commit and the working tree, as git tells."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from burnish.files import read_regular
from burnish.project.git import GitError, git, is_partial, repository_of


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
        """The file as the commit has it. Raises GitError."""
        return None if change.before is None else git(self.root, "cat-file", "blob", f"{self.commit}:{change.before}")

    def after(self, change: Change) -> bytes | None:
        """The file as the working tree has it. Raises GitError."""
        if change.after is None:
            return None
        path = self.root / change.after
        try:
            return read_regular(path)
        except OSError as error:
            raise GitError(f"{path} cannot be read: {error.strerror or error}") from error


def changes_since(reference: str, paths: Sequence[Path]) -> Changes:
    """What differs between a commit and the working tree, below the paths, or in the whole repository without any.

    The repository is that of the first path, or of the present folder. Raises GitError.
    """
    root = repository_of(_folder_of(paths[0]) if paths else Path.cwd())
    commit = _commit(root, reference)
    below = [str(path.absolute()) for path in paths]
    # Without --ignore-submodules, a submodule's commit would look like a file.
    options = ["--name-status", "-z", "--ignore-submodules=all", "--diff-filter=ACDMRTU"]
    try:
        listed = git(root, "--literal-pathspecs", "diff", *options, "-M", commit, "--", *below)
    except GitError:
        if not is_partial(root):
            raise
        # Without contents, which this clone lacks, git can still tell what may differ, and nothing of what was renamed.
        listed = git(root, "--literal-pathspecs", "diff-index", *options, "--no-renames", commit, "--", *below)
    others = git(
        root, "--literal-pathspecs", "ls-files", "-z", "--others", "--exclude-standard", "--full-name", "--", *below
    )
    changed = {change.path: change for change in _changes(listed)}  # an unmerged file is named twice
    regular = (one for one in changed.values() if one.after is None or not (root / one.after).is_symlink())
    return Changes(root, commit, tuple(regular), tuple(filter(None, os.fsdecode(others).split("\0"))))


def committed(path: Path, reference: str = "HEAD") -> bytes | None:
    """A file as a commit has it, whatever of it is in the working tree; None where the commit has no such file.

    Raises GitError.
    """
    folder = _folder_of(path.parent)
    name = f"{_commit(repository_of(folder), reference)}:./{path.relative_to(folder).as_posix()}"
    try:
        git(folder, "rev-parse", "--verify", "--quiet", name)
    except GitError:
        return None
    return git(folder, "cat-file", "blob", name)


def _commit(root: Path, reference: str) -> str:
    """The commit that a reference names. Raises GitError."""
    missing = f"there is no commit '{reference}' in {root}{_why_not(root)}"
    if reference.startswith("-"):  # git would take it for an option
        raise GitError(missing)
    try:
        return git(root, "rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}").decode("ascii").strip()
    except GitError as error:
        raise GitError(missing) from error


def _why_not(root: Path) -> str:
    if not git(root, "rev-list", "--max-count=1", "--all").strip():
        return ", which has no commits yet"
    if git(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
        return ", whose history was cut off when it was cloned (`git fetch --unshallow` gets the rest)"
    return ""


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
