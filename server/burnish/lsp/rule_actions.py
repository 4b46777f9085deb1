"""Lightbulb entries about a rule as a whole: fix all of its findings, ignore it, explain it, switch it off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from lsprotocol import types

from burnish import engine
from burnish.enhancement import Origin
from burnish.lsp import convert
from burnish.lsp.cells import first_offset
from burnish.lsp.choice import Choice
from burnish.lsp.documents import OpenDocument
from burnish.lsp.session import Session
from burnish.lsp.settings_files import can_switch_off
from burnish.lsp.words import EXPLAIN_COMMAND, SWITCH_OFF_COMMAND
from burnish.project import Project
from burnish.rule import Finding, Safety
from burnish.suppression import ignore_here, ignore_in_file
from burnish.text import Edit, Span

FIX_RULE, FIX_RULE_UNSAFE, SWITCH_OFF = "fix-rule", "fix-rule-unsafe", "switch-off"


def fixes_of_rules(known: OpenDocument, project: Project, chosen: Sequence[Finding]) -> Iterator[types.CodeAction]:
    """*Fix all*, for each rule that has more than one finding to fix; unsafe where the chosen finding's own fix is."""
    for finding in {one.rule: one for one in chosen}.values():
        planned = engine.plan_fix(known.document, project, finding)
        if planned is None:
            continue
        unsafe = engine.safety_of(*planned) is Safety.UNSAFE
        alike = [one for one in known.findings if one.rule == finding.rule]
        fixes = (engine.plan_fix(known.document, project, one) for one in alike)
        made = (one for one in fixes if one is not None and (unsafe or engine.safety_of(*one) is Safety.SAFE))
        if len(list(islice(made, 2))) < 2:
            continue
        where = "file" if known.cell is None else "cell"
        title = convert.action_title(f"Fix all {finding.rule} in this {where}", Origin.RULE, unsafe)
        yield _action(known, finding, FIX_RULE_UNSAFE if unsafe else FIX_RULE, title)


def ignoring(
    session: Session, known: OpenDocument, chosen: Sequence[Finding], diagnostics: Sequence[types.Diagnostic]
) -> Iterator[types.CodeAction]:
    """*Ignore here*, *ignore in this file*."""
    versioned = session.client.can.versions_edits
    for finding in {one.rule: one for one in chosen}.values():
        part = known.document.part_at(finding.anchor)
        places = ((ignore_here(part, finding), "here"), _ignored_in_file(known, finding))
        for edit, where in places:
            edits = None if edit is None else known.to_type((edit,))
            if edits is not None:
                yield types.CodeAction(
                    title=f"Burnish: Ignore {finding.rule} {where}",
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=convert.same(diagnostics, finding) or None,
                    edit=convert.workspace_edit(known, known.uri, edits, session.encoding, versioned=versioned),
                )


def _ignored_in_file(known: OpenDocument, finding: Finding) -> tuple[Edit | None, str]:
    """The edit that silences a rule in the whole file, and where that is: in a notebook such a comment may be in any cell."""
    edit = ignore_in_file(known.document, finding)
    if edit is None or known.cell is None:
        return edit, "in this file"
    start = first_offset(known.cell, known.document.lines)
    return Edit(Span(start, start), edit.text), "in this notebook"


def about_rules(session: Session, known: OpenDocument, chosen: Sequence[Finding]) -> Iterator[types.CodeAction]:
    """*Switch off in this project*, where there is a place for settings; *explain*, where the client has the command."""
    rules = {one.rule: one for one in chosen}.values()
    if can_switch_off(session, known.document.path):
        for finding in rules:
            title = f"Burnish: Switch {finding.rule} off in this project"
            if SWITCH_OFF_COMMAND in session.client.can.commands:
                # Such a client asks for the edit itself, so that it can save what it changes.
                command = types.Command(
                    title=title, command=SWITCH_OFF_COMMAND, arguments=[{"uri": known.uri, "rule": finding.rule}]
                )
                yield types.CodeAction(title=title, kind=types.CodeActionKind.QuickFix, command=command)
            else:
                yield _action(known, finding, SWITCH_OFF, title)
    if EXPLAIN_COMMAND in session.client.can.commands:
        for finding in rules:
            at = convert.range_of(known.lines, finding.span, session.encoding).start
            argument = {"uri": known.uri, "position": {"line": at.line, "character": at.character}}
            title = f"Burnish: Explain {finding.rule}"
            command = types.Command(title=title, command=EXPLAIN_COMMAND, arguments=[argument])
            yield types.CodeAction(title=title, kind=types.CodeActionKind.QuickFix, command=command)


def _action(known: OpenDocument, finding: Finding, kind: str, title: str) -> types.CodeAction:
    choice = Choice(known.uri, known.document.version, kind, finding.rule, finding.anchor.start, finding.anchor.end)
    return types.CodeAction(title=title, kind=types.CodeActionKind.QuickFix, data=choice.to_data())
