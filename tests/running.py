"""Burnish as people run it: a process, a folder, and what is in the folder afterwards."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest


def burnish(
    *arguments: str, cwd: Path, before: Sequence[str] = (), timeout: float = 300, **environment: str
) -> subprocess.CompletedProcess[str]:
    """One run of the command line, behind the commands in `before`, if there are any."""
    return subprocess.run(
        [*before, sys.executable, "-m", "burnish", *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )


def called(*arguments: str, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    """The same within this process: for what does not depend on there being a process of its own."""
    from typer.testing import CliRunner

    from burnish.cli.app import app

    before = Path.cwd()
    os.chdir(cwd)
    try:
        done = CliRunner().invoke(app, arguments, input=stdin, catch_exceptions=False)
    finally:
        os.chdir(before)
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)


def contents(folder: Path) -> Mapping[str, str]:
    """A digest of every file below a folder; what tests leave behind when they run is left out."""
    litter = ("__pycache__", ".pytest_cache", ".git")
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part in litter for part in path.parts)
    }


def missing(reason: str) -> None:
    """Skips a test for want of something on this machine; in CI nothing is skipped."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
