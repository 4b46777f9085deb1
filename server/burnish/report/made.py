"""What a run made, one line for each enhancement, and where that is in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from burnish.engine import Left, Run, Step
from burnish.enhancement import Enhancement, Origin
from burnish.report.place import place_of
from burnish.report.receipt import is_proven, receipt_line
from burnish.rule import Objective
from burnish.text import shift


@dataclass(frozen=True, slots=True)
class Made:
    """An enhancement with its line in the file, from 1."""

    enhancement: Enhancement
    line: int


def made_by(run: Run, written: bool) -> list[Made]:
    """The enhancements of a run in the order of the file: with their lines in the result where it was written, else in
    the original, so that a line is where the reader finds the file.
    """
    made = []
    for number, step in enumerate(run.steps):
        offset = step.enhancement.span.start
        if written:
            offset = _forward(offset, run.steps[number:])
            lines = run.result.lines
        else:
            offset = run.in_original(offset, number)
            lines = run.original.lines
        made.append(Made(step.enhancement, lines.line_of(min(offset, len(lines.source))) + 1))
    return sorted(made, key=lambda one: one.line)


def place_of_left(run: Run, left: Left, written: bool) -> tuple[int, int]:
    """The line and column of a finding that a run left: in the result where it was written, else in the original."""
    offset = left.finding.span.start
    if written:
        return place_of(run.result.lines, offset)
    return place_of(run.original.lines, run.in_original(offset))


def title_of(one: Enhancement) -> str:
    """`Open the file in a with block (readability/use-context-manager)`, marked with `(model)` where it is the model's."""
    mark = " (model)" if one.origin is Origin.MODEL else ""
    return f"{one.title} ({purpose_of(one)}){mark}"


def purpose_of(one: Enhancement) -> str:
    """The rule that asked for it, else the objective; a person may have asked in words of their own."""
    return one.rule or ("instruction" if one.objective is None else one.objective.value)


def made_line(one: Made) -> str:
    """`12: Open the file in a with block (readability/use-context-manager) - proven: 101 inputs, 3/3 branches`."""
    return f"{one.line}: {title_of(one.enhancement)} - {receipt_line(one.enhancement.receipt)}"


def kinds_of(made: Sequence[Enhancement]) -> str:
    """`2 of 3 proven; 2 for performance, 1 for security`."""
    objectives = Counter(one.objective for one in made)
    parts = [f"{objectives[one]} for {one.value}" for one in Objective if objectives[one]]
    if objectives[None]:
        parts.append(f"{objectives[None]} by instruction")
    return f"{sum(is_proven(one.receipt) for one in made)} of {len(made)} proven; {', '.join(parts)}"


def _forward(offset: int, steps: Sequence[Step]) -> int:
    """Where an offset of the text before some steps lies after them."""
    for step in steps:
        around = next((one.span for one in step.enhancement.edits if one.span.start <= offset < one.span.end), None)
        offset = shift(offset if around is None else around.start, step.enhancement.edits)
    return offset
