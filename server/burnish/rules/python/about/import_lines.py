"""Adding an import where the others stand."""

from __future__ import annotations

import sys

from tree_sitter import Node

from burnish.document import Document
from burnish.names.imports import imports
from burnish.names.python_mentions import mentions
from burnish.rules.python.about.layout import comment_after, is_docstring, stands_alone
from burnish.text import Edit, Span, newline_of
from burnish.tree import descendants, enclosing


def importing(document: Document, module: str) -> tuple[str, tuple[Edit, ...]] | None:
    """The local name of a module of the standard library, and the edits that import it where it is not yet.

    None where the name is taken by something else.
    """
    top = document.known(_top_level)
    for statement in top:
        if statement.type == "import_statement":
            for one in statement.children_by_field_name("name"):
                target, alias = one.child_by_field_name("name"), one.child_by_field_name("alias")
                if one.type == "dotted_name" and document.slice(one).split(".")[0] == module:
                    return module, ()
                if target is not None and alias is not None and document.slice(target) == module:
                    return document.slice(alias), ()
    if imports(document).get(module, module) != module:
        return None
    return module, (_new_line(document, [one for one in top if one.parent == document.root], module),)


def no_longer_importing(document: Document, name: str, last_use: Node) -> tuple[Edit, ...] | None:
    """The edits that take an import away with its last use; none where the name is used elsewhere too.

    None where the import does not stand at the left margin, or shares its line.
    """
    if any(one != last_use and not _is_imported(one) for one in mentions(document, document.root, name)):
        return ()
    for statement in document.known(_at_module_level):
        names = statement.children_by_field_name("name")
        for position, one in enumerate(names):
            if _bound(document, one) != name:
                continue
            if len(names) > 1:
                first = names[position - 1].end_byte if position else one.start_byte
                return (Edit(Span(first, one.end_byte if position else names[1].start_byte), ""),)
            if not stands_alone(document, statement) or comment_after(document, statement.end_byte):
                return None
            end = document.source.find(b"\n", statement.end_byte) + 1 or len(document.source)
            return (Edit(Span(statement.start_byte, end), ""),)
    return None


def _is_imported(identifier: Node) -> bool:
    return enclosing(identifier, ("import_statement", "import_from_statement")) is not None


def _bound(document: Document, name: Node) -> str:
    alias = name.child_by_field_name("alias") or name
    return document.slice(alias).split(".")[0]


def _at_module_level(document: Document) -> list[Node]:
    """The imports that stand in no other statement."""
    kinds = ("import_statement", "import_from_statement")
    return [one for one in document.root.named_children if one.type in kinds]


def _top_level(document: Document) -> list[Node]:
    """The imports that run whenever the module does, those in a `try` included."""
    kinds = ("import_statement", "import_from_statement", "future_import_statement")
    skipped = ("function_definition", "class_definition", "if_statement", "expression_statement")
    return list(descendants(document.root, kinds, skipped))


def _new_line(document: Document, present: list[Node], module: str) -> Edit:
    """The new import: sorted among the plain imports of the first section, or above or below what is there."""
    newline, line = newline_of(document.source), f"import {module}"
    section = _first_section([one for one in present if one.type != "future_import_statement"])
    if not section or _origin(document, section[0]) not in sys.stdlib_module_names:
        return _new_section(document, present, section, line)
    plain = [one for one in section if one.type == "import_statement"]
    following = next((one for one in plain if _origin(document, one) > module), None)
    if following is None and not plain:
        following = section[0]
    if following is not None:
        return Edit(Span(following.start_byte, following.start_byte), line + newline)
    row = document.lines.line_of(plain[-1].end_byte)
    if row + 1 < document.lines.count:
        below = document.lines.line_start(row + 1)  # so that the line above it may go
        return Edit(Span(below, below), line + newline)
    end = document.lines.line_span(row).end
    return Edit(Span(end, end), newline + line)


def _new_section(document: Document, present: list[Node], section: list[Node], line: str) -> Edit:
    newline = newline_of(document.source)
    if section:
        at = section[0].start_byte
        return Edit(Span(at, at), line + newline * 2)
    docstring = next((one for one in document.root.named_children if not one.is_extra), None)
    above = present[-1] if present else docstring if docstring is not None and is_docstring(docstring) else None
    if above is not None:
        end = document.lines.around(above.end_byte).end
        return Edit(Span(end, end), newline * 2 + line)
    at = 3 if document.source.startswith(b"\xef\xbb\xbf") else 0
    for row in range(document.lines.count):
        span = document.lines.line_span(row)
        if not document.slice(span).startswith("#"):
            at = max(at, span.start)
            break
    return Edit(Span(at, at), line + newline * 2)


def _first_section(present: list[Node]) -> list[Node]:
    """The imports down to the first empty line between two of them."""
    section: list[Node] = []
    for one in present:
        if section and one.start_point.row > section[-1].end_point.row + 1:
            break
        section.append(one)
    return section


def _origin(document: Document, statement: Node) -> str:
    name = statement.child_by_field_name("module_name") or statement.child_by_field_name("name")
    if name is not None and name.type == "aliased_import":
        name = name.child_by_field_name("name")
    return "" if name is None else document.slice(name).split(".")[0]
