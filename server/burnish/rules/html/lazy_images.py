from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.rule import Finding, Fix, Related, Rule
from burnish.rules.html.about.elements import attributes, enclosing_elements, tag_name
from burnish.syntax import Found
from burnish.text import Edit, Span
from burnish.tree import span_of

MOST_IMAGES = 40
"""Images that one fix takes in; a page with more of them is made by a tool, which can do it."""
IN_VIEW = 2
"""Images of a page that may be in view at once, and are left alone."""
_SMALL = 100
"""Pixels up to which width and height are an icon's: a kilobyte that nobody waits for."""


class LazyImages(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        tag, tags = found.node, code.document.known(_loaded_early)
        if not tags or tags[0].start_byte != tag.start_byte:
            return None
        others = tags[1:]
        more = "" if not others else f", and so {'does' if len(others) == 1 else 'do'} {len(others)} more"
        return self.finding(
            _name(tag),
            f"This image loads with the page, however far down it is{more}",
            anchor=tag,
            related=tuple(Related(span_of(_name(one)), "So does this one") for one in others[:MOST_IMAGES]),
        )

    def fix(self, found: Found, code: Code) -> Fix | None:
        tags = code.document.known(_loaded_early)[: MOST_IMAGES + 1]
        ends = [one.named_children[-1].end_byte for one in tags]
        title = 'Add loading="lazy"' if len(tags) == 1 else f'Add loading="lazy" to {len(tags)} images'
        return Fix(tuple(Edit(Span(end, end), ' loading="lazy"') for end in ends), title)


def _name(tag: Node) -> Node:
    return next(one for one in tag.named_children if one.type == "tag_name")


def _loaded_early(document: Document) -> Sequence[Node]:
    """The tags of the images far down the page that load with it without need."""
    tags = sorted(document.nodes("start_tag", "self_closing_tag"), key=lambda one: one.start_byte)
    images = [one for one in tags if tag_name(one, document) == "img"]
    return [one for one in images[IN_VIEW:] if _waits_for_nothing(one, document)]


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
    if _LITTLE.search(" ".join((found.get("class", ""), found.get("id", ""), found["src"]))) is not None:
        return False
    if "lazy" in found.get("class", "") or any(name.startswith(("data-src", "v-", ":", "*ng", "[")) for name in found):
        return False
    return not {"noscript", "header", "nav", "template"} & set(enclosing_elements(tag, document))


def _is_small(given: Mapping[str, str]) -> bool:
    sizes = [given.get(name, "").strip().removesuffix("px") for name in ("width", "height")]
    return all(one.isdecimal() and int(one[:6]) <= _SMALL for one in sizes)


_LITTLE = re.compile(r"(?i)(?:^|[\s_/.-])(?:icons?|favicon|avatars?|emoji|flags?|spinner|loader)(?=[\s_/.-]|$)")
"""What an image is called that is a kilobyte or two."""
