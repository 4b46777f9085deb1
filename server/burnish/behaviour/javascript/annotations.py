"""What TypeScript's types and JSDoc say of a value."""

from __future__ import annotations

import re
from collections.abc import Callable

from tree_sitter import Node

from burnish.behaviour.javascript.clue import SURE, Clue
from burnish.behaviour.javascript.outline import Module
from burnish.behaviour.javascript.samples import literal
from burnish.behaviour.values import Kind, Value

_NAMED: dict[str, tuple[Kind, ...]] = {
    "string": ("str",), "String": ("str",), "number": ("int", "float"), "Number": ("int", "float"),
    "boolean": ("bool",), "Boolean": ("bool",), "null": ("none",), "undefined": ("undefined",), "void": ("undefined",),
    "object": ("dict",), "Object": ("dict",), "Date": ("date",), "Function": ("function",), "Buffer": ("bytes",),
    "Uint8Array": ("bytes",), "bigint": ("int",), "NextFunction": ("function",), "integer": ("int",), "int": ("int",),
    "float": ("float",), "str": ("str",), "bool": ("bool",), "function": ("function",), "array": ("list",),
    "Array": ("list",), "Map": ("map",), "Set": ("set",),
}  # fmt: skip
_LISTS = frozenset({"Array", "ReadonlyArray", "ArrayLike"})
_SAME = frozenset({"Partial", "Required", "Readonly", "Omit", "Pick", "NonNullable", "Awaited", "PropsWithChildren"})


def of_type(module: Module, node: Node, clue: Clue, depth: int = 0) -> None:
    """Adds what a type says to a clue. Types that are not understood say nothing."""
    if depth > 8:
        return
    reader = _TYPES.get(node.type)
    if reader is not None:
        reader(module, node, clue, depth + 1)


def _inside(module: Module, node: Node, clue: Clue, depth: int) -> None:
    for one in node.named_children:
        of_type(module, one, clue, depth)


def _predefined(module: Module, node: Node, clue: Clue, depth: int) -> None:
    _named(module.text(node), clue)


def _named(name: str, clue: Clue) -> bool:
    kinds = _NAMED.get(name, ())
    for kind in kinds:
        if kind in ("none", "undefined"):
            clue.extra.add(kind)
        else:
            clue.vote(kind, sure=SURE)
    return bool(kinds)


def _identifier(module: Module, node: Node, clue: Clue, depth: int) -> None:
    name = module.text(node)
    if _named(name, clue):
        return
    declared = _declared(module, name)
    if declared is None:
        if len(name) > 1 and name not in ("any", "unknown"):
            clue.vote("object")
    elif declared.type == "enum_declaration":
        _enum(module, declared, clue)
    elif declared.type == "class_declaration":
        clue.vote("object", sure=SURE)
    else:
        value = declared.child_by_field_name("value") or declared.child_by_field_name("body")
        if value is not None:
            of_type(module, value, clue, depth)
        for base in declared.named_children:
            if base.type == "extends_type_clause":
                _inside(module, base, clue, depth)


def _declared(module: Module, name: str) -> Node | None:
    for statement in module.statements:
        node = statement.child_by_field_name("declaration") if statement.type == "export_statement" else statement
        if node is None or node.type not in _DECLARING:
            continue
        own = node.child_by_field_name("name")
        if own is not None and module.text(own) == name:
            return node
    return None


_DECLARING = frozenset({"interface_declaration", "type_alias_declaration", "enum_declaration", "class_declaration"})


def _enum(module: Module, node: Node, clue: Clue) -> None:
    body = node.child_by_field_name("body")
    number = 0
    for member in () if body is None else body.named_children:
        value = member.child_by_field_name("value") if member.type == "enum_assignment" else None
        known = Value("int", number) if value is None else literal(module, value)
        if known is not None:
            clue.literal(known)
            clue.vote(known.kind, sure=SURE)
            if isinstance(known.data, int):
                number = known.data + 1


def _array(module: Module, node: Node, clue: Clue, depth: int) -> None:
    clue.vote("list", sure=SURE)
    _inside(module, node, clue.items, depth)


def _generic(module: Module, node: Node, clue: Clue, depth: int) -> None:
    name = module.text(node.named_children[0])
    arguments = node.child_by_field_name("type_arguments")
    given = [] if arguments is None else arguments.named_children
    last = given[-1] if given else None
    if name in _LISTS or name in ("Set", "ReadonlySet", "Iterable", "IterableIterator", "Iterator"):
        clue.vote("set" if "Set" in name else "list", sure=SURE)
        if given:
            of_type(module, given[0], clue.items, depth)
    elif name in ("Record", "Map", "ReadonlyMap"):
        clue.vote("dict" if name == "Record" else "map", sure=SURE)
        if last is not None:
            of_type(module, last, clue.items, depth)
    elif name in ("Promise", "PromiseLike", "Observable"):
        clue.vote("stub", sure=SURE)
    elif name in _SAME and given:
        of_type(module, given[0], clue, depth)
    else:
        _identifier(module, node.named_children[0], clue, depth)


def _literal(module: Module, node: Node, clue: Clue, depth: int) -> None:
    known = literal(module, node.named_children[0]) if node.named_children else None
    if known is None:
        return
    if known.kind in ("none", "undefined"):
        clue.extra.add(known.kind)
        return
    clue.literal(known)
    clue.vote(known.kind, sure=SURE)


def _object(module: Module, node: Node, clue: Clue, depth: int) -> None:
    clue.vote("object" if any(one.type == "method_signature" for one in node.named_children) else "dict", sure=SURE)
    for one in node.named_children:
        key, annotation = one.child_by_field_name("name"), one.child_by_field_name("type")
        if one.type == "index_signature":
            if annotation is not None:
                _inside(module, annotation, clue.items, depth)
            continue
        if key is None:
            continue
        field = clue.field(module.text(key).strip("\"'"))
        if one.type == "method_signature":
            field.vote("function", sure=SURE)
        elif annotation is not None:
            _inside(module, annotation, field, depth)
        if any(child.type == "?" for child in one.children):
            field.extra.add("undefined")


def _function(module: Module, node: Node, clue: Clue, depth: int) -> None:
    clue.vote("function", sure=SURE)


def _tuple(module: Module, node: Node, clue: Clue, depth: int) -> None:
    clue.vote("list", sure=SURE)
    _inside(module, node, clue.items, depth)


def _foreign(module: Module, node: Node, clue: Clue, depth: int) -> None:
    if not _named(module.text(node).rsplit(".", 1)[-1], clue):
        clue.vote("object")


_TYPES: dict[str, Callable[[Module, Node, Clue, int], None]] = {
    "type_annotation": _inside,
    "predefined_type": _predefined,
    "type_identifier": _identifier,
    "identifier": _identifier,
    "array_type": _array,
    "readonly_type": _inside,
    "parenthesized_type": _inside,
    "union_type": _inside,
    "intersection_type": _inside,
    "rest_type": _inside,
    "optional_type": _inside,
    "generic_type": _generic,
    "literal_type": _literal,
    "object_type": _object,
    "interface_body": _object,
    "function_type": _function,
    "constructor_type": _function,
    "tuple_type": _tuple,
    "nested_type_identifier": _foreign,
}

_PARAM = re.compile(r"@param\s+\{([^}]*)\}\s+(\[)?([\w$.]+)")


def of_jsdoc(comment: str) -> dict[str, tuple[str, bool]]:
    """Types of parameters in a JSDoc comment, and whether they may be left out: dotted name -> (type, optional)."""
    return {
        name: (kind.strip().rstrip("="), bool(optional) or kind.strip().endswith("="))
        for kind, optional, name in _PARAM.findall(comment)
    }


def of_words(text: str, clue: Clue) -> None:
    """Adds what a type in JSDoc's notation says: `string|null`, `Array<number>`, `?Object`."""
    text = text.strip().strip("()!").removeprefix("...")
    if text.startswith("?"):
        clue.extra.add("none")
        text = text[1:]
    for part in re.split(r"\|(?![^<]*>)", text):
        part = part.strip().strip("()")
        inner = re.fullmatch(r"(?:Array|array)\.?<(.+)>", part) or re.fullmatch(r"(.+)\[\]", part)
        if inner is not None:
            clue.vote("list", sure=SURE)
            of_words(inner.group(1), clue.items)
        elif re.fullmatch(r"""["'].*["']""", part):
            clue.literal(Value("str", part[1:-1]))
            clue.vote("str", sure=SURE)
        elif part.startswith(("Object<", "Object.<", "Record<")):
            clue.vote("dict", sure=SURE)
        elif not _named(part, clue) and re.fullmatch(r"[A-Z][\w.]+", part):
            clue.vote("object")
