"""Small repositories for the tests, and what must be the same in them afterwards."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path


def git(folder: Path, *arguments: str) -> None:
    names = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b.c",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b.c",
    }
    settings = ("-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always")
    subprocess.run(
        ["git", *settings, *arguments], cwd=folder, env={**os.environ, **names}, check=True, capture_output=True
    )


def repository(folder: Path, *, commit: bool = True) -> None:
    """Makes a folder with files a repository."""
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    if commit:
        git(folder, "commit", "--quiet", "-m", "first")


def fingerprint(folder: Path) -> dict[str, tuple[int, str]]:
    """Every file below a folder, `.git` too, with its time of change and its content."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    } | {f"{path.relative_to(folder)}/": (0, "") for path in sorted(folder.rglob("*")) if path.is_dir()}


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
