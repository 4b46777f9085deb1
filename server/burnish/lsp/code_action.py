"""Lightbulb entries: rule fixes, the model's rewrites, fix all, ignore.

The list is cheap: titles come from planned fixes. When the user opened the menu, fixes are verified
before they are listed; what an automatic request listed is verified when it is chosen. The model
works only once its entry is chosen.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence

from lsprotocol import types

from burnish import engine
from burnish.document import Document
from burnish.enhancement import Enhancement, Origin, Refusal
from burnish.lsp import convert
from burnish.lsp.choice import Choice
from burnish.lsp.documents import LEAVES_CELL, OpenDocument
from burnish.lsp.left import counted
from burnish.lsp.notices import model_failed
from burnish.lsp.rule_actions import FIX_RULE, FIX_RULE_UNSAFE, SWITCH_OFF, about_rules, fixes_of_rules, ignoring
from burnish.lsp.scheduling import cancelling, in_model_thread, in_thread
from burnish.lsp.session import Session
from burnish.lsp.settings_files import quick_fixes, switch_off
from burnish.lsp.words import FIX_ALL, REWRITE
from burnish.model import trained_rules
from burnish.model.errors import BackendError
from burnish.project import Project
from burnish.report.combined import combined_edits
from burnish.report.receipt import receipt_line, refusal_sentence
from burnish.rule import Finding, Objective, Safety
from burnish.rules import rule_of
from burnish.text import Edit, Span
from burnish.tree import enclosing_function

MAX_MODEL_ENTRIES = 3


async def code_actions(session: Session, params: types.CodeActionParams) -> list[types.CodeAction]:
    settings = session.settings_texts.get(params.text_document.uri)
    if settings is not None and _wants(params.context.only, types.CodeActionKind.QuickFix):
        return quick_fixes(session, settings, params.range)
    known = session.documents.get(params.text_document.uri)
    if known is None or known.analysis is None:
        return []
    span = convert.span_of_range(known.lines, params.range, session.encoding)
    wanted = params.context.only
    chosen = sorted(_findings_at(known, span), key=lambda one: (len(one.anchor), one.span.start))
    actions: list[types.CodeAction] = []
    if _wants(wanted, types.CodeActionKind.QuickFix):
        asked = params.context.trigger_kind is not types.CodeActionTriggerKind.Automatic
        cancelled = threading.Event()
        with cancelling(cancelled):
            actions += await in_thread(_fixes, session, known, chosen, asked, params.context.diagnostics, cancelled)
        actions += ignoring(session, known, chosen, params.context.diagnostics)
        actions += about_rules(session, known, chosen)
    if wanted and _wants(wanted, REWRITE):
        actions += _objectives(session, known, span)
    if wanted and _wants(wanted, FIX_ALL):
        actions.append(_fix_all(known))
    if not session.client.can.resolves_actions:
        # Such a client cannot ask again: what is computed at once is computed now, the rest left out.
        actions = [await resolve(session, one) if _is_cheap(one) else one for one in actions]
        actions = [one for one in actions if one.edit is not None or one.command is not None]
    return actions


def _findings_at(known: OpenDocument, span: Span) -> list[Finding]:
    """The findings that a cursor or selection touches; where there are none, those of the cursor's line."""
    touched = [one for one in known.findings if one.span.overlaps(span)]
    if touched or len(span):
        return touched
    lines = known.document.lines
    line = lines.line_of(span.start)
    return [one for one in known.findings if lines.line_of(one.span.start) == line]


async def resolve(session: Session, action: types.CodeAction) -> types.CodeAction:
    if action.edit is not None or not isinstance(action.data, dict):
        return action
    choice = Choice.of_data(action.data)
    if choice is None:
        return action
    if choice.kind == SWITCH_OFF:
        return await _switched_off(session, action, choice)
    known = session.documents.get(choice.uri)
    if known is None or known.document.version != choice.version:
        message = "Burnish: the text has changed since; please choose again."
        session.client.show(types.MessageType.Info, message)
        return action
    cancelled = threading.Event()
    try:
        run = in_model_thread if choice.kind in ("model", "objective") else in_thread
        outcome = await run(_computed, session, known, choice, cancelled)
    except asyncio.CancelledError:
        cancelled.set()
        raise
    except BackendError as error:
        model_failed(session, str(error))
        return action
    if isinstance(outcome, Refusal):
        session.refusals.note(known, [outcome])
        session.client.show(types.MessageType.Info, f"Burnish: {refusal_sentence(outcome)}")
    elif isinstance(outcome, Enhancement):
        action.edit = _documented(session, known, outcome)
        action.data = {**action.data, "receipt": receipt_line(outcome.receipt)}
    elif outcome:
        action.edit = _plain(session, known, outcome)
    return action


async def _switched_off(session: Session, action: types.CodeAction, choice: Choice) -> types.CodeAction:
    made = await in_thread(switch_off, session, choice.uri, choice.rule)
    action.edit = made["edit"]
    if action.edit is None:
        session.tell(made["message"])
    return action


def _documented(session: Session, known: OpenDocument, made: Enhancement) -> types.WorkspaceEdit | None:
    """The edit with its receipt, where the client can show it in a preview."""
    edits = known.to_type(made.edits)
    if edits is None or not session.client.can.confirms_edits:
        return _plain(session, known, made.edits)
    label, receipt = convert.enhancement_label(made), receipt_line(made.receipt)
    labelled = [(edit, label, receipt) for edit in edits]
    return convert.annotated_edit(known, known.uri, labelled, session.encoding, confirmed=True)


def _plain(session: Session, known: OpenDocument, edits: Sequence[Edit]) -> types.WorkspaceEdit | None:
    """The edit; None, with a notice, where it leaves the cell."""
    typed = known.to_type(edits)
    if typed is None:
        session.tell(LEAVES_CELL)
        return None
    versioned = session.client.can.versions_edits
    return convert.workspace_edit(known, known.uri, typed, session.encoding, versioned=versioned)


def _fixes(
    session: Session,
    known: OpenDocument,
    chosen: Sequence[Finding],
    asked: bool,
    diagnostics: Sequence[types.Diagnostic],
    cancelled: threading.Event,
) -> list[types.CodeAction]:
    """Rule fixes before model rewrites, smaller targets first."""
    project = session.workspace.project_of(known.document.path)
    if chosen and not asked and project.config.behaviour:
        engine.prepare(known.document)  # whoever stands on a finding may soon ask for its fix
    by_rule: list[types.CodeAction] = []
    by_model: list[types.CodeAction] = []
    for finding in chosen:
        planned = engine.plan_fix(known.document, project, finding)
        refused = engine.fix_finding(known.document, project, finding, cancelled) if planned and asked else None
        if planned is not None and not isinstance(refused, Refusal):
            rule, fix = planned
            unsafe = engine.safety_of(rule, fix) is Safety.UNSAFE
            action = _action(known, finding, "fix", convert.action_title(fix.title, Origin.RULE, unsafe), diagnostics)
            action.is_preferred = not unsafe or None
            by_rule.append(action)
        if (
            session.model.is_on(project.config)
            and len(by_model) < MAX_MODEL_ENTRIES
            and engine.model_may_try(known.document, finding, trained_rules(project.config))
        ):
            by_model.append(_model_action(session, known, finding, diagnostics))
    return [*by_rule, *fixes_of_rules(known, project, chosen), *by_model]


def _model_action(
    session: Session, known: OpenDocument, finding: Finding, diagnostics: Sequence[types.Diagnostic]
) -> types.CodeAction:
    rule = rule_of(finding.rule, known.document.part_at(finding.anchor).language.name, known.project)
    title = finding.message if rule is None else rule.summary.rstrip(".")
    action = _action(known, finding, "model", convert.action_title(title, Origin.MODEL), diagnostics)
    action.tags = _model_tags(session)
    return action


def _model_tags(session: Session) -> list[types.CodeActionTag] | None:
    known = session.client.can.tags_actions
    return [types.CodeActionTag.LlmGenerated] if known else None


def _action(
    known: OpenDocument, finding: Finding, kind: str, title: str, diagnostics: Sequence[types.Diagnostic]
) -> types.CodeAction:
    choice = Choice(known.uri, known.document.version, kind, finding.rule, finding.anchor.start, finding.anchor.end)
    return types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=convert.same(diagnostics, finding) or None,
        data=choice.to_data(),
    )


def _objectives(session: Session, known: OpenDocument, span: Span) -> Iterator[types.CodeAction]:
    """Entries of the refactor menu: the model on the function around the cursor, for any objective."""
    config = session.workspace.project_of(known.document.path).config
    if not session.model.is_on(config) or _function_at(known.document, span) is None:
        return
    for objective in Objective:
        choice = Choice(known.uri, known.document.version, "objective", objective.value, span.start, span.end)
        yield types.CodeAction(
            title=convert.action_title(f"Enhance for {objective.value}", Origin.MODEL),
            kind=REWRITE,
            tags=_model_tags(session),
            data=choice.to_data(),
        )


def _fix_all(known: OpenDocument) -> types.CodeAction:
    choice = Choice(known.uri, known.document.version, "fix-all")
    return types.CodeAction(title="Burnish: Apply all safe fixes", kind=FIX_ALL, data=choice.to_data())


def _computed(
    session: Session, known: OpenDocument, choice: Choice, cancelled: threading.Event
) -> Enhancement | tuple[Edit, ...] | Refusal:
    """What an entry stands for, verified: one enhancement, or the edits of several."""
    document = known.document
    project = session.workspace.project_of(document.path)
    if choice.kind == "fix-all":
        return _fixes_in_time(session, known, project, cancelled)
    if choice.kind == "objective":
        with session.model.working(project.config) as backend:
            place = Span(choice.start, choice.end)
            return engine.rewrite_region(document, project, place, Objective(choice.rule), backend, cancelled)
    if choice.kind in (FIX_RULE, FIX_RULE_UNSAFE):
        return _fixes_of_rule(session, known, project, choice, cancelled)
    anchor = Span(choice.start, choice.end)
    finding = next((one for one in known.findings if one.rule == choice.rule and one.anchor == anchor), None)
    if finding is None:
        return ()
    if choice.kind == "model":
        with session.model.working(project.config) as backend:
            return engine.rewrite_finding(document, project, finding, backend, cancelled)
    return engine.fix_finding(document, project, finding, cancelled) or ()


def _fixes_of_rule(
    session: Session, known: OpenDocument, project: Project, choice: Choice, cancelled: threading.Event
) -> tuple[Edit, ...]:
    """Every fix of one rule; a notice says how many were refused."""
    unsafe = choice.kind == FIX_RULE_UNSAFE
    rules = frozenset((choice.rule,))
    run = engine.fix_all(known.document, project, unsafe=unsafe, within=known.within, rules=rules, cancelled=cancelled)
    if run.refusals and not cancelled.is_set():
        refused = counted(len(run.refusals), "fix", "fixes")
        session.tell(f"{refused} of {choice.rule} did not pass the checks. See Burnish: Show Refused Rewrites.")
    return tuple(edit for edit, _ in combined_edits(run))


def _fixes_in_time(
    session: Session, known: OpenDocument, project: Project, cancelled: threading.Event
) -> tuple[Edit, ...]:
    """All safe fixes that can be made within the time that saving may take; a notice says when that was not all."""

    budget = project.config.save_budget_ms
    late = threading.Event()

    def give_up() -> None:
        late.set()
        cancelled.set()

    timer = threading.Timer(budget / 1000, give_up)
    timer.start()
    try:
        run = engine.fix_all(known.document, project, within=known.within, cancelled=cancelled)
    finally:
        timer.cancel()
    if late.is_set():
        made = f"Fixed {len(run.steps)}" if run.steps else "Nothing was fixed"
        left = sum(one.reason is engine.LeftReason.STOPPED for one in run.left)
        session.tell(
            f"{made} within {budget:,} ms, {left} left. To run both versions takes longer the first time: save again to go on."
        )
    return tuple(edit for edit, _ in combined_edits(run))


_CHEAP = frozenset({"fix", "fix-all", FIX_RULE, FIX_RULE_UNSAFE, SWITCH_OFF})


def _is_cheap(action: types.CodeAction) -> bool:
    return isinstance(action.data, dict) and action.data.get("kind") in _CHEAP


def _wants(only: Sequence[types.CodeActionKind | str] | None, kind: types.CodeActionKind | str) -> bool:
    """Whether a client that asks for `only` these kinds (and their sub-kinds) wants this one."""
    if only is None:
        return True
    name = getattr(kind, "value", kind)
    wanted = [getattr(one, "value", one) for one in only]
    return any(one == "" or name == one or name.startswith(one + ".") for one in wanted)


def _function_at(document: Document, span: Span) -> object | None:
    part = document.part_at(span)
    if part.tree is None:
        return None
    node = part.node_at(span)
    return node if node.type in part.language.functions else enclosing_function(node, part.language)
