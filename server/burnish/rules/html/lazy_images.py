from __future__ import annotations

import re
from collections.abc import Iterable

from tree_sitter import Node

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Example, Finding, Fix, HtmlRule, Objective, Safety, Scope
from burnish.rules.html.elements import attributes, enclosing_elements, tag_name
from burnish.rules.paths import is_test
from burnish.text import Edit, Span
from burnish.tree import descendants, span_of


class LazyImages(HtmlRule):
    """Load images far down the page when they come near.

    Why: without `loading="lazy"` the browser loads every image of a page at once, also those that nobody scrolls to,
    and they compete with the ones that are in view. The first two images of a page are left alone.

    Safety: unsafe. An image loads later than before, and the page's `load` event no longer waits for it.

    Source: https://developer.mozilla.org/en-US/docs/Web/HTML/Element/img#loading
    """

    objective = Objective.PERFORMANCE
    safety = Safety.UNSAFE
    fix_is_final = True
    scope = Scope.FILE
    examples = [
        Example(
            before='<img src="logo.svg">\n<img src="hero.jpg">\n<p>Text</p>\n<img src="oak.png" alt="Oak &amp; Sons">\n',
            after='<img src="logo.svg">\n<img src="hero.jpg">\n<p>Text</p>\n<img src="oak.png" alt="Oak &amp; Sons" loading="lazy">\n',
        ),
        Example(
            before=(
                "<body>\n"
                "  <header><IMG SRC=logo.svg></header>\n"
                "  {% for product in products %}\n"
                '  <img src="/p/{{ product["sku"] }}.jpg"\n'
                "       alt='{{ product.name }}' />\n"
                "  {% endfor %}\n"
                "  <img src='a.png'/><img\n"
                "    src='b.png'/>\n"
                "</body>\n"
            ),
            after=(
                "<body>\n"
                "  <header><IMG SRC=logo.svg></header>\n"
                "  {% for product in products %}\n"
                '  <img src="/p/{{ product["sku"] }}.jpg"\n'
                "       alt='{{ product.name }}' />\n"
                "  {% endfor %}\n"
                "  <img src='a.png' loading=\"lazy\"/><img\n"
                "    src='b.png' loading=\"lazy\"/>\n"
                "</body>\n"
            ),
        ),
        Example(
            before="<IMG src=a><img src=b>\n<h2>Partners</h2>\n<img src=c width=160\n>\n",
            after='<IMG src=a><img src=b>\n<h2>Partners</h2>\n<img src=c width=160 loading="lazy"\n>\n',
        ),
    ]
    ignores = [
        '<img src="a"><img src="b">\n',
        '<img src="a"><img src="b"><img src="c" loading="lazy"><img src="d" loading="eager">\n',
        '<img src="a"><img src="b"><img src="c" fetchpriority="high">\n',
        '<img src="a"><img src="b"><img src="" srcset="c"><img src="d" hidden="">\n',
        Example('<img src="a"><img src="b"><img src="c">\n', path="tests/page.html"),
        '<img src="a"><img src="b"><noscript><img src="pixel.gif"></noscript>\n',
        '<img src="a"><img src="b"><img class="lazyload" data-src="c">\n',
        '<img src="a"><img src="b"><img src="data:image/png;base64,AAAA"><img src="p.gif" width="1" height="1">\n',
    ]

    def check(self, document: Document, project: Project) -> Iterable[Finding]:
        if document.tree is None or _MAIL.search(document.path.as_posix()) or is_test(document.path, project):
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


_MAIL = re.compile(r"(?i)(?:^|[/_-])(?:e?mails?|newsletters?|mailer)(?:[/_.-]|$)")
