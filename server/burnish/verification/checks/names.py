"""Every name still means what it meant: none is new and unknown, none is read before it is bound, none is taken over by
another, no import is left without use or taken from those that still use it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tree_sitter import Node

from burnish.document import Document
from burnish.enhancement import Check, Outcome
from burnish.names.imports import imports, keep_imports
from burnish.names.reads import Home, Reads, bound_at_top_level, reads_of
from burnish.names.redeclared import redeclared
from burnish.text import Span
from burnish.verification.parts import members
from burnish.verification.rewrite import Rewrite


def check(rewrite: Rewrite) -> Check:
    language = rewrite.before.language.name
    if language not in ("python", "javascript", "typescript", "tsx"):
        return Check("names", Outcome.NOT_APPLICABLE, f"{language} has none")
    old, new = members(rewrite)
    before, after = reads_of(rewrite.before, old), reads_of(rewrite.after, new)
    wrong = (
        _redeclared(rewrite, old, new)
        or _misnamed(before, after)
        or _imports(rewrite, before, after)
        or _unbound(rewrite)
    )
    return Check("names", Outcome.PASSED if wrong is None else Outcome.FAILED, wrong or "")


def _redeclared(rewrite: Rewrite, old: Sequence[Node], new: Sequence[Node]) -> str | None:
    if rewrite.before.language.name == "python":
        return None
    twice = redeclared(rewrite.after, new) - redeclared(rewrite.before, old)
    return f"'{min(twice)}' is declared twice" if twice else None


def _misnamed(before: Reads, after: Reads) -> str | None:
    for name, homes in after.homes.items():
        old = before.homes.get(name, set())
        if Home.NOWHERE in homes and Home.NOWHERE not in old:
            return f"'{name}' is not defined"
        reserved = bool((old | homes) & {Home.LANGUAGE, Home.OUTER})
        if (reserved or name in after.elsewhere) and old and Home.LOCAL not in old and Home.LOCAL in homes:
            return f"'{name}' was {_words(old)} and is now local"
        if (
            (reserved or name in before.module & after.module)
            and old == {Home.LOCAL}
            and not homes & {Home.LOCAL, Home.OUTER}
        ):
            return f"'{name}' was a local name and is now {_words(homes)}"
    early = after.early - before.early
    return f"'{min(early)}' is read before it is bound" if early else None


def _words(homes: set[Home]) -> str:
    return " or ".join(sorted(home.value for home in homes))


def _imports(rewrite: Rewrite, before: Reads, after: Reads) -> str | None:
    """What is wrong with the imports of the result."""
    if not _mentions_imports(rewrite):
        keep_imports(rewrite.before, rewrite.after)
    old, new = imports(rewrite.before), imports(rewrite.after)
    for name in sorted(new):
        if _makes_elements(name, rewrite.after):
            continue
        if name not in old and not _used(name, rewrite.after):
            return f"the new import of '{name}' is not used"
        if name in old and name in before.homes.keys() - after.homes.keys() and not _used(name, rewrite.after):
            return f"the import of '{name}' is left without use"
    return None


def _makes_elements(name: str, document: Document) -> bool:
    """Whether elements of JSX may be calls of what a name refers to: `React`, where a build does not import it by itself."""
    if document.language.name not in ("javascript", "tsx") or not document.nodes(*_ELEMENTS):
        return False
    return name == "React" or name.encode() in _PRAGMA.findall(document.source)


def _unbound(rewrite: Rewrite) -> str | None:
    """A name that the top level no longer binds while code elsewhere reads it."""
    if not _top_level_edit(rewrite):
        return None
    for name in sorted(bound_at_top_level(rewrite.before) - bound_at_top_level(rewrite.after)):
        if _used(name, rewrite.after, rewrite.touched_after):
            return f"'{name}' is still used and no longer defined"
    return None


def _used(name: str, document: Document, without: Span | None = None) -> bool:
    """Whether a name occurs outside of imports and of the part `without`, as a name or in a text that could name it."""
    if document.host is not None and _in_markup(name, document.host):
        return True
    pattern = re.compile(
        rb"(?<![\w$.])" + (rb"\$?" if document.host is not None else b"") + re.escape(name.encode()) + rb"(?![\w$])"
    )
    for found in pattern.finditer(document.source):
        if without is not None and without.start <= found.start() < without.end:
            continue
        node = document.root.descendant_for_byte_range(found.start(), found.end())
        while node is not None and node.type not in _IMPORTS:
            node = node.parent
        if node is None:
            return True
    return False


def _in_markup(name: str, host: Document) -> bool:
    """Whether the markup or a style around a script may name something: a component `PriceTag` as `<price-tag>`, a store as `$store`."""
    spelt = (name, _WORD_STARTS.sub("-", name).lower())
    pattern = re.compile(rb"(?<![\w-])\$?(?:" + b"|".join(re.escape(one.encode()) for one in spelt) + rb")(?![\w-])")
    return any(not host.part_at(Span(*found.span())).language.functions for found in pattern.finditer(host.source))


_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ELEMENTS = ("jsx_element", "jsx_self_closing_element")
_PRAGMA = re.compile(rb"@jsx(?:Frag)?\s+([\w$]+)")
_IMPORTS = frozenset({"import_statement", "import_from_statement", "comment"})


def _mentions_imports(rewrite: Rewrite) -> bool:
    """Whether an edit may change what is imported."""
    return any(
        b"import" in part or b"require" in part
        for edit in rewrite.edits
        for part in (
            _line_around(rewrite.before, edit.span.start, edit.span.end),
            edit.text.encode("utf-8", "surrogatepass"),
        )
    )


def _line_around(document: Document, start: int, end: int) -> bytes:
    lines = document.lines
    return document.source[lines.line_span(lines.line_of(start)).start : lines.line_span(lines.line_of(end)).end]


def _top_level_edit(rewrite: Rewrite) -> bool:
    touched = [
        child
        for child in rewrite.before.root.children
        if any(child.start_byte <= edit.span.end and child.end_byte >= edit.span.start for edit in rewrite.edits)
    ]
    return any(
        child.type not in ("function_definition", "class_definition", "decorated_definition") for child in touched
    )
