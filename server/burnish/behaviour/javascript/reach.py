"""What names of a module stand for: constants, members of enums and of objects, items of lists."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from tree_sitter import Node

from burnish.behaviour.javascript.outline import FUNCTIONS, Module, unwrapped
from burnish.behaviour.javascript.samples import literal
from burnish.behaviour.values import Value
from burnish.document import Document
from burnish.tree import descendants, enclosing

MOST = 12
"""How many keys or items of one object or list are told."""

_Table = dict[str, "Node | Value"]
_tables: WeakKeyDictionary[Document, _Table] = WeakKeyDictionary()


def constant(module: Module, node: Node) -> Value | None:
    """The value of a literal, or of what refers to one at the module's top level; None for anything else."""
    known = literal(module, node)
    return _found(module, node) if known is None else known


def reached(module: Module, node: Node) -> tuple[Value, ...]:
    """The module's constants that a function refers to, and the keys of the objects in which it looks something up."""
    found: dict[Value, None] = {}
    for one in descendants(node, ("member_expression", "subscript_expression", "identifier", "binary_expression")):
        value = None if one.type == "binary_expression" else _found(module, one)
        if value is not None and value.kind in ("int", "float", "str"):
            found.setdefault(value)
        looked = one.child_by_field_name("object") if one.type == "subscript_expression" else None
        if one.type == "binary_expression" and any(child.type == "in" for child in one.children):
            looked = one.child_by_field_name("right")
        for key in () if looked is None else _keys(module, looked):
            found.setdefault(Value("str", key))
    return tuple(found)


def spread_with(module: Module, node: Node) -> tuple[str, ...]:
    """Names of the fields beside a spread in an object, also of local objects that are spread beside it."""
    names: dict[str, None] = {}
    function = enclosing(node, FUNCTIONS)
    around = [] if node.parent is None else [node.parent]
    for one in () if node.parent is None else node.parent.named_children:
        if one.type == "spread_element" and one != node and function is not None:
            text = module.text(one.named_children[0]) if one.named_children else ""
            for made in descendants(function, ("variable_declarator",)):
                name, value = made.child_by_field_name("name"), made.child_by_field_name("value")
                if name is not None and value is not None and module.text(name) == text:
                    around.append(unwrapped(value))
    for one in around:
        names.update(dict.fromkeys(_pairs(module, one)))
    return tuple(names)[:MOST]


def _found(module: Module, node: Node) -> Value | None:
    target = _target(module, unwrapped(node))
    return literal(module, target) if isinstance(target, Node) else target


def _target(module: Module, node: Node) -> Node | Value | None:
    """What an expression refers to: the node at the top level that is its value, or the value itself."""
    table = _table(module)
    path = module.text(node)
    if (known := table.get(path)) is not None:
        return known
    base = node.child_by_field_name("object")
    holder = None if base is None else _target(module, unwrapped(base))
    if not isinstance(holder, Node):
        return None
    holder = _inner(holder)
    if node.type == "member_expression":
        key = node.child_by_field_name("property")
        return None if key is None else _pairs(module, holder).get(module.text(key))
    index = node.child_by_field_name("index")
    known_index = None if index is None else literal(module, index)
    if known_index is None:
        return None
    if known_index.kind == "str":
        return _pairs(module, holder).get(str(known_index.data))
    items = [one for one in holder.named_children if one.type != "comment"] if holder.type == "array" else []
    at = known_index.data
    return items[at] if isinstance(at, int) and 0 <= at < len(items) else None


def _keys(module: Module, node: Node) -> list[str]:
    target = _target(module, unwrapped(node))
    return list(_pairs(module, _inner(target)))[:MOST] if isinstance(target, Node) else []


def _inner(node: Node) -> Node:
    """The list or object in `new Uint8Array([...])`, `new Set([...])` or `Object.freeze({...})`."""
    node = unwrapped(node)
    arguments = node.child_by_field_name("arguments")
    if node.type in ("new_expression", "call_expression") and arguments is not None and arguments.named_children:
        return unwrapped(arguments.named_children[0])
    return node


def _pairs(module: Module, node: Node) -> dict[str, Node]:
    if node.type != "object":
        return {}
    found: dict[str, Node] = {}
    for pair in node.named_children:
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if pair.type == "pair" and key is not None and value is not None:
            found[module.text(key).strip("\"'")] = value
    return found


def _table(module: Module) -> _Table:
    """What stands for what, by its path: "LIMIT", "Kind.Tag"."""
    known = _tables.get(module.document)
    if known is not None:
        return known
    found: _Table = {}
    _tables[module.document] = found
    for statement in module.statements:
        inner = statement.child_by_field_name("declaration") if statement.type == "export_statement" else statement
        if inner is None:
            continue
        if inner.type in ("lexical_declaration", "variable_declaration"):
            for one in inner.named_children:
                name, value = one.child_by_field_name("name"), one.child_by_field_name("value")
                if name is not None and value is not None and unwrapped(value).type not in FUNCTIONS:
                    found[module.text(name)] = unwrapped(value)
        elif inner.type == "enum_declaration":
            found.update(_members(module, inner))
        elif inner.type == "expression_statement":
            found.update(_assigned(module, inner))
    return found


def _members(module: Module, node: Node) -> Iterator[tuple[str, Node | Value]]:
    """The members of an enum, of which those without a value are counted."""
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    at = 0
    for one in () if name is None or body is None else body.named_children:
        value = one.child_by_field_name("value")
        key = one.child_by_field_name("name") or one
        if one.type == "comment" or name is None:
            continue
        path = f"{module.text(name)}.{module.text(key)}"
        if value is None:
            yield path, Value("int", at)
        else:
            known = literal(module, value)
            at = known.data if known is not None and isinstance(known.data, int) else at
            yield path, value
        at += 1


def _assigned(module: Module, node: Node) -> Iterator[tuple[str, Node | Value]]:
    """`A.B = value`, also in what TypeScript makes of an enum: `E[E["A"] = 0] = "A"` in a function that is called."""
    for one in descendants(node, ("assignment_expression",)):
        left, right = one.child_by_field_name("left"), one.child_by_field_name("right")
        if left is None or right is None or unwrapped(right).type in FUNCTIONS:
            continue
        if left.type == "member_expression":
            yield module.text(left), unwrapped(right)
        elif left.type == "subscript_expression":
            base, index = left.child_by_field_name("object"), left.child_by_field_name("index")
            known = None if index is None else literal(module, index)
            if base is not None and known is not None and isinstance(known.data, str):
                yield f"{module.text(base)}.{known.data}", unwrapped(right)
