"""Graphs as dicts of lists, and trees."""

from __future__ import annotations

from collections import deque
from typing import Any


def breadth_first(graph: dict[str, list[str]], start: str) -> list[str]:
    seen = [start]
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for neighbour in graph.get(node, []):
            if neighbour not in seen:
                seen.append(neighbour)
                waiting.append(neighbour)
    return seen


def depth_first(graph: dict[str, list[str]], node: str, seen: list[str] | None = None) -> list[str]:
    if seen is None:
        seen = []
    if node in seen:
        return seen
    seen.append(node)
    for neighbour in graph.get(node, []):
        depth_first(graph, neighbour, seen)
    return seen


def shortest_path(graph: dict[str, list[str]], start: str, goal: str) -> list[str] | None:
    paths = deque([[start]])
    visited = {start}
    while paths:
        path = paths.popleft()
        if path[-1] == goal:
            return path
        for neighbour in graph.get(path[-1], []):
            if neighbour not in visited:
                visited.add(neighbour)
                paths.append([*path, neighbour])
    return None


def has_cycle(graph: dict[str, list[str]]) -> bool:
    done: set[str] = set()

    def visit(node: str, path: tuple[str, ...]) -> bool:
        if node in path:
            return True
        if node in done:
            return False
        done.add(node)
        return any(visit(other, (*path, node)) for other in graph.get(node, []))

    return any(visit(node, ()) for node in graph)


def topological(needs: dict[str, list[str]]) -> list[str]:
    order: list[str] = []
    rest = {name: set(before) for name, before in needs.items()}
    while rest:
        ready = sorted(name for name, before in rest.items() if not before - set(order))
        if not ready:
            raise ValueError("there is a cycle")
        for name in ready:
            order.append(name)
            del rest[name]
    return order


def degrees(edges: list[tuple[str, str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one, other in edges:
        counts[one] = counts.get(one, 0) + 1
        if other != one:
            counts[other] = counts.get(other, 0) + 1
    return counts


def tree_depth(tree: dict[str, Any] | None) -> int:
    if tree is None:
        return 0
    return 1 + max(tree_depth(tree.get("left")), tree_depth(tree.get("right")))


def in_order(tree: dict[str, Any] | None) -> list[int]:
    if not tree:
        return []
    return in_order(tree.get("left")) + [tree.get("value", 0)] + in_order(tree.get("right"))


def insert_key(tree: dict[str, Any] | None, value: int) -> dict[str, Any]:
    if tree is None:
        return {"value": value, "left": None, "right": None}
    side = "left" if value < tree["value"] else "right"
    tree[side] = insert_key(tree.get(side), value)
    return tree


def cheapest(costs: dict[str, dict[str, int]], start: str) -> dict[str, int]:
    """Dijkstra: what it costs to reach each node."""
    known = {start: 0}
    open_nodes = [start]
    while open_nodes:
        node = min(open_nodes, key=lambda one: known[one])
        open_nodes.remove(node)
        for other, cost in costs.get(node, {}).items():
            total = known[node] + cost
            if cost >= 0 and (other not in known or total < known[other]):
                known[other] = total
                open_nodes.append(other)
    return known


def components(edges: list[tuple[int, int]]) -> int:
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        parent.setdefault(node, node)
        while parent[node] != node:
            node = parent[node]
        return node

    for one, other in edges:
        parent[root(one)] = root(other)
    return sum(1 for node in parent if parent[node] == node)
