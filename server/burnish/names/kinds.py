"""What kind of value an expression has: a number, a text, markup, a list, as far as its file shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tree_sitter import Node

from burnish.names.binding import Binding, Form
from burnish.names.javascript_values import keys_to
from burnish.names.origin import OriginKind
from burnish.names.resolution import MOST_STEPS, Origins
from burnish.tree import contains_type, descendants


class Kind(Enum):
    NUMBER = "number"
    TEXT = "text"
    MARKUP = "markup"
    """A text with tags."""
    BYTES = "bytes"
    BOOLEAN = "boolean"
    LIST = "list"
    """A list, tuple or array."""
    SET = "set"
    TABLE = "table"
    """A dict, an object, a Map."""
    FUNCTION = "function"
    CLASS = "class"
    MODULE = "module"
    PROMISE = "promise"
    """A promise or coroutine that nothing has awaited yet."""
    PATTERN = "pattern"
    NOTHING = "nothing"
    """None, null, undefined."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression's value is: its kind; the bindings that were looked through; whether all that it may be is
    written down in this file (`constant`)."""

    kind: Kind
    evidence: tuple[Binding, ...] = ()
    constant: bool = False


UNKNOWN = Value(Kind.UNKNOWN)


def kind_of(origins: Origins, node: Node) -> Value:
    """The kind of value of an expression."""
    return _Search(origins).of(node)


class _Search:
    def __init__(self, origins: Origins) -> None:
        self.origins = origins
        self.scopes = origins.scopes
        self.steps = MOST_STEPS
        self.within: set[int] = set()
        self.calls = 1

    def of(self, node: Node) -> Value:
        if self.steps <= 0 or node.id in self.within:
            return UNKNOWN
        self.steps -= 1
        self.within.add(node.id)
        try:
            return self._of(node)
        finally:
            self.within.discard(node.id)

    def _of(self, node: Node) -> Value:
        kind = node.type
        if kind in self.scopes.grammar.NAMES:
            return self.name(node)
        if kind in ("string", "template_string", "concatenated_string"):
            return self.text(node)
        if kind in _LITERALS:
            return Value(_LITERALS[kind], constant=self.is_constant(node))
        if kind in ("binary_operator", "binary_expression"):
            return self.operation(node)
        if kind in ("unary_operator", "unary_expression", "update_expression"):
            return self.unary(node)
        if kind in ("call", "call_expression", "new_expression"):
            return self.call(node)
        if kind in ("await", "await_expression"):
            inner = self.of(node.named_children[0]) if node.named_children else UNKNOWN
            return UNKNOWN if inner.kind is Kind.PROMISE else inner
        if kind in _WRAPPERS and node.named_children:
            return self.of(node.named_children[0])
        options = self.origins.values.options(node)
        return UNKNOWN if not options else self.agreed(self.of(one) for one in options)

    def text(self, node: Node) -> Value:
        content = self.scopes.text(node)
        parts = [
            inner.named_children[0]
            for inner in descendants(node, ("interpolation", "template_substitution"))
            if inner.named_children
        ]
        if node.type == "string" and self.scopes.is_python and _IS_BYTES.match(content):
            return Value(Kind.BYTES, constant=not parts)
        values = [self.of(one) for one in parts]
        markup = _TAG.search(content) is not None or any(one.kind is Kind.MARKUP for one in values)
        evidence = tuple(binding for one in values for binding in one.evidence)
        return Value(Kind.MARKUP if markup else Kind.TEXT, evidence, all(one.constant for one in values))

    def is_constant(self, node: Node) -> bool:
        """Whether a literal holds nothing but literals."""
        names = self.scopes.grammar.NAMES | _COMPUTED
        return not contains_type(node, names)

    def operation(self, node: Node) -> Value:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None:
            return UNKNOWN
        word = self.scopes.text(operator)
        if word in _COMPARISONS:
            return Value(Kind.BOOLEAN)
        one = self.of(left)
        if word in ("&&", "||", "??"):
            return self.agreed((one, self.of(right)))
        if not self.scopes.is_python and word != "+":
            return Value(Kind.NUMBER, one.evidence)
        if self.scopes.is_python and word == "%" and one.kind in _TEXTS:
            return Value(one.kind, one.evidence)
        other = self.of(right)
        evidence = (*one.evidence, *other.evidence)
        constant = one.constant and other.constant
        kinds = {one.kind, other.kind}
        if word == "*" and kinds & _TEXTS and Kind.NUMBER in kinds:
            return Value(Kind.MARKUP if Kind.MARKUP in kinds else Kind.TEXT, evidence, constant)
        if kinds & _TEXTS and (word == "+" and (kinds <= _TEXTS or not self.scopes.is_python)):
            return Value(Kind.MARKUP if Kind.MARKUP in kinds else Kind.TEXT, evidence, constant)
        if kinds <= {Kind.NUMBER, Kind.BOOLEAN}:
            return Value(Kind.NUMBER, evidence, constant)
        return Value(one.kind, evidence, constant) if one.kind is other.kind and word == "+" else UNKNOWN

    def unary(self, node: Node) -> Value:
        operator = node.child_by_field_name("operator") or (node.children[0] if node.children else None)
        word = "" if operator is None else self.scopes.text(operator)
        if word in ("not", "!", "delete"):
            return Value(Kind.BOOLEAN)
        if word == "typeof":
            return Value(Kind.TEXT)
        if word == "void":
            return Value(Kind.NOTHING)
        inner = self.of(node.named_children[-1]) if node.named_children else UNKNOWN
        if not self.scopes.is_python or inner.kind is Kind.NUMBER:
            return Value(Kind.NUMBER, inner.evidence, inner.constant)
        return UNKNOWN

    def call(self, node: Node) -> Value:
        if node.type == "new_expression":
            made = self.origins.of(node)
            return Value(_MADE.get(made.path or "", Kind.UNKNOWN), made.evidence)
        function = node.child_by_field_name("function")
        origin = self.origins.of(function) if function is not None else None
        if origin is None:
            return UNKNOWN
        if origin.path is not None:
            return Value(_GIVEN.get(origin.path, Kind.UNKNOWN), origin.evidence)
        definition = origin.definition
        if definition is None or origin.kind is not OriginKind.DEFINITION:
            return UNKNOWN
        if any(one.type == "async" for one in definition.children):
            return Value(Kind.PROMISE, origin.evidence)
        values = self.origins.returned(definition) if self.calls else None
        if not values:
            return UNKNOWN
        self.calls -= 1
        try:
            found = self.agreed(self.of(one) for one in values)
        finally:
            self.calls += 1
        return Value(found.kind, (*origin.evidence, *found.evidence), found.constant)

    def name(self, node: Node) -> Value:
        name = self.scopes.text(node)
        scope = self.scopes.lookup(name, self.scopes.scope_of(node), node)
        if scope is None:
            return Value(Kind.NUMBER, constant=True) if name in ("NaN", "Infinity") else UNKNOWN
        values = []
        for binding in self.scopes.values_of(scope, name):
            found = self.binding(binding)
            if found.kind is Kind.UNKNOWN and not found.constant:
                return Value(Kind.UNKNOWN, (binding,))
            values.append(Value(found.kind, (binding, *found.evidence), found.constant))
        return self.agreed(values)

    def binding(self, binding: Binding) -> Value:
        form, construct = binding.form, binding.construct
        if form in (Form.FUNCTION, Form.CLASS):
            return Value(Kind.FUNCTION if form is Form.FUNCTION else Kind.CLASS)
        if form is Form.AUGMENTED:
            return self.augmented(construct)
        if form in (Form.PARAMETER, Form.ANNOTATION):
            return self.annotated(construct)
        if form is Form.ENUM:
            body = construct.child_by_field_name("body")
            return Value(Kind.TABLE, constant=body is not None and self.is_constant(body))
        if form in (Form.CONST, Form.LET, Form.VAR) and binding.value is None:
            return self.taken_apart(binding)
        if form in (Form.WITH, Form.CATCH) or binding.value is None:
            return UNKNOWN
        return self.of(binding.value)

    def taken_apart(self, binding: Binding) -> Value:
        """A part of what a pattern takes apart: written down in this file where all of that is, and nothing else stands in."""
        pattern, source = binding.construct.child_by_field_name("name"), binding.construct.child_by_field_name("value")
        if pattern is None or source is None or contains_type(pattern, _DEFAULTS):
            return UNKNOWN
        whole = self.of(source)
        taken = keys_to(binding.node, binding.construct, self.scopes.source)
        is_length = taken is not None and taken[1] == ("length",) and whole.kind in (Kind.LIST, *_TEXTS)
        return Value(Kind.NUMBER if is_length else Kind.UNKNOWN, whole.evidence, whole.constant)

    def augmented(self, construct: Node) -> Value:
        if construct.type == "update_expression":
            return Value(Kind.NUMBER)
        right = construct.child_by_field_name("right")
        operator = construct.child_by_field_name("operator")
        word = "" if operator is None else self.scopes.text(operator)
        if not self.scopes.is_python and word not in ("+=", "&&=", "||=", "??="):
            return Value(Kind.NUMBER)
        return UNKNOWN if right is None else self.of(right)

    def annotated(self, construct: Node) -> Value:
        annotation = construct.child_by_field_name("type")
        if annotation is None or not annotation.named_children:
            return UNKNOWN
        if construct.named_children and construct.named_children[0].type.endswith("splat_pattern"):
            return UNKNOWN
        return Value(_ANNOTATED.get(self.scopes.text(annotation.named_children[0]).partition("[")[0], Kind.UNKNOWN))

    def agreed(self, values: Iterable[Value]) -> Value:
        """The kind that all of these have; a text that may hold tags is markup."""
        every = list(values)
        kinds = {one.kind for one in every}
        evidence = tuple(dict.fromkeys(binding for one in every for binding in one.evidence))
        constant = bool(every) and all(one.constant for one in every)
        if len(kinds) > 1:
            kinds.discard(Kind.NOTHING)
        if len(kinds) == 1:
            return Value(kinds.pop(), evidence, constant)
        return Value(Kind.MARKUP if kinds and kinds <= _TEXTS else Kind.UNKNOWN, evidence, constant)


_DEFAULTS = ("assignment_pattern", "object_assignment_pattern")
_TEXTS = frozenset({Kind.TEXT, Kind.MARKUP})
_TAG = re.compile(r"</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>|<[A-Za-z][\w-]*\s|<[A-Za-z][\w-]*$")
_IS_BYTES = re.compile(r"(?i)(?:b|br|rb)['\"]")
_COMPUTED = frozenset({"call", "call_expression", "interpolation", "new_expression", "template_substitution", "this"})
_COMPARISONS = frozenset({"==", "===", "!=", "!==", "<", ">", "<=", ">=", "in", "instanceof"})
_WRAPPERS = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "expression_list"}
)
_LITERALS = {
    "integer": Kind.NUMBER, "float": Kind.NUMBER, "number": Kind.NUMBER,
    "true": Kind.BOOLEAN, "false": Kind.BOOLEAN, "comparison_operator": Kind.BOOLEAN, "not_operator": Kind.BOOLEAN,
    "list": Kind.LIST, "tuple": Kind.LIST, "array": Kind.LIST, "list_comprehension": Kind.LIST,
    "set": Kind.SET, "set_comprehension": Kind.SET,
    "dictionary": Kind.TABLE, "dictionary_comprehension": Kind.TABLE, "object": Kind.TABLE,
    "lambda": Kind.FUNCTION, "arrow_function": Kind.FUNCTION, "function_expression": Kind.FUNCTION,
    "generator_function": Kind.FUNCTION, "class": Kind.CLASS, "regex": Kind.PATTERN,
    "none": Kind.NOTHING, "null": Kind.NOTHING, "undefined": Kind.NOTHING,
}  # fmt: skip
_ANNOTATED = {
    "int": Kind.NUMBER, "float": Kind.NUMBER, "number": Kind.NUMBER, "bigint": Kind.NUMBER, "complex": Kind.NUMBER,
    "str": Kind.TEXT, "string": Kind.TEXT, "bytes": Kind.BYTES, "bool": Kind.BOOLEAN, "boolean": Kind.BOOLEAN,
    "list": Kind.LIST, "List": Kind.LIST, "tuple": Kind.LIST, "Tuple": Kind.LIST,
    "set": Kind.SET, "frozenset": Kind.SET, "dict": Kind.TABLE, "Dict": Kind.TABLE,
}  # fmt: skip
_MADE = {
    "globalThis.Array": Kind.LIST, "globalThis.Date": Kind.UNKNOWN, "globalThis.Map": Kind.TABLE,
    "globalThis.Object": Kind.TABLE, "globalThis.Promise": Kind.PROMISE, "globalThis.RegExp": Kind.PATTERN,
    "globalThis.Set": Kind.SET, "globalThis.WeakMap": Kind.TABLE,
}  # fmt: skip
_NUMBERS = (
    "builtins.abs", "builtins.float", "builtins.int", "builtins.len", "builtins.ord", "builtins.round",
    "builtins.str.count", "builtins.str.find", "globalThis.Number", "globalThis.parseFloat", "globalThis.parseInt",
    "globalThis.Date.now", "globalThis.performance.now", "time.monotonic", "time.perf_counter", "time.time",
    *(f"globalThis.Math.{name}" for name in ("abs", "ceil", "floor", "max", "min", "pow", "random", "round", "sqrt")),
)  # fmt: skip
_TEXTS_GIVEN = (
    "builtins.ascii", "builtins.bin", "builtins.chr", "builtins.format", "builtins.hex", "builtins.repr",
    "builtins.str", "globalThis.String", "globalThis.JSON.stringify", "globalThis.encodeURIComponent",
    "globalThis.encodeURI", "globalThis.btoa", "json.dumps",
    *(f"builtins.str.{name}" for name in ("format", "join", "lower", "lstrip", "replace", "rstrip", "strip", "upper")),
)  # fmt: skip
_GIVEN = {
    **dict.fromkeys(_NUMBERS, Kind.NUMBER),
    **dict.fromkeys(_TEXTS_GIVEN, Kind.TEXT),
    **dict.fromkeys(("builtins.bool", "builtins.any", "builtins.all", "builtins.isinstance", "globalThis.Boolean",
                     "globalThis.Array.isArray", "globalThis.isNaN"), Kind.BOOLEAN),
    **dict.fromkeys(("builtins.list", "builtins.sorted", "builtins.tuple", "globalThis.Array.from",
                     "globalThis.Array.of", "globalThis.Object.keys", "globalThis.Object.values",
                     "globalThis.Object.entries", "globalThis.Array.map", "globalThis.Array.filter"), Kind.LIST),
    **dict.fromkeys(("builtins.set", "builtins.frozenset"), Kind.SET),
    **dict.fromkeys(("builtins.dict", "globalThis.Object.fromEntries"), Kind.TABLE),
    **dict.fromkeys(("builtins.bytes",), Kind.BYTES),
    **dict.fromkeys(("globalThis.fetch", "globalThis.import", "globalThis.Promise.all", "globalThis.Promise.race",
                     "globalThis.Promise.resolve", "globalThis.Promise.reject", "globalThis.Promise.any",
                     "globalThis.Promise.allSettled"), Kind.PROMISE),
    "re.compile": Kind.PATTERN,
}  # fmt: skip
