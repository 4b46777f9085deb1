"""A part of a run, made anew: the steps that a person chose, each verified on the text without those they did not."""

from __future__ import annotations

import difflib
import re
import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from burnish import engine
from burnish.analysis import Analysis
from burnish.document import Document
from burnish.engine import Run, Step
from burnish.enhancement import Enhancement, Origin, Refusal
from burnish.project import Project
from burnish.report.receipt import refusal_sentence
from burnish.rule import Finding
from burnish.text import Edit, Span, shift


@dataclass(frozen=True, slots=True)
class Dropped:
    """A chosen step, by its number in the run, that cannot be made without those left out, and why."""

    number: int
    reason: str


def replayed(
    run: Run, chosen: Collection[int], project: Project, cancelled: threading.Event
) -> tuple[tuple[Step, ...], tuple[Dropped, ...]]:
    """The chosen steps of a run, by their numbers, on its original text.

    Steps from the first on, without a gap, are what they were; each one after a gap is verified again.
    """
    steps: list[Step] = []
    dropped: list[Dropped] = []
    needed = requirements(run)
    made: set[int] = set()
    analysis: Analysis | None = None
    document = run.original
    for number, step in enumerate(run.steps):
        if number not in chosen:
            continue
        if cancelled.is_set():
            break
        if len(made) == number:
            steps.append(step)
            made.add(number)
            document = step.after
            continue
        missing = sorted(needed[number] - made)
        if missing:
            dropped.append(Dropped(number, f"it builds on “{run.steps[missing[0]].enhancement.title}”"))
            continue
        analysis = analysis or Analysis.of(document, project)
        outcome = _again(step, analysis, project, cancelled)
        if isinstance(outcome, Enhancement):
            before, analysis = analysis.document, analysis.after(outcome.edits)
            steps.append(Step(outcome, before, analysis.document))
            made.add(number)
        elif not cancelled.is_set():
            dropped.append(Dropped(number, outcome))
    return tuple(steps), tuple(dropped)


def requirements(run: Run) -> tuple[frozenset[int], ...]:
    """For each step the numbers of the earlier ones that it builds on: it touches lines that they wrote."""
    found: list[frozenset[int]] = []
    written: dict[int, list[Span]] = {}
    for number, step in enumerate(run.steps):
        edits = sorted(step.enhancement.edits, key=lambda one: one.span)
        lines = [_lines_of(step.before, edit.span) for edit in edits]
        direct = {
            earlier for earlier, spans in written.items() if any(_meet(line, span) for line in lines for span in spans)
        }
        found.append(frozenset(direct.union(*(found[one] for one in direct))))
        written = {earlier: [_moved(span, edits) for span in spans] for earlier, spans in written.items()}
        written[number] = [_written(edit, edits) for edit in edits]
    return tuple(found)


class SameLines:
    """Where the bytes of one text lie in another, as far as they stand in lines that both have."""

    def __init__(self, old: bytes, new: bytes) -> None:
        self._old, self._new = old, new
        before, after = _LINE.findall(old), _LINE.findall(new)
        old_starts, new_starts = _starts(before), _starts(after)
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        self._blocks = [
            (
                Span(old_starts[first], old_starts[last]),
                Span(new_starts[new_first], new_starts[new_last]),
                kind == "equal",
            )
            for kind, first, last, new_first, new_last in matcher.get_opcodes()
        ]

    def span(self, span: Span) -> Span | None:
        """The same bytes in the new text; None where they are not all in lines that stayed."""
        if not len(span):
            start = self._offset(span.start)
            if start is None and span.start:
                end = self._offset(span.start - 1)
                start = None if end is None else end + 1
            return None if start is None else Span(start, start)
        start = self._offset(span.start)
        if start is None or self._old[span.start : span.end] != self._new[start : start + len(span)]:
            return None
        return Span(start, start + len(span))

    def _offset(self, offset: int) -> int | None:
        if offset == len(self._old):
            return len(self._new)
        return next(
            (
                new.start + offset - old.start
                for old, new, same in self._blocks
                if same and old.start <= offset < old.end
            ),
            None,
        )


def _again(step: Step, analysis: Analysis, project: Project, cancelled: threading.Event) -> Enhancement | str:
    """A step on another text, verified, or why it cannot be made there."""
    made = step.enhancement
    places = SameLines(step.before.source, analysis.document.source)
    finding = _finding(step, analysis, places)
    edits = [Edit(place, edit.text) for edit in made.edits if (place := places.span(edit.span)) is not None]
    if finding is None or (made.origin is Origin.MODEL and len(edits) < len(made.edits)):
        return "what it changes is not there without the others"
    outcome = engine.verified_again(analysis.document, project, finding, made, edits, cancelled)
    return refusal_sentence(outcome).rstrip(".") if isinstance(outcome, Refusal) else outcome


def _finding(step: Step, analysis: Analysis, places: SameLines) -> Finding | None:
    made = step.enhancement
    alike = [one for one in analysis.findings if one.rule == made.rule]
    place = places.span(made.span)
    here = [one for one in alike if one.span == place]
    if not here:
        text = step.before.slice(made.span)
        here = [one for one in alike if analysis.document.slice(one.span) == text]
    return here[0] if len(here) == 1 else None


_LINE = re.compile(rb"[^\n]*\n|[^\n]+\Z")


def _starts(lines: list[bytes]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts


def _lines_of(document: Document, span: Span) -> Span:
    """The whole lines of a span; a place between two lines stays one."""
    lines = document.lines
    first = lines.line_span(lines.line_of(span.start))
    if not len(span) and span.start == first.start:
        return span
    last = lines.line_span(lines.line_of(max(span.start, span.end - 1)))
    return Span(first.start, max(span.end, last.end))


def _meet(one: Span, other: Span) -> bool:
    """Whether one reaches into the other: more than touching its edge."""
    return one.start < other.end and other.start < one.end


def _moved(span: Span, edits: Iterable[Edit]) -> Span:
    """Where written text lies after later edits, with what they put inside it."""
    before = [one for one in edits if one.span.end <= span.start]
    inside = [one for one in edits if one not in before and one.span.start < span.end]
    start = shift(span.start, before)
    grown = sum(len(one.text.encode("utf-8", "surrogatepass")) - len(one.span) for one in inside)
    return Span(start, max(start, start + len(span) + grown))


def _written(edit: Edit, edits: Iterable[Edit]) -> Span:
    """The new text of one of several edits, after all of them."""
    start = shift(edit.span.start, [one for one in edits if one is not edit and one.span.end <= edit.span.start])
    return Span(start, start + len(edit.text.encode("utf-8", "surrogatepass")))
