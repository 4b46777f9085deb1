"""Chains of names: `session.get(url).json()` is a step from `session.get(url)`, which is one from `session.get`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from tree_sitter import Node

from burnish.tree import node_text


class StepKind(Enum):
    MEMBER = auto()
    CALL = auto()
    NEW = auto()
    NOTHING = auto()
    """Parentheses, `await`, a cast: what is within is what counts."""


@dataclass(frozen=True, slots=True)
class Step:
    """The last step of a chain: its kind, the node, what it is a step from, and the name of a member."""

    kind: StepKind
    node: Node
    inner: Node
    name: str = ""

    @classmethod
    def of(cls, node: Node, inner: Node | None, name: Node | None, source: bytes) -> Step | None:
        return None if inner is None or name is None else cls(StepKind.MEMBER, node, inner, node_text(name, source))

    @classmethod
    def of_call(cls, node: Node, inner: Node | None, new: bool = False) -> Step | None:
        return None if inner is None else cls(StepKind.NEW if new else StepKind.CALL, node, inner)

    @classmethod
    def nothing(cls, node: Node, inner: Node | None) -> Step | None:
        return None if inner is None else cls(StepKind.NOTHING, node, inner)
