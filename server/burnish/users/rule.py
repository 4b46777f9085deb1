"""A rule that a project keeps for itself."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence

import tree_sitter

from burnish import template
from burnish.code import Code
from burnish.config import Problem
from burnish.document import Document
from burnish.language import languages
from burnish.page import Page
from burnish.project import Project, facts
from burnish.rule import Finding, Fix, Rule, Safety, has_what_is_added
from burnish.text import Edit, Span
from burnish.users.globs import fits_any
from burnish.users.reading import Written
from burnish.users.searching import Fault, Hit, hits

log = logging.getLogger(__name__)


class UsersRule(Rule):
    """What ast-grep finds by its search, where the names in holes refer to what the page says. Its fixes are never safe."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.holes = tuple(sorted(template.holes_in(page.search + page.message + (page.fix or ""))))

    def check(self, code: Code) -> Iterable[Finding]:
        if self._is_for(code):
            for hit in self._hits(code):
                yield self._finding(hit, code)

    def fix_of(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        code = Code(document, project)
        hit = next((one for one in self._hits(code) if self._finding(one, code) == finding), None)
        if self.page.fix is None or hit is None:
            return None
        source = document.source
        edits = template.rewritten(self.page.fix, _one_each(hit.holes), source, hit.fix, hit.texts)
        if not self.page.fix.strip() and len(edits) == 1:
            edits = (Edit(_whole_line(hit.fix, document), ""),)
        return Fix(edits, self.page.title or _sentence(self._message(hit, code)), Safety.UNSAFE)

    def _finding(self, hit: Hit, code: Code) -> Finding:
        return self.finding(hit.at, self._message(hit, code), anchor=hit.at.joined(hit.fix))

    def _message(self, hit: Hit, code: Code) -> str:
        return template.said(self.page.message, _one_each(hit.holes), code.document.source, hit.texts)

    def _hits(self, code: Code) -> Iterator[Hit]:
        found = hits(code.document.language.name, code.document.own_source, self.page.search, self.holes)
        if isinstance(found, Fault):
            if not found.lasting:
                facts.note((facts.PASSING,))
                log.warning("%s: the rule “%s” was not searched for: %s", code.document.path, self.id, found.reason)
            return
        for hit in found:
            node = code.document.root.descendant_for_byte_range(hit.at.start, hit.at.end)
            if node is not None and has_what_is_added(self.page, node):
                continue
            if all(_refers(hit.holes.get(hole, ()), paths, code) for hole, paths in self.page.origins):
                yield hit

    def _is_for(self, code: Code) -> bool:
        page, root = self.page, code.project.root
        if not page.files and not page.ignores:
            return True
        path = code.document.path
        try:
            shown = (path if root is None else path.relative_to(root)).as_posix()
        except ValueError:
            shown = path.as_posix()
        return (not page.files or fits_any(page.files, shown)) and not fits_any(page.ignores, shown)


def faults_of(written: Iterable[Written]) -> Iterator[Problem]:
    """What is wrong with the searches of rules that can be read."""
    for one in written:
        for language in one.page.languages:
            reason = _impossible(one.page, language)
            if reason is None:
                found = hits(language, b"", one.page.search, ())
                reason = found.reason if isinstance(found, Fault) else None
            if reason is not None:
                yield Problem(one.path, *_place(one, reason), f"the rule “{one.page.id}” is off: {reason}", 1)
                break


def _impossible(page: Page, language: str) -> str | None:
    """Why a pattern of a page can match nothing: ast-grep takes whatever it is given."""
    for pattern in _patterns(json.loads(page.search)):
        grammar = languages()[language].grammar
        if grammar is None or language not in _DECORATED:
            continue
        text = template.HOLE.sub(lambda hole: f"µ{hole[1]}", pattern).replace("$$$", "µµ").replace("$_", "µ_")
        decorated = pattern.startswith("@")  # a decorator by itself is code to ast-grep
        if decorated:
            text += _DECORATED[language]
        root = tree_sitter.Parser(grammar).parse(text.encode()).root_node
        torn = root.has_error and (decorated or (root.named_child_count == 1 and root.named_children[0].is_error))
        if torn or root.type == "ERROR":
            return f"the pattern “{pattern}” is no code in {language}"
    return None


_CLASS = "\nclass A {}"
_DECORATED = {"python": "\ndef f(): pass", "javascript": _CLASS, "typescript": _CLASS, "tsx": _CLASS}
"""The languages whose patterns are checked, each with what a decorator may stand before."""


def _patterns(value: object, within: str = "") -> Iterator[str]:
    """The patterns that stand for themselves, without a context."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name == "pattern" and isinstance(one, str):
                yield one
            elif name not in ("constraints", "transform", "fix"):
                yield from _patterns(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from _patterns(one, within)


def _place(one: Written, reason: str) -> tuple[int, int]:
    """The line and column of what a reason names, else of the rule."""
    try:
        lines = one.path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return one.line, 1
    words = [word.strip("`“”") for word in reason.split() if word[:1] in "`“"]
    quoted = reason.partition("“")[2].partition("”")[0]
    for number, line in enumerate(lines[one.line - 1 :], one.line):
        for word in (quoted, *words):
            if word and word in line:
                return number, line.index(word) + 1
    keyed = (number for number, line in enumerate(lines[one.line - 1 :], one.line) if line.startswith("rule:"))
    return next(keyed, one.line), 1


def _refers(parts: Sequence[Span], paths: frozenset[str], code: Code) -> bool:
    root = code.document.root
    nodes = [root.descendant_for_byte_range(one.start, one.end) for one in parts]
    return bool(nodes) and all(node is not None and code.origin(node).is_one_of(paths) for node in nodes)


def _one_each(holes: Mapping[str, tuple[Span, ...]]) -> template.Holes:
    return {name: template.around(parts) for name, parts in holes.items()}


def _whole_line(span: Span, document: Document) -> Span:
    """A part that is deleted, with its line where nothing else stands there."""
    first = document.lines.line_start(document.lines.line_of(span.start))
    line = document.lines.line_of(span.end)
    end = document.lines.line_start(line + 1) if line + 1 < document.lines.count else len(document.source)
    rest = document.source[first : span.start] + document.source[span.end : end].rstrip(b";\r\n")
    return span if rest.strip() else Span(first, end)


def _sentence(text: str) -> str:
    return text.rstrip(".")
