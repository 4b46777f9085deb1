"""Complexity and nesting are no worse; a rewrite for readability or modularity makes something measurably better."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from burnish.document import Document
from burnish.enhancement import Check, Outcome
from burnish.metrics import metrics_below
from burnish.rule import Objective
from burnish.tree import descendants
from burnish.verification.parts import members
from burnish.verification.rewrite import Rewrite


@dataclass(frozen=True, slots=True)
class _Totals:
    """Of the functions and statements that a rewrite touches. Fewer is better in each."""

    cyclomatic: int
    cognitive: int
    nesting: int
    lines: int
    longest: int
    callbacks: int


def check(rewrite: Rewrite) -> Check:
    if not rewrite.before.language.branches:
        return Check("metrics", Outcome.NOT_APPLICABLE, f"{rewrite.before.language.name} has no control flow")
    if rewrite.instructed:
        return Check("metrics", Outcome.NOT_APPLICABLE, "a person asked for the change")
    roots_before, roots_after = members(rewrite)
    before, after = _totals(rewrite.before, roots_before), _totals(rewrite.after, roots_after)
    for name in ("cyclomatic", "cognitive", "nesting"):
        old, new = getattr(before, name), getattr(after, name)
        if new > old:
            return Check("metrics", Outcome.FAILED, f"{_WORDS[name]} grows from {old} to {new}")
    better = [name for name in _WORDS if getattr(after, name) < getattr(before, name)]
    asked = rewrite.rule is None or rewrite.rule.page.measured
    objective = rewrite.objective
    if asked and objective in (Objective.READABILITY, Objective.MODULARITY) and not better:
        return Check("metrics", Outcome.FAILED, f"nothing measures better for {objective.value}")
    changes = (f"{_WORDS[name]} {getattr(before, name)} to {getattr(after, name)}" for name in better)
    return Check("metrics", Outcome.PASSED, ", ".join(changes))


_WORDS = {
    "cyclomatic": "decisions",
    "cognitive": "cognitive complexity",
    "nesting": "nesting",
    "lines": "lines of code",
    "longest": "the longest function",
    "callbacks": "functions without a name",
}


def _totals(document: Document, roots: list[Node]) -> _Totals:
    measured = [metrics_below(document, root) for root in roots]
    functions = [one for metrics in measured for one in metrics]
    return _Totals(
        cyclomatic=sum(one.cyclomatic - 1 for one in functions),
        cognitive=sum(one.cognitive for one in functions),
        nesting=max((one.nesting for one in functions), default=0),
        lines=sum(metrics[-1].lines for metrics in measured),
        longest=max((one.lines for one in functions), default=0),
        callbacks=sum(1 for root in roots for _ in descendants(root, document.language.functions)) - len(functions),
    )
