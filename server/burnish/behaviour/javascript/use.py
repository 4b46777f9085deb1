"""What a function does with its parameters, and what that says of them."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from burnish.behaviour.javascript.clue import SURE, USE, Clue
from burnish.behaviour.javascript.methods import (
    ANYTHING,
    ARITHMETIC,
    CALLBACKS,
    DATE,
    EITHER,
    EQUAL,
    FUNCTION,
    INSTANCES,
    KEPT,
    KINDS,
    LIST,
    ORDERING,
    PLAIN,
    SAME,
    TAKES,
    TEXT,
    next_name,
    operator_of,
    takes_function,
)
from burnish.behaviour.javascript.outline import FUNCTIONS, Module, patterns_of, unwrapped
from burnish.behaviour.javascript.reach import constant, spread_with
from burnish.behaviour.javascript.samples import literal
from burnish.tree import descendants


class Reading:
    """One walk over a function, with what its names stand for."""

    def __init__(self, module: Module, names: dict[str, Clue], this: Clue | None) -> None:
        self.module = module
        self.names = names
        self.this = this

    def read(self, body: Node) -> None:
        for node in [body, *descendants(body)]:
            reader = _READERS.get(node.type)
            if reader is not None:
                reader(self, node)

    def clue(self, node: Node | None) -> Clue | None:
        """The clue of what an expression refers to, where that is a parameter or part of one."""
        path: list[tuple[str, str]] = []
        while node is not None:
            node = unwrapped(node)
            if node.type == "identifier":
                return _follow(self.names.get(self.module.text(node)), path)
            if node.type == "this":
                return _follow(self.this, path)
            if node.type == "member_expression":
                key = node.child_by_field_name("property")
                name = "" if key is None else self.module.text(key)
                if name in TEXT | LIST | EITHER | DATE | FUNCTION | PLAIN:
                    return None
                path.append(("field", name))
            elif node.type == "subscript_expression":
                index = node.child_by_field_name("index")
                known = None if index is None else literal(self.module, index)
                if known is not None and known.kind == "str":
                    path.append(("field", str(known.data)))
                else:
                    path.append(("items", ""))
            elif node.type == "call_expression":
                # What is left of a list after sorting or filtering is of the same kind.
                callee = node.child_by_field_name("function")
                key = None if callee is None else callee.child_by_field_name("property")
                if callee is None or key is None or self.module.text(key) not in SAME:
                    return None
                node = callee
            elif node.type == "binary_expression" and operator_of(node) in ("||", "??"):
                node = node.child_by_field_name("left")
                continue
            else:
                return None
            node = node.child_by_field_name("object")
        return None

    def bind(self, pattern: Node | None, clue: Clue | None) -> None:
        """Lets the names of a pattern stand for parts of a value. A name that hides another stands for nothing."""
        if pattern is None:
            return
        kind = pattern.type
        if kind in ("identifier", "shorthand_property_identifier_pattern"):
            name = self.module.text(pattern)
            if clue is None:
                self.names.pop(name, None)
            else:
                clue.name = clue.name or name
                self.names[name] = clue
        elif kind in ("assignment_pattern", "object_assignment_pattern"):
            if kind == "object_assignment_pattern" and clue is not None:
                left = pattern.child_by_field_name("left")
                clue = None if left is None else clue.field(self.module.text(left))
            self.default(clue, pattern.child_by_field_name("right"))
            self.bind(pattern.child_by_field_name("left"), clue)
        elif kind == "object_pattern":
            self._bind_object(pattern, clue)
        elif kind == "array_pattern":
            if clue is not None:
                clue.vote("list")
            for one in pattern.named_children:
                self.bind(one, None if clue is None else clue.items)
        elif kind == "rest_pattern":
            self.bind(pattern.named_children[0], None)

    def _bind_object(self, pattern: Node, clue: Clue | None) -> None:
        for one in pattern.named_children:
            if one.type == "shorthand_property_identifier_pattern":
                self.bind(one, None if clue is None else clue.field(self.module.text(one)))
            elif one.type == "pair_pattern":
                key = one.child_by_field_name("key")
                plain = key is not None and key.type in ("property_identifier", "string")
                name = self.module.text(key).strip("\"'") if key is not None else ""
                self.bind(one.child_by_field_name("value"), clue.field(name) if clue is not None and plain else None)
            elif one.type == "object_assignment_pattern":
                self.bind(one, clue)

    def default(self, clue: Clue | None, value: Node | None) -> None:
        """What a default says: the kind, and that the value may be left out."""
        if clue is None or value is None:
            return
        clue.optional = True
        clue.extra.add("undefined")
        value = unwrapped(value)
        known = literal(self.module, value)
        if known is not None:
            if known.kind in ("none", "undefined"):
                clue.extra.add(known.kind)
                return
            clue.literal(known)
            clue.vote(known.kind)
        elif value.type in FUNCTIONS:
            clue.vote("function")
        elif value.type in ("array", "object"):
            clue.vote("list" if value.type == "array" else "dict")


def _follow(clue: Clue | None, path: list[tuple[str, str]]) -> Clue | None:
    for step, name in reversed(path):
        if clue is None:
            return None
        clue = clue.field(name) if step == "field" else clue.items
    return clue


def _member(reading: Reading, node: Node) -> None:
    key = node.child_by_field_name("property")
    base = reading.clue(node.child_by_field_name("object"))
    if key is None or base is None:
        return
    name = reading.module.text(key)
    parent = node.parent
    called = parent is not None and parent.type == "call_expression" and parent.child_by_field_name("function") == node
    if any(one.type == "optional_chain" for one in node.children):
        base.extra.add("undefined")
    if name == "length" or (called and name in EITHER):
        after = next_name(reading.module, node.parent) if called else ""
        if after in LIST or after in TEXT:
            base.vote("list" if after in LIST else "str")
        else:
            base.vote("list", "str", sure=USE - 1)
    elif not called:
        base.field(name)
    elif name in TEXT:
        base.vote("str")
    elif name in LIST:
        base.vote("list" if takes_function(node.parent) or name not in CALLBACKS else "object")
    elif name in DATE:
        base.vote("date")
    elif name in FUNCTION:
        base.vote("function")
    elif name == "toFixed":
        base.vote("int", "float")
    elif name in ("then", "catch", "finally"):
        base.vote("stub")
    elif name not in PLAIN:
        base.vote("object")


def _call(reading: Reading, node: Node) -> None:
    callee = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    if callee is None:
        return
    clue = reading.clue(callee)
    receiver = callee.child_by_field_name("object") if callee.type == "member_expression" else None
    if clue is not None and (callee.type == "identifier" or receiver is None):
        clue.vote("function")
    elif clue is not None:
        clue.vote("function", sure=SURE)
    arguments = node.child_by_field_name("arguments")
    given = [] if arguments is None else arguments.named_children
    text = reading.module.text(callee)
    kinds = TAKES.get(f"new {text}" if node.type == "new_expression" else text)
    if text.startswith("Math."):
        kinds = ("int", "float")
    if kinds:
        for one in given:
            found = reading.clue(one)
            if found is not None:
                found.vote(*kinds)
    base = reading.clue(receiver)
    if base is not None and given:
        _callback(reading, callee, base, given)


def _callback(reading: Reading, callee: Node, base: Clue, given: list[Node]) -> None:
    key = callee.child_by_field_name("property")
    name = "" if key is None else reading.module.text(key)
    function = unwrapped(given[0])
    if name in ("includes", "indexOf", "startsWith", "endsWith"):
        known = literal(reading.module, given[0])
        if known is not None:
            (base.items if name in ("includes", "indexOf") else base).literal(known)
        return
    if function.type not in FUNCTIONS:
        return
    parameters = patterns_of(function)
    at = 1 if name in ("reduce", "reduceRight") else CALLBACKS.get(name)
    if name == "sort":
        for one in parameters[:2]:
            reading.bind(one, base.items)
    elif at is not None and len(parameters) > at:
        reading.bind(parameters[at], base.items)


def _declarator(reading: Reading, node: Node) -> None:
    value, name = node.child_by_field_name("value"), node.child_by_field_name("name")
    clue = None if value is None else reading.clue(value)
    if clue is not None and value is not None and unwrapped(value).type == "binary_expression":
        reading.default(clue, unwrapped(value).child_by_field_name("right"))
    reading.bind(name, clue)


def _loop(reading: Reading, node: Node) -> None:
    clue = reading.clue(node.child_by_field_name("right"))
    of = operator_of(node) == "of"
    if clue is not None:
        clue.vote("list" if of else "dict")
    reading.bind(node.child_by_field_name("left"), clue.items if clue is not None and of else None)


def _spread(reading: Reading, node: Node) -> None:
    clue = reading.clue(node.named_children[0] if node.named_children else None)
    if clue is not None:
        within = None if node.parent is None else node.parent.type
        clue.vote("dict" if within in ("object", "jsx_expression") else "list")
        if within == "object":
            for name in (*spread_with(reading.module, node), "other"):
                clue.field(name)


def _binary(reading: Reading, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = operator_of(node)
    if left is None or right is None:
        return
    if operator in ("||", "??", "&&"):
        clue = reading.clue(left)
        if clue is not None:
            clue.asked(defaulted=operator != "&&" or (node.parent is not None and node.parent.type in KEPT))
            if operator != "&&":
                known = literal(reading.module, right)
                if known is not None and known.kind not in ("none", "undefined"):
                    clue.vote(known.kind, sure=USE - 1)
        return
    if operator == "instanceof":
        clue = reading.clue(left)
        if clue is not None:
            clue.vote(*INSTANCES.get(reading.module.text(right), ("object",)))
        return
    if operator == "in":
        if (clue := reading.clue(right)) is not None:
            clue.vote("dict")
        return
    for one, other in ((left, right), (right, left)):
        clue = reading.clue(one)
        if clue is not None:
            _compared(reading, clue, operator, other)
        elif unwrapped(one).type == "unary_expression" and unwrapped(one).children[0].type == "typeof":
            _typed(reading, unwrapped(one), other)


def _typed(reading: Reading, node: Node, other: Node) -> None:
    clue, known = reading.clue(node.named_children[-1]), literal(reading.module, other)
    if clue is None or known is None:
        return
    kinds = KINDS.get(str(known.data), ())
    if kinds == ("undefined",):
        clue.extra.add("undefined")
    elif kinds:
        clue.vote(*kinds)
        # Code that asks what it was given is made for other things, too.
        clue.extra.update(ANYTHING)


def _compared(reading: Reading, clue: Clue, operator: str, other: Node) -> None:
    known = constant(reading.module, other)
    if operator in EQUAL:
        if known is None:
            clue.paired = clue.paired or unwrapped(other).type == "member_expression"
            return
        if known.kind in ("none", "undefined"):
            clue.extra.update((known.kind,) if len(operator) == 3 else ("none", "undefined"))
        else:
            clue.literal(known)
            clue.vote(known.kind)
    elif operator in ARITHMETIC:
        if known is not None and known.kind in ("int", "float", "str") and operator in ORDERING:
            clue.literal(known)
        clue.vote(*(("str",) if known is not None and known.kind == "str" else ("int", "float")))
    elif operator == "+":
        if known is not None and known.kind in ("str", "int", "float"):
            clue.vote(known.kind, sure=USE - 1)
        elif unwrapped(other).type == "template_string":
            clue.vote("str", sure=USE - 1)


def _switch(reading: Reading, node: Node) -> None:
    clue, body = reading.clue(node.child_by_field_name("value")), node.child_by_field_name("body")
    if clue is None or body is None:
        return
    for case in body.named_children:
        value = case.child_by_field_name("value")
        known = None if value is None else constant(reading.module, value)
        if known is not None:
            clue.literal(known)
            clue.vote(known.kind)


def _number(reading: Reading, node: Node) -> None:
    if (clue := reading.clue(node.child_by_field_name("argument"))) is not None:
        clue.vote("int")


def _assigned(reading: Reading, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or left.type != "identifier" or node.type != "assignment_expression":
        return
    name = reading.module.text(left)
    if name not in reading.names:
        return
    again = reading.clue(right)
    if again is reading.names[name]:
        value = unwrapped(right)
        reading.default(again, value.child_by_field_name("right") if value.type == "binary_expression" else None)


def _subscript(reading: Reading, node: Node) -> None:
    base, index = reading.clue(node.child_by_field_name("object")), node.child_by_field_name("index")
    if base is None or index is None:
        return
    if (known := literal(reading.module, index)) is None:
        inner = reading.clue(index)
        base.vote("list", "dict", sure=USE - 1) if inner is None else base.vote("dict", sure=USE - 1)
    elif known.kind == "int":
        base.vote("list", "str", sure=USE - 1)


def _asked(reading: Reading, node: Node) -> None:
    """What a condition asks for may be missing."""
    condition = node.child_by_field_name("condition") or node.child_by_field_name("argument")
    if node.type == "unary_expression" and operator_of(node) != "!":
        return
    if (clue := reading.clue(condition)) is not None:
        clue.asked()


def _template(reading: Reading, node: Node) -> None:
    if (clue := reading.clue(node.named_children[0] if node.named_children else None)) is not None:
        clue.vote("str", sure=USE - 1)


_READERS: dict[str, Callable[[Reading, Node], None]] = {
    "member_expression": _member,
    "subscript_expression": _subscript,
    "call_expression": _call,
    "new_expression": _call,
    "variable_declarator": _declarator,
    "for_in_statement": _loop,
    "spread_element": _spread,
    "binary_expression": _binary,
    "switch_statement": _switch,
    "if_statement": _asked,
    "ternary_expression": _asked,
    "unary_expression": _asked,
    "update_expression": _number,
    "assignment_expression": _assigned,
    "template_substitution": _template,
}
