"""Mistakes in Python that concern whole statements: what is dropped, moved, caught or returned."""

from __future__ import annotations

import ast

from tests.benchmarks.python_place import Edits, Found, Place

EXCEPTIONS = {
    "ValueError": "TypeError", "TypeError": "ValueError", "KeyError": "IndexError", "IndexError": "KeyError",
    "AttributeError": "KeyError", "OSError": "ValueError", "StopIteration": "ValueError", "RuntimeError": "ValueError",
    "ZeroDivisionError": "ValueError", "OverflowError": "ValueError", "LookupError": "ValueError",
    "NotImplementedError": "TypeError", "Exception": "KeyError", "UnicodeError": "KeyError",
}  # fmt: skip


def at(place: Place) -> Found:
    """What may go wrong with one statement."""
    node = place.node
    if isinstance(node, ast.If):
        yield from _branches(place, node)
    elif isinstance(node, ast.Return):
        yield from _return(place, node)
    elif isinstance(node, ast.Raise):
        yield from _raise(place, node)
    elif isinstance(node, ast.Try):
        yield from _try(place, node)
    elif isinstance(node, ast.AugAssign):
        yield "statement dropped", _without(place)
        yield "accumulation lost", ((place.span(node.target)[1], place.span(node.value)[0], " = "),)
        if isinstance(node.op, ast.Add):
            yield "arithmetic changed", ((place.span(node.target)[1], place.span(node.value)[0], " -= "),)
    elif isinstance(node, ast.Assign):
        yield from _assignment(place, node)
    elif isinstance(node, ast.Expr):
        yield from _expression(place, node)
    elif isinstance(node, ast.Break | ast.Continue):
        yield "break/continue swapped", ((*place.span(node), "continue" if isinstance(node, ast.Break) else "break"),)
        yield "break or continue dropped", _without(place)
    elif isinstance(node, ast.For | ast.While) and node.orelse:
        yield "branch dropped", _blanked(place, node.orelse)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not place.parents:
        yield from _generator(place, node)
    yield from _next(place)


def _without(place: Place) -> Edits:
    return ((*place.span(place.node), "pass"),)


def _blanked(place: Place, body: list[ast.stmt]) -> Edits:
    """The edit that leaves nothing of a block but `pass`."""
    return ((place.span(body[0])[0], place.span(body[-1])[1], "pass"),)


def _leaves(body: list[ast.stmt]) -> bool:
    return isinstance(body[-1], ast.Return | ast.Raise | ast.Continue | ast.Break)


def _branches(place: Place, node: ast.If) -> Found:
    kind = "early return dropped" if _leaves(node.body) and not node.orelse else "branch dropped"
    if not all(isinstance(one, ast.Pass) for one in node.body):
        yield kind, _blanked(place, node.body)
    if node.orelse:
        whole = place.span(node)
        end = place.span(node.body[-1])[1]
        yield "branch dropped", ((end, whole[1], ""),)


def _return(place: Place, node: ast.Return) -> Found:
    value = node.value
    if value is None or (isinstance(value, ast.Constant) and value.value is None):
        return
    yield "return value lost", ((*place.span(value), "None"),)
    yield "return dropped", ((*place.span(node), place.of(value)),)
    if isinstance(value, ast.Tuple) and len(value.elts) == 2:
        first, second = value.elts
        yield "operands swapped", ((*place.span(first), place.of(second)), (*place.span(second), place.of(first)))


def _raise(place: Place, node: ast.Raise) -> Found:
    if node.exc is None:
        yield "exception swallowed", _without(place)
        return
    name = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    if isinstance(name, ast.Name):
        yield "other exception raised", ((*place.span(name), EXCEPTIONS.get(name.id, "RuntimeError")),)
    yield "exception not raised", _without(place)


def _try(place: Place, node: ast.Try) -> Found:
    for handler in node.handlers:
        kind = handler.type
        if isinstance(kind, ast.Name) and kind.id in EXCEPTIONS:
            yield "other exception caught", ((*place.span(kind), EXCEPTIONS[kind.id]),)
        if isinstance(kind, ast.Tuple) and len(kind.elts) > 1:
            yield "caught exception dropped", ((*place.span(kind), f"({place.of(kind.elts[0])},)"),)
        if not all(isinstance(one, ast.Pass) for one in handler.body):
            yield "exception swallowed", _blanked(place, handler.body)
        else:
            yield "caught exception dropped", ((*place.span(handler.body[0]), "raise"),)
    if node.finalbody:
        yield "cleaning up dropped", _blanked(place, node.finalbody)
    if node.orelse:
        yield "branch dropped", _blanked(place, node.orelse)


def _assignment(place: Place, node: ast.Assign) -> Found:
    target = node.targets[0]
    if isinstance(target, ast.Attribute | ast.Subscript):
        yield "statement dropped", _without(place)
    value = node.value
    added = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and isinstance(value.left, ast.Name)
    if isinstance(value, ast.BinOp) and added and isinstance(target, ast.Name) and place.of(value.left) == target.id:
        yield "in place instead of a copy", ((*place.span(node), f"{target.id} += {place.of(value.right)}"),)
    if isinstance(target, ast.Name) and any(
        isinstance(one, ast.Name) and one.id == target.id for one in ast.walk(value)
    ):
        yield "statement dropped", _without(place)


def _expression(place: Place, node: ast.Expr) -> Found:
    if isinstance(node.value, ast.Yield | ast.Call | ast.Await):
        yield "statement dropped", _without(place)


def _next(place: Place) -> Found:
    """This statement and the next, both with effects, in the other order."""
    parent = place.parents[-1] if place.parents else None
    for name in ("body", "orelse", "finalbody"):
        body = getattr(parent, name, None)
        if not isinstance(body, list) or place.node not in body[:-1]:
            continue
        following = body[body.index(place.node) + 1]
        if _effect(place.node) and _effect(following) and place.of(place.node) != place.of(following):
            yield (
                "effects reordered",
                ((*place.span(place.node), place.of(following)), (*place.span(following), place.of(place.node))),
            )


def _effect(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call | ast.Await | ast.Yield)
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Call | ast.Await)


def _generator(place: Place, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Found:
    """A generator that became a function which gives a list of all at once."""
    inner = [one for one in ast.walk(node) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)]
    yields = [one for one in ast.walk(node) if isinstance(one, ast.Yield | ast.YieldFrom)]
    stated = [one for one in ast.walk(node) if isinstance(one, ast.Expr) and one.value in yields]
    if not yields or len(stated) != len(yields) or len(inner) > 1 or isinstance(node, ast.AsyncFunctionDef):
        return
    first, last = node.body[0], node.body[-1]
    margin = " " * first.col_offset
    edits = []
    for one in stated:
        value = one.value
        assert isinstance(value, ast.Yield | ast.YieldFrom)
        given = place.of(value.value) if value.value else "None"
        call = "all_of_it.extend" if isinstance(value, ast.YieldFrom) else "all_of_it.append"
        text = f"{call}(({given}))" + (f"\n{margin}return all_of_it" if one is last else "")
        edits.append((*place.span(one), text))
    edits += [(*place.span(one), "return all_of_it") for one in ast.walk(node) if isinstance(one, ast.Return)]
    start = place.span(first)[0]
    if first in stated:
        return
    edits.append((start, start, f"all_of_it = []\n{margin}"))
    if last not in stated:
        end = place.span(last)[1]
        edits.append((end, end, f"\n{margin}return all_of_it"))
    yield "generator became a list", tuple(edits)
