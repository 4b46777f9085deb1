"""Candidate rewrites of a region by a model: a task goes out, whole answers come back, and only those
count.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from burnish.document import Document
from burnish.model.backend import Backend, Request
from burnish.model.errors import PromptTooLong
from burnish.model.prompt import (
    MAX_REGION_LINES,
    MalformedAnswer,
    RewriteTask,
    parse_answer,
    parse_chat_answer,
    render,
    render_chat,
)
from burnish.model.prompt_files import INSTRUCTION, chat_prompt
from burnish.proposal.regions import Region, edits_to, region_for, unsuitable, whole_lines
from burnish.rule import Finding, Objective
from burnish.text import Edit, Span

IMPORT_LINES = 30
"""How many lines of the file's imports a chat model is shown beside the region."""

INSTRUCTED_LINES = 200
"""How many lines a person may have changed by an instruction: whoever asks for that has a model that reads so many."""

_IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """Edits that a model proposes within `region`; nothing about them is proven yet."""

    edits: tuple[Edit, ...]
    region: Span
    candidate: int
    tokens: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Wish:
    """What a model is asked for: an objective, with the finding that shows where it is missed, or what a person says.

    `workspace` is the folder whose own prompts hold.
    """

    objective: Objective | None = None
    finding: Finding | None = None
    instruction: str = ""
    workspace: Path | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why there is no proposal, in one sentence, and the answer that was refused, if there was one."""

    reason: str
    answer: str = ""


def propose(
    backend: Backend,
    document: Document,
    span: Span,
    wish: Wish,
    *,
    cancelled: threading.Event | None = None,
    candidates: int = 1,
    first: int = 0,
    on_text: Callable[[str], None] | None = None,
) -> list[Proposal | Rejection]:
    """Up to `candidates` different rewrites of the code at `span`, best first.

    Candidate 0 is the model's most likely answer; later ones are drawn at growing temperatures, each with
    its number as seed. `first` is the number to begin with. An answer that leaves the region as it is gives
    nothing, nor do repeated ones. Raises BackendError when the model cannot answer at all, or its prompt cannot be used.
    """
    region = region_of(document, span, MAX_REGION_LINES if wish.objective is not None else INSTRUCTED_LINES)
    if isinstance(region, Rejection):
        return [region]
    outcomes: list[Proposal | Rejection] = []
    seen = {region.text}
    for number in range(first, first + candidates):
        try:
            request = _request(backend, document, region, wish, number)
            completion = backend.complete(request, on_text, cancelled)
        except PromptTooLong as error:
            return [Rejection(str(error))]
        except ValueError as error:
            return [Rejection(f"the code cannot be shown to the model: {error}")]
        if completion.finish == "cancelled":
            break
        if completion.finish == "length":
            reason = f"the model's answer did not end within {completion.tokens} tokens"
            outcomes.append(Rejection(reason, completion.text))
            continue
        try:
            rewritten = _parsed(backend, completion.text, region)
        except MalformedAnswer as error:
            outcomes.append(Rejection(f"the model's answer is malformed: {error}", completion.text))
            continue
        if rewritten not in seen:
            seen.add(rewritten)
            edits = edits_to(document, region, rewritten)
            outcomes.append(
                Proposal(edits, whole_lines(document, region), number, completion.tokens, completion.seconds)
            )
    return outcomes


def region_of(document: Document, span: Span, limit: int = MAX_REGION_LINES) -> Region | Rejection:
    """The region that a model is shown for the code at `span`, or why it is shown none."""
    region = region_for(document, span, limit)
    if region is None:
        return Rejection(f"the code spans more than {limit} lines, more than a model rewrites at once")
    reason = unsuitable(document, region)
    return region if reason is None else Rejection(reason)


def task_for(region: Region, wish: Wish) -> RewriteTask:
    """What the model is asked to do with a region."""
    return RewriteTask(
        language=region.language,
        objective="" if wish.objective is None else wish.objective.value,
        rule=None if wish.finding is None else wish.finding.rule.split("/")[-1],
        region=region.text,
    )


def temperature_of(candidate: int) -> float:
    """0 for the first candidate, then 0.4 and more, up to 0.8."""
    return 0.0 if candidate == 0 else min(0.8, 0.3 + 0.1 * candidate)


def _request(
    backend: Backend,
    document: Document,
    region: Region,
    wish: Wish,
    candidate: int,
) -> Request:
    """Raises ValueError when the region holds what could be taken for the model's control tokens."""
    task = task_for(region, wish)
    size = len(region.text.encode())
    context = backend.manifest.context
    if backend.manifest.format == "hunks":
        # Tokens of code have some three bytes; hunks are rarely as long as their region.
        prompt, room = render(task), 64 + size // 2
        return Request(prompt, min(room, context // 2), temperature_of(candidate), candidate)
    message = "" if wish.finding is None else wish.finding.message
    task = replace(task, message=message, context=_imports(document), instruction=wish.instruction)
    words = chat_prompt(INSTRUCTION if wish.objective is None else wish.objective.value, wish.workspace)
    # The whole region again, with room for it to grow and for a sentence before it.
    room = min(160 + size, context // 2)
    return Request(render_chat(task, words), room, temperature_of(candidate), candidate)


def _parsed(backend: Backend, answer: str, region: Region) -> str:
    if backend.manifest.format == "hunks":
        return parse_answer(answer, region.text)
    return parse_chat_answer(answer, region.text, region.language)


def _imports(document: Document) -> str:
    """The file's top-level imports, so that a model knows which names there are."""
    if document.tree is None:
        return ""
    found = [document.slice(node) for node in document.root.named_children if node.type in _IMPORTS]
    return "\n".join("\n".join(found).splitlines()[:IMPORT_LINES])
