from __future__ import annotations

from collections.abc import Mapping

from tree_sitter import Node

from burnish import edits
from burnish.code import Code
from burnish.document import Document
from burnish.rule import Finding, Fix, Rule
from burnish.rules.html.about.elements import attributes, enclosing_elements, tag_name
from burnish.syntax import Found
from burnish.text import Span

IN_VIEW = 2
"""Images of a page that may be in view at once, and are left alone."""
_SMALL = 100
"""Pixels up to which width and height are an icon's: a kilobyte that nobody waits for."""


class LazyImages(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        tag = found.node
        if tag.start_byte not in code.document.known(_far_down) or not _waits_for_nothing(tag, code.document):
            return None
        name = next(one for one in tag.named_children if one.type == "tag_name")
        return self.finding(name, "This image loads with the page, however far down it is", anchor=tag)

    def fix(self, found: Found, code: Code) -> Fix | None:
        at = found.node.named_children[-1].end_byte
        return Fix(edits.replaced(Span(at, at), ' loading="lazy"'), 'Add loading="lazy"')


def _far_down(document: Document) -> frozenset[int]:
    """Where the images start that are not among the first of the page."""
    tags = document.nodes("start_tag", "self_closing_tag")
    images = [one.start_byte for one in tags if tag_name(one, document) == "img"]
    return frozenset(images[IN_VIEW:])


def _waits_for_nothing(tag: Node, document: Document) -> bool:
    """Whether a tag's image loads at once although nothing says that it should."""
    found = attributes(tag, document)
    if (
        tag.has_error
        or not found.keys().isdisjoint(("loading", "fetchpriority", "onload", "usemap", "hidden"))
        or not found.get("src", "").strip()
    ):
        return False
    if found["src"].startswith("data:") or "1" in (found.get("width"), found.get("height")) or _is_small(found):
        return False
    if "lazy" in found.get("class", "") or any(name.startswith(("data-src", "v-", ":", "*ng", "[")) for name in found):
        return False
    return not {"noscript", "header", "nav", "template"} & set(enclosing_elements(tag, document))


def _is_small(given: Mapping[str, str]) -> bool:
    sizes = [given.get(name, "").strip().removesuffix("px") for name in ("width", "height")]
    return all(one.isdecimal() and int(one[:6]) <= _SMALL for one in sizes)
