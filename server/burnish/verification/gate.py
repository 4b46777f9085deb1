"""The gate's one door: the checks in order of what they cost, the first failure ends the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from burnish.enhancement import Check, Outcome, Receipt
from burnish.text import Span
from burnish.tree import span_of
from burnish.verification.checks import (
    behaviour,
    comments,
    content,
    extent,
    interface,
    metrics,
    names,
    quiet,
    resolves,
    stable,
    syntax,
    tests,
)
from burnish.verification.rewrite import Rewrite


def _in_its_part(rewrite: Rewrite) -> Rewrite:
    """The rewrite as one of the script or style that holds all of its edits; itself where none does."""
    if not rewrite.edits or not rewrite.before.embedded:
        return rewrite
    edited = Span(min(one.span.start for one in rewrite.edits), max(one.span.end for one in rewrite.edits))
    before = rewrite.before.part_at(edited)
    if before is rewrite.before:
        return rewrite
    after = rewrite.after.part_at(Span(edited.start, edited.start))
    if after.language is not before.language:
        return rewrite
    code = span_of(before.root).joined(edited)
    region = Span(max(rewrite.region.start, code.start), min(rewrite.region.end, code.end)).joined(edited)
    return replace(rewrite, before=before, after=after, region=region, analysis=None)


CHECKS: tuple[Callable[[Rewrite], Check], ...] = (
    extent.check,
    comments.check,
    syntax.check,
    interface.check,
    metrics.check,
    content.check,
    names.check,
    resolves.check,
    stable.check,
    quiet.check,
    behaviour.check,
    tests.check,
)
"""As measured on functions of 20 lines: up to `names` each takes a millisecond or two; `resolves` analyses the result, and
`quiet` starts Ruff twice; `behaviour` runs both versions, in a tenth of a second or a few;
`tests`, where it is switched on, takes seconds."""

_OF_CODE = frozenset({interface.check, metrics.check, content.check, names.check, behaviour.check})
"""Checks that look at code as its language has it; the code may be a script in a page."""


def verify(rewrite: Rewrite) -> Receipt:
    """What the checks say about a rewrite, up to and with the first one that fails."""
    done: list[Check] = []
    inner = _in_its_part(rewrite)
    for check in CHECKS:
        done.append(check(inner if check in _OF_CODE else rewrite))
        if done[-1].outcome is Outcome.FAILED:
            break
    return Receipt(tuple(done))
