"""`fix --commit`: one commit for each enhancement, with its receipt in the message.

Git runs nothing that the repository's settings name, its hooks neither: a folder that was unpacked may bring its own
`.git`. So commits are not signed, and whoever wants hooks runs commits with plain git after `burnish fix`.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from burnish import __version__
from burnish.cli.writing import NotWritten, write
from burnish.engine import Step
from burnish.project.git import GitError, filters_of, git, repository_of
from burnish.report.escaping import plain_text
from burnish.report.json import shown_path
from burnish.report.made import purpose_of
from burnish.report.outcome import FileRun
from burnish.report.receipt import receipt_details, receipt_line


class NotCommitted(Exception):
    """Why there can be no commit, in one sentence, and how many were made in the file before."""

    def __init__(self, reason: str, made: int = 0) -> None:
        super().__init__(reason)
        self.made = made


def must_be_committable(path: Path) -> None:
    """Raises NotCommitted where a file is not as the last commit has it, or git cannot commit it now."""
    real = path.resolve()
    shown = shown_path(path, Path.cwd())
    try:
        root = repository_of(real.parent)
        _must_have_head(root)
        if name := filters_of(root, [real]).get(real):
            raise NotCommitted(f"{shown}: git passes it through the filter '{name}', which Burnish does not run")
        said = git(root, "--literal-pathspecs", "status", "--porcelain", "-z", "--untracked-files=all", "--ignored",
                   "--", str(real))  # fmt: skip
    except GitError as error:
        raise NotCommitted(f"{shown}: {error}") from error
    state = os.fsdecode(said)[:2]
    if state in ("??", "!!"):
        raise NotCommitted(f"{shown} is not in git yet: commit it first")
    if state:
        raise NotCommitted(f"{shown} has changes that are not committed: commit or stash them first")


def commit(one: FileRun) -> int:
    """Commits the enhancements of a file one by one, and gives their number. Raises NotCommitted.

    What cannot be committed is taken back; the commits before it stay.
    """
    path = one.path.resolve()
    try:
        root = repository_of(path.parent)
    except GitError as error:
        raise NotCommitted(str(error)) from error
    for made, step in enumerate(one.run.steps):
        try:
            write(path, step.before.source, step.after.source)
        except NotWritten as error:
            raise NotCommitted(f"{shown_path(path, root)} cannot be written: {error}", made) from error
        try:
            git(root, "--literal-pathspecs", "commit", "--quiet", "--no-verify", "--only", "--cleanup=whitespace",
                "--file=-", "--", str(path), given=_message(step, path, root).encode())  # fmt: skip
        except GitError as error:
            with contextlib.suppress(NotWritten):
                write(path, step.after.source, step.before.source)
            raise NotCommitted(f"{shown_path(path, root)} cannot be committed: {error}", made) from error
    return len(one.run.steps)


def _message(step: Step, path: Path, root: Path) -> str:
    made = step.enhancement
    line = step.before.lines.line_of(made.span.start) + 1
    lines = [
        plain_text(made.title),
        "",
        f"{plain_text(shown_path(path, root))}:{line}, {purpose_of(made)} ({made.safety.value})",
        receipt_line(made.receipt),
        "",
        *(f"- {text}" for text in receipt_details(made.receipt)),
        "",
        f"Made-with: Burnish {__version__}",
    ]
    return "\n".join(lines) + "\n"


def _must_have_head(root: Path) -> None:
    """Raises NotCommitted, GitError."""
    try:
        git(root, "rev-parse", "--quiet", "--verify", "HEAD^{commit}")
    except GitError as error:
        raise NotCommitted(f"there is no commit yet in {root}: make the first one yourself") from error
    try:
        git(root, "var", "GIT_AUTHOR_IDENT")
        git(root, "var", "GIT_COMMITTER_IDENT")
    except GitError as error:
        raise NotCommitted("git does not know who commits: set user.name and user.email") from error
    for name, what in (("MERGE_HEAD", "a merge"), ("CHERRY_PICK_HEAD", "a cherry-pick"), ("REVERT_HEAD", "a revert")):
        if _is_there(root, name):
            raise NotCommitted(f"{what} is under way in {root}: finish it first")


def _is_there(root: Path, name: str) -> bool:
    try:
        git(root, "rev-parse", "--quiet", "--verify", name)
    except GitError:
        return False
    return True
