"""The same functions, solved otherwise."""

from __future__ import annotations

from collections import Counter
from typing import Any


def breadth_first(graph: dict[str, list[str]], start: str) -> list[str]:
    seen = [start]
    for node in seen:
        for neighbour in graph.get(node, []):
            if neighbour not in seen:
                seen.append(neighbour)
    return seen


def degrees(edges: list[tuple[str, str]]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for edge in edges:
        one, other = edge
        counts.update([one] if one == other else [one, other])
    return dict(counts)


def tree_depth(tree: dict[str, Any] | None) -> int:
    if tree is None:
        return 0
    left = tree_depth(tree.get("left"))
    right = tree_depth(tree.get("right"))
    return left + 1 if left >= right else right + 1


def in_order(tree: dict[str, Any] | None) -> list[int]:
    found: list[int] = []

    def walk(node: dict[str, Any] | None) -> None:
        if node:
            walk(node.get("left"))
            found.append(node.get("value", 0))
            walk(node.get("right"))

    walk(tree)
    return found


def components(edges: list[tuple[int, int]]) -> int:
    groups: list[set[int]] = []
    for one, other in edges:
        joined = {one, other}
        apart = []
        for group in groups:
            if group & joined:
                joined |= group
            else:
                apart.append(group)
        groups = [*apart, joined]
    return len(groups)
