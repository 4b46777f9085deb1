"""Both versions of a Python function made into Programs that can be compared."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources

from burnish.behaviour.program import Program, Unrunnable
from burnish.behaviour.python.certainty import filled
from burnish.behaviour.python.clues import gathered, hints, parameters
from burnish.behaviour.python.doubts import doubts
from burnish.behaviour.python.inner import inner_kinds
from burnish.behaviour.python.instrument import BUILTIN_ERRORS, Instrumenter, guarded, unless_bound
from burnish.behaviour.python.nearby import arranged, near
from burnish.behaviour.python.outline import (
    FUNCTIONS,
    Definition,
    Function,
    Module,
    last_name,
    nodes_in,
    parsed,
    root_name,
)
from burnish.behaviour.python.plain import is_plain
from burnish.behaviour.python.receivers import told_apart
from burnish.behaviour.python.samples import constants, samples
from burnish.behaviour.python.slice import Slice, bind_stray, bound_names, slice_of
from burnish.behaviour.python.weighed import weighed
from burnish.behaviour.values import Value
from burnish.text import words

FULL = ("state", "values", "loop", "real", "missing", "answers", "outside", "syntax", "modules", "returned", "running")
KEPT = words(
    """
    property staticmethod classmethod wraps lru_cache cache cached_property singledispatch singledispatchmethod
    total_ordering contextmanager asynccontextmanager dataclass setter getter deleter
    """
)
SILENT = frozenset(["abstractmethod", "override", "final", "overload", "typing_extensions"])
EVALUATING = frozenset({"exec", "eval", "compile", "__import__"})


def programs(
    before: str, after: str, function: str, others: Sequence[str], timed: bool = True
) -> tuple[Program, Program]:
    """Two versions of a module, and one function in both; `others` are texts in which its calls may be found.

    Without `timed` the programs may lack what measures time. Raises Unrunnable.
    """
    modules = parsed(before), parsed(after)
    for module, version in zip(modules, ("before", "after"), strict=True):
        if function not in module.definitions:
            raise Unrunnable(f"{function} is not in the version {version}", "no such function")
    modules = told_apart(modules, function)
    known = gathered(modules[0], function), gathered(modules[1], function)
    classes = hints(modules[0], function, known[0])
    slices = slice_of(modules[0], function, classes.values()), slice_of(modules[1], function, classes.values())
    same_decorators(modules, function)
    # A name that only one version knows nothing of is a mistake, and shows as one.
    stray = slices[0].stray & slices[1].stray
    for part in slices:
        bind_stray(part, stray)
        refuse(part)
    wanted = parameters(modules[0], function, known[0]), parameters(modules[1], function, known[1])
    own = constants(slices[0].target) + constants(slices[1].target)
    literals = arranged(tuple(dict.fromkeys(own)), near(modules[0], function))
    found = samples(function, modules[0], tuple(others))
    shared = settings(slices, modules[0], function, literals, classes)
    shared += f"\nstate.inner = {inner_kinds(modules, function)!r}"
    plain = all(is_plain(part, theirs) for part, theirs in zip(slices, wanted, strict=True))
    results = []
    for part, theirs in zip(slices, wanted, strict=True):
        text, branches = plain_text(part) if plain else full_text(part, shared, timed)
        prelude = harness_of("plain") if plain else harness()
        results.append(Program(text, function, theirs, branches, plain, part.outside, prelude, found, literals))
    return results[0], results[1]


def same_decorators(modules: tuple[Module, Module], function: str) -> None:
    """Decorators that are outside are left out, which shows nothing of a change of them."""
    written = [decorators(module, module.definitions[function]) for module in modules]
    if written[0] != written[1]:
        changed = next(iter(set(written[0]) ^ set(written[1])))
        raise Unrunnable(f"the decorator {changed} cannot be run", "decorator")


def decorators(module: Module, definition: Definition) -> tuple[str, ...]:
    """Those of the function that will be left out."""
    own = {
        name
        for statement in module.tree.body
        if isinstance(statement, (*FUNCTIONS, ast.ClassDef))
        for name in bound_names(statement)
    }
    return tuple(
        ast.unparse(decorator)
        for decorator in definition.node.decorator_list
        if root_name(decorator) not in own and last_name(decorator) not in KEPT | SILENT
    )


def refuse(part: Slice) -> None:
    """Raises Unrunnable for what no harness can make the same in every run."""
    assert part.target is not None
    for node in nodes_in(part.target):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in EVALUATING:
            raise Unrunnable(f"it calls {node.func.id}", "exec or eval")
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            raise Unrunnable("it imports all names of a module", "import of all names")


def settings(
    slices: tuple[Slice, Slice], module: Module, function: str, literals: Sequence[Value], classes: Mapping[str, str]
) -> str:
    """What both programs are told alike: which texts and numbers the world outside answers with, what it raises."""
    texts = sorted({item.data for item in literals if isinstance(item.data, str)})
    numbers = sorted(
        {item.data for item in literals if item.kind in ("int", "float") and isinstance(item.data, (int, float))}
    )
    failures = dict.fromkeys(sorted({path for part in slices for path in caught(part, [part.target])}))
    failures |= dict.fromkeys(sorted({path for part in slices for path in caught(part, part.statements)}))
    doubtful = doubts(statement for part in slices for statement in part.statements)
    both = [name for name in slices[0].watched if name.partition(".")[0] in slices[1].bound]
    both += [name for name in slices[1].watched if name.partition(".")[0] in slices[0].bound and name not in both]
    return "\n".join(
        [
            f"Subject.path, Subject.unbound = {function!r}, {module.definitions[function].unbound}",
            f"Subject.hints = {dict(classes)!r}",
            f"Subject.watched = {tuple(both)!r}",
            f"state.texts, state.numbers, state.failures = {tuple(texts)!r}, {tuple(numbers)!r}, {tuple(failures)!r}",
            *doubtful.settings(),
            f"state.compared = {weighed(statement for part in slices for statement in part.statements)!r}",
        ]
    )


def caught(part: Slice, where: Iterable[ast.AST | None]) -> Iterator[str]:
    """The paths of exception classes that handlers there name: the world outside may raise them."""
    origins: dict[str, list[str]] = {}
    for statement in part.statements:
        for own, path in imported(statement):
            # Of several imports of one name, each is tried where the one before it failed.
            origins.setdefault(own, []).append(path)
    for node in (node for one in where if one is not None for node in nodes_in(one)):
        if isinstance(node, ast.ExceptHandler) and node.type is not None:
            for kind in node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]:
                name = ast.unparse(kind)
                if isinstance(kind, (ast.Name, ast.Attribute)) and name not in ("Exception", "BaseException"):
                    first, dot, rest = name.partition(".")
                    if first in origins or first in BUILTIN_ERRORS:
                        yield from (path + dot + rest for path in origins.get(first, [first]))


def imported(statement: ast.stmt) -> Iterator[tuple[str, str]]:
    """Local names to the paths that stubs have."""
    for node in nodes_in(statement):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}" if node.module else alias.name


def full_text(part: Slice, shared: str, timed: bool) -> tuple[str, int]:
    """The program for CPython, in a sandbox or not, and how many branches it has."""
    source = ast.unparse(ast.Module([*part.statements], []))
    target = located(part)
    counted, branches = instrumented(source, target, counting=True)
    text = f"{shared}\nSubject.instrumented = compile({counted!r}, 'module', 'exec', dont_inherit=True)\n"
    if timed:
        text += f"Subject.raw = {instrumented(source, target, counting=False)[0]!r}\n"
    return text, branches


def located(part: Slice) -> tuple[int, int]:
    """Where the target is: which statement, and which of the functions in it."""
    assert part.own is not None
    place = next(index for index, statement in enumerate(part.statements) if statement is part.own)
    inner = [node for node in nodes_in(part.own) if isinstance(node, FUNCTIONS)]
    return place, next(index for index, node in enumerate(inner) if node is part.target)


FUTURE = "from __future__ import annotations\n"


def instrumented(source: str, target: tuple[int, int], counting: bool) -> tuple[str, int]:
    tree = ast.parse(source)
    own = tree.body[target[0]]
    node = [inner for inner in nodes_in(own) if isinstance(inner, FUNCTIONS)][target[1]]
    work = Instrumenter(node, counting, filled=filled(tree))
    names = {id(statement): list(dict.fromkeys(bound_names(statement))) for statement in tree.body}
    body: list[ast.stmt] = []
    for statement in tree.body:
        changed = work.visit_body([statement])
        safe = statement is own or isinstance(statement, (ast.Import, ast.ImportFrom, *FUNCTIONS)) or certain(statement)
        body += changed if safe else [guarded(item, names[id(statement)]) for item in changed]
        if isinstance(statement, ast.If):
            body += map(unless_bound, names[id(statement)])
    tree.body = body
    return FUTURE + ast.unparse(tree), work.branches


def certain(statement: ast.stmt) -> bool:
    """Whether it cannot fail: a constant is given a name."""
    return isinstance(statement, ast.Assign) and not any(
        isinstance(node, (ast.Call, ast.BinOp, ast.Subscript, ast.Attribute, ast.comprehension))
        for node in nodes_in(statement)
    )


def plain_text(part: Slice) -> tuple[str, int]:
    """The program for an interpreter of a smaller Python, and how many branches it has."""
    source = ast.unparse(ast.Module([*part.statements], []))
    target = located(part)
    texts, branches = [], 0
    for name, counting in (("_b_module", True), ("_b_raw", False)):
        tree = ast.parse(source)
        own = tree.body[target[0]]
        node = [inner for inner in nodes_in(own) if isinstance(inner, FUNCTIONS)][target[1]]
        work = Instrumenter(node, counting, plain=True, filled=filled(tree))
        tree.body = work.visit_body(tree.body)
        branches = work.branches or branches
        assert part.target is not None
        lines = ast.unparse(tree).split("\n")
        texts.append(
            f"def {name}():\n" + "\n".join("    " + line for line in lines) + f"\n    return {part.target.name}"
        )
    return "\n".join(texts) + "\n", branches


@lru_cache(maxsize=1)
def harness() -> str:
    return FUTURE + "\n".join(map(harness_of, FULL))


@lru_cache(maxsize=16)
def harness_of(name: str) -> str:
    """One module of the harness, without its docstrings and without what joins it to the others."""
    text = resources.files("burnish.behaviour.python.harness").joinpath(f"{name}.py").read_text("utf-8")
    tree = Bare().visit(ast.parse(text))
    return ast.unparse(tree)


class Bare(ast.NodeTransformer):
    """Takes out what running code does not need: annotations, docstrings, and imports for them or of each other."""

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
        module = node.module or ""
        return None if module.startswith("burnish.") or module in ("__future__", "typing") else node

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        return None if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        self.generic_visit(node)
        return None if node.value is None else ast.Assign([node.target], node.value, lineno=0)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self.bare(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self.bare(node)

    def bare(self, node: Function) -> ast.AST:
        self.generic_visit(node)
        node.returns = None
        node.body = node.body or [ast.Pass()]
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        node.body = node.body or [ast.Pass()]
        return node
