"""The folders that the editor has open, the settings that hold in them, and the projects made of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from burnish.config import Config, Problem, from_vscode, load, load_file
from burnish.project import Project, project_root, roles_root
from burnish.project.folders import Folders, Skipped
from burnish.report.escaping import plain_text
from burnish.rules import known_names, own_names_at


class Workspace:
    """The open folders with their projects and settings."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        """`warn` tells a person what is wrong with a settings file."""
        self.folders: list[Path] = []
        self.trusted = True
        self.overrides: dict[str, Any] = {}
        """What the editor's settings say."""
        self._warn = warn
        self._projects: dict[Path, Project] = {}
        self._folders: dict[Path | None, Folders] = {}
        self._broken: set[Path | str] = set()

    def project_of(self, path: Path) -> Project:
        """The project of a file: its workspace folder with the settings that hold for the file."""
        known = self._projects.get(path)
        if known is None:
            root = self.root_of(path)
            if root or path.is_absolute():
                folders = self.folders_of(root)
                config, problems = folders.settings_of(path), folders.problems([path.parent])
            else:
                # A document without a file lies nowhere; what the editor says holds for it all the same.
                config, problems = load(None, self.overrides, known=known_names())
            if not self.trusted:
                config = replace(config, run_natively=False, run_tests=False)
            roles_from = None if root is None else roles_root(project_root(path.parent) or root, root)
            same = self._same_project(root, config, roles_from)
            known = self._projects[path] = same or Project(root, config, self.trusted, roles_from)
            self._report(problems)
        return known

    def general_config(self) -> Config:
        """The settings of the first workspace folder, or the editor's own without one."""
        return self.project_of((self.folders[0] if self.folders else Path()) / "file").config

    def root_of(self, path: Path) -> Path | None:
        """The workspace folder that a file lies in, the innermost one."""
        around = (one for one in self.folders if one in path.parents)
        return max(around, key=lambda one: len(one.parts), default=None)

    def folders_of(self, root: Path | None) -> Folders:
        """What holds at the folders of a workspace folder, or outside of all."""
        if root not in self._folders:
            self._folders[root] = Folders(self.overrides, root, known_names(), own=own_names_at)
        return self._folders[root]

    def left_out(self, path: Path) -> Skipped | None:
        """Why a file of a workspace is not looked at; None for one that is, and for all that lie in no workspace."""
        root = self.root_of(path)
        return None if root is None else self.folders_of(root).left_out(path)

    def change_folders(self, removed: Sequence[Path], added: Sequence[Path]) -> None:
        self.folders = [one for one in self.folders if one not in removed] + list(added)

    def override(self, settings: Mapping[str, Any]) -> None:
        """Takes over what the editor's settings say."""
        self.overrides = from_vscode(settings)
        self._broken = {one for one in self._broken if isinstance(one, Path)}

    def forget(self) -> None:
        """Has settings and manifests read anew."""
        self._projects.clear()
        self._folders.clear()

    def settings_changed(self, path: Path) -> None:
        """Forgets that a settings file was said to be broken, once it is whole or gone."""
        if path in self._broken and not load_file(path if path.exists() else None, known=known_names())[1]:
            self._broken.discard(path)

    def _same_project(self, root: Path | None, config: Config, roles_from: Path | None) -> Project | None:
        """A project made before: one value for all folders, so that its facts are derived once."""
        known = (one for one in self._projects.values() if one.root == root and one.roles_from == roles_from)
        return next((one for one in known if one.config == config), None)

    def _report(self, problems: tuple[Problem, ...]) -> None:
        """Says once of a settings file that it is broken, and what else is wrong once."""
        for place, some in groupby(problems, key=lambda one: one.path or one.message):
            if place in self._broken:
                continue
            self._broken.add(place)
            first, *more = some
            name = first.shown(first.path.name if first.path else "")
            rest = f" (and {len(more)} more)" if more else ""
            self._warn(plain_text(f"Burnish settings: {name}{rest}"))
