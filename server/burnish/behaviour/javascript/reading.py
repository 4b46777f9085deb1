"""What expressions and patterns of a function refer to: parameters, and parts of them."""

from __future__ import annotations

from tree_sitter import Node

from burnish.behaviour.javascript.clue import Clue
from burnish.behaviour.javascript.methods import DATE, EITHER, FUNCTION, LIST, NUMBER, PLAIN, SAME, TEXT, operator_of
from burnish.behaviour.javascript.outline import FUNCTIONS, Module, unwrapped
from burnish.behaviour.javascript.samples import literal


class Reading:
    """What the names of a function stand for, as far as it has been read."""

    def __init__(self, module: Module, names: dict[str, Clue], this: Clue | None) -> None:
        self.module = module
        self.names = names
        self.this = this
        self.sought: list[tuple[Clue, Clue]] = []
        """Texts or lists in which the code looks for something, and what it looks for."""
        self.asks = True
        """Whether it counts that the code asks for kinds: what others ask is not what the callers of this one give."""

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
                if name in TEXT | LIST | EITHER | DATE | FUNCTION | NUMBER | PLAIN:
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
                    return _follow(self.passed(node), path)
                node = callee
            elif node.type == "binary_expression" and operator_of(node) in ("||", "??"):
                node = node.child_by_field_name("left")
                continue
            else:
                return None
            node = node.child_by_field_name("object")
        return None

    def passed(self, call: Node) -> Clue | None:
        """The clue of what a call returns, where that is known to be a part of what it was given."""
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
                clue.reads = max(clue.reads, len(pattern.named_children))
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
