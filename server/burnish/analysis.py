"""Documents and project in, findings out.

All rules of a language are searched in one combined tree-sitter query and one pass. After an edit
only the changed functions are searched again for REGION rules, and older findings are shifted; the
result equals analysis from scratch. (In a text with syntax errors tree-sitter's incremental tree may
differ from a fresh one, and what is found differs with it until the error is gone.)
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache, cached_property

import tree_sitter
from tree_sitter import Node

from burnish.code import Code
from burnish.config import Config, Role
from burnish.document import Document
from burnish.language import languages
from burnish.names.facts import answers_changed, keep_asked
from burnish.names.imports import imports, keep_imports
from burnish.pattern import ANCHOR, Pattern
from burnish.project import Project
from burnish.rule import Finding, LegacyRule, Match, Rule, Scope, anchors
from burnish.rules import own_rules, rules
from burnish.suppression import judged
from burnish.syntax import Found
from burnish.text import Edit, Span
from burnish.tree import ancestors, span_of

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
        changed = _changed(self.document, document, edits)
        if changed is None:
            return Analysis.of(document, self.project, self.selected)
        old, new = changed
        if any(_straddles(finding.anchor, old, self.document) for finding in self.region_findings):
            return Analysis.of(document, self.project, self.selected)
        keep_imports(self.document, document)
        if document.language.functions:
            keep_asked(self.document, document)
        delta = len(document.source) - len(self.document.source)
        heads = _heads(self.document, old)
        kept = [
            finding.shifted(delta) if finding.anchor.start >= old.end else finding
            for finding in self.region_findings
            if not _touches(finding.anchor, old) and not any(head.contains(finding.anchor) for head in heads)
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


def _touches(anchor: Span, changed: Span) -> bool:
    return anchor.start < changed.end and changed.start < anchor.end


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
        if isinstance(rule, LegacyRule):
            if type(rule).check is not LegacyRule.check:
                yield from rule.check(document, project)
        elif type(rule).check is not Rule.check:
            yield from rule.check(code)
    if not chosen or document.tree is None:
        return
    search = _combined(document.language.name, chosen)
    if search is None:
        return
    cursor = tree_sitter.QueryCursor(search.query, match_limit=MATCHES_AT_ONCE)
    if search.from_root:
        cursor.set_max_start_depth(0)
    if within is not None:
        cursor.set_byte_range(within.start, within.end)
    for number, captures in cursor.matches(document.root):
        owner = search.owners[number]
        if isinstance(owner, LegacyRule):
            finding = owner.match(Match(captures), document, project)
            if finding is not None:
                yield finding
            continue
        node = captures[ANCHOR][0]
        for anchored in owner.asked(node, document):
            holes = anchored.pattern.captures(node)
            finding = None if holes is None else anchored.rule.finding_at(Found(node, holes), code)
            if finding is not None:
                yield finding


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A rule, by one of its anchors."""

    pattern: Pattern
    rule: Rule


@dataclass(frozen=True, slots=True)
class _Owners:
    """The rules whose anchors select alike: those that ask for certain names by these, and all others."""

    named: Mapping[bytes, Sequence[_Anchored]]
    others: Sequence[_Anchored]

    def asked(self, node: Node, document: Document) -> Sequence[_Anchored]:
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        if not self.named or function is None:
            return self.others
        last = function.child_by_field_name("attribute") or function.child_by_field_name("property") or function
        name = last.text or b""
        named = self.named.get(name) or self.named.get(document.known(_aliases).get(name, name), ())
        return (*named, *self.others) if self.others else named


def _aliases(document: Document) -> Mapping[bytes, bytes]:
    """The last names of what is imported under another: `fetch` of `from requests import get as fetch` is `get`."""
    last_names = ((local, path.rpartition(".")[2]) for local, path in imports(document).items())
    return {local.encode(): last.encode() for local, last in last_names if local != last}


@dataclass(frozen=True, slots=True)
class _Search:
    """One query of all rules' patterns, and who each pattern is of."""

    query: tree_sitter.Query
    owners: tuple[LegacyRule | _Owners, ...]
    from_root: bool


@cache
def _combined(language: str, chosen: tuple[Rule, ...]) -> _Search | None:
    """Patterns of one shape are one pattern of the query: separate ones cost more than linearly."""
    grammar = languages()[language].grammar
    assert grammar is not None
    legacy = [rule for rule in chosen if isinstance(rule, LegacyRule) and rule.query]
    texts: dict[str, list[_Anchored]] = {}
    for rule in chosen:
        for pattern in () if isinstance(rule, LegacyRule) else anchors(rule.page, language):
            texts.setdefault(pattern.query, []).append(_Anchored(pattern, rule))
    if not legacy and not texts:
        return None
    parts = [*(rule.query for rule in legacy), *texts]
    of_parts: list[LegacyRule | _Owners] = [*legacy, *(_owners(each) for each in texts.values())]
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part.encode()) + 1)
    query = tree_sitter.Query(grammar, "\n".join(parts))
    owners = [
        of_parts[bisect_right(starts, query.start_byte_for_pattern(number)) - 1]
        for number in range(query.pattern_count)
    ]
    from_root = not texts and all(rule.from_root for rule in legacy)
    return _Search(query, tuple(owners), from_root)


def _owners(anchored: Sequence[_Anchored]) -> _Owners:
    named: dict[bytes, list[_Anchored]] = {}
    others: list[_Anchored] = []
    for one in anchored:
        names = _called_names(one)
        for name in names:
            named.setdefault(name, []).append(one)
        if not names:
            others.append(one)
    return _Owners(named, others)


def _called_names(one: _Anchored) -> frozenset[bytes]:
    """The last names of what an anchor calls, where its page says what that must be; none where it may be any."""
    hole = one.pattern.called
    paths = next((paths for name, paths in one.rule.page.origins if name == hole), frozenset())
    return frozenset(path.rpartition(".")[2].encode() for path in paths)


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
    ranges = old_tree.changed_ranges(after.tree)
    for one in ranges:
        new_start, new_end = min(new_start, one.start_byte), max(new_end, one.end_byte)
    if before.language.functions and not (
        _in_function(before, new_start, new_end - delta) and _in_function(after, new_start, new_end)
    ):
        if not (len(edits) == 1 and _is_layout(before, after, edits[0].span, delta, ranges)):
            return None  # what stands outside of functions may depend on all that stands beside it
        run = _run_around(after, new_start, new_end)
        new_start, new_end = run.start, run.end
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
    if before.language.functions and answers_changed(before, after, old, new):
        return None
    return None if _named_outside(before, after, old, new) else (old, new)


def _in_function(document: Document, start: int, end: int) -> bool:
    node = document.root.descendant_for_byte_range(start, max(start, end))
    while node is not None and node.type not in document.language.functions:
        node = node.parent
    return node is not None and node.start_byte < start and end < node.end_byte


def _is_layout(before: Document, after: Document, old: Span, delta: int, ranges: Sequence[tree_sitter.Range]) -> bool:
    """Whether nothing came or went but white space between tokens and parts of comments."""
    if before.has_errors or after.has_errors:
        return False
    comments = after.language.comments
    return (
        _between_tokens(before, old)
        and _between_tokens(after, Span(old.start, old.end + delta))
        and all(_node_at(after, one.start_byte, one.end_byte).type in comments for one in ranges)
    )


def _between_tokens(document: Document, span: Span) -> bool:
    node = _node_at(document, span.start, span.end)
    if not len(span) or node.type in document.language.comments:
        return True
    return (
        document.source[span.start : span.end].isspace()
        and node.child_count > 0
        and not any(word in one.type for one in (node, *ancestors(node)) for word in ("string", "template", "jsx"))
    )


def _run_around(document: Document, start: int, end: int) -> Span:
    """The statements around a place outside of functions, up to the nearest definitions on both sides."""
    node = _node_at(document, start, end)
    while node.parent is not None and node.parent.type not in document.language.classes:
        node = node.parent
    children = node.children
    first = max((at for at, one in enumerate(children) if one.end_byte < start), default=0)
    last = min((at for at, one in enumerate(children) if one.start_byte > end), default=len(children) - 1)
    while first > 0 and children[first].type not in _DEFINITIONS:
        first -= 1
    while last < len(children) - 1 and children[last].type not in _DEFINITIONS:
        last += 1
    if not children:
        return Span(start, end)
    return Span(min(start, children[first].start_byte), max(end, children[last].end_byte))


def _node_at(document: Document, start: int, end: int) -> Node:
    node = document.root.descendant_for_byte_range(start, end)
    return document.root if node is None else node


def _named_outside(before: Document, after: Document, old: Span, new: Span) -> bool:
    """Whether a name that came or went within the change stands in a statement outside of functions and classes.

    What is found there may depend on whether a function uses the name.
    """
    names = _names(before, old) ^ _names(after, new)
    if not names or not before.language.functions:
        return False
    return any(
        _mentions_any(after, Span(child.start_byte, child.end_byte), names)
        for child in after.root.named_children
        if child.type not in _DEFINITIONS and not (new.start <= child.start_byte and child.end_byte <= new.end)
    )


def _mentions_any(document: Document, span: Span, names: set[bytes]) -> bool:
    part = document.source[span.start : span.end]
    return any(name in part for name in names) and bool(_names(document, span) & names)


def _names(document: Document, span: Span) -> set[bytes]:
    return set(_NAME.findall(document.source, span.start, span.end)) - _KEYWORDS


_KEYWORDS = frozenset(
    b"""
    and as assert async await break case catch class const continue def default del delete do elif else except export
    extends false False finally for from function global if import in instanceof is lambda let new None nonlocal not null
    of or pass raise return self static super switch this throw true True try typeof undefined var void while with yield
    """.split()
)
_NAME = re.compile(rb"[A-Za-z_$\x80-\xff][\w$\x80-\xff]*")


def _heads(document: Document, changed: Span) -> list[Span]:
    """What stands before the bodies of the classes around a change: findings there may be about the whole class."""
    found = []
    node: Node | None = document.root.descendant_for_byte_range(changed.start, changed.end)
    while node is not None:
        body = node.child_by_field_name("body") if node.type in document.language.classes else None
        if body is not None:
            found.append(Span(node.start_byte, body.start_byte))
        node = node.parent
    return found


def _straddles(anchor: Span, changed: Span, document: Document) -> bool:
    """Whether an anchor is a run of statements of which the change is a part."""
    if not _touches(anchor, changed) or changed.contains(anchor):
        return False
    node = document.node_at(anchor)
    return span_of(node) != anchor or node.type not in _CONTAINERS


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
    at = max(start - 1, node.start_byte)
    last = node.child(node.child_count - 1) if node.child_count else None
    if last is None or last.end_byte <= at:
        # Past its last child, the binding's first_child_for_byte gives a null node that crashes the process.
        return [] if last is None or last.end_byte < start else [last]
    child = node.first_child_for_byte(at)
    while child is not None and child.start_byte <= end:
        if child.end_byte >= start:
            found.append(child)
        child = child.next_sibling
    return found


_DEFINITIONS = frozenset(
    {
        "function_definition",
        "class_definition",
        "decorated_definition",
        "function_declaration",
        "generator_function_declaration",
        "class_declaration",
        "abstract_class_declaration",
        "import_statement",
        "import_from_statement",
        "future_import_statement",
        "comment",
        "interface_declaration",
        "type_alias_declaration",
    }
)

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
