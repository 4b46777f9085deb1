"""What Python loops run over, and what of it reaches a place within."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from burnish.code import Code
from burnish.names import Form
from burnish.names.python_mentions import COMPREHENSIONS, SCOPES, bound_names, is_variable
from burnish.syntax import call_on
from burnish.tree import ancestors, descendants, enclosing, field_of, field_text, place_of


def loop_that_feeds(call: Node, given: set[str], code: Code) -> Node | None:
    """The clause of the innermost loop or comprehension around a call one of whose variables is among the given names.

    None where that is not known, and where something else runs the call: a function, an exception.
    """
    inner = call
    for one in ancestors(call):
        if one.type in SCOPES or one.type == "except_clause":
            return None
        clauses: list[Node] = []
        if one.type == "for_statement" and inner == one.child_by_field_name("body"):
            clauses = [one]
        elif one.type in COMPREHENSIONS:
            clauses = [child for child in one.named_children if child.type == "for_in_clause" and child != inner]
        for clause in clauses:
            names = variables_of(clause, code)
            if (names | _derived(one, names, call, code)) & given:
                return clause
        inner = one
    return None


def variables_of(clause: Node, code: Code) -> set[str]:
    target = clause.child_by_field_name("left")
    return set() if target is None else set(bound_names(code.document, target) or ())


def runs_over_few(clause: Node, code: Code) -> bool:
    """Whether a loop, or a comprehension's `for`, runs over a few things that stand in the code itself."""
    right = clause.child_by_field_name("right")
    return right is not None and _is_few(right, code)


def names_read(node: Node, code: Code) -> Iterator[str]:
    """The names that an expression reads; not those of attributes and of keywords."""
    for one in (node, *descendants(node, ("identifier",))):
        if one.type == "identifier" and is_variable(one):
            yield code.text(one)


def _is_few(node: Node, code: Code, steps: int = 4) -> bool:
    if node.type in _LITERALS:
        return not any(one.type in _SPREADS for one in node.named_children)
    if steps == 0:
        return False
    if node.type == "identifier":
        bindings = code.names.bindings(node)
        if code.text(node).isupper() and any(one.form is Form.IMPORT for one in bindings):
            return True  # a constant of another module
        return bool(bindings) and all(
            one.value is not None
            and (_is_kept_literal(one.value, code) or _is_another_name(one.value, code, steps))
            and not _grows(one.node, code)
            for one in bindings
        )
    if node.type == "attribute":
        return _is_literal_of_class(node, code)
    arguments, function = node.child_by_field_name("arguments"), node.child_by_field_name("function")
    if node.type != "call" or arguments is None or function is None:
        return False
    given = [one for one in arguments.named_children if not one.is_extra]
    if function.type == "attribute":
        kept = function.child_by_field_name("object")
        called = field_text(function, "attribute", code.document.source)
        return kept is not None and called in _VIEWS and not given and _is_few(kept, code, steps - 1)
    path = code.origin(function).path
    if path == "builtins.range":
        return bool(given) and all(one.type == "integer" and len(code.text(one)) < 3 for one in given)
    positional = [one for one in given if one.type != "keyword_argument"]
    if path == "builtins.zip":
        return any(_is_few(one, code, steps - 1) for one in positional)
    if path == "builtins.dict" and not positional:
        return bool(given) and not any(one.type in _SPREADS for one in given)
    return path in _SAME_LENGTH and bool(positional) and _is_few(positional[0], code, steps - 1)


def _is_kept_literal(value: Node, code: Code) -> bool:
    """Whether a variable's value is a literal with something in it; an empty one is there to be filled."""
    return value.type in _LITERALS and value.named_child_count > 0 and _is_few(value, code)


def _is_another_name(value: Node, code: Code, steps: int) -> bool:
    return value.type in ("identifier", "attribute") and _is_few(value, code, steps - 1)


def _grows(name: Node, code: Code) -> bool:
    """Whether something is put into what a name holds."""
    return any(_puts_into(one) for one in code.uses(name))


def _puts_into(use: Node) -> bool:
    if place_of(use) == "subscript.value" and use.parent is not None:
        return place_of(use.parent) in ("assignment.left", "augmented_assignment.left")
    called = call_on(use)
    return called is not None and called.name in _GROWING


def _is_literal_of_class(attribute: Node, code: Code) -> bool:
    """Whether `self.kinds` is a literal that stands in the class."""
    owner, name = attribute.child_by_field_name("object"), attribute.child_by_field_name("attribute")
    body = field_of(enclosing(attribute, ("class_definition",)), "body")
    if owner is None or name is None or body is None or code.text(owner) not in ("self", "cls"):
        return False
    for statement in body.named_children:
        assignment = statement.named_children[0] if statement.named_children else statement
        if assignment.type == "assignment" and field_text(assignment, "left", code.document.source) == code.text(name):
            value = assignment.child_by_field_name("right")
            return value is not None and _is_kept_literal(value, code)
    return False


def _derived(loop: Node, names: set[str], call: Node, code: Code) -> set[str]:
    """The names that the loop assigns, before the call, from what it iterates over."""
    body = loop.child_by_field_name("body")
    if body is None:
        return set()
    found: set[str] = set()
    for assignment in descendants(body, ("assignment",), SCOPES):
        left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
        if assignment.start_byte >= call.start_byte:
            break
        if left is None or right is None or assignment.end_byte > call.start_byte:
            continue
        if not (names | found).isdisjoint(names_read(right, code)):
            found |= set(bound_names(code.document, left) or ())
    return found


_LITERALS = frozenset({"dictionary", "expression_list", "list", "set", "tuple"})
_SPREADS = frozenset({"dictionary_splat", "list_splat"})
_VIEWS = frozenset({"items", "keys", "values"})
_SAME_LENGTH = frozenset(
    {
        "builtins.dict",
        "builtins.enumerate",
        "builtins.list",
        "builtins.reversed",
        "builtins.set",
        "builtins.sorted",
        "builtins.tuple",
    }
)
_GROWING = frozenset({"add", "append", "extend", "insert", "setdefault", "update"})
