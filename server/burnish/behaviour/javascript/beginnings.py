"""How objects begin: the values that a class gives its fields before any other method runs."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from burnish.behaviour.javascript.outline import CLASSES, FUNCTIONS, Module, parsed
from burnish.tree import descendants


def together(before: str, after: str, function: str, language: str = "javascript") -> str:
    """Why a method cannot be judged by itself: a field that it reads begins as something else after the change.

    Empty where there is no such field. Both texts have the function.
    """
    modules = parsed(before, language), parsed(after, language)
    found = [module.functions[function] for module in modules]
    if any(one.parent is None or one.kind in ("new", "static") for one in found):
        return ""
    read = {name for module, one in zip(modules, found, strict=True) for name in _own(module, one.node)}
    first, second = (
        dict(_begun(module, one.parent)) for module, one in zip(modules, found, strict=True) if one.parent is not None
    )
    changed = sorted(name for name in read & first.keys() & second.keys() if first[name] != second[name])
    if not changed:
        return ""
    name = changed[0]
    return f"this.{name} begins as {second[name]} instead of {first[name]}, so the method cannot be judged by itself"


def _own(module: Module, function: Node) -> Iterator[str]:
    """The fields of `this` that a function names."""
    for member in descendants(function, ("member_expression",)):
        owner, key = member.child_by_field_name("object"), member.child_by_field_name("property")
        if owner is not None and key is not None and owner.type == "this":
            yield module.text(key)


def _begun(module: Module, owner: Node) -> Iterator[tuple[str, str]]:
    """The fields that a class gives values in its body or its constructor, with these values in text."""
    body = owner.child_by_field_name("body")
    for member in () if body is None else body.named_children:
        key = member.child_by_field_name("property") or member.child_by_field_name("name")
        value = member.child_by_field_name("value")
        if key is not None and value is not None:
            yield module.text(key), module.text(value)
        elif member.type == "method_definition" and key is not None and module.text(key) == "constructor":
            skipped = (FUNCTIONS - {"arrow_function"}) | CLASSES
            block = member.child_by_field_name("body")
            for given in () if block is None else descendants(block, ("assignment_expression",), skipped):
                left, right = given.child_by_field_name("left"), given.child_by_field_name("right")
                inner = None if left is None else left.child_by_field_name("object")
                name = None if left is None else left.child_by_field_name("property")
                if inner is not None and inner.type == "this" and name is not None and right is not None:
                    yield module.text(name), module.text(right)
