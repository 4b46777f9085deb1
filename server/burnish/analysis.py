"""Documents and project in, findings out.

All rules of a language are searched in one combined tree-sitter query and one pass. After an edit
only the changed functions are searched again for REGION rules, and older findings are shifted; the
result always equals analysis from scratch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache, cached_property

import tree_sitter
from tree_sitter import Node

from burnish.config import Config
from burnish.document import Document
from burnish.project import Project
from burnish.project.modules import imports, keep_imports
from burnish.rule import Finding, Match, Rule, Scope, rules
from burnish.suppression import without_suppressed
from burnish.text import Edit, Span
from burnish.tree import span_of


def analyze(document: Document, project: Project, selected: Sequence[Rule] | None = None) -> tuple[Finding, ...]:
    """Every finding in a document and the documents embedded in it, in source order."""
    return Analysis.of(document, project, selected).findings


@dataclass(frozen=True)
class Analysis:
    """The findings of one Document, kept apart by what they depend on, so that an edit is cheap."""

    document: Document
    project: Project
    selected: tuple[Rule, ...]
    region_findings: tuple[Finding, ...]
    file_findings: tuple[Finding, ...]

    @classmethod
    def of(cls, document: Document, project: Project, selected: Sequence[Rule] | None = None) -> Analysis:
        """Analysis from scratch."""
        chosen = rules_for(project.config) if selected is None else tuple(selected)
        return cls(
            document,
            project,
            chosen,
            _unique(_search(document, project, _applicable(document, chosen, Scope.REGION), None)),
            _file_findings(document, project, chosen),
        )

    def after(
        self, edits: Sequence[Edit], version: int | None = None, *, document: Document | None = None
    ) -> Analysis:
        """Analysis of the edited document: equal to one from scratch, and made from this one.

        `document` is the edited document, where the caller has it already.
        """
        if document is None:
            document = self.document.edited(edits, version)
        changed = _changed(self.document, document, edits)
        if changed is None:
            return Analysis.of(document, self.project, self.selected)
        keep_imports(self.document, document)
        old, new = changed
        delta = len(document.source) - len(self.document.source)
        kept = [
            finding.shifted(delta) if finding.anchor.start >= old.end else finding
            for finding in self.region_findings
            if not _touches(finding.anchor, old)
        ]
        region_rules = _applicable(document, self.selected, Scope.REGION)
        found = (one for one in _search(document, self.project, region_rules, new) if _touches(one.anchor, new))
        return Analysis(
            document,
            self.project,
            self.selected,
            _unique([*kept, *found]),
            _file_findings(document, self.project, self.selected),
        )

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that no comment silences, in source order."""
        every = sorted((*self.region_findings, *self.file_findings), key=_order)
        return tuple(without_suppressed(self.document, every))


@cache
def rules_for(config: Config) -> tuple[Rule, ...]:
    """The rules that the settings select."""
    return tuple(
        rule
        for rule in rules()
        if (not config.select or _named(rule, config.select)) and not _named(rule, config.ignore)
    )


def _named(rule: Rule, names: Iterable[str]) -> bool:
    return any(name in (rule.id, rule.name, rule.objective.value) for name in names)


def _order(finding: Finding) -> tuple[int, int, str]:
    return finding.span.start, finding.span.end, finding.rule


def _unique(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(dict.fromkeys(findings), key=_order))


def _touches(anchor: Span, changed: Span) -> bool:
    return anchor.start < changed.end and changed.start < anchor.end


def _applicable(document: Document, selected: tuple[Rule, ...], scope: Scope) -> tuple[Rule, ...]:
    if document.language.embedded:
        # A page and its scripts are searched as one whole, anew after each edit.
        if scope is not Scope.FILE:
            return ()
        return tuple(rule for rule in selected if rule.scope is not Scope.PROJECT and _for_file(rule, document))
    return tuple(rule for rule in selected if rule.scope is scope and _for_file(rule, document))


def _for_file(rule: Rule, document: Document) -> bool:
    if document.language.name not in rule.languages and not document.language.embedded:
        return False
    return not rule.filenames or any(fnmatch(document.path.name, pattern) for pattern in rule.filenames)


def _file_findings(document: Document, project: Project, selected: tuple[Rule, ...]) -> tuple[Finding, ...]:
    found: list[Finding] = []
    chosen = _applicable(document, selected, Scope.FILE)
    for part in (document, *document.embedded):
        found += _search(part, project, tuple(rule for rule in chosen if part.language.name in rule.languages), None)
    return _unique(found)


def _search(document: Document, project: Project, chosen: tuple[Rule, ...], within: Span | None) -> Iterator[Finding]:
    for rule in chosen:
        if type(rule).check is not Rule.check:
            yield from rule.check(document, project)
    searched = tuple(rule for rule in chosen if rule.query)
    if document.tree is None or not searched:
        return
    query, owners = _combined_query(document.language.name, searched)
    cursor = tree_sitter.QueryCursor(query)
    if within is not None:
        cursor.set_byte_range(within.start, within.end)
    for pattern, captures in cursor.matches(document.root):
        finding = owners[pattern].match(Match(captures), document, project)
        if finding is not None:
            yield finding


@cache
def _combined_query(language: str, chosen: tuple[Rule, ...]) -> tuple[tree_sitter.Query, tuple[Rule, ...]]:
    """One query of all rules' patterns, and the rule of each pattern."""
    from burnish.language import languages

    grammar = languages()[language].grammar
    assert grammar is not None
    owners: list[Rule] = []
    for rule in chosen:
        owners += [rule] * tree_sitter.Query(grammar, rule.query).pattern_count
    return tree_sitter.Query(grammar, "\n".join(rule.query for rule in chosen)), tuple(owners)


def _changed(before: Document, after: Document, edits: Sequence[Edit]) -> tuple[Span, Span] | None:
    """The smallest run of whole functions (or top-level statements) that differs, in old and new offsets.

    None when everything must be searched again: no trees to compare, or an import that changed.
    """
    if not edits or before.tree is None or after.tree is None or before.language.embedded:
        return None
    start = min(edit.span.start for edit in edits)
    end = max(edit.span.end for edit in edits)
    delta = len(after.source) - len(before.source)
    new_start, new_end = start, end + delta
    old_tree = before.edited_tree(edits, after)
    if old_tree is None:
        return None
    for one in old_tree.changed_ranges(after.tree):
        new_start, new_end = min(new_start, one.start_byte), max(new_end, one.end_byte)
    # A region must cover whole members in both trees, or a finding could straddle its edge.
    new = _members(after.root, new_start, new_end)
    old = _members(before.root, new.start, new.end - delta)
    while True:
        grown = _members(after.root, old.start, old.end + delta)
        if grown == new:
            break
        new, old = grown, _members(before.root, grown.start, grown.end - delta)
    if (_mentions_imports(before, old) or _mentions_imports(after, new)) and imports(before) != imports(after):
        return None
    return old, new


def _mentions_imports(document: Document, span: Span) -> bool:
    part = document.source[span.start : span.end]
    return b"import" in part or b"require" in part


def _members(root: Node, start: int, end: int) -> Span:
    """The span of the members (functions, statements) that the bytes touch.

    Members are the children of the root, and those of a class where only that class is touched.
    """
    node = root
    while True:
        touched = _touched_children(node, start, end)
        if len(touched) == 1 and touched[0].type in _CONTAINERS:
            node = touched[0]
            continue
        if not touched:
            return Span(start, max(start, end))
        first, last = span_of(touched[0]), span_of(touched[-1])
        if node is not root and (start < first.start or end > last.end):
            return span_of(node).joined(Span(start, max(start, end)))
        return first.joined(last).joined(Span(start, max(start, end)))


def _touched_children(node: Node, start: int, end: int) -> list[Node]:
    """The children that share a byte with start..end or touch its edges."""
    found = []
    child = node.first_child_for_byte(max(start - 1, node.start_byte))
    while child is not None and child.start_byte <= end:
        if child.end_byte >= start:
            found.append(child)
        child = child.next_sibling
    return found


_CONTAINERS = frozenset(
    {
        "class_definition",
        "decorated_definition",
        "block",
        "class_declaration",
        "class_body",
        "export_statement",
    }
)
