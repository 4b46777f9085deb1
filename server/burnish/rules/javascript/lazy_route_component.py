from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.project import Project
from burnish.rule import Finding, Fix, Related, Rule
from burnish.rules.javascript.about.layout import begins_line, ends_line, indentation_step, line_shifts
from burnish.rules.javascript.about.module_imports import (
    add_named,
    import_statements,
    is_type_only,
    module_of,
    specifiers,
    uses_outside,
)
from burnish.rules.javascript.about.module_size import lines_of_module
from burnish.syntax import Found
from burnish.text import Edit, Span, indentation_at, newline_of
from burnish.tree import ancestors, descendants, field_text, node_text, span_of


class LazyRouteComponent(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        pages = _group(found.node, code)
        if not pages or pages[0].statement != found.node or not _are_worth_it(pages, code):
            return None
        first, others = pages[0], pages[1:]
        which = f"'{first.local}' is" if not others else f"'{first.local}' and {len(others)} more are"
        return self.finding(
            first.specifier,
            f"{which} shown by one route {'each' if others else 'only'}, yet every visitor downloads "
            f"{'them' if others else 'it'} at the start",
            first.statement,
            (
                Related(span_of(first.use), "the route that shows it"),
                *(Related(span_of(one.specifier), f"'{one.local}' is, too") for one in others),
            ),
        )

    def fix(self, found: Found, code: Code) -> Fix | None:
        document = code.document
        moved, boundary = _group(found.node, code), document.known(_boundary)
        if not moved or boundary is None or not _stands_alone(moved[0].statement, document):
            return None
        names = ["lazy", "Suspense"] if boundary else ["lazy"]
        added = add_named(document, "react", names, code.conventions)
        if added is None:
            return None
        last = f" and {len(moved) - 1} more" if len(moved) > 1 else ""
        when = "when their routes are" if len(moved) > 1 else "when its route is"
        return Fix(
            (*added, *boundary, *_declared_lazily(moved, document)), f"Load '{moved[0].local}'{last} {when} visited"
        )


@dataclass(frozen=True, slots=True)
class _Page:
    """An imported component that one route shows, and nothing else."""

    statement: Node
    specifier: Node
    imported: str
    local: str
    use: Node


def _group(statement: Node, code: Code) -> list[_Page]:
    """The pages that are told of together: those that can be made lazy, or those whose imports say more than one page."""
    alone = _stands_alone(statement, code.document)
    return [one for one in _pages(code) if _stands_alone(one.statement, code.document) is alone]


def _are_worth_it(pages: Sequence[_Page], code: Code) -> bool:
    """Whether there is something to gain from loading pages late: some of them, of some size, as far as that is known."""
    folder = code.document.path.parent
    if not _LOADERS.isdisjoint(code.project.dependencies):
        return False
    modules = (module_of(code.document, one.statement) or "" for one in pages)
    lines = [
        count
        for module in modules
        if module.startswith(".") and (count := code.project.fact(lines_of_module, folder, module))
    ]
    if len(lines) < len(pages):
        return True  # what lies elsewhere may be large
    return len(pages) >= _MIN_ROUTES and sum(lines) >= _LINES_OF_ONE * len(pages) and sum(lines) >= _LINES_OF_ALL


def _pages(code: Code) -> list[_Page]:
    """The pages of the project's own that a file imports and shows by one route each."""
    return [
        one
        for one in code.document.known(_imported_pages)
        if _is_own_module(module_of(code.document, one.statement), code.project)
    ]


def _imported_pages(document: Document) -> list[_Page]:
    if b"<Route" not in document.source and not _TABLE.search(document.source):
        return []
    if b"MemoryRouter" in document.source:
        return []  # without addresses there is nothing to download from
    if _LOADS_LATE.search(document.source) or _IS_BELOW.search(document.source):
        return []  # some are loaded late already, by what a server may need; or all of them belong to one page
    routes, routed = _routed_components(document)
    if routes < _MIN_ROUTES:
        return []
    found = []
    for statement in import_statements(document):
        if is_type_only(statement):
            continue
        for imported, local, node in specifiers(document, statement):
            uses = _elements(uses_outside(document, local, statement)) if routed[local] else []
            if uses and len(uses) == routed[local]:
                found.append(_Page(statement, node, imported, local, uses[0]))
    return found


def _stands_alone(statement: Node, document: Document) -> bool:
    """Whether an import is of one page only, and has its lines for itself."""
    return (
        not statement.has_error
        and len(specifiers(document, statement)) == 1
        and begins_line(document, statement)
        and ends_line(document, statement.end_byte)
    )


def _declared_lazily(pages: Sequence[_Page], document: Document) -> Iterator[Edit]:
    """Edits that take imports away and put lazy declarations after the imports, and after earlier ones."""
    newline, size = newline_of(document.source), len(document.source)
    lines = newline.join(_lazy(one, document) for one in pages)
    last = import_statements(document)[-1]
    earlier = _lazy_declarations_behind(last, document)
    replaces_last = earlier is None and any(one.statement == last for one in pages)
    for one in pages:
        start = one.statement.start_byte - len(indentation_at(document.source, one.statement.start_byte))
        end = document.lines.around(one.statement.end_byte).end
        if replaces_last and one.statement == last:
            yield Edit(Span(start, end), newline + lines)
        else:
            yield Edit(Span(start, min(end + len(newline), size)), "")
    if earlier is not None:
        yield Edit(Span(earlier.end_byte, earlier.end_byte), newline + lines)
    elif not replaces_last:
        after = document.lines.around(last.end_byte).end
        yield Edit(Span(after, after), newline + newline + lines)


def _lazy(page: _Page, document: Document) -> str:
    module = page.statement.child_by_field_name("source")
    path = "" if module is None else document.slice(module)
    end = ";" if document.source[page.statement.end_byte - 1 : page.statement.end_byte] == b";" else ""
    chosen = "" if page.imported == "default" else f".then((module) => ({{ default: module.{page.imported} }}))"
    return f"const {page.local} = lazy(() => import({path}){chosen}){end}"


def _lazy_declarations_behind(statement: Node, document: Document) -> Node | None:
    """The last of the lazy declarations right behind a statement."""
    following, last = statement.next_named_sibling, None
    while following is not None and following.type == "lexical_declaration" and b"lazy(" in (following.text or b""):
        last, following = following, following.next_named_sibling
    return last


_MIN_ROUTES = 3
_LINES_OF_ONE = 150
"""Lines that pages have on average where it is worth a request to load each by itself."""
_LINES_OF_ALL = 600
_LOADERS = frozenset(
    {
        "next",
        "gatsby",
        "react-loadable",
        "@loadable/component",
        "@loadable/server",
        "@remix-run/react",
        "react-ssr-prepass",
    }
)
"""What splits bundles in a way of its own, or renders on a server, where `lazy` may not be known."""
_LOADS_LATE = re.compile(rb"\b[Ll]oadable\b|\basyncComponent\b|\bStaticRouter\b")
_IS_BELOW = re.compile(rb"path=\{`\$\{\s*(?:(?:this\.)?(?:props\.)?match\.(?:url|path)|path|url)\s*\}")
"""Routes whose addresses go on from the one of the page that they stand in: that is what to load late."""
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


def _is_own_module(module: str | None, project: Project) -> bool:
    """Whether a module is of the project: by a path, or by a name that is no declared dependency's."""
    if module is None or PurePosixPath(module).suffix in (".css", ".svg", ".png", ".json"):
        return False
    if module.startswith((".", "@/", "~/", "src/")):
        return True
    parts = module.split("/")
    package = "/".join(parts[:2]) if module.startswith("@") else parts[0]
    return bool(project.dependencies) and package not in project.dependencies and not module.startswith("@")


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
