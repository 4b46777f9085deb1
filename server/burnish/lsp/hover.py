"""Hover: the reason for a finding, what its fix changes, and the receipt."""

from __future__ import annotations

import difflib
import threading

from lsprotocol import types

from burnish import engine
from burnish.document import Document
from burnish.enhancement import Enhancement
from burnish.lsp import convert
from burnish.lsp.documents import OpenDocument
from burnish.lsp.scheduling import cancelling, in_thread
from burnish.lsp.session import Session
from burnish.metrics import Metrics, function_metrics
from burnish.project import Project
from burnish.report.escaping import markdown_block, markdown_code, markdown_sentence, markdown_text
from burnish.report.receipt import receipt_line, refusal_sentence
from burnish.rule import Finding, Safety
from burnish.rules import rule_of
from burnish.text import Span

MAX_DIFF_LINES = 16


async def hover(session: Session, params: types.HoverParams) -> types.Hover | None:
    known = session.documents.get(params.text_document.uri)
    if known is None:
        return None
    if known.left_out is not None and params.position.line == 0:
        said = markdown_text(known.why_unread)
        line = known.document.lines.around(convert.offset_of(known.lines, params.position, session.encoding))
        first = convert.range_of(known.lines, line, session.encoding)
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, said), first)
    offset = convert.offset_of(known.lines, params.position, session.encoding)
    here = [one for one in known.findings if one.span.start <= offset <= one.span.end]
    if not here:
        return None
    project = session.workspace.project_of(known.document.path)
    cancelled = threading.Event()
    with cancelling(cancelled):
        parts = await in_thread(_parts, known, project, here, cancelled)
    smallest = min(here, key=lambda one: len(one.span))
    return types.Hover(
        contents=types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(parts)),
        range=convert.range_of(known.lines, smallest.span, session.encoding),
    )


def _parts(known: OpenDocument, project: Project, here: list[Finding], cancelled: threading.Event) -> list[str]:
    # Editors show the message of a finding beside what they are told here: it is not repeated.
    return ["\n\n".join(_about(known.document, project, finding, cancelled)) for finding in here]


def finding_page(document: Document, project: Project, finding: Finding, cancelled: threading.Event) -> str:
    """Markdown on one finding: message, reason, change, receipt, metrics, link."""
    return "\n\n".join([f"**{markdown_sentence(finding.message)}**", *_about(document, project, finding, cancelled)])


def _about(document: Document, project: Project, finding: Finding, cancelled: threading.Event) -> list[str]:
    rule = rule_of(finding.rule, document.part_at(finding.anchor).language.name, project)
    lines = []
    if rule is not None and rule.why:
        lines.append(rule.why)
    outcome = engine.fix_finding(document, project, finding, cancelled)
    if isinstance(outcome, Enhancement):
        lines.append(markdown_block(_small_diff(document, outcome), "diff"))
        safety = "Safe fix" if outcome.safety is Safety.SAFE else "Unsafe fix: read the rule's page first"
        lines.append(f"{safety} · {markdown_text(receipt_line(outcome.receipt))}")
    elif outcome is not None:
        lines.append(markdown_text(refusal_sentence(outcome)))
    measured = _metrics_at(document, finding.span)
    if measured is not None:
        lines.append(
            f"{markdown_code(measured.name)}: cyclomatic {measured.cyclomatic}, cognitive {measured.cognitive}, "
            f"nesting {measured.nesting}, {measured.lines} lines of code"
        )
    link = convert.link_of(rule) if rule is not None else None
    lines.append(f"`{finding.rule}`" + (f" · [documentation]({link})" if link else ""))
    return lines


def _small_diff(document: Document, enhancement: Enhancement) -> str:
    after = document.edited(enhancement.edits)
    lines = list(difflib.unified_diff(document.text.splitlines(), after.text.splitlines(), lineterm="", n=0))[2:]
    shown = [line for line in lines if not line.startswith("@@")]
    if len(shown) > MAX_DIFF_LINES:
        return "\n".join([*shown[:MAX_DIFF_LINES], f"… {len(shown) - MAX_DIFF_LINES} more lines"])
    return "\n".join(shown)


def _metrics_at(document: Document, span: Span) -> Metrics | None:
    part = document.part_at(span)
    around = [one for one in function_metrics(part) if one.span.contains(span)]
    return min(around, key=lambda one: len(one.span), default=None)
