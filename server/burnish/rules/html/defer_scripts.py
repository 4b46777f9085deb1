from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping

from tree_sitter import Node

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Example, Finding, Fix, HtmlRule, Match, Objective, Safety, Scope
from burnish.rules.html.elements import after_name, attributes, enclosing_elements
from burnish.rules.paths import is_test
from burnish.text import Edit, Span
from burnish.tree import descendants

MOST_SCRIPTS = 40
"""Scripts that are deferred together; a page with more of them is made by a tool, which can do it."""


class DeferScripts(HtmlRule):
    """Keep scripts in the head from holding up the page.

    Why: the browser stops at a plain `<script src>` and shows nothing until it is loaded and run. With `defer` it
    goes on, and runs the script, in order with other deferred ones, when the page is parsed.

    Safety: unsafe. The script runs later than before: after the inline scripts, and it cannot `document.write`. Plain
    scripts after it are deferred with it, so that their order stays the same.

    Source: https://developer.mozilla.org/en-US/docs/Web/HTML/Element/script#defer
    """

    objective = Objective.PERFORMANCE
    safety = Safety.UNSAFE
    fix_is_final = True
    scope = Scope.FILE
    query = "(script_element (start_tag) @tag) @script"
    examples = [
        Example(
            before='<html>\n<head>\n  <script src="menu.js"></script>\n</head>\n<body></body>\n</html>\n',
            after='<html>\n<head>\n  <script src="menu.js" defer></script>\n</head>\n<body></body>\n</html>\n',
        ),
        Example(
            before=(
                "<!doctype html>\n<html><head>\n"
                "<SCRIPT type='text/javascript'\n        src=\"{{ url_for('static', filename='a.js') }}\" ></SCRIPT>\n"
                "<script>window.shop = {{ shop|tojson }};</script>\n"
                "<script src=b.js></script></head><body></body></html>\n"
            ),
            after=(
                "<!doctype html>\n<html><head>\n"
                "<SCRIPT type='text/javascript'\n        src=\"{{ url_for('static', filename='a.js') }}\" defer ></SCRIPT>\n"
                "<script>window.shop = {{ shop|tojson }};</script>\n"
                "<script src=b.js defer></script></head><body></body></html>\n"
            ),
        ),
        Example(
            before='<head><script src="/config.js"></script></head><body><script src="/bundle.js"></script></body>\n',
            after='<head><script src="/config.js" defer></script></head><body><script src="/bundle.js" defer></script></body>\n',
        ),
        Example(
            before=(
                '<html><head><script src="jquery.js"></script></head>\n'
                "<body><script>$(function () { start(); });</script></body></html>\n"
            )
        ),
    ]
    ignores = [
        Example('<html><head><script src="app.js"></script></head></html>\n', path="test/fixtures/page.html"),
        '<html><head><script src="a.js" defer></script><script src="b.js" async></script></head></html>\n',
        '<html><head><script type="module" src="a.js"></script></head></html>\n',
        "<html><head><script>window.a = 1;</script></head></html>\n",
        '<html><head></head><body><script src="a.js"></script></body></html>\n',
        '<html><head><script type="application/json" src="a.json"></script></head></html>\n',
        '<html><head><script src="dark-mode.js"></script></head></html>\n',
        '<html><head><script src="a.js" nomodule></script></head></html>\n',
    ]

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        if is_test(document.path, project):
            return None
        tag = found["tag"]
        given = attributes(tag, document)
        if not _is_plain(given) or _EARLY.search(given["src"]):
            return None
        if "head" not in enclosing_elements(found["script"], document):
            return None
        name = given["src"].rsplit("/", 1)[-1] if "{" not in given["src"] else given["src"]
        span = Span(tag.start_byte + 1, after_name(tag))
        return self.finding(span, f"The page waits for '{name}' before it shows anything", anchor=tag)

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        if document.known(_last_in_need) >= finding.anchor.start:
            return None
        # Later scripts that count on this one must not overtake it: they are deferred with it.
        every = document.known(_plain_tags)
        plain = every[bisect_left(every, finding.anchor.start, key=lambda tag: tag.start_byte) :][: MOST_SCRIPTS + 1]
        if not plain or plain[0].start_byte != finding.anchor.start or any(tag.has_error for tag in plain):
            return None
        if len(plain) > MOST_SCRIPTS:
            return None
        ends = [tag.named_children[-1].end_byte for tag in plain]
        title = "Add defer" if len(plain) == 1 else f"Add defer to this script and the {len(plain) - 1} after it"
        return Fix(tuple(Edit(Span(end, end), " defer") for end in ends), title)


def _is_plain(given: Mapping[str, str]) -> bool:
    """Whether attributes are those of a script that the parser stops at to load it."""
    if "src" not in given or not given.keys().isdisjoint(("defer", "async", "nomodule")):
        return False
    return given.get("type", "").lower() in ("", "text/javascript", "application/javascript")


def _plain_tags(document: Document) -> list[Node]:
    """The tags of the scripts that the parser stops at to load them."""
    tags = (
        one for one in document.nodes("start_tag") if one.parent is not None and one.parent.type == "script_element"
    )
    return [tag for tag in tags if _is_plain(attributes(tag, document))]


def _last_in_need(document: Document) -> int:
    """Where the last inline script ends that calls something which a browser does not have by itself; -1 without."""
    for script in reversed(document.embedded):
        if script.language.name != "javascript":
            continue
        own = {document.slice(one) for one in descendants(script.root, ("identifier",)) if _is_declared(one)}
        for call in descendants(script.root, ("call_expression", "new_expression")):
            name = _root_name(call, document)
            if name is not None and name not in own and name not in _BROWSER:
                return script.root.end_byte
    return -1


def _root_name(call: Node, document: Document) -> str | None:
    node: Node | None = call
    while node is not None and node.type in ("call_expression", "new_expression", "member_expression"):
        node = (
            node.child_by_field_name("function")
            or node.child_by_field_name("constructor")
            or node.child_by_field_name("object")
        )
    return document.slice(node) if node is not None and node.type == "identifier" else None


def _is_declared(name: Node) -> bool:
    parent = name.parent
    return parent is not None and (
        parent.type in ("formal_parameters", "arrow_function", "catch_clause")
        or (
            (parent.type in ("variable_declarator", "function_declaration", "class_declaration", "for_in_statement"))
            and (parent.child_by_field_name("name") or parent.child_by_field_name("left")) == name
        )
    )


_EARLY = re.compile(r"(?i)theme|color-?(?:mode|scheme)|dark-?mode|polyfill|modernizr|html5shiv")
_BROWSER = frozenset(
    {
        "window", "document", "console", "location", "history", "navigator", "localStorage", "sessionStorage", "JSON", "Math",
        "Date", "Object", "Array", "String", "Number", "Promise", "Map", "Set", "URL", "URLSearchParams", "fetch", "setTimeout",
        "setInterval", "requestAnimationFrame", "addEventListener", "matchMedia", "alert", "confirm", "parseInt", "parseFloat",
        "dataLayer", "gtag", "Image", "XMLHttpRequest", "FormData", "CustomEvent", "Event", "encodeURIComponent",
        "decodeURIComponent", "Intl", "RegExp", "Error", "Symbol", "globalThis", "self",
    }
)  # fmt: skip
