"""What a React component is, as a function or as a class."""

from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document
from burnish.names import names_of
from burnish.rules.javascript.about.functions import FUNCTIONS, function_name
from burnish.tree import contains_type, descendants, node_text

JSX = frozenset({"jsx_element", "jsx_self_closing_element"})
REACT_CLASSES = frozenset(
    {"react.Component", "react.PureComponent", "globalThis.React.Component", "globalThis.React.PureComponent"}
)


def component_name(document: Document, function: Node) -> str | None:
    """The name of a function component; None for a function that is none.

    It has a name that begins with a capital, and elements of JSX in it.
    """
    name = function_name(document, function)
    if name is None or not name[:1].isupper() or function.type == "method_definition":
        return None
    body = function.child_by_field_name("body")
    return name if body is not None and (body.type in JSX or contains_type(body, JSX)) else None


def hook_calls(document: Document, function: Node, name: str) -> list[Node]:
    """The component's own calls of a hook, as `useState()` or `React.useState()`."""
    return [
        call
        for call in descendants(function, {"call_expression", *FUNCTIONS}, FUNCTIONS)
        if call.type == "call_expression" and _calls(document, call, name)
    ]


def react_superclass(document: Document, declaration: Node) -> Node | None:
    """What a class extends, where that is React's Component or PureComponent."""
    heritage = next((child for child in declaration.children if child.type == "class_heritage"), None)
    if heritage is None or not heritage.named_children:
        return None
    extended = heritage.named_children[0]
    if extended.type == "extends_clause":
        extended = extended.child_by_field_name("value") or extended
    return extended if names_of(document).origin(extended).path in REACT_CLASSES else None


def _calls(document: Document, call: Node, name: str) -> bool:
    function = call.child_by_field_name("function")
    if function is not None and function.type == "member_expression":
        function = function.child_by_field_name("property")
    return function is not None and node_text(function, document.source) == name
