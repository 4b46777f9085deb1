"""Which formatters a file may be laid out by, and where they lie."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from burnish.document import NOTEBOOK, Document
from burnish.installation import own_ruff
from burnish.project.declared_values import as_list, as_table, as_truth
from burnish.project.git import GitError, git
from burnish.project.ignore_files import is_repository
from burnish.project.javascript_style import javascript_style_of
from burnish.project.python_style import PythonStyle, python_style_of
from burnish.project.workspace import Project

Kind = Literal["ruff", "black", "prettier", "biome"]

_WINDOWS = sys.platform == "win32"
_OF_THE_SHELL = re.compile(r"[&|<>^%!\"\r\n]")
_ENVIRONMENTS = (".venv", "venv", "env")
_HOOKS: dict[str, Kind] = {"ruff-format": "ruff", "black": "black", "black-jupyter": "black"}


@dataclass(frozen=True, slots=True)
class Formatter:
    """A program that reads a text and writes it laid out."""

    kind: Kind
    command: tuple[str, ...]
    """What is run, with the options that hold for every text of the file."""
    folder: Path
    """Where it is run: its settings, and what it is told to leave alone, are looked for from there."""
    declared: bool
    """Whether the project says that it is used. If not, it is asked only about files that look as if it was."""


def formatters_of(document: Document, project: Project) -> tuple[Formatter, ...]:
    """The formatters that can be run for a document, the likeliest first; none for a text that lies in no project.

    What the workspace brings is run in trusted workspaces only, and never what came with a clone.
    """
    if project.root is None or not document.path.is_absolute() or not document.path.is_relative_to(project.root):
        return ()
    return project.known(_formatters, document.path, document.language.name)


def _formatters(project: Project, path: Path, language: str) -> tuple[Formatter, ...]:
    if path.suffix.lower() == NOTEBOOK:
        return ()  # formatters read a notebook as the file has it
    if language == "python":
        return tuple(_python(project, path))
    return tuple(_javascript(project, path)) if language in _BY_PRETTIER else ()


_BY_PRETTIER = frozenset({"javascript", "typescript", "tsx", "css", "html", "json", "vue", "svelte", "scss", "less"})


def _python(project: Project, path: Path) -> Iterator[Formatter]:
    assert project.root is not None
    style = python_style_of(path, project.tool_settings)
    hooks = _hooks(project, path)
    ruff_formats, black_formats = style.ruff_formats or "ruff" in hooks, style.black_formats or "black" in hooks
    root = project.root
    asked = ("--stdin-filename", str(path))
    ruff_asked = ("format", "--no-cache", "--quiet", "--force-exclude", *asked)
    found: list[Formatter] = []
    ruff = project.known(_in_environment, "ruff") or own_ruff()
    if ruff is not None and (ruff_formats or not black_formats):
        length = None if ruff_formats else style.said.line_length
        wide = () if length is None else (f"--config=line-length={length}",)  # said by another tool's settings
        found.append(Formatter("ruff", (ruff, *ruff_asked, *wide), root, ruff_formats))
    black = project.known(_in_environment, "black") if black_formats else None
    if black is not None:
        found.append(Formatter("black", (black, "--quiet", *asked), root, True))
    elif black_formats and (own := own_ruff()) is not None:
        # Ruff lays out almost as Black does. Where it finds nothing to do in a file, it does so there.
        found.append(Formatter("ruff", (own, *ruff_asked, *_as_black(style)), root, False))
    yield from sorted(found, key=lambda one: not one.declared)


def _as_black(style: PythonStyle) -> Iterator[str]:
    """Options for Ruff that say what Black's settings say."""
    yield "--isolated"
    yield f"--config=line-length={style.said.line_length or 88}"
    if as_truth(style.black.get("skip-string-normalization")):
        yield "--config=format.quote-style='preserve'"
    if as_truth(style.black.get("skip-magic-trailing-comma")):
        yield "--config=format.skip-magic-trailing-comma=true"


def _javascript(project: Project, path: Path) -> Iterator[Formatter]:
    if _WINDOWS and _OF_THE_SHELL.search(str(path)):
        return  # there these programs are batch files, and a file's name could say more than a name to them
    style = javascript_style_of(path, project.tool_settings)
    kinds: Sequence[tuple[Kind, bool]] = (("biome", style.biome_formats), ("prettier", style.prettier_formats))
    for kind, declared in kinds:
        found = project.known(_in_node_modules, path.parent, kind) if declared else None
        if found is not None:
            asked = ("format", f"--stdin-file-path={path}") if kind == "biome" else ("--stdin-filepath", str(path))
            yield Formatter(kind, (found, *asked), Path(found).parents[2], True)


def _hooks(project: Project, path: Path) -> frozenset[Kind]:
    """The formatters that a commit runs."""
    file = project.tool_settings.nearest(path, (".pre-commit-config.yaml",))
    settings = as_table(None if file is None else project.tool_settings.value(file))
    names = (
        as_table(hook).get("id")
        for repository in as_list(settings.get("repos"))
        for hook in as_list(as_table(repository).get("hooks"))
    )
    return frozenset(_HOOKS[name] for name in names if isinstance(name, str) and name in _HOOKS)


def _in_environment(project: Project, name: str) -> str | None:
    """A program in the project's virtual environment."""
    if not project.trusted or project.root is None:
        return None
    inner = f"Scripts/{name}.exe" if _WINDOWS else f"bin/{name}"
    for folder in _up_to_repository(project.root):
        for environment in _ENVIRONMENTS:
            program = folder / environment / inner
            if program.is_file() and os.access(program, os.X_OK) and not _is_cloned(folder, environment):
                return str(program)
    active = os.environ.get("VIRTUAL_ENV")
    program = Path(active or "", inner)
    return str(program) if active and program.is_file() and not program.is_relative_to(project.root) else None


def _in_node_modules(project: Project, folder: Path, name: str) -> str | None:
    """A program that was installed for the folder of a file, the nearest one."""
    if not project.trusted:
        return None
    for one in _up_to_repository(folder):
        program = one / "node_modules" / ".bin" / (f"{name}.cmd" if _WINDOWS else name)
        if program.is_file() and os.access(program, os.X_OK) and not _is_cloned(one, "node_modules"):
            return str(program)
    return None


def _up_to_repository(folder: Path) -> Iterator[Path]:
    """A folder and those around it, up to its repository's; outside of a repository itself alone."""
    around = (folder, *folder.parents)
    end = next((at for at, one in enumerate(around) if is_repository(one)), 0)
    yield from around[: end + 1]


def _is_cloned(folder: Path, name: str) -> bool:
    """Whether git knows of something in a folder: then whoever made the repository put it there, and nobody installed it."""
    if not any(is_repository(one) for one in (folder, *folder.parents)):
        return False
    try:
        return bool(git(folder, "ls-files", "-z", "--", name, seconds=5.0).strip(b"\0"))
    except GitError:
        return True
