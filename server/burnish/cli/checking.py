"""Files searched, in as many processes as it takes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from burnish.cli.console import progress_bar
from burnish.cli.workspace import Place, Target, opened
from burnish.document import Document
from burnish.project import Skipped
from burnish.report.checked import BadSyntax, Checked
from burnish.report.outcome import FoundHere, found_in
from burnish.report.place import place_of
from burnish.tree import first_error

CHUNK = 16
"""Files handed to a process at once."""


@dataclass(frozen=True, slots=True)
class FileChecked:
    """What was found in one file."""

    path: Path
    found: tuple[FoundHere, ...]
    bad_syntax: BadSyntax | None


def check_places(places: Sequence[Place], skipped: Sequence[Skipped], jobs: int, *, with_fixes: bool) -> Checked:
    """What is found in files, with their fixes where those are asked for. `jobs` are the processes to use; 0: one a core for many files."""
    with progress_bar() as bar:
        task = bar.add_task("Checking", total=len(places))
        every: list[FileChecked | Skipped] = []
        for part in _chunks(places, jobs, with_fixes):
            every += part
            bar.advance(task, len(part))
    files = [one for one in every if isinstance(one, FileChecked)]
    return Checked(
        tuple(finding for one in files for finding in one.found),
        len(files),
        (*skipped, *(one for one in every if isinstance(one, Skipped))),
        tuple(one.bad_syntax for one in files if one.bad_syntax is not None),
    )


def check_target(target: Target, *, with_fixes: bool) -> FileChecked:
    """What is found in one document."""
    document = target.document
    return FileChecked(document.path, found_in(document, target.project, with_fixes=with_fixes), _bad_syntax(document))


def _chunks(places: Sequence[Place], jobs: int, with_fixes: bool) -> Iterator[list[FileChecked | Skipped]]:
    """What is found chunk by chunk, in the order of the files."""
    chunks = [places[start : start + CHUNK] for start in range(0, len(places), CHUNK)]
    check_chunk = partial(_check_chunk, with_fixes=with_fixes)
    workers = jobs or min(os.cpu_count() or 1, len(chunks) // 4)
    if workers <= 1:
        yield from map(check_chunk, chunks)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(check_chunk, chunks)


def _check_chunk(places: Sequence[Place], *, with_fixes: bool) -> list[FileChecked | Skipped]:
    return [one if isinstance(one, Skipped) else check_target(one, with_fixes=with_fixes) for one in opened(places)]


def _bad_syntax(document: Document) -> BadSyntax | None:
    if not document.has_errors or document.language.embedded:
        return None  # what is no HTML for a parser may be a template, and browsers take anything
    node = first_error(document.root)
    return None if node is None else BadSyntax(document.path, *place_of(document.lines, node.start_byte))
