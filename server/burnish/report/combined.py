"""The steps of a run, each made on the result of the one before, as edits of the original text."""

from __future__ import annotations

import difflib

from burnish.engine import Run
from burnish.enhancement import Enhancement
from burnish.text import Edit, Lines, Span


def combined_edits(run: Run) -> list[tuple[Edit, tuple[Enhancement, ...]]]:
    """One edit for each run of lines that differs, with the enhancements that had a part in it.

    Applied together to the original text they give the run's result, byte for byte.
    """
    before, after = run.original, run.result
    old = before.source.decode("utf-8", "surrogatepass").splitlines(keepends=True)
    new = after.source.decode("utf-8", "surrogatepass").splitlines(keepends=True)
    touched = _touched_lines(run)
    starts = _starts(old)
    edits = []
    for kind, old_start, old_end, new_start, new_end in difflib.SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            continue
        edit = Edit(Span(starts[old_start], starts[old_end]), "".join(new[new_start:new_end]))
        rows = range(new_start, max(new_end, new_start + 1))
        causes = tuple(dict.fromkeys(cause for row in rows for cause in touched.get(row, ())))
        edits.append((edit, causes or tuple(step.enhancement for step in run.steps)))
    return edits


def _touched_lines(run: Run) -> dict[int, list[Enhancement]]:
    """For each line of the result, the enhancements that wrote it or cut something next to it."""
    touched: dict[int, list[Enhancement]] = {}
    for step in run.steps:
        for edit in sorted(step.enhancement.edits, key=lambda one: -one.span.start):
            lines = Lines(step.before.source)
            first, last = lines.line_of(edit.span.start), lines.line_of(edit.span.end)
            added = edit.text.count("\n") - (last - first)
            touched = {(row + added if row > last else row): causes for row, causes in touched.items()}
            for row in range(first, max(first, last + added) + 1):
                touched[row] = [*touched.get(row, ()), step.enhancement]
    return touched


def _starts(lines: list[str]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode("utf-8", "surrogatepass")))
    return starts
