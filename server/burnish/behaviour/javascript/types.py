"""TypeScript made into JavaScript: types are taken away, what remains of them at run time is written out."""

from __future__ import annotations

import json

from tree_sitter import Node

from burnish.behaviour.javascript.changes import Changes
from burnish.behaviour.javascript.outline import FUNCTIONS
from burnish.text import words
from burnish.tree import node_text

_GONE = words(
    """
    type_annotation type_parameters type_arguments implements_clause accessibility_modifier override_modifier
    decorator asserts_annotation type_predicate_annotation opting_type_annotation omitting_type_annotation
    adding_type_annotation readonly abstract accessor
    """
)
_GONE_STATEMENTS = words(
    """
    function_signature method_signature abstract_method_signature index_signature interface_declaration
    type_alias_declaration ambient_declaration internal_module module import_alias
    """
)
_MARKED = words("optional_parameter public_field_definition method_definition variable_declarator non_null_expression")
HANDLED = (
    _GONE
    | _GONE_STATEMENTS
    | _MARKED
    | {"as_expression", "satisfies_expression", "enum_declaration", "required_parameter", "field_definition"}
    | {"private_property_identifier", "meta_property", "import"}
)


def without_types(node: Node, source: bytes, changes: Changes) -> None:
    """What to change at one node of a type that HANDLED has."""
    kind = node.type
    if kind in _GONE:
        if node.is_named or node.parent is None or node.parent.type != "member_expression":
            changes.remove(node)
    elif kind in _GONE_STATEMENTS:
        changes.remove(node, ";")
    elif kind in ("as_expression", "satisfies_expression"):
        word = next((one for one in node.children if one.type in ("as", "satisfies")), None)
        if word is not None:
            changes.replace(word.start_byte, node.end_byte, " ")
            changes.skipped |= {one.id for one in node.children if one.start_byte >= word.start_byte}
    elif kind == "enum_declaration":
        changes.remove(node, _enum(node, source))
    elif kind == "private_property_identifier":
        changes.replace(node.start_byte, node.start_byte + 1, "__p_")
    elif kind == "meta_property":
        if node_text(node, source).startswith("import"):
            changes.remove(node, "__meta")
    elif kind == "import":
        if node.parent is not None and node.parent.type == "call_expression":
            changes.remove(node, "__import")
    else:
        _marks(node, source, changes)


def _marks(node: Node, source: bytes, changes: Changes) -> None:
    for child in node.children:
        if child.type in ("?", "!"):
            changes.remove(child)
    if node.type in ("required_parameter", "optional_parameter"):
        pattern = node.child_by_field_name("pattern")
        if pattern is not None and pattern.type == "this":
            following = node.next_sibling
            end = following.end_byte if following is not None and following.type == "," else node.end_byte
            changes.replace(node.start_byte, end, " ")
            changes.skipped.add(node.id)
    elif node.type in ("public_field_definition", "field_definition"):
        _field(node, source, changes)
    elif node.type == "method_definition":
        _parameter_properties(node, source, changes)


def _field(node: Node, source: bytes, changes: Changes) -> None:
    value = node.child_by_field_name("value")
    key = node.child_by_field_name("property") or node.child_by_field_name("name")
    static = any(one.type == "static" for one in node.children)
    if value is None:
        if any(one.type in ("declare", "abstract", "type_annotation") for one in node.children):
            changes.remove(node, ";")
        return
    if key is None or static or value.type not in FUNCTIONS or key.type not in _PLAIN_KEYS:
        return
    # A method that is bound to its object. Objects are made without running the constructor, so it is a getter here.
    name = node_text(key, source).replace("#", "__p_")
    changes.replace(node.start_byte, value.start_byte, f"get {name}() {{ return ")
    changes.skipped |= {one.id for one in node.children if one.start_byte < value.start_byte}
    changes.close(
        value.end_byte,
        f"; }} set {name}(value) {{ Object.defineProperty(this, {json.dumps(name)}, "
        "{ value, writable: true, configurable: true, enumerable: true }); }",
    )


_PLAIN_KEYS = frozenset({"property_identifier", "private_property_identifier"})


def _parameter_properties(node: Node, source: bytes, changes: Changes) -> None:
    parameters, body = node.child_by_field_name("parameters"), node.child_by_field_name("body")
    if parameters is None or body is None:
        return
    assigned = []
    for one in parameters.named_children:
        if any(child.type in ("accessibility_modifier", "readonly", "override_modifier") for child in one.children):
            pattern = one.child_by_field_name("pattern")
            if pattern is not None and pattern.type == "identifier":
                name = node_text(pattern, source)
                assigned.append(f"this.{name} = {name};")
    if assigned:
        place = next(
            (one.end_byte for one in body.named_children if node_text(one, source).startswith("super(")),
            body.start_byte + 1,
        )
        changes.open(place, " " + " ".join(assigned) + " ")


def _enum(node: Node, source: bytes) -> str:
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is None or body is None:
        return ";"
    enum = node_text(name, source)
    lines = [f"var {enum} = (() => {{ const {enum} = {{}}; let __last = -1;"]
    for member in body.named_children:
        if member.type == "comment":
            continue
        key = member.child_by_field_name("name") if member.type == "enum_assignment" else member
        value = member.child_by_field_name("value") if member.type == "enum_assignment" else None
        if key is None:
            continue
        text = node_text(key, source)
        quoted = json.dumps(text.strip("\"'"))
        if value is not None and value.type in ("string", "template_string"):
            made = f"{enum}[{quoted}] = {node_text(value, source)};"
        else:
            number = "__last + 1" if value is None else f"({node_text(value, source)})"
            made = f"__last = {number}; {enum}[{enum}[{quoted}] = __last] = {quoted};"
        lines.append(made + (f" const {text} = {enum}[{quoted}];" if text.isidentifier() else ""))
    lines.append(f"return {enum}; }})();")
    return " ".join(lines)
