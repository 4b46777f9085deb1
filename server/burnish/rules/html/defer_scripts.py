from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.rule import Finding, Fix, Related, Rule
from burnish.rules.html.about.elements import after_name, attributes, enclosing_elements, tag_name
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
    if document.known(_shows_nothing_before_scripts):
        return []
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
    # Which of them an inline script needs cannot be told, and those before it may need each other.
    end = max(document.known(_needed_at_once), document.known(_prints_more), document.known(_asked_by_old_browsers))
    waited = [tag for tag in tags if tag.start_byte > end]
    # Scripts are loaded side by side: behind many that the page waits for all the same it comes no sooner.
    return waited if 3 * len(waited) >= len(_plain_in_head(document)) else []


def _plain_in_head(document: Document) -> Sequence[Node]:
    around = ((tag, tag.parent) for tag in document.known(_plain_tags))
    return [tag for tag, element in around if element is not None and "head" in enclosing_elements(element, document)]


def _bundled(document: Document) -> list[Span]:
    """The parts of a template whose scripts the server makes one of: what stands on their tags is not sent."""
    if not any(word in document.source for word in _BUNDLING):
        return []
    return [Span(*found.span()) for found in _BUNDLE.finditer(document.source)]


def _last_in_need(document: Document) -> int:
    """Where the last inline script ends that uses something which a browser does not have by itself, or the last part
    that another template fills in, whose scripts may; -1 without."""
    filled = [found.end() for found in _FILLED.finditer(document.source) if _HARMLESS.search(found[0]) is None]
    return max((*(script.root.end_byte for script, _ in document.known(_foreign_uses)), *filled), default=-1)


def _shows_nothing_before_scripts(document: Document) -> bool:
    """Whether a page has nothing to show while it waits: its body holds empty elements alone, which scripts fill, what is in
    it is made by scripts there, or one that it waits for, too, stands above most of what the body holds."""
    inside = [
        tag for tag in document.nodes("start_tag", "self_closing_tag") if "body" in enclosing_elements(tag, document)
    ]
    inside = sorted((one for one in inside if tag_name(one, document) != "body"), key=lambda tag: tag.start_byte)
    scripts = [one for one in inside if one.parent is not None and one.parent.type == "script_element"]
    shown = [one for one in inside if one not in scripts]
    if scripts and not shown:
        return True
    if shown and all(_is_to_be_filled(one, document) for one in shown) and not _has_text_in_body(document):
        return True
    plain = {tag.start_byte for tag in document.known(_plain_tags)}
    above = next((one.start_byte for one in inside[:_TOP] if one.start_byte in plain), None)
    return above is not None and 2 * sum(one.start_byte > above for one in shown) >= len(shown)


def _is_to_be_filled(tag: Node, document: Document) -> bool:
    """Whether an element shows nothing by itself: one that a script defines, or what only holds others."""
    name = tag_name(tag, document)
    return "-" in name or name in _HOLDERS


def _has_text_in_body(document: Document) -> bool:
    around = (enclosing_elements(one, document) for one in document.nodes("text", "entity"))
    return any("body" in one and "noscript" not in one for one in around)


def _asked_by_old_browsers(document: Document) -> int:
    """Where the last part ends that a browser takes in at once and that may use scripts before it: scripts in comments
    with a condition, documents that are imported; -1 without."""
    return max((found.end() for found in _OLD.finditer(document.source)), default=-1)


def _needed_at_once(document: Document) -> int:
    """Where the last script ends that others use while the page is read; -1 without."""
    uses: dict[int, tuple[Document, set[str]]] = {}
    for script, use in document.known(_foreign_uses):
        if not _is_called_back(use):
            # What a function gives back may be of any script after it, as what plugins add to jQuery is.
            is_asked = use.type == "member_expression" or "." in document.slice(use).partition("(")[0]
            name = _foreign_name(use, document) if is_asked else None
            uses.setdefault(script.root.start_byte, (script, set()))[1].add(name or "")
    return max((_needed_until(script, names, document) for script, names in uses.values()), default=-1)


def _needed_until(script: Document, names: set[str], document: Document) -> int:
    """Where the last script ends that an inline one needs: of those that are called as the object that it asks, or the inline
    one itself where none is."""
    ends = []
    for name in names:
        called = [
            tag for tag in document.known(_plain_tags) if name.lower() in attributes(tag, document)["src"].lower()
        ]
        if len(name) < _SHORTEST_NAME or not called:
            return script.root.end_byte
        ends.append(called[-1].end_byte)
    return max(ends, default=script.root.end_byte)


def _prints_more(document: Document) -> int:
    """Where the last part of a template ends that prints tags, which may be of scripts that are not deferred: what stands
    in the head by itself, and blocks for scripts anywhere; -1 without."""
    source = document.source
    head_end = next((found.start() for found in _HEAD_END.finditer(source)), len(source))
    quiet = [Span(*found.span()) for found in _QUIET.finditer(source)]
    ends = [
        found.end()
        for found in _PRINTED.finditer(source)
        if (found.start() < head_end or _OF_SCRIPTS.search(found[0]) is not None)
        and (_OF_SCRIPTS.search(found[0]) is not None or _EMPTY.match(source, found.start()) is None)
        and _HARMLESS.search(found[0]) is None
        and not any(one.start <= found.start() < one.end for one in quiet)
    ]
    # What another template writes into a script that stands in the page may use all that is before it.
    ends += [end for start, end in _inline_scripts(source) if _FILLED.search(source, start, end) is not None]
    return max(ends, default=-1)


def _inline_scripts(source: bytes) -> list[tuple[int, int]]:
    return [found.span() for found in _QUIET.finditer(source) if (found["name"] or b"").lower() == b"script"]


def _foreign_uses(document: Document) -> list[tuple[Document, Node]]:
    """The places in inline scripts where they call, make or ask something of what neither they nor a browser has."""
    found = []
    for script in document.embedded:
        if script.language.name != "javascript":
            continue
        own = {document.slice(one) for one in descendants(script.root, ("identifier",)) if _is_declared(one)}
        given = _given_to_window(script.root, document)
        filled = [Span(*one.span()) for one in _EXPRESSION.finditer(document.source, *_ends(script.root))]
        for use in descendants(script.root, ("call_expression", "new_expression", "member_expression")):
            if any(one.contains(span_of(use)) for one in filled):
                continue
            name = _foreign_name(use, document)
            if name is not None and name not in given and name not in own and name not in _BROWSER:
                found.append((script, use))
    return found


def _foreign_name(use: Node, document: Document) -> str | None:
    """The name that a use begins with, or is asked of the window; None for what a browser has there."""
    name = _root_name(use, document)
    return _asked_of_window(use, document) if name in ("window", "globalThis", "self") else name


def _ends(node: Node) -> tuple[int, int]:
    return node.start_byte, node.end_byte


def _given_to_window(root: Node, document: Document) -> set[str]:
    """The names that a script gives to the window: `shop` of `window.shop = {}`."""
    assigned = (one.child_by_field_name("left") for one in descendants(root, ("assignment_expression",)))
    return {
        name
        for left in assigned
        if left is not None and left.type == "member_expression" and (name := _asked_of_window(left, document))
    }


def _asked_of_window(member: Node, document: Document) -> str | None:
    """The name of what a program made that is asked of the window; None for what a browser has there."""
    owner, name = member.child_by_field_name("object"), member.child_by_field_name("property")
    if owner is None or name is None or document.slice(owner) not in ("window", "globalThis", "self"):
        return None
    text = document.slice(name)
    return None if _OF_WINDOW.fullmatch(text) else text


def _is_called_back(use: Node) -> bool:
    """Whether a use stands in a function that is kept or handed on, to be called when something has happened."""
    function = enclosing(use, ("arrow_function", "function_expression"))
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
_OF_WINDOW = re.compile(
    r"(?:on|inner|outer|page|scroll|screen|local|session|request|cancel|clear|set|add|remove|get|match|dispatch)[A-Za-z]*"
    r"|document|location|history|navigator|performance|crypto|caches|indexedDB|parent|top|opener|frames|self|window|name"
    r"|origin|close|closed|open|focus|blur|print|stop|fetch|alert|confirm|prompt|event|console|devicePixelRatio|URL|CSS"
    r"|atob|btoa|postMessage|customElements|visualViewport|(?:[A-Z][a-z]+)*(?:Observer|Event|Element|Request|Worker|Socket)"
    r"|dataLayer|Promise|Symbol|Map|Set|Math|JSON|Date|Intl|Image|Blob|File|FileReader|FormData|Notification|_[A-Za-z_]*"
)
"""What a browser's window has by itself, and queues of trackers, which the page makes where they are missing."""
_EXPRESSION = re.compile(rb"\{\{.*?\}\}|\{%.*?%\}|<%.*?%>|<\?.*?\?>", re.DOTALL)
_SHORTEST_NAME = 5
"""Letters of a name from which on a file that is called alike is where it comes from."""
_TOP = 6
"""Elements at the top of a body that are hardly more than what holds the rest."""
_HOLDERS = frozenset({"div", "main", "section", "article", "span", "noscript", "style"})
"""Elements that show nothing as long as nothing is in them."""
_OLD = re.compile(rb"(?is)<!--\[if\b(?:(?!-->).)*?<script.*?-->|<link\b[^>]*\brel=[\"']?import\b[^>]*>")
_EMPTY = re.compile(rb"\{%-?\s*block\s+\w+\s*-?%\}\s*\{%-?\s*endblock\b")
"""A block that only other templates fill, with anything that may stand there."""
_HEAD_END = re.compile(rb"(?i)</head\b")
_QUIET = re.compile(rb"(?is)<(?P<name>title|style|script)\b.*?</(?P=name)\s*>|<!--.*?-->|<[a-z][^<>]*>")
"""Where what a template prints is part of a text or a tag."""
_PRINTED = re.compile(
    rb"\{\{.*?\}\}|\{\{\{.*?\}\}\}|<%[-=].*?%>|<\?=.*?\?>|<\?php\s+echo\b.*?\?>|@(?:yield|stack|section|include|vite)\b[^\n]*"
    rb"|\{%-?\+?\s*(?:block|include|import|render|call|component|slot|[\w.]*(?:script|bundle|webpack|vite|javascript|js|assets?|media))"
    rb"\b.*?%\}",
    re.DOTALL,
)
_FILLED = re.compile(rb"\{%-?\+?\s*block\s+\w+|@(?:yield|stack)\([^)]*\)")
_OF_SCRIPTS = re.compile(rb"(?i)script|\bjs|js\b|_js|javascript|bundle|webpack")
_HARMLESS = re.compile(
    rb"(?i)title|style|css|meta|descri|seo|canonical|link|icon|class|font|lang|csrf|nonce|theme|doctype"
)
"""How what is no script's place is called."""
_BUNDLING = (b"compress", b"assets", b"pipeline", b"minif", b"bundle", b"<!-- build:")
_BUNDLE = re.compile(
    rb"\{%-?\s*(?P<word>compress|assets|pipeline|minify|minified|bundle)\b[^%]*%\}.*?\{%-?\s*end(?P=word)\b"
    rb"|<!--\s*build:.*?<!--\s*endbuild\b|<(?P<element>compress:js|bundle)\b.*?</(?P=element)>",
    re.DOTALL,
)
"""django-compressor, Flask-Assets (webassets), and their like; what useref and usemin are told in comments."""
