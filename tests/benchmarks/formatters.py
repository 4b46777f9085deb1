"""Whether files that passed their project's formatter still pass it after `burnish fix --unsafe-fixes`.

    python -m tests.benchmarks.formatters FOLDER 'COMMAND' [FOLDER 'COMMAND' ...]

Each FOLDER is a project with its formatter installed as its developers have it (node_modules, .venv); COMMAND is the
formatter's check, run in a copy of the folder with the name of one file behind it: `node_modules/.bin/prettier --check`. The
figures are for files that a fix changed. Both versions of a function are not run: this is about layout. Ends with 1 where a
file that passed fails.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SETTINGS = "model = 'off'\nbehaviour = false\n"


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of one project's files."""

    fixed: tuple[str, ...]
    passed_before: frozenset[str]
    passed_after: frozenset[str]

    @property
    def broken(self) -> tuple[str, ...]:
        """Files that passed before and fail now."""
        return tuple(name for name in self.fixed if name in self.passed_before - self.passed_after)


def measured(project: Path, command: Sequence[str]) -> Figures:
    """Fixes a copy of a project and has the formatter check what was changed. Raises OSError, CalledProcessError."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, project.name)
        shutil.copytree(project, copy, symlinks=True)
        settings = copy / "burnish.toml"
        settings.write_text(SETTINGS)
        fix = [sys.executable, "-m", "burnish", "fix", "--unsafe-fixes", "--quiet", "--config", str(settings), "."]
        done = subprocess.run(fix, cwd=copy, check=False, capture_output=True)
        if done.returncode not in (0, 1):
            raise subprocess.CalledProcessError(done.returncode, fix, done.stdout, done.stderr)
        fixed = tuple(_changed(project, copy))
        after = frozenset(name for name in fixed if _passes(copy, command, name))
        for name in fixed:
            shutil.copyfile(project / name, copy / name)
        before = frozenset(name for name in fixed if _passes(copy, command, name))
        return Figures(fixed, before, after)


def _changed(project: Path, copy: Path) -> Iterator[str]:
    for path in sorted(copy.rglob("*")):
        name = path.relative_to(copy).as_posix()
        if {"node_modules", ".git", ".venv"} & set(path.parts) or path.is_symlink() or not path.is_file():
            continue
        before = project / name
        if before.is_file() and before.read_bytes() != path.read_bytes():
            yield name


def _passes(folder: Path, command: Sequence[str], name: str) -> bool:
    return subprocess.run([*command, name], cwd=folder, check=False, capture_output=True).returncode == 0


def main(arguments: Sequence[str]) -> int:
    if not arguments or len(arguments) % 2:
        sys.stderr.write(__doc__ or "")
        return 2
    broken = 0
    print(f"{'project':24} {'fixed':>6} {'passed before':>14} {'fail now':>9}")
    for folder, command in zip(arguments[::2], arguments[1::2], strict=True):
        project = Path(folder).resolve()
        found = measured(project, shlex.split(command))
        broken += len(found.broken)
        print(f"{project.name:24} {len(found.fixed):6} {len(found.passed_before):14} {len(found.broken):9}", flush=True)
        for name in found.broken:
            print(f"  {name}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
