"""Where JavaScript and TypeScript bind and read names."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from burnish.names.access import Access
from burnish.names.binding import Form, Found, ScopeKind
from burnish.tree import descendants

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

_CLASSES = frozenset({"class_declaration", "class", "abstract_class_declaration"})
_SIGNATURES = frozenset(
    {
        "abstract_method_signature", "call_signature", "construct_signature", "constructor_type", "function_signature",
        "function_type", "interface_declaration", "method_signature", "type_alias_declaration",
    }
)  # fmt: skip
FUNCTIONS = frozenset(
    {
        "arrow_function", "function_declaration", "function_expression", "generator_function",
        "generator_function_declaration", "method_definition",
    }
)  # fmt: skip
_NAMED_WITHIN = frozenset({"function_expression", "generator_function", "class"})
"""Expressions whose name is bound within themselves."""
_NAMESPACES = frozenset({"internal_module", "module"})
_BLOCKS = frozenset(
    {"catch_clause", "conditional_type", "for_in_statement", "for_statement", "index_signature", "switch_body"}
)
OPENING = (
    FUNCTIONS
    | _SIGNATURES
    | _CLASSES
    | _NAMESPACES
    | _BLOCKS
    | {"class_static_block", "enum_declaration", "statement_block"}
)
"""The nodes at which a scope may be entered."""
_HOISTED = frozenset(
    {"function_declaration", "generator_function_declaration", "enum_declaration", "interface_declaration"}
    | {"type_alias_declaration", "internal_module", "function_signature"}
)
_PATTERNS = frozenset(
    {"array_pattern", "assignment_pattern", "object_assignment_pattern", "object_pattern", "pair_pattern"}
    | {"rest_pattern"}
)
_PARAMETERS = frozenset({"formal_parameters", "required_parameter", "optional_parameter"})
_ASSIGNING = {
    "assignment_expression": Access.ASSIGN,
    "augmented_assignment_expression": Access.READ_AND_ASSIGN,
}
_DECLARED = {
    "abstract_class_declaration": Form.CLASS,
    "class_declaration": Form.CLASS,
    "enum_declaration": Form.ENUM,
    "function_declaration": Form.FUNCTION,
    "function_signature": Form.FUNCTION,
    "generator_function_declaration": Form.FUNCTION,
    "interface_declaration": Form.TYPE,
    "internal_module": Form.NAMESPACE,
    "module": Form.NAMESPACE,
    "type_alias_declaration": Form.TYPE,
}
_AROUND_DECLARATIONS = frozenset(
    {"ERROR", "ambient_declaration", "export_statement", "labeled_statement", "switch_case", "switch_default"}
)
"""What may stand around a declaration that is bound in the scope around it."""
_STATEMENTS = _AROUND_DECLARATIONS | {
    "catch_clause", "do_statement", "else_clause", "finally_clause", "for_in_statement", "for_statement",
    "if_statement", "statement_block", "switch_body", "switch_statement", "try_statement", "while_statement",
    "with_statement",
}  # fmt: skip
"""What `var` is hoisted out of."""


def entered(parent: Node | None, node: Node, child: Node) -> tuple[Node, ScopeKind] | None:
    """The scope that one enters on the way from a node to its child: the node that opens it, and its kind."""
    kind = node.type
    if kind in FUNCTIONS or kind in _SIGNATURES:
        own = kind in _NAMED_WITHIN or child != node.child_by_field_name("name")
        return (node, ScopeKind.FUNCTION) if own else None
    if kind == "statement_block":
        body = parent is not None and (
            parent.type in FUNCTIONS or parent.type in _NAMESPACES or parent.type == "class_static_block"
        )
        return None if body else (node, ScopeKind.BLOCK)
    if kind in _CLASSES:
        own = kind in _NAMED_WITHIN or child != node.child_by_field_name("name")
        return (node, ScopeKind.CLASS) if own else None
    if kind in _BLOCKS:
        return node, ScopeKind.BLOCK
    if kind == "class_static_block" or (kind in _NAMESPACES and child != node.child_by_field_name("name")):
        return node, ScopeKind.FUNCTION
    if kind == "enum_declaration" and child == node.child_by_field_name("body"):
        return node, ScopeKind.BLOCK
    return None


def bound(kind: ScopeKind, node: Node) -> Iterator[Found]:
    """What the scope that a node opens binds, what is hoisted last; not always in source order."""
    yield from _of_types(node)
    body: Node | None = node.child_by_field_name("body")
    if kind is ScopeKind.MODULE or node.type in ("statement_block", "switch_body"):
        body = node
    elif node.type == "catch_clause":
        parameter = node.child_by_field_name("parameter")
        for name in () if parameter is None else pattern_names(parameter):
            yield Found(Form.CATCH, name, node)
        return
    elif node.type in ("for_statement", "for_in_statement"):
        yield from _of_loop(node)
        return
    elif node.type == "enum_declaration":
        for one in () if body is None else body.named_children:
            member = one.child_by_field_name("name") if one.type == "enum_assignment" else one
            if member is not None and member.type == "property_identifier":
                yield Found(Form.CONST, member, one)
        return
    parameters = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
    if parameters is not None:
        for one in parameters.named_children if parameters.type == "formal_parameters" else (parameters,):
            for name in pattern_names(one):
                yield Found(Form.PARAMETER, name, one)
    if body is not None and body.type in ("statement_block", "program", "switch_body"):
        yield from declared(body)
        if kind in (ScopeKind.MODULE, ScopeKind.FUNCTION):
            yield from hoisted(body)
    own = node.child_by_field_name("name") if node.type in _NAMED_WITHIN else None
    if own is not None:
        yield Found(Form.CLASS if node.type == "class" else Form.FUNCTION, own, node)


def functions_in_blocks(body: Node) -> Iterator[Found]:
    """The functions declared in blocks below: code that is not strict sees them in the whole function, too."""
    for node in _nested(body):
        if node.type in ("function_declaration", "generator_function_declaration"):
            name = node.child_by_field_name("name")
            if name is not None:
                yield Found(Form.FUNCTION, name, node)


def is_strict(root: Node) -> bool:
    """Whether a file is in strict mode: as a module is, and what says so itself."""
    first = next((one for one in root.named_children if one.type not in ("comment", "hash_bang_line")), None)
    directive = first.named_children[0] if first is not None and first.type == "expression_statement" else None
    if directive is not None and directive.type == "string" and b"use strict" in (directive.text or b""):
        return True
    return any(one.type in ("import_statement", "export_statement") for one in root.named_children)


def _of_types(node: Node) -> Iterator[Found]:
    parameters = node.child_by_field_name("type_parameters")
    for one in () if parameters is None else parameters.named_children:
        name = one.child_by_field_name("name")
        if name is not None:
            yield Found(Form.TYPE_PARAMETER, name, one)
    if node.type == "conditional_type":
        right = node.child_by_field_name("right")
        for one in () if right is None else (right, *descendants(right, ("infer_type",))):
            if one.type == "infer_type" and one.named_children:
                yield Found(Form.TYPE_PARAMETER, one.named_children[0], one)
    elif node.type == "index_signature":
        clause = next((one for one in node.named_children if one.type == "mapped_type_clause"), node)
        name = clause.child_by_field_name("name")
        if name is not None:
            yield Found(Form.TYPE_PARAMETER, name, clause)


def _of_loop(node: Node) -> Iterator[Found]:
    initializer = node.child_by_field_name("initializer")
    if initializer is not None and initializer.type == "lexical_declaration":
        yield from _declarators(initializer)
    declared, left = node.child_by_field_name("kind"), node.child_by_field_name("left")
    if declared is not None and left is not None and declared.type != "var":
        for name in pattern_names(left):
            yield Found(Form.FOR, name, node)


def declared(body: Node) -> Iterator[Found]:
    """What the declarations directly in a block bind, without `var`."""
    stack = list(reversed(body.named_children))
    while stack:
        node = stack.pop()
        kind = node.type
        if kind == "lexical_declaration":
            yield from _declarators(node)
        elif kind in _DECLARED:
            name = node.child_by_field_name("name")
            while name is not None and name.type == "nested_identifier":
                name = name.child_by_field_name("object")
            if name is not None and name.type != "string":
                yield Found(_DECLARED[kind], name, node)
        elif kind in _AROUND_DECLARATIONS:
            stack += reversed(node.named_children)
        elif kind == "expression_statement":
            stack += (one for one in node.named_children if one.type == "internal_module")
        elif kind == "import_statement":
            yield from imported(node)
        elif kind == "import_alias" and node.named_children:
            yield Found(Form.IMPORT, node.named_children[0], node)


def imported(statement: Node) -> Iterator[Found]:
    """The names that an import statement binds; `construct` is the part of it that does."""
    for clause in statement.named_children:
        if clause.type == "import_require_clause" and clause.named_children:
            yield Found(Form.IMPORT, clause.named_children[0], clause)
        if clause.type != "import_clause":
            continue
        for one in clause.named_children:
            if one.type == "identifier":
                yield Found(Form.IMPORT, one, one)
            elif one.type == "namespace_import" and one.named_children:
                yield Found(Form.IMPORT, one.named_children[-1], one)
            elif one.type == "named_imports":
                for specifier in one.named_children:
                    name = specifier.child_by_field_name("alias") or specifier.child_by_field_name("name")
                    if name is not None and name.type == "identifier":
                        yield Found(Form.IMPORT, name, specifier)


def hoisted(body: Node) -> Iterator[Found]:
    """What `var` binds in a function, in whichever block it stands."""
    for node in _nested(body):
        if node.type == "variable_declaration":
            yield from _declarators(node)
        elif node.type == "for_in_statement":
            declared, left = node.child_by_field_name("kind"), node.child_by_field_name("left")
            if declared is not None and left is not None and declared.type == "var":
                for name in pattern_names(left):
                    yield Found(Form.VAR, name, node)


def _nested(body: Node) -> Iterator[Node]:
    stack = list(reversed(body.named_children))
    while stack:
        node = stack.pop()
        yield node
        if node.type in _STATEMENTS:
            stack += reversed(node.named_children)


def _declarators(declaration: Node) -> Iterator[Found]:
    word = declaration.children[0].type if declaration.children else ""
    form = Form.VAR if declaration.type == "variable_declaration" else Form.CONST if word == "const" else Form.LET
    for one in declaration.named_children:
        yield from declared_by(one, form)


def declared_by(declarator: Node, form: Form = Form.CONST) -> Iterator[Found]:
    """What `name = value` in a declaration binds."""
    name = declarator.child_by_field_name("name") if declarator.type == "variable_declarator" else None
    if name is None:
        return
    value = declarator.child_by_field_name("value") if name.type == "identifier" else None
    for leaf in pattern_names(name):
        yield Found(form, leaf, declarator, value)


def pattern_names(pattern: Node) -> Iterator[Node]:
    """The names that a pattern binds: `{ a, b: [c = 1], ...d }` gives a, c and d."""
    stack = [pattern]
    while stack:
        node = stack.pop()
        kind = node.type
        if kind in ("identifier", "shorthand_property_identifier_pattern"):
            yield node
        elif kind == "pair_pattern":
            stack += filter(None, (node.child_by_field_name("value"),))
        elif kind in ("assignment_pattern", "object_assignment_pattern"):
            stack += filter(None, (node.child_by_field_name("left"),))
        elif kind in ("required_parameter", "optional_parameter"):
            stack += filter(None, (node.child_by_field_name("pattern"),))
        elif kind in ("object_pattern", "array_pattern", "rest_pattern"):
            stack += reversed(node.named_children)


def access(node: Node) -> Access:
    parent = node.parent
    if parent is None or node.type == "shorthand_property_identifier":
        return Access.READ
    kind = parent.type
    if kind in ("import_clause", "namespace_import"):
        return Access.BIND_HOISTED
    if kind == "import_specifier":
        alias = parent.child_by_field_name("alias")
        return Access.BIND_HOISTED if alias is None or alias == node else Access.NONE
    if kind == "export_specifier":
        return _exported(node, parent)
    if kind in _HOISTED:
        return Access.BIND_HOISTED if parent.child_by_field_name("name") == node else Access.READ
    if kind in (
        "class_declaration",
        "abstract_class_declaration",
        "class",
        "function_expression",
        "generator_function",
    ):
        return Access.BIND if parent.child_by_field_name("name") == node else Access.READ
    if kind == "type_parameter":
        return Access.BIND if parent.child_by_field_name("name") == node else Access.READ
    if kind in ("jsx_opening_element", "jsx_closing_element", "jsx_self_closing_element"):
        plain = node.text is not None and node.text[:1].islower()
        return Access.NONE if plain and parent.child_by_field_name("name") == node else Access.READ
    if kind in ("jsx_namespace_name", "namespace_export"):
        return Access.NONE
    if kind == "nested_type_identifier":
        return Access.NONE if parent.child_by_field_name("name") == node else Access.READ
    if kind in ("import_require_clause", "import_alias"):
        return Access.BIND_HOISTED if parent.named_children[0] == node else Access.READ
    if kind == "infer_type":
        return Access.BIND
    if kind in ("mapped_type_clause", "index_signature"):
        return Access.BIND if parent.child_by_field_name("name") == node else Access.READ
    if kind == "update_expression":
        return Access.READ_AND_ASSIGN
    if kind == "nested_identifier":
        holder = parent.parent
        named = holder is not None and holder.type in _NAMESPACES and holder.child_by_field_name("name") == parent
        return Access.BIND_HOISTED if named else Access.READ
    if kind == "arrow_function":
        return Access.BIND if parent.child_by_field_name("parameter") == node else Access.READ
    return _target(node, parent)


def _exported(node: Node, parent: Node) -> Access:
    clause = parent.parent
    statement = None if clause is None else clause.parent
    elsewhere = statement is not None and statement.child_by_field_name("source") is not None
    return Access.NONE if elsewhere or parent.child_by_field_name("name") != node else Access.READ


def _target(node: Node, parent: Node) -> Access:
    """Whether a name, perhaps within a pattern, is what a declaration, parameter or loop binds."""
    child, holder = node, parent
    while holder.type in _PATTERNS and holder.parent is not None:
        value = holder.child_by_field_name("right" if holder.type.endswith("assignment_pattern") else "value")
        if holder.type.endswith("assignment_pattern") and value == child:
            return Access.READ
        child, holder = holder, holder.parent
    if holder.type == "variable_declarator":
        if holder.child_by_field_name("name") != child:
            return Access.READ
        declaration = holder.parent
        return (
            Access.BIND_FUNCTION
            if declaration is not None and declaration.type == "variable_declaration"
            else Access.BIND
        )
    if holder.type in _PARAMETERS:
        pattern = holder.child_by_field_name("pattern")
        return Access.BIND if holder.type == "formal_parameters" or pattern == child else Access.READ
    if holder.type == "catch_clause":
        return Access.BIND if holder.child_by_field_name("parameter") == child else Access.READ
    if holder.type in _ASSIGNING and holder.child_by_field_name("left") == child:
        return _ASSIGNING[holder.type]
    if holder.type == "for_in_statement" and holder.child_by_field_name("left") == child:
        declared = holder.child_by_field_name("kind")
        if declared is None:
            return Access.ASSIGN
        return Access.BIND_FUNCTION if declared.type == "var" else Access.BIND
    return Access.READ
