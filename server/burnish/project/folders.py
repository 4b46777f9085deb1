"""What holds at the folders of a workspace: their settings, and what is left out there.

It depends on the folders alone, never on how they were named or from where: the nearest settings file holds, its patterns
are relative to its own folder, and what lies in a folder that is left out is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from burnish.config import Config, Problem, Role, file_in, load_file
from burnish.config.settings import relative_to
from burnish.files import is_file
from burnish.globs import as_lines, compiled
from burnish.project.ignore_files import (
    IgnoreFile,
    ignore_file_in,
    is_repository,
    personal_excludes,
    repository_excludes,
)
from burnish.project.roots import project_root

SKIPPED_FOLDERS = frozenset(
    [
        ".git",
        ".hg",
        ".svn",
        ".venv",
        "node_modules",
        "bower_components",
        "__pycache__",
        ".tox",
        ".nox",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        "site-packages",
        ".next",
        ".nuxt",
        ".svelte-kit",
        ".parcel-cache",
        ".idea",
        ".vscode",
        ".eggs",
        "htmlcov",
        ".nyc_output",
        ".yarn",
        ".pnpm-store",
        "lcov-report",
    ]
)
"""Folders of tools, of what is installed and of what is kept for the next time. What a word such as `build` or `vendor` may
also be the name of is judged file by file: see `roles`."""

SELDOM_OWN = SKIPPED_FOLDERS | frozenset(
    ["venv", "env", "dist", "build", "out", "coverage", "vendor", "third_party", "_vendor", "vendored"]
)
"""Folders in which a project's own manifests, and calls of its functions, are not looked for."""


class Reason(str, Enum):
    """Why something is not read, in the words of reports."""

    EXCLUDED = "excluded"
    IGNORED = "ignored by git"
    FOLDER = "dependency or build folder"
    LINK = "link"
    VENDORED = Role.VENDORED.value
    COMPILED = Role.COMPILED.value
    GENERATED = Role.GENERATED.value
    TOO_LARGE = "too large"
    LANGUAGE = "unknown language"
    UNREADABLE = "unreadable"


LEFT_OUT = frozenset({Reason.EXCLUDED, Reason.IGNORED, Reason.FOLDER})
"""Reasons that somebody, or a custom, has given: a file that is named is read all the same."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or a folder that is not read."""

    path: Path
    reason: Reason
    detail: str
    """More about it, as the rest of a sentence: "it matches 'app' in burnish.toml"."""


class Folders:
    """What holds at each folder, read once. `overrides` and `base` are as for `config.load`.

    With `file` its settings hold everywhere, and no other settings file is looked for.
    """

    def __init__(
        self,
        overrides: Mapping[str, Any] | None = None,
        base: Path | None = None,
        known: Collection[str] | None = None,
        file: Path | None = None,
        own: Callable[[Path], Collection[str]] = lambda folder: (),
    ) -> None:
        """`own` names the rules that a project keeps for itself below a folder: settings there may name them, too."""
        self._overrides = overrides
        self._base = base
        self._known = known
        self._file = file
        self._own = own
        self._files: dict[Path, Path | None] = {}
        self._loaded: dict[Path | None, tuple[Config, tuple[Problem, ...]]] = {}
        self._ignore_files: dict[Path, tuple[IgnoreFile, ...]] = {}
        self._left_out: dict[Path, tuple[Skipped, ...]] = {}

    def settings_file(self, folder: Path) -> Path | None:
        """The settings file that holds at a folder."""
        if self._file is not None:
            return self._file
        if folder not in self._files:
            above = folder.parent
            own = file_in(folder)
            self._files[folder] = own if own is not None or above == folder else self.settings_file(above)
        return self._files[folder]

    def settings(self, folder: Path) -> Config:
        """The settings that hold at a folder, what they say by path not put in yet."""
        file = self.settings_file(folder)
        if file not in self._loaded:
            at = self._base if file is None else file.parent
            known = self._known
            if known is not None:
                known = frozenset((*known, *(name for one in {at, self._base} if one for name in self._own(one))))
            self._loaded[file] = load_file(file, self._overrides, known=known, base=self._base)
        return self._loaded[file][0]

    def settings_of(self, path: Path) -> Config:
        """The settings that hold for one file."""
        return self.settings(path.parent).for_path(path)

    def problems(self, folders: Iterable[Path]) -> tuple[Problem, ...]:
        """All that is wrong with the settings that hold at the folders, each named once."""
        found: dict[Problem, None] = {}
        for folder in dict.fromkeys(folders):
            self.settings(folder)
            found |= dict.fromkeys(self._loaded[self.settings_file(folder)][1])
        return tuple(found)

    def left_out(self, path: Path, *, folder: bool = False) -> Skipped | None:
        """Why a file or a folder is left out: itself, or with a folder around it.

        A repository within a folder that git ignores is a repository of its own.
        """
        found = self._around(path) if folder else (*self._around(path.parent), *self._chosen(path, folder=False))
        return next((one for one in found if not _is_outside(one, path)), None)

    def left_out_here(self, path: Path, *, folder: bool = False) -> Skipped | None:
        """Why a file or a folder is left out itself, as far as the folders around it say nothing of it."""
        return next(iter(self._chosen(path, folder)), None) or (customary(path) if folder else None)

    def _around(self, folder: Path) -> tuple[Skipped, ...]:
        """All reasons for which a folder and those around it are left out, outermost first."""
        if folder not in self._left_out:
            above = folder.parent
            if above == folder:
                return ()
            custom = customary(folder) if self._has_home(above) else None
            here = (*self._chosen(folder, folder=True), *(() if custom is None else (custom,)))
            self._left_out[folder] = (*self._around(above), *here)
        return self._left_out[folder]

    def _chosen(self, path: Path, folder: bool) -> tuple[Skipped, ...]:
        """The reasons that somebody's settings or git's files give."""
        return tuple(one for one in (self._excluded(path, folder), self._ignored(path, folder)) if one is not None)

    def _has_home(self, folder: Path) -> bool:
        """Whether a folder belongs to a project, or to where one stands: outside of that, names mean nothing."""
        return self._base in (folder, *folder.parents) or project_root(folder) is not None

    def _excluded(self, path: Path, folder: bool) -> Skipped | None:
        config = self.settings(path.parent)
        if not config.exclude or config.exclude_base is None:
            return None
        relative = relative_to(path, config.exclude_base)
        if relative is None:
            return None
        found = compiled(as_lines(config.exclude)).deciding(relative, folder=folder)
        if found is None or not found[0]:
            return None
        file = self.settings_file(path.parent)
        where = f" in {file.name}" if file is not None and file.parent == config.exclude_base else ""
        return Skipped(path, Reason.EXCLUDED, f"it matches '{found[1]}' under 'exclude'{where}")

    def _ignored(self, path: Path, folder: bool) -> Skipped | None:
        for file in self._ignore_files_at(path.parent):
            relative = relative_to(path, file.base)
            found = None if relative is None else file.globs.deciding(relative, folder=folder)
            if found is not None:
                if not found[0]:
                    return None
                return Skipped(path, Reason.IGNORED, f"it matches '{found[1]}' in {file.path.name}")
        return None

    def _ignore_files_at(self, folder: Path) -> tuple[IgnoreFile, ...]:
        """The ignore files that hold for what lies in a folder; the first one that says something decides."""
        if folder not in self._ignore_files:
            own = ignore_file_in(folder)
            self._ignore_files[folder] = (*(() if own is None else (own,)), *self._ignore_files_above(folder))
        return self._ignore_files[folder]

    def _ignore_files_above(self, folder: Path) -> tuple[IgnoreFile, ...]:
        ends = is_repository(folder)
        if not ends and folder.parent != folder:
            return self._ignore_files_at(folder.parent)
        found = (repository_excludes(folder) if ends else None, personal_excludes(folder))
        return tuple(one for one in found if one is not None)


def customary(folder: Path) -> Skipped | None:
    """Why a folder is left out for its name, or for what lies in it."""
    if folder.name in SKIPPED_FOLDERS:
        return Skipped(folder, Reason.FOLDER, f"folders called '{folder.name}' hold what nobody writes by hand")
    if is_file(folder / "pyvenv.cfg"):
        return Skipped(folder, Reason.FOLDER, "it is a virtual environment of Python")
    if folder.name == "coverage" and any(is_file(folder / name) for name in ("lcov.info", "coverage-final.json")):
        return Skipped(folder, Reason.FOLDER, "it holds a report on coverage")
    return None


def _is_outside(one: Skipped, path: Path) -> bool:
    """Whether another repository than the path's own says so."""
    if one.reason is not Reason.IGNORED:
        return False
    inner = (path, *path.parents)
    return any(is_repository(folder) for folder in inner[: inner.index(one.path) + 1])
