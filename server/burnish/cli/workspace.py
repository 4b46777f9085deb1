"""The files and projects that a command is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from burnish.cli.console import errors, fail, warn
from burnish.config import Config, load
from burnish.document import Document, Unreadable, read
from burnish.project import Project, workspace_files
from burnish.rule import rules


@dataclass(frozen=True, slots=True)
class Target:
    """A readable file with the project that it belongs to."""

    document: Document
    project: Project


def targets(paths: Sequence[Path], overrides: Mapping[str, Any] | None = None) -> Iterator[Target]:
    """The documents below the paths; what cannot be read is said on standard error and left out."""
    projects = Projects(common_root(paths), overrides or {})
    for path in files(paths, overrides):
        document = read(path)
        if isinstance(document, Unreadable):
            errors.print(f"{path}: skipped: {document.reason}", soft_wrap=True, markup=False)
        else:
            yield Target(document, projects.of(path))


def files(paths: Sequence[Path], overrides: Mapping[str, Any] | None = None) -> list[Path]:
    """The files below the paths. A path that does not exist is an error."""
    for path in paths:
        if not path.exists():
            fail(f"{path} does not exist")
    config, _ = load(common_root(paths), overrides)
    return list(workspace_files(paths, config))


def common_root(paths: Sequence[Path]) -> Path:
    """The folder that reports name files relative to: the one given, or the present one."""
    if len(paths) == 1 and paths[0].is_dir():
        return paths[0].resolve()
    return Path.cwd()


def _unknown_rules(config: Config) -> Iterator[str]:
    """A sentence for each name in the settings that is neither a rule's nor an objective's."""
    known = {name for rule in rules() for name in (rule.id, rule.name, rule.objective.value)}
    for setting, names in (("select", config.select), ("ignore", config.ignore)):
        for name in names:
            if name not in known:
                nearest = get_close_matches(name, known, 1)
                hint = f"did you mean '{nearest[0]}'?" if nearest else "see `burnish rules`"
                yield f"'{setting}' names no rule or objective: '{name}'; {hint}"


class Projects:
    """The project of each folder, its settings read once; problems with them are said once."""

    def __init__(self, root: Path, overrides: Mapping[str, Any]) -> None:
        self._root = root
        self._overrides = overrides
        self._known: dict[Path, Project] = {}
        self._said: set[str] = set()

    def of(self, path: Path) -> Project:
        folder = path.resolve().parent
        if folder not in self._known:
            config, problems = load(folder, self._overrides)
            same = (one for one in self._known.values() if one.config == config)
            self._known[folder] = next(same, None) or Project(self._root, config)
            for problem in (*map(str, problems), *_unknown_rules(config)):
                if problem not in self._said:
                    self._said.add(problem)
                    warn(problem)
        return self._known[folder]
