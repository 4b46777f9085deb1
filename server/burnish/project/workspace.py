"""The files of a workspace, and what it declares about itself."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path

from burnish.config import Config, read_toml
from burnish.language import language_of

SKIPPED_FOLDERS = frozenset(
    {
        ".git", ".hg", ".svn", ".venv", "venv", "env", "node_modules", "bower_components", "__pycache__", ".tox",
        ".nox", ".mypy_cache", ".ruff_cache", ".pytest_cache", "dist", "build", "out", "coverage", "vendor",
        "third_party", "_vendor", "vendored", "client-dist", "site-packages", ".next", ".nuxt", ".idea", ".vscode", ".eggs", "htmlcov",
    }
)  # fmt: skip

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

    @classmethod
    def empty(cls) -> Project:
        return cls()

    @cached_property
    def dependencies(self) -> Mapping[str, str]:
        """Declared dependencies of every manifest in the workspace's upper folders: name to version text."""
        found: dict[str, str] = {}
        for manifest in self._manifests:
            found |= _declared(manifest)
        return found

    @cached_property
    def frameworks(self) -> frozenset[str]:
        return frozenset(_FRAMEWORKS[name] for name in self.dependencies if name in _FRAMEWORKS)

    @cached_property
    def _manifests(self) -> tuple[Path, ...]:
        if self.root is None:
            return ()
        folders = [self.root, *(path for path in _folders(self.root))]
        names = ("package.json", "pyproject.toml", "requirements.txt")
        return tuple(path for folder in folders for name in names if (path := folder / name).is_file())


def workspace_files(paths: Sequence[Path], config: Config) -> Iterator[Path]:
    """The files below the given paths whose language is known, sorted, excluded ones left out.

    A file that is named itself is always taken.
    """
    seen: set[Path] = set()
    for path in paths:
        if path.is_file():
            found: Iterator[Path] = iter((path,))
        else:
            found = _walk(path, config)
        for one in found:
            if one not in seen:
                seen.add(one)
                yield one


def _walk(folder: Path, config: Config) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS)
        for name in sorted(names):
            path = Path(parent, name)
            relative = path.relative_to(folder).as_posix()
            if language_of(path) is None or any(
                fnmatch(relative, glob) or fnmatch(name, glob) for glob in config.exclude
            ):
                continue
            if path.name.endswith((".min.js", ".min.css", "package-lock.json")) or path.is_symlink():
                continue
            yield path


def _folders(root: Path) -> Iterator[Path]:
    """Sub-folders to a depth of two: where a monorepo's manifests lie."""
    for first in sorted(_children(root)):
        yield first
        yield from sorted(_children(first))


def _children(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return [
                Path(one.path)
                for one in entries
                if one.is_dir(follow_symlinks=False) and one.name not in SKIPPED_FOLDERS
            ]
    except OSError:
        return []


def _declared(manifest: Path) -> dict[str, str]:
    try:
        if manifest.name == "package.json":
            data = json.loads(manifest.read_text(encoding="utf-8-sig"))
            groups = (data.get(key) for key in ("dependencies", "devDependencies", "peerDependencies"))
            return {
                name: str(version) for group in groups if isinstance(group, dict) for name, version in group.items()
            }
        if manifest.name == "pyproject.toml":
            project = read_toml(manifest).get("project", {})
            return _requirements(project.get("dependencies", []))
        return _requirements(manifest.read_text(encoding="utf-8", errors="replace").splitlines())
    except (OSError, ValueError, AttributeError):
        return {}  # a manifest that cannot be read declares nothing


def _requirements(lines: Sequence[str]) -> dict[str, str]:
    matches = (re.match(r"\s*([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?\s*([^;#]*)", line) for line in lines)
    return {match[1].lower(): match[2].strip() for match in matches if match}
