"""Files searched, in as many processes as it takes."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator, Sequence
from functools import partial

from burnish.cli.console import progress_bar
from burnish.cli.found_before import Answered, FoundBefore, Outcome, text_digest
from burnish.cli.workspace import Place, Projects, Target, document_at, project_of, target_of
from burnish.document import Document
from burnish.project import Skipped
from burnish.project.facts import PASSING, asked
from burnish.report.checked import BadSyntax, Checked, FileChecked
from burnish.report.place import place_of
from burnish.tree import first_error

CHUNK = 16
"""Files handed to a process at once."""


def check_places(
    places: Sequence[Place],
    skipped: Sequence[Skipped],
    jobs: int,
    *,
    with_fixes: bool,
    before: FoundBefore | None = None,
) -> Checked:
    """What is found in files, with their fixes where those are asked for. `jobs` are the processes to use; 0: one a core for many files.

    What was found `before` and still holds is not looked for again, and what is found is kept there.
    """
    projects: Projects = {}
    with progress_bar() as bar:
        task = bar.add_task("Checking", total=len(places))
        outcomes: dict[int, Outcome] = {}
        if before is not None:
            for number, place in enumerate(places):
                outcome = _recalled(place, before, projects)
                if outcome is not None:
                    outcomes[number] = outcome
            bar.advance(task, len(outcomes))
        left = [number for number in range(len(places)) if number not in outcomes]
        searched = _searched([places[one] for one in left], jobs, with_fixes, projects)
        for number, answered in zip(left, searched, strict=True):
            outcomes[number] = answered.outcome
            if before is not None:
                before.keep(places[number], answered)
            bar.advance(task)
    every = [outcomes[number] for number in range(len(places))]
    files = [one for one in every if isinstance(one, FileChecked)]
    return Checked(
        tuple(finding for one in files for finding in one.found),
        len(files),
        (*skipped, *(one for one in every if isinstance(one, Skipped))),
        tuple(one.bad_syntax for one in files if one.bad_syntax is not None),
    )


def check_target(target: Target, *, with_fixes: bool) -> FileChecked:
    """What is found in one document."""
    from burnish.report.found import found_in  # not where nothing is to be searched: it brings the engine

    document = target.document
    return FileChecked(document.path, found_in(document, target.project, with_fixes=with_fixes), _bad_syntax(document))


def _recalled(place: Place, before: FoundBefore, projects: Projects) -> Outcome | None:
    project = project_of(place, projects)
    document = document_at(place, project)
    return document if isinstance(document, Skipped) else before.recalled(place, document.source, project)


def _searched(places: Sequence[Place], jobs: int, with_fixes: bool, projects: Projects) -> Iterator[Answered]:
    """What is found in each of the files, in their order."""
    chunks = [places[start : start + CHUNK] for start in range(0, len(places), CHUNK)]
    workers = jobs or min(os.cpu_count() or 1, len(chunks) // 4)
    if workers <= 1:
        yield from (_answered(one, with_fixes, projects) for one in places)
        return
    from concurrent.futures import ProcessPoolExecutor

    # Once, before the processes are made, and not in each of them.
    importlib.import_module("burnish.report.found")

    with ProcessPoolExecutor(workers) as pool:
        for part in pool.map(partial(_check_chunk, with_fixes=with_fixes), chunks):
            yield from part


def _check_chunk(places: Sequence[Place], *, with_fixes: bool) -> list[Answered]:
    return [_answered(one, with_fixes, _PROJECTS) for one in places]


_PROJECTS: Projects = {}
"""Of a process that does nothing but search chunks."""


def _answered(place: Place, with_fixes: bool, projects: Projects) -> Answered:
    project = project_of(place, projects)
    document = document_at(place, project)
    if isinstance(document, Skipped):
        return Answered(document, None, ())
    with asked() as questions:
        target = target_of(document, project)
        outcome = target if isinstance(target, Skipped) else check_target(target, with_fixes=with_fixes)
    if PASSING in questions:
        return Answered(outcome, None, ())
    return Answered(outcome, text_digest(document.source), tuple((one, project.answer(one)) for one in questions))


def _bad_syntax(document: Document) -> BadSyntax | None:
    if not document.has_errors or document.language.embedded:
        return None  # what is no HTML for a parser may be a template, and browsers take anything
    node = first_error(document.root)
    return None if node is None else BadSyntax(document.path, *place_of(document.lines, node.start_byte))
