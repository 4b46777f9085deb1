"""What ships with Burnish beside its code."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def resource_folder(name: str) -> Path:
    """A folder that ships with Burnish (`grammars`, `models`): in the package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / name
    if inside.is_dir() and not (inside / "__init__.py").exists():
        return inside
    return package.parent.parent / name
