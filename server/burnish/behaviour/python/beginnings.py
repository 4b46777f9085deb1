"""How objects begin: the values that a class gives its fields before any other method runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish.behaviour.python.clues import has_receiver, self_reads, targets
from burnish.behaviour.python.outline import FUNCTIONS, parsed

BEGINNING = frozenset({"__init__", "__new__", "__post_init__", "setup", "setUp"})


def together(before: str, after: str, function: str) -> str:
    """Why a method cannot be judged by itself: a field that it reads begins as something else after the change.

    Empty where there is no such field. Both texts have the function. Raises Unrunnable.
    """
    modules = parsed(before), parsed(after)
    definitions = [module.definitions[function] for module in modules]
    if definitions[0].node.name in BEGINNING or not all(map(has_receiver, definitions)):
        return ""
    read = {name for module, one in zip(modules, definitions, strict=True) for name in self_reads(module, one)}
    first, second = (dict(begun(definition.classes[-1])) for definition in definitions)
    changed = sorted(name for name in read & first.keys() & second.keys() if first[name] != second[name])
    if not changed:
        return ""
    return f"self.{changed[0]} begins as {second[changed[0]]} instead of {first[changed[0]]}, so the method cannot be judged by itself"


def begun(owner: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """The fields that a class gives values in its body or as an object begins, with these values in text."""
    for part in owner.body:
        if isinstance(part, (ast.Assign, ast.AnnAssign)) and part.value is not None:
            for name in targets(part):
                yield name, ast.unparse(part.value)
    for method in owner.body:
        if isinstance(method, FUNCTIONS) and method.name in BEGINNING and method.args.args:
            own = method.args.args[0].arg
            for node in ast.walk(method):
                if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
                    given = node.targets if isinstance(node, ast.Assign) else [node.target]
                    for target in given:
                        if (
                            isinstance(target, ast.Attribute)
                            and isinstance(target.value, ast.Name)
                            and target.value.id == own
                        ):
                            yield target.attr, ast.unparse(node.value)
