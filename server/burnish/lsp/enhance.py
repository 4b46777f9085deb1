"""The command that enhances a file or a selection at once, for clients without a review of their own: every verified
enhancement as one edit, each to be confirmed where the client can.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from burnish import engine
from burnish.document import Document
from burnish.engine import LeftReason, Progress, Run
from burnish.enhancement import Enhancement
from burnish.lsp import convert
from burnish.lsp.documents import LEAVES_CELL, OpenDocument
from burnish.lsp.left import counted, left_out
from burnish.lsp.progress import progress_token, reported
from burnish.lsp.scheduling import in_model_thread
from burnish.lsp.session import Session
from burnish.lsp.words import ENHANCE
from burnish.model.backend import Backend
from burnish.project import Project
from burnish.report.combined import combined_edits
from burnish.report.receipt import receipt_line
from burnish.text import Edit, Span

SECONDS_FOR_CHANGES = 2.0
"""How long a client that lets a person confirm edits may take to say which ones it made."""


async def enhance(session: Session, *arguments: Any) -> dict[str, Any]:
    """Enhances a file or a range of it: one argument {uri, range or null}.

    The edits go to the client as one applyEdit. Returns {applied, enhancements, rejected, message}; `enhancements` counts
    what was applied, and the message says what was left out and why.
    """
    uri, place = _target(arguments)
    known = session.documents.get(uri)
    if known is None or known.analysis is None:
        return _report(False, 0, 0, "This file is not one that Burnish can enhance.")
    within = known.within if place is None else (convert.span_of_range(known.lines, place, session.encoding),)
    return await _enhance_open(session, known, within)


async def _enhance_open(session: Session, known: OpenDocument, within: tuple[Span, ...] | None) -> dict[str, Any]:
    cancelled = threading.Event()
    project = session.workspace.project_of(known.document.path)
    with reported(session, progress_token.get(), "Burnish: Enhance", cancelled) as show:
        run, trouble = await in_model_thread(_run, session, known.document, project, within, cancelled, show)
    if cancelled.is_set():
        return _report(False, 0, 0, "Cancelled; nothing was changed.")
    session.refusals.note(known, run.refusals)
    rest = _rest(session, project, run, trouble)
    rejected = len(run.refusals)
    if not run.steps:
        return _report(False, 0, rejected, rest or "There is nothing to enhance here.")
    now = session.documents.get(known.uri)
    if now is None or now.document.version != known.document.version:
        return _report(False, 0, rejected, "The text was changed meanwhile; nothing was changed.")
    applied = await _apply(session, known, run)
    offered = len(run.steps)
    said = (
        f"Applied {counted(applied, 'enhancement') if applied == offered else f'{applied} of {offered} enhancements'}."
    )
    if not applied:
        said = f"Nothing was changed; {counted(offered, 'enhancement')} {'was' if offered == 1 else 'were'} offered."
    return _report(applied > 0, applied, rejected, f"{said} {rest}".strip())


def _run(
    session: Session,
    document: Document,
    project: Project,
    within: tuple[Span, ...] | None,
    cancelled: threading.Event,
    show: Callable[[Progress], None],
) -> tuple[Run, str]:
    """The run, and in one sentence what kept the model from taking part."""
    model: Callable[[], AbstractContextManager[Backend]] | None = None
    if session.model.is_on(project.config):
        model = partial(session.model.working, project.config)
    run, error = engine.enhance_surest_first(
        document,
        project,
        model,
        unsafe=project.config.unsafe_fixes,
        within=within,
        cancelled=cancelled,
        on_progress=show,
    )
    return run, "" if error is None else str(error)


def _rest(session: Session, project: Project, run: Run, trouble: str) -> str:
    """What was left out, and a way on."""
    said = [left_out(run.left)] if run.left else []
    reasons = {one.reason for one in run.left}
    if trouble:
        said.append(trouble)
    elif LeftReason.MODEL_OFF in reasons:
        said.append(session.model.why_missing(project.config)[1])
    if LeftReason.UNSAFE in reasons:
        said.append("The lightbulb offers unsafe fixes one by one; with burnish.unsafeFixes they are made here, too.")
    return " ".join(said)


async def _apply(session: Session, known: OpenDocument, run: Run) -> int:
    """Has the client make the edits; how many enhancements it made whole."""
    confirms = session.client.can.confirms_edits
    edits = sorted(combined_edits(run), key=lambda one: one[0].span)
    typed = known.to_type([edit for edit, _ in edits])
    if typed is None:
        session.tell(LEAVES_CELL)
        return 0
    if confirms:
        causes = [(_label(each), _description(each)) for _, each in edits]
        labelled = [(edit, *said) for edit, said in zip(typed, causes, strict=True)]
        change = convert.annotated_edit(known, known.uri, labelled, session.encoding)
    else:
        versioned = session.client.can.versions_edits
        change = convert.workspace_edit(known, known.uri, typed, session.encoding, versioned=versioned)
    if not await session.client.apply(change, "Burnish: Enhance"):
        return 0
    return await _confirmed(session, known, run, edits) if confirms else len(run.steps)


async def _confirmed(
    session: Session, known: OpenDocument, run: Run, edits: list[tuple[Edit, tuple[Enhancement, ...]]]
) -> int:
    """How many enhancements a person confirmed: those whose edits the text has now."""
    now = session.documents.get(known.uri)
    if now is not None and now.document.version == known.document.version:
        await session.next_change(known.uri, SECONDS_FOR_CHANGES)
        now = session.documents.get(known.uri)
    if now is None or now.document.version == known.document.version:
        return 0
    made = made_edits(known.document.source, now.document.source, [edit for edit, _ in edits])
    missing = {cause for done, (_, causes) in zip(made, edits, strict=True) if not done for cause in causes}
    return sum(step.enhancement not in missing for step in run.steps)


def made_edits(before: bytes, after: bytes, edits: list[Edit]) -> list[bool]:
    """Which of several edits a text has had; what stands between them is the same in both."""
    made = []
    at = position = 0
    for number, edit in enumerate(edits):
        position += edit.span.start - at
        following = edits[number + 1].span.start if number + 1 < len(edits) else len(before)
        rest = before[edit.span.end : following]
        new = edit.text.encode("utf-8", "surrogatepass")
        done = after.startswith(new + rest, position)
        made.append(done)
        position += len(new) if done else len(edit.span)
        at = edit.span.end
    return made


def _label(causes: tuple[Enhancement, ...]) -> str:
    """What a row of the preview says: what is done, and what running it showed."""
    titles = Counter(map(convert.enhancement_label, causes))
    receipts = dict.fromkeys(receipt_line(one.receipt) for one in causes)
    return f"{', '.join(titles)} ({'; '.join(receipts)})"


def _description(causes: tuple[Enhancement, ...]) -> str:
    return "; ".join(dict.fromkeys(receipt_line(one.receipt) for one in causes))


def _target(arguments: tuple[Any, ...]) -> tuple[str, types.Range | None]:
    """The URI and range of the command's one argument. Raises JsonRpcInvalidParams."""
    first = arguments[0] if arguments else None
    if isinstance(first, str):
        return first, None
    uri = convert.read(first, "uri")
    if not isinstance(uri, str):
        raise JsonRpcInvalidParams.of(ValueError(f"{ENHANCE} takes one argument: {{uri, range}}"))
    return uri, convert.range_in(convert.read(first, "range"))


def _report(applied: bool, enhancements: int, rejected: int, message: str) -> dict[str, Any]:
    return {"applied": applied, "enhancements": enhancements, "rejected": rejected, "message": message}
