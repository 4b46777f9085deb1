"""One rewrite: a finding by its rule's fix or by the model, a region for an objective; verified or refused."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from burnish.analysis import Analysis, analyze
from burnish.document import Document
from burnish.engine.formatting import laid_out
from burnish.enhancement import Enhancement, Origin, Receipt, Refusal
from burnish.model.backend import Backend
from burnish.model.errors import BackendError
from burnish.project import Project
from burnish.proposal.propose import Proposal, Rejection, Wish, propose
from burnish.proposal.regions import region_for, whole_lines
from burnish.rule import Finding, Fix, Objective, Rule, Safety, objective_of
from burnish.rules import rule_of
from burnish.text import Edit, Span, with_line_ends
from burnish.verification import Rewrite, verify
from burnish.verification.checks import behaviour
from burnish.verification.rewrite import reach

LONGEST_INSTRUCTION = 2_000
"""Characters that a person may ask with: more is a text to be read, not a wish for one region."""

TITLE_LENGTH = 60
"""Characters of an instruction that stand in a title."""


def findings(document: Document, project: Project) -> tuple[Finding, ...]:
    """What could be better in a document."""
    return analyze(document, project)


def fix_finding(
    document: Document,
    project: Project,
    finding: Finding,
    cancelled: threading.Event | None = None,
    analysis: Analysis | None = None,
) -> Enhancement | Refusal | None:
    """The rule's own fix of a finding, verified; None where the rule has none for it.

    With the document's analysis, where the caller has it, nothing outside of the change is analysed again.
    """
    planned = plan_fix(document, project, finding)
    if planned is None:
        return None
    rule, fix = planned
    target = _Target(document, project, rule, finding, finding.anchor, rule.objective, cancelled, analysis=analysis)
    region = reach(document, rule, finding)
    return _verified(target, fix.edits, fix.title, Origin.RULE, safety_of(rule, fix), region)


def plan_fix(document: Document, project: Project, finding: Finding) -> tuple[Rule, Fix] | None:
    """The rule's own fix of a finding, not verified yet: for menus, which show titles before they compute."""
    part = document.part_at(finding.anchor)
    rule = rule_of(finding.rule, part.language.name, project)
    if rule is None or not rule.fixable:
        return None
    fix = rule.fix_of(finding, part, project)
    return None if fix is None else (rule, fix)


def safety_of(rule: Rule, fix: Fix) -> Safety:
    return fix.safety or rule.safety or Safety.UNSAFE


def rule_at(document: Document, finding: Finding, project: Project | None = None) -> Rule | None:
    """The rule of a finding, for the language in which it stands."""
    return rule_of(finding.rule, document.part_at(finding.anchor).language.name, project)


def rewrite_finding(
    document: Document,
    project: Project,
    finding: Finding,
    backend: Backend,
    cancelled: threading.Event | None = None,
    on_text: Callable[[str], None] | None = None,
    analysis: Analysis | None = None,
) -> Enhancement | Refusal:
    """The model's rewrite for a finding, verified: the first of its candidates that the gate accepts.

    Raises BackendError when the model cannot answer at all.
    """
    rule = rule_at(document, finding)
    objective = objective_of(finding.rule)
    target = _Target(document, project, rule, finding, finding.anchor, objective, cancelled, analysis=analysis)
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


def verified_again(
    document: Document,
    project: Project,
    finding: Finding,
    made: Enhancement,
    edits: Iterable[Edit],
    cancelled: threading.Event | None = None,
) -> Enhancement | Refusal:
    """An enhancement made before, for the same finding in another version of the document and with its edits there.

    A rule makes its fix anew, with what that version needs; the edits are those of a model's rewrite.
    """
    if made.origin is Origin.RULE:
        return fix_finding(document, project, finding, cancelled) or Refusal(
            document.path, finding.rule, finding.span, "proposal", "the rule has no fix for it any more", made.origin
        )
    rule = rule_at(document, finding)
    target = _Target(document, project, rule, finding, finding.anchor, made.objective, cancelled)
    around = region_for(document, finding.anchor)
    region = finding.anchor if around is None else whole_lines(document, around)
    return _verified(target, edits, made.title, made.origin, made.safety, region)


def verify_edits(
    document: Document,
    project: Project,
    edits: Iterable[Edit],
    *,
    rule: Rule,
    finding: Finding,
    origin: Origin = Origin.RULE,
    region: Span | None = None,
) -> Receipt:
    """What the gate says of edits that resolve a finding. Without a region they are a rule's fix, and reach as far as one may.

    Raises ValueError when they overlap or reach beyond the text.
    """
    return verify(Rewrite.of(document, edits, region, project, origin, rule=rule, finding=finding))


def refuted(
    document: Document,
    project: Project,
    edits: Iterable[Edit],
    region: Span,
    *,
    rule: Rule | None = None,
    objective: Objective | None = None,
) -> bool:
    """Whether running both versions of each function that edits change shows a difference, as far as they can be run.

    What the rule is there to change is none. Raises ValueError without a rule and an objective.
    """
    rewrite = Rewrite.of(document, edits, region, project, Origin.MODEL, rule=rule, objective=objective)
    return any(one.verdict == "refuted" for one in behaviour.compared(rewrite))


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
    analysis: Analysis | None = None

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
    document = target.document
    made = laid_out(document, [with_line_ends(document.source, edit) for edit in edits], target.project)
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
            analysis=target.analysis,
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
