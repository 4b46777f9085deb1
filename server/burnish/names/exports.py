"""What a file gives to others: ES exports, CommonJS exports, and Python's public names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from burnish.names import javascript
from burnish.names.access import Access
from burnish.names.javascript_values import module_of
from burnish.names.scopes import Scopes
from burnish.tree import node_text


@dataclass(frozen=True, slots=True)
class Export:
    """One name that a file gives to others: `default` is what stands for the whole file (`export default`,
    `module.exports = …`), `*` all that another module gives. `node` is what is exported; `source` the module that it is
    taken from, None where it is this file's own.
    """

    name: str
    node: Node
    source: str | None = None


def exports_of(scopes: Scopes) -> tuple[Export, ...]:
    """What a file exports, in source order."""
    found = _python(scopes) if scopes.is_python else (*_modules(scopes), *_common(scopes))
    return tuple(sorted(found, key=lambda one: one.node.start_byte))


def _python(scopes: Scopes) -> Iterator[Export]:
    bindings = scopes.table(scopes.module).bindings
    listed = [one.value for one in bindings.get("__all__", ()) if one.value is not None]
    if len(listed) == 1 and listed[0].type in ("list", "tuple"):
        for one in listed[0].named_children:
            name = node_text(one, scopes.source)[1:-1] if one.type == "string" else ""
            if name in bindings:
                yield Export(name, bindings[name][-1].node)
        return
    for name, places in bindings.items():
        if not name.startswith("_"):
            yield Export(name, places[-1].node)


def _modules(scopes: Scopes) -> Iterator[Export]:
    for statement in scopes.root.named_children:
        if statement.type != "export_statement":
            continue
        source = module_of(statement.child_by_field_name("source"), scopes.source)
        declaration = statement.child_by_field_name("declaration")
        value = statement.child_by_field_name("value")
        words = {one.type for one in statement.children if not one.is_named}
        if value is not None or "default" in words or "=" in words:
            node = value or declaration or (statement.named_children[-1] if statement.named_children else statement)
            yield Export("default", node)
        elif declaration is not None:
            for declared in _declared(declaration):
                yield Export(node_text(declared, scopes.source), declared)
        for clause in statement.named_children:
            if clause.type == "namespace_export" and clause.named_children:
                yield Export(node_text(clause.named_children[-1], scopes.source), clause, source)
            for one in clause.named_children if clause.type == "export_clause" else ():
                name = one.child_by_field_name("name")
                alias = one.child_by_field_name("alias") or name
                if name is not None and alias is not None:
                    yield Export(node_text(alias, scopes.source).strip("\"'"), name, source)
        if source is not None and "*" in words:
            yield Export("*", statement, source)


def _declared(declaration: Node) -> Iterator[Node]:
    name = declaration.child_by_field_name("name")
    if name is not None:
        yield name
    for one in declaration.named_children:
        pattern = one.child_by_field_name("name") if one.type == "variable_declarator" else None
        if pattern is not None:
            yield from javascript.pattern_names(pattern)


def _common(scopes: Scopes) -> Iterator[Export]:
    """`module.exports = …` (an object's keys are names of their own), `module.exports.name = …`, `exports.name = …`."""
    for word in ("module", "exports"):
        for node in scopes.occurrences(word, scopes.root):
            if scopes.access(node) is Access.READ and scopes.lookup(word, scopes.scope_of(node), node) is None:
                yield from _assigned(scopes, node, word)


def _assigned(scopes: Scopes, node: Node, word: str) -> Iterator[Export]:
    target, keys = node, [] if word == "exports" else [""]
    while target.parent is not None and target.parent.type == "member_expression":
        if target.parent.child_by_field_name("object") != target:
            return
        target = target.parent
        key = target.child_by_field_name("property")
        keys.append("" if key is None else node_text(key, scopes.source))
    assignment = target.parent
    if assignment is None or assignment.type != "assignment_expression":
        return
    value = assignment.child_by_field_name("right")
    if value is None or assignment.child_by_field_name("left") != target:
        return
    if word == "module":
        keys = keys[1:]
        if keys[:1] != ["exports"]:
            return
        keys = keys[1:]
    while value.type == "assignment_expression" and (inner := value.child_by_field_name("right")) is not None:
        value = inner
    if len(keys) == 1:
        yield Export(keys[0], value)
    elif not keys and word == "module":
        yield Export("default", value)
        for one in value.named_children if value.type == "object" else ():
            name = one.child_by_field_name("key") or one.child_by_field_name("name") or one
            if name.type in ("property_identifier", "shorthand_property_identifier", "string"):
                given = one.child_by_field_name("value") or one
                yield Export(node_text(name, scopes.source).strip("\"'"), given)
