"""What each name in a document refers to: its scopes, its bindings and their uses.

A scope's table is made when something in it is first asked for, and costs in proportion to that scope alone: what
stands in the functions within it is looked at only where it may bind a name further out (`global`, `nonlocal`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from tree_sitter import Node

from burnish.document import Document
from burnish.names import javascript, python
from burnish.names.access import Access
from burnish.names.binding import Binding, Form, Found, Scope, ScopeKind, Table
from burnish.names.facts import About, Fact, asked_of
from burnish.tree import path_to

JAVASCRIPT = frozenset({"javascript", "typescript", "tsx"})


class Grammar(Protocol):
    """What a language's module knows."""

    NAMES: frozenset[str]
    LANGUAGE_NAMES: frozenset[str]
    OPENING: frozenset[str]

    def entered(self, parent: Node | None, node: Node, child: Node, /) -> tuple[Node, ScopeKind] | None: ...
    def bound(self, kind: ScopeKind, node: Node, /) -> Iterator[Found]: ...
    def access(self, node: Node, /) -> Access: ...


class Scopes:
    """The scopes of one version of a text, by the node that opens each."""

    def __init__(self, document: Document) -> None:
        self.source = document.source
        self.root = document.root
        self.is_python = document.language.name == "python"
        self.grammar: Grammar = python if self.is_python else javascript
        self.module = Scope(ScopeKind.MODULE, self.root, None)
        self._scopes: dict[int, Scope] = {self.root.id: self.module}
        self._tables: dict[Scope, Table] = {}
        self._found: dict[Scope, Mapping[str, tuple[Binding, ...]]] = {}
        self._reassigned: dict[tuple[Scope, str], tuple[tuple[Binding, ...], frozenset[Fact]]] = {}
        self._uses: dict[tuple[Scope, str], tuple[tuple[Node, ...], frozenset[Fact]]] = {}
        self._strict: bool | None = None
        self.asked = asked_of(document)

    def text(self, node: Node) -> str:
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def access(self, node: Node) -> Access:
        return self.grammar.access(node)

    def around(self, node: Node) -> list[Node]:
        """The nodes around one, innermost first."""
        return path_to(self.root, node)[-2::-1]

    def scope_of(self, node: Node) -> Scope:
        """The scope that a node stands in: where a name there is looked for first."""
        return self._scope_on(path_to(self.root, node))

    def known(self) -> tuple[Scope, ...]:
        """The scopes that were come upon so far."""
        return tuple(self._scopes.values())

    def references(self, parts: Iterable[Node]) -> Iterator[tuple[Node, Scope]]:
        """Every name in parts of the document that stand side by side, with the scope it stands in, in source order."""
        for part in parts:
            parent = part.parent
            yield from self._below(part, parent, self.scope_of(part))

    def _below(self, part: Node, parent: Node | None, scope: Scope) -> Iterator[tuple[Node, Scope]]:
        names, opening, entered = self.grammar.NAMES, self.grammar.OPENING, self.grammar.entered
        stack = [(parent, part, scope)]
        while stack:
            above, node, around = stack.pop()
            kind = node.type
            if kind in names:
                yield node, around
                continue
            children = node.named_children
            if kind in opening:
                for child in reversed(children):
                    step = entered(above, node, child)
                    stack.append((node, child, around if step is None else self._opened(step, around)))
            else:
                stack += [(node, child, around) for child in reversed(children)]

    def _scope_on(self, path: list[Node]) -> Scope:
        scope = self.module
        opening, entered = self.grammar.OPENING, self.grammar.entered
        for at in range(len(path) - 1):
            if path[at].type in opening:
                step = entered(path[at - 1] if at else None, path[at], path[at + 1])
                if step is not None:
                    scope = self._opened(step, scope)
        return scope

    def _opened(self, step: tuple[Node, ScopeKind], around: Scope) -> Scope:
        node, kind = step
        scope = self._scopes.get(node.id)
        if scope is None:
            scope = self._scopes[node.id] = Scope(kind, node, around)
        return scope

    # What a scope binds
    def table(self, scope: Scope) -> Table:
        table = self._tables.get(scope)
        if table is None:
            table = self._tables[scope] = self._table(scope)
        return table

    def _table(self, scope: Scope) -> Table:
        own = self._own(scope)
        if not self.is_python:
            return Table(dict(own))
        table = Table(dict(own))
        if scope.kind in (ScopeKind.FUNCTION, ScopeKind.CLASS) and scope.node.type != "lambda":
            for word, name in python.elsewhere(scope.node):
                text = self.text(name)
                table.elsewhere[text] = word
                table.bindings.pop(text, None)
        self._add_from_within(scope, table)
        return table

    def _own(self, scope: Scope) -> Mapping[str, tuple[Binding, ...]]:
        """What stands in a scope itself and binds names, wherever it binds them."""
        known = self._found.get(scope)
        if known is not None:
            return known
        found: dict[str, list[Binding]] = {}
        for one in self._every(scope):
            name = self.text(one.node)
            there = found.setdefault(name, [])
            if there and one.construct == scope.node:
                continue  # the name of a function or class expression, which anything within hides
            there.append(Binding(name, one.form, one.node, one.construct, one.value, scope))
        known = self._found[scope] = {
            name: (bindings[0],) if len(bindings) == 1 else tuple(sorted(bindings, key=lambda one: one.node.start_byte))
            for name, bindings in found.items()
        }
        return known

    def _every(self, scope: Scope) -> Iterator[Found]:
        found = tuple(self.grammar.bound(scope.kind, scope.node))
        yield from found
        if self.is_python:
            if scope.kind is not ScopeKind.COMPREHENSION:
                yield from self._walruses(scope)
        elif scope.kind in (ScopeKind.MODULE, ScopeKind.FUNCTION) and not self.strict:
            body = scope.node.child_by_field_name("body") or scope.node
            direct = {one.node.id for one in found}
            yield from (one for one in javascript.functions_in_blocks(body) if one.node.id not in direct)

    @property
    def strict(self) -> bool:
        if self._strict is None:
            self._strict = javascript.is_strict(self.root)
        return self._strict

    def _walruses(self, scope: Scope) -> Iterator[Found]:
        for node in self._around(b":=", scope.node, "named_expression"):
            name = node.child_by_field_name("name")
            if name is not None and name.type == "identifier" and self.scope_of(node).function is scope:
                yield Found(Form.WALRUS, name, node, node.child_by_field_name("value"))

    def _add_from_within(self, scope: Scope, table: Table) -> None:
        """Adds what functions within a scope bind in it by `global` or `nonlocal`."""
        if scope.kind not in (ScopeKind.MODULE, ScopeKind.FUNCTION):
            return
        word = "global" if scope.kind is ScopeKind.MODULE else "nonlocal"
        for statement in self._around(word.encode() + b" ", scope.node, f"{word}_statement"):
            inner = self.scope_of(statement).function
            if inner is scope:
                continue
            for name in map(self.text, statement.named_children):
                if word == "nonlocal" and self._outer(inner, name, table, scope) is not scope:
                    continue
                bindings = (*table.bindings.get(name, ()), *self._own(inner).get(name, ()))
                if bindings:
                    table.bindings[name] = tuple(sorted(bindings, key=lambda one: one.node.start_byte))

    def _outer(self, inner: Scope, name: str, table: Table, scope: Scope) -> Scope | None:
        """The function that a name which is declared `nonlocal` belongs to; `table` is that of `scope`, which is being made."""
        around = inner.parent
        while around is not None:
            known = table if around is scope else self.table(around)
            if around.kind is ScopeKind.FUNCTION and name in known.bindings:
                return around
            around = around.parent if around is not scope else None
        return None

    def _around(self, word: bytes, node: Node, kind: str) -> Iterator[Node]:
        """The innermost nodes of a kind around each place of a word below a node."""
        at, last = self.source.find(word, node.start_byte, node.end_byte), None
        while at >= 0:
            found = node.descendant_for_byte_range(at, at + len(word.rstrip()))
            while found is not None and found.type != kind and found.id != node.id:
                found = found.parent
            if found is not None and found.type == kind and found != last:
                yield found
                last = found
            at = self.source.find(word, at + len(word), node.end_byte)

    # What a name refers to
    def lookup(self, name: str, scope: Scope, node: Node | None = None) -> Scope | None:
        """The scope that binds a name, seen from a scope (and a node in it); None where no scope of the document does."""
        around: Scope | None = scope
        while around is not None:
            if around.parent is None:
                self.asked.note(About.VARIABLE, name)
            table = self.table(around)
            if name in table.elsewhere:
                if table.elsewhere[name] == "global":
                    self.asked.note(About.VARIABLE, name)
                    return self.module if name in self.table(self.module).bindings else None
            else:
                bindings = table.bindings.get(name)
                if bindings is not None and self._is_seen(around, scope, bindings, node):
                    return around
            around = around.parent
        return None

    def _is_seen(self, around: Scope, scope: Scope, bindings: tuple[Binding, ...], node: Node | None) -> bool:
        if self.is_python:
            if around.kind is not ScopeKind.CLASS or around is scope:
                return True
            return any(one.form is Form.TYPE_PARAMETER for one in bindings)
        if node is None or around.kind is not ScopeKind.FUNCTION:
            return True
        # Defaults of parameters see the parameters, not the body.
        parameters = around.node.child_by_field_name("parameters")
        if parameters is None or not parameters.start_byte <= node.start_byte < parameters.end_byte:
            return True
        return any(
            one.form in (Form.PARAMETER, Form.TYPE_PARAMETER) or one.construct == around.node for one in bindings
        )

    def declarations(self, node: Node) -> tuple[Binding, ...]:
        """The bindings that a name may refer to, in source order; empty where nothing in the document binds it."""
        name = self.text(node)
        scope = self.lookup(name, self.scope_of(node), node)
        return () if scope is None else self.table(scope).bindings[name]

    def assignments(self, scope: Scope, name: str) -> tuple[Binding, ...]:
        """What gives a variable of JavaScript another value after its declaration."""
        return self.asked.once(self._reassigned, (scope, name), lambda: self._assignments(scope, name))

    def _assignments(self, scope: Scope, name: str) -> tuple[Binding, ...]:
        return tuple(
            Binding(name, form, node, construct, value, scope)
            for node, form, construct, value in self._given(scope, name)
        )

    def _given(self, scope: Scope, name: str) -> Iterator[tuple[Node, Form, Node, Node | None]]:
        for node in self._mentions(scope, name, scope.node):
            access = self.access(node)
            if access not in (Access.ASSIGN, Access.READ_AND_ASSIGN) or node.parent is None:
                continue
            construct = node.parent
            while construct.parent is not None and construct.type in (
                "object_pattern",
                "array_pattern",
                "pair_pattern",
                "object_assignment_pattern",
                "rest_pattern",
            ):
                construct = construct.parent
            plain = construct.type == "assignment_expression" and construct.child_by_field_name("left") == node
            form = Form.ASSIGNMENT if access is Access.ASSIGN else Form.AUGMENTED
            yield node, form, construct, construct.child_by_field_name("right") if plain else None

    def values_of(self, scope: Scope, name: str) -> tuple[Binding, ...]:
        """Every place that gives a variable its value, without `del` and annotations beside it, in source order."""
        bindings = self.table(scope).bindings.get(name, ())
        if not self.is_python:
            if all(one.form in _NEVER_REASSIGNED for one in bindings):
                return bindings
            every = (*bindings, *self.assignments(scope, name))
            bare = [
                one
                for one in every
                if one.value is None
                and one.node.parent == one.construct
                and one.form in (Form.LET, Form.VAR)
                and one.construct.type == "variable_declarator"
            ]
            return tuple(one for one in every if one not in bare) if len(bare) < len(every) else every
        given = tuple(one for one in bindings if one.form not in (Form.DELETE, Form.ANNOTATION))
        return given or bindings

    def mentions(self, scope: Scope, name: str, within: Node | None = None) -> Iterator[Node]:
        """Every place, in a part of the document, where a name stands for the variable of a scope, in source order."""
        if scope.function is self.module:
            self.asked.note(About.WORD, name)
        return self._mentions(scope, name, scope.node if within is None else within)

    def _mentions(self, scope: Scope, name: str, within: Node) -> Iterator[Node]:
        for node in self.occurrences(name, within):
            if self.access(node) is not Access.NONE and self.lookup(name, self.scope_of(node), node) is scope:
                yield node

    def uses(self, binding: Binding) -> tuple[Node, ...]:
        """Every place that reads the variable of a binding, in source order."""
        home = self.lookup(binding.name, binding.scope) or binding.scope
        return self.asked.once(self._uses, (home, binding.name), lambda: self._reads(home, binding.name))

    def _reads(self, home: Scope, name: str) -> tuple[Node, ...]:
        return tuple(node for node in self.mentions(home, name) if self.access(node) in _READING)

    def occurrences(self, name: str, within: Node) -> Iterator[Node]:
        """The names of this text at or below a node, whatever each stands for; attributes are none."""
        word = name.encode("utf-8", "surrogatepass")
        at = self.source.find(word, within.start_byte, within.end_byte) if word else -1
        while at >= 0:
            end = at + len(word)
            if not (_JOINED.match(self.source, end) or (at and _JOINED.match(self.source, at - 1))):
                node = within.descendant_for_byte_range(at, end)
                if (
                    node is not None
                    and node.type in self.grammar.NAMES
                    and node.start_byte == at
                    and node.end_byte == end
                ):
                    yield node
            at = self.source.find(word, end, within.end_byte)


_NEVER_REASSIGNED = frozenset({Form.CONST, Form.IMPORT, Form.CLASS, Form.ENUM, Form.TYPE, Form.TYPE_PARAMETER})
_READING = frozenset({Access.READ, Access.READ_AND_BIND, Access.READ_AND_ASSIGN})
_JOINED = re.compile(rb"[\w$\x80-\xff]")
