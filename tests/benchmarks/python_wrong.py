"""Wrong versions of a Python function: mutation operators, and the mistakes that models make.

An operator is a function of one syntax node that gives edits of the text; each edit alone is a wrong version. What an
exception says is left alone: messages are not compared.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from itertools import pairwise

from tests.benchmarks import python_wrong_statements as statements
from tests.benchmarks.python_place import Edits, Found, Place
from tests.benchmarks.wrong import Wrong, wrong

COMPARISONS: dict[type[ast.cmpop], tuple[tuple[str, str], ...]] = {
    ast.Lt: (("comparison moved by one", "<="), ("comparison turned around", ">")),
    ast.LtE: (("comparison moved by one", "<"), ("comparison turned around", ">=")),
    ast.Gt: (("comparison moved by one", ">="), ("comparison turned around", "<")),
    ast.GtE: (("comparison moved by one", ">"), ("comparison turned around", "<=")),
    ast.Eq: (("condition negated", "!="),),
    ast.NotEq: (("condition negated", "=="),),
    ast.In: (("condition negated", "not in"),),
    ast.NotIn: (("condition negated", "in"),),
    ast.Is: (("condition negated", "is not"),),
    ast.IsNot: (("condition negated", "is"),),
}
ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "-", ast.Sub: "+", ast.Mult: "+", ast.Div: "//", ast.FloorDiv: "/", ast.Mod: "//", ast.Pow: "*",
    ast.BitAnd: "|", ast.BitOr: "&", ast.LShift: ">>", ast.RShift: "<<", ast.BitXor: "|",
}  # fmt: skip
SIBLINGS = {
    "min": "max", "max": "min", "any": "all", "all": "any", "upper": "lower", "lower": "upper", "find": "rfind",
    "startswith": "endswith", "endswith": "startswith", "split": "rsplit", "rsplit": "split", "append": "extend",
    "lstrip": "rstrip", "rstrip": "lstrip", "strip": "rstrip", "items": "keys", "values": "keys", "floor": "ceil",
    "ceil": "floor", "partition": "rpartition", "rpartition": "partition", "update": "setdefault", "ljust": "rjust",
    "rjust": "ljust", "union": "intersection", "intersection": "union", "isdigit": "isalpha", "pop": "remove",
}  # fmt: skip
COPIES = {"list", "dict", "set", "copy", "deepcopy", "tuple"}


def wrong_versions(text: str) -> list[Wrong]:
    """Every wrong version of a function, given by its own text, whose further lines may be indented as in its module."""
    function, starts = _parsed(text)
    found: dict[str, Wrong] = {}
    for place in _places(function, text, starts):
        for kind, edits in _at(place):
            try:
                one = wrong(kind, text, *edits)
                _parsed(one.after)
            except (SyntaxError, ValueError):
                continue
            if one.after != text:
                found.setdefault(one.after, one)
    return list(found.values())


def _parsed(text: str) -> tuple[ast.AST, tuple[int, ...]]:
    """The function's node, and where each line starts. A method parses as it stands: its body is only indented more."""
    function = ast.parse(text).body[0]
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        raise SyntaxError("not a function")  # noqa: TRY004
    starts, at = [], 0
    for line in text.split("\n"):
        starts.append(at)
        at += len(line.encode()) + 1
    return function, tuple(starts)


def _places(function: ast.AST, text: str, starts: tuple[int, ...]) -> Iterator[Place]:
    waiting: list[tuple[ast.AST, tuple[ast.AST, ...]]] = [(function, ())]
    while waiting:
        node, parents = waiting.pop(0)
        yield Place(node, parents, text, starts)
        for name, value in ast.iter_fields(node):
            if name in ("decorator_list", "annotation", "returns", "type_params") or isinstance(node, ast.JoinedStr):
                continue
            below = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, ast.AST)]
            if not isinstance(node, ast.Raise):
                waiting += [(one, (*parents, node)) for one in below if not _docstring(one)]


def _docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _at(place: Place) -> Found:
    for kind in type(place.node).__mro__:
        for operator in OPERATORS.get(kind, ()):
            yield from operator(place)
    if isinstance(place.node, ast.stmt):
        yield from statements.at(place)


def _between(place: Place, left: ast.AST, right: ast.AST, old: str, new: str) -> Edits:
    """The edit that replaces an operator that stands between two operands."""
    start, end = place.span(left)[1], place.span(right)[0]
    found = place.text.encode()[start:end].decode()
    if old not in found or "#" in found:
        return ()
    return ((start, end, found.replace(old, new, 1)),)


_SIGNS = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.In: "in",
    ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not", ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/",
    ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**", ast.BitAnd: "&", ast.BitOr: "|", ast.LShift: "<<",
    ast.RShift: ">>", ast.BitXor: "^",
}  # fmt: skip


def _comparison(place: Place) -> Found:
    node = place.node
    assert isinstance(node, ast.Compare)
    left = node.left
    for operator, right in zip(node.ops, node.comparators, strict=True):
        for kind, new in COMPARISONS[type(operator)]:
            if edits := _between(place, left, right, _SIGNS[type(operator)], new):
                yield kind, edits
        if isinstance(operator, ast.IsNot) and isinstance(right, ast.Constant) and len(node.ops) == 1:
            yield "None taken for false", ((*place.span(node), place.of(left)),)
        left = right


def _arithmetic(place: Place) -> Found:
    node = place.node
    assert isinstance(node, ast.BinOp)
    texts = (ast.Constant, ast.JoinedStr)
    if any(isinstance(one, texts) and not _number(one) for one in (node.left, node.right)):
        return
    new = ARITHMETIC.get(type(node.op))
    if new and (edits := _between(place, node.left, node.right, _SIGNS[type(node.op)], new)):
        yield "arithmetic changed", edits
    if isinstance(node.op, ast.Sub | ast.Div | ast.Mod | ast.FloorDiv):
        yield "operands swapped", _swapped(place, node.left, node.right)


def _swapped(place: Place, one: ast.AST, other: ast.AST) -> Edits:
    return (*place.span(one), place.of(other)), (*place.span(other), place.of(one))


def _number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


def _constant(place: Place) -> Found:
    node = place.node
    assert isinstance(node, ast.Constant)
    span = place.span(node)
    if isinstance(node.value, bool):
        yield "constant changed", ((*span, str(not node.value)),)
    elif isinstance(node.value, int):
        yield "off by one", ((*span, str(node.value + 1)),)
        if node.value:
            yield "off by one", ((*span, str(node.value - 1)),)
    elif isinstance(node.value, str) and node.value and place.of(node)[0] in "\"'" and len(node.value) < 20:
        yield "text changed", ((*span, repr(node.value[1:])),)


def _condition(place: Place) -> Found:
    node = place.node
    assert isinstance(node, ast.If | ast.While | ast.IfExp)
    yield "condition negated", ((*place.span(node.test), f"not ({place.of(node.test)})"),)
    if isinstance(node, ast.IfExp):
        yield "branch dropped", ((*place.span(node), f"({place.of(node.body)})"),)
        yield "branch dropped", ((*place.span(node), f"({place.of(node.orelse)})"),)


def _logic(place: Place) -> Found:
    node = place.node
    assert isinstance(node, ast.BoolOp)
    new = " or " if isinstance(node.op, ast.And) else " and "
    old = " and " if isinstance(node.op, ast.And) else " or "
    parts = [f"({place.of(one)})" for one in node.values]
    yield "and/or swapped", ((*place.span(node), f"({new.join(parts)})"),)
    for index in range(len(parts)):
        kept = old.join(parts[:index] + parts[index + 1 :])
        yield "part of a condition dropped", ((*place.span(node), f"({kept})"),)


def _not(place: Place) -> Found:
    node = place.node
    assert isinstance(node, ast.UnaryOp)
    if isinstance(node.op, ast.Not):
        yield "condition negated", ((*place.span(node), f"bool({place.of(node.operand)})"),)
    elif isinstance(node.op, ast.USub):
        yield "sign dropped", ((*place.span(node), f"({place.of(node.operand)})"),)


def _call(place: Place) -> Found:
    node = place.node
    assert isinstance(node, ast.Call)
    plain = [one for one in node.args if not isinstance(one, ast.Starred)]
    for one, other in pairwise(plain):
        if ast.dump(one) != ast.dump(other):
            yield "arguments swapped", _swapped(place, one, other)
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    end = place.span(node.func)[1]
    if name in SIBLINGS:
        yield "like-named function", ((end - len(name), end, SIBLINGS[name]),)
    if name in COPIES and len(node.args) == 1 and not node.keywords and isinstance(node.args[0], ast.Name):
        yield "copy dropped", ((*place.span(node), place.of(node.args[0])),)
    if name == "copy" and isinstance(node.func, ast.Attribute) and not node.args:
        yield "copy dropped", ((*place.span(node), place.of(node.func.value)),)
    if name == "sorted" and len(node.args) == 1 and isinstance(node.args[0], ast.Name):
        given = place.of(node.args[0])
        rest = ", ".join(f"{one.arg}={place.of(one.value)}" for one in node.keywords)
        yield "in place instead of a copy", ((*place.span(node), f"({given}.sort({rest}) or {given})"),)
    if name in ("get", "pop", "getattr", "next") and len(node.args) == (3 if name == "getattr" else 2):
        last = place.span(node.args[-1])
        yield "default lost", ((place.span(node.args[-2])[1], last[1], ""),)
    if name == "range" and len(node.args) == 1:
        yield "off by one", ((*place.span(node.args[0]), f"{place.of(node.args[0])} - 1"),)
        yield "off by one", ((*place.span(node.args[0]), f"1, {place.of(node.args[0])}"),)
    for index, keyword in enumerate(node.keywords):
        if keyword.arg is not None:
            value = place.span(keyword.value)
            before = [*node.args, *[one.value for one in node.keywords[:index]]]
            if before:
                yield "argument dropped", ((place.span(before[-1])[1], value[1], ""),)
    if name in ("any", "all", "sum", "join") and node.args and isinstance(node.args[0], ast.GeneratorExp):
        inner = place.of(node.args[0])
        if name in ("any", "all"):
            inner = inner[1:-1] if inner.startswith("(") else inner
            yield "laziness changed", ((*place.span(node), f"{name}([{inner}])"),)


def _comprehension(place: Place) -> Found:
    node = place.node
    assert isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp)
    start, end = place.span(node)
    text = place.of(node)
    parent = place.parents[-1]
    if isinstance(node, ast.ListComp):
        yield "list became a set", ((start, end, "{" + text[1:-1] + "}"),)
        if isinstance(parent, ast.Return | ast.Assign):
            yield "laziness changed", ((start, end, f"({text[1:-1]})"),)
    if isinstance(node, ast.GeneratorExp) and isinstance(parent, ast.Return):
        yield "laziness changed", ((start, end, f"[{text[1:-1]}]"),)
    for clause in node.generators:
        for condition in clause.ifs:
            yield "filter dropped", ((*place.span(condition), "True"),)


def _slice(place: Place) -> Found:
    node = place.node
    assert isinstance(node, ast.Subscript)
    cut = node.slice
    if not isinstance(cut, ast.Slice):
        return
    start, end = place.span(cut)
    lower, upper, step = (place.of(one) if one else "" for one in (cut.lower, cut.upper, cut.step))
    tail = f":{step}" if cut.step else ""
    if not (lower or upper or tail):
        yield "copy dropped", ((*place.span(node), place.of(node.value)),)
    if lower:
        yield "slice off by one", ((start, end, f"{lower} + 1:{upper}{tail}"),)
    if upper:
        yield "slice off by one", ((start, end, f"{lower}:{upper} - 1{tail}"),)
        yield "slice bound dropped", ((start, end, f"{lower}:{tail}"),)


def _parameters(place: Place) -> Found:
    node = place.node
    assert isinstance(node, ast.arguments)
    positional = [*node.posonlyargs, *node.args]
    pairs = [*zip(positional[len(positional) - len(node.defaults) :], node.defaults, strict=True)]
    pairs += [(one, value) for one, value in zip(node.kwonlyargs, node.kw_defaults, strict=True) if value]
    for _, value in pairs:
        span = place.span(value)
        if isinstance(value, ast.Constant) and value.value is None:
            for other in ("[]", "0"):
                yield "mutable or other default for None", ((*span, other),)
        elif isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield "default changed", ((*span, repr(value.value + "x")),)
    if pairs and node.defaults and not node.kwonlyargs:
        parameter, value = pairs[0]
        if len(node.defaults) == 1:
            yield "default lost", ((place.span(parameter)[1], place.span(value)[1], ""),)


def _await(place: Place) -> Found:
    node = place.node
    assert isinstance(node, ast.Await)
    yield "await missing", ((*place.span(node), place.of(node.value)),)


def _name(place: Place) -> Found:
    """Another variable of the function in place of this one: those that are bound before it, in turn."""
    node = place.node
    assert isinstance(node, ast.Name)
    if not isinstance(node.ctx, ast.Load) or (
        isinstance(place.parents[-1], ast.Call) and place.parents[-1].func is node
    ):
        return
    function = place.parents[0]
    assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    known = [one.arg for one in [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]]
    known += [
        one.id
        for one in ast.walk(function)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store) and one.lineno < node.lineno
    ]
    others = [one for one in dict.fromkeys(known) if one != node.id and one not in ("self", "cls", "_")]
    if node.id in known and others:
        yield "other variable", ((*place.span(node), others[(node.lineno + node.col_offset) % len(others)]),)


OPERATORS: dict[type, tuple[Callable[[Place], Found], ...]] = {
    ast.Compare: (_comparison,),
    ast.BinOp: (_arithmetic,),
    ast.Constant: (_constant,),
    ast.If: (_condition,),
    ast.While: (_condition,),
    ast.IfExp: (_condition,),
    ast.BoolOp: (_logic,),
    ast.UnaryOp: (_not,),
    ast.Call: (_call,),
    ast.ListComp: (_comprehension,),
    ast.GeneratorExp: (_comprehension,),
    ast.SetComp: (_comprehension,),
    ast.DictComp: (_comprehension,),
    ast.Subscript: (_slice,),
    ast.arguments: (_parameters,),
    ast.Await: (_await,),
    ast.Name: (_name,),
}
