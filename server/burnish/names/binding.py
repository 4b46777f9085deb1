"""Scopes, and what binds a name in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from tree_sitter import Node


class Form(Enum):
    """How a name is bound."""

    ANNOTATION = "annotation"
    """`x: int`, without a value."""
    ASSIGNMENT = "assignment"
    """`x = …` in Python and, of a variable that is declared elsewhere, in JavaScript."""
    AUGMENTED = "augmented assignment"
    CAPTURE = "match capture"
    CATCH = "catch"
    """`except … as x`, `catch (x)`."""
    CLASS = "class"
    COMPREHENSION = "comprehension"
    CONST = "const"
    DELETE = "delete"
    """`del x`, which makes a local name of it as an assignment does."""
    ENUM = "enum"
    FOR = "for"
    FUNCTION = "function"
    IMPORT = "import"
    LET = "let"
    NAMESPACE = "namespace"
    PARAMETER = "parameter"
    TYPE = "type"
    """A type alias or an interface."""
    TYPE_PARAMETER = "type parameter"
    VAR = "var"
    WALRUS = "walrus"
    WITH = "with"


class ScopeKind(Enum):
    BLOCK = "block"
    CLASS = "class"
    COMPREHENSION = "comprehension"
    FUNCTION = "function"
    MODULE = "module"


@dataclass(eq=False, slots=True)
class Scope:
    """A part of a document in which names are bound; `node` is what opens it."""

    kind: ScopeKind
    node: Node
    parent: Scope | None

    @property
    def function(self) -> Scope:
        """The function (class, module) that runs what stands here."""
        scope = self
        while scope.kind in (ScopeKind.COMPREHENSION, ScopeKind.BLOCK) and scope.parent is not None:
            scope = scope.parent
        return scope


@dataclass(eq=False, slots=True)
class Binding:
    """One place that binds a name.

    `node` is the name there, `construct` the assignment, declarator, parameter, import or definition, and `value` the
    expression whose value the name gets; None where that is no expression of the text (a parameter, a loop, a part of
    what a pattern takes apart).
    """

    name: str
    form: Form
    node: Node
    construct: Node
    value: Node | None
    scope: Scope


class Found(NamedTuple):
    """A binding as a language's module finds it, before its scope is known."""

    form: Form
    node: Node
    construct: Node
    value: Node | None = None


@dataclass(slots=True)
class Table:
    """The names that a scope binds, and those that it declares to be bound elsewhere (`global`, `nonlocal`)."""

    bindings: dict[str, tuple[Binding, ...]] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)
