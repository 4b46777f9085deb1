"""TOML as a table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from burnish.files import read_text

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file's table. Raises OSError, ValueError."""
    return parsed(read_text(path))


def parsed(text: str) -> dict[str, Any]:
    """A text's table. Raises ValueError, also where it is nested deeper than can be read."""
    try:
        table: dict[str, Any] = tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    return table
