from __future__ import annotations

from collections.abc import Iterable

from tree_sitter import Node

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Finding, Fix, LegacyRule
from burnish.rules.html.about.elements import attributes, enclosing_elements, tag_name
from burnish.text import Edit, Span
from burnish.tree import descendants, span_of


class LazyImages(LegacyRule):
    def check(self, document: Document, project: Project) -> Iterable[Finding]:
        if document.tree is None:
            return
        images = (
            one
            for one in descendants(document.root, ("start_tag", "self_closing_tag"))
            if tag_name(one, document) == "img"
        )
        for index, tag in enumerate(images):
            if index >= 2 and _waits_for_nothing(tag, document):
                name = next(one for one in tag.named_children if one.type == "tag_name")
                yield self.finding(name, "This image loads with the page, however far down it is", anchor=tag)

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        tag = document.root.descendant_for_byte_range(finding.anchor.start, finding.anchor.end)
        while tag is not None and tag.type not in ("start_tag", "self_closing_tag"):
            tag = tag.named_children[0] if tag.named_children and span_of(tag) == finding.anchor else None
        if tag is None:
            return None
        at = tag.named_children[-1].end_byte
        return Fix((Edit(Span(at, at), ' loading="lazy"'),), 'Add loading="lazy"')


def _waits_for_nothing(tag: Node, document: Document) -> bool:
    """Whether a tag's image loads at once although nothing says that it should."""
    found = attributes(tag, document)
    if (
        tag.has_error
        or not found.keys().isdisjoint(("loading", "fetchpriority", "onload", "usemap", "hidden"))
        or not found.get("src", "").strip()
    ):
        return False
    if found["src"].startswith("data:") or "1" in (found.get("width"), found.get("height")):
        return False
    if "lazy" in found.get("class", "") or any(name.startswith(("data-src", "v-", ":", "*ng", "[")) for name in found):
        return False
    return not {"noscript", "header", "nav", "template"} & set(enclosing_elements(tag, document))
