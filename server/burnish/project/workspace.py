"""The files of a workspace, and what it declares about itself."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from burnish.config import Config, read_toml
from burnish.document import Document
from burnish.files import MOST_BYTES, read_json, read_regular
from burnish.language import language_of
from burnish.project.facts import About, Question, asked, digest, note
from burnish.project.folders import SELDOM_OWN, Folders, Reason, Skipped, customary
from burnish.project.roles import Judgement, Surroundings, role_by_place, role_of
from burnish.project.roots import MANIFESTS
from burnish.project.signs.sign import Sign
from burnish.project.tool_settings import ToolSettings

Fact = TypeVar("Fact")

_FRAMEWORKS = {
    "flask": "flask", "fastapi": "fastapi", "django": "django", "sqlalchemy": "sqlalchemy", "express": "express",
    "react": "react", "react-router": "react-router", "react-router-dom": "react-router", "webpack": "webpack",
    "koa": "koa", "fastify": "fastify", "vue": "vue", "mongoose": "mongoose", "sequelize": "sequelize",
}  # fmt: skip


@dataclass(frozen=True)
class Project:
    """A workspace folder and its facts; without a folder (an unsaved file) there are none."""

    root: Path | None = None
    config: Config = field(default_factory=Config)
    trusted: bool = True
    """Whether a person said that what the workspace brings may be run, or nobody could be asked."""
    roles_from: Path | None = None
    """The folder below which a path says what a file is for, where that is not the root (see `roles_root`)."""
    _facts: dict[tuple[object, ...], Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def empty(cls) -> Project:
        return cls()

    @property
    def dependencies(self) -> Mapping[str, str]:
        """Declared dependencies of every manifest in the workspace's upper folders: name to version text."""
        return self.fact(_dependencies)

    @property
    def packages(self) -> frozenset[str]:
        """The names of the workspace's own packages of JavaScript, by the manifests in its upper folders."""
        return self.fact(_packages)

    def role_of(self, document: Document) -> Judgement:
        """What a document is for."""
        return role_of(document, self.config, self)

    def role_by_place(self, path: Path) -> Judgement:
        """What a file is for as far as that can be said without its text."""
        return role_by_place(path, self.config, self)

    def signs_of(self, path: Path) -> tuple[Sign, ...]:
        """The signs of what a file is for that its text has no part in."""
        return self.fact(_signs_of, path)

    def package_names(self, path: Path) -> frozenset[str]:
        """What the project's own packages around a file are called, and the project's folder, in lower case."""
        return self.fact(_package_names, path)

    @cached_property
    def surroundings(self) -> Surroundings:
        return Surroundings(self.roles_from or self.root)

    @cached_property
    def tool_settings(self) -> ToolSettings:
        """The settings files of other tools, read as they are asked for."""
        return ToolSettings()

    def known(self, what: Callable[..., Fact], *about: About) -> Fact:
        """What a function says of this project and what it is asked about, asked once as long as the project lives.

        It reads nothing itself beside the file that it is asked about: what it needs of others it asks as facts.
        """
        return self._once(what, about, is_fact=False)

    def fact(self, what: Callable[..., Fact], *about: About) -> Fact:
        """The same for a function that reads what lies beside the file that is looked at.

        The question is noted for whoever listens (see `facts.asked`). The answer must be a plain value, and the function
        stand in a module by its name, so that it can be asked again in another process.
        """
        return self._once(what, about, is_fact=True)

    def answer(self, question: Question) -> str:
        """A digest of the answer to a question, asked here. Raises LookupError where nobody knows the question any more."""
        key = ("answer", question)
        if key not in self._facts:
            self._facts[key] = digest(self.fact(question.function, *question.about))
        return str(self._facts[key])

    def _once(self, what: Callable[..., Fact], about: tuple[About, ...], *, is_fact: bool) -> Fact:
        key = (what, *about)
        if key not in self._facts:
            with asked() as inner:
                answer = what(self, *about)
            self._facts[key] = answer, (Question.of(what, about),) if is_fact else tuple(inner)
        known, questions = self._facts[key]
        note(questions)
        fact: Fact = known
        return fact


@dataclass(frozen=True, slots=True)
class Files:
    """The files that are to be read, as absolute paths without links, and what was come upon and is not read."""

    files: tuple[Path, ...]
    skipped: tuple[Skipped, ...]
    named_though: tuple[Skipped, ...] = ()
    """Files among `files` that would be left out, had they not been named."""


def workspace_files(
    paths: Sequence[Path], folders: Folders, *, force_exclude: bool = False, include_excluded: bool = False
) -> Files:
    """The files below the given paths whose language is known, sorted within each path.

    A file that is named itself is taken even where settings or git leave it out, unless with `force_exclude`. With
    `include_excluded` what settings and git leave out is taken too, whether named or not.
    """
    found: dict[Path, None] = {}
    skipped: dict[Path, Skipped] = {}
    though: dict[Path, Skipped] = {}
    for path in map(real, paths):
        if path.is_dir():
            reason = None if include_excluded else folders.left_out(path, folder=True)
            entries = iter((reason,)) if reason is not None else _walk(path, folders, include_excluded)
        else:
            entries = iter((_named(path),))
            reason = None if include_excluded else folders.left_out(path)
            if reason is not None:
                reason = replace(reason, path=path)
                if force_exclude:
                    entries = iter((reason,))
                else:
                    though[path] = reason
        for entry in entries:
            if isinstance(entry, Skipped):
                skipped[entry.path] = entry
            else:
                found[entry] = None
    return Files(
        tuple(found),
        tuple(one for path, one in skipped.items() if path not in found),
        tuple(one for path, one in though.items() if path in found),
    )


def real(path: Path) -> Path:
    """A path, absolute and without links; unlike Path.resolve it never raises."""
    return Path(os.path.realpath(path))


def _named(path: Path) -> Path | Skipped:
    if language_of(path) is None:
        return Skipped(path, Reason.LANGUAGE, "its language is not one that Burnish knows")
    return path


def _walk(folder: Path, folders: Folders, include_excluded: bool) -> Iterator[Path | Skipped]:
    unread: list[OSError] = []
    for parent, below, names in os.walk(folder, onerror=unread.append):
        kept = []
        for name in sorted(below):
            path = Path(parent, name)
            reason = customary(path) if include_excluded else folders.left_out_here(path, folder=True)
            if reason is None:
                kept.append(name)
            else:
                yield reason
        below[:] = kept
        for name in sorted(names):
            path = Path(parent, name)
            if language_of(path) is not None:
                yield (None if include_excluded else folders.left_out_here(path)) or _link(path) or path
    for error in unread:
        yield Skipped(Path(error.filename), Reason.UNREADABLE, f"it cannot be read: {error.strerror or error}")


def _link(path: Path) -> Skipped | None:
    return Skipped(path, Reason.LINK, "it is a link to another file") if path.is_symlink() else None


def _folders(root: Path) -> Iterator[Path]:
    """Sub-folders to a depth of two: where a monorepo's manifests lie."""
    for first in sorted(_children(root)):
        yield first
        yield from sorted(_children(first))


def _children(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return [
                Path(one.path) for one in entries if one.is_dir(follow_symlinks=False) and one.name not in SELDOM_OWN
            ]
    except OSError:
        return []


def _signs_of(project: Project, path: Path) -> tuple[Sign, ...]:
    return project.surroundings.signs_of(path)


def _package_names(project: Project, path: Path) -> frozenset[str]:
    return project.surroundings.package_names(path)


def _dependencies(project: Project) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for manifest in project.fact(_manifests):
        found |= _declared(manifest)
    return found


def _packages(project: Project) -> frozenset[str]:
    names = (_package_name(one) for one in project.fact(_manifests) if one.name == "package.json")
    return frozenset(name for name in names if name)


def _manifests(project: Project) -> tuple[Path, ...]:
    folders = () if project.root is None else (project.root, *_folders(project.root))
    return tuple(path for folder in folders for name in MANIFESTS if (path := folder / name).is_file())


def _declared(manifest: Path) -> dict[str, str]:
    try:
        if manifest.name == "package.json":
            data = read_json(manifest)
            groups = (data.get(key) for key in ("dependencies", "devDependencies", "peerDependencies"))
            return {
                name: str(version) for group in groups if isinstance(group, dict) for name, version in group.items()
            }
        if manifest.name == "pyproject.toml":
            project = read_toml(manifest).get("project", {})
            return _requirements(project.get("dependencies", []))
        return _requirements(read_regular(manifest, MOST_BYTES).decode("utf-8", "replace").splitlines())
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return {}  # a manifest that cannot be read declares nothing


def _package_name(manifest: Path) -> str | None:
    try:
        name = read_json(manifest).get("name")
    except (OSError, ValueError, AttributeError, RecursionError):
        return None
    return name if isinstance(name, str) else None


def _requirements(lines: Sequence[str]) -> dict[str, str]:
    matches = (re.match(r"\s*([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?\s*([^;#]*)", line) for line in lines)
    return {match[1].lower(): match[2].strip() for match in matches if match}
