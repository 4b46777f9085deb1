"""The imports of one document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from weakref import WeakKeyDictionary

from tree_sitter import Node

from burnish.document import Document
from burnish.names import javascript, javascript_values, python, python_values
from burnish.tree import node_text

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


def _python_imports(document: Document) -> dict[str, str]:
    found: dict[str, str] = {}
    for statement in _around(document, b"import", ("import_statement", "import_from_statement")):
        for one in python.imported(statement):
            path = python_values.import_path(one.construct, document.source)
            if path is not None:
                found[document.slice(one.node)] = path
    return found


def _javascript_imports(document: Document) -> dict[str, str]:
    found: dict[str, str] = {}
    statements = [
        *_around(document, b"import", ("import_statement",)),
        *_around(document, b"require", ("variable_declarator",)),
    ]
    for node in sorted(statements, key=lambda one: one.start_byte):
        bound = javascript.imported(node) if node.type == "import_statement" else javascript.declared_by(node)
        for one in bound:
            if node.type == "import_statement":
                path = javascript_values.import_path(one.construct, document.source)
            else:
                path = _required(one.node, node, document.source)
            if path is not None:
                found[document.slice(one.node)] = path
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


def _required(name: Node, declarator: Node, source: bytes) -> str | None:
    """The dotted name of what `… = require("m")`, or a part of it, gives a name."""
    taken = javascript_values.keys_to(name, declarator, source)
    if taken is None:
        return None
    value, keys = taken[0], list(taken[1])
    while value.type == "member_expression":
        inner, key = value.child_by_field_name("object"), value.child_by_field_name("property")
        if inner is None or key is None:
            return None
        value, keys = inner, [node_text(key, source), *keys]
    function = value.child_by_field_name("function") if value.type == "call_expression" else None
    if function is None or node_text(function, source) != "require":
        return None
    module = javascript_values.required(value, source)
    return None if module is None else ".".join([module, *keys])
