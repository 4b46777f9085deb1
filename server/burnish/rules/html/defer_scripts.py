from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.rule import Finding, Fix, Related, Rule
from burnish.rules.html.about.elements import after_name, attributes, enclosing_elements
from burnish.syntax import Found
from burnish.text import Edit, Span
from burnish.tree import descendants, enclosing, span_of

MOST_SCRIPTS = 40
"""Scripts that are deferred together; a page with more of them is made by a tool, which can do it."""


class DeferScripts(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        tag = _tag(found.node)
        waited = code.document.known(_waited_for)
        if tag is None or not waited or waited[0].start_byte != tag.start_byte:
            return None
        span = Span(tag.start_byte + 1, after_name(tag))
        others = waited[1:]
        more = "" if not others else f" and {len(others)} more script{'s' if len(others) > 1 else ''}"
        return self.finding(
            span,
            f"The page waits for '{_file(tag, code.document)}'{more} before it shows anything",
            anchor=tag,
            related=tuple(
                Related(span_of(one), f"It waits for '{_file(one, code.document)}', too")
                for one in others[:MOST_SCRIPTS]
            ),
        )

    def fix(self, found: Found, code: Code) -> Fix | None:
        if code.document.known(_last_in_need) >= found.node.start_byte:
            return None
        # Later scripts that count on this one must not overtake it: they are deferred with it.
        every = code.document.known(_plain_tags)
        plain = every[bisect_left(every, found.node.start_byte, key=lambda tag: tag.start_byte) :][: MOST_SCRIPTS + 1]
        if not plain or len(plain) > MOST_SCRIPTS or any(tag.has_error for tag in plain):
            return None
        if any(part.contains(span_of(tag)) for part in code.document.known(_bundled) for tag in plain):
            return None  # what is made of these comes after this one, and is not deferred
        ends = [tag.named_children[-1].end_byte for tag in plain]
        title = "Add defer" if len(plain) == 1 else f"Add defer to this script and the {len(plain) - 1} after it"
        return Fix(tuple(Edit(Span(end, end), " defer") for end in ends), title)


def _tag(script: Node) -> Node | None:
    return next((one for one in script.named_children if one.type == "start_tag"), None)


def _file(tag: Node, document: Document) -> str:
    source = attributes(tag, document)["src"]
    return source if "{" in source else source.rsplit("/", 1)[-1]


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


def _waited_for(document: Document) -> Sequence[Node]:
    """The tags of the scripts in the head that the page waits for without need."""
    bundled = document.known(_bundled)
    tags = [
        tag
        for tag in document.known(_plain_tags)
        if tag.parent is not None
        and not any(part.contains(span_of(tag)) for part in bundled)
        and not _EARLY.search(attributes(tag, document)["src"])
        and "head" in (around := enclosing_elements(tag.parent, document))
        and "noscript" not in around
    ]
    end, names = document.known(_needed_at_once)
    before = [tag for tag in tags if tag.start_byte < end]
    # One that is not needed at once is enough: its place is further down, or the inline script's behind it.
    return tags if len(before) > len(names) else tags[len(before) :]


def _bundled(document: Document) -> list[Span]:
    """The parts of a template whose scripts the server makes one of: what stands on their tags is not sent."""
    if not any(word in document.source for word in _BUNDLING):
        return []
    return [Span(*found.span()) for found in _BUNDLE.finditer(document.source)]


def _last_in_need(document: Document) -> int:
    """Where the last inline script ends that calls something which a browser does not have by itself; -1 without."""
    return max((script.root.end_byte for script, _ in _foreign_calls(document)), default=-1)


def _needed_at_once(document: Document) -> tuple[int, frozenset[str]]:
    """Where the last inline script ends that needs others while the page is read, and the names that these need."""
    calls = [(script, call) for script, call in _foreign_calls(document) if not _is_called_back(call)]
    names = frozenset(name for _, call in calls if (name := _root_name(call, document)))
    return max((script.root.end_byte for script, _ in calls), default=-1), names


def _foreign_calls(document: Document) -> list[tuple[Document, Node]]:
    """The calls in inline scripts of what neither they nor a browser has."""
    return document.known(_all_foreign_calls)


def _all_foreign_calls(document: Document) -> list[tuple[Document, Node]]:
    found = []
    for script in document.embedded:
        if script.language.name != "javascript":
            continue
        own = {document.slice(one) for one in descendants(script.root, ("identifier",)) if _is_declared(one)}
        for call in descendants(script.root, ("call_expression", "new_expression")):
            name = _root_name(call, document)
            if name is not None and name not in own and name not in _BROWSER:
                found.append((script, call))
    return found


def _is_called_back(call: Node) -> bool:
    """Whether a call stands in a function that is kept or handed on, to be called when something has happened."""
    function = enclosing(call, ("arrow_function", "function_expression"))
    holder = None if function is None else function.parent
    return holder is not None and holder.type != "parenthesized_expression"


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


_EARLY = re.compile(
    r"(?i)theme|color-?(?:mode|scheme)|dark-?mode|polyfill|modernizr|html5shiv|tailwindcss|twind|unocss|\.nocache\.js"
)
"""What shapes a page before it is seen, and loaders that look at where they run."""
_BROWSER = frozenset(
    {
        "window", "document", "console", "location", "history", "navigator", "localStorage", "sessionStorage", "JSON", "Math",
        "Date", "Object", "Array", "String", "Number", "Promise", "Map", "Set", "URL", "URLSearchParams", "fetch", "setTimeout",
        "setInterval", "requestAnimationFrame", "addEventListener", "matchMedia", "alert", "confirm", "parseInt", "parseFloat",
        "dataLayer", "gtag", "Image", "XMLHttpRequest", "FormData", "CustomEvent", "Event", "encodeURIComponent",
        "decodeURIComponent", "Intl", "RegExp", "Error", "Symbol", "globalThis", "self",
    }
)  # fmt: skip
_BUNDLING = (b"compress", b"assets", b"pipeline", b"minif", b"bundle", b"<!-- build:")
_BUNDLE = re.compile(
    rb"\{%-?\s*(?P<word>compress|assets|pipeline|minify|minified|bundle)\b[^%]*%\}.*?\{%-?\s*end(?P=word)\b"
    rb"|<!--\s*build:.*?<!--\s*endbuild\b|<(?P<element>compress:js|bundle)\b.*?</(?P=element)>",
    re.DOTALL,
)
"""django-compressor, Flask-Assets (webassets), and their like; what useref and usemin are told in comments."""
