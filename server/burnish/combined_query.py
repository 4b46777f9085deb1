"""One tree-sitter query of all rules' anchors, and whose each match is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import tree_sitter
from tree_sitter import Node

from burnish.document import Document
from burnish.language import languages
from burnish.names.imports import imports
from burnish.pattern import Pattern
from burnish.rule import Rule, anchors


@dataclass(frozen=True, slots=True)
class Anchored:
    """A rule, by one of its anchors."""

    pattern: Pattern
    rule: Rule


@dataclass(frozen=True, slots=True)
class Owners:
    """The rules whose anchors select alike: those that ask for certain names by these, and all others."""

    named: Mapping[bytes, Sequence[Anchored]]
    others: Sequence[Anchored]

    def asked(self, node: Node, document: Document) -> Sequence[Anchored]:
        if not self.named:
            return self.others
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        if function is not None and function.type == "await_expression":
            function = next(iter(function.named_children), None)
        if function is None:
            return self.others
        last = function.child_by_field_name("attribute") or function.child_by_field_name("property") or function
        name = last.text or b""
        named = self.named.get(name, ())
        imported = document.known(_aliases).get(name, name)
        if imported != name:
            named = (*named, *(one for one in self.named.get(imported, ()) if one not in named))
        return (*named, *self.others) if self.others else named


def _aliases(document: Document) -> Mapping[bytes, bytes]:
    """The last names of what is imported under another: `fetch` of `from requests import get as fetch` is `get`."""
    last_names = ((local, path.rpartition(".")[2]) for local, path in imports(document).items())
    return {local.encode(): last.encode() for local, last in last_names if local != last}


@dataclass(frozen=True, slots=True)
class CombinedQuery:
    """One query of all rules' anchors, and who asked for each of its patterns."""

    query: tree_sitter.Query
    owners: Sequence[Owners]


@cache
def combined_query(language: str, chosen: tuple[Rule, ...]) -> CombinedQuery | None:
    """Anchors of one shape are one pattern of the query: separate ones cost more than linearly."""
    grammar = languages()[language].grammar
    assert grammar is not None
    texts: dict[str, list[Anchored]] = {}
    for rule in chosen:
        for pattern in anchors(rule.page, language):
            texts.setdefault(pattern.query, []).append(Anchored(pattern, rule))
    if not texts:
        return None
    return CombinedQuery(tree_sitter.Query(grammar, "\n".join(texts)), [_owners(each) for each in texts.values()])


def _owners(anchored: Sequence[Anchored]) -> Owners:
    named: dict[bytes, list[Anchored]] = {}
    others: list[Anchored] = []
    for one in anchored:
        names = _called_names(one)
        for name in names:
            named.setdefault(name, []).append(one)
        if not names:
            others.append(one)
    return Owners(named, others)


def _called_names(one: Anchored) -> frozenset[bytes]:
    """The last names of what an anchor calls, where its page or rule says what that must be; none where it may be any."""
    if one.rule.called:
        return frozenset(name.encode() for name in one.rule.called)
    hole = one.pattern.called
    paths = next((paths for name, paths in one.rule.page.origins if name == hole), frozenset())
    return frozenset(path.rpartition(".")[2].encode() for path in paths)
