"""What the names that a part of a document reads stand for.

Only the part that a rewrite touches is walked in full; from the rest of the file come the names that are bound at top
level. For Python, JavaScript, TypeScript and TSX.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from tree_sitter import Node

from burnish.document import Document
from burnish.names import javascript, python
from burnish.names.roles import Role


class Kind(Enum):
    """What a name stands for, seen from where it is read."""

    LOCAL = "a local name"
    OUTER = "a name of an enclosing function"
    MODULE = "a name of the module"
    LANGUAGE = "a name of the language"
    UNKNOWN = "nothing"


@dataclass(slots=True)
class Names:
    """The names that a part of a document reads, with all that each stands for there.

    `early` are those that are read, in the order of the text, before they are bound. A name of a block or comprehension
    at top level is local.
    """

    kinds: dict[str, set[Kind]] = field(default_factory=dict)
    early: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)
    """What the rest of the document binds at top level."""
    module: set[str] = field(default_factory=set)
    """What the document binds at top level."""


@dataclass(slots=True)
class _Scope:
    """`kind` is module, function, class, comprehension or block."""

    kind: str
    parent: _Scope | None
    bound: dict[str, int] = field(default_factory=dict)
    reads: list[tuple[str, int]] = field(default_factory=list)
    elsewhere: set[str] = field(default_factory=set)

    @property
    def function(self) -> _Scope:
        """The function (class, module) that runs what stands here."""
        scope = self
        while scope.kind in ("comprehension", "block") and scope.parent is not None:
            scope = scope.parent
        return scope


def names_of(document: Document, parts: Sequence[Node]) -> Names:
    """The names of these parts (statements at top level, or members of a class) of a document."""
    language = python if document.language.name == "python" else javascript
    module = _Scope("module", None)
    scopes = [module]
    stack: list[tuple[Node, _Scope]] = [(one, module) for one in reversed(parts)]
    while stack:
        node, scope = stack.pop()
        if node.type in language.NAMES:
            _record(document.slice(node), node.start_byte, language.role(node), scope)
            continue
        opened = language.opens(node)
        if opened is None:
            stack += [(child, scope) for child in reversed(node.named_children)]
            continue
        inner = _Scope(opened, scope)
        scopes.append(inner)
        outside = language.outside(node)
        stack += [(child, scope if child.id in outside else inner) for child in reversed(node.named_children)]
    elsewhere = bound_at_top_level(document, {one.id for one in parts})
    for name in elsewhere:
        module.bound.setdefault(name, -1)
    names = _resolved(scopes, language.LANGUAGE_NAMES)
    names.elsewhere = elsewhere
    names.module = set(module.bound)
    return names


def bound_at_top_level(document: Document, without: Iterable[int] = ()) -> set[str]:
    """The names that a document binds outside of functions and classes; nodes with the ids `without` are left out."""
    language = python if document.language.name == "python" else javascript
    left_out = frozenset(without)
    found: set[str] = set()
    stack = list(document.root.named_children)
    while stack:
        node = stack.pop()
        if node.id in left_out:
            continue
        if node.type in language.NAMES:
            if language.role(node) not in (Role.NONE, Role.READ, Role.GLOBAL, Role.NONLOCAL):
                found.add(document.slice(node))
        elif language.opens(node) in ("function", "class") or node.type in (
            "class_declaration",
            "abstract_class_declaration",
        ):
            name = node.child_by_field_name("name")
            if name is not None:
                found.add(document.slice(name))
        elif node.type in language.TOP_LEVEL:
            stack += node.named_children
    return found


def _record(name: str, at: int, role: Role, scope: _Scope) -> None:
    if role in (Role.READ, Role.READ_AND_BIND, Role.NONLOCAL):
        scope.reads.append((name, at))
    if role in (Role.GLOBAL, Role.NONLOCAL):
        scope.function.elsewhere.add(name)
        return
    if role in (Role.NONE, Role.READ) or name in scope.function.elsewhere:
        return
    target = scope.function if role is Role.BIND_FUNCTION else scope
    target.bound.setdefault(name, -1 if role is Role.BIND_HOISTED else at)


def _resolved(scopes: Iterable[_Scope], language_names: frozenset[str]) -> Names:
    names = Names()
    for scope in scopes:
        for name, at in scope.reads:
            kind, early = _resolve(name, at, scope, language_names)
            names.kinds.setdefault(name, set()).add(kind)
            if early:
                names.early.add(name)
    return names


def _resolve(name: str, at: int, scope: _Scope, language_names: frozenset[str]) -> tuple[Kind, bool]:
    found: _Scope | None = scope
    while found is not None and (name not in found.bound or (found.kind == "class" and found is not scope)):
        found = found.parent
    if found is None:
        return (Kind.LANGUAGE if name in language_names else Kind.UNKNOWN), False
    here = found.function is scope.function
    early = here and found.kind != "comprehension" and at < found.bound[name]
    if found.kind == "module":
        return Kind.MODULE, early
    return (Kind.LOCAL if here else Kind.OUTER), early
