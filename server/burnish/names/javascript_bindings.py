"""What a name stands for where it is used: the declarations of JavaScript's variables."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.tree import ancestors, descendants


def declarator_of(name: Node, document: Document) -> Node | None:
    """The declarator (`name = value`) that binds an identifier, innermost block first.

    None for a parameter, an import, a global, and for a name that a pattern binds.
    """
    text = document.slice(name)
    for scope in ancestors(name):
        if scope.type in ("statement_block", "program"):
            for statement in scope.named_children:
                declaration = statement.named_children[0] if statement.type == "export_statement" else statement
                if declaration.type not in ("lexical_declaration", "variable_declaration"):
                    continue
                for one in declaration.named_children:
                    if one.type == "variable_declarator" and _is(one.child_by_field_name("name"), text, document):
                        return one
        elif scope.type in document.language.functions and _is_parameter(scope, text, document):
            return None
    return None


def uses_of(declarator: Node, document: Document) -> list[Node]:
    """The identifiers that use a declared name, in the block that declares it and below."""
    name = declarator.child_by_field_name("name")
    scope = next((one for one in ancestors(declarator) if one.type in ("statement_block", "program")), None)
    if name is None or scope is None:
        return []
    text = document.slice(name)
    kinds = ("identifier", "shorthand_property_identifier")
    if document.is_most(scope):
        named = document.nodes_of_text(text, *kinds)
        return [one for one in named if one != name and scope.start_byte <= one.start_byte < scope.end_byte]
    return [one for one in descendants(scope, kinds) if one != name and document.slice(one) == text]


def names_in(node: Node, document: Document) -> Iterator[str]:
    """The identifiers that an expression or a pattern mentions."""
    if node.type in _NAMES:
        yield document.slice(node)
    for one in descendants(node, _NAMES):
        yield document.slice(one)


def _is(name: Node | None, text: str, document: Document) -> bool:
    return name is not None and name.type == "identifier" and document.slice(name) == text


def _is_parameter(function: Node, text: str, document: Document) -> bool:
    parameters = function.child_by_field_name("parameters") or function.child_by_field_name("parameter")
    return parameters is not None and text in names_in(parameters, document)


_NAMES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})
