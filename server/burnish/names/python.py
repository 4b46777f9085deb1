"""Where Python binds and reads names."""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from tree_sitter import Node

from burnish.names.access import Access
from burnish.names.binding import Form, Found, ScopeKind

NAMES = frozenset({"identifier"})

LANGUAGE_NAMES = frozenset(dir(builtins)) | {"__file__", "__path__", "__class__", "__builtins__", "WindowsError"}

COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
OPENING = COMPREHENSIONS | {
    "class_definition", "default_parameter", "for_in_clause", "function_definition", "lambda", "lambda_parameters",
    "parameters", "type_alias_statement", "typed_default_parameter", "typed_parameter",
}  # fmt: skip
"""The nodes at which a scope may be entered."""

_TARGETS = frozenset(
    {
        "as_pattern_target", "expression_list", "list", "list_pattern", "list_splat", "list_splat_pattern",
        "parenthesized_expression", "pattern_list", "tuple", "tuple_pattern",
    }
)  # fmt: skip
_PARAMETERS = frozenset({"parameters", "lambda_parameters"})
_STATEMENTS = frozenset(
    {
        "ERROR", "block", "case_clause", "decorated_definition", "elif_clause", "else_clause", "except_clause",
        "except_group_clause", "expression_statement", "finally_clause", "for_statement", "if_statement",
        "match_statement", "try_statement", "while_statement", "with_statement", "with_clause",
    }
)  # fmt: skip
"""What may hold statements that bind names in the scope around it."""


def entered(parent: Node | None, node: Node, child: Node) -> tuple[Node, ScopeKind] | None:
    """The scope that one enters on the way from a node to its child: the node that opens it, and its kind."""
    kind = node.type
    if kind == "function_definition":
        if child.type == "block" or child.type == "type_parameter":
            return node, ScopeKind.FUNCTION
        typed = child.type == "type" and node.child_by_field_name("type_parameters") is not None
        return (node, ScopeKind.FUNCTION) if typed else None
    if kind == "lambda":
        return (node, ScopeKind.FUNCTION) if child.type not in _PARAMETERS else None
    if kind == "class_definition":
        own = child.type in ("block", "type_parameter") or (
            child.type == "argument_list" and node.child_by_field_name("type_parameters") is not None
        )
        return (node, ScopeKind.CLASS) if own else None
    if kind in _PARAMETERS:
        plain = child.type in ("identifier", "list_splat_pattern", "dictionary_splat_pattern", "tuple_pattern")
        return (parent, ScopeKind.FUNCTION) if plain and parent is not None else None
    if kind in ("typed_parameter", "default_parameter", "typed_default_parameter"):
        return _parameter(parent, node, child)
    if kind == "type_alias_statement":
        own = child == node.child_by_field_name("right") and _aliased(node)[1] is not None
        return (node, ScopeKind.FUNCTION) if own else None
    if kind == "for_in_clause":
        if parent is None or not _is_first_clause(parent, node):
            return None
        return None if child == node.child_by_field_name("right") else (parent, ScopeKind.COMPREHENSION)
    if kind in COMPREHENSIONS:
        first = child.type == "for_in_clause" and _is_first_clause(node, child)
        return None if first else (node, ScopeKind.COMPREHENSION)
    return None


def _parameter(parent: Node | None, node: Node, child: Node) -> tuple[Node, ScopeKind] | None:
    function = None if parent is None else parent.parent
    if function is None or child == node.child_by_field_name("value"):
        return None
    if child == node.child_by_field_name("type") and function.child_by_field_name("type_parameters") is None:
        return None
    return function, ScopeKind.FUNCTION


def _is_first_clause(comprehension: Node, clause: Node) -> bool:
    return next((one for one in comprehension.named_children if one.type == "for_in_clause"), None) == clause


def bound(kind: ScopeKind, node: Node) -> Iterator[Found]:
    """What the scope that a node opens binds, without what `:=` does; not always in source order."""
    if kind is ScopeKind.COMPREHENSION:
        for clause in node.named_children:
            left = clause.child_by_field_name("left") if clause.type == "for_in_clause" else None
            if left is not None:
                yield from _all(Form.COMPREHENSION, left, clause)
        return
    if node.type == "type_alias_statement":
        _, parameters = _aliased(node)
        if parameters is not None:
            yield from _type_parameters(parameters)
        return
    for one in node.named_children:
        if one.type in _PARAMETERS:
            for parameter in one.named_children:
                yield from _of_parameter(parameter)
        elif one.type == "type_parameter":
            yield from _type_parameters(one)
    if kind is ScopeKind.MODULE:
        yield from _statements(node)
    else:
        body = node.child_by_field_name("body")
        if body is not None and body.type == "block":
            yield from _statements(body)


def elsewhere(node: Node) -> Iterator[tuple[str, Node]]:
    """The names that statements directly in a scope declare `global` or `nonlocal`, with which of the two."""
    body = node.child_by_field_name("body") or node
    stack = list(reversed(body.named_children))
    while stack:
        one = stack.pop()
        if one.type in ("global_statement", "nonlocal_statement"):
            for name in one.named_children:
                yield one.type.partition("_")[0], name
        elif one.type in _STATEMENTS:
            stack += reversed(one.named_children)


def _of_parameter(node: Node) -> Iterator[Found]:
    name = node.child_by_field_name("name")
    if name is None and node.type == "typed_parameter" and node.named_children:
        name = node.named_children[0]
    for one in targets(node if name is None else name):
        yield Found(Form.PARAMETER, one, node)


def _type_parameters(node: Node) -> Iterator[Found]:
    for one in node.named_children:
        inner: Node | None = one
        while inner is not None and inner.type != "identifier":
            inner = inner.named_children[0] if inner.named_children else None
        if inner is not None:
            yield Found(Form.TYPE_PARAMETER, inner, one)


def _statements(body: Node) -> Iterator[Found]:
    stack = list(reversed(body.named_children))
    while stack:
        node = stack.pop()
        kind = node.type
        if kind == "expression_statement":
            stack += (one for one in node.named_children if one.type in ("assignment", "augmented_assignment"))
        elif kind in ("assignment", "augmented_assignment"):
            yield from _assignment(node)
        elif kind in ("function_definition", "class_definition"):
            name = node.child_by_field_name("name")
            if name is not None:
                yield Found(Form.CLASS if kind == "class_definition" else Form.FUNCTION, name, node)
        elif kind in ("import_statement", "import_from_statement", "future_import_statement"):
            yield from imported(node)
        elif kind == "delete_statement":
            for one in node.named_children:
                yield from _all(Form.DELETE, one, node)
        elif kind == "with_item":
            yield from _as(Form.WITH, node.child_by_field_name("value"))
        elif kind == "case_pattern":
            yield from _captures(node)
        elif kind == "type_alias_statement":
            yield from _alias(node)
        elif kind in _STATEMENTS:
            if kind in ("except_clause", "except_group_clause"):
                yield from _as(Form.CATCH, node.child_by_field_name("value"))
            left = node.child_by_field_name("left") if kind == "for_statement" else None
            if left is not None:
                yield from _all(Form.FOR, left, node)
            stack += reversed(node.named_children)


def _assignment(node: Node) -> Iterator[Found]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None:
        return
    if node.type == "augmented_assignment":
        for one in targets(left):
            yield Found(Form.AUGMENTED, one, node, right)
        return
    targeted = [(left, node)]
    while right is not None and right.type == "assignment":
        inner = right.child_by_field_name("left")
        if inner is not None:
            targeted.append((inner, right))
        right = right.child_by_field_name("right")
    for target, construct in targeted:
        if target.type == "identifier":
            yield Found(Form.ANNOTATION if right is None else Form.ASSIGNMENT, target, construct, right)
        elif right is not None:
            yield from _all(Form.ASSIGNMENT, target, construct)


def _as(form: Form, node: Node | None) -> Iterator[Found]:
    """What `value as target` binds."""
    alias = None if node is None or node.type != "as_pattern" else node.child_by_field_name("alias")
    if node is None or alias is None:
        return
    single = len(alias.named_children) == 1 and alias.named_children[0].type == "identifier"
    for one in targets(alias):
        yield Found(form, one, node, node.named_children[0] if single else None)


def imported(statement: Node) -> Iterator[Found]:
    """The names that an import statement binds; `construct` is the one of its names that does."""
    for name in statement.children_by_field_name("name"):
        alias = name.child_by_field_name("alias") if name.type == "aliased_import" else None
        bound = alias or (name.named_children[0] if name.type == "dotted_name" and name.named_children else None)
        if bound is not None:
            yield Found(Form.IMPORT, bound, name)


def _alias(node: Node) -> Iterator[Found]:
    name, _ = _aliased(node)
    if name is not None:
        yield Found(Form.TYPE, name, node)


def _aliased(node: Node) -> tuple[Node | None, Node | None]:
    """The name that `type X[T] = …` binds, and its type parameters; none in `type(x).y = z`, which the grammar takes for one."""
    left = node.child_by_field_name("left")
    target = left.named_children[0] if left is not None and left.named_children else None
    if target is None or target.type not in ("identifier", "generic_type"):
        return None, None
    if target.type == "identifier":
        return target, None
    parts = target.named_children
    return parts[0], next((one for one in parts[1:] if one.type == "type_parameter"), None)


def _captures(pattern: Node) -> Iterator[Found]:
    stack = [pattern]
    while stack:
        node = stack.pop()
        if node.type == "identifier":
            if access(node) is Access.BIND:
                yield Found(Form.CAPTURE, node, pattern)
        else:
            stack += reversed(node.named_children)


def _all(form: Form, target: Node, construct: Node) -> Iterator[Found]:
    for one in targets(target):
        yield Found(form, one, construct)


def targets(target: Node) -> Iterator[Node]:
    """The names that a target binds: attributes and items are none."""
    stack = [target]
    while stack:
        node = stack.pop()
        if node.type == "identifier":
            yield node
        elif node.type in _TARGETS or node.type == "dictionary_splat_pattern":
            stack += reversed(node.named_children)


def access(node: Node) -> Access:
    parent = node.parent
    if parent is None:
        return Access.READ
    kind = parent.type
    if kind == "attribute":
        return Access.NONE if parent.child_by_field_name("attribute") == node else Access.READ
    if kind == "keyword_argument":
        return Access.NONE if parent.child_by_field_name("name") == node else Access.READ
    if kind == "keyword_pattern":
        return Access.NONE
    if kind in ("function_definition", "class_definition"):
        return Access.BIND if parent.child_by_field_name("name") == node else Access.READ
    if kind in _PARAMETERS or kind in ("typed_parameter", "dictionary_splat_pattern", "as_pattern_target"):
        return Access.BIND
    if kind in ("default_parameter", "typed_default_parameter"):
        return Access.BIND if parent.child_by_field_name("name") == node else Access.READ
    if kind == "named_expression":
        return Access.BIND_FUNCTION if parent.child_by_field_name("name") == node else Access.READ
    if kind == "aliased_import":
        return Access.BIND
    if kind == "dotted_name":
        return _dotted(node, parent)
    if kind == "global_statement":
        return Access.GLOBAL
    if kind == "nonlocal_statement":
        return Access.NONLOCAL
    if kind == "splat_pattern" or (
        kind == "as_pattern" and parent.parent is not None and parent.parent.type == "case_pattern"
    ):
        return Access.BIND
    if kind in ("type", "generic_type", "splat_type"):
        return _in_type(node, parent)
    return _target(node, parent)


def _dotted(node: Node, parent: Node) -> Access:
    """A name in `import a.b`, `from m import a` or a pattern."""
    grand = parent.parent
    if grand is None or grand.type in ("aliased_import", "relative_import"):
        return Access.NONE
    if grand.child_by_field_name("module_name") == parent:
        return Access.NONE
    first = parent.named_children[0] == node
    if grand.type in ("import_statement", "import_from_statement", "future_import_statement"):
        return Access.BIND if first else Access.NONE
    if not first:
        return Access.NONE
    captures = parent.named_child_count == 1 and grand.type in ("case_pattern", "keyword_pattern")
    return Access.BIND if captures else Access.READ


def _in_type(node: Node, parent: Node) -> Access:
    """A name in an annotation, in `type X[T] = …`, or in the type parameters of a function or class."""
    inner, holder = parent, parent.parent
    while holder is not None and holder.type in ("type", "generic_type", "constrained_type", "splat_type"):
        if holder.type == "constrained_type" and holder.named_children[0] != inner:
            return Access.READ
        inner, holder = holder, holder.parent
    if holder is None:
        return Access.READ
    if holder.type == "type_alias_statement":
        own = holder.child_by_field_name("left") == inner and holder.start_byte <= node.start_byte
        return Access.BIND if own and (parent.type == "type" or parent.named_children[0] == node) else Access.READ
    if holder.type == "type_parameter" and holder.parent is not None:
        above = holder.parent
        if above.type in ("function_definition", "class_definition"):
            return Access.BIND
        if above.type == "generic_type":
            outer = above.parent
            alias = None if outer is None else outer.parent
            if alias is not None and alias.type == "type_alias_statement":
                return Access.BIND if alias.child_by_field_name("left") == outer else Access.READ
    return Access.READ


def _target(node: Node, parent: Node) -> Access:
    """Whether a name, perhaps within a tuple, is what an assignment or loop binds."""
    child, holder = node, parent
    while holder.type in _TARGETS and holder.type != "as_pattern_target" and holder.parent is not None:
        child, holder = holder, holder.parent
    if holder.type in _PARAMETERS or holder.type in ("as_pattern_target", "typed_parameter"):
        return Access.BIND
    if holder.type in ("assignment", "for_statement", "for_in_clause", "augmented_assignment"):
        if holder.child_by_field_name("left") != child:
            return Access.READ
        return Access.READ_AND_BIND if holder.type == "augmented_assignment" else Access.BIND
    return Access.READ
