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
    NUMBER,
    ORDERING,
    PLACES,
    PLAIN,
    TAGGED,
    TAKES,
    TEXT,
    next_name,
    operator_of,
    takes_function,
)
from burnish.behaviour.javascript.outline import FUNCTIONS, patterns_of, unwrapped
from burnish.behaviour.javascript.reach import constant, spread_with
from burnish.behaviour.javascript.reading import Reading
from burnish.behaviour.javascript.samples import literal
from burnish.tree import descendants


def read(reading: Reading, body: Node) -> None:
    """One walk over a function's body."""
    for node in [body, *descendants(body)]:
        reader = _READERS.get(node.type)
        if reader is not None:
            reader(reading, node)
    for base, clue in reading.sought:
        if base.surest() == {"str"}:
            clue.vote("str")


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
    elif name in NUMBER:
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
    if text.endswith(("Object.hasOwn", "hasOwnProperty.call")) and len(given) == 2:
        asked = reading.clue(given[0])
        if asked is not None:
            _owns(reading, asked, given[1])
    elif text.endswith(".hasOwnProperty") and given and (asked := reading.clue(receiver)) is not None:
        _owns(reading, asked, given[0])
    kinds = TAKES.get(f"new {text}" if node.type == "new_expression" else text)
    if text.startswith("Math."):
        kinds = ("int", "float")
    if kinds:
        for one in given:
            found = reading.clue(one)
            if found is not None:
                found.vote(*kinds)
                if text == "Array.isArray" and reading.asks:
                    # As of `typeof`: code that asks is made for other things, too.
                    found.extra.update(ANYTHING)
    base = reading.clue(receiver)
    if given and receiver is not None:
        _taken(reading, callee, base, given)
    if base is not None and given:
        _callback(reading, callee, base, given)
    reading.passed(node)


def _owns(reading: Reading, clue: Clue, key: Node) -> None:
    """It is asked whether a value has a key."""
    clue.vote("dict")
    known = literal(reading.module, key)
    if known is not None and known.kind == "str":
        clue.field(str(known.data))


def _taken(reading: Reading, callee: Node, base: Clue | None, given: list[Node]) -> None:
    """What methods of texts take: a text to look for, or a place."""
    key = callee.child_by_field_name("property")
    name = "" if key is None else reading.module.text(key)
    for at, one in enumerate(given[:2]):
        if (clue := reading.clue(one)) is None:
            continue
        if name in PLACES:
            if at == 0 or name in ("slice", "substring", "substr"):
                clue.vote("int")
        elif at == 0 and name in ("startsWith", "endsWith", "split", "replaceAll"):
            clue.vote("str")
        elif at == 0 and base is not None and name in ("includes", "indexOf", "lastIndexOf"):
            reading.sought.append((base, clue))


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
    left = node.child_by_field_name("left")
    if clue is not None and clue.votes.get("map") == SURE and left is not None and left.type == "array_pattern":
        for one, known in zip(left.named_children, (None, clue.items), strict=False):
            reading.bind(one, known)
        return
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
            _owns(reading, clue, left)
        return
    for one, other in ((left, right), (right, left)):
        clue = reading.clue(one)
        if clue is not None:
            _compared(reading, clue, operator, other)
        elif unwrapped(one).type == "unary_expression" and unwrapped(one).children[0].type == "typeof":
            _typed(reading, unwrapped(one), other)
        elif unwrapped(one).type == "call_expression":
            _tagged(reading, unwrapped(one), other)


def _tagged(reading: Reading, call: Node, other: Node) -> None:
    """`Object.prototype.toString.call(x) === "[object Date]"`."""
    callee, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if callee is None or arguments is None or not reading.module.text(callee).endswith("toString.call"):
        return
    clue = reading.clue(arguments.named_children[0]) if arguments.named_children else None
    known = literal(reading.module, other)
    if clue is None or known is None:
        return
    kinds = TAGGED.get(str(known.data).removeprefix("[object ").removesuffix("]"), ())
    clue.vote(*kinds)
    clue.extra.update(ANYTHING if kinds and reading.asks else ())


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
        clue.extra.update(ANYTHING if reading.asks else ())


def _compared(reading: Reading, clue: Clue, operator: str, other: Node) -> None:
    known = constant(reading.module, other)
    if operator in EQUAL:
        if known is None:
            clue.paired = clue.paired or unwrapped(other).type in ("member_expression", "subscript_expression")
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
    elif _stands_in(reading, node, name):
        reading.default(reading.names[name], right)


def _stands_in(reading: Reading, assignment: Node, name: str) -> bool:
    """Whether something is assigned to a parameter where that is nothing: `if (x === undefined) x = 1`."""
    around = None if assignment.parent is None else assignment.parent.parent
    around = around.parent if around is not None and around.type == "statement_block" else around
    asked = around.child_by_field_name("condition") if around is not None and around.type == "if_statement" else None
    condition = None if asked is None else unwrapped(asked)
    if condition is None or operator_of(condition) not in ("!", "===", "=="):
        return False
    left = condition.child_by_field_name("argument") or condition.child_by_field_name("left")
    right = condition.child_by_field_name("right")
    left = left.named_children[-1] if left is not None and left.type == "unary_expression" else left
    known = None if right is None else literal(reading.module, right)
    nothing = right is None or (
        known is not None and (known.kind in ("none", "undefined") or known.data == "undefined")
    )
    return nothing and left is not None and reading.module.text(left) == name


def _subscript(reading: Reading, node: Node) -> None:
    base, index = reading.clue(node.child_by_field_name("object")), node.child_by_field_name("index")
    if index is not None and base is None:
        _key(reading, index)
    inner = None if index is None else reading.clue(index)
    if inner is not None:
        inner.indexes = True
    if base is None or index is None:
        return
    if (known := literal(reading.module, index)) is None:
        base.vote("list", "dict", sure=USE - 1) if inner is None else base.vote("dict", sure=USE - 1)
    elif known.kind == "int" and isinstance(known.data, int):
        base.vote("list", "str", sure=USE - 1)
        base.reads = max(base.reads, known.data + 1)


def _key(reading: Reading, index: Node) -> None:
    """Something is looked up in what is no parameter: a table or a list of the module, or of the world outside."""
    clue = reading.clue(index)
    if clue is not None and clue.unknown:
        clue.vote("str", "int", sure=USE - 1)


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
