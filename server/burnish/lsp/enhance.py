"""The commands "Enhance File" and "Enhance Selection": every verified enhancement, previewed before it is applied."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from burnish import engine
from burnish.document import Document
from burnish.engine import Progress, Run
from burnish.lsp import convert
from burnish.lsp.documents import OpenDocument
from burnish.lsp.features import ENHANCE
from burnish.lsp.scheduling import in_model_thread
from burnish.lsp.server import BurnishServer, progress_token
from burnish.model.backend import BackendError
from burnish.project import Project
from burnish.report.combined import combined_edits
from burnish.text import Edit, Span


async def enhance(ls: BurnishServer, *arguments: Any) -> dict[str, Any]:
    """Enhances a file or a range of it: one argument {uri, range or null}.

    The edits go to the client as one applyEdit, each to be confirmed where the client can. Returns
    {applied, enhancements, rejected, message}.
    """
    uri, place = _target(arguments)
    known = ls.documents.get(uri)
    if known is None or known.analysis is None:
        return _report(False, 0, 0, "this file is not one that Burnish can enhance")
    within = convert.span_of_range(known.document.lines, place, ls.encoding) if place else None
    return await _enhance_open(ls, known, within)


async def _enhance_open(ls: BurnishServer, known: OpenDocument, within: Span | None) -> dict[str, Any]:
    cancelled = threading.Event()
    token = progress_token.get()
    show = _reporter(ls, token, asyncio.get_running_loop(), cancelled)
    project = ls.project_of(known.document.path)
    try:
        run, trouble = await in_model_thread(_run, ls, known.document, project, within, cancelled, show)
    except asyncio.CancelledError:
        cancelled.set()
        raise
    finally:
        if token is not None:
            ls.work_done_progress.end(token, types.WorkDoneProgressEnd())
    if cancelled.is_set():
        return _report(False, 0, 0, "cancelled; nothing was changed")
    ls.refusals.note(known, run.refusals)
    if not run.steps:
        return _report(False, 0, len(run.refusals), trouble or "nothing to enhance here")
    now = ls.documents.get(known.uri)
    if now is None or now.document.version != known.document.version:
        return _report(False, 0, 0, "the text was changed meanwhile; nothing was changed")
    applied = await _apply(ls, known, run)
    count = len(run.steps)
    message = f"{count} enhancement{'s' * (count != 1)}" + ("" if applied else ", not applied")
    return _report(applied, count, len(run.refusals), f"{message}; {trouble}" if trouble else message)


def fix_all_edits(document: Document, project: Project, cancelled: threading.Event) -> tuple[Edit, ...]:
    """All safe fixes of a file as edits of its present text."""
    run = engine.fix_all(document, project, cancelled=cancelled)
    return tuple(edit for edit, _ in combined_edits(run))


def _run(
    ls: BurnishServer,
    document: Document,
    project: Project,
    within: Span | None,
    cancelled: threading.Event,
    show: Callable[[Progress], None],
) -> tuple[Run, str]:
    """The run, and in one sentence what kept the model from taking part."""
    options: dict[str, Any] = {
        "unsafe": project.config.unsafe_fixes,
        "within": None if within is None else (within,),
        "cancelled": cancelled,
    }
    if not ls.uses_model(project.config):
        return engine.enhance(document, project, None, **options), ""
    try:
        with ls.working(project.config) as backend:
            return engine.enhance(document, project, backend, on_progress=show, **options), ""
    except BackendError as error:
        return engine.enhance(document, project, None, **options), str(error).rstrip(".")


async def _apply(ls: BurnishServer, known: OpenDocument, run: Run) -> bool:
    capabilities = ls.client_capabilities
    confirms = convert.has(capabilities, "workspace", "workspace_edit", "change_annotation_support")
    edits = combined_edits(run)
    if confirms:
        labelled = [
            (edit, ", ".join(dict.fromkeys(map(convert.enhancement_label, causes))) or "Burnish", _description(causes))
            for edit, causes in edits
        ]
        change = convert.annotated_edit(known.document, known.uri, labelled, ls.encoding)
    else:
        versioned = convert.has(capabilities, "workspace", "workspace_edit", "document_changes")
        plain = [edit for edit, _ in edits]
        change = convert.workspace_edit(known.document, known.uri, plain, ls.encoding, versioned=versioned)
    answer = await ls.workspace_apply_edit_async(
        types.ApplyWorkspaceEditParams(
            edit=change, label="Burnish: Enhance", metadata=types.WorkspaceEditMetadata(is_refactoring=True)
        )
    )
    return bool(answer.applied)


def _description(causes: tuple[Any, ...]) -> str:
    from burnish.report.receipt import receipt_line

    return "; ".join(dict.fromkeys(receipt_line(one.receipt) for one in causes))


def _reporter(
    ls: BurnishServer,
    token: types.ProgressToken | None,
    loop: asyncio.AbstractEventLoop,
    cancelled: threading.Event,
) -> Callable[[Progress], None]:
    """Shows progress under the client's token, and heeds its cancel button."""
    if token is None:
        return lambda progress: None
    ls.work_done_progress.begin(
        token, types.WorkDoneProgressBegin(title="Burnish: Enhance", cancellable=True, percentage=0)
    )
    waiting = ls.work_done_progress.tokens.get(token)
    if waiting is not None:
        waiting.add_done_callback(lambda future: cancelled.set() if future.cancelled() else None)

    def show(progress: Progress) -> None:
        percentage = 100 * progress.done // max(1, progress.total)
        report = types.WorkDoneProgressReport(message=progress.message, percentage=percentage)
        loop.call_soon_threadsafe(ls.work_done_progress.report, token, report)

    return show


def _target(arguments: tuple[Any, ...]) -> tuple[str, types.Range | None]:
    """The URI and range of the command's one argument. Raises JsonRpcInvalidParams."""
    first = arguments[0] if arguments else None
    if isinstance(first, str):
        return first, None
    uri, place = _read(first, "uri"), _read(first, "range")
    if not isinstance(uri, str):
        raise JsonRpcInvalidParams.of(ValueError(f"{ENHANCE} takes one argument: {{uri, range}}"))
    return uri, None if place is None else types.Range(_position(_read(place, "start")), _position(_read(place, "end")))


def _position(place: Any) -> types.Position:
    return types.Position(_read(place, "line"), _read(place, "character"))


def _read(value: Any, name: str) -> Any:
    """A field of what a client sent without a type: a mapping or an object, as the protocol's library has it."""
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


def _report(applied: bool, enhancements: int, rejected: int, message: str) -> dict[str, Any]:
    return {
        "applied": applied,
        "enhancements": enhancements,
        "rejected": rejected,
        "message": f"Burnish: {message}.",
    }
