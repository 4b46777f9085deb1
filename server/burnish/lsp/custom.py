"""Requests of Burnish's own: a rule's page, the models, what was refused."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from burnish import engine
from burnish.enhancement import Refusal
from burnish.lsp import convert
from burnish.lsp.documents import OpenDocument
from burnish.lsp.hover import finding_page
from burnish.lsp.scheduling import cancelling, in_thread
from burnish.lsp.session import Session
from burnish.lsp.settings_files import switch_off
from burnish.project import Project
from burnish.report.escaping import markdown_text
from burnish.report.receipt import refusal_sentence
from burnish.report.rule_page import rule_page
from burnish.rule import Finding
from burnish.rules import known_names, own_rules, rule_of


async def explain(session: Session, params: Any) -> dict[str, str] | None:
    """The page of the rule whose finding is at a position: {uri, position} gives {title, markdown} or null."""
    known = session.documents.get(params.uri)
    if known is None:
        return None
    position = types.Position(params.position.line, params.position.character)
    offset = convert.offset_of(known.lines, position, session.encoding)
    here = [one for one in known.findings if one.span.start <= offset <= one.span.end]
    if not here:
        line = known.document.lines.line_of(offset)
        here = [one for one in known.findings if known.document.lines.line_of(one.span.start) == line]
    if not here:
        return None
    finding = min(here, key=lambda one: len(one.span))
    cancelled = threading.Event()
    with cancelling(cancelled):
        page = await in_thread(
            finding_page, known.document, session.workspace.project_of(known.document.path), finding, cancelled
        )
    rule = rule_of(finding.rule, known.document.part_at(finding.anchor).language.name, known.project)
    rest = f"\n\n---\n\n{rule_page(rule)}" if rule is not None else ""
    return {"title": finding.rule, "markdown": page + rest}


def models(session: Session) -> dict[str, Any]:
    """The models that can be chosen: {current, models: [{name, path, detail}]}."""
    from burnish.model.manifest import manifests

    config = session.workspace.general_config() if session.workspace.folders else None
    found = [
        {
            "name": one.name,
            "path": str(one.file) if one.file else None,
            "detail": one.about,
        }
        for one in manifests()
    ]
    return {"current": config.model if config else None, "models": found}


async def refused(session: Session, params: Any) -> dict[str, Any] | None:
    """What was refused in a document: {uri} gives {title, markdown, refused: [{rule, line, origin, check, reason}]}.

    Null for a document that is not open. Every rule's fix of a finding is verified for it, which may take seconds.
    """
    known = session.documents.get(params.uri)
    if known is None:
        return None
    cancelled = threading.Event()
    project = session.workspace.project_of(known.document.path)
    with cancelling(cancelled):
        fixes = await in_thread(_refused_fixes, known, project, cancelled)
    rewrites, unchanged = session.refusals.of(known)
    every = [_Refused(one, known.line_of(finding.span.start)) for finding, one in fixes]
    every += [_Refused(one, known.line_of(one.span.start) if unchanged else None) for one in rewrites]
    name = known.document.path.name
    return {
        "title": f"Refused rewrites of {name}",
        "markdown": _page(name, every),
        "refused": [
            {
                "rule": one.refusal.rule,
                "line": one.line,
                "origin": one.refusal.origin.value,
                "check": one.refusal.check,
                "reason": one.refusal.reason,
            }
            for one in every
        ],
    }


def switched_off(session: Session, params: Any) -> dict[str, Any]:
    """The edit that switches a rule off where a document lies: {uri, rule} gives {edit, path, message}."""
    uri, rule = convert.read(params, "uri"), convert.read(params, "rule")
    if not isinstance(uri, str) or not isinstance(rule, str):
        raise JsonRpcInvalidParams.of(ValueError("'uri' and 'rule' must be strings"))
    own = own_rules(session.workspace.project_of(convert.path_of(uri)))
    if rule not in known_names() and rule not in {one.id for one in own}:
        return {"edit": None, "path": "", "message": convert.plain(f"There is no rule '{rule}'.")}
    return switch_off(session, uri, rule)


@dataclass(frozen=True, slots=True)
class _Refused:
    """A refusal with its line, from 0; None where the text has changed since."""

    refusal: Refusal
    line: int | None


def _refused_fixes(known: OpenDocument, project: Project, cancelled: threading.Event) -> list[tuple[Finding, Refusal]]:
    found = []
    for finding in known.findings:
        if cancelled.is_set():
            break
        outcome = engine.fix_finding(known.document, project, finding, cancelled)
        if isinstance(outcome, Refusal):
            found.append((finding, outcome))
    return found


def _page(name: str, every: list[_Refused]) -> str:
    lines = [f"# Refused rewrites of {markdown_text(name)}", ""]
    if not every:
        lines += ["Nothing was refused: every fix that the rules have for this file passes the checks.", ""]
    for one in every:
        where = "" if one.line is None else f", line {one.line + 1}"
        lines += [f"## {one.refusal.rule or 'Rewrite'}{where}", "", markdown_text(refusal_sentence(one.refusal)), ""]
    return "\n".join(lines)
