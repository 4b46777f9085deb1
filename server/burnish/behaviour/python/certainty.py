"""What is certain of a loop before it runs: that it has something to go through, so that there is no way around it."""

from __future__ import annotations

import ast
from collections import Counter

from burnish.behaviour.python.outline import last_name, nodes_in, root_name

PASSING = frozenset({"enumerate", "reversed", "sorted", "list", "tuple", "set", "frozenset", "iter", "dict"})
"""What gives as many items as it is given, or at least one where it is given one."""
SPLITTING = frozenset({"split", "rsplit", "partition", "rpartition"})
"""Methods of text that with a separator give one part at least."""
EMPTYING = frozenset({"clear", "pop", "popitem", "remove", "discard", "popleft"})


def never_empty(node: ast.expr, filled: frozenset[str]) -> bool:
    """Whether an expression has at least one item whenever it has a value; `filled` are names that have some."""
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return any(not isinstance(item, ast.Starred) for item in node.elts)
    if isinstance(node, ast.Dict):
        return any(key is not None for key in node.keys)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, (str, bytes)) and bool(node.value)
    if isinstance(node, ast.Name):
        return node.id in filled
    if not isinstance(node, ast.Call) or any(isinstance(one, ast.Starred) for one in node.args):
        return False
    name = last_name(node.func)
    if isinstance(node.func, ast.Attribute):
        if name in SPLITTING:
            return bool(node.args) and not (isinstance(node.args[0], ast.Constant) and node.args[0].value is None)
        return name in ("items", "keys", "values") and never_empty(node.func.value, filled)
    if name == "range":
        return len(node.args) == 1 and (positive(node.args[0]) or never_empty(node.args[0], filled))
    if name in ("zip", "map"):
        walked = node.args if name == "zip" else node.args[1:]
        return bool(walked) and all(never_empty(one, filled) for one in walked)
    return name in PASSING and bool(node.args) and never_empty(node.args[0], filled)


def positive(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value > 0


def filled(tree: ast.Module) -> frozenset[str]:
    """Variables of a module that always have items, or count some: bound once, and never emptied."""
    nodes = nodes_in(tree)
    bound = Counter(one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store))
    bound.update(one.arg for one in nodes if isinstance(one, ast.arg))
    emptied = {
        root_name(one.func.value)
        for one in nodes
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in EMPTYING
    }
    emptied |= {root_name(target) for one in nodes if isinstance(one, ast.Delete) for target in one.targets}
    found: frozenset[str] = frozenset()
    for statement in tree.body:
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            if never_empty(statement.value, found) or positive(statement.value):
                names = {one.id for one in targets if isinstance(one, ast.Name)}
                found |= {name for name in names - emptied if bound[name] == 1}
    return found
