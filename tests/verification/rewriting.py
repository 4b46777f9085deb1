"""Rewrites from two texts, for the tests of the gate."""

from __future__ import annotations

from collections.abc import Callable

from burnish.analysis import analyze
from burnish.document import Document
from burnish.enhancement import Check, Origin, Outcome
from burnish.project import Project
from burnish.rule import Objective, Rule
from burnish.rules import rule_of
from burnish.text import Span, smallest_edit
from burnish.verification import Rewrite

PROJECT = Project.empty()


def rewrite(
    before: str,
    after: str,
    path: str = "code.py",
    *,
    rule: str | None = None,
    origin: Origin = Origin.MODEL,
    region: tuple[str, str] | None = None,
    objective: Objective = Objective.PERFORMANCE,
) -> Rewrite:
    """The rewrite of one text to another; `region` names its first and last words, else it is the whole text."""
    document = Document.of(path, before)
    edit = smallest_edit(document.source, after.encode())
    whole = Span(0, len(document.source))
    if region is not None:
        start = document.source.index(region[0].encode())
        whole = Span(start, document.source.index(region[1].encode(), start) + len(region[1].encode()))
    known = None if rule is None else rule_of(rule, document.language.name)
    finding = None
    if known is not None:
        finding = next(iter(analyze(document, PROJECT, (known,))), None)
    chosen = known.objective if isinstance(known, Rule) else objective
    return Rewrite.of(
        document, [edit] if edit else [], whole, PROJECT, origin, rule=known, finding=finding, objective=chosen
    )


def refuses(check: Callable[[Rewrite], Check], reason: str, one: Rewrite) -> None:
    done = check(one)
    assert done.outcome is Outcome.FAILED, done
    assert reason in done.detail


def passes(check: Callable[[Rewrite], Check], one: Rewrite) -> None:
    done = check(one)
    assert done.outcome is Outcome.PASSED, done
