"""Runs over one document: every fix, then every rewrite by the model, each on the result of the one before."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from burnish.analysis import Analysis, own_rules_for, rules_for
from burnish.document import Document
from burnish.engine.fixes import may_be_asked
from burnish.engine.left import Left, LeftReason, left_untried
from burnish.engine.rewriting import fix_finding, plan_fix, rewrite_finding, rewrite_instructed, rule_at, safety_of
from burnish.enhancement import Enhancement, Origin, Refusal
from burnish.model.backend import Backend
from burnish.model.errors import BackendError
from burnish.project import Project
from burnish.rule import Finding, Safety
from burnish.text import Span, shift, shift_back
from burnish.tree import ancestors

MAX_STEPS = 400
"""Rewrites of one file after which a run stops; far more than any file has shown to need."""


@dataclass(frozen=True, slots=True)
class Step:
    """One enhancement, made: the document before it and after it."""

    enhancement: Enhancement
    before: Document
    after: Document


@dataclass(frozen=True, slots=True)
class Run:
    """What was done to one document: each step on the result of the one before, what was refused, and what is left.

    `left` has every finding of the result that the run was asked about, once each.
    """

    original: Document
    steps: tuple[Step, ...]
    refusals: tuple[Refusal, ...]
    left: tuple[Left, ...]

    @property
    def result(self) -> Document:
        return self.steps[-1].after if self.steps else self.original

    def in_original(self, offset: int, step: int | None = None) -> int:
        """Where an offset of the result, or of the text before a step, lay in the original; for new text, where that was put."""
        for one in reversed(self.steps[:step]):
            offset = shift_back(offset, one.enhancement.edits)
        return offset


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: done of total pieces of work, and a word on the present one."""

    done: int
    total: int
    message: str


def fix_all(
    document: Document,
    project: Project,
    *,
    unsafe: bool = False,
    within: Sequence[Span] | None = None,
    rules: Collection[str] | None = None,
    cancelled: threading.Event | None = None,
) -> Run:
    """Every verified rule fix, or every one of these rules, one on top of the other, until nothing is left to fix."""
    run = _Running(document, project, unsafe, within, cancelled)
    run.rules = rules
    run.apply_fixes()
    return run.finished()


def enhance(
    document: Document,
    project: Project,
    backend: Backend | None,
    *,
    unsafe: bool = False,
    within: Sequence[Span] | None = None,
    cancelled: threading.Event | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Run:
    """Every verified rule fix, then the model's verified rewrites of what the rules could not fix.

    Without a backend only the rules' fixes are made. `within` bounds the work to findings that touch one of its spans.
    Raises BackendError when the model cannot answer at all.
    """
    run = _Running(document, project, unsafe, within, cancelled)
    run.apply_fixes(on_progress)
    if backend is not None:
        run.apply_rewrites(backend, on_progress)
    return run.finished()


def enhance_surest_first(
    document: Document,
    project: Project,
    model: Callable[[], AbstractContextManager[Backend]] | None,
    *,
    unsafe: bool = True,
    within: Sequence[Span] | None = None,
    cancelled: threading.Event | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[Run, BackendError | None]:
    """As `enhance`, in the order in which a person may stop: safe fixes, unsafe ones on top of them, the model's rewrites.

    The model is opened once the rules are done. Where it fails, what was made until then stands, and the failure comes
    with it.
    """
    run = _Running(document, project, False, within, cancelled)
    run.apply_fixes(on_progress)
    if unsafe:
        run.unsafe = True
        run.apply_fixes(on_progress)
    if model is None or run.cancelled.is_set():
        return run.finished(), None
    try:
        with model() as backend:
            run.apply_rewrites(backend, on_progress)
    except BackendError as error:
        return run.finished(), error
    return run.finished(), None


def instructed(
    document: Document,
    project: Project,
    span: Span,
    instruction: str,
    backend: Backend,
    cancelled: threading.Event | None = None,
) -> Run:
    """What a person asks for in words, as a run of one step or one refusal; it was asked about no finding.

    Raises BackendError as `rewrite_instructed` does.
    """
    outcome = rewrite_instructed(document, project, span, instruction, backend, cancelled)
    if isinstance(outcome, Refusal):
        return Run(document, (), (outcome,), ())
    return Run(document, (Step(outcome, document, document.edited(outcome.edits)),), (), ())


class _Running:
    """A run under way: the document as it stands, where work is to be done, and what has been tried."""

    def __init__(
        self,
        document: Document,
        project: Project,
        unsafe: bool,
        within: Sequence[Span] | None,
        cancelled: threading.Event | None,
    ) -> None:
        self.original = document
        self.project = project
        self.unsafe = unsafe
        self.within = None if within is None else tuple(within)
        self.rules: Collection[str] | None = None
        """The ids of those to work on; None: all."""
        self.cancelled = cancelled or threading.Event()
        # The fixes of a project's own rules are never safe: where only those are wanted, nobody waits for these rules.
        chosen = (*rules_for(project.config), *own_rules_for(project)) if unsafe else None
        self.analysis = Analysis.of(document, project, chosen)
        self.steps: list[Step] = []
        self.refusals: list[Refusal] = []
        self.tried: dict[tuple[str, str, Origin], dict[tuple[str, ...], Refusal]] = {}
        self.trained: frozenset[str] | None = None
        """What the model that is there was trained for; None as long as none was."""

    def apply_fixes(self, on_progress: Callable[[Progress], None] | None = None) -> None:
        done = 0
        while len(self.steps) < MAX_STEPS and not self.cancelled.is_set():
            waiting = self._fixable() if on_progress else 0
            for finding in self._open(Origin.RULE):
                planned = plan_fix(self.document, self.project, finding)
                if planned is None or (not self.unsafe and safety_of(*planned) is Safety.UNSAFE):
                    continue
                if on_progress:
                    on_progress(Progress(done, done + waiting, planned[1].title))
                    waiting -= 1
                done += 1
                outcome = fix_finding(self.document, self.project, finding, self.cancelled, self.analysis)
                if isinstance(outcome, Refusal) and self.cancelled.is_set():
                    return
                if outcome is not None and self._take(outcome, finding):
                    break
            else:
                return

    def apply_rewrites(self, backend: Backend, on_progress: Callable[[Progress], None] | None) -> None:
        done = 0
        self.trained = frozenset(backend.manifest.rules)
        while len(self.steps) < MAX_STEPS and not self.cancelled.is_set():
            waiting = [one for one in self._open(Origin.MODEL) if self._suits_model(one)]
            for number, finding in enumerate(waiting):
                if self.cancelled.is_set():
                    return
                if on_progress:
                    rule = rule_at(self.document, finding, self.project)
                    title = finding.rule if rule is None else rule.summary.rstrip(".")
                    on_progress(Progress(done, done + len(waiting) - number, title))
                outcome = rewrite_finding(
                    self.document, self.project, finding, backend, self.cancelled, analysis=self.analysis
                )
                done += 1
                if self.cancelled.is_set():
                    return
                if self._take(outcome, finding):
                    self.apply_fixes(on_progress)  # a rewrite may have made way for one
                    break
            else:
                return

    def finished(self) -> Run:
        found = sorted(self._within(), key=lambda one: (one.span.start, one.span.end))
        return Run(self.original, tuple(self.steps), tuple(self.refusals), tuple(map(self._left, found)))

    @property
    def document(self) -> Document:
        return self.analysis.document

    def _within(self) -> Iterator[Finding]:
        within, rules = self.within, self.rules
        return (
            one
            for one in self.analysis.findings
            if (rules is None or one.rule in rules) and (within is None or any(map(one.anchor.overlaps, within)))
        )

    def _fixable(self) -> int:
        """How many fixes wait to be tried."""
        planned = (plan_fix(self.document, self.project, one) for one in self._open(Origin.RULE))
        return sum(one is not None and (self.unsafe or safety_of(*one) is Safety.SAFE) for one in planned)

    def _open(self, origin: Origin) -> Iterator[Finding]:
        """Findings not tried yet, smaller targets first."""
        ordered = sorted(self._within(), key=lambda one: (len(one.anchor), one.anchor.start))
        return (one for one in ordered if self._refused(one, origin) is None)

    def _refused(self, finding: Finding, origin: Origin) -> Refusal | None:
        """What became of a finding that was tried."""
        places = self.tried.get((finding.rule, self.document.slice(finding.anchor), origin))
        return None if places is None else places.get(self._place(finding))

    def _left(self, finding: Finding) -> Left:
        for origin in (Origin.RULE, Origin.MODEL):
            refusal = self._refused(finding, origin)
            if refusal is not None and refusal.check == "proposal":
                return Left(finding, LeftReason.DECLINED, refusal.reason)
            if refusal is not None:
                return Left(finding, LeftReason.REFUSED, f"{refusal.check}: {refusal.reason}")
        why = "it was cancelled" if self.cancelled.is_set() else f"it ended after {MAX_STEPS} steps"
        return left_untried(self.document, self.project, finding, self.trained, unsafe=self.unsafe, stopped=why)

    def _place(self, finding: Finding) -> tuple[str, ...]:
        """Where a finding is, in words that hold when code elsewhere changes: the functions and classes around it,
        and which of several that read the same it is there."""
        around = _around(self.document, finding)
        text = self.document.slice(finding.anchor)
        twins = sum(
            one.rule == finding.rule
            and one.anchor.start < finding.anchor.start
            and self.document.slice(one.anchor) == text
            and _around(self.document, one) == around
            for one in self.analysis.findings
        )
        return (*around, str(twins))

    def _suits_model(self, finding: Finding) -> bool:
        rule = rule_at(self.document, finding, self.project)
        if rule is None or not may_be_asked(rule, self.trained):
            return False
        if not self.unsafe and rule.safety is not Safety.SAFE:
            return False
        return plan_fix(self.document, self.project, finding) is None

    def _take(self, outcome: Enhancement | Refusal, finding: Finding) -> bool:
        """Applies an enhancement, or remembers a refusal; whether the document changed."""
        if isinstance(outcome, Refusal):
            key = (finding.rule, self.document.slice(finding.anchor), outcome.origin)
            self.tried.setdefault(key, {})[self._place(finding)] = outcome
            self.refusals.append(outcome)
            return False
        before = self.document
        self.analysis = self.analysis.after(outcome.edits)
        self.steps.append(Step(outcome, before, self.document))
        if self.within is not None:
            self.within = tuple(_moved(one, outcome) for one in self.within)
        return True


def _around(document: Document, finding: Finding) -> tuple[str, ...]:
    """The first lines of the functions and classes around a finding, inner before outer."""
    part = document.part_at(finding.anchor)
    if part.tree is None:
        return ()
    node = part.node_at(finding.anchor)
    definitions = part.language.functions | part.language.classes
    around = [one for one in (node, *ancestors(node)) if one.type in definitions]
    return tuple(document.slice(document.lines.line_span(one.start_point.row)).strip() for one in around)


def _moved(within: Span, enhancement: Enhancement) -> Span:
    """A bound of the work after an enhancement within it."""
    grown = sum(len(one.text.encode()) - len(one.span) for one in enhancement.edits if one.span.start < within.end)
    before = shift(within.start, [one for one in enhancement.edits if one.span.end <= within.start])
    return Span(before, max(before, within.end + grown))
