"""What the names of one document mean."""

from __future__ import annotations

from functools import cached_property

from tree_sitter import Node

from burnish.document import Document
from burnish.names.binding import Binding
from burnish.names.exports import Export, exports_of
from burnish.names.handed import Handed, handed
from burnish.names.kinds import Value, kind_of
from burnish.names.origin import Origin
from burnish.names.resolution import Origins
from burnish.names.scopes import Scopes


def names_of(document: Document) -> Names:
    """The names of a document in Python, JavaScript or TypeScript, made once for each version of its text.

    Raises ValueError for a language without a grammar.
    """
    return document.known(Names)


class Names:
    """What the names of one version of a text mean."""

    def __init__(self, document: Document) -> None:
        self.scopes = Scopes(document)
        self._origins = Origins(self.scopes)

    def origin(self, node: Node) -> Origin:
        """What a name, a chain of names (`a.b.c`, `f(x).y`) or another expression comes from."""
        return self._origins.of(node)

    def unbound(self, name: str, at: Node) -> bool:
        """Whether nothing in this file gives a name, seen from a place, another meaning than the language's own."""
        scopes = self.scopes
        return not self._origins.has_star_import and scopes.lookup(name, scopes.scope_of(at), at) is None

    def bindings(self, node: Node) -> tuple[Binding, ...]:
        """Every binding that a name may refer to, in source order; empty where nothing in the document binds it."""
        return self.scopes.declarations(node)

    def given(self, node: Node) -> tuple[Binding, ...]:
        """Every binding that gives the variable of a name a value, later assignments included; empty where nothing does."""
        name = self.scopes.text(node)
        scope = self.scopes.lookup(name, self.scopes.scope_of(node), node)
        return () if scope is None else tuple(self.scopes.values_of(scope, name))

    def binding(self, node: Node) -> Binding | None:
        """The binding that a name refers to: of several the last in front of it, else the first."""
        found = self.bindings(node)
        before = [one for one in found if one.node.start_byte <= node.start_byte]
        return before[-1] if before else found[0] if found else None

    def uses(self, binding: Binding) -> tuple[Node, ...]:
        """Every place that reads the variable of a binding, in source order."""
        return self.scopes.uses(binding)

    def kind(self, node: Node) -> Value:
        """What kind of value an expression has."""
        return kind_of(self._origins, node)

    @cached_property
    def exports(self) -> tuple[Export, ...]:
        """What the file gives to others, in source order."""
        return exports_of(self.scopes)

    def hands_on(self, node: Node) -> Handed:
        """What becomes of the value of an expression: the names it gets, and how it leaves the function around it."""
        return handed(self.scopes, node)
