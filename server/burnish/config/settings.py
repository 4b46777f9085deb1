"""Every setting of Burnish with its default: here and nowhere else.

The block of settings in the VS Code extension, the schema of the settings file and the table in the README are generated
from the dataclass below.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from burnish.config.role import Role
from burnish.globs import matches

SEVERITIES = ("error", "warning", "info")

PERSONAL = frozenset({"endpoint", "endpoint_model", "endpoint_key_variable", "run_natively", "run_tests"})
"""Settings that a file in a workspace cannot make: a cloned repository must not be able to send code away, nor to have
its own run outside a sandbox."""


def _setting(default: Any, about: str, *, editor: str = "", least: float | None = None, hashed: bool = True) -> Any:
    """`editor`: the words for the editor's settings, where they must differ."""
    metadata = {"about": about, "editor": editor or about, "least": least}
    if isinstance(default, (list, dict)):
        return field(default_factory=lambda: default, metadata=metadata, hash=hashed)
    return field(default=default, metadata=metadata, hash=hashed)


@dataclass(frozen=True)
class PerPath:
    """What holds for the files that a glob matches, over the other settings."""

    glob: str
    base: Path
    """The folder that the glob is relative to."""
    select: tuple[str, ...] | None = None
    """Instead of the other settings' `select`."""
    ignore: tuple[str, ...] = ()
    """Beside the other settings' `ignore`."""
    severity: Mapping[str, str] = field(default_factory=dict, hash=False)

    def holds_for(self, path: Path) -> bool:
        relative = relative_to(path, self.base)
        return relative is not None and matches(self.glob, relative)


@dataclass(frozen=True)
class RoleByPath:
    """What the files are for that a glob matches, whatever their looks."""

    glob: str
    base: Path
    """The folder that the glob is relative to."""
    role: Role

    def holds_for(self, path: Path) -> bool:
        relative = relative_to(path, self.base)
        return relative is not None and matches(self.glob, relative)


@dataclass(frozen=True)
class Config:
    """The settings, as documented in the README."""

    select: tuple[str, ...] = _setting(
        (),
        "Rules or objectives to run, such as `security` or `readability/flatten-nested-conditions`. Empty: all.",
    )
    ignore: tuple[str, ...] = _setting((), "Rules or objectives not to run.")
    exclude: tuple[str, ...] = _setting(
        (),
        "Files and folders to leave out, as patterns like those of `.gitignore`, relative to the folder of the settings "
        "file. What git ignores and dependency and build folders are left out as it is.",
        editor="Files and folders to leave out, as patterns like those of `.gitignore`, relative to the workspace folder. "
        "What git ignores and dependency and build folders are left out as it is.",
    )
    severity: Mapping[str, str] = _setting(
        {}, "`error`, `warning` or `info` for rules or objectives: how their findings are shown.", hashed=False
    )
    per_path: tuple[PerPath, ...] = _setting(
        (),
        '`[per-path."tests/**"]`: `select`, `ignore` and `severity` for the files that the pattern matches.',
    )
    roles: tuple[RoleByPath, ...] = _setting(
        (),
        '`[roles]`: what files are for, where Burnish takes them for something else: `"dist/**" = "source"`. One of '
        f"{', '.join(f'`{one.value}`' for one in Role)}; the last pattern that matches a file holds. "
        "`burnish check --show-skipped` says what is left alone, and why.",
    )
    unsafe_fixes: bool = _setting(
        False,
        "Let `burnish fix` and `burnish enhance` apply unsafe fixes too: those that may change behaviour as their rule "
        "documents.",
        editor="Tick unsafe fixes too when enhancing a file: those that may change behaviour as their rule documents. "
        "They are never part of fixing on save.",
    )
    max_function_lines: int = _setting(
        60, "A function with more lines than this, and with many decisions, is a long function.", least=1
    )
    max_component_lines: int = _setting(250, "A React component with more lines than this is a god component.", least=1)
    model: str = _setting(
        "burnish-small",
        "The model: an installed model's name, or `off`. The path of a GGUF file is taken from your editor's settings "
        "and the command line only.",
        editor="The model: an installed model's name, the path of a GGUF file, or `off`.",
    )
    endpoint: str = _setting(
        "",
        "An OpenAI-compatible endpoint to use instead of a local model. Code is then sent to it, secrets redacted.",
    )
    endpoint_model: str = _setting("", "The model's name at the endpoint.")
    endpoint_key_variable: str = _setting("OPENAI_API_KEY", "The environment variable that holds the endpoint's key.")
    threads: int = _setting(0, "Threads for the local model. 0: measured when it loads.", least=0)
    gpu_layers: int = _setting(
        -1, "Layers of the local model to keep on the GPU. -1: all, where the build has GPU support.", least=-1
    )
    model_timeout: float = _setting(60.0, "Seconds after which an answer of the model is given up.", least=0)
    candidates: int = _setting(
        3, "Rewrites to ask of the model for one region; the first that passes the gate is kept.", least=1
    )
    behaviour: bool = _setting(
        True,
        "Run both versions of a rewritten function in a sandbox, on many inputs, and refuse a rewrite that does "
        "something else.",
    )
    run_natively: bool = _setting(
        False,
        "Let functions that no sandbox can run be run by Python or Node themselves, in a process with limits; in "
        "trusted workspaces only.",
    )
    run_tests: bool = _setting(
        False,
        "Run the project's own tests that reach rewritten code, before and after, in a copy of the project, and refuse a "
        "rewrite that breaks one; in trusted workspaces only. It takes seconds for each rewrite.",
    )
    save_budget_ms: int = _setting(
        1500, "Milliseconds that fixing a file on save may take; what is fixed by then is applied.", least=0
    )
    exclude_base: Path | None = None
    """The folder that `exclude` is relative to. It follows from where that was set, and is no setting."""

    def for_path(self, path: Path) -> Config:
        """The settings for one file: what `per_path` says about it put in its place."""
        if not self.per_path:
            return self
        select, ignore, severity = self.select, self.ignore, dict(self.severity)
        for one in self.per_path:
            if one.holds_for(path):
                select = select if one.select is None else one.select
                ignore += one.ignore
                severity |= one.severity
        return replace(self, select=select, ignore=ignore, severity=severity, per_path=())


def settings() -> tuple[Field[Any], ...]:
    """The fields of Config that a person can set."""
    return tuple(one for one in fields(Config) if "about" in one.metadata)


def relative_to(path: Path, base: Path) -> str | None:
    """A path below a folder, with forward slashes; None where it does not lie there."""
    start = f"{base}{os.sep}"
    if os.sep == "/" and str(path).startswith(start):
        return str(path)[len(start) :]  # pathlib takes ten times as long, and this is asked for every file
    try:
        return path.relative_to(base).as_posix()
    except ValueError:
        pass
    try:  # one of them may have been reached through a link
        return Path(os.path.realpath(path)).relative_to(os.path.realpath(base)).as_posix()
    except ValueError:
        return None
