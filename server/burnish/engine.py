"""The pipeline: find, rewrite, verify. The only door for the editor, the command line and the rest.

Everything here is a function of a Document and its Project. Nothing unproven leaves: a rewrite by a
rule and one by the model go through the same gate, and what the gate refuses comes back as a Refusal.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from burnish.analysis import Analysis, analyze
from burnish.document import Document
from burnish.enhancement import Enhancement, Origin, Refusal
from burnish.model.backend import Backend, BackendError
from burnish.model.manifest import Manifest
from burnish.project import Project
from burnish.proposal.propose import Proposal, Rejection, Wish, propose
from burnish.rule import Finding, Fix, Objective, Rule, Safety, Scope, rule_of
from burnish.text import Edit, Span, shift
from burnish.tree import ancestors, enclosing_function, span_of
from burnish.verification import Rewrite, verify

MAX_STEPS = 400
"""Rewrites of one file after which a run stops; far more than any file has shown to need."""

LONGEST_INSTRUCTION = 2_000
"""Characters that a person may ask with: more is a text to be read, not a wish for one region."""

TITLE_LENGTH = 60
"""Characters of an instruction that stand in a title."""


@dataclass(frozen=True, slots=True)
class Step:
    """One enhancement, made: the document before it and after it."""

    enhancement: Enhancement
    before: Document
    after: Document


@dataclass(frozen=True, slots=True)
class Run:
    """What was done to one document: each step on the result of the one before, and what was refused."""

    original: Document
    steps: tuple[Step, ...]
    refusals: tuple[Refusal, ...]

    @property
    def result(self) -> Document:
        return self.steps[-1].after if self.steps else self.original


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: done of total pieces of work, and a word on the present one."""

    done: int
    total: int
    message: str


def findings(document: Document, project: Project) -> tuple[Finding, ...]:
    """What could be better in a document."""
    return analyze(document, project)


def fix_finding(
    document: Document, project: Project, finding: Finding, cancelled: threading.Event | None = None
) -> Enhancement | Refusal | None:
    """The rule's own fix of a finding, verified; None where the rule has none for it."""
    planned = plan_fix(document, project, finding)
    if planned is None:
        return None
    rule, fix = planned
    target = _Target(document, project, rule, finding, finding.anchor, rule.objective, cancelled)
    return _verified(target, fix.edits, fix.title, Origin.RULE, safety_of(rule, fix), _reach_of_fix(target))


def plan_fix(document: Document, project: Project, finding: Finding) -> tuple[Rule, Fix] | None:
    """The rule's own fix of a finding, not verified yet: for menus, which show titles before they compute."""
    part = document.part_at(finding.anchor)
    rule = rule_of(finding.rule, part.language.name)
    if rule is None or not rule.fixable:
        return None
    fix = rule.fix(finding, part, project)
    return None if fix is None else (rule, fix)


def safety_of(rule: Rule, fix: Fix) -> Safety:
    return fix.safety or rule.safety or Safety.UNSAFE


def rule_at(document: Document, finding: Finding) -> Rule | None:
    """The rule of a finding, for the language in which it stands."""
    return rule_of(finding.rule, document.part_at(finding.anchor).language.name)


def may_be_asked(manifest: Manifest, rule: Rule) -> bool:
    """Whether a model is asked to resolve a rule's findings at all."""
    return not rule.fix_is_final and (not manifest.rules or rule.name in manifest.rules)


def rewrite_finding(
    document: Document,
    project: Project,
    finding: Finding,
    backend: Backend,
    cancelled: threading.Event | None = None,
    on_text: Callable[[str], None] | None = None,
) -> Enhancement | Refusal:
    """The model's rewrite for a finding, verified: the first of its candidates that the gate accepts.

    Raises BackendError when the model cannot answer at all.
    """
    rule = rule_at(document, finding)
    objective = Objective(finding.rule.split("/")[0])
    target = _Target(document, project, rule, finding, finding.anchor, objective, cancelled)
    return _rewritten(target, backend, on_text)


def rewrite_region(
    document: Document,
    project: Project,
    span: Span,
    objective: Objective,
    backend: Backend,
    cancelled: threading.Event | None = None,
    on_text: Callable[[str], None] | None = None,
) -> Enhancement | Refusal:
    """The model's rewrite of the function around a span for an objective, verified.

    Raises BackendError when the model cannot answer at all.
    """
    return _rewritten(_Target(document, project, None, None, span, objective, cancelled), backend, on_text)


def takes_instructions(backend: Backend) -> bool:
    """Whether a model understands what a person asks in words: chat models and endpoints do, Burnish's own does not."""
    return backend.manifest.format == "chat"


def rewrite_instructed(
    document: Document,
    project: Project,
    span: Span,
    instruction: str,
    backend: Backend,
    cancelled: threading.Event | None = None,
    on_text: Callable[[str], None] | None = None,
) -> Enhancement | Refusal:
    """The model's rewrite of the code around a span as a person asks, verified; always unsafe.

    The same gate judges it: it may bring in what is new and need not measure better, but keeps public names and their
    signatures, and what both versions do. Raises BackendError when the model cannot answer at all, or takes no instructions.
    """
    target = _Target(document, project, None, None, span, None, cancelled, instruction.strip())
    if not takes_instructions(backend):
        raise BackendError(
            f"{backend.manifest.name} takes no instructions. Choose a chat model (a GGUF file whose name often ends in "
            "-instruct or -it) or name an endpoint in your own settings."
        )
    if not target.instruction:
        return _refused(target, "proposal", "the instruction is empty", Origin.MODEL)
    if len(target.instruction) > LONGEST_INSTRUCTION:
        reason = f"the instruction has more than {LONGEST_INSTRUCTION:,} characters"
        return _refused(target, "proposal", reason, Origin.MODEL)
    return _rewritten(target, backend, on_text)


def fix_all(
    document: Document,
    project: Project,
    *,
    unsafe: bool = False,
    within: Span | None = None,
    cancelled: threading.Event | None = None,
) -> Run:
    """Every verified rule fix, one on top of the other, until nothing is left to fix."""
    run = _Running(document, project, unsafe, within, cancelled)
    run.apply_fixes()
    return run.finished()


def enhance(
    document: Document,
    project: Project,
    backend: Backend | None,
    *,
    unsafe: bool = False,
    within: Span | None = None,
    cancelled: threading.Event | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Run:
    """Every verified rule fix, then the model's verified rewrites of what the rules could not fix.

    Without a backend only the rules' fixes are made. `within` bounds the work to findings that touch it.
    Raises BackendError when the model cannot answer at all.
    """
    run = _Running(document, project, unsafe, within, cancelled)
    if on_progress:
        on_progress(Progress(0, 1, "Applying fixes"))
    run.apply_fixes()
    if backend is not None:
        run.apply_rewrites(backend, on_progress)
    return run.finished()


class _Running:
    """A run under way: the document as it stands, where work is to be done, and what has been tried."""

    def __init__(
        self,
        document: Document,
        project: Project,
        unsafe: bool,
        within: Span | None,
        cancelled: threading.Event | None,
    ) -> None:
        self.original = document
        self.project = project
        self.unsafe = unsafe
        self.within = within
        self.cancelled = cancelled or threading.Event()
        self.analysis = Analysis.of(document, project)
        self.steps: list[Step] = []
        self.refusals: list[Refusal] = []
        self.tried: dict[tuple[str, str, Origin], set[tuple[str, ...]]] = {}

    def apply_fixes(self) -> None:
        while len(self.steps) < MAX_STEPS and not self.cancelled.is_set():
            for finding in self._open(Origin.RULE):
                planned = plan_fix(self.document, self.project, finding)
                if planned is None or (not self.unsafe and safety_of(*planned) is Safety.UNSAFE):
                    continue
                outcome = fix_finding(self.document, self.project, finding, self.cancelled)
                if isinstance(outcome, Refusal) and self.cancelled.is_set():
                    return
                if outcome is not None and self._take(outcome, finding):
                    break
            else:
                return

    def apply_rewrites(self, backend: Backend, on_progress: Callable[[Progress], None] | None) -> None:
        done = 0
        while len(self.steps) < MAX_STEPS and not self.cancelled.is_set():
            waiting = [one for one in self._open(Origin.MODEL) if self._suits_model(one, backend)]
            for number, finding in enumerate(waiting):
                if self.cancelled.is_set():
                    return
                if on_progress:
                    on_progress(Progress(done, done + len(waiting) - number, finding.rule))
                outcome = rewrite_finding(self.document, self.project, finding, backend, self.cancelled)
                done += 1
                if self.cancelled.is_set():
                    return
                if self._take(outcome, finding):
                    self.apply_fixes()  # a rewrite may have made way for one
                    break
            else:
                return

    def finished(self) -> Run:
        return Run(self.original, tuple(self.steps), tuple(self.refusals))

    @property
    def document(self) -> Document:
        return self.analysis.document

    def _open(self, origin: Origin) -> Iterator[Finding]:
        """Findings not tried yet, smaller targets first."""
        within = self.within
        every = (one for one in self.analysis.findings if within is None or one.anchor.overlaps(within))
        ordered = sorted(every, key=lambda one: (len(one.anchor), one.anchor.start))
        return (one for one in ordered if not self._was_tried(one, origin))

    def _was_tried(self, finding: Finding, origin: Origin) -> bool:
        places = self.tried.get((finding.rule, self.document.slice(finding.anchor), origin))
        return places is not None and self._place(finding) in places

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

    def _suits_model(self, finding: Finding, backend: Backend) -> bool:
        rule = rule_at(self.document, finding)
        if rule is None or not may_be_asked(backend.manifest, rule):
            return False
        if not self.unsafe and rule.safety is not Safety.SAFE:
            return False
        return plan_fix(self.document, self.project, finding) is None

    def _take(self, outcome: Enhancement | Refusal, finding: Finding) -> bool:
        """Applies an enhancement, or remembers a refusal; whether the document changed."""
        if isinstance(outcome, Refusal):
            key = (finding.rule, self.document.slice(finding.anchor), outcome.origin)
            self.tried.setdefault(key, set()).add(self._place(finding))
            self.refusals.append(outcome)
            return False
        before = self.document
        self.analysis = self.analysis.after(outcome.edits)
        self.steps.append(Step(outcome, before, self.document))
        self.within = _moved(self.within, outcome)
        return True


@dataclass(frozen=True, slots=True)
class _Target:
    """What is to be rewritten, and why."""

    document: Document
    project: Project
    rule: Rule | None
    finding: Finding | None
    span: Span
    objective: Objective | None
    cancelled: threading.Event | None
    """Set when nobody waits for the rewrite any more."""
    instruction: str = ""
    """What a person asks for; then there is neither rule nor objective."""

    @property
    def rule_id(self) -> str | None:
        return None if self.rule is None else self.rule.id


def _rewritten(target: _Target, backend: Backend, on_text: Callable[[str], None] | None) -> Enhancement | Refusal:
    refusal: Refusal | None = None
    seen: set[tuple[Edit, ...]] = set()
    wish = Wish(target.objective, target.finding, target.instruction, target.project.root)
    # One candidate at a time: none is computed after one was accepted.
    for number in range(max(1, target.project.config.candidates)):
        for proposal in propose(
            backend,
            target.document,
            target.span,
            wish,
            cancelled=target.cancelled,
            first=number,
            on_text=on_text,
        ):
            if isinstance(proposal, Proposal):
                if proposal.edits in seen:
                    continue
                seen.add(proposal.edits)
            outcome = _judged(target, proposal)
            if isinstance(outcome, Enhancement):
                return outcome
            refusal = outcome if refusal is None or refusal.check == "proposal" else refusal
        if target.cancelled is not None and target.cancelled.is_set():
            break
    return refusal or _refused(target, "proposal", "the model left the code as it is", Origin.MODEL)


def _judged(target: _Target, proposal: Proposal | Rejection) -> Enhancement | Refusal:
    if isinstance(proposal, Rejection):
        return _refused(target, "proposal", proposal.reason, Origin.MODEL)
    title = _title(target)
    safety = target.rule.safety if target.rule is not None and target.rule.safety else Safety.UNSAFE
    return _verified(target, proposal.edits, title, Origin.MODEL, safety, proposal.region)


def _title(target: _Target) -> str:
    if target.rule is not None:
        return target.rule.summary.rstrip(".")
    if target.objective is not None:
        return f"Rewrite for {target.objective.value}"
    words = " ".join(target.instruction.split())
    return words if len(words) <= TITLE_LENGTH else f"{words[:TITLE_LENGTH].rstrip()}…"


def _verified(
    target: _Target, edits: Iterable[Edit], title: str, origin: Origin, safety: Safety, region: Span
) -> Enhancement | Refusal:
    made = tuple(sorted(edits, key=lambda edit: edit.span))
    document = target.document
    _ = document.tree  # so that the result is parsed incrementally
    receipt = verify(
        Rewrite(
            before=document,
            after=document.edited(made),
            edits=made,
            region=region,
            project=target.project,
            origin=origin,
            rule=target.rule,
            finding=target.finding,
            objective=target.objective,
            cancelled=target.cancelled,
        )
    )
    if receipt.failure is not None:
        return _refused(target, receipt.failure.name, receipt.failure.detail, origin)
    span = target.finding.span if target.finding else region
    return Enhancement(document.path, target.rule_id, target.objective, title, made, origin, safety, receipt, span)


def _refused(target: _Target, check: str, reason: str, origin: Origin) -> Refusal:
    span = target.finding.span if target.finding else target.span
    return Refusal(target.document.path, target.rule_id, span, check, reason, origin)


def _reach_of_fix(target: _Target) -> Span:
    """Where a rule's fix may edit: the enclosing function, or the anchor; for a FILE rule the file."""
    document = target.document
    if (target.rule is not None and target.rule.scope is Scope.FILE) or target.span == Span(0, 0):
        return Span(0, len(document.source))
    part = document.part_at(target.span)
    if part.tree is None:
        return target.span
    node = part.node_at(target.span)
    function = node if node.type in part.language.functions else enclosing_function(node, part.language)
    if function is not None:
        return span_of(function).joined(target.span)
    lines = document.lines
    first, last = lines.line_of(target.span.start), lines.line_of(target.span.end)
    return Span(lines.line_span(first).start, lines.line_span(last).end)


def _around(document: Document, finding: Finding) -> tuple[str, ...]:
    """The first lines of the functions and classes around a finding, inner before outer."""
    part = document.part_at(finding.anchor)
    if part.tree is None:
        return ()
    node = part.node_at(finding.anchor)
    definitions = part.language.functions | part.language.classes
    around = [one for one in (node, *ancestors(node)) if one.type in definitions]
    return tuple(document.slice(document.lines.line_span(one.start_point.row)).strip() for one in around)


def _moved(within: Span | None, enhancement: Enhancement) -> Span | None:
    """The bounds of the work after an enhancement within them."""
    if within is None:
        return None
    grown = sum(len(one.text.encode()) - len(one.span) for one in enhancement.edits if one.span.start < within.end)
    before = shift(within.start, [one for one in enhancement.edits if one.span.end <= within.start])
    return Span(before, max(before, within.end + grown))
