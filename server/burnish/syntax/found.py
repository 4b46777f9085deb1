"""What an anchor of a rule matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tree_sitter import Node


@dataclass(frozen=True)
class Found:
    """A node that an anchor matched, and what its holes stand for."""

    node: Node
    captures: Mapping[str, Sequence[Node]] = field(default_factory=dict)

    def __getitem__(self, hole: str) -> Node:
        """The one node that a hole stands for."""
        return self.captures[hole][0]

    def all(self, hole: str) -> Sequence[Node]:
        """The nodes that a hole for many stands for."""
        return self.captures.get(hole, ())
