"""How large a JavaScript module is that another one imports."""

from __future__ import annotations

from pathlib import Path

from burnish.project import Project

_ENDINGS = (".js", ".jsx", ".ts", ".tsx", ".mjs")
_MOST_OF_BARREL = 12
"""Lines up to which an index only hands on what the files beside it have."""
_MOST_FILES = 40
_MOST_BYTES = 1 << 20


def lines_of_module(_project: Project, folder: Path, module: str) -> int:
    """The lines of the module that a file in `folder` imports by a relative path; 0 where none is found.

    Of a folder whose index only hands on, all modules in it count.
    """
    path = folder / module
    named = [path, *(path.with_name(path.name + ending) for ending in _ENDINGS)]
    for one in named:
        if lines := _lines(one):
            return lines
    index = next((one for ending in _ENDINGS if _lines(one := path / f"index{ending}")), None)
    if index is None:
        return 0
    lines = _lines(index)
    if lines > _MOST_OF_BARREL:
        return lines
    try:
        beside = sorted(one for one in path.iterdir() if one.suffix in _ENDINGS and not _is_test(one))
    except OSError:
        return lines
    return sum(_lines(one) for one in beside[:_MOST_FILES])


def _lines(path: Path) -> int:
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return 0
        return len(path.read_bytes().splitlines())
    except OSError:
        return 0


def _is_test(path: Path) -> bool:
    return any(f".{word}." in path.name for word in ("test", "spec", "stories"))
