"""Where the names that a part of a document reads are bound: for the gate, which compares two versions of the part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from tree_sitter import Node

from burnish.document import Document
from burnish.names.access import Access
from burnish.names.binding import Binding, Form, Scope, ScopeKind
from burnish.names.names import names_of


class Home(Enum):
    """Where a name is bound, seen from where it is read."""

    LOCAL = "a local name"
    OUTER = "a name of an enclosing function"
    MODULE = "a name of the module"
    LANGUAGE = "a name of the language"
    NOWHERE = "nothing"


@dataclass(slots=True)
class Reads:
    """The names that a part of a document reads, with every home that each has there.

    `early` are those that are read, in the order of the text, before they are bound. A name of a block or comprehension
    at top level is local.
    """

    homes: dict[str, set[Home]] = field(default_factory=dict)
    early: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)
    """What the rest of the document binds at top level."""
    module: set[str] = field(default_factory=set)
    """What the document binds at top level."""


def reads_of(document: Document, parts: Sequence[Node]) -> Reads:
    """What these parts (statements at top level, or members of a class) of a document read."""
    scopes = names_of(document).scopes
    reads = Reads()
    for name, bindings in scopes.table(scopes.module).bindings.items():
        reads.module.add(name)
        if not all(_within(one.node, parts) for one in bindings):
            reads.elsewhere.add(name)
    for node, scope in scopes.references(parts):
        if scopes.access(node) not in _READING:
            continue
        name = scopes.text(node)
        found = scopes.lookup(name, scope, node)
        if found is None:
            home = Home.LANGUAGE if name in scopes.grammar.LANGUAGE_NAMES else Home.NOWHERE
        else:
            home = _home(found, scope)
            if _is_early(node, scope, found, scopes.table(found).bindings[name], parts):
                reads.early.add(name)
        reads.homes.setdefault(name, set()).add(home)
    return reads


def bound_at_top_level(document: Document) -> set[str]:
    """The names that a document binds outside of functions and classes."""
    scopes = names_of(document).scopes
    return set(scopes.table(scopes.module).bindings)


def _home(found: Scope, scope: Scope) -> Home:
    if found.kind is ScopeKind.MODULE:
        return Home.MODULE
    return Home.LOCAL if found.function is scope.function else Home.OUTER


def _is_early(node: Node, scope: Scope, found: Scope, bindings: Sequence[Binding], parts: Sequence[Node]) -> bool:
    if found.function is not scope.function or found.kind is ScopeKind.COMPREHENSION:
        return False
    if any(one.form in _FROM_THE_START for one in bindings) and found.node.type not in _PYTHON:
        return False
    here = [one for one in bindings if found.kind is not ScopeKind.MODULE or _within(one.node, parts)]
    return bool(here) and node.start_byte < min(one.node.start_byte for one in here)


def _within(node: Node, parts: Sequence[Node]) -> bool:
    return any(part.start_byte <= node.start_byte < part.end_byte for part in parts)


_READING = frozenset({Access.READ, Access.READ_AND_BIND, Access.NONLOCAL, Access.ASSIGN, Access.READ_AND_ASSIGN})
_FROM_THE_START = frozenset({Form.FUNCTION, Form.IMPORT, Form.ENUM, Form.TYPE, Form.NAMESPACE})
"""What JavaScript binds from the start of a scope on."""
_PYTHON = frozenset({"module", "function_definition", "class_definition", "lambda"})
