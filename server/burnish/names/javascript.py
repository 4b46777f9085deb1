"""Where JavaScript and TypeScript bind and read names."""

from __future__ import annotations

from collections.abc import Collection

from tree_sitter import Node

from burnish.names.roles import Role

NAMES = frozenset(
    {"identifier", "type_identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"}
)

_LANGUAGE_NAMES = """
AbortController AbortSignal AggregateError Array ArrayBuffer Atomics BigInt Blob Boolean Buffer CustomEvent DOMParser
Date Document Element Error Event EventSource File FileReader FormData Function HTMLElement Headers Image Infinity
IntersectionObserver Intl JSON Map Math MessageChannel MutationObserver NaN Node Number Object Promise Proxy
RangeError ReferenceError Reflect RegExp Request ResizeObserver Response Set SharedArrayBuffer String Symbol
SyntaxError TextDecoder TextEncoder TypeError URIError URL URLSearchParams Uint8Array WeakMap WeakRef WeakSet
WebAssembly WebSocket Window Worker XMLHttpRequest alert arguments atob btoa cancelAnimationFrame clearImmediate
clearInterval clearTimeout confirm console crypto customElements decodeURI decodeURIComponent document encodeURI
encodeURIComponent escape eval exports fetch global globalThis history isFinite isNaN localStorage location module
navigator parseFloat parseInt performance process prompt queueMicrotask requestAnimationFrame requestIdleCallback
require screen self sessionStorage setImmediate setInterval setTimeout structuredClone undefined unescape window
__dirname __filename any never unknown Awaited Exclude Extract NonNullable Omit Parameters Partial Pick PromiseLike
Readonly ReadonlyArray Record Required ReturnType Iterable Iterator AsyncIterable JSX React
"""
LANGUAGE_NAMES = frozenset(_LANGUAGE_NAMES.split())

TOP_LEVEL = frozenset(
    {
        "export_statement", "lexical_declaration", "variable_declaration", "variable_declarator", "import_statement",
        "import_clause", "named_imports", "namespace_import", "import_specifier", "function_declaration",
        "generator_function_declaration", "class_declaration", "abstract_class_declaration", "enum_declaration",
        "interface_declaration", "type_alias_declaration", "internal_module", "ambient_declaration", "object_pattern",
        "array_pattern", "pair_pattern", "rest_pattern", "assignment_pattern", "object_assignment_pattern",
        "expression_statement",
    }
)  # fmt: skip

_FUNCTIONS = frozenset(
    {
        "function_declaration", "function_expression", "generator_function", "generator_function_declaration",
        "arrow_function", "method_definition", "function_signature", "method_signature", "function_type",
        "type_alias_declaration", "interface_declaration",
    }
)  # fmt: skip
_BLOCKS = frozenset(
    {
        "statement_block",
        "for_statement",
        "for_in_statement",
        "catch_clause",
        "switch_body",
        "class_declaration",
        "class",
    }
    | {"abstract_class_declaration"}
)
_HOISTED = frozenset(
    {"function_declaration", "generator_function_declaration", "enum_declaration", "interface_declaration"}
    | {"type_alias_declaration", "internal_module", "function_signature"}
)
_PATTERNS = frozenset(
    {
        "object_pattern",
        "array_pattern",
        "pair_pattern",
        "rest_pattern",
        "assignment_pattern",
        "object_assignment_pattern",
    }
)
_PARAMETERS = frozenset({"formal_parameters", "required_parameter", "optional_parameter"})


def opens(node: Node) -> str | None:
    """The kind of scope that a node opens, None where it opens none."""
    if node.type in _FUNCTIONS:
        return "function"
    return "block" if node.type in _BLOCKS else None


def outside(node: Node) -> Collection[int]:
    """The ids of a scope's children that are evaluated outside of it."""
    if node.type in _HOISTED or node.type in ("class_declaration", "abstract_class_declaration"):
        name = node.child_by_field_name("name")
        return () if name is None else (name.id,)
    return ()


def role(node: Node) -> Role:
    parent = node.parent
    if parent is None or node.type == "shorthand_property_identifier":
        return Role.READ
    kind = parent.type
    if kind in ("import_clause", "namespace_import"):
        return Role.BIND_HOISTED
    if kind == "import_specifier":
        alias = parent.child_by_field_name("alias")
        return Role.BIND_HOISTED if alias is None or alias == node else Role.NONE
    if kind == "export_specifier":
        return _exported(node, parent)
    if kind in _HOISTED:
        return Role.BIND_HOISTED if parent.child_by_field_name("name") == node else Role.READ
    if kind in (
        "class_declaration",
        "abstract_class_declaration",
        "class",
        "function_expression",
        "generator_function",
    ):
        return Role.BIND if parent.child_by_field_name("name") == node else Role.READ
    if kind == "type_parameter":
        return Role.BIND if parent.child_by_field_name("name") == node else Role.READ
    if kind in ("jsx_opening_element", "jsx_closing_element", "jsx_self_closing_element"):
        plain = node.text is not None and node.text[:1].islower()
        return Role.NONE if plain and parent.child_by_field_name("name") == node else Role.READ
    if kind in ("jsx_namespace_name", "nested_type_identifier"):
        return Role.NONE
    if kind == "arrow_function":
        return Role.BIND if parent.child_by_field_name("parameter") == node else Role.READ
    return _target(node, parent)


def _exported(node: Node, parent: Node) -> Role:
    clause = parent.parent
    statement = None if clause is None else clause.parent
    elsewhere = statement is not None and statement.child_by_field_name("source") is not None
    return Role.NONE if elsewhere or parent.child_by_field_name("name") != node else Role.READ


def _target(node: Node, parent: Node) -> Role:
    """Whether a name, perhaps within a pattern, is what a declaration, parameter or loop binds."""
    child, holder = node, parent
    while holder.type in _PATTERNS and holder.parent is not None:
        value = holder.child_by_field_name("right" if holder.type.endswith("assignment_pattern") else "value")
        if holder.type.endswith("assignment_pattern") and value == child:
            return Role.READ
        child, holder = holder, holder.parent
    if holder.type == "variable_declarator":
        if holder.child_by_field_name("name") != child:
            return Role.READ
        declaration = holder.parent
        return (
            Role.BIND_FUNCTION if declaration is not None and declaration.type == "variable_declaration" else Role.BIND
        )
    if holder.type in _PARAMETERS:
        pattern = holder.child_by_field_name("pattern")
        return Role.BIND if holder.type == "formal_parameters" or pattern == child else Role.READ
    if holder.type == "catch_clause":
        return Role.BIND if holder.child_by_field_name("parameter") == child else Role.READ
    if holder.type == "for_in_statement" and holder.child_by_field_name("left") == child:
        declared = holder.child_by_field_name("kind")
        if declared is None:
            return Role.READ
        return Role.BIND_FUNCTION if declared.type == "var" else Role.BIND
    return Role.READ
