"""Texts of a project's files that mention a name: where calls of a function are found."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Collection, Iterator
from pathlib import Path
from time import monotonic

from burnish.document import Document
from burnish.project.folders import SELDOM_OWN
from burnish.project.signs.places import TEST_FOLDERS, is_test_name

MAX_TEXTS = 8
MAX_FILE_BYTES = 128 << 10
MAX_BYTES = 256 << 10
"""Of all texts together."""
MAX_SECONDS = 0.02

_FAMILIES = (
    frozenset({".py", ".pyi"}),
    frozenset({".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte"}),
)
_COMPONENTS = frozenset({".vue", ".svelte"})
"""Of such a file its scripts are read."""


def mentioning(root: Path | None, path: Path, names: Collection[str], seconds: float = MAX_SECONDS) -> tuple[str, ...]:
    """Texts of files below `root`, of the same family of languages as the file at `path`, that mention one of the names.

    Tests come first, then files near `path`. The file itself is left out. At most MAX_TEXTS texts of MAX_BYTES together,
    and what is found in `seconds`: a project too large to search in that time gives what was found by then.
    """
    family = next((one for one in _FAMILIES if path.suffix in one), None)
    if root is None or family is None or not names:
        return ()
    started = monotonic()
    deadline = started + seconds
    pattern = re.compile(
        rb"(?<![\w$])(?:" + b"|".join(re.escape(name.encode()) for name in sorted(names)) + rb")(?![\w$])"
    )
    found: list[tuple[bool, int, str]] = []
    left = MAX_BYTES
    for file, is_test in _files(root, path, family, started + seconds / 2):
        if len(found) >= MAX_TEXTS or monotonic() > deadline:
            break
        source = _read(file)
        if source is None or len(source) > left or pattern.search(source) is None:
            continue
        if file.suffix in _COMPONENTS:
            source = _scripts(file, source)
            if pattern.search(source) is None:
                continue
        left -= len(source)
        found.append((not is_test, len(found), source.decode("utf-8", "replace")))
    return tuple(text for _, _, text in sorted(found))


def _files(root: Path, path: Path, family: Collection[str], deadline: float) -> Iterator[tuple[Path, bool]]:
    """Files with whether they are tests: folders of tests first, then level by level; those beside `path` early."""
    folders = deque([(root, False)])
    later: list[Path] = []
    while folders and monotonic() < deadline:
        folder, is_test = folders.popleft()
        files, children = _entries(folder)
        for file in files:
            if file.suffix not in family or file == path:
                continue
            if is_test or is_test_name(file.name):
                yield file, True
            else:
                later.append(file)
        for child in children:
            if is_test or child.name in TEST_FOLDERS:
                folders.appendleft((child, True))
            else:
                folders.append((child, False))
    for one in sorted(later, key=lambda file: file.parent != path.parent):
        yield one, False


def _entries(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files and the folders in a folder, sorted; links are not followed."""
    files: list[Path] = []
    folders: list[Path] = []
    try:
        with os.scandir(folder) as entries:
            for one in entries:
                if one.is_dir(follow_symlinks=False):
                    if one.name not in SELDOM_OWN and not one.name.startswith("."):
                        folders.append(folder / one.name)
                elif one.is_file(follow_symlinks=False):
                    files.append(folder / one.name)
    except OSError:
        return [], []
    return sorted(files), sorted(folders)


def _scripts(file: Path, source: bytes) -> bytes:
    """The scripts of a component."""
    scripts = (one for one in Document.of(file, source).embedded if one.language.functions)
    return b"\n".join(one.own_source.strip() for one in scripts)


def _read(file: Path) -> bytes | None:
    try:
        with file.open("rb") as stream:
            source = stream.read(MAX_FILE_BYTES + 1)
    except OSError:
        return None
    return None if len(source) > MAX_FILE_BYTES else source
