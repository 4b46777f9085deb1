"""One stretch of a module made into JavaScript that V8 runs, and what it reads: in one walk."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from tree_sitter import Node

from burnish.behaviour.javascript import instrument, jsx, types
from burnish.behaviour.javascript.changes import Changes
from burnish.behaviour.javascript.outline import FUNCTIONS, Module, unwrapped
from burnish.behaviour.javascript.reach import constant
from burnish.text import words
from burnish.tree import enclosing


@dataclass(slots=True)
class Uses:
    """What code reads and does, by name; for the world outside, which has to answer plausibly."""

    names: set[str] = field(default_factory=set)
    """Identifiers that are read or assigned."""
    bound: set[str] = field(default_factory=set)
    """Names of local variables and parameters."""
    properties: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    bases: set[str] = field(default_factory=set)
    """What properties are read of: names, and `name()` for results of calls."""
    awaited: set[str] = field(default_factory=set)
    """Functions whose result is awaited, or has a `then`."""
    tested: set[str] = field(default_factory=set)
    """What `typeof` is asked of."""
    assigned: set[str] = field(default_factory=set)
    compared: dict[str, set[str]] = field(default_factory=dict)
    """Literals, as JSON, that something of this name is compared with."""
    held: dict[str, set[str]] = field(default_factory=dict)
    """Variables that are declared with the result of a call, and what is called: `name()`."""
    dynamic: str = ""
    """Code that is made while it runs ("eval"), or an unsupported statement ("with")."""

    def add(self, other: Uses) -> None:
        self.names |= other.names
        self.bound |= other.bound
        self.properties |= other.properties
        self.called |= other.called
        self.bases |= other.bases
        self.awaited |= other.awaited
        self.tested |= other.tested
        self.assigned |= other.assigned
        for name, literals in other.compared.items():
            self.compared.setdefault(name, set()).update(literals)
        for name, calls in other.held.items():
            self.held.setdefault(name, set()).update(calls)
        self.dynamic = self.dynamic or other.dynamic

    def comparisons(self) -> dict[str, set[str]]:
        """What things are compared with; what a variable is compared with counts for the call whose result it holds."""
        found = {name: set(literals) for name, literals in self.compared.items()}
        for name, calls in self.held.items():
            for call in calls if name in self.compared else ():
                found.setdefault(call, set()).update(self.compared[name])
        return found


@dataclass(frozen=True, slots=True)
class Compiled:
    text: str
    """With steps counted, and the branches of the target."""
    plain: str
    uses: Uses
    branches: int


def compiled(module: Module, node: Node, target: Node | None = None) -> Compiled:
    """A node's text without types and JSX. `target` is the function in it whose branches are told apart."""
    source = module.document.source
    changes = Changes()
    uses = Uses()
    outside_target = target is None
    cursor = node.walk()
    depth_of_target = -1
    depth = 0
    while True:
        current = cursor.node
        assert current is not None
        if not outside_target and target is not None and current.id == target.id:
            outside_target, depth_of_target = True, depth
        entered = current.id not in changes.skipped
        if entered:
            within = depth_of_target >= 0
            _visit(module, current, source, changes, uses, target if within else None)
            entered = current.id not in changes.skipped
        if entered and cursor.goto_first_child():
            depth += 1
            continue
        if depth == 0:
            break
        if depth <= depth_of_target:
            depth_of_target = -1
        while not cursor.goto_next_sibling():
            cursor.goto_parent()
            depth -= 1
            if depth <= depth_of_target:
                depth_of_target = -1
            if depth == 0:
                break
        if depth == 0:
            break
        if depth <= depth_of_target:
            depth_of_target = -1
    start, end = node.start_byte, node.end_byte
    return Compiled(
        changes.made(source, start, end, True), changes.made(source, start, end, False), uses, changes.branches
    )


_HANDLED = types.HANDLED | jsx.HANDLED | instrument.HANDLED


def _visit(module: Module, node: Node, source: bytes, changes: Changes, uses: Uses, target: Node | None) -> None:
    kind = node.type
    if kind == "export_statement":
        inner = node.child_by_field_name("declaration") or node.child_by_field_name("value")
        if inner is None:
            changes.remove(node, ";")
        else:
            changes.replace(node.start_byte, inner.start_byte, "")
            changes.skipped |= {one.id for one in node.children if one.start_byte < inner.start_byte}
        return
    if kind in _HANDLED:
        if kind in types.HANDLED:
            types.without_types(node, source, changes)
        elif kind in jsx.HANDLED:
            jsx.without_jsx(node, source, changes, uses.names)
            _component(module, node, uses)
        if kind in instrument.HANDLED and node.id not in changes.skipped:
            instrument.counted(node, changes, target)
    reader = _READERS.get(kind)
    if reader is not None and node.id not in changes.skipped:
        reader(module, node, uses)


def _name(module: Module, node: Node, uses: Uses) -> None:
    uses.names.add(module.text(node))
    parent = node.parent
    if parent is None:
        return
    if parent.type in _BINDING:
        name = parent.child_by_field_name("name" if parent.type == "variable_declarator" else "pattern")
        if parent.type in ("formal_parameters", "rest_pattern", "array_pattern", "pair_pattern") or name == node:
            uses.bound.add(module.text(node))
    elif parent.type == "arrow_function" and parent.child_by_field_name("parameter") == node:
        uses.bound.add(module.text(node))
    elif (
        parent.type in ("assignment_expression", "augmented_assignment_expression")
        and (parent.child_by_field_name("left") == node)
    ) or parent.type == "update_expression":
        uses.assigned.add(module.text(node))
    elif (
        parent.type in ("for_in_statement", "catch_clause", "function_declaration", "function_expression")
        or (parent.type in ("assignment_pattern", "object_assignment_pattern", "generator_function_declaration"))
    ) and node == (
        parent.child_by_field_name("left")
        or parent.child_by_field_name("parameter")
        or parent.child_by_field_name("name")
    ):
        uses.bound.add(module.text(node))


_BINDING = words(
    """
    variable_declarator formal_parameters required_parameter optional_parameter rest_pattern array_pattern
    pair_pattern
    """
)


def _shorthand(module: Module, node: Node, uses: Uses) -> None:
    uses.names.add(module.text(node))


def _bound(module: Module, node: Node, uses: Uses) -> None:
    uses.bound.add(module.text(node))
    uses.properties.add(module.text(node))


def _property(module: Module, node: Node, uses: Uses) -> None:
    uses.properties.add(module.text(node))


def last_name(module: Module, node: Node | None) -> str:
    """The last name of what an expression refers to: "c" of `a.b.c`, "f()" of `a.f(x)`; empty for anything else."""
    if node is None:
        return ""
    node = unwrapped(node)
    if node.type in ("identifier", "property_identifier"):
        return module.text(node)
    if node.type == "member_expression":
        return last_name(module, node.child_by_field_name("property"))
    if node.type == "await_expression" and node.named_children:
        return last_name(module, node.named_children[0])
    if node.type == "call_expression":
        inner = last_name(module, node.child_by_field_name("function"))
        return f"{inner}()" if inner else ""
    return ""


def _call(module: Module, node: Node, uses: Uses) -> None:
    callee = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    name = last_name(module, callee)
    if not name or callee is None:
        return
    uses.called.add(name)
    if name in ("eval", "Function") and callee.type == "identifier":
        uses.dynamic = name
    parent = node.parent
    while parent is not None and parent.type == "parenthesized_expression":
        parent = parent.parent
    if parent is None:
        return
    if parent.type == "await_expression" or _promised(module, parent):
        uses.awaited.add(name)
    elif parent.type == "member_expression":
        if last_name(module, parent) in ("then", "catch", "finally"):
            uses.awaited.add(name)
    elif parent.type == "array" and parent.parent is not None and parent.parent.parent is not None:
        outer = parent.parent.parent.child_by_field_name("function")
        if outer is not None and module.text(outer).startswith("Promise."):
            uses.awaited.add(name)


def _promised(module: Module, parent: Node) -> bool:
    """Whether what is given back here becomes a promise's value: in an async function, in what `then` was given."""
    if parent.type == "return_statement":
        function = enclosing(parent, FUNCTIONS)
    else:
        function = parent if parent.type == "arrow_function" else None
    if function is None:
        return False
    if any(one.type == "async" for one in function.children):
        return True
    call = None if function.parent is None else function.parent.parent
    callee = None if call is None else call.child_by_field_name("function")
    if call is None or callee is None or callee.type != "member_expression":
        return False
    if last_name(module, callee) in ("then", "catch"):
        return True
    outer = None if call.parent is None or call.parent.parent is None else call.parent.parent
    gathered = None if outer is None else outer.child_by_field_name("function")
    return gathered is not None and module.text(gathered).startswith("Promise.")


def _member(module: Module, node: Node, uses: Uses) -> None:
    if not any(one.type == "optional_chain" for one in node.children):
        name = last_name(module, node.child_by_field_name("object"))
        if name:
            uses.bases.add(name)


def _declarator(module: Module, node: Node, uses: Uses) -> None:
    pattern, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    name = last_name(module, value)
    if pattern is not None and pattern.type == "identifier" and name.endswith("()"):
        uses.held.setdefault(module.text(pattern), set()).add(name)
    if pattern is not None and pattern.type in ("object_pattern", "array_pattern") and name:
        uses.bases.add(name)


def _unary(module: Module, node: Node, uses: Uses) -> None:
    if node.children and node.children[0].type == "typeof":
        name = last_name(module, node.named_children[-1] if node.named_children else None)
        if name:
            uses.tested.add(name)


def _inherited(module: Module, node: Node, uses: Uses) -> None:
    for one in node.named_children:
        if name := last_name(module, one):
            uses.called.add(name)


def _walked(module: Module, node: Node, uses: Uses) -> None:
    walked = node.child_by_field_name("right") or (node.named_children[0] if node.named_children else None)
    if name := last_name(module, walked):
        uses.bases.add(name)


def _binary(module: Module, node: Node, uses: Uses) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    if right is not None and operator is not None and operator.type in ("instanceof", "in"):
        (uses.called if operator.type == "instanceof" else uses.bases).add(last_name(module, right))
    if left is None or right is None or operator is None or operator.type not in _COMPARING:
        return
    for one, other in ((left, right), (right, left)):
        _compared(module, one, other, operator.type in _ORDERING, uses)
    if operator.type not in _ORDERING and left.type == right.type == "member_expression":
        # Things that are compared with each other may be equal, or nearly so.
        for one in (left, right):
            uses.compared.setdefault(last_name(module, one), set()).update(("1", '"1"'))


_ORDERING = frozenset({"<", ">", "<=", ">="})
_COMPARING = _ORDERING | {"===", "==", "!==", "!="}


def _switch(module: Module, node: Node, uses: Uses) -> None:
    value, body = node.child_by_field_name("value"), node.child_by_field_name("body")
    for case in () if body is None else body.named_children:
        literal = case.child_by_field_name("value")
        if value is not None and literal is not None:
            _compared(module, value, literal, False, uses)


def _compared(module: Module, node: Node, other: Node, ordered: bool, uses: Uses) -> None:
    name = last_name(module, node)
    value = constant(module, other) if name else None
    if value is None or value.kind not in ("str", "int", "float", "bool"):
        return
    known = uses.compared.setdefault(name, set())
    known.add(json.dumps(value.data))
    if ordered and value.kind == "int" and isinstance(value.data, int):
        known |= {str(value.data + 1), str(value.data - 1)}


def _component(module: Module, node: Node, uses: Uses) -> None:
    tag = node.child_by_field_name("open_tag") or node
    name = last_name(module, tag.child_by_field_name("name"))
    if name:
        uses.called.add(name)


def _with(module: Module, node: Node, uses: Uses) -> None:
    uses.dynamic = "with"


_READERS = {
    "identifier": _name,
    "shorthand_property_identifier": _shorthand,
    "shorthand_property_identifier_pattern": _bound,
    "property_identifier": _property,
    "call_expression": _call,
    "new_expression": _call,
    "member_expression": _member,
    "subscript_expression": _member,
    "variable_declarator": _declarator,
    "unary_expression": _unary,
    "with_statement": _with,
    "binary_expression": _binary,
    "class_heritage": _inherited,
    "extends_clause": _inherited,
    "for_in_statement": _walked,
    "spread_element": _walked,
    "switch_statement": _switch,
}
