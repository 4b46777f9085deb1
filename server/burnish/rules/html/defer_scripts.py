from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping

from tree_sitter import Node

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Finding, Fix, LegacyRule, Match
from burnish.rules.html.elements import after_name, attributes, enclosing_elements
from burnish.text import Edit, Span
from burnish.tree import descendants

MOST_SCRIPTS = 40
"""Scripts that are deferred together; a page with more of them is made by a tool, which can do it."""


class DeferScripts(LegacyRule):
    query = "(script_element (start_tag) @tag) @script"

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
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
