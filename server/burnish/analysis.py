"""Documents and project in, findings out.

All rules of a language are searched in one combined tree-sitter query and one pass. After an edit
only the changed functions are searched again, and what was asked of them elsewhere is asked anew;
older findings are shifted. The result equals analysis from scratch. (In a text with syntax errors tree-sitter's incremental tree may
differ from a fresh one, and what is found differs with it until the error is gone.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache, cached_property

import tree_sitter
from tree_sitter import Node

from burnish.affected import changed_spans, heads, straddles, touches
from burnish.code import Code
from burnish.combined_query import Anchored, combined_query
from burnish.config import Config, Role
from burnish.document import Document
from burnish.names.facts import WHOLE_FILE, Asked, Change, Fact, asked_of, changed_facts
from burnish.names.imports import keep_imports
from burnish.pattern import ANCHOR
from burnish.project import Project
from burnish.rule import Finding, Rule, Scope
from burnish.rules import own_rules, rules
from burnish.suppression import judged
from burnish.syntax import Found
from burnish.text import Edit, Span
from burnish.tree import span_of

MATCHES_AT_ONCE = 256
"""Matches that may be half found at one place. Code that people write needs a tenth of it; in code nested thousands deep,
as machines write it, every level would have its own, and the search would take the square of the levels."""


def analyze(document: Document, project: Project, selected: Sequence[Rule] | None = None) -> tuple[Finding, ...]:
    """Every finding in a document and the documents embedded in it, in source order.

    Without `selected` by all rules that the settings select, those that the project keeps for itself among them.
    """
    chosen = (*rules_for(project.config), *own_rules_for(project)) if selected is None else selected
    return Analysis.of(document, project, chosen).findings


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A match, and what was asked of code elsewhere to say whether it is a finding."""

    anchored: Anchored
    kind: str
    span: Span
    facts: frozenset[Fact]
    finding: Finding | None

    def reaches(self, part: Span) -> bool:
        """Whether the finding speaks of a part of the document."""
        finding = self.finding
        if finding is None:
            return False
        spans = (finding.span, finding.anchor, *(one.span for one in finding.related))
        return any(touches(one, part) for one in spans)

    def moved(self, changed: Span, by: int) -> LookedAt:
        """The same after a change that did not reach it and made the text longer."""
        if self.span.start < changed.end and (self.finding is None or self.finding.ends_before(changed.end)):
            return self
        finding = None if self.finding is None else self.finding.moved(changed.end, by)
        span = self.span.shifted(by) if self.span.start >= changed.end else self.span
        return LookedAt(self.anchored, self.kind, span, self.facts, finding)


@dataclass(frozen=True)
class Analysis:
    """The findings of one Document, kept apart by what they depend on, so that an edit is cheap."""

    document: Document
    project: Project
    selected: tuple[Rule, ...]
    role: Role
    """What the document is for: rules that do not speak there are not asked."""
    region_findings: tuple[Finding, ...]
    """What rests on nothing but the function around it."""
    looked_at: tuple[LookedAt, ...]
    """What rests on code elsewhere, too."""
    file_findings: tuple[Finding, ...]
    """What is searched for in the whole file after each edit."""

    @classmethod
    def of(cls, document: Document, project: Project, selected: Sequence[Rule] | None = None) -> Analysis:
        """Analysis from scratch."""
        chosen = rules_for(project.config) if selected is None else tuple(selected)
        role = project.role_of(document).role
        asked = _speaking(chosen, role)
        findings, looked_at = _searched(document, project, _applicable(document, asked, whole=False), None)
        return cls(document, project, chosen, role, findings, looked_at, _file_findings(document, project, asked))

    def after(self, edits: Sequence[Edit], version: int | None = None, *, document: Document | None = None) -> Analysis:
        """Analysis of the edited document: equal to one from scratch, and made from this one.

        `document` is the edited document, where the caller has it already.
        """
        if document is None:
            document = self.document.edited(edits, version)
        if self.project.role_of(document).role is not self.role:
            return Analysis.of(document, self.project, self.selected)
        changed = changed_spans(self.document, document, edits)
        if changed is None:
            return Analysis.of(document, self.project, self.selected)
        old, new = changed.old, changed.new
        if any(straddles(finding.anchor, old, self.document) for finding in self.region_findings):
            return Analysis.of(document, self.project, self.selected)
        keep_imports(self.document, document)
        delta = len(document.source) - len(self.document.source)
        around = heads(self.document, old)
        kept = [
            finding.shifted(delta) if finding.anchor.start >= old.end else finding
            for finding in self.region_findings
            if not touches(finding.anchor, old) and not any(head.contains(finding.anchor) for head in around)
        ]
        again = self._asked_again(changed)
        if again is None:
            return Analysis.of(document, self.project, self.selected)
        asked = _speaking(self.selected, self.role)
        found, looked_at = _searched(document, self.project, _applicable(document, asked, whole=False), new)
        return Analysis(
            document,
            self.project,
            self.selected,
            self.role,
            _unique([*kept, *found]),
            (*again, *looked_at),
            _file_findings(document, self.project, asked),
        )

    def _asked_again(self, change: Change) -> list[LookedAt] | None:
        """What rests on code elsewhere and stands outside of a change, as it is after it; None where all must be searched."""
        document, old = change.after, change.old
        delta = len(document.source) - len(self.document.source)
        changed = changed_facts(change, {fact for one in self.looked_at for fact in one.facts})
        found: list[LookedAt] = []
        code, asked = Code(document, self.project), asked_of(document)
        for one in self.looked_at:
            if touches(one.span, old):
                continue
            span = one.span.shifted(delta) if one.span.start >= old.end else one.span
            if one.facts.isdisjoint(changed) and not one.reaches(old):
                found.append(one.moved(old, delta) if delta else one)
                continue
            node = _node_at(document, span, one.kind)
            if node is None:
                return None
            anew = _looked_at(node, one.anchored, code, asked)
            if anew is not None:
                found.append(anew)
        return found

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that no comment silences, in source order, with those on comments that silence nothing."""
        elsewhere = (one.finding for one in self.looked_at if one.finding is not None)
        every = sorted(dict.fromkeys((*self.region_findings, *elsewhere, *self.file_findings)), key=_order)
        return judged(self.document, every, _speaking(self.selected, self.role), lambda: own_rules(self.project))


@cache
def rules_for(config: Config) -> tuple[Rule, ...]:
    """The rules that the settings select."""
    return tuple(
        rule
        for rule in rules()
        if (not config.select or _named(rule, config.select)) and not _named(rule, config.ignore)
    )


def own_rules_for(project: Project) -> tuple[Rule, ...]:
    """The rules that a project keeps for itself, of which its settings select: to be searched for where nobody waits."""
    select, ignore = project.config.select, project.config.ignore
    return tuple(
        rule for rule in own_rules(project) if (not select or _named(rule, select)) and not _named(rule, ignore)
    )


def own_findings(document: Document, project: Project) -> tuple[Finding, ...]:
    """What the project's own rules find, without what comments silence."""
    asked = _speaking(own_rules_for(project), project.role_of(document).role)
    return judged(document, _file_findings(document, project, asked), ())


@cache
def _speaking(chosen: tuple[Rule, ...], role: Role) -> tuple[Rule, ...]:
    """Those of the rules that speak in files of a role."""
    return tuple(rule for rule in chosen if role in rule.roles)


def _named(rule: Rule, names: Iterable[str]) -> bool:
    return any(name in (rule.id, rule.name, rule.page.objective) for name in names)


def _order(finding: Finding) -> tuple[int, int, str]:
    return finding.span.start, finding.span.end, finding.rule


def _unique(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(dict.fromkeys(findings), key=_order))


def _applicable(document: Document, selected: tuple[Rule, ...], *, whole: bool) -> tuple[Rule, ...]:
    """The rules to be asked about a document: by its regions, or as a `whole` after each edit."""
    return tuple(rule for rule in selected if _is_by_file(rule, document) is whole and _for_file(rule, document))


def _is_by_file(rule: Rule, document: Document) -> bool:
    # A page and its scripts are searched as one whole. Where functions are known, what an anchor matches is known, too.
    if document.language.embedded or rule.scope is Scope.REGION:
        return document.language.embedded != {}
    return not document.language.functions or not rule.page.anchors


def _for_file(rule: Rule, document: Document) -> bool:
    if document.language.name not in rule.languages and not document.language.embedded:
        return False
    return not rule.page.filenames or any(fnmatch(document.path.name, pattern) for pattern in rule.page.filenames)


def _file_findings(document: Document, project: Project, selected: tuple[Rule, ...]) -> tuple[Finding, ...]:
    found: list[Finding] = []
    chosen = _applicable(document, selected, whole=True)
    if not chosen:
        return ()
    for part in (document, *document.embedded):
        rules = tuple(rule for rule in chosen if part.language.name in rule.languages)
        findings, looked_at = _searched(part, project, rules, None)
        found += (*findings, *(one.finding for one in looked_at if one.finding is not None))
    return _unique(found)


def _searched(
    document: Document, project: Project, chosen: tuple[Rule, ...], within: Span | None
) -> tuple[tuple[Finding, ...], tuple[LookedAt, ...]]:
    """What the rules find in a part of a document: what rests on nothing else, and what does."""
    findings: list[Finding] = []
    looked_at: list[LookedAt] = []
    for one in _search(document, project, chosen, within):
        if isinstance(one, LookedAt):
            looked_at.append(one)
        else:
            findings.append(one)
    return _unique(findings), tuple(looked_at)


def _search(
    document: Document, project: Project, chosen: tuple[Rule, ...], within: Span | None
) -> Iterator[Finding | LookedAt]:
    code = Code(document, project)
    for rule in chosen:
        yield from rule.check(code)
    if not chosen or document.tree is None:
        return
    search = combined_query(document.language.name, chosen)
    if search is None:
        return
    asked = asked_of(document)
    cursor = tree_sitter.QueryCursor(search.query, match_limit=MATCHES_AT_ONCE)
    if within is not None:
        cursor.set_byte_range(within.start, within.end)
    for number, captures in cursor.matches(document.root):
        node = captures[ANCHOR][0]
        for anchored in search.owners[number].asked(node, document):
            found = _looked_at(node, anchored, code, asked)
            if found is not None:
                yield found if found.facts or found.finding is None else found.finding


def _looked_at(node: Node, anchored: Anchored, code: Code, asked: Asked) -> LookedAt | None:
    """What a rule says of a node; None where it is no match, or fine whatever stands elsewhere."""
    holes = anchored.pattern.captures(node)
    if holes is None:
        return None
    asked.heard()
    if anchored.rule.scope is Scope.FILE and code.document.language.functions:
        asked.note(*WHOLE_FILE)
    finding = anchored.rule.finding_at(Found(node, holes), code)
    facts = asked.heard()
    return LookedAt(anchored, node.type, span_of(node), facts, finding) if facts or finding is not None else None


def _node_at(document: Document, span: Span, kind: str) -> Node | None:
    """The node of a kind with exactly this span."""
    node = document.root.descendant_for_byte_range(span.start, span.end)
    while node is not None and span_of(node) == span:
        if node.type == kind:
            return node
        node = node.parent
    return None
