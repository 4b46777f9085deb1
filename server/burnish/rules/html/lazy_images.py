from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.rule import Finding, Fix, Related, Rule
from burnish.rules.html.about.elements import attributes, enclosing_elements, tag_name
from burnish.syntax import Found
from burnish.text import Edit, Span, newline_of
from burnish.tree import ancestors, span_of

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
        title = 'Add loading="lazy"' if len(tags) == 1 else f'Add loading="lazy" to {len(tags)} images'
        return Fix(tuple(_made_lazy(one, code.document) for one in tags), title)


def _made_lazy(tag: Node, document: Document) -> Edit:
    """The edit that adds the attribute behind the others, on a line of its own where they have theirs."""
    last = tag.named_children[-1]
    before = last.prev_named_sibling
    start = document.lines.around(last.start_byte).start
    indentation = document.source[start : last.start_byte]
    has_own_line = before is not None and before.end_point.row < last.start_point.row and not indentation.strip()
    among_others = before is not None and (before.type == "attribute" or len(tag.named_children) > 2)
    gap = newline_of(document.source) + indentation.decode() if has_own_line and among_others else " "
    return Edit(Span(last.end_byte, last.end_byte), f'{gap}loading="lazy"')


def _name(tag: Node) -> Node:
    return next(one for one in tag.named_children if one.type == "tag_name")


def _loaded_early(document: Document) -> Sequence[Node]:
    """The tags of the images far down the page that load with it without need."""
    tags = sorted(document.nodes("start_tag", "self_closing_tag"), key=lambda one: one.start_byte)
    images, far, parts = 0, [], 0
    loaded: set[str] = set()
    for tag in tags:
        name = tag_name(tag, document)
        if name == "img":
            images += 1
            around, source = enclosing_elements(tag, document), attributes(tag, document).get("src", "")
            is_far = parts >= _PARTS_IN_VIEW or images > _MANY_IN_VIEW or "footer" in around
            if images > IN_VIEW and is_far and source not in loaded and _waits_for_nothing(tag, document):
                far.append(tag)
            loaded.add(source)
        elif name in _PARTS and _BESIDE.isdisjoint(enclosing_elements(tag, document)):
            parts += 1
    return far


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
    if (_BESIDE | {"noscript", "template"}) & set(enclosing_elements(tag, document)):
        return False
    around = [attributes(one, document) for one in (tag, *_tags_around(tag))]
    return not any(_is_above_or_hidden(one) for one in around)


def _tags_around(tag: Node) -> Iterator[Node]:
    """The start tags of the elements that an element stands in."""
    for one in ancestors(tag):
        if one.type == "element" and one.named_children and one.named_children[0] != tag:
            yield one.named_children[0]


def _is_above_or_hidden(given: Mapping[str, str]) -> bool:
    """Whether an element is the top of a page, or is not seen, so that what is in it is there to be loaded early."""
    named = " ".join((given.get("class", ""), given.get("id", "")))
    return "hidden" in given or _HIDDEN.search(given.get("style", "")) is not None or _ABOVE.search(named) is not None


def _is_small(given: Mapping[str, str]) -> bool:
    sizes = [given.get(name, "").strip().removesuffix("px") for name in ("width", "height")]
    return all(one.isdecimal() and int(one[:6]) <= _SMALL for one in sizes)


_PARTS_IN_VIEW = 14
"""Paragraphs, rows, headings and the like that may be in view together with an image behind them."""
_BESIDE = frozenset({"header", "nav", "aside"})
"""What stands at the top of a page or beside it, and takes no room from what follows."""
_MANY_IN_VIEW = 12
"""Images that may be in view where little stands between them."""
_PARTS = frozenset(
    {
        "p", "h2", "h3", "h4", "h5", "h6", "section", "article", "table", "tr", "li", "figure", "blockquote", "dl", "form",
        "fieldset", "pre",
    }
)  # fmt: skip
_HIDDEN = re.compile(r"(?i)display:\s*none|visibility:\s*hidden")
_ABOVE = re.compile(
    r"(?i)(?:^|[\s_-])(?:pre-?load(?:ed|er|ing)?|hidden|hide|invisible|d-none|hero|banner|masthead|jumbotron|splash|cover-page"
    r"|header|navbar|topbar|top-bar|toolbar|carousel|slideshow|slider|swiper)(?=[\s_-]|$)"
)
"""How the top of a page is called, what shows one of its images after the other, and what is not seen."""
_LITTLE = re.compile(r"(?i)(?:^|[\s_/.-])(?:icons?|favicon|avatars?|emoji|flags?|spinner|loader)(?=[\s_/.-]|$)")
"""What an image is called that is a kilobyte or two."""
