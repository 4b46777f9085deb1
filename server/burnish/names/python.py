"""Where Python binds and reads names."""

from __future__ import annotations

import builtins
from collections.abc import Collection

from tree_sitter import Node

from burnish.names.roles import Role

NAMES = frozenset({"identifier"})

LANGUAGE_NAMES = frozenset(dir(builtins)) | {"__file__", "__path__", "__class__", "__builtins__", "WindowsError"}

TOP_LEVEL = frozenset(
    {
        "if_statement", "elif_clause", "else_clause", "try_statement", "except_clause", "finally_clause",
        "with_statement",
        "with_clause", "with_item", "as_pattern", "as_pattern_target", "for_statement", "while_statement", "block",
        "expression_statement", "assignment", "augmented_assignment", "pattern_list", "tuple_pattern", "list_pattern",
        "tuple", "list_splat_pattern", "decorated_definition", "function_definition", "class_definition",
        "import_statement", "import_from_statement", "future_import_statement", "aliased_import", "dotted_name",
        "type_alias_statement", "type", "match_statement", "case_clause", "case_pattern",
    }
)  # fmt: skip
"""Nodes at top level within which names of the module may be bound."""

_COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
_PATTERNS = frozenset(
    {"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "parenthesized_expression", "tuple", "list"}
)
_PARAMETERS = frozenset({"parameters", "lambda_parameters"})


def opens(node: Node) -> str | None:
    """The kind of scope that a node opens, None where it opens none."""
    kind = node.type
    if kind in ("function_definition", "lambda"):
        return "function"
    if kind == "class_definition":
        return "class"
    return "comprehension" if kind in _COMPREHENSIONS else None


def outside(node: Node) -> Collection[int]:
    """The ids of a scope's children that are evaluated outside of it."""
    names = ("name",) if node.type == "function_definition" else ("name", "superclasses")
    if opens(node) not in ("function", "class"):
        return ()
    return [child.id for name in names if (child := node.child_by_field_name(name)) is not None]


def role(node: Node) -> Role:
    parent = node.parent
    if parent is None:
        return Role.READ
    kind = parent.type
    if kind == "attribute":
        return Role.NONE if parent.child_by_field_name("attribute") == node else Role.READ
    if kind == "keyword_argument":
        return Role.NONE if parent.child_by_field_name("name") == node else Role.READ
    if kind == "keyword_pattern":
        return Role.NONE
    if kind in ("function_definition", "class_definition"):
        return Role.BIND if parent.child_by_field_name("name") == node else Role.READ
    if kind in _PARAMETERS or kind in ("typed_parameter", "dictionary_splat_pattern", "as_pattern_target"):
        return Role.BIND
    if kind in ("default_parameter", "typed_default_parameter"):
        return Role.BIND if parent.child_by_field_name("name") == node else Role.READ
    if kind == "named_expression":
        return Role.BIND_FUNCTION if parent.child_by_field_name("name") == node else Role.READ
    if kind == "aliased_import":
        return Role.BIND
    if kind == "dotted_name":
        return _dotted(node, parent)
    if kind == "global_statement":
        return Role.GLOBAL
    if kind == "nonlocal_statement":
        return Role.NONLOCAL
    if kind == "splat_pattern" or (
        kind == "as_pattern" and parent.parent is not None and parent.parent.type == "case_pattern"
    ):
        return Role.BIND
    if kind == "type" and parent.parent is not None and parent.parent.type == "type_alias_statement":
        return Role.BIND if parent.parent.named_children[0] == parent else Role.READ
    return _target(node, parent)


def _dotted(node: Node, parent: Node) -> Role:
    """A name in `import a.b`, `from m import a` or a pattern."""
    grand = parent.parent
    if grand is None or grand.type == "aliased_import" or grand.child_by_field_name("module_name") == parent:
        return Role.NONE
    first = parent.named_children[0] == node
    if grand.type in ("import_statement", "import_from_statement", "future_import_statement"):
        return Role.BIND if first else Role.NONE
    if not first:
        return Role.NONE
    captures = parent.named_child_count == 1 and grand.type in ("case_pattern", "keyword_pattern")
    return Role.BIND if captures else Role.READ


def _target(node: Node, parent: Node) -> Role:
    """Whether a name, perhaps within a tuple, is what an assignment or loop binds."""
    child, holder = node, parent
    while holder.type in _PATTERNS and holder.parent is not None:
        child, holder = holder, holder.parent
    if holder.type in _PARAMETERS or holder.type in ("as_pattern_target", "typed_parameter"):
        return Role.BIND
    if holder.type in ("assignment", "for_statement", "for_in_clause", "augmented_assignment"):
        if holder.child_by_field_name("left") != child:
            return Role.READ
        return Role.READ_AND_BIND if holder.type == "augmented_assignment" else Role.BIND
    return Role.READ
