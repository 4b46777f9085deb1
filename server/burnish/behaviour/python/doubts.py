"""What the world outside may lack or refuse, as the code itself takes into account: what it checks for, and catches."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from burnish.behaviour.python.outline import last_name

LACKING = frozenset({"AttributeError"})
MISSING = frozenset({"KeyError", "IndexError", "LookupError"})
UNREADABLE = frozenset({"ValueError", "TypeError"})
ABSENT = frozenset({"ImportError", "ModuleNotFoundError"})
ANY = frozenset({"Exception", "BaseException", ""})
NUMBERS = frozenset({"int", "float"})
OWN = frozenset(["__class__", "__dict__", "__slots__", "__signature__", "__init__", "__new__"])
"""Special names that are not asked of something outside, or that it answers itself."""


@dataclass(slots=True)
class Doubts:
    """Gathered from the statements of both versions, so that the same world answers both alike."""

    optional: set[str] = field(default_factory=set)
    """Attributes that objects may lack: what `hasattr` asks for, or what is read where AttributeError is caught."""
    nothing: set[str] = field(default_factory=set)
    """Attributes that may be None: what is compared with it."""
    calls: set[str] = field(default_factory=set)
    """What often gives None when it is called: what it gives is compared with it."""
    special: set[str] = field(default_factory=set)
    """Attributes with two underscores on each side that are read: objects may have them."""
    modules: set[str] = field(default_factory=set)
    """Modules, and parts of them, whose import may fail."""
    missing: str = ""
    """What a subscript raises where there is no such item, if the code catches that."""
    keys: set[object] = field(default_factory=set)
    """The items that may be missing where only constants are asked for; all, if there are none."""
    unreadable: str = ""
    """What a conversion to a number raises, if the code catches that."""
    named: bool = False
    """Whether names of attributes that may be lacking are only known when it runs."""

    def settings(self) -> Iterator[str]:
        """Lines of a program that tell its harness."""
        for name in ("optional", "nothing", "calls", "special", "modules", "keys"):
            if found := getattr(self, name):
                yield f"state.{name} = frozenset({sorted(found, key=repr)!r})"
        for name in ("missing", "unreadable"):
            if text := getattr(self, name):
                yield f"state.{name} = {text!r}"
        if self.named:
            yield "BUILTINS['getattr'], BUILTINS['hasattr'] = named_getattr, named_hasattr"


def doubts(statements: Iterable[ast.stmt]) -> Doubts:
    """What these statements take into account."""
    found = Doubts()
    search = Search(found)
    for statement in statements:
        search.visit(statement)
    for name in search.compared:
        found.calls |= search.assigned.get(name, set())
    if search.passed_on and search.ever & MISSING:
        found.missing = found.missing or "KeyError"
        search.every = True
    if search.every:
        found.keys.clear()
    return found


class Search(ast.NodeVisitor):
    def __init__(self, found: Doubts) -> None:
        self.found = found
        self.caught: frozenset[str] = frozenset()
        self.every = False
        self.passed_on = False
        """Whether `__getitem__` is read somewhere: who calls it may catch what it raises."""
        self.assigned: dict[str, set[str]] = {}
        """Local names to the calls that give them their values."""
        self.compared: set[str] = set()
        """Names that are compared with None."""
        self.ever: set[str] = set()
        """What is caught somewhere."""

    def visit_Try(self, node: ast.Try) -> None:
        names = {
            last_name(kind)
            for handler in node.handlers
            for kind in (handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type or ast.Name("")])
        }
        calls = any(isinstance(part, ast.Call) for one in node.body for part in ast.walk(one))
        if names & ANY and not calls:
            # What is called there fails by itself.
            names |= {"AttributeError", "KeyError", "ImportError"}
        self.guarded(names, node.body)
        for part in (*node.handlers, *node.orelse, *node.finalbody):
            self.visit(part)

    def visit_With(self, node: ast.With) -> None:
        names = {
            last_name(kind)
            for item in node.items
            if isinstance(item.context_expr, ast.Call) and last_name(item.context_expr) == "suppress"
            for kind in item.context_expr.args
        }
        for item in node.items:
            self.visit(item)
        self.guarded(names, node.body)

    def guarded(self, names: set[str], body: list[ast.stmt]) -> None:
        self.ever |= names
        outer, self.caught = self.caught, self.caught | names
        for part in body:
            self.visit(part)
        self.caught = outer

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.ctx, ast.Load):
            if node.attr.startswith("__") and node.attr.endswith("__") and node.attr not in OWN:
                self.found.special.add(node.attr)
            if self.caught & LACKING:
                self.found.optional.add(node.attr)
            if node.attr == "__getitem__":
                self.passed_on = True
        self.visit(node.value)

    def visit_Compare(self, node: ast.Compare) -> None:
        if any(isinstance(one, ast.Constant) and one.value is None for one in (node.left, *node.comparators)):
            for one in (node.left, *node.comparators):
                if isinstance(one, ast.Attribute):
                    self.found.nothing.add(one.attr)
                elif isinstance(one, ast.Call):
                    self.found.calls.add(last_name(one))
                elif isinstance(one, ast.NamedExpr) and isinstance(one.value, ast.Call):
                    self.found.calls.add(last_name(one.value))
                elif isinstance(one, ast.Name):
                    self.compared.add(one.id)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        if isinstance(node.value, ast.Call):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self.assigned.setdefault(target.id, set()).add(last_name(node.value))
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        caught = self.caught & MISSING
        if caught and isinstance(node.ctx, ast.Load) and not isinstance(node.slice, ast.Slice):
            self.found.missing = "IndexError" if caught == {"IndexError"} else "KeyError"
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, (str, int)):
                self.found.keys.add(node.slice.value)
            else:
                self.every = True
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in NUMBERS and self.caught & UNREADABLE:
            self.found.unreadable = "ValueError" if "ValueError" in self.caught else "TypeError"
        if len(node.args) > 1 and (
            name == "hasattr" or (name == "getattr" and (len(node.args) > 2 or self.caught & LACKING))
        ):
            asked = node.args[1]
            if not isinstance(asked, ast.Constant):
                self.found.named = True
            elif isinstance(asked.value, str):
                self.found.optional.add(asked.value)
                if asked.value.startswith("__") and asked.value not in OWN:
                    self.found.special.add(asked.value)
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        if self.caught & ABSENT:
            self.found.modules.update(alias.name if alias.asname else alias.name.split(".")[0] for alias in node.names)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if self.caught & ABSENT:
            module = node.module or ""
            self.found.modules.update(f"{module}.{alias.name}" if module else alias.name for alias in node.names)
