"""Imports of one document, and the full names that its expressions stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from weakref import WeakKeyDictionary

from tree_sitter import Node

from burnish.document import Document
from burnish.tree import descendants, node_text

_cache: WeakKeyDictionary[Document, Mapping[str, str]] = WeakKeyDictionary()


def imports(document: Document) -> Mapping[str, str]:
    """Local names that imports bind, anywhere in the document, with the dotted name each stands for.

    `import numpy as np` gives np -> numpy; `from subprocess import run` run -> subprocess.run;
    `const { readFile } = require("fs")` readFile -> fs.readFile; `import React from "react"`
    React -> react. A JavaScript module keeps its path as written ("./db"), `node:` removed.
    """
    found = _cache.get(document)
    if found is None:
        if document.tree is None:
            found = {}
        elif document.language.name == "python":
            found = _python_imports(document)
        else:
            found = _javascript_imports(document)
        _cache[document] = found
    return found


def keep_imports(before: Document, after: Document) -> None:
    """Carries the imports over to a document whose edit changed none of them."""
    if before in _cache:
        _cache[after] = _cache[before]


def qualified_name(document: Document, node: Node | None) -> str | None:
    """The dotted name of an identifier or attribute chain, its first part resolved through the imports.

    `sp.run` after `import subprocess as sp` gives "subprocess.run"; a name that no import binds is
    given as it stands. None for anything that is not a chain of names (a call, a subscript).
    """
    parts: list[str] = []
    while node is not None:
        if node.type in ("identifier", "this", "property_identifier"):
            first = node_text(node, document.source)
            return ".".join([imports(document).get(first, first), *reversed(parts)])
        if node.type == "attribute":
            name, node = node.child_by_field_name("attribute"), node.child_by_field_name("object")
        elif node.type == "member_expression":
            name, node = node.child_by_field_name("property"), node.child_by_field_name("object")
        else:
            return None
        if name is None:
            return None
        parts.append(node_text(name, document.source))
    return None


def _python_imports(document: Document) -> dict[str, str]:
    found: dict[str, str] = {}
    source = document.source
    for statement in _around(document, b"import", ("import_statement", "import_from_statement")):
        module = statement.child_by_field_name("module_name")
        prefix = "" if module is None else node_text(module, source) + "."
        for name in statement.children_by_field_name("name"):
            if name.type == "aliased_import":
                target, alias = name.child_by_field_name("name"), name.child_by_field_name("alias")
                if target is not None and alias is not None:
                    found[node_text(alias, source)] = prefix + node_text(target, source)
            else:
                text = node_text(name, source)
                first = text.split(".")[0]
                found[first] = prefix + text if prefix else first
    return found


def _javascript_imports(document: Document) -> dict[str, str]:
    found: dict[str, str] = {}
    source = document.source
    statements = [
        *_around(document, b"import", ("import_statement",)),
        *_around(document, b"require", ("variable_declarator",)),
    ]
    for node in sorted(statements, key=lambda one: one.start_byte):
        if node.type == "import_statement":
            origin = _module(node.child_by_field_name("source"), source)
            if origin is not None:
                for clause in descendants(node, ("import_clause",)):
                    _bind_clause(clause, origin, source, found)
            continue
        name = node.child_by_field_name("name")
        origin = _required(node.child_by_field_name("value"), source)
        if name is None or origin is None:
            continue
        if name.type == "identifier":
            found[node_text(name, source)] = origin
        elif name.type == "object_pattern":
            for one in name.named_children:
                if one.type == "shorthand_property_identifier_pattern":
                    found[node_text(one, source)] = f"{origin}.{node_text(one, source)}"
                elif one.type == "pair_pattern":
                    key, value = one.child_by_field_name("key"), one.child_by_field_name("value")
                    if key is not None and value is not None and value.type == "identifier":
                        found[node_text(value, source)] = f"{origin}.{node_text(key, source)}"
    return found


def _around(document: Document, word: bytes, types: tuple[str, ...]) -> Iterator[Node]:
    """The innermost nodes of these types around a word, in source order.

    A walk over all nodes would take longer than everything else that is done after an edit.
    """
    last = None
    at = document.source.find(word)
    while at >= 0:
        node = document.root.descendant_for_byte_range(at, at + len(word))
        while node is not None and node.type not in types:
            node = node.parent
        if node is not None and node != last:
            yield node
            last = node
        at = document.source.find(word, at + len(word))


def _bind_clause(clause: Node, origin: str, source: bytes, found: dict[str, str]) -> None:
    for one in clause.named_children:
        if one.type == "identifier":
            found[node_text(one, source)] = origin
        elif one.type == "namespace_import":
            found[node_text(one.named_children[-1], source)] = origin
        elif one.type == "named_imports":
            for specifier in one.named_children:
                name = specifier.child_by_field_name("name")
                alias = specifier.child_by_field_name("alias") or name
                if name is not None and alias is not None:
                    found[node_text(alias, source)] = f"{origin}.{node_text(name, source)}"


def _required(value: Node | None, source: bytes) -> str | None:
    """The module of `require("m")`, also of `require("m").part` and `require("m")()`'s callee part."""
    if value is None:
        return None
    if value.type == "member_expression":
        inner = _required(value.child_by_field_name("object"), source)
        name = value.child_by_field_name("property")
        return None if inner is None or name is None else f"{inner}.{node_text(name, source)}"
    if value.type != "call_expression":
        return None
    function, arguments = value.child_by_field_name("function"), value.child_by_field_name("arguments")
    if function is None or arguments is None or node_text(function, source) != "require":
        return None
    return _module(arguments.named_children[0], source) if arguments.named_children else None


def _module(node: Node | None, source: bytes) -> str | None:
    if node is None or node.type != "string":
        return None
    return node_text(node, source)[1:-1].removeprefix("node:")
