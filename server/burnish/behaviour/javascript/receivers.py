"""What a class says of its objects: which fields they have, and what these hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tree_sitter import Node

from burnish.behaviour.javascript.annotations import of_type
from burnish.behaviour.javascript.clue import NAME, Clue
from burnish.behaviour.javascript.methods import operator_of
from burnish.behaviour.javascript.outline import CLASSES, FUNCTIONS, Module, parameters_of, unwrapped
from burnish.behaviour.javascript.reading import Reading
from burnish.behaviour.javascript.samples import literal
from burnish.behaviour.javascript.use import read
from burnish.tree import descendants

_PATTERNS = ("shorthand_property_identifier_pattern", "shorthand_property_identifier")
_NAMES = ("property_identifier", "private_property_identifier", "this", *_PATTERNS)
MOST_READ = 12
"""How many methods are read besides the one that is asked for."""


def of_class(module: Module, node: Node, this: Clue) -> None:
    """What the fields of a class and its constructor say of `this`."""
    body = node.child_by_field_name("body")
    for member in () if body is None else body.named_children:
        if member.type in ("field_definition", "public_field_definition"):
            if any(one.type == "static" for one in member.children):
                continue
            key = member.child_by_field_name("property") or member.child_by_field_name("name")
            annotation, value = member.child_by_field_name("type"), member.child_by_field_name("value")
            if key is None or (value is not None and unwrapped(value).type in FUNCTIONS):
                continue
            clue = this.field(module.text(key).replace("#", "__p_"))
            if annotation is not None:
                of_type(module, annotation, clue)
            if value is not None:
                _of_value(module, value, clue)
        elif member.type == "method_definition":
            key = member.child_by_field_name("name")
            if key is not None and module.text(key) == "constructor":
                _of_constructor(module, member, this)


def only_read(module: Module, function: Node, owner: Node, this: Clue) -> None:
    """Leaves the fields that a method and those of its class that it names may read, and adds what these say of them.

    Classes have dozens of fields of which a method reads two, and these should be met in all their forms.
    """
    body = owner.child_by_field_name("body")
    keys = [(one, one.child_by_field_name("name")) for one in ([] if body is None else body.named_children)]
    members = {module.text(key): one for one, key in keys if key is not None and one.type == "method_definition"}
    todo, named, everything = [function], set[str](), False
    reached: list[Node] = []
    while todo:
        node = todo.pop()
        for one in descendants(node, _NAMES):
            name = module.text(one)
            everything = everything or (one.type == "this" and _reads_all(module, one))
            if name in members and name not in named and name != "constructor":
                todo.append(members[name])
                reached.append(members[name])
            named |= {name, name.replace("#", "__p_")}
    for one in reached[:MOST_READ]:
        block = one.child_by_field_name("body")
        if block is not None and one != function:
            read(Reading(module, {}, this), block)
    for name in _methods(module, owner):
        this.fields.pop(name, None)
    if not everything:
        this.fields = {name: one for name, one in this.fields.items() if name in named}


def _reads_all(module: Module, this: Node) -> bool:
    """Whether any field of `this` may be read there: `this[key]`, `{...this}`, `Object.keys(this)`."""
    around = this.parent
    if around is None or around.type != "arguments" or around.parent is None:
        return around is not None and around.type in ("subscript_expression", "spread_element", "for_in_statement")
    callee = around.parent.child_by_field_name("function")
    return callee is not None and module.text(callee).startswith(("Object.", "Reflect.", "JSON."))


def _methods(module: Module, node: Node) -> Iterator[str]:
    """The methods of a class, which are there whatever an object of it holds."""
    body = None if node is None else node.child_by_field_name("body")
    for member in () if body is None else body.named_children:
        key = member.child_by_field_name("name") or member.child_by_field_name("property")
        value = member.child_by_field_name("value")
        if key is not None and (member.type == "method_definition" or (value is not None and value.type in FUNCTIONS)):
            yield module.text(key).replace("#", "__p_")


def _of_constructor(module: Module, constructor: Node, this: Clue) -> None:
    defaults: dict[str, Node] = {}
    for one in parameters_of(constructor):
        pattern, annotation = one.child_by_field_name("pattern"), one.child_by_field_name("type")
        modified = any(child.type in ("accessibility_modifier", "readonly") for child in one.children)
        if modified and pattern is not None and annotation is not None:
            of_type(module, annotation, this.field(module.text(pattern)))
        value = one.child_by_field_name("value")
        if pattern is not None and value is not None:
            defaults[module.text(pattern)] = value
    for one in descendants(constructor, ("assignment_pattern", "object_assignment_pattern"), CLASSES):
        left, right = one.child_by_field_name("left"), one.child_by_field_name("right")
        if left is not None and right is not None:
            defaults[module.text(left)] = right
    for one in descendants(constructor, ("assignment_expression",), CLASSES):
        left, right = one.child_by_field_name("left"), one.child_by_field_name("right")
        if left is None or right is None:
            continue
        found = re.fullmatch(r"this\.(#?[\w$]+)", module.text(left))
        if found is not None and unwrapped(right).type not in FUNCTIONS:
            _of_value(module, right, this.field(found.group(1).replace("#", "__p_")), defaults)


def _of_value(module: Module, value: Node, clue: Clue, defaults: Mapping[str, Node] = MappingProxyType({})) -> None:
    """What an initial value says of the field that holds it."""
    value = unwrapped(value)
    while value.type == "binary_expression" and operator_of(value) in ("||", "??"):
        value = unwrapped(value.child_by_field_name("right") or value.children[-1])
    if value.type == "identifier" and (default := defaults.get(module.text(value))) is not None:
        value = unwrapped(default)
    known = literal(module, value)
    if known is not None and known.kind not in ("none", "undefined"):
        clue.literal(known)
        clue.vote(known.kind)
    elif known is not None:
        # What takes its place later is rarely a number or a text.
        if not clue.shape().kinds:
            clue.vote("stub", sure=NAME)
        clue.extra.add(known.kind)
    elif value.type in ("array", "object"):
        clue.vote("list" if value.type == "array" else "dict")
    elif value.type == "new_expression":
        maker = value.child_by_field_name("constructor")
        name = "" if maker is None else module.text(maker)
        if name in ("Map", "Set", "Date", "Array"):
            clue.vote("map" if name == "Map" else "set" if name == "Set" else "date" if name == "Date" else "list")
        else:
            clue.vote("object")
