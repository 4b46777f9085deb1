"""Rules: what to look for, why, and, where it can be done, how to fix it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, ClassVar

import tree_sitter
from tree_sitter import Node

from burnish import template
from burnish.code import Code
from burnish.config import Config
from burnish.document import Document
from burnish.page import Objective as Objective
from burnish.page import Page
from burnish.pattern import ANCHOR, Pattern, of_code, of_kind
from burnish.project import Project
from burnish.syntax import Call, Found, view_of
from burnish.text import Edit, Span
from burnish.tree import span_of


class Safety(Enum):
    """SAFE: behaviour kept by construction. UNSAFE: may change it in a way that the rule documents."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class Scope(Enum):
    """What a rule's findings depend on, and how far its fixes go: REGION, the match and its enclosing function, with what
    names/ said of code elsewhere; FILE, the whole file."""

    REGION = "region"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's match: `span` is what is underlined, `anchor` the construct that a fix rewrites."""

    rule: str
    span: Span
    anchor: Span
    message: str
    related: tuple[Related, ...] = ()

    def shifted(self, by: int) -> Finding:
        related = tuple(Related(one.span.shifted(by), one.message) for one in self.related)
        return Finding(self.rule, self.span.shifted(by), self.anchor.shifted(by), self.message, related)

    def ends_before(self, offset: int) -> bool:
        """Whether all that it speaks of stands before a place."""
        return all(one.start < offset for one in (self.span, self.anchor, *(one.span for one in self.related)))

    def moved(self, end: int, by: int) -> Finding:
        """The finding with all that it speaks of behind `end` moved by some bytes, and the rest where it is."""
        span, anchor, *related = (
            one.shifted(by) if one.start >= end else one
            for one in (self.span, self.anchor, *(one.span for one in self.related))
        )
        told = tuple(Related(place, one.message) for place, one in zip(related, self.related, strict=True))
        return Finding(self.rule, span, anchor, self.message, told)


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that resolve a finding; `title` says the change; `safety` overrides the rule's."""

    edits: tuple[Edit, ...]
    title: str
    safety: Safety | None = None


class Rule:
    """One thing worth improving: a page, and the code that finds it and fixes it.

    A subclass stands in the module beside its page, of the same name. What its page's anchors match it is given as a
    Found, or as the view that there is for the kind of node, such as a Call.
    """

    called: ClassVar[frozenset[str]] = frozenset()
    """Where its anchors are calls of anything, the last names of those that it looks at: of others it is not asked."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.id = page.id
        self.name = page.name
        """The id without its objective."""
        self.languages = page.languages
        self.objective = objective_of(page.id)
        self.safety = None if page.safety == "none" else Safety(page.safety)
        self.scope = Scope(page.scope)
        self.roles = page.roles
        """What the files are for that it speaks in."""

    def match(self, found: Any, code: Code) -> Finding | None:
        """The finding for what an anchor matched; None where the code is fine after all."""
        return None

    def check(self, code: Code) -> Iterable[Finding]:
        """Findings that no anchor can give; for FILE rules."""
        return ()

    def fix(self, found: Any, code: Code) -> Fix | None:
        """The edits for what `match` made a finding of, or for a finding that `check` gave; None for what is beyond the rule."""
        return None

    @property
    def fixable(self) -> bool:
        return self.safety is not None

    @property
    def summary(self) -> str:
        """What the rule asks for, in one sentence."""
        return self.page.summary

    @property
    def why(self) -> str:
        """Why the rule is there, in sentences."""
        return self.page.why[:1].upper() + self.page.why[1:]

    @property
    def address(self) -> str | None:
        """Where to read more: the first address that the page names as its source."""
        return next((word for word in self.page.source.split() if word.startswith("https://")), None)

    def finding_at(self, found: Found, code: Code) -> Finding | None:
        """The finding for what an anchor matched, once its names are known to refer to what the page says."""
        for hole, paths in self.page.origins:
            nodes = found.captures.get(hole, ())
            if not all(code.origin(one).is_one_of(paths) for one in nodes):
                return None
        return self.match(view_of(found), code)

    def fix_of(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        """The fix of a finding of this rule in a document; None where it has none."""
        code = Code(document, project)
        found = self._found_of(finding, code)
        return None if found is None else self.fix(found, code)

    def offers(self, finding: Finding, document: Document, project: Project) -> Safety | None:
        """How safe the fix of a finding is; None where it has none."""
        code = Code(document, project)
        found = self._found_of(finding, code)
        return None if found is None else self.safety_of_fix(found, code)

    def safety_of_fix(self, found: Any, code: Code) -> Safety | None:
        """How safe the fix of what was found is; None where it has none. A rule whose fix takes parsing says it sooner."""
        fix = self.fix(found, code)
        return None if fix is None else fix.safety or self.safety or Safety.UNSAFE

    def finding(
        self,
        node: Node | Span,
        message: str,
        anchor: Node | Span | None = None,
        related: tuple[Related, ...] = (),
    ) -> Finding:
        span = node if isinstance(node, Span) else span_of(node)
        whole = span if anchor is None else anchor if isinstance(anchor, Span) else span_of(anchor)
        return Finding(self.id, span, whole, message, related)

    def _found_of(self, finding: Finding, code: Code) -> Any:
        """What the anchors matched for a finding; the finding itself where the page has none."""
        if not self.page.anchors:
            return finding
        around = self._found_around(finding, code)
        return next((view_of(one) for one in around if self.finding_at(one, code) == finding), None)

    def _found_around(self, finding: Finding, code: Code) -> Iterator[Found]:
        """What the anchors match where a finding is, to be told apart by what `match` says."""
        around = finding.anchor.joined(finding.span)
        for pattern in anchors(self.page, code.document.language.name):
            cursor = tree_sitter.QueryCursor(pattern.compiled)
            cursor.set_byte_range(around.start, around.end)
            for _, captures in cursor.matches(code.document.root):
                node = captures[ANCHOR][0]
                holes = pattern.captures(node) if span_of(node).overlaps(around) else None
                if holes is not None:
                    yield Found(node, holes)


class PageRule(Rule):
    """A rule that is its page alone: every match is a finding, and the fix is a template."""

    def match(self, found: Found, code: Code) -> Finding | None:
        if has_what_is_added(self.page, found.node):
            return None
        source = code.document.source
        return self.finding(found.node, template.said(self.page.message, _holes(found), source))

    def fix(self, found: Found, code: Code) -> Fix | None:
        if self.page.fix is None:
            return None
        edits = template.rewritten(self.page.fix, _holes(found), code.document.source, span_of(found.node))
        return Fix(edits, self.page.title or self.summary.rstrip("."))


def has_what_is_added(page: Page, node: Node) -> bool:
    """Whether a call has a keyword argument that a page's fix adds, or spreads what may hold it."""
    if page.fix is None or node.type != "call":
        return False
    call = Call(node)
    looked_for = page.search + " ".join(one.pattern or "" for one in page.anchors)
    added = set(_KEYWORD.findall(page.fix)) - set(_KEYWORD.findall(looked_for))
    return bool(added) and (call.spreads or any(call.keyword(one) is not None for one in added))


_KEYWORD = re.compile(r"[(,]\s*([a-z_]\w*)=(?!=)")


def _holes(found: Found) -> template.Holes:
    return {name: template.around([span_of(one) for one in nodes]) for name, nodes in found.captures.items()}


@cache
def anchors(page: Page, language: str) -> tuple[Pattern, ...]:
    """The anchors of a page in one of its languages. Raises PatternError for one that matches nothing that can be."""
    return tuple(
        of_code(one.pattern, language) if one.pattern is not None else of_kind(one.kind or "", language)
        for one in page.anchors
    )


def objective_of(rule_id: str) -> Objective:
    """What a rule serves, by its id; a project's own rule that names nothing serves those who read the code."""
    prefix = rule_id.partition("/")[0]
    return Objective.READABILITY if prefix == OWN else Objective(prefix)


def severity_of(rule_id: str, config: Config, rule: Rule | None = None) -> str:
    """`error`, `warning` or `info`: what the settings say of the rule, else of its objective, else the rule's page, else its
    objective's own."""
    objective, _, name = rule_id.partition("/")
    chosen = (config.severity[one] for one in (rule_id, name, objective) if one in config.severity)
    own = None if rule is None else rule.page.severity
    return next(chosen, None) or own or _SEVERITIES[objective_of(rule_id)]


OWN = "project"
"""What stands in place of an objective in the id of a rule that a project keeps for itself and that names none."""


_SEVERITIES = {
    Objective.SECURITY: "warning",
    Objective.PERFORMANCE: "warning",
    Objective.SCALABILITY: "info",
    Objective.READABILITY: "info",
    Objective.MODULARITY: "info",
}
