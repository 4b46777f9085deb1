"""Reviews: everything that can be done about a document, each enhancement with its reason, receipt and difference, for a
person to choose from; then the edit of what was chosen.
"""

from __future__ import annotations

import difflib
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from burnish import engine
from burnish.document import Document
from burnish.engine import Left, Progress, Run, Step
from burnish.enhancement import Refusal
from burnish.lsp import convert
from burnish.lsp.documents import LEAVES_CELL, OpenDocument
from burnish.lsp.left import counted, left_out, why_left
from burnish.lsp.progress import reported
from burnish.lsp.replay import Dropped, replayed, requirements
from burnish.lsp.reviews import Review
from burnish.lsp.scheduling import cancelling, in_model_thread, in_thread
from burnish.lsp.scope import Scope, changed_since_commit
from burnish.lsp.session import Session
from burnish.model.backend import Backend
from burnish.model.errors import BackendError
from burnish.report.combined import combined_edits
from burnish.report.escaping import plain_lines
from burnish.report.receipt import is_proven, receipt_details, receipt_line, refusal_sentence
from burnish.rule import Safety
from burnish.rules import rule_of

_CHAT_MODEL = (
    "Choose a chat model (a GGUF file whose name often ends in -instruct or -it) with Burnish: Select Model, or name an "
    "endpoint in your own settings (burnish.endpoint)."
)

CONTEXT_LINES = 2
"""Lines around a change that its difference shows."""


async def review(session: Session, params: Any) -> dict[str, Any]:
    """Every verified enhancement of a document, of a range of it, or of what changed since the last commit; with an
    instruction, the one rewrite of the range that does what it says.

    {uri, range?, changed?, instruction?, workDoneToken?} gives {uri, version, title, items, left, summary}; see `_items` and
    `_left`.
    """
    uri = _text(params, "uri")
    place = convert.range_in(_field(params, "range"))
    asked = _field(params, "instruction")
    instruction = _text(params, "instruction") if asked is not None else None
    changed = bool(_field(params, "changed")) and instruction is None
    about = f"“{instruction}”" if instruction else "selection" if place else "changed code" if changed else ""
    title = convert.plain(f"Enhance {convert.name_of(uri)}" + (f": {about}" if about else ""))
    known = session.documents.get(uri)
    if known is None or known.analysis is None:
        return _response(uri, 0 if known is None else known.version, title, [], [], _unread(known))
    scope = Scope((convert.span_of_range(known.lines, place, session.encoding),) if place else known.within)
    cancelled = threading.Event()
    with cancelling(cancelled):
        if changed:
            scope = await in_thread(changed_since_commit, known.document, known.within)
        if scope.empty:
            return _response(uri, known.version, title, [], [], scope.about)
        with reported(session, _field(params, "workDoneToken"), "Burnish: Enhance", cancelled) as show:
            if instruction is not None:
                return await in_model_thread(_instructed, session, known, scope, title, instruction, cancelled, show)
            run, trouble = await in_model_thread(_run, session, known, scope, cancelled, show)
        session.refusals.note(known, run.refusals)
        kept = session.reviews.note(uri, known.version, run)
        items, left = await in_thread(lambda: (_items(kept, known), _left(session, run, trouble, known)))
    return _response(uri, known.version, title, items, left, _summary(items, run.left, scope, cancelled))


async def review_edits(session: Session, params: Any) -> dict[str, Any]:
    """The edit of some of a review's items: {uri, version, ids} gives {edit, applied, dropped: [{id, reason}], message}.

    What was chosen is made anew on the text without what was not, and verified again there. `edit` is null where nothing is
    to be changed.
    """
    uri, version, ids = _text(params, "uri"), _field(params, "version"), _ids(params)
    known = session.documents.get(uri)
    found = session.reviews.with_ids(uri, version, ids) if known is not None and known.version == version else None
    if known is None or found is None:
        return _edits(None, 0, [], "The text has changed since the review. Nothing was changed; review it again.")
    kept, numbers = found
    if not numbers:
        return _edits(None, 0, [], "Nothing was chosen, so nothing was changed.")
    cancelled = threading.Event()
    project = session.workspace.project_of(known.document.path)
    with cancelling(cancelled):
        steps, dropped = await in_thread(replayed, kept.run, numbers, project, cancelled)
        combined = await in_thread(combined_edits, Run(kept.run.original, steps, (), ()))
    lost = [{"id": kept.first + one.number, "reason": convert.plain(one.reason)} for one in dropped]
    now = session.documents.get(uri)
    if now is None or now.document.version != known.document.version:
        return _edits(None, 0, lost, "The text was changed meanwhile. Nothing was changed; review it again.")
    message = _applied(kept.run, len(steps), dropped, known)
    if not steps:
        return _edits(None, 0, lost, message)
    edits = known.to_type([edit for edit, _ in combined])
    if edits is None:
        return _edits(None, 0, lost, LEAVES_CELL)
    versioned = session.client.can.versions_edits
    edit = convert.workspace_edit(known, uri, edits, session.encoding, versioned=versioned)
    return _edits(edit, len(steps), lost, message)


def _run(
    session: Session, known: OpenDocument, scope: Scope, cancelled: threading.Event, show: Callable[[Progress], None]
) -> tuple[Run, str]:
    """The run, and in one sentence what kept the model from taking part."""
    project = session.workspace.project_of(known.document.path)
    model: Any = None
    if session.model.is_on(project.config):
        model = partial[AbstractContextManager[Backend]](session.model.working, project.config)
    run, error = engine.enhance_surest_first(
        known.document, project, model, within=scope.within, cancelled=cancelled, on_progress=show
    )
    return run, "" if error is None else str(error)


def _instructed(
    session: Session,
    known: OpenDocument,
    scope: Scope,
    title: str,
    instruction: str,
    cancelled: threading.Event,
    show: Callable[[Progress], None],
) -> dict[str, Any]:
    """The response to an instruction: one item, or why there is none and what to do about it."""
    document, project = known.document, session.workspace.project_of(known.document.path)
    respond = partial(_response, known.uri, known.version, title)
    if scope.within is None or scope.within == known.within:
        return respond([], [], "Select the code that the instruction is about.")
    if not session.model.is_on(project.config):
        reason, way = session.model.why_missing(project.config)
        return respond([], [], f"{reason} {way}")
    (span,) = scope.within
    show(Progress(0, 1, instruction))
    try:
        with session.model.working(project.config) as backend:
            if not engine.takes_instructions(backend):
                return respond([], [], f"{backend.manifest.name} takes no instructions. {_CHAT_MODEL}")
            outcome = engine.rewrite_instructed(document, project, span, instruction, backend, cancelled)
    except BackendError as error:
        return respond([], [], str(error))
    if cancelled.is_set():
        return respond([], [], "Stopped; nothing was changed.")
    if isinstance(outcome, Refusal):
        session.refusals.note(known, [outcome])
        left = {
            "rule": "",
            "line": known.line_of(outcome.span.start),
            "message": convert.plain(instruction),
            "reason": refusal_sentence(outcome),
            "way": "Say it in other words, select less, or choose a bigger model: Burnish: Select Model.",
        }
        return respond([], [left], "Nothing came of it.")
    step = Step(outcome, document, document.edited(outcome.edits))
    items = _items(session.reviews.note(known.uri, known.version, Run(document, (step,), (), ())), known)
    return respond(items, [], "1 enhancement, which may change what the code does: read it first.")


def _items(kept: Review, known: OpenDocument) -> list[dict[str, Any]]:
    """The steps of a run as {id, title, rule, objective, origin, safety, reason, receipt, proven, checks, line, diff, ticked,
    requires}, in the order of the document; `line` is that of the document as it was reviewed."""
    needed = requirements(kept.run)
    items = []
    for number, step in enumerate(kept.run.steps):
        made = step.enhancement
        rule = None if made.rule is None else rule_of(made.rule, step.before.part_at(made.span).language.name)
        surest = all(kept.run.steps[one].enhancement.safety is Safety.SAFE for one in (*needed[number], number))
        items.append(
            {
                "id": kept.first + number,
                "title": convert.enhancement_label(made).removesuffix(" (model)"),
                "rule": made.rule,
                "objective": made.objective.value if made.objective else "",
                "origin": made.origin.value,
                "safety": made.safety.value,
                "reason": convert.plain(rule.why) if rule is not None else "",
                "receipt": receipt_line(made.receipt),
                "proven": is_proven(made.receipt),
                "checks": receipt_details(made.receipt),
                "line": _original_line(kept.run, number, made.span.start, known),
                "diff": _difference(kept.run, number, known),
                "ticked": surest,
                "requires": sorted(kept.first + one for one in needed[number]),
            }
        )
    return sorted(items, key=lambda one: (one["line"], one["id"]))


def _left(session: Session, run: Run, trouble: str, known: OpenDocument) -> list[dict[str, Any]]:
    """The findings that a run leaves as they are, as {rule, line, message, reason, way}; `way` says what can be done."""
    project = session.workspace.project_of(run.original.path)
    return [
        {
            "rule": one.finding.rule,
            "line": _original_line(run, len(run.steps), one.finding.span.start, known),
            "message": convert.plain(one.finding.message),
            "reason": reason,
            "way": way,
        }
        for one in run.left
        for reason, way in [why_left(one, session.model.why_missing(project.config, trouble))]
    ]


def _original_line(run: Run, number: int, offset: int, known: OpenDocument) -> int:
    """The line, in what was reviewed, of an offset in the text before a step."""
    return known.line_of(run.in_original(offset, number))


_HUNK = re.compile(r"^@@ -(\d+)(,\d+)? \+(\d+)(,\d+)? @@$")


def _difference(run: Run, number: int, known: OpenDocument) -> str:
    """What a step changes, as a unified difference without the names of files; its lines are counted as in the text that was
    reviewed."""
    step = run.steps[number]
    before, after = (_lines(one) for one in (step.before, step.after))
    lines = list(difflib.unified_diff(before, after, lineterm="", n=CONTEXT_LINES))[2:]
    starts = step.before.lines

    def counted(found: re.Match[str]) -> str:
        old, new = int(found[1]), int(found[3])
        first = _original_line(run, number, starts.line_start(max(0, old - 1)), known) + min(1, old)
        return f"@@ -{first}{found[2] or ''} +{first + new - old}{found[4] or ''} @@"

    return plain_lines("\n".join(_HUNK.sub(counted, line) if line.startswith("@@") else line for line in lines))


def _lines(document: Document) -> list[str]:
    *lines, last = (line.rstrip("\r") for line in document.text.split("\n"))
    return [*lines, f"{last}\n\\ No newline at end of file"] if last else lines


def _summary(items: list[dict[str, Any]], left: Sequence[Left], scope: Scope, cancelled: threading.Event) -> str:
    safe = sum(one["safety"] == Safety.SAFE.value for one in items)
    said = []
    if cancelled.is_set():
        said.append("Stopped before the end.")
    if items:
        unsafe = len(items) - safe
        said.append(f"{counted(len(items), 'enhancement')}: {safe} safe, {unsafe} unsafe.")
    if left:
        said.append(left_out(left))
    if not items and not left and not cancelled.is_set():
        said.append("Burnish finds nothing to enhance here.")
    return " ".join([*said, scope.about]).strip()


def _applied(run: Run, count: int, dropped: Iterable[Dropped], known: OpenDocument) -> str:
    said = (
        f"Applied {counted(count, 'enhancement')} to {known.document.path.name}." if count else "Nothing was changed."
    )
    for one in dropped:
        title = convert.plain(run.steps[one.number].enhancement.title)
        said += f" “{title}” was left out: {convert.plain(one.reason)}."
    return said


def _unread(known: OpenDocument | None) -> str:
    if known is None:
        return "Burnish does not read this file: it is not open, or in a language that Burnish does not know."
    return convert.plain(known.why_unread)


def _response(
    uri: str, version: int, title: str, items: list[dict[str, Any]], left: list[dict[str, Any]], summary: str
) -> dict[str, Any]:
    return {"uri": uri, "version": version, "title": title, "items": items, "left": left, "summary": summary}


def _edits(
    edit: types.WorkspaceEdit | None, applied: int, dropped: list[dict[str, Any]], message: str
) -> dict[str, Any]:
    return {"edit": edit, "applied": applied, "dropped": dropped, "message": message}


def _field(params: Any, name: str) -> Any:
    return convert.read(params, name)


def _text(params: Any, name: str) -> str:
    value = _field(params, name)
    if not isinstance(value, str):
        raise JsonRpcInvalidParams.of(ValueError(f"'{name}' must be a string"))
    return value


def _ids(params: Any) -> list[int]:
    value = _field(params, "ids")
    if not isinstance(value, (list, tuple)) or not all(isinstance(one, int) for one in value):
        raise JsonRpcInvalidParams.of(ValueError("'ids' must be a list of whole numbers"))
    return list(value)
