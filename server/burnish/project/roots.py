"""Where a project begins."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from burnish.config import file_in
from burnish.project.ignore_files import is_repository

MANIFESTS = ("package.json", "pyproject.toml", "requirements.txt")

FARTHEST = 2
"""Folders between a part of a project and the whole: as in `packages/api`."""


def project_root(folder: Path) -> Path | None:
    """The folder of the project that a folder belongs to, whatever is asked about it and from where.

    It is the nearest one with a manifest, a settings file or a repository, or another such one not far above it in the
    same repository. None where there is none.
    """
    root, above = None, 0
    home = _home()
    for one in (folder, *folder.parents):
        if one in (home, Path(one.anchor)):
            break
        if _is_marked(one):
            root, above = one, 0
            if is_repository(one):
                break
        elif root is not None:
            above += 1
            if above >= FARTHEST:
                break
    return root


def _is_marked(folder: Path) -> bool:
    return is_repository(folder) or file_in(folder) is not None or any((folder / name).is_file() for name in MANIFESTS)


@cache
def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except (RuntimeError, OSError):
        return None
