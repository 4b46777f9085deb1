"""What is known of JavaScript functions: their names, their own code, the jumps that leave them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.syntax import Call
from burnish.text import Span
from burnish.tree import descendants, enclosing, node_text

FUNCTIONS = frozenset(
    {
        "function_declaration", "function_expression", "generator_function", "generator_function_declaration",
        "arrow_function", "method_definition",
    }
)  # fmt: skip
LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
CONTROL = LOOPS | {"if_statement", "switch_statement", "try_statement"}
JUMPS = frozenset({"return_statement", "throw_statement", "break_statement", "continue_statement"})


def own(node: Node, types: Collection[str]) -> Iterator[Node]:
    """Nodes of these types below this one that no function in between holds."""
    return (one for one in descendants(node, {*types, *FUNCTIONS}, FUNCTIONS) if one.type in types)


def is_async(function: Node) -> bool:
    return any(child.type == "async" for child in function.children)


def is_generator(function: Node) -> bool:
    return function.type.startswith("generator") or any(child.type == "*" for child in function.children)


def function_name(document: Document, function: Node) -> str | None:
    """The name that a function has or is bound to, a key without its quotes; None for an anonymous one."""
    name = function.child_by_field_name("name")
    holder = function.parent
    while name is None and holder is not None and holder.type in ("arguments", "call_expression"):
        if holder.type == "call_expression" and Call(holder).name not in _WRAPPERS:
            return None
        holder = holder.parent
    if name is None and holder is not None:
        field = {
            "variable_declarator": "name",
            "pair": "key",
            "assignment_expression": "left",
            "field_definition": "property",
            "public_field_definition": "name",
        }.get(holder.type)
        name = None if field is None else holder.child_by_field_name(field)
    if name is None:
        return None
    text = node_text(name, document.source)
    return text[1:-1] or None if name.type == "string" else text


def head(document: Document, function: Node) -> Span:
    """What to underline of a function: its name, or else the part before its body."""
    name, holder = function.child_by_field_name("name"), function.parent
    named = function_name(document, function) is not None
    while (
        named
        and name is None
        and holder is not None
        and holder.type in ("arguments", "call_expression", "variable_declarator")
    ):
        name, holder = holder.child_by_field_name("name"), holder.parent
    if name is not None:
        return Span(name.start_byte, name.end_byte)
    last = function.child_by_field_name("parameters") or function.child_by_field_name("parameter")
    return Span(function.start_byte, function.end_byte if last is None else last.end_byte)


def statements(block: Node) -> list[Node]:
    """The statements of a block, without comments."""
    return [child for child in block.named_children if not child.is_extra]


def always_leaves(statement: Node | None) -> bool:
    """Whether control never runs off the end of a statement, as far as its last statement tells."""
    while statement is not None and statement.type == "statement_block":
        inner = statements(statement)
        statement = inner[-1] if inner else None
    return statement is not None and statement.type in JUMPS


def enclosing_function(node: Node) -> Node | None:
    return enclosing(node, FUNCTIONS)


# What they give does what the function does, under the name that it is bound to.
_WRAPPERS = frozenset(
    {
        "memo", "forwardRef", "observer", "useCallback", "useMemo", "debounce", "throttle", "once", "asyncHandler",
        "catchAsync", "wrapAsync", "createAsyncThunk", "promisify",
    }
)  # fmt: skip
