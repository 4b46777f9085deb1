from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable

from tree_sitter import Node

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Finding, Fix, LegacyRule, Related
from burnish.rules.css.declarations import declarations, normalised
from burnish.text import Edit, Span, indentation_at, newline_of
from burnish.tree import descendants, span_of


class RepeatedDeclarations(LegacyRule):
    def check(self, document: Document, project: Project) -> Iterable[Finding]:
        if document.tree is None:
            return
        for around in (document.root, *descendants(document.root, ("block",))):
            rule_sets = [one for one in around.named_children if one.type == "rule_set" and _is_plain(one, document)]
            if len(rule_sets) > 1:
                yield from self._repeated(rule_sets, document)

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        first = document.node_at(finding.anchor)
        second = first.next_named_sibling
        if (
            first.type != "rule_set"
            or span_of(first) != finding.anchor
            or second is None
            or second.type != "rule_set"
            or not _repeats(first, second, document)
        ):
            return None
        if any(one.is_extra for one in descendants(second)):
            return None  # a comment would be lost
        selectors, added = first.named_children[0], second.named_children[0]
        separator = "," + newline_of(document.source) + indentation_at(document.source, first.start_byte)
        edits = (
            Edit(Span(selectors.end_byte, selectors.end_byte), separator + document.slice(added)),
            Edit(Span(first.end_byte, second.end_byte), ""),
        )
        return Fix(edits, "Merge the two rules")

    def _repeated(self, rule_sets: list[Node], document: Document) -> Iterable[Finding]:
        """A finding for each group of rules that share enough declarations, at its first rule."""
        given = [frozenset(normalised(one, document) for one in declarations(_block(each))) for each in rule_sets]
        holders: dict[str, list[int]] = {}
        for index, texts in enumerate(given):
            for text in texts:
                holders.setdefault(text, []).append(index)
        reported: set[int] = set()
        for index, texts in enumerate(given):
            if index in reported or len(texts) < _LEAST:
                continue
            shared = Counter(
                other
                for text in texts
                for other in holders[text][bisect_right(holders[text], index) :][:MOST_COMPARED]
                if other not in reported
            )
            common, group = texts, [index]
            for other, count in sorted(shared.items(), key=lambda one: (-one[1], one[0])):
                if count < _LEAST:
                    break
                rest = common & given[other]
                # A rule joins while the group as a whole saves more lines with it than without.
                if len(rest) >= _LEAST and len(group) * len(rest) >= (len(group) - 1) * len(common):
                    common, group = rest, [*group, other]
            group.sort()
            exact = len(group) > 1 and _repeats(rule_sets[index], rule_sets[index].next_named_sibling, document)
            if len(group) < 2 or ((len(group) - 1) * len(common) < _LEAST_SAVED and not exact):
                continue
            reported.update(group)
            others = [rule_sets[other].named_children[0] for other in group[1:]]
            names = ", ".join(f"'{_one_line(one, document)}'" for one in others[:3])
            more = f" and {len(others) - 3} more" if len(others) > 3 else ""
            yield self.finding(
                rule_sets[index].named_children[0],
                f"{len(common)} declarations of '{_one_line(rule_sets[index].named_children[0], document)}' stand in {names}{more} too",
                anchor=rule_sets[index],
                related=tuple(Related(span_of(one), "The same declarations again") for one in others),
            )


def _is_plain(rule_set: Node, document: Document) -> bool:
    """Whether a rule can share a selector list: one that a browser does not know makes it drop the whole list."""
    if len(rule_set.named_children) < 2 or rule_set.named_children[0].type != "selectors" or rule_set.has_error:
        return False
    pseudo_classes = _PSEUDO.findall(document.slice(rule_set.named_children[0]))
    return all(one.lower() in _KNOWN_EVERYWHERE or one.startswith("nth-") for one in pseudo_classes)


def _repeats(first: Node, second: Node | None, document: Document) -> bool:
    """Whether a rule follows another one directly and declares exactly the same, in the same order."""
    if second is None or second.type != "rule_set" or not _is_plain(second, document) or not _is_plain(first, document):
        return False
    ours, theirs = _block(first), _block(second)
    if any(one.type not in ("declaration", "comment") for block in (ours, theirs) for one in block.named_children):
        return False
    texts = [normalised(one, document) for one in declarations(ours)]
    return len(texts) >= _LEAST and texts == [normalised(one, document) for one in declarations(theirs)]


def _block(rule_set: Node) -> Node:
    return rule_set.named_children[-1]


def _one_line(selectors: Node, document: Document) -> str:
    text = " ".join(document.slice(selectors).split())
    return text if len(text) <= 40 else text[:37] + "..."


_PSEUDO = re.compile(r":([\w:-]*)")
_KNOWN_EVERYWHERE = frozenset(
    {
        "active", "after", "before", "checked", "disabled", "empty", "enabled", "first-child", "first-of-type", "focus",
        "hover", "last-child", "last-of-type", "link", "not", "only-child", "only-of-type", "root", "target", "visited",
    }
)  # fmt: skip
"""Pseudo-classes that every browser in use knows."""

_LEAST = 3
MOST_COMPARED = 200
"""Rules further on with one of its declarations that a rule is compared with: all, but where a machine wrote them."""
_LEAST_SAVED = 5
