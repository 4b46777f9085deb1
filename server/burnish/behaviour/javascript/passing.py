"""What passing a value on to the module's own functions tells of it, and what they return of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from tree_sitter import Node

from burnish.behaviour.javascript.annotations import of_type
from burnish.behaviour.javascript.clue import SURE, Clue
from burnish.behaviour.javascript.outline import FUNCTIONS, Module, parameters_of, unwrapped
from burnish.behaviour.javascript.reading import Reading
from burnish.behaviour.javascript.use import read
from burnish.tree import descendants

_Place = Literal["inner", "class", "module"]
"""Where a function stands that is called: within the one that is read, in its class, or anywhere else."""

DEEPEST_CALLS = 2
MOST_CALLS = 10
"""How many calls are followed in all."""

LONGEST = 6_000
"""Bytes of a function that is still read."""


class Passing(Reading):
    """The names of a function that may pass what they stand for on."""

    def __init__(
        self, module: Module, names: dict[str, Clue], this: Clue | None, function: Node, owner: Node | None
    ) -> None:
        super().__init__(module, names, this)
        self.function = function
        self.owner = owner
        """The class of the function."""
        self.path: tuple[int, ...] = (function.id,)
        self.state: Mapping[str, Clue] = dict(names)
        """The module's own variables."""
        self._returned: dict[int, Clue | None] = {}
        self._left = [MOST_CALLS]

    def passed(self, call: Node) -> Clue | None:
        """An argument is what the function takes it for, which may return a part of it."""
        if call.id not in self._returned:
            self._returned[call.id] = None
            self._returned[call.id] = self._followed(call)
        return self._returned[call.id]

    def _followed(self, call: Node) -> Clue | None:
        arguments = call.child_by_field_name("arguments")
        given = [] if arguments is None else [one for one in arguments.named_children if one.type != "comment"]
        if not given or len(self.path) > DEEPEST_CALLS or any(one.type == "spread_element" for one in given):
            return None
        function, place = self._definition(call)
        body = None if function is None else function.child_by_field_name("body")
        if function is None or body is None or self.path.count(function.id) > 1:
            return None
        if body.end_byte - body.start_byte > LONGEST or not self._left[0]:
            return None
        known = [self._argument(one) for one in given]
        if not any(known):
            return None
        self._left[0] -= 1
        names = self.names if place == "inner" else self.state
        this = None if place == "module" else self.this
        reading = Passing(self.module, dict(names), this, self.function, self.owner)
        reading.path, reading.state, reading._left = (*self.path, function.id), self.state, self._left
        reading.asks = False
        for at, parameter in enumerate(parameters_of(function)):
            _bound(reading, parameter, known[at] if at < len(known) else None)
        read(reading, body)
        return reading.returned(body)

    def _argument(self, node: Node) -> Clue | None:
        """What is passed on: something known, or a list or an object with that in it."""
        node = unwrapped(node)
        if node.type == "array" and len(node.named_children) == 1:
            made = Clue()
            made.inner = self.clue(node.named_children[0])
            return made if made.inner is not None else None
        if node.type == "object":
            made = Clue()
            for one in node.named_children:
                key, value = (one.child_by_field_name("key"), one.child_by_field_name("value"))
                if one.type == "shorthand_property_identifier":
                    key = value = one
                clue = None if key is None or value is None else self.clue(value)
                if clue is not None and key is not None:
                    made.fields[self.module.text(key)] = clue
            return made if made.fields else None
        return self.clue(node)

    def returned(self, body: Node) -> Clue | None:
        """The first of the things a function returns that is known."""
        if body.type != "statement_block":
            return self.clue(body)
        for one in descendants(body, ("return_statement",), FUNCTIONS):
            if one.named_children and (clue := self.clue(one.named_children[0])) is not None:
                return clue
        return None

    def _definition(self, call: Node) -> tuple[Node | None, _Place]:
        """The function that is called, and where it stands."""
        callee = call.child_by_field_name("function")
        if callee is None or callee.type not in ("identifier", "member_expression"):
            return None, "module"
        name = self.module.text(callee)
        functions = self.module.functions
        if callee.type == "identifier" and (own := _within(self.module, self.function, name)) is not None:
            return own, "inner"
        if name.startswith("this.") and self.owner is not None:
            wanted = name.removeprefix("this")
            alike = (one for one in functions.values() if one.parent == self.owner and one.kind in ("method", "field"))
            return next((one.node for one in alike if one.name.endswith(wanted)), None), "class"
        found = functions.get(name)
        return (found.node if found is not None and found.kind in ("function", "static") else None), "module"


def _bound(reading: Passing, parameter: Node, clue: Clue | None) -> None:
    pattern, annotation = parameter.child_by_field_name("pattern"), parameter.child_by_field_name("type")
    if clue is None:
        return reading.bind(pattern or parameter, None)
    if annotation is not None and not any(sure == SURE for sure in clue.votes.values()):
        of_type(reading.module, annotation, clue)
    # What may be left out there is given here.
    optional, extra = clue.optional, set(clue.extra)
    reading.default(clue, parameter.child_by_field_name("value"))
    reading.bind(pattern or parameter, clue)
    clue.optional, clue.extra = optional, extra
    return None


def _within(module: Module, function: Node, name: str) -> Node | None:
    """A function of that name inside of another one."""
    body = function.child_by_field_name("body")
    for one in () if body is None else descendants(body, ("function_declaration", "variable_declarator")):
        named = one.child_by_field_name("name")
        if named is None or module.text(named) != name:
            continue
        value = one.child_by_field_name("value")
        found = one if one.type == "function_declaration" else None if value is None else unwrapped(value)
        if found is not None and found.type in FUNCTIONS:
            return found
    return None
