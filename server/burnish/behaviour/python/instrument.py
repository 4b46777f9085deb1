"""Code that counts its steps, tells which branches it took, and meets stubs instead of the world outside; its behaviour stays."""

from __future__ import annotations

import ast
import builtins
from typing import TypeVar

from burnish.behaviour.python.certainty import never_empty
from burnish.behaviour.python.outline import Function, root_name
from burnish.text import words

Loop = TypeVar("Loop", ast.For, ast.AsyncFor)
BUILTIN_ERRORS = frozenset(
    name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, BaseException)
)
KEPT_DECORATORS = frozenset({"property", "staticmethod", "classmethod"})
SEARCHES = frozenset(["match", "search", "fullmatch", "findall", "finditer", "sub", "subn", "split"])
"""Methods of patterns."""
OF_BASES = words(
    """
    __init__ __new__ __eq__ __hash__ __repr__ __str__ __setattr__ __delattr__ __getitem__ __setitem__ __delitem__
    __len__ __iter__ __contains__ __call__ __enter__ __exit__
    """
)
"""Methods of a base class that are called by its name."""
METACLASSES = frozenset({"ABCMeta", "EnumMeta", "EnumType", "type"})


def call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def do(name: str, *arguments: ast.expr) -> ast.stmt:
    return ast.Expr(call(name, *arguments))


def number(value: int) -> ast.expr:
    return ast.Constant(value)


class Instrumenter(ast.NodeTransformer):
    """Rewrites the statements of a slice.

    `target` is the function whose branches are numbered; without `counting` there are neither branches nor steps, as for
    measuring time. `plain` code meets nothing from outside. `filled` are names of what is never empty.
    """

    def __init__(
        self,
        target: ast.AST | None,
        counting: bool = True,
        plain: bool = False,
        filled: frozenset[str] = frozenset(),
    ) -> None:
        self.target = target
        self.counting = counting
        self.plain = plain
        self.filled = filled
        self.inside = False
        self.numbers = 0
        self.branches = 0
        """How many of the numbered branches can be taken."""
        self.own_classes: set[str] = set()

    # Branches
    def numbered(self, count: int, impossible: int = 0) -> ast.expr:
        """The first of some new numbers, or -1 outside the target."""
        if not self.inside or not self.counting:
            return number(-1)
        self.numbers += count
        self.branches += count - impossible
        return number(self.numbers - count)

    def truth(self, node: ast.expr) -> ast.expr:
        """A condition: each part of it that can be true or false is two branches."""
        if not self.inside or not self.counting or isinstance(node, ast.Constant):
            return self.visit(node)  # type: ignore[no-any-return]
        if isinstance(node, ast.BoolOp):
            node.values = [self.truth(value) for value in node.values]
            return node
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            node.operand = self.truth(node.operand)
            return node
        first = self.numbered(2)
        return call("_b_if", self.visit(node), first)

    def visit_If(self, node: ast.If) -> ast.AST:
        node.test = self.truth(node.test)
        return self.visit_parts(node, "body", "orelse")

    def visit_While(self, node: ast.While) -> ast.AST:
        node.test = self.truth(node.test)
        self.visit_parts(node, "body", "orelse")
        self.stepping(node.body)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        node.test = self.truth(node.test)
        node.body, node.orelse = self.visit(node.body), self.visit(node.orelse)
        return node

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        node.test = self.truth(node.test)
        node.msg = self.visit(node.msg) if node.msg else None
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        values: list[ast.expr] = [self.visit(value) for value in node.values]
        if self.inside and self.counting:
            values[:-1] = [call("_b_or", value, self.numbered(2)) for value in values[:-1]]
        node.values = values
        return node

    def visit_parts(self, node: ast.AST, *names: str) -> ast.AST:
        for name in names:
            setattr(node, name, self.visit_body(getattr(node, name)))
        return node

    def visit_body(self, body: list[ast.stmt]) -> list[ast.stmt]:
        result: list[ast.stmt] = []
        for statement in body:
            changed = self.visit(statement)
            result += changed if isinstance(changed, list) else [changed] if changed is not None else []
        return result or ([ast.Pass()] if body else [])

    def stepping(self, body: list[ast.stmt]) -> None:
        if self.counting:
            body.insert(0, do("_b_step"))

    # Loops
    def walked(self, iterable: ast.expr, target: ast.expr, name: str) -> ast.expr:
        """What a loop walks; also where it is not counted, things from outside are unpacked into names."""
        length = unpacking(target)
        first = self.numbered(2, impossible=never_empty(iterable, self.filled))
        visited = self.visit(iterable)
        if self.plain:
            return call(name, visited, first) if self.counting else visited
        if not self.counting and length < 0:
            return visited  # type: ignore[no-any-return]
        return call(name, visited, first, *([number(length)] if length >= 0 else []))

    def visit_For(self, node: ast.For) -> ast.AST:
        return self.visit_loop(node, "_b_loop")

    def visit_AsyncFor(self, node: ast.AsyncFor) -> ast.AST:
        return self.visit_loop(node, "_b_later")

    def visit_loop(self, node: Loop, name: str) -> ast.AST:
        node.iter = self.walked(node.iter, node.target, name)
        node.target = self.visit(node.target)
        self.visit_parts(node, "body", "orelse")
        self.stepping(node.body)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        node.iter = self.walked(node.iter, node.target, "_b_later" if node.is_async else "_b_items")
        node.target = self.visit(node.target)
        node.ifs = [self.truth(test) for test in node.ifs]
        return node

    # Handlers, cases
    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        if node.type is not None and not self.plain and not builtin_errors(node.type):
            node.type = call("_b_catch", self.visit(node.type))
        first = self.numbered(1)
        self.visit_parts(node, "body")
        if self.counting:
            node.body.insert(0, do("_b_handled", first))
        return node

    def visit_Match(self, node: ast.Match) -> ast.AST:
        node.subject = self.visit(node.subject)
        for case in node.cases:
            case.guard = self.truth(case.guard) if case.guard else None
            case.body = self.visit_body(case.body)
            if self.inside and self.counting:
                case.body.insert(0, do("_b_branch", self.numbered(1)))
        last = node.cases[-1]
        certain = isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None and last.guard is None
        if self.inside and self.counting and not certain:
            node.cases.append(ast.match_case(ast.MatchAs(), None, [do("_b_branch", self.numbered(1))]))
        return node

    # Functions and classes
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self.visit_function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self.visit_function(node)

    def visit_function(self, node: Function) -> ast.AST:
        node.decorator_list = [self.decorator(decorator) for decorator in node.decorator_list]
        node.args = self.visit(node.args)
        node.returns = None
        outer, self.inside = self.inside, self.inside or node is self.target
        documented = node.body[:1] if ast.get_docstring(node, clean=False) is not None else []
        node.body = self.visit_body(node.body[len(documented) :])
        self.stepping(node.body)
        node.body[:0] = documented
        self.inside = outer
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def decorator(self, node: ast.expr) -> ast.expr:
        accessor = isinstance(node, ast.Attribute) and node.attr in ("setter", "getter", "deleter")
        if self.plain or accessor or (isinstance(node, ast.Name) and node.id in KEPT_DECORATORS):
            return node
        return call("_b_deco", self.visit(node))

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.own_classes.add(node.name)
        node.decorator_list = [self.decorator(decorator) for decorator in node.decorator_list]
        node.bases = [self.visit(base) for base in node.bases]
        node.keywords = [
            keyword
            for keyword in node.keywords
            if keyword.arg != "metaclass" or last(keyword.value) in METACLASSES | self.own_classes
        ]
        body: list[ast.stmt] = []
        for part in node.body:
            if isinstance(part, ast.AnnAssign):
                part.value = self.visit(part.value) if part.value else None
                body.append(part)
            else:
                body += self.visit_body([part])
        node.body = body
        return node

    # The world outside
    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is None:
            return ast.Pass()
        return ast.Assign([self.visit(node.target)], self.visit(node.value), lineno=0)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        self.generic_visit(node)
        length = max(map(unpacking, node.targets))
        if length >= 0 and not self.plain and not isinstance(node.value, (ast.Tuple, ast.List)):
            node.value = call("_b_unpack", node.value, number(length))
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        node.cause = self.visit(node.cause) if node.cause else None
        raised = node.exc
        if raised is None or builtin_errors(raised.func if isinstance(raised, ast.Call) else raised):
            node.exc = self.visit(raised) if raised else None
        elif isinstance(raised, ast.Call):
            made = self.visit(raised)
            simple = isinstance(made, ast.Call) and not root_name(made.func).startswith("_b_")
            node.exc = (
                ast.Call(ast.Name("_b_make", ast.Load()), [made.func, *made.args], made.keywords) if simple else made
            )
        else:
            node.exc = call("_b_raise", self.visit(raised))
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if self.plain:
            return node
        if isinstance(node.func, ast.Name) and node.func.id == "super":
            return call("_b_super", node)
        single = len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], ast.Starred)
        if single and isinstance(node.func, ast.Attribute) and node.func.attr == "join":
            return call("_b_join", node.func.value, node.args[0])
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        above = isinstance(node.value, ast.Call) and last(node.value.func) == "super"
        self.generic_visit(node)
        if self.plain or above or not isinstance(node.ctx, ast.Load):
            return node
        if node.attr in SEARCHES and not (isinstance(node.value, ast.Name) and node.value.id == "re"):
            return call("_b_search", node)
        if node.attr in OF_BASES and isinstance(node.value, (ast.Name, ast.Attribute)):
            return call("_b_base", node.value, ast.Constant(node.attr))
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        inside = len(node.ops) == 1 and isinstance(node.ops[0], (ast.In, ast.NotIn))
        text = inside and isinstance(node.comparators[0], ast.Constant) and not isinstance(node.left, ast.Constant)
        if text and not self.plain:
            node.left = call("_b_text", node.left)
        return node

    def visit_Import(self, node: ast.Import) -> ast.AST | list[ast.stmt]:
        if self.plain:
            return node
        result: list[ast.stmt] = []
        for alias in node.names:
            name = alias.name if alias.asname else alias.name.partition(".")[0]
            bound = ast.Name(alias.asname or name, ast.Store())
            result.append(ast.Assign([bound], call("_b_import", ast.Constant(name)), lineno=0))
        return result

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | list[ast.stmt] | None:
        if self.plain or node.module == "__future__":
            return node if self.plain else None
        module = (node.module or "") if not node.level else "." + (node.module or "")
        result: list[ast.stmt] = []
        for alias in node.names:
            if alias.name != "*":
                bound = ast.Name(alias.asname or alias.name, ast.Store())
                result.append(ast.Assign([bound], picked(module, alias.name), lineno=0))
        return result


def picked(module: str, name: str) -> ast.expr:
    """What an import of one name gives; modules beside this one are outside, under their names without dots."""
    if not module.startswith("."):
        return call("_b_pick", ast.Constant(module), ast.Constant(name))
    path = f"{module[1:]}.{name}" if module != "." else name
    return call("_b_beside", ast.Constant(path))


def unpacking(target: ast.expr) -> int:
    """How many names a value is unpacked to, a starred one left out; -1 where it is not."""
    if not isinstance(target, (ast.Tuple, ast.List)):
        return -1
    return sum(not isinstance(item, ast.Starred) for item in target.elts)


def builtin_errors(node: ast.expr) -> bool:
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return all(isinstance(part, ast.Name) and part.id in BUILTIN_ERRORS for part in parts)


def last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def guarded(statement: ast.stmt, names: list[str]) -> ast.stmt:
    """A module's statement that, when it fails for want of the world outside, leaves its names as parts of that."""
    unknown: list[ast.stmt] = [
        ast.Assign([ast.Name(name, ast.Store())], call("_b_outside", ast.Constant(name)), lineno=0)
        for name in names
        if name != "*"
    ]
    handler = ast.ExceptHandler(ast.Name("Exception", ast.Load()), None, unknown or [ast.Pass()])
    return ast.Try([statement], [handler], [], [])


def unless_bound(name: str) -> ast.stmt:
    """A name that a module binds under a condition is part of the world outside where that does not hold."""
    unknown = ast.Assign([ast.Name(name, ast.Store())], call("_b_outside", ast.Constant(name)), lineno=0)
    handler = ast.ExceptHandler(ast.Name("NameError", ast.Load()), None, [unknown])
    return ast.Try([ast.Expr(ast.Name(name, ast.Load()))], [handler], [], [])
