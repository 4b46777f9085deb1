"""Where a module's functions are: outermost ones and methods, and what is left without them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from burnish.behaviour.program import Unrunnable

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
MOST_CHARACTERS = 2_000_000


@dataclass(frozen=True, slots=True)
class Definition:
    """A function of a module."""

    node: Function
    classes: tuple[ast.ClassDef, ...]
    """The classes around it, the outermost first."""
    statement: int
    """Which statement of the module it is, or is in."""
    twice: bool
    """Whether another function of the same name stands in the same place; the last one is meant."""
    unbound: bool = False
    """Whether it stands in a class and yet is called without an object of it."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module's text, parsed."""

    text: str
    lines: tuple[str, ...]
    tree: ast.Module
    definitions: Mapping[str, Definition]

    def text_of(self, node: ast.stmt) -> str:
        """The statement's lines, with decorators, as indented as they stand."""
        return "\n".join(self.lines[first_line(node) - 1 : node.end_lineno])


_LEAVES = frozenset((int, str, float, bytes, bool, complex, type(None), type(...), ast.Load, ast.Store, ast.Del))


def nodes_in(node: ast.AST) -> list[ast.AST]:
    """What `ast.walk` gives, in its order, without the contexts of names; in less than half the time."""
    found = [node]
    for each in found:
        own = each.__dict__
        for name in each._fields:
            value = own.get(name)
            kind = type(value)
            if kind in _LEAVES:
                continue
            if kind is list:
                found += [item for item in value if isinstance(item, ast.AST)]  # type: ignore[union-attr]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found


def first_line(node: ast.stmt) -> int:
    """Counted from 1, with decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min(node.lineno, *(decorator.lineno for decorator in decorators)) if decorators else node.lineno


@lru_cache(maxsize=64)
def parsed(text: str) -> Module:
    """The module, parsed once. Raises Unrunnable where it is not Python or too large."""
    if len(text) > MOST_CHARACTERS:
        raise Unrunnable("the file is too large", "too large")
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise Unrunnable(f"the file is not valid Python: {error}", "syntax") from error
    except (RecursionError, MemoryError) as error:
        raise Unrunnable("the file is nested too deeply", "too large") from error
    found: dict[str, Definition] = {}
    for index, statement in enumerate(tree.body):
        for name, node, classes in within([statement], ()):
            found[name] = Definition(node, classes, index, name in found)
    return Module(text, tuple(text.split("\n")), tree, MappingProxyType(found))


def within(
    body: Sequence[ast.stmt], classes: tuple[ast.ClassDef, ...]
) -> Iterator[tuple[str, Function, tuple[ast.ClassDef, ...]]]:
    """The functions of a body that are in no other function, with their qualified names."""
    for statement in body:
        if isinstance(statement, FUNCTIONS):
            if not declared_only(statement):
                yield (
                    ".".join([*(kind.name for kind in classes), statement.name]) + accessor(statement),
                    statement,
                    classes,
                )
        elif isinstance(statement, ast.ClassDef):
            yield from within(statement.body, (*classes, statement))
        else:
            for part in blocks(statement):
                yield from within(part, classes)


def blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The bodies of a compound statement."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(statement, name, None)
        if isinstance(block, list):
            yield block
    for handler in getattr(statement, "handlers", ()):
        yield handler.body
    for case in getattr(statement, "cases", ()):
        yield case.body


def accessor(node: Function) -> str:
    """ ".setter" for the setter of a property, ".deleter" for its deleter."""
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Attribute) and decorator.attr in ("setter", "deleter"):
            return "." + decorator.attr
    return ""


def declared_only(node: Function) -> bool:
    """Whether it is an overload's declaration, without a body of its own."""
    return any(last_name(decorator) == "overload" for decorator in node.decorator_list)


def left_to_subclasses(node: Function) -> bool:
    """Whether a method does nothing itself: it is abstract, or raises NotImplementedError and nothing else."""
    body = [part for part in node.body if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))]
    raised = body[0].exc if len(body) == 1 and isinstance(body[0], ast.Raise) else None
    if raised is not None:
        return last_name(raised) == "NotImplementedError"
    abstract = any(last_name(decorator) == "abstractmethod" for decorator in node.decorator_list)
    return abstract and all(isinstance(part, ast.Pass) for part in body)


def arguments_of(function: Function | ast.Lambda) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def last_name(node: ast.expr) -> str:
    """`c` of `a.b.c`, `f` of `f(x)`; empty for what has no name."""
    if isinstance(node, ast.Call):
        return last_name(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def root_name(node: ast.expr) -> str:
    """`a` of `a.b.c(x)[0]`; empty where there is no name at the root."""
    while isinstance(node, (ast.Call, ast.Attribute, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def functions(module: str) -> Mapping[str, str]:
    """Qualified name to source text of each outermost function and method. Raises Unrunnable."""
    outline = parsed(module)
    return {name: outline.text_of(definition.node) for name, definition in outline.definitions.items()}


class Remainder(ast.NodeTransformer):
    """Takes functions, imports and docstrings out of a module."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST | None:
        return node if declared_only(node) else None

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        return None

    def visit_Import(self, node: ast.Import) -> None:
        return None

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        return None

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        return None if isinstance(node.value, ast.Constant) else node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, ast.stmt) and getattr(node, "body", None) == []:
            node.body = [ast.Pass()]  # type: ignore[attr-defined]
        return node


@lru_cache(maxsize=16)
def remainder(module: str) -> str:
    """The module without its functions, imports, docstrings, comments and layout. Raises Unrunnable."""
    tree = ast.parse(parsed(module).text)
    kept = Remainder()
    tree.body = [statement for statement in map(kept.visit, tree.body) if statement is not None]
    return ast.unparse(tree)
