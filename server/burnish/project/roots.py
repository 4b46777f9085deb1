"""Where a project begins, and from where its files are judged."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from burnish.config import Config, Role, file_in
from burnish.project.ignore_files import is_repository
from burnish.project.roles import Surroundings, role_by_place

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


def roles_root(root: Path, named: Path) -> Path:
    """The folder below which a path says what the files of a project are for, where a person has named `named`, around them.

    A project that lies in another one's tests is a fixture to whoever comes from above, and source to whoever names it,
    something in it, or something else in these tests. So it is the outermost of the project's root, of what was named and
    of the repository or project around both; the last one only where what was named is no test, example or the like
    there.
    """
    outer = _below_no_project(root, named) if named in root.parents else root
    around = _outermost(outer)
    if around == outer or role_by_place(named, Config(), Surroundings(around)).role is not Role.SOURCE:
        return outer
    return around


def _below_no_project(root: Path, named: Path) -> Path:
    """What was named; where that is a mere place for repositories, the outermost repository there that a root is in."""
    if project_root(named) is not None:
        return named
    below = [one for one in (root, *root.parents) if named in one.parents and is_repository(one)]
    return below[-1] if below else named


def _outermost(folder: Path) -> Path:
    """The repository that a folder lies in; without one the outermost project around it, or the folder itself."""
    found, home = folder, _home()
    for one in (folder, *folder.parents):
        if one in (home, Path(one.anchor)):
            break
        if is_repository(one):
            return one
        if _is_marked(one):
            found = one
    return found


def _is_marked(folder: Path) -> bool:
    return is_repository(folder) or file_in(folder) is not None or any((folder / name).is_file() for name in MANIFESTS)


@cache
def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except (RuntimeError, OSError):
        return None
