"""A Rewrite: what the gate judges. One text before and after some edits, and what the edits were for."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from burnish.analysis import Analysis, rules_for
from burnish.document import Document
from burnish.enhancement import Origin
from burnish.project import Project
from burnish.rule import Finding, Objective, Rule, Scope
from burnish.text import Edit, Span
from burnish.tree import enclosing_function, span_of


@dataclass(frozen=True)
class Rewrite:
    """Edits to one Document. `region` (offsets in `before`) is what they were meant to rewrite.

    `rule` and `finding` say what the edits should resolve; both are None for a rewrite that serves an
    objective only, and so is `objective` for one that a person asked for in words.
    """

    before: Document
    after: Document
    edits: tuple[Edit, ...]
    region: Span
    project: Project
    origin: Origin
    objective: Objective | None
    rule: Rule | None = None
    finding: Finding | None = None
    analysis: Analysis | None = None
    """What is known of `before`, where the caller has it; with it nothing outside the change is analysed again."""
    cancelled: threading.Event | None = None
    """Set when nobody waits any more: a check that takes long then ends at once, and the rewrite is not accepted."""

    @classmethod
    def of(
        cls,
        before: Document,
        edits: Iterable[Edit],
        region: Span | None,
        project: Project,
        origin: Origin = Origin.RULE,
        *,
        rule: Rule | None = None,
        finding: Finding | None = None,
        objective: Objective | None = None,
        analysis: Analysis | None = None,
        cancelled: threading.Event | None = None,
    ) -> Rewrite:
        """A Rewrite with its result; the objective is the rule's where none is given.

        Without a region it is as far as a rule's fix may go: `reach`, or the whole text where there is no finding. Raises
        ValueError when the edits overlap or reach beyond the text, or when there is neither rule nor objective.
        """
        chosen = objective or (rule.objective if rule is not None else None)
        if chosen is None:
            raise ValueError("a rewrite serves a rule or an objective")
        if region is None:
            region = Span(0, len(before.source)) if finding is None or rule is None else reach(before, rule, finding)
        every = tuple(sorted(edits, key=lambda edit: edit.span))
        _ = before.tree  # so that the result is parsed incrementally
        return cls(
            before, before.edited(every), every, region, project, origin, chosen, rule, finding, analysis, cancelled
        )

    @property
    def instructed(self) -> bool:
        """Whether a person said what to change: then it need not be better by Burnish's own measures, only not wrong."""
        return self.rule is None and self.objective is None

    @cached_property
    def touched(self) -> Span:
        """What is compared: the region with the edits that meet it, in `before`."""
        whole = self.region
        for edit in self.edits:
            if edit.span.overlaps(self.region):
                whole = whole.joined(edit.span)
        return whole

    @cached_property
    def touched_after(self) -> Span:
        """The same part of the result."""
        inside = [edit for edit in self.edits if edit.span.overlaps(self.touched)]
        start = self.touched.start + _growth(edit for edit in self.edits if edit.span.end < self.touched.start)
        return Span(start, max(start, start + len(self.touched) + _growth(inside)))

    @property
    def outside(self) -> tuple[Edit, ...]:
        """The edits that do not meet the region."""
        return tuple(edit for edit in self.edits if not edit.span.overlaps(self.touched))

    @cached_property
    def findings_before(self) -> tuple[Finding, ...]:
        return self._analysed.findings

    @cached_property
    def findings_after(self) -> tuple[Finding, ...]:
        return self._analysed.after(self.edits, document=self.after).findings

    @cached_property
    def _analysed(self) -> Analysis:
        if self.analysis is not None and (self.rule is None or self.rule in self.analysis.selected):
            return self.analysis
        return _analysis(self.before, self.project, self._rules)

    @property
    def _rules(self) -> tuple[Rule, ...]:
        """The rules that the settings select, and the one that is to be resolved."""
        selected = rules_for(self.project.config)
        if self.rule is None or self.rule in selected:
            return selected
        return (*selected, self.rule)


def reach(document: Document, rule: Rule, finding: Finding) -> Span:
    """How far a rule's fix of a finding may go, wherever it is verified: the function around it, or its own lines; the file
    where the rule looks at files."""
    anchor = finding.anchor
    if rule.scope is Scope.FILE or anchor == Span(0, 0):
        return Span(0, len(document.source))
    part = document.part_at(anchor)
    if part.tree is None:
        return anchor
    node = part.node_at(anchor)
    function = node if node.type in part.language.functions else enclosing_function(node, part.language)
    if function is not None:
        return span_of(function).joined(anchor)
    lines = document.lines
    first, last = lines.line_of(anchor.start), lines.line_of(anchor.end)
    return Span(lines.line_span(first).start, lines.line_span(last).end)


def _growth(edits: Iterable[Edit]) -> int:
    """By how many bytes edits lengthen a text."""
    return sum(len(edit.text.encode("utf-8", "surrogatepass")) - len(edit.span) for edit in edits)


@lru_cache(maxsize=4)
def _analysis(document: Document, project: Project, rules: tuple[Rule, ...]) -> Analysis:
    # Several rewrites of one Document are verified in a row; Documents are compared by identity.
    return Analysis.of(document, project, rules)
