"""The files and projects that a command is about."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from burnish.cli.console import errors, fail, report_error
from burnish.config import LEFT_ALONE, Config, Problem, Role
from burnish.document import Document, Unreadable, read
from burnish.project import Files, Folders, Project, Reason, Skipped, project_root, real, roles_root, workspace_files
from burnish.project.folders import LEFT_OUT
from burnish.project.roles import Judgement
from burnish.report.checked import skipped_by_reason
from burnish.report.escaping import plain_text
from burnish.report.json import shown_path
from burnish.rules import known_names, own_names_at, users_of
from burnish.users import faults_of

MOST_NAMED = 5
"""How many files that are left alone are named one by one; more are counted."""

FARTHEST_ROOT = 3
"""How many folders above the present one a project may begin that nothing marks."""


@dataclass(frozen=True, slots=True)
class Target:
    """A readable file with the project that it belongs to."""

    document: Document
    project: Project


@dataclass(frozen=True, slots=True)
class Place:
    """A file with the folder where its project begins and the settings that hold for it."""

    path: Path
    root: Path
    config: Config
    roles_from: Path
    """Where the path begins that says what the file is for: what is a fixture from above is source to whoever names it."""

    @property
    def project(self) -> Project:
        return Project(self.root, self.config, roles_from=self.roles_from)


Projects = dict[tuple[Path, Config, Path], Project]
"""Those of one run, by their root, their settings and where roles are judged from."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The files that a command is about, and what was left out."""

    places: tuple[Place, ...]
    skipped: tuple[Skipped, ...]
    named_though: tuple[Skipped, ...]
    """Files among the places that would be left out, had they not been named."""


def folders_of(overrides: Mapping[str, Any], config: Path | None = None) -> Folders:
    """What holds at each folder, with a command line's own settings over it. Leaves with 2 where those are wrong."""
    if config is not None and not os.path.exists(config):  # noqa: PTH110 - Path.exists raises where it may not look
        fail(f"there is no settings file {shown(config)}")
    return Folders(overrides, real(Path()), known_names(), None if config is None else real(config), own_names_at)


def chosen(
    paths: Sequence[Path],
    folders: Folders,
    *,
    force_exclude: bool = False,
    include_excluded: bool = False,
    quiet: bool = False,
) -> Chosen:
    """The files below the paths. Leaves with 2 where a path is wrong or unreadable, or any setting is wrong."""
    for path in paths:
        _must_be_there(path)
    found = workspace_files(paths, folders, force_exclude=force_exclude, include_excluded=include_excluded)
    places = _places(found.files, paths, folders)
    named = (real(path) if path.is_dir() else real(path).parent for path in paths)
    fail_for(folders.problems((*named, *(place.path.parent for place in places))))
    _fail_for_unreadable(paths, found.files)
    if not quiet:
        for one in found.named_though:
            say(f"{shown(one.path)}: read because it was named, although {one.detail}")
        for one in found.skipped:
            if one.reason is Reason.LANGUAGE:
                say(f"{shown(one.path)}: skipped: {one.detail}")
        for one in _named_and_left(paths, found):
            say(f"{shown(one.path)}: left out: {one.detail}; take it in with --include-excluded")
    return Chosen(places, found.skipped, found.named_though)


def named_place(path: Path, folders: Folders) -> Place:
    """A file that need not be there. Leaves with 2 where a setting is wrong."""
    there = real(path)
    fail_for(folders.problems((there.parent,)))
    return _places((there,), (path,), folders)[0]


def files_to_write(
    paths: Sequence[Path] | None, overrides: Mapping[str, Any], config: Path | None, include_excluded: bool
) -> tuple[Place, ...]:
    """The files that a command may write: none that is excluded, also where it is named, unless that is asked for."""
    folders = folders_of(overrides, config)
    return chosen(paths or [Path()], folders, force_exclude=True, include_excluded=include_excluded).places


def targets(places: Iterable[Place]) -> Iterator[Target]:
    """The documents of files; what cannot be read, or is nobody's to write, is said on standard error and left out."""
    alone: list[Skipped] = []
    for one in opened(places):
        if not isinstance(one, Skipped):
            yield one
        elif one.reason.value in LEFT_ALONE:
            alone.append(one)
        else:
            say_skipped(one)
    if len(alone) > MOST_NAMED:
        say(f"{skipped_by_reason(alone)}: `burnish check --show-skipped` says why")
    for one in alone if len(alone) <= MOST_NAMED else ():
        say_skipped(one)


def opened(places: Iterable[Place]) -> Iterator[Target | Skipped]:
    """The documents of files, or why there is none."""
    projects: Projects = {}
    for place in places:
        project = project_of(place, projects)
        document = document_at(place, project)
        yield document if isinstance(document, Skipped) else target_of(document, project)


def project_of(place: Place, projects: Projects) -> Project:
    """The project of a file: one for all files with the same root and settings, so that its facts are derived once."""
    key = place.root, place.config, place.roles_from
    if key not in projects:
        projects[key] = place.project
    return projects[key]


def document_at(place: Place, project: Project) -> Document | Skipped:
    """The document of a file, or why it cannot be read, or is left alone for its place."""
    judged = project.role_by_place(place.path)
    if judged.left_alone:
        return left_alone(place.path, judged)
    document = read(place.path)
    if isinstance(document, Unreadable):
        reason = Reason.TOO_LARGE if document.too_large else Reason.UNREADABLE
        return Skipped(place.path, reason, document.reason)
    return document


def target_of(document: Document, project: Project) -> Target | Skipped:
    """A document with its project, or why it is left alone."""
    judged = project.role_of(document)
    return left_alone(document.path, judged) if judged.left_alone else Target(document, project)


def parts_of_others(places: Iterable[Place]) -> Iterator[tuple[Path, Judgement]]:
    """The projects that lie in another one's tests, examples or the like, with what is seen of that from there."""
    for root, above in dict.fromkeys((place.root, place.roles_from) for place in places):
        judged = Project(root, roles_from=above).role_by_place(root) if root != above else None
        if judged is not None and judged.role is not Role.SOURCE:
            yield root, judged


def left_alone(path: Path, judged: Judgement) -> Skipped:
    """A file that nobody writes here, with what says so."""
    return Skipped(path, Reason(judged.role.value), judged.evidence)


def shown(path: Path) -> str:
    """A path as reports show it: relative to the present folder."""
    return plain_text(shown_path(path, Path.cwd()))


def names_in(values: Sequence[str]) -> list[str]:
    """The names in an option that is given several times, or as a list with commas."""
    return [name for value in values for one in value.split(",") if (name := one.strip())]


def fail_for(problems: Sequence[Problem]) -> None:
    """Says all that is wrong with the settings, and leaves with 2 where anything is."""
    for problem in problems[:-1]:
        report_error(problem.shown(shown(problem.path) if problem.path is not None else ""))
    if problems:
        fail(problems[-1].shown(shown(problems[-1].path) if problems[-1].path is not None else ""))


def _places(files: Sequence[Path], paths: Sequence[Path], folders: Folders) -> tuple[Place, ...]:
    roots = _roots(files, paths)
    named = {there for there in map(real, paths) if there.is_dir()}
    here = real(Path())
    judged_from: dict[tuple[Path, Path], Path] = {}
    from_above: dict[Path, Path] = {}
    for folder, root in roots.items():
        around = (folder, *folder.parents)
        # A file that is named is judged as it is when all is checked from where one stands.
        pointed_at = next((one for one in around if one in named), here if here in around else folder)
        if (root, pointed_at) not in judged_from:
            judged_from[root, pointed_at] = roles_root(root, pointed_at)
        from_above[folder] = judged_from[root, pointed_at]
    return tuple(Place(path, roots[path.parent], folders.settings_of(path), from_above[path.parent]) for path in files)


def _roots(files: Iterable[Path], paths: Sequence[Path]) -> dict[Path, Path]:
    """For each folder of a file where its project begins.

    Where nothing marks it that is the folder around the present one and all that was named, where that is near, or the
    outermost of these.
    """
    here = real(Path())
    named = [there if there.is_dir() else there.parent for there in map(real, paths)]
    near = [one for one in (here, *here.parents[:FARTHEST_ROOT]) if one != Path(one.anchor)]
    around_all = next((one for one in near if all(one in (there, *there.parents) for there in named)), here)
    likely = sorted((around_all, *named), key=lambda one: len(one.parts))
    roots: dict[Path, Path] = {}
    for folder in dict.fromkeys(path.parent for path in files):
        around = (folder, *folder.parents)
        roots[folder] = project_root(folder) or next((one for one in likely if one in around), folder)
    return roots


def _must_be_there(path: Path) -> None:
    try:
        path.stat()
    except FileNotFoundError:
        if path == Path("-"):
            fail("to check standard input, say what file it is: burnish check --stdin-filename NAME")
        # By the name that was given: a link's target is not what somebody typed.
        named = plain_text(path.as_posix()) if path.is_symlink() else shown(path)
        fail(f"{named} {'leads nowhere' if path.is_symlink() else 'does not exist'}")
    except OSError as error:
        fail(f"{shown(path)} cannot be read: {error.strerror or error}")


def _fail_for_unreadable(paths: Sequence[Path], files: Sequence[Path]) -> None:
    """A file that was named must be there to be read: nobody may take it for clean."""
    taken = set(files)
    wrong = [
        document
        for path in paths
        if not path.is_dir() and (found := real(path)) in taken
        if isinstance(document := read(found), Unreadable) and not document.too_large
    ]
    for one in wrong[:-1]:
        report_error(f"{shown(one.path)}: {one.reason}")
    if wrong:
        fail(f"{shown(wrong[-1].path)}: {wrong[-1].reason}")


def _named_and_left(paths: Sequence[Path], found: Files) -> Iterator[Skipped]:
    """Why nothing is read of what was named, for each path where that is so."""
    left = [one for one in found.skipped if one.reason in LEFT_OUT]
    for named in dict.fromkeys(map(real, paths)):
        if not any(named == path or named in path.parents for path in found.files):
            around = (named, *named.parents)
            yield from [one for one in left if one.path in around or named in one.path.parents][:1]


def say_wrong_rules(places: Iterable[Place]) -> None:
    """Says on standard error which of the projects' own rules are off, and why."""
    for root in dict.fromkeys(place.root for place in places):
        users = users_of(Project(root))
        for problem in (*users.problems, *faults_of(users.written)):
            say(problem.shown("" if problem.path is None else shown(problem.path)))


def say_skipped(one: Skipped) -> None:
    """Says on standard error what was not read, and why."""
    role = f"{one.reason.value}: " if one.reason.value in LEFT_ALONE else ""
    say(f"{shown(one.path)}: skipped: {role}{one.detail}")


def say(message: str) -> None:
    """Says something on standard error that is no error; names of files may be in it."""
    errors.print(plain_text(message), soft_wrap=True, markup=False)
