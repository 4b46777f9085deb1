"""Copies of a project for tests to run in.

A copy is made of what git would keep and of new files that it does not ignore, by git's own list of them. It is no work
tree of the repository: nothing is written to the repository, whatever the tests do and however a run ends.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from burnish.project.git import GitError, git, repository_of

log = logging.getLogger(__name__)

MOST_FILES = 40_000
MOST_BYTES = 400 << 20
"""Of a project that is copied; a copy of that size takes about a second."""

_GIT_SECONDS = 30.0
_PREFIX = "burnish-tests-"
_NEVER = (
    ".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".tox", ".nox", ".mypy_cache",
    ".ruff_cache", ".pytest_cache",
)  # fmt: skip
_BUILT = frozenset({".py", ".so", ".pyd", ".dylib"})
"""Of ignored files those that code imports: a version written by the build, an extension built in place."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a project that a copy has: paths relative to the root, with forward slashes.

    `state` is another when a file was added, removed or written to.
    """

    root: Path
    files: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a project. `root` stands for the root of the listing; `spare` is a folder for anything else."""

    root: Path
    spare: Path


def listing(start: Path, fallback: Path) -> Listing | str:
    """The files of the repository around a folder; without one, or where it is too large, those of the other folder.

    A sentence where that is too large as well.
    """
    try:
        root = repository_of(start)
    except GitError:
        pass
    else:
        found = _listed(root.resolve(), _of_repository(root))
        if found is not None:
            return found
    return _listed(fallback.resolve(), _of_folder(fallback)) or (
        f"the project is too large to be copied: more than {MOST_FILES} files or {MOST_BYTES >> 20} MB"
    )


@contextmanager
def copied(what: Listing, changed: Mapping[str, bytes]) -> Iterator[Copy]:
    """A copy of a project in which some files have another content, removed at the end. Raises OSError."""
    _sweep()
    base = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")).resolve()
    try:
        copy = Copy(base / (what.root.name or "project"), base / "spare")
        (copy.spare / "tmp").mkdir(parents=True)
        copy.root.mkdir()
        _fill(what, copy.root)
        for name, content in changed.items():
            (copy.root / name).parent.mkdir(parents=True, exist_ok=True)
            (copy.root / name).write_bytes(content)
        yield copy
    finally:
        _remove(base)


def _fill(what: Listing, target: Path) -> None:
    made: set[Path] = set()
    for name in what.files:
        source, copy = what.root / name, target / name
        if copy.parent not in made:
            copy.parent.mkdir(parents=True, exist_ok=True)
            made.add(copy.parent)
        try:
            if source.is_symlink():
                _relink(source, copy, what.root, target)
            else:
                shutil.copy2(source, copy)
        except FileNotFoundError:
            continue  # removed meanwhile
    folders = {PurePosixPath(name).parent for name in what.files if name.endswith("package.json")}
    for folder in {PurePosixPath("."), *folders}:
        installed = what.root / folder / "node_modules"
        if installed.is_dir():
            _link_packages(installed, target / folder / "node_modules", what.root, target)
    for environment in (".venv", "venv"):
        if (what.root / environment).is_dir() and not (target / environment).exists():
            (target / environment).symlink_to(what.root / environment, target_is_directory=True)


def _relink(link: Path, copy: Path, root: Path, target: Path) -> None:
    """The same link in the copy; what leads into the project leads into the copy."""
    to = link.readlink()
    if to.is_absolute() and root in to.parents:
        to = target / to.relative_to(root)
    copy.symlink_to(to)


def _link_packages(installed: Path, copy: Path, root: Path, target: Path) -> None:
    """A folder of links to the installed packages: what tools keep beside these (.cache, .vite) is written to the copy.

    A package that is a link into the project itself (a workspace of npm) leads into the copy.
    """
    copy.mkdir(parents=True, exist_ok=True)
    for one in installed.iterdir():
        if one.name.startswith("@") and not one.is_symlink():
            _link_packages(one, copy / one.name, root, target)
        elif one.name == ".bin" or not one.name.startswith("."):
            to = one.resolve()
            inside = root in to.parents and "node_modules" not in to.relative_to(root).parts
            (copy / one.name).symlink_to(target / to.relative_to(root) if inside else to)


def _of_repository(root: Path) -> list[str]:
    listed = _git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", *_excludes()) or b""
    ignored = _git(root, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory") or b""
    names = _names(listed)
    names += [one for one in _names(ignored) if not one.endswith("/") and Path(one).suffix in _BUILT]
    return list(_with_folders(root, dict.fromkeys(names), _of_repository))


def _of_folder(root: Path) -> list[str]:
    """The files below a folder that is in no repository (or in one too large), by its own ignore files."""
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-") as empty:
        if _git(Path(empty), "init", "-q", "--bare", empty) is not None:
            git = (f"--git-dir={empty}", f"--work-tree={root}")
            listed = _git(root, *git, "ls-files", "-z", "--others", "--exclude-standard", *_excludes())
            if listed is not None:
                return list(_with_folders(root, dict.fromkeys(_names(listed)), _of_folder))
    found: list[str] = []
    for parent, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in _NEVER]
        found += (Path(parent, name).relative_to(root).as_posix() for name in names)
        if len(found) > MOST_FILES:
            break
    return found


def _with_folders(root: Path, names: Mapping[str, None], inner: Callable[[Path], list[str]]) -> Iterator[str]:
    """The names of files that are there; for a folder (a submodule, a repository within) those of its files."""
    for name in names:
        path = root / name
        if path.is_dir() and not path.is_symlink():
            folder = name.rstrip("/")
            yield from (f"{folder}/{one}" for one in inner(path))
        elif path.is_symlink() or path.is_file():
            yield name


def _excludes() -> Iterator[str]:
    return (f"--exclude={name}" for name in _NEVER)


def _names(listed: bytes) -> list[str]:
    return [os.fsdecode(one) for one in listed.split(b"\0") if one]


def _listed(root: Path, files: list[str]) -> Listing | None:
    """The listing of a project; None when it is too large."""
    if len(files) > MOST_FILES:
        return None
    total = 0
    state = hashlib.sha256()
    for name in files:
        try:
            status = (root / name).lstat()
        except OSError:
            continue
        total += status.st_size
        if total > MOST_BYTES:
            return None
        state.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\0".encode("utf-8", "surrogateescape"))
    return Listing(root, tuple(files), state.hexdigest())


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git answers, which is asked for nothing that writes; None where it is missing or refuses."""
    try:
        return git(folder, *arguments, seconds=_GIT_SECONDS)
    except GitError:
        return None


def _remove(folder: Path) -> None:
    def once_more(function: Callable[..., Any], path: str, _: Any) -> None:
        """A test may have made a folder that nobody may write to."""
        try:
            Path(path).parent.chmod(stat.S_IRWXU)
            Path(path).chmod(stat.S_IRWXU)
            function(path)
        except OSError:
            log.warning("%s cannot be removed", path)

    shutil.rmtree(folder, onerror=once_more)


def _sweep() -> None:
    """Removes the copies of processes that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdigit() and not _runs(int(owner)):
            _remove(folder)


def _runs(process: int) -> bool:
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
