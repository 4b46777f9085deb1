"""Settings files: where they lie, and what holds at a folder."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from burnish.config.problem import Problem
from burnish.config.settings import Config
from burnish.config.toml_places import Places, places_in
from burnish.config.toml_text import parsed
from burnish.config.validation import Source, with_table

FILE_NAMES = ("burnish.toml", "pyproject.toml")

MOST_BYTES = 5_000_000
"""A larger file is nobody's settings."""


def find_file(start: Path) -> Path | None:
    """The nearest burnish.toml, or pyproject.toml with a `[tool.burnish]` table, at or above a folder."""
    return next((path for folder in (start, *start.parents) if (path := file_in(folder)) is not None), None)


def file_in(folder: Path) -> Path | None:
    """The settings file that lies in a folder, also one that cannot be read."""
    own, shared = (folder / name for name in FILE_NAMES)
    if os.path.lexists(own):
        return own
    return shared if shared.is_file() and _speaks_of_burnish(shared) else None


def load(
    start: Path | None,
    overrides: Mapping[str, Any] | None = None,
    *,
    known: Collection[str] | None = None,
    base: Path | None = None,
) -> tuple[Config, tuple[Problem, ...]]:
    """The settings that hold for code in a folder, or for code that lies in none, and all that is wrong with them.

    `overrides` are an editor's or a command line's settings; their globs are relative to `base`. `known` are the names of
    all rules and objectives; without them any name passes. What is wrong is named and left at its default.
    """
    return load_file(find_file(start) if start is not None else None, overrides, known=known, base=base)


def load_file(
    path: Path | None,
    overrides: Mapping[str, Any] | None = None,
    *,
    known: Collection[str] | None = None,
    base: Path | None = None,
) -> tuple[Config, tuple[Problem, ...]]:
    """As `load`, with the settings of one file, whatever it is called."""
    config, problems = Config(), []
    if path is not None:
        try:
            text = _text(path)
        except ValueError as error:
            problems.append(Problem(path, None, None, f"cannot be read: {error}"))
        else:
            config, found = config_of(text, path, known)
            problems += found
    if overrides:
        source = Source(None, base, known)
        config = with_table(config, overrides, source)
        problems += source.problems
    return config, tuple(problems)


def config_of(text: str, path: Path, known: Collection[str] | None = None) -> tuple[Config, tuple[Problem, ...]]:
    """The settings in the text of a settings file, saved or not, and all that is wrong with them, from top to bottom."""
    try:
        whole = parsed(text)
    except ValueError as error:
        return Config(), (_unparsed(path, text, error),)
    source = Source(path, path.parent, known, _places(text))
    table = whole
    if path.name == "pyproject.toml":
        for key in ("tool", "burnish"):
            table = table.get(key, {})
            source.above = (*source.above, key)
            if not isinstance(table, dict):
                source.wrong((), f"'{'.'.join(map(str, source.above))}' must be a table")
                return Config(), tuple(source.problems)
    config = with_table(Config(), table, source)
    return config, tuple(sorted(source.problems, key=lambda one: (one.line or 0, one.column or 0)))


def problems_in(text: str, path: Path, known: Collection[str] | None = None) -> tuple[Problem, ...]:
    """All that is wrong with the text of a settings file, from top to bottom."""
    return config_of(text, path, known)[1]


def _text(path: Path) -> str:
    """Raises ValueError with the reason in a few words."""
    if path.is_dir():
        raise ValueError("it is a folder")
    try:
        # A pipe or a device would be read for ever.
        if not path.is_file():
            raise ValueError("it leads to no file" if path.is_symlink() else "it is no regular file")
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("it is too large")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not valid UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise ValueError(error.strerror or str(error)) from error


def _places(text: str) -> Places:
    try:
        return places_in(text)
    except (RecursionError, IndexError):
        return Places()


def _unparsed(path: Path, text: str, error: ValueError) -> Problem:
    message = str(error)
    found = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    if found is not None:
        return Problem(
            path, int(found[1]), int(found[2]), f"is not valid TOML: {_lowered(message[: found.start()])}", 1
        )
    if message.endswith(" (at end of document)"):
        lines = text.split("\n")
        while len(lines) > 1 and not lines[-1].strip():
            lines.pop()
        end = lines[-1].rstrip()
        message = message.removesuffix(" (at end of document)")
        return Problem(path, len(lines), max(len(end), 1), f"is not valid TOML: {_lowered(message)}, at its end", 1)
    return Problem(path, None, None, f"cannot be read: {message}")


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]


def _speaks_of_burnish(path: Path) -> bool:
    """Whether a pyproject.toml has settings for Burnish, or would if it could be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return False
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return False
    if "burnish" not in text:
        return False
    mentioned = re.search(r"^\s*\[\s*tool\s*\.\s*burnish\b", text, re.MULTILINE) is not None
    try:
        tool = parsed(text).get("tool", {})
    except ValueError:
        return mentioned
    return "burnish" in tool if isinstance(tool, dict) else "tool.burnish" in text
