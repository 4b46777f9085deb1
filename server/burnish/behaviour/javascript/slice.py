"""What a function needs of its module, transitively; everything else that it names is a recording stub."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from tree_sitter import Node

from burnish.behaviour.javascript.begun import changed
from burnish.behaviour.javascript.compile import Compiled, Uses, compiled
from burnish.behaviour.javascript.outline import (
    CLASSES,
    FUNCTIONS,
    Found,
    Module,
    origin_of,
    parsed,
    required,
    unwrapped,
)
from burnish.behaviour.javascript.reach import reached
from burnish.behaviour.javascript.samples import constants
from burnish.behaviour.program import Unrunnable
from burnish.behaviour.values import Value
from burnish.names import javascript, javascript_values
from burnish.tree import descendants

_REAL = """
AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError Float32Array
Float64Array Infinity Int16Array Int32Array Int8Array Intl JSON Map Math NaN Number Object Promise Proxy RangeError
ReferenceError Reflect RegExp Set String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array
Uint8ClampedArray WeakMap WeakRef WeakSet arguments clearImmediate clearInterval clearTimeout console decodeURI
decodeURIComponent encodeURI encodeURIComponent escape isFinite isNaN parseFloat parseInt queueMicrotask setImmediate
setInterval setTimeout structuredClone undefined unescape eval Function
"""
REAL = frozenset(_REAL.split())
"""Globals that are themselves in the sandbox (some made deterministic)."""

_KEYWORDS = frozenset({"let", "static", "yield", "await", "this", "super"})

MAX_TEXT = 400_000


@dataclass(slots=True)
class Index:
    """The statements of a module by the names that they bind at top level."""

    statements: dict[str, Node] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    """Local name -> how it is called in traces."""
    outside: dict[str, str] = field(default_factory=dict)
    """Variables that hold what the world outside made: `const app = express()`."""
    members: list[tuple[str, str, Node]] = field(default_factory=list)
    """Root, last name and statement of `Root.prototype.name = ...`; no name where the statement belongs to its root
    whatever is named: `for (...) table[i] = ...`, `inherits(Root, Base)`."""
    unset: set[str] = field(default_factory=set)
    """Variables without an initial value."""
    made: dict[int, Compiled] = field(default_factory=dict)
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """What stands in the program besides the target: compiled statements in their order, and names that are stubs."""

    parts: tuple[Compiled, ...]
    target: Compiled
    extracted: bool
    """Whether the target's text is an expression of its own, in none of the parts."""
    stubs: tuple[tuple[str, str], ...]
    uses: Uses
    unset: tuple[str, ...]
    """Variables of the module that something else than the target gives their values."""
    variables: tuple[str, ...]
    known: tuple[str, ...]
    constants: tuple[Value, ...] = ()
    """What the target refers to of its module, then what stands in the code that it needs."""


@lru_cache(maxsize=8)
def index(text: str, language: str) -> Index:
    module = parsed(text, language)
    found = Index()
    found.strict = language != "javascript" or bool(re.search(r"^\s*(?:import|export)\b", text, re.MULTILINE))
    for statement in module.statements:
        if statement.type == "expression_statement" and module.text(statement).strip("\"'; \n") == "use strict":
            found.strict = True
        _bind(module, statement, statement, found)
    return found


def sliced(module: Module, found: Index, target: Found) -> Slice:
    """What the target needs. Raises Unrunnable for what no sandbox can run."""
    if target.node.has_error or (target.parent or target.node).has_error:
        raise Unrunnable("its syntax is not understood", "syntax")
    if target.node.end_byte - target.node.start_byte > 100_000:
        raise Unrunnable("it is too large", "too large")
    whole, extracted = _place(module, target)
    first = compiled(module, whole, target.node)
    uses = Uses()
    uses.add(first.uses)
    taken: dict[int, Compiled] = {} if extracted else {target.statement.id: first}
    order: dict[int, Node] = {target.statement.id: target.statement}
    todo = set(first.uses.names)
    seen: set[str] = set()
    size = len(first.text)
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        for statement in _statements(found, name, uses):
            if statement.id in taken or (extracted and statement.id == target.statement.id) or statement.has_error:
                continue
            part = found.made.get(statement.id)
            if part is None:
                part = found.made[statement.id] = compiled(module, statement)
            taken[statement.id] = part
            order[statement.id] = statement
            size += len(part.text)
            if size > MAX_TEXT:
                raise Unrunnable("what it needs of its module is too large", "too large")
            uses.add(part.uses)
            todo |= part.uses.names - seen
        if not todo:
            # Methods that are assigned to what was taken along, as far as someone names them.
            for root, last, statement in found.members:
                if root in seen and (not last or last in uses.properties) and statement.id not in taken:
                    if extracted and statement.id == target.statement.id:
                        continue
                    if statement.has_error:
                        continue
                    part = found.made.setdefault(statement.id, compiled(module, statement))
                    taken[statement.id], order[statement.id] = part, statement
                    uses.add(part.uses)
                    todo |= part.uses.names - seen
    if uses.dynamic:
        raise Unrunnable(f"it uses {uses.dynamic}", "dynamic code")
    parts = [taken[one] for one in sorted(taken, key=lambda one: order[one].start_byte)]
    bound = {name for name, statement in found.statements.items() if statement.id in taken}
    stubs = tuple(
        (name, found.imports.get(name) or found.outside.get(name) or name)
        for name in sorted(seen - bound - REAL - _KEYWORDS)
    )
    variables = [name for name in sorted(bound) if _is_variable(found.statements[name])]
    assigned = [name for name, _ in stubs if name in uses.assigned and name not in uses.bound]
    return Slice(
        tuple(parts),
        first,
        extracted,
        stubs,
        uses,
        tuple(sorted((bound & found.unset) - uses.assigned)),
        tuple(sorted({*variables, *assigned})),
        tuple(sorted(bound)),
        tuple(dict.fromkeys(_constants(module, target, [order[one] for one in taken]))),
    )


def _constants(module: Module, target: Found, taken: list[Node]) -> Iterator[Value]:
    yield from reached(module, target.node)
    for statement in sorted(taken, key=lambda one: one.start_byte):
        if statement.id != target.statement.id and target.parent is None:
            yield from reached(module, statement)
            yield from constants(module, statement)[:8]


def _statements(found: Index, name: str, uses: Uses) -> Iterator[Node]:
    if name in found.statements and name not in found.outside:
        yield found.statements[name]
    if name in ("exports", "module"):
        for root, last, statement in found.members:
            if root == name and last in uses.properties:
                yield statement


def _place(module: Module, target: Found) -> tuple[Node, bool]:
    """The node to compile for the target: the statement that binds it, or the function (class, object) alone."""
    statement = target.statement
    declared = statement
    if statement.type == "export_statement":
        declared = statement.child_by_field_name("declaration") or statement
    owner = target.parent or target.node
    if declared == owner and owner.child_by_field_name("name") is not None:
        return statement, False
    if declared.type in ("lexical_declaration", "variable_declaration"):
        for one in declared.named_children:
            name, value = one.child_by_field_name("name"), one.child_by_field_name("value")
            direct = value is not None and unwrapped(value) == owner
            if direct and name is not None and name.type == "identifier" and len(declared.named_children) == 1:
                return statement, False
    return owner, True


def _is_variable(statement: Node) -> bool:
    if statement.type == "export_statement":
        statement = statement.child_by_field_name("declaration") or statement
    if statement.type not in ("lexical_declaration", "variable_declaration"):
        return False
    values = [one.child_by_field_name("value") for one in statement.named_children if one.type == "variable_declarator"]
    return any(value is None or unwrapped(value).type not in FUNCTIONS | CLASSES for value in values)


def _bind(module: Module, node: Node, statement: Node, found: Index) -> None:
    if node.type == "import_statement":
        _import(module, node, found)
    elif node.type == "export_statement":
        inner = node.child_by_field_name("declaration") or node.child_by_field_name("value")
        if inner is not None:
            _bind(module, inner, statement, found)
    elif node.type in ("lexical_declaration", "variable_declaration"):
        _variables(module, node, statement, found)
    elif node.type == "expression_statement" and node.named_children:
        _assignment(module, node.named_children[0], statement, found)
        _filled(module, node.named_children[0], statement, found)
        found.members += [(root, "", statement) for root in changed(module, statement)]
    elif node.type in ("for_statement", "for_in_statement", "if_statement"):
        found.members += [(root, "", statement) for root in changed(module, statement)]
    else:
        name = node.child_by_field_name("name")
        if name is not None and node.type not in ("ambient_declaration", "internal_module", "function_signature"):
            if node.type in ("interface_declaration", "type_alias_declaration"):
                return
            found.statements[module.text(name)] = statement


def _filled(module: Module, node: Node, statement: Node, found: Index) -> None:
    """`(function (Kind) { Kind["A"] = "a"; })(Kind || (Kind = {}))`: what TypeScript makes of an enum."""
    arguments = node.child_by_field_name("arguments") if node.type == "call_expression" else None
    callee = None if arguments is None else node.child_by_field_name("function")
    if arguments is None or callee is None or unwrapped(callee).type not in FUNCTIONS:
        return
    made = [one.child_by_field_name("left") for one in descendants(arguments, ("assignment_expression",), FUNCTIONS)]
    roots = {module.text(one) for one in made if one is not None and one.type == "identifier"}
    if not roots:
        return
    for one in descendants(callee, ("subscript_expression",)):
        index = one.child_by_field_name("index")
        if index is not None and index.type == "string":
            found.members += [(root, module.text(index)[1:-1], statement) for root in sorted(roots)]


def _import(module: Module, node: Node, found: Index) -> None:
    source = node.child_by_field_name("source")
    if source is None:
        source = next(descendants(node, ("string",)), None)
    origin = None if source is None else origin_of(module, source)
    if origin is None:
        return
    for one in javascript.imported(node):
        name = one.construct.child_by_field_name("name") if one.construct.type == "import_specifier" else None
        part = "default" if name is None else module.text(name)
        found.imports[module.text(one.node)] = origin if part == "default" else f"{origin}.{part}"


def _variables(module: Module, node: Node, statement: Node, found: Index) -> None:
    for one in node.named_children:
        name, value = one.child_by_field_name("name"), one.child_by_field_name("value")
        if name is None:
            continue
        origin = None if value is None else required(module, value)
        if origin is not None:
            for bound in javascript.pattern_names(name):
                taken = javascript_values.keys_to(bound, one, module.document.source)
                if taken is not None:
                    found.imports[module.text(bound)] = ".".join((origin, *taken[1]))
            continue
        for bound in javascript.pattern_names(name):
            text = module.text(bound)
            found.statements[text] = statement
            if value is None and node.parent is not None and node.parent.type != "for_in_statement":
                found.unset.add(text)
            if value is not None and name.type == "identifier" and _made_outside(module, value, found):
                found.outside[text] = text


def _made_outside(module: Module, value: Node, found: Index) -> bool:
    """Whether a value comes from a call of something outside, or is awaited."""
    value = unwrapped(value)
    if value.type == "await_expression":
        return True
    if value.type not in ("call_expression", "new_expression"):
        return False
    while True:
        inner = (
            value.child_by_field_name("function")
            or value.child_by_field_name("constructor")
            or value.child_by_field_name("object")
        )
        if inner is None:
            break
        if value.type == "call_expression" and required(module, value) is not None:
            return True
        value = unwrapped(inner)
    if value.type != "identifier":
        return False
    name = module.text(value)
    return name not in REAL and (name not in found.statements or name in found.outside)


def _assignment(module: Module, node: Node, statement: Node, found: Index) -> None:
    if node.type != "assignment_expression":
        return
    left = node.child_by_field_name("left")
    if left is None or left.type != "member_expression":
        return
    last = left.child_by_field_name("property")
    root = left
    while root.type == "member_expression":
        inner = root.child_by_field_name("object")
        if inner is None:
            return
        root = inner
    if last is not None and root.type == "identifier":
        found.members.append((module.text(root), module.text(last), statement))
