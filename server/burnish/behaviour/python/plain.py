"""Whether a program is simple enough for Monty: only what was seen to work there as in CPython, and nothing lazy."""

from __future__ import annotations

import ast

from burnish.behaviour.python.instrument import BUILTIN_ERRORS
from burnish.behaviour.python.outline import FUNCTIONS, last_name
from burnish.behaviour.python.slice import BUILTIN_NAMES, Slice
from burnish.behaviour.values import Kind, Parameter, Shape
from burnish.text import words

MODULES = {
    "math": frozenset(["sqrt", "floor", "ceil", "fabs", "gcd", "isnan", "isinf", "isclose", "log", "log2", "log10", "exp", "pow", "sin", "cos", "tan", "atan2", "hypot", "trunc", "copysign", "fmod", "degrees", "radians", "isqrt", "pi", "e", "inf", "nan", "factorial"]),
    "json": frozenset({"dumps"}),
    "re": frozenset(["match", "search", "fullmatch", "findall", "split", "escape"]),
}  # fmt: skip
BUILTINS = words(
    """
    abs all any bool chr dict divmod enumerate float int isinstance len list max min ord range repr reversed round
    set sorted str sum tuple zip
    """
)
TYPES = frozenset(["bool", "dict", "float", "int", "list", "str", "tuple"])
METHODS = words(
    """
    append clear copy count extend index insert pop remove reverse sort fromkeys get items keys popitem setdefault
    update values capitalize casefold center endswith find format isalnum isalpha isascii isdecimal isdigit
    isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip partition
    removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split startswith strip swapcase
    title upper zfill add discard group groups start end span
    """
)
NODES = (
    ast.Module, ast.FunctionDef, ast.Lambda, ast.arguments, ast.arg, ast.Return, ast.Assign, ast.AugAssign, ast.AnnAssign,
    ast.For, ast.While, ast.If, ast.Raise, ast.Try, ast.Assert, ast.Import, ast.Expr, ast.Pass, ast.Break, ast.Continue,
    ast.BoolOp, ast.NamedExpr, ast.BinOp, ast.UnaryOp, ast.IfExp, ast.Dict, ast.ListComp, ast.DictComp, ast.GeneratorExp,
    ast.Compare, ast.Call, ast.JoinedStr, ast.FormattedValue, ast.Constant, ast.Attribute, ast.Subscript, ast.Starred,
    ast.Name, ast.List, ast.Tuple, ast.Slice, ast.comprehension, ast.ExceptHandler, ast.alias, ast.keyword,
    ast.boolop, ast.operator, ast.unaryop, ast.cmpop, ast.expr_context,
)  # fmt: skip
KINDS = frozenset[Kind]({"none", "bool", "int", "float", "str", "list", "tuple", "dict"})
WHOLE = frozenset(["sum", "list", "tuple", "dict", "sorted", "min", "max"])
"""They use up what they are given, so that it does not matter whether that is lazy."""
WALKERS = frozenset(["enumerate", "zip", "reversed"])


def is_plain(part: Slice, parameters: tuple[Parameter, ...]) -> bool:
    """Whether Monty runs it as CPython does, with arguments that are plain data."""
    if part.outside or part.watched or any(not plain_shape(one.shape) or one.kind == "receiver" for one in parameters):
        return False
    assert part.target is not None
    if part.own is not part.target or gives_functions(part.target):
        return False
    own = {statement.name for statement in part.statements if isinstance(statement, FUNCTIONS)}
    return all(Check(own).visit_tree(statement) for statement in part.statements)


def gives_functions(function: ast.AST) -> bool:
    """Whether it returns functions that it makes: they have to be called, too."""
    inner = {node.name for node in ast.walk(function) if isinstance(node, FUNCTIONS) and node is not function}
    returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    return any(isinstance(one, ast.Lambda) or (isinstance(one, ast.Name) and one.id in inner) for one in returned)


def plain_shape(shape: Shape) -> bool:
    inner = [shape.items, shape.keys, *shape.fields.values()]
    return shape.kinds <= KINDS and all(one is None or plain_shape(one) for one in inner)


class Check:
    """Looks at a statement with the parent of each node at hand."""

    def __init__(self, own: set[str]) -> None:
        self.own = own

    def visit_tree(self, statement: ast.stmt) -> bool:
        stored = {
            node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        stored |= {node.arg for node in ast.walk(statement) if isinstance(node, ast.arg)}
        self.local = stored | self.own
        self.sets = {
            node.targets[0].id
            for node in ast.walk(statement)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and last_name(node.value) == "set"
        }
        stack: list[tuple[ast.AST, ast.AST | None]] = [(statement, None)]
        while stack:
            node, parent = stack.pop()
            if not isinstance(node, NODES) or not self.allowed(node, parent):
                return False
            # Annotations are left out of programs.
            skipped = {id(getattr(node, "annotation", None)), id(getattr(node, "returns", None))}
            stack += [(child, node) for child in ast.iter_child_nodes(node) if id(child) not in skipped]
        return True

    def allowed(self, node: ast.AST, parent: ast.AST | None) -> bool:
        check = getattr(self, "on_" + type(node).__name__.lower(), None)
        return check is None or bool(check(node, parent))

    def on_functiondef(self, node: ast.FunctionDef, parent: ast.AST | None) -> bool:
        lasting = (ast.List, ast.Dict, ast.Set, ast.Call, ast.ListComp, ast.DictComp, ast.SetComp)
        if any(isinstance(default, lasting) for default in (*node.args.defaults, *node.args.kw_defaults)):
            # What a call leaves in them shows in the next one.
            return False
        return not node.decorator_list and not (self.own & BUILTIN_NAMES)

    def on_import(self, node: ast.Import, parent: ast.AST | None) -> bool:
        return all(alias.name in MODULES and alias.asname is None for alias in node.names)

    def on_constant(self, node: ast.Constant, parent: ast.AST | None) -> bool:
        return node.value is None or isinstance(node.value, (bool, int, float, str))

    def on_name(self, node: ast.Name, parent: ast.AST | None) -> bool:
        name = node.id
        if isinstance(node.ctx, ast.Store):
            return name not in BUILTIN_NAMES
        if name in self.sets:
            filled = isinstance(parent, ast.Attribute) and parent.attr in ("add", "discard", "remove")
            asked = (
                isinstance(parent, ast.Compare)
                and isinstance(parent.ops[0], (ast.In, ast.NotIn))
                and parent.left is not node
            )
            return filled or asked
        if name in self.local or name in BUILTIN_ERRORS:
            return True
        if name in MODULES:
            return isinstance(parent, ast.Attribute)
        if name in BUILTIN_NAMES:
            called = isinstance(parent, ast.Call) and (parent.func is node or self.is_type_check(node, parent))
            keyed = isinstance(parent, ast.keyword) and parent.arg == "key" and name in ("len", "str", "abs", "int")
            of_types = isinstance(parent, ast.Tuple) and name in TYPES
            return (
                called or keyed or of_types or (isinstance(parent, ast.Attribute) and name == "dict")
            ) and name in BUILTINS
        return True

    def is_type_check(self, node: ast.Name, parent: ast.Call) -> bool:
        checks = isinstance(parent.func, ast.Name) and parent.func.id == "isinstance"
        return checks and len(parent.args) == 2 and parent.args[1] is node and node.id in TYPES

    def on_attribute(self, node: ast.Attribute, parent: ast.AST | None) -> bool:
        if isinstance(node.value, ast.Name) and node.value.id in MODULES and node.value.id not in self.local:
            return node.attr in MODULES[node.value.id]
        return isinstance(parent, ast.Call) and parent.func is node and node.attr in METHODS

    def on_call(self, node: ast.Call, parent: ast.AST | None) -> bool:
        if not isinstance(node.func, (ast.Name, ast.Attribute)):
            return False
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        if isinstance(node.func, ast.Name) and name in self.local:
            return True
        if name == "set":
            return not node.args and self.kept_apart(parent)
        if name in WALKERS:
            return self.used_up(node, parent)
        return True

    def kept_apart(self, parent: ast.AST | None) -> bool:
        """An empty set that is given a name, of which `on_name` sees that it is only filled and asked."""
        return isinstance(parent, ast.Assign) and all(isinstance(target, ast.Name) for target in parent.targets)

    def used_up(self, node: ast.expr, parent: ast.AST | None) -> bool:
        if isinstance(parent, (ast.For, ast.comprehension)):
            return parent.iter is node
        if not isinstance(parent, ast.Call) or node not in parent.args:
            return False
        if isinstance(parent.func, ast.Name):
            return parent.func.id in WHOLE or parent.func.id in WALKERS
        return isinstance(parent.func, ast.Attribute) and parent.func.attr == "join"

    def on_generatorexp(self, node: ast.GeneratorExp, parent: ast.AST | None) -> bool:
        within = isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id in WALKERS
        return self.used_up(node, parent) and not within and not isinstance(parent, (ast.For, ast.comprehension))

    def on_comprehension(self, node: ast.comprehension, parent: ast.AST | None) -> bool:
        return not node.is_async

    def on_compare(self, node: ast.Compare, parent: ast.AST | None) -> bool:
        return all(
            not isinstance(operator, (ast.Is, ast.IsNot)) or isinstance(right, ast.Constant)
            for operator, right in zip(node.ops, node.comparators, strict=False)
        )

    def on_formattedvalue(self, node: ast.FormattedValue, parent: ast.AST | None) -> bool:
        if node.format_spec is None:
            return True
        parts = node.format_spec.values if isinstance(node.format_spec, ast.JoinedStr) else []
        return len(parts) == 1 and isinstance(parts[0], ast.Constant) and str(parts[0].value) in (".1f", ".2f", ".3f")

    def on_excepthandler(self, node: ast.ExceptHandler, parent: ast.AST | None) -> bool:
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        return node.name is None and all(isinstance(kind, ast.Name) and kind.id in BUILTIN_ERRORS for kind in kinds)

    def on_raise(self, node: ast.Raise, parent: ast.AST | None) -> bool:
        raised = node.exc
        if node.cause is not None or raised is None:
            return node.cause is None
        if isinstance(raised, ast.Call):
            single = len(raised.args) <= 1 and not raised.keywords
            text = all(
                isinstance(one, ast.JoinedStr) or isinstance(getattr(one, "value", 0), str) for one in raised.args
            )
            return single and text and isinstance(raised.func, ast.Name) and raised.func.id in BUILTIN_ERRORS
        return isinstance(raised, ast.Name) and raised.id in BUILTIN_ERRORS

    def on_for(self, node: ast.For, parent: ast.AST | None) -> bool:
        """A list that changes while it is walked shows whether the walk is lazy."""
        if not isinstance(node.iter, ast.Call):
            return True
        walked = {part.id for part in ast.walk(node.iter) if isinstance(part, ast.Name)}
        return not any(
            isinstance(part, ast.Call)
            and isinstance(part.func, ast.Attribute)
            and isinstance(part.func.value, ast.Name)
            and part.func.value.id in walked
            and part.func.attr in ("append", "insert", "pop", "remove", "extend", "clear", "reverse", "sort")
            for statement in node.body
            for part in ast.walk(statement)
        )
