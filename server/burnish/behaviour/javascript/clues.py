"""The parameters of a function, with what types, defaults, comments and the code itself say of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from burnish.behaviour.javascript.annotations import of_jsdoc, of_type, of_words
from burnish.behaviour.javascript.clue import SURE, Clue
from burnish.behaviour.javascript.outline import CLASSES, FUNCTIONS, Found, Module, parameters_of, unwrapped
from burnish.behaviour.javascript.samples import literal
from burnish.behaviour.javascript.use import Reading
from burnish.behaviour.values import Parameter, ParameterKind
from burnish.tree import descendants


def parameters(module: Module, found: Found, receiver: bool) -> tuple[Parameter, ...]:
    """What is known of each parameter; the receiver first, where the function has one."""
    this = Clue("this")
    this.vote("object", sure=SURE)
    if found.parent is not None:
        _of_class(module, found.parent, this)
    reading = Reading(module, {}, this)
    listed: list[tuple[str, ParameterKind, Clue]] = []
    for at, node in enumerate(parameters_of(found.node)):
        pattern = node.child_by_field_name("pattern") or node
        annotation = node.child_by_field_name("type")
        default = node.child_by_field_name("value")
        kind: ParameterKind = "positional"
        if pattern.type == "assignment_pattern":
            default, pattern = pattern.child_by_field_name("right"), pattern.child_by_field_name("left") or pattern
        if pattern.type == "rest_pattern":
            kind, pattern = "rest", pattern.named_children[0]
        name = module.text(pattern) if pattern.type == "identifier" else "props" if at == 0 else f"argument{at}"
        if pattern.type == "this":
            continue
        clue = Clue(name)
        if annotation is not None:
            of_type(module, annotation, clue)
        reading.default(clue, default)
        if node.type == "optional_parameter":
            clue.optional = True
        reading.bind(pattern, clue)
        listed.append((name, kind, clue))
    if _reads_arguments(found) and not any(kind == "rest" for _, kind, _ in listed):
        listed.append(("arguments", "rest", Clue()))
    _of_comment(module, found, listed)
    body = found.node.child_by_field_name("body")
    if body is not None:
        reading.read(body)
    for name in _methods(module, found.parent):
        this.fields.pop(name, None)
    first = (Parameter("this", "receiver", this.shape()),) if receiver else ()
    return first + tuple(Parameter(name, kind, clue.shape(), clue.optional) for name, kind, clue in listed)


def _reads_arguments(found: Found) -> bool:
    """Whether a function that is no arrow function reads `arguments`."""
    body = found.node.child_by_field_name("body")
    if body is None or found.node.type == "arrow_function":
        return False
    skipped = (FUNCTIONS - {"arrow_function"}) | CLASSES
    return any(one.text == b"arguments" for one in descendants(body, ("identifier",), skipped))


def _of_comment(module: Module, found: Found, listed: list[tuple[str, ParameterKind, Clue]]) -> None:
    node: Node | None = found.holder
    if node is not None and node.parent is not None and node.parent.type == "export_statement":
        node = node.parent
    above = None if node is None else node.prev_named_sibling
    if above is None or above.type != "comment":
        return
    clues = {name: clue for name, _, clue in listed}
    for path, (words, optional) in of_jsdoc(module.text(above)).items():
        first, *fields = path.split(".")
        clue = clues.get(first)
        for one in fields:
            clue = None if clue is None else clue.field(one)
        if clue is None:
            continue
        # What the code itself says in types goes first.
        if not any(sure == SURE for sure in clue.votes.values()):
            of_words(words, clue)
        if optional:
            clue.extra.add("undefined")
            clue.optional = clue.optional or not fields


def _of_class(module: Module, node: Node, this: Clue) -> None:
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


def _methods(module: Module, node: Node | None) -> Iterator[str]:
    """The methods of a class, which are there whatever an object of it holds."""
    body = None if node is None else node.child_by_field_name("body")
    for member in () if body is None else body.named_children:
        key = member.child_by_field_name("name") or member.child_by_field_name("property")
        value = member.child_by_field_name("value")
        if key is not None and (member.type == "method_definition" or (value is not None and value.type in FUNCTIONS)):
            yield module.text(key).replace("#", "__p_")


def _of_constructor(module: Module, constructor: Node, this: Clue) -> None:
    for one in parameters_of(constructor):
        pattern, annotation = one.child_by_field_name("pattern"), one.child_by_field_name("type")
        modified = any(child.type in ("accessibility_modifier", "readonly") for child in one.children)
        if modified and pattern is not None and annotation is not None:
            of_type(module, annotation, this.field(module.text(pattern)))
    for one in descendants(constructor, ("assignment_expression",), CLASSES):
        left, right = one.child_by_field_name("left"), one.child_by_field_name("right")
        if left is None or right is None:
            continue
        found = re.fullmatch(r"this\.(#?[\w$]+)", module.text(left))
        if found is not None and unwrapped(right).type not in FUNCTIONS:
            _of_value(module, right, this.field(found.group(1).replace("#", "__p_")))


def _of_value(module: Module, value: Node, clue: Clue) -> None:
    """What an initial value says of the field that holds it."""
    value = unwrapped(value)
    known = literal(module, value)
    if known is not None and known.kind not in ("none", "undefined"):
        clue.literal(known)
        clue.vote(known.kind)
    elif known is not None:
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
