"""What passing a value on to the module's own functions tells of it, and what they return of it."""

from __future__ import annotations

import ast
from abc import abstractmethod

from burnish.behaviour.python.annotations import Reader
from burnish.behaviour.python.known import Known
from burnish.behaviour.python.outline import Function, arguments_of
from burnish.behaviour.python.variables import Variables

DEEPEST_CALLS = 3


class Passing(Variables):
    """Variables whose function may pass them on."""

    def __init__(self, reader: Reader, depth: int = 0) -> None:
        super().__init__(reader)
        self.depth = depth
        self.returned: Known | None = None

    @abstractmethod
    def read(self, function: Function | ast.Lambda, variables: dict[str, Known]) -> None: ...

    def on_return(self, node: ast.Return) -> None:
        self.returned = self.returned or self.known(node.value)

    def result(self, node: ast.Call) -> Known | None:
        """One of the module's functions may return a part of what it was given."""
        found = super().result(node)
        if found is None and isinstance(node.func, ast.Name):
            self.passed(node, node.func.id)
            found = self.reader.results.get(node.func.id)
        return found

    def passed(self, node: ast.Call, name: str) -> None:
        """An argument is what the module's own function takes it for."""
        if self.depth >= DEEPEST_CALLS:
            return
        path = name
        if isinstance(node.func, ast.Attribute) and self.owner is not None:
            path = f"{self.owner.name}.{name}"
        elif not isinstance(node.func, ast.Name):
            return
        definition = self.reader.module.definitions.get(path)
        if definition is None:
            return
        arguments = [*definition.node.args.posonlyargs, *definition.node.args.args]
        wanted: list[tuple[str, Known]] = []
        if isinstance(node.func, ast.Attribute) and arguments:
            receiver, *arguments = arguments
            whole = self.known(node.func.value)
            if whole is not None and self.owner is not None and whole.kind_class == self.owner.name:
                wanted.append((receiver.arg, whole))
        for argument, given in zip(arguments, node.args, strict=False):
            known = self.known(given)
            if known is not None:
                wanted.append((argument.arg, known))
        for keyword in node.keywords:
            known = self.known(keyword.value)
            if known is not None and keyword.arg:
                wanted.append((keyword.arg, known))
        if not wanted:
            return
        theirs = self.reader.functions.get(path)
        if theirs is None:
            theirs = {
                argument.arg: self.reader.known(argument.annotation) for argument in arguments_of(definition.node)
            }
            self.reader.functions[path] = theirs
            if wanted[0][1].kind_class and path != name and wanted[0][0] in theirs:
                theirs[wanted[0][0]].kind_class = wanted[0][1].kind_class
            inner = type(self)(self.reader, self.depth + 1)
            inner.owner = self.owner
            inner.read(definition.node, theirs)
            if inner.returned is not None:
                self.reader.results[name] = inner.returned
        for argument_name, known in wanted:
            if argument_name not in theirs:
                continue
            if known.asked and not known.sure:
                # It is passed on where it is of that kind, and may be of others elsewhere.
                known.absorb(theirs[argument_name])
                known.seen |= known.sure
                known.sure = set()
            else:
                known.absorb(theirs[argument_name])
