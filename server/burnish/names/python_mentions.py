"""Where Python code binds and reads local names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.names.facts import About, asked_of
from burnish.tree import ancestors, descendants, enclosing

SCOPES = frozenset({"function_definition", "lambda", "class_definition"})
COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
LOOPS = frozenset({"for_statement", "while_statement"})


def function_around(node: Node) -> Node | None:
    """The function whose own body a node belongs to; None at module and class level and in a lambda."""
    scope = enclosing(node, SCOPES)
    if scope is None or scope.type != "function_definition":
        return None
    body = scope.child_by_field_name("body")
    inside = body is not None and body.start_byte <= node.start_byte and node.end_byte <= body.end_byte
    return scope if inside else None


def is_async(function: Node) -> bool:
    return bool(function.children) and function.children[0].type == "async"


def mentions(document: Document, node: Node, name: str) -> Iterator[Node]:
    """The places below a node (or the node itself) that speak of a variable: attributes and keywords are none."""
    encoded = name.encode()
    if node.type == "identifier":
        if document.source[node.start_byte : node.end_byte] == encoded:
            yield node
        return
    if document.source.find(encoded, node.start_byte, node.end_byte) < 0:
        return
    if node.parent is None:
        asked_of(document).note(About.WORD, name)
    if document.is_most(node):
        for one in document.nodes_of_text(name, "identifier"):
            if node.start_byte <= one.start_byte < node.end_byte and is_variable(one):
                yield one
        return
    for one in descendants(node, ("identifier",)):
        if document.source[one.start_byte : one.end_byte] == encoded and is_variable(one):
            yield one


def is_variable(identifier: Node) -> bool:
    """Whether an identifier stands for a variable, not for an attribute or an argument's keyword."""
    parent = identifier.parent
    if parent is None:
        return True
    if parent.type == "attribute":
        return parent.child_by_field_name("attribute") != identifier
    return not (parent.type == "keyword_argument" and parent.child_by_field_name("name") == identifier)


def bound_names(document: Document, target: Node) -> tuple[str, ...] | None:
    """The names that a loop's target binds; None where it binds anything else (an attribute, an item)."""
    if target.type == "identifier":
        return (document.slice(target),)
    if target.type not in ("pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern"):
        return None
    names: list[str] = []
    for one in target.named_children:
        inner = bound_names(document, one)
        if inner is None:
            return None
        names += inner
    return tuple(names)


def is_read_after(document: Document, function: Node, loop: Node, name: str) -> bool:
    """Whether a variable that a loop binds may be read outside it, or by another function.

    A mention in front of the loop is harmless unless a loop around both can come back to it; so is one in
    another loop or comprehension that binds the name itself.
    """
    around = next((one for one in ancestors(loop) if one.type in LOOPS or one == function), function)
    for one in mentions(document, function, name):
        if loop.start_byte <= one.start_byte < loop.end_byte:
            if enclosing(one, SCOPES) != function:
                return True
            continue
        if one.start_byte < loop.start_byte and around == function and enclosing(one, SCOPES) == function:
            continue
        if not _is_bound_anew(document, one, name, loop):
            return True
    return False


def may_outlive_exception(document: Document, statement: Node, function: Node, name: str) -> bool:
    """Whether code may see the variable after an exception in the statement was caught.

    True where a `try` or a `with` stands around the statement and the variable is used outside of it.
    """
    for one in ancestors(statement):
        if one == function:
            return False
        if one.type == "try_statement":
            body = one.child_by_field_name("body")
            inside = body is not None and body.start_byte <= statement.start_byte < body.end_byte
            around = body if inside else None
        elif one.type == "with_statement":
            around = None if _only_opens(document, one) else one
        else:
            continue
        if around is not None and any(
            not around.start_byte <= mention.start_byte < around.end_byte
            for mention in mentions(document, function, name)
        ):
            return True
    return False


def declares_elsewhere(document: Document, function: Node, name: str) -> bool:
    """Whether the function declares a name `global` or `nonlocal`."""
    body = function.child_by_field_name("body")
    if body is None:
        return False
    return any(
        document.slice(one) == name
        for statement in descendants(body, ("global_statement", "nonlocal_statement"), SCOPES)
        for one in statement.named_children
    )


def declares_any_elsewhere(function: Node) -> bool:
    """Whether the function, or one in it, declares any name `global` or `nonlocal`."""
    return next(descendants(function, ("global_statement", "nonlocal_statement")), None) is not None


def reads_names_as_text(document: Document, function: Node) -> bool:
    """Whether the function may read its variables in a way that does not mention them: `locals()`, `eval(text)`."""
    if function.parent is None:
        for word in ("locals", "eval", "exec", "vars", "dir"):
            asked_of(document).note(About.WORD, word)
    return _BY_TEXT.search(document.source, function.start_byte, function.end_byte) is not None


_BY_TEXT = re.compile(rb"(?<![\w.])(?:(?:locals|eval|exec)\(|(?:vars|dir)\(\))")


def _only_opens(document: Document, statement: Node) -> bool:
    """Whether a `with` opens files and holds locks: such managers let every exception pass."""
    clause = next((child for child in statement.children if child.type == "with_clause"), None)
    items = () if clause is None else tuple(descendants(clause, ("with_item",)))
    return bool(items) and all(
        any(word in document.slice(item).split("(")[0].lower() for word in ("open", "lock")) for item in items
    )


def _is_bound_anew(document: Document, mention: Node, name: str, loop: Node) -> bool:
    inner = mention
    for one in ancestors(mention):
        if one.type == "for_statement" and one != loop and not one.start_byte <= loop.start_byte < one.end_byte:
            left, right = one.child_by_field_name("left"), one.child_by_field_name("right")
            alternative = one.child_by_field_name("alternative")
            if left is not None and inner not in (right, alternative) and name in (bound_names(document, left) or ()):
                return True
        elif one.type in COMPREHENSIONS:
            clauses = [child for child in one.named_children if child.type == "for_in_clause"]
            first = clauses[0].child_by_field_name("right") if clauses else None
            binds = any(
                name in (bound_names(document, left) or ())
                for left in (clause.child_by_field_name("left") for clause in clauses)
                if left is not None
            )
            in_first = first is not None and first.start_byte <= mention.start_byte < first.end_byte
            if binds and not in_first:
                return True
        elif one.type == "function_definition":
            return False
        inner = one
    return False
