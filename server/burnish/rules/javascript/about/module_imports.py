"""Changing which names a JavaScript module imports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from burnish.document import Document
from burnish.project.conventions import Conventions
from burnish.rules.javascript.about.layout import begins_line, ends_line
from burnish.text import Edit, Span, newline_of
from burnish.tree import descendants


def import_statements(document: Document) -> list[Node]:
    """The import statements at the top level of a module."""
    return [one for one in document.root.named_children if one.type == "import_statement"]


def module_of(document: Document, statement: Node) -> str | None:
    """The module that an import statement names, as written between its quotes."""
    source = statement.child_by_field_name("source")
    return None if source is None else document.slice(source)[1:-1]


def specifiers(document: Document, statement: Node) -> list[tuple[str, str, Node]]:
    """The imported name ("default" and "*" for those), the local name, and the node of each specifier."""
    found: list[tuple[str, str, Node]] = []
    for clause in (child for child in statement.named_children if child.type == "import_clause"):
        for one in clause.named_children:
            if one.type == "identifier":
                found.append(("default", document.slice(one), one))
            elif one.type == "namespace_import":
                found.append(("*", document.slice(one.named_children[-1]), one))
            elif one.type == "named_imports":
                for specifier in one.named_children:
                    name = specifier.child_by_field_name("name")
                    alias = specifier.child_by_field_name("alias") or name
                    if name is not None and alias is not None:
                        found.append((document.slice(name), document.slice(alias), specifier))
    return found


def is_type_only(statement: Node) -> bool:
    return any(child.type == "type" for child in statement.children)


def add_named(
    document: Document, module: str, names: Sequence[str], conventions: Conventions
) -> tuple[Edit, ...] | None:
    """Edits that import names from a module; none where all are imported, None where they cannot be added.

    They join an import of the module that is there, or come in a new statement before the others.
    """
    imports = [one for one in import_statements(document) if not is_type_only(one)]
    of_module = [one for one in imports if module_of(document, one) == module]
    known = {imported for one in of_module for imported, local, _ in specifiers(document, one) if imported == local}
    missing = [name for name in names if name not in known]
    if not missing:
        return ()
    taken = {local for one in imports for _, local, _ in specifiers(document, one)}
    if taken.intersection(missing):
        return None
    for statement in of_module:
        named = next(descendants(statement, ("named_imports",)), None)
        if named is not None and named.named_children:
            last = named.named_children[-1]
            return (Edit(Span(last.end_byte, last.end_byte), ", " + ", ".join(missing)),)
    for statement in of_module:
        found = specifiers(document, statement)
        if len(found) == 1 and found[0][0] == "default":
            at = found[0][2].end_byte
            return (Edit(Span(at, at), f", {_braced(missing, imports, document)}"),)
    if not imports:
        return None
    first = imports[0]
    quote, end = conventions.quotes, conventions.statement_end
    text = f"import {_braced(missing, imports, document)} from {quote}{module}{quote}{end}{newline_of(document.source)}"
    return (Edit(Span(first.start_byte, first.start_byte), text),)


def _braced(names: Sequence[str], imports: Sequence[Node], document: Document) -> str:
    """Names in braces, with a space within where the other imports of the document have one."""
    groups = [document.slice(one) for each in imports for one in descendants(each, ("named_imports",))]
    on_one_line = [one for one in groups if "\n" not in one]
    close = sum(not one.startswith("{ ") for one in on_one_line)
    space = "" if close * 2 > len(on_one_line) else " "
    return f"{{{space}{', '.join(names)}{space}}}"


def remove_specifier(document: Document, statement: Node, node: Node) -> tuple[Edit, ...] | None:
    """Edits that no longer import one name, with the whole line where it was the only one.

    None for a default or namespace import beside others.
    """
    found = specifiers(document, statement)
    if len(found) == 1:
        line = document.lines.line_of(statement.end_byte)
        if not begins_line(document, statement) or not ends_line(document, statement.end_byte):
            return None
        at_end = line + 1 == document.lines.count
        return (
            Edit(Span(statement.start_byte, statement.end_byte if at_end else document.lines.line_start(line + 1)), ""),
        )
    if node.type != "import_specifier" or node.parent is None:
        return None
    named = node.parent
    if len(named.named_children) == 1:
        before = named.prev_sibling
        return None if before is None else (Edit(Span(before.start_byte, named.end_byte), ""),)
    after, before = node.next_named_sibling, node.prev_named_sibling
    if after is not None:
        return (Edit(Span(node.start_byte, after.start_byte), ""),)
    return None if before is None else (Edit(Span(before.end_byte, node.end_byte), ""),)


def uses_outside(document: Document, name: str, statement: Node) -> Iterator[Node]:
    """Every identifier of this name outside of the import statement."""
    types = ("identifier", "shorthand_property_identifier", "type_identifier", "jsx_identifier")
    for one in document.nodes_of_text(name, *types):
        if not statement.start_byte <= one.start_byte < statement.end_byte:
            yield one
