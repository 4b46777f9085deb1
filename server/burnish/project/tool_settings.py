"""The settings files of other tools, each read once and none of them run."""

from __future__ import annotations

import configparser
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from burnish.files import read_regular
from burnish.project.declared_values import MOST_BYTES, declared

Value = TypeVar("Value")

_INSTALLED = frozenset({"site-packages", "node_modules"})


@dataclass(frozen=True)
class ToolSettings:
    """What lies in settings files, as long as a Project lives. A file that is missing, or none of its form, says nothing."""

    _known: dict[tuple[object, Path], Any] = field(default_factory=dict)

    def value(self, path: Path) -> Any:
        """What a file of JSON, JavaScript, YAML or TOML says; None where it cannot be read."""
        return self._once(declared, path)

    def sections(self, path: Path) -> Mapping[str, Mapping[str, str]]:
        """The sections of an INI file; none where it cannot be read."""
        return self._once(_ini, path) or {}

    def text(self, path: Path) -> str | None:
        return self._once(_text, path)

    def is_there(self, path: Path) -> bool:
        """Whether there is such a file, readable or not."""
        return bool(self._once(Path.is_file, path))

    def nearest(self, path: Path, names: Sequence[str]) -> Path | None:
        """The first of these files in the nearest folder around a path that has one."""
        return next((one for one in self.around(path, names)), None)

    def around(self, path: Path, names: Sequence[str]) -> Iterator[Path]:
        """All files of these names in the folders around a path, innermost first, in each in the order of the names.

        What is installed was laid out elsewhere: a project's settings say nothing of the packages that lie in its folders.
        """
        for folder in path.parents:
            if folder.name in _INSTALLED:
                return
            yield from self._here(folder, tuple(names))

    def _here(self, folder: Path, names: tuple[str, ...]) -> tuple[Path, ...]:
        key = (names, folder)
        if key not in self._known:
            self._known[key] = tuple(path for name in names if self.is_there(path := folder / name))
        found: tuple[Path, ...] = self._known[key]
        return found

    def _once(self, read: Callable[[Path], Value], path: Path) -> Value | None:
        key = (read, path)
        if key not in self._known:
            try:
                self._known[key] = read(path)
            except (OSError, ValueError):
                self._known[key] = None
        found: Value | None = self._known[key]
        return found


def _text(path: Path) -> str:
    return read_regular(path, MOST_BYTES).decode("utf-8-sig")


def _ini(path: Path) -> dict[str, dict[str, str]]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(_text(path))
        return {name: dict(parser.items(name)) for name in parser.sections()}
    except configparser.Error as error:
        raise ValueError(str(error)) from error
