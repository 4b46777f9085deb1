"""Documents and project in, findings out.

All rules of a language are searched in one combined tree-sitter query and one pass. After an edit
only the changed functions are searched again for REGION rules, and older findings are shifted; the
result equals analysis from scratch. (In a text with syntax errors tree-sitter's incremental tree may
differ from a fresh one, and what is found differs with it until the error is gone.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache, cached_property

import tree_sitter

from burnish.affected import changed_spans, heads, straddles, touches
from burnish.code import Code
from burnish.combined_query import combined_query
from burnish.config import Config, Role
from burnish.document import Document
from burnish.names.facts import keep_asked
from burnish.names.imports import keep_imports
from burnish.pattern import ANCHOR
from burnish.project import Project
from burnish.rule import Finding, Rule, Scope
from burnish.rules import own_rules, rules
from burnish.suppression import judged
from burnish.syntax import Found
from burnish.text import Edit, Span

MATCHES_AT_ONCE = 256
"""Matches that may be half found at one place. Code that people write needs a tenth of it; in code nested thousands deep,
as machines write it, every level would have its own, and the search would take the square of the levels."""


def analyze(document: Document, project: Project, selected: Sequence[Rule] | None = None) -> tuple[Finding, ...]:
    """Every finding in a document and the documents embedded in it, in source order.

    Without `selected` by all rules that the settings select, those that the project keeps for itself among them.
    """
    chosen = (*rules_for(project.config), *own_rules_for(project)) if selected is None else selected
    return Analysis.of(document, project, chosen).findings


@dataclass(frozen=True)
class Analysis:
    """The findings of one Document, kept apart by what they depend on, so that an edit is cheap."""

    document: Document
    project: Project
    selected: tuple[Rule, ...]
    role: Role
    """What the document is for: rules that do not speak there are not asked."""
    region_findings: tuple[Finding, ...]
    file_findings: tuple[Finding, ...]

    @classmethod
    def of(cls, document: Document, project: Project, selected: Sequence[Rule] | None = None) -> Analysis:
        """Analysis from scratch."""
        chosen = rules_for(project.config) if selected is None else tuple(selected)
        role = project.role_of(document).role
        asked = _speaking(chosen, role)
        return cls(
            document,
            project,
            chosen,
            role,
            _unique(_search(document, project, _applicable(document, asked, Scope.REGION), None)),
            _file_findings(document, project, asked),
        )

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
        old, new = changed
        if any(straddles(finding.anchor, old, self.document) for finding in self.region_findings):
            return Analysis.of(document, self.project, self.selected)
        keep_imports(self.document, document)
        if document.language.functions:
            keep_asked(self.document, document)
        delta = len(document.source) - len(self.document.source)
        around = heads(self.document, old)
        kept = [
            finding.shifted(delta) if finding.anchor.start >= old.end else finding
            for finding in self.region_findings
            if not touches(finding.anchor, old) and not any(head.contains(finding.anchor) for head in around)
        ]
        asked = _speaking(self.selected, self.role)
        found = _search(document, self.project, _applicable(document, asked, Scope.REGION), new)
        return Analysis(
            document,
            self.project,
            self.selected,
            self.role,
            _unique([*kept, *found]),
            _file_findings(document, self.project, asked),
        )

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that no comment silences, in source order, with those on comments that silence nothing."""
        every = sorted((*self.region_findings, *self.file_findings), key=_order)
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


def _applicable(document: Document, selected: tuple[Rule, ...], scope: Scope) -> tuple[Rule, ...]:
    if document.language.embedded:
        # A page and its scripts are searched as one whole, anew after each edit.
        if scope is not Scope.FILE:
            return ()
        return tuple(rule for rule in selected if _for_file(rule, document))
    return tuple(rule for rule in selected if rule.scope is scope and _for_file(rule, document))


def _for_file(rule: Rule, document: Document) -> bool:
    if document.language.name not in rule.languages and not document.language.embedded:
        return False
    return not rule.page.filenames or any(fnmatch(document.path.name, pattern) for pattern in rule.page.filenames)


def _file_findings(document: Document, project: Project, selected: tuple[Rule, ...]) -> tuple[Finding, ...]:
    found: list[Finding] = []
    chosen = _applicable(document, selected, Scope.FILE)
    if not chosen:
        return ()
    for part in (document, *document.embedded):
        found += _search(part, project, tuple(rule for rule in chosen if part.language.name in rule.languages), None)
    return _unique(found)


def _search(document: Document, project: Project, chosen: tuple[Rule, ...], within: Span | None) -> Iterator[Finding]:
    code = Code(document, project)
    for rule in chosen:
        yield from rule.check(code)
    if not chosen or document.tree is None:
        return
    search = combined_query(document.language.name, chosen)
    if search is None:
        return
    cursor = tree_sitter.QueryCursor(search.query, match_limit=MATCHES_AT_ONCE)
    if within is not None:
        cursor.set_byte_range(within.start, within.end)
    for number, captures in cursor.matches(document.root):
        node = captures[ANCHOR][0]
        for anchored in search.owners[number].asked(node, document):
            holes = anchored.pattern.captures(node)
            finding = None if holes is None else anchored.rule.finding_at(Found(node, holes), code)
            if finding is not None:
                yield finding
