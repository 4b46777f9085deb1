"""What the names of methods and operators say of the values that they are used on."""

from __future__ import annotations

from tree_sitter import Node

from burnish.behaviour.javascript.outline import FUNCTIONS, Module, unwrapped
from burnish.behaviour.values import Kind


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TEXT = _words("""toLowerCase toUpperCase trim trimStart trimEnd split charAt charCodeAt codePointAt startsWith endsWith substring
    substr padStart padEnd localeCompare normalize replace replaceAll match matchAll repeat search""")
LIST = _words("""map filter forEach find findIndex some every reduce reduceRight flatMap push pop shift unshift splice sort reverse
    join flat fill""")
EITHER = _words("includes indexOf lastIndexOf slice concat at length")
DATE = _words(
    "getTime getFullYear getMonth getDate getDay getHours getMinutes getSeconds toISOString toLocaleDateString"
)
SAME = _words("slice filter sort reverse concat")
FUNCTION = _words("call apply bind")
NUMBER = _words("toFixed toPrecision toExponential")
PLACES = _words("charAt charCodeAt codePointAt substring substr slice repeat padStart padEnd at toFixed")
"""Methods that take a number."""
PLAIN = _words("toString valueOf hasOwnProperty toJSON constructor")
ARITHMETIC = _words("< > <= >= - * / % ** & | ^ << >> >>>")
ORDERING = _words("< > <= >= %")
EQUAL = _words("=== == !== !=")
KEPT = _words("variable_declarator return_statement assignment_expression")
"""Where the value of `a && b` is kept, not only asked for its truth."""
KINDS: dict[str, tuple[Kind, ...]] = {
    "string": ("str",), "number": ("int", "float"), "boolean": ("bool",), "function": ("function",),
    "object": ("dict",), "undefined": ("undefined",),
}  # fmt: skip
INSTANCES: dict[str, tuple[Kind, ...]] = {
    "Date": ("date",), "Map": ("map",), "Set": ("set",), "Array": ("list",), "Function": ("function",),
    "Uint8Array": ("bytes",), "Buffer": ("bytes",),
}  # fmt: skip
TAGGED: dict[str, tuple[Kind, ...]] = {
    **INSTANCES, "String": ("str",), "Number": ("int", "float"), "Boolean": ("bool",), "Object": ("dict",),
}  # fmt: skip
"""By what `Object.prototype.toString` calls it."""
TAKES: dict[str, tuple[Kind, ...]] = {
    "JSON.parse": ("str",), "Object.keys": ("dict",), "Object.entries": ("dict",), "Object.values": ("dict",),
    "Array.isArray": ("list",), "parseInt": ("str", "int"), "parseFloat": ("str", "float"), "Number": ("str", "int"),
    "isNaN": ("int", "float"), "Number.isInteger": ("int", "float"), "Promise.all": ("list",), "Array.from": ("list",),
    "encodeURIComponent": ("str",), "decodeURIComponent": ("str",), "new Set": ("list",), "new Date": ("int", "str"),
    "new RegExp": ("str",), "Number.isFinite": ("int", "float"), "Object.assign": ("dict",),
}  # fmt: skip
CALLBACKS = {"map": 0, "filter": 0, "forEach": 0, "find": 0, "findIndex": 0, "some": 0, "every": 0, "flatMap": 0}
ANYTHING: tuple[Kind, ...] = ("int", "str", "list", "dict", "bool", "none", "undefined")


def takes_function(call: Node | None) -> bool:
    """Whether the first argument of a call is, or may be, a function."""
    arguments = None if call is None else call.child_by_field_name("arguments")
    if arguments is None or not arguments.named_children:
        return False
    return unwrapped(arguments.named_children[0]).type in FUNCTIONS | {"identifier"}


def next_name(module: Module, call: Node | None) -> str:
    """What is read of a call's result: "sort" of `xs.slice().sort()`."""
    around = None if call is None else call.parent
    key = around.child_by_field_name("property") if around is not None and around.type == "member_expression" else None
    return "" if key is None else module.text(key)


def operator_of(node: Node) -> str:
    """The operator of an expression, empty where it has none."""
    operator = node.child_by_field_name("operator")
    return "" if operator is None else operator.type
