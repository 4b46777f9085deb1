"""What a function needs of its module: definitions, transitively, and the names that stand for the world outside."""

from __future__ import annotations

import ast
import builtins
import importlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from burnish.behaviour.program import Unrunnable
from burnish.behaviour.python.harness.real import REAL
from burnish.behaviour.python.outline import FUNCTIONS, Module, first_line, left_to_subclasses, nodes_in, root_name
from burnish.behaviour.python.reaching import outside_names
from burnish.text import words

MOST_LINES = 4000
BUILTIN_NAMES = frozenset(dir(builtins)) | {"__file__", "__name__", "__doc__", "__builtins__"}
STARTING = frozenset({"__init__", "__new__", "__post_init__"})
IMPLICIT: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (frozenset(["__len__", "__bool__", "__eq__", "__ne__", "__hash__", "__getattr__", "__getattribute__", "__setattr__", "__delattr__", "__call__", "__get__", "__set__", "__set_name__", "__init_subclass__", "__class_getitem__", "__fspath__", "__index__", "__int__", "__float__"]),
     frozenset()),
    (frozenset(["__lt__", "__le__", "__gt__", "__ge__", "__contains__"]), frozenset({"Compare", "Call"})),
    (frozenset(["__getitem__", "__setitem__", "__delitem__", "__missing__"]), frozenset({"Subscript", "Call", "For"})),
    (frozenset(["__iter__", "__next__", "__reversed__", "__aiter__", "__anext__", "__await__"]),
     frozenset(["For", "AsyncFor", "comprehension", "Starred", "Tuple", "YieldFrom", "Await", "Call"])),
    (frozenset(["__enter__", "__exit__", "__aenter__", "__aexit__"]), frozenset({"With", "AsyncWith"})),
    (frozenset(["__str__", "__repr__", "__format__"]), frozenset({"JoinedStr", "Mod", "Call"})),
    (frozenset(f"__{side}{name}__" for side in ("", "r", "i") for name in
               ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift", "neg", "pos", "abs", "invert"]),
     frozenset({"BinOp", "AugAssign", "UnaryOp"})),
)  # fmt: skip
"""Methods that syntax calls, and by which syntax; none: always kept."""
CHANGERS = words("append extend update add setdefault insert register remove discard pop")


@dataclass(slots=True)
class Slice:
    """Statements of a module that belong together, in order, as new trees that may be changed."""

    statements: list[ast.stmt] = field(default_factory=list)
    target: ast.FunctionDef | ast.AsyncFunctionDef | None = None
    own: ast.stmt | None = None
    """The statement that is, or holds, the target."""
    bound: frozenset[str] = frozenset()
    """Module names that assignments in it bind."""
    outside: tuple[str, ...] = ()
    stray: frozenset[str] = frozenset()
    """Names that nothing in the module binds."""
    watched: tuple[str, ...] = ()
    """Module variables, and attributes of classes, that running it may change."""


@dataclass(slots=True)
class Uses:
    names: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    signs: set[str] = field(default_factory=set)
    """The kinds of syntax that occur."""

    def add(self, node: ast.AST) -> None:
        """The names and attributes in a piece of code, without the annotations of functions."""
        stack: list[ast.AST] = [node]
        while stack:
            part = stack.pop()
            self.signs.add(type(part).__name__)
            if isinstance(part, ast.Name):
                self.names.add(part.id)
            elif isinstance(part, ast.Attribute):
                self.attributes.add(part.attr)
            elif isinstance(part, ast.Global):
                self.names.update(part.names)
            elif isinstance(part, ast.Constant):
                if isinstance(part.value, str) and len(part.value) < 40 and part.value.isidentifier():
                    self.attributes.add(part.value)
                continue
            if isinstance(part, ast.arg):
                continue
            if isinstance(part, FUNCTIONS):
                stack += [*part.decorator_list, part.args, *part.body]
            elif isinstance(part, ast.AnnAssign):
                stack += [part.target] + ([part.value] if part.value else [])
            else:
                stack += ast.iter_child_nodes(part)


def bound_names(statement: ast.AST) -> Iterator[str]:
    """The names that a statement binds where it stands, those of its blocks included."""
    if isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
        yield statement.name
        return
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        for alias in statement.names:
            yield alias.asname or (alias.name.partition(".")[0] if isinstance(statement, ast.Import) else alias.name)
        return
    if isinstance(statement, ast.Name):
        if isinstance(statement.ctx, ast.Store):
            yield statement.id
        return
    if isinstance(statement, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        return
    if isinstance(statement, ast.ExceptHandler) and statement.name:
        yield statement.name
    for child in ast.iter_child_nodes(statement):
        yield from bound_names(child)


def changed_name(statement: ast.stmt) -> str:
    """The variable whose value a statement of a module changes without binding it: `TABLE["x"] = f`, `ALL.append(f)`."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
        return root_name(target) if isinstance(target, (ast.Subscript, ast.Attribute)) else ""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        called = statement.value.func
        return root_name(called) if isinstance(called, ast.Attribute) and called.attr in CHANGERS else ""
    return ""


class Gathering:
    """Follows names from the target to all that it needs."""

    def __init__(self, module: Module, name: str) -> None:
        self.module = module
        self.definition = module.definitions[name]
        self.binders: dict[str, list[int]] = {}
        self.changers: dict[str, list[int]] = {}
        self.stars: list[str] = []
        for index, statement in enumerate(module.tree.body):
            for bound in bound_names(statement):
                if bound == "*":
                    self.stars.append((statement.module or "") if isinstance(statement, ast.ImportFrom) else "")
                else:
                    self.binders.setdefault(bound, []).append(index)
            if changed := changed_name(statement):
                self.changers.setdefault(changed, []).append(index)
        self.uses = Uses()
        self.taken: set[int] = set()
        self.methods: dict[int, set[int]] = {}
        """Of each class that is taken, the places of the methods in its body that are."""

    def gather(self) -> None:
        home = self.definition.statement
        self.take(home)
        if self.definition.classes:
            self.uses.add(self.definition.node)
        while True:
            before = len(self.taken), len(self.uses.names), sum(map(len, self.methods.values()))
            for name in list(self.uses.names):
                for index in self.binders.get(name, ()):
                    self.take(index)
                for index in self.changers.get(name, ()):
                    if self.binders.get(name):
                        self.take(index)
            for index in list(self.methods):
                self.take_methods(index)
            if before == (len(self.taken), len(self.uses.names), sum(map(len, self.methods.values()))):
                return

    def take(self, index: int) -> None:
        if index in self.taken:
            return
        self.taken.add(index)
        statement = self.module.tree.body[index]
        if not isinstance(statement, ast.ClassDef):
            self.uses.add(statement)
            return
        self.methods[index] = set()
        for part in (*statement.bases, *statement.keywords, *statement.decorator_list):
            self.uses.add(part)
        for part in statement.body:
            if not isinstance(part, FUNCTIONS):
                self.uses.add(part)
        self.take_methods(index)

    def take_methods(self, index: int) -> None:
        statement = self.module.tree.body[index]
        assert isinstance(statement, ast.ClassDef)
        whole = any(self.is_library(base) for base in statement.bases)
        for place, part in enumerate(statement.body):
            if not isinstance(part, FUNCTIONS) or place in self.methods[index]:
                continue
            if left_to_subclasses(part) and part is not self.definition.node:
                continue
            special = self.wanted(statement.name, part.name)
            if whole or special or part.name in self.uses.attributes | self.uses.names or part is self.definition.node:
                self.methods[index].add(place)
                self.uses.add(part)

    def wanted(self, owner: str, method: str) -> bool:
        """Whether the language itself may call the method, as far as the code that is taken shows."""
        if method in STARTING:
            return (
                owner in self.uses.names
                or bool(self.uses.names & {"type", "cls"})
                or "__class__" in self.uses.attributes
            )
        for methods, signs in IMPLICIT:
            if method in methods:
                return not signs or bool(self.uses.signs & signs)
        return method.startswith("_missing_")

    def is_library(self, base: ast.expr) -> bool:
        """Whether a base class is a real one of the standard library, which may call methods by itself."""
        for index in self.binders.get(root_name(base), ()):
            statement = self.module.tree.body[index]
            if isinstance(statement, ast.ImportFrom) and statement.module in REAL and not statement.level:
                return statement.module not in ("typing", "abc")
            if isinstance(statement, ast.Import):
                return any((alias.asname or alias.name) in REAL for alias in statement.names)
        return False

    def fresh(self, index: int) -> tuple[ast.stmt, int]:
        """The statement as a new tree, and how many lines were before it."""
        statement = self.module.tree.body[index]
        start = first_line(statement) - 1
        nodes = ast.parse(self.module.text_of(statement)).body if statement.col_offset == 0 else []
        if len(nodes) == 1 and type(nodes[0]) is type(statement):
            return nodes[0], start
        return ast.parse(ast.unparse(statement)).body[0], -1


def slice_of(module: Module, name: str, classes: Iterable[str] = ()) -> Slice:
    """What the function of that name needs, and these classes, of which its arguments are. Raises Unrunnable."""
    gathering = Gathering(module, name)
    gathering.uses.names.update(classes)
    gathering.gather()
    result = Slice()
    body = module.tree.body
    if sum((body[index].end_lineno or 0) - body[index].lineno + 1 for index in gathering.taken) > MOST_LINES:
        raise Unrunnable("the function needs too much of its module", "too large")
    for index in sorted(gathering.taken):
        statement, start = gathering.fresh(index)
        if isinstance(statement, ast.ClassDef) and index in gathering.methods:
            kept = gathering.methods[index]
            statement.body = [
                part for place, part in enumerate(statement.body) if not isinstance(part, FUNCTIONS) or place in kept
            ] or [ast.Pass()]
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            statement.names = [
                alias for alias in statement.names if next(named(statement, alias)) in gathering.uses.names
            ]
            if not statement.names:
                continue
        if index == gathering.definition.statement:
            result.own = statement
            result.target = located(statement, gathering.definition.node, start)
        result.statements.append(statement)
    known = BUILTIN_NAMES | gathering.binders.keys()
    stray = sorted(gathering.uses.names - known - locals_of(result.statements))
    result.stray = frozenset(() if gathering.stars else stray)
    if gathering.stars:
        result.statements[:0] = [star_import(gathering.stars, free) for free in stray]
    result.bound = frozenset(gathering.binders)
    if "__doc__" in gathering.uses.names and (described := ast.get_docstring(module.tree, clean=False)) is not None:
        # The text that a module begins with is a variable of it, which help texts are made of.
        result.statements.insert(0, ast.parse(f"__doc__ = {described!r}").body[0])
        result.bound |= {"__doc__"}
    result.outside = tuple(dict.fromkeys(outside_names(result.statements)))
    result.watched = tuple(watched(result.statements))
    if result.target is None:
        raise Unrunnable("the function stands in a place that cannot be run alone", "no such function")
    return result


def bind_stray(part: Slice, names: Iterable[str]) -> None:
    """Lets names that nothing binds stand for the world outside: whoever runs the module has put them there."""
    found = sorted(names)
    part.statements[:0] = [ast.Import([ast.alias(name)]) for name in found]
    part.outside = (*part.outside, *found)


def named(statement: ast.stmt, alias: ast.alias) -> Iterator[str]:
    yield alias.asname or (alias.name.partition(".")[0] if isinstance(statement, ast.Import) else alias.name)


def locals_of(statements: list[ast.stmt]) -> frozenset[str]:
    names = set()
    shared: set[str] = set()
    for statement in statements:
        for node in nodes_in(statement):
            if isinstance(node, ast.Global):
                shared.update(node.names)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
                names.add(node.id)
            elif isinstance(node, ast.arg):
                names.add(node.arg)
            elif isinstance(node, (*FUNCTIONS, ast.ClassDef)):
                names.add(node.name)
            elif isinstance(node, (ast.MatchAs, ast.MatchStar, ast.ExceptHandler)):
                names.update({node.name} if node.name else ())
            elif isinstance(node, ast.alias):
                names.add(node.asname or node.name.partition(".")[0])
            elif isinstance(node, ast.MatchMapping) and node.rest:
                names.add(node.rest)
    return frozenset(names - shared)


def star_import(stars: list[str], name: str) -> ast.stmt:
    """The import of one name that some `from module import *` brings: of a real module if it has it."""
    for star in stars:
        if star in REAL and hasattr(importlib.import_module(star), name):
            return ast.ImportFrom(star, [ast.alias(name)], 0)
    return ast.ImportFrom(stars[-1] or "star", [ast.alias(name)], 0)


def located(
    statement: ast.stmt, wanted: ast.FunctionDef | ast.AsyncFunctionDef, start: int
) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The same function in the new tree: by its line, or, where lines are lost, the last of its name."""
    found = None
    for node in nodes_in(statement):
        if isinstance(node, FUNCTIONS) and node.name == wanted.name:
            if start >= 0 and node.lineno + start == wanted.lineno:
                return node
            found = node
    return found


def watched(statements: list[ast.stmt]) -> Iterator[str]:
    declared = {
        name for node in statements for part in nodes_in(node) if isinstance(part, ast.Global) for name in part.names
    }
    for statement in statements:
        if isinstance(statement, ast.ClassDef):
            for part in statement.body:
                if isinstance(part, (ast.Assign, ast.AnnAssign)) and may_change(part.value):
                    for name in bound_names(part):
                        yield f"{statement.name}.{name}"
        elif not isinstance(statement, (ast.Import, ast.ImportFrom, *FUNCTIONS)):
            value = getattr(statement, "value", None)
            for name in bound_names(statement):
                if name in declared or may_change(value):
                    yield name


def may_change(value: ast.expr | None) -> bool:
    """Whether a value that a module or class starts with can be changed in place."""
    return isinstance(value, (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)) or (
        isinstance(value, ast.Call)
        and root_name(value.func)
        in {"dict", "list", "set", "defaultdict", "deque", "Counter", "OrderedDict", "collections"}
    )
