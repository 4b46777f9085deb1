from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

from tree_sitter import Node

from burnish.document import Document
from burnish.project import Project
from burnish.project.conventions import conventions_of
from burnish.rule import Finding, Fix, LegacyRule, Related
from burnish.rules.javascript.functions import node_at
from burnish.rules.javascript.layout import begins_line, ends_line, indentation_step, line_shifts
from burnish.rules.javascript.module_imports import (
    add_named,
    import_statements,
    is_type_only,
    module_of,
    specifiers,
    uses_outside,
)
from burnish.text import Edit, Span, indentation_at, newline_of
from burnish.tree import ancestors, descendants, field_text, node_text, span_of


class LazyRouteComponent(LegacyRule):
    def check(self, document: Document, project: Project) -> Iterable[Finding]:
        if b"<Route" not in document.source and not _TABLE.search(document.source):
            return
        if document.tree is None or b"MemoryRouter" in document.source:
            return  # without addresses there is nothing to download from
        routes, routed = _routed_components(document)
        if routes < _MIN_ROUTES:
            return
        for statement in import_statements(document):
            if is_type_only(statement) or not _is_own_module(module_of(document, statement)):
                continue
            for _, local, node in specifiers(document, statement):
                if routed[local] and len(uses := _elements(uses_outside(document, local, statement))) == routed[local]:
                    yield self.finding(
                        node,
                        f"'{local}' is shown by one route only, yet every visitor downloads it at the start",
                        statement,
                        (Related(span_of(uses[0]), "the route that shows it"),),
                    )

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        statement = node_at(document, finding.anchor, ("import_statement",))
        if statement is None or statement.has_error:
            return None
        found = specifiers(document, statement)
        module = statement.child_by_field_name("source")
        alone = begins_line(document, statement) and ends_line(document, statement.end_byte)
        if len(found) != 1 or module is None or not alone:
            return None
        imported, local, _ = found[0]
        newline = newline_of(document.source)
        end = ";" if document.source[statement.end_byte - 1 : statement.end_byte] == b";" else ""
        path = document.slice(module)
        chosen = "" if imported == "default" else f".then((module) => ({{ default: module.{imported} }}))"
        lazy = f"const {local} = lazy(() => import({path}){chosen}){end}"
        boundary = document.known(_boundary)
        if boundary is None:
            return None
        added = add_named(
            document, "react", ["lazy", "Suspense"] if boundary else ["lazy"], conventions_of(document, project)
        )
        if added is None:
            return None
        place = _declaration_place(document, statement, lazy, newline)
        edits = (*added, *boundary, *place)
        return Fix(edits, f"Load '{local}' when its route is visited")


_MIN_ROUTES = 3
_TABLE = re.compile(rb"\bcreate\w*Router\(|\buseRoutes\(")  # not Express's Router()
_PROPERTIES = frozenset({"element", "component", "Component"})
_ROUTERS = frozenset({"Routes", "Switch"})


def _routed_components(document: Document) -> tuple[int, Counter[str]]:
    """How many routes there are, and how often each component is what one without routes below it shows."""
    routes, found = 0, Counter[str]()
    for route in descendants(document.root, ("jsx_self_closing_element", "jsx_opening_element")):
        if field_text(route, "name", document.source) not in ("Route", "PrivateRoute", "ProtectedRoute"):
            continue
        routes += 1
        if route.type == "jsx_opening_element" and _has_children(document, route):
            continue
        values: dict[str, Node] = {}
        for attribute in route.named_children:
            if attribute.type == "jsx_attribute" and attribute.named_children:
                values[node_text(attribute.named_children[0], document.source)] = attribute.named_children[-1]
        _count(document, values, found)
    if _TABLE.search(document.source):
        for options in descendants(document.root, ("object",)):
            pairs = [one for one in options.named_children if one.type == "pair"]
            keys = {field_text(one, "key", document.source) or "": one.child_by_field_name("value") for one in pairs}
            if "path" in keys and "children" not in keys and _PROPERTIES & keys.keys():
                routes += 1
                _count(document, {key: value for key, value in keys.items() if value is not None}, found)
    return routes, found


def _count(document: Document, values: dict[str, Node], found: Counter[str]) -> None:
    path = values.get("path")
    # The first page is wanted at once, and so is what is shown when nothing else is.
    if "index" in values or path is None or document.slice(path).strip("{}\"'`") in ("/", "*", "", "/index.html"):
        return
    for key, value in values.items():
        if key in _PROPERTIES:
            found.update(_shown(document, value))
        elif key == "render":
            found.update(name for arrow in descendants(value, ("arrow_function",)) for name in _shown(document, arrow))


def _shown(document: Document, value: Node) -> list[str]:
    """The component that an attribute's value shows: `{<Page />}`, `{Page}` or `{() => <Page />}`."""
    node: Node | None = value
    while node is not None and node.type in ("jsx_expression", "parenthesized_expression", "arrow_function"):
        node = (
            node.child_by_field_name("body") if node.type == "arrow_function" else next(iter(node.named_children), None)
        )
    if node is None:
        return []
    if node.type == "identifier":
        return [document.slice(node)]
    if node.type == "jsx_self_closing_element":
        return [field_text(node, "name", document.source) or ""]
    return []


def _elements(uses: Iterable[Node]) -> list[Node]:
    """Uses, the closing tags of elements left out."""
    return [one for one in uses if one.parent is None or one.parent.type != "jsx_closing_element"]


def _has_children(document: Document, opening: Node) -> bool:
    element = opening.parent
    return element is not None and any(
        child.type in ("jsx_element", "jsx_self_closing_element", "jsx_expression") for child in element.named_children
    )


def _is_own_module(module: str | None) -> bool:
    if module is None or PurePosixPath(module).suffix in (".css", ".svg", ".png", ".json"):
        return False
    return module.startswith((".", "@/", "~/", "src/"))


def _boundary(document: Document) -> tuple[Edit, ...] | None:
    """Edits that put the routes in a Suspense boundary; none where there is one, None where it is unclear."""
    routers = [
        one
        for one in descendants(document.root, ("jsx_element",))
        if one.named_children and field_text(one.named_children[0], "name", document.source) in _ROUTERS
    ]
    if any(_is_suspense(document, one) for one in descendants(document.root, ("jsx_opening_element",))):
        inside = all(
            any(
                above.type == "jsx_element" and _is_suspense(document, above.named_children[0])
                for above in ancestors(router)
            )
            for router in routers
        )
        return () if inside else None
    if len(routers) != 1 or not begins_line(document, routers[0]) or not ends_line(document, routers[0].end_byte):
        return None
    router = routers[0]
    old, newline = indentation_at(document.source, router.start_byte), newline_of(document.source)
    step = _jsx_step(document, router)
    if step is None:
        return None
    # Every line but the first moves in by one level; the tags go before and after.
    return (
        Edit(Span(router.start_byte, router.start_byte), f"<Suspense fallback={{null}}>{newline}{old}{step}"),
        *line_shifts(document, span_of(router), old, old + step),
        Edit(Span(router.end_byte, router.end_byte), f"{newline}{old}</Suspense>"),
    )


def _jsx_step(document: Document, element: Node) -> str | None:
    outer = indentation_at(document.source, element.start_byte)
    child = next(
        (one for one in element.named_children[1:] if one.type.startswith("jsx_") and begins_line(document, one)), None
    )
    if child is not None:
        inner = indentation_at(document.source, child.start_byte)
        if inner.startswith(outer) and len(inner) > len(outer):
            return inner[len(outer) :]
    return indentation_step(document, element)


def _is_suspense(document: Document, opening: Node) -> bool:
    return field_text(opening, "name", document.source) in ("Suspense", "React.Suspense")


def _declaration_place(document: Document, statement: Node, lazy: str, newline: str) -> tuple[Edit, ...]:
    """Edits that take the import away and put the lazy declaration after the imports and earlier ones."""
    last = import_statements(document)[-1]
    following = last.next_named_sibling
    lazies: Node | None = None
    while (
        following is not None
        and following.type == "lexical_declaration"
        and b"lazy(" in document.source[following.start_byte : following.end_byte]
    ):
        lazies, following = following, following.next_named_sibling
    line_end = document.lines.line_span(document.lines.line_of(statement.end_byte)).end
    start = document.lines.line_start(document.lines.line_of(statement.start_byte))
    if lazies is not None:
        after = lazies.end_byte
        return (
            Edit(Span(start, min(line_end + len(newline), len(document.source))), ""),
            Edit(Span(after, after), newline + lazy),
        )
    if last == statement:
        return (Edit(Span(start, line_end), newline + lazy),)
    after = document.lines.line_span(document.lines.line_of(last.end_byte)).end
    return (
        Edit(Span(start, min(line_end + len(newline), len(document.source))), ""),
        Edit(Span(after, after), newline + newline + lazy),
    )
