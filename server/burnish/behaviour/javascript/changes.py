"""Changes to a stretch of source, collected in one walk and made at once: with and without what counts its steps."""

from __future__ import annotations

from tree_sitter import Node

CLOSING, OPENING, REPLACING = range(3)


class Changes:
    """What a walk over a syntax tree, from the outside in, wants changed. Offsets are bytes of the whole source."""

    def __init__(self) -> None:
        self._made: list[tuple[int, int, int, int, str, bool]] = []
        self.branches = 0
        self.skipped: set[int] = set()
        """Ids of nodes that the walk need not visit, for they are gone or dealt with."""

    def replace(self, start: int, end: int, text: str) -> None:
        self._made.append((start, REPLACING, len(self._made), end, text, False))

    def remove(self, node: Node, text: str = " ") -> None:
        """Takes a node away, with all that is in it."""
        self.replace(node.start_byte, node.end_byte, text)
        self.skipped.add(node.id)

    def open(self, at: int, text: str, counting: bool = False) -> None:
        """Puts text before what begins here; of several, the one that was put first stands first."""
        self._made.append((at, OPENING, len(self._made), at, text, counting))

    def close(self, at: int, text: str, counting: bool = False) -> None:
        """Puts text behind what ends here; of several, the one that was put first stands last."""
        self._made.append((at, CLOSING, -len(self._made), at, text, counting))

    def numbered(self, many: int) -> int:
        """The number of the first of so many new branches of the function."""
        first = self.branches
        self.branches += many
        return first

    def made(self, source: bytes, start: int, end: int, counting: bool) -> str:
        """The source between two offsets, changed."""
        parts: list[bytes] = []
        at = start
        for begin, _, _, stop, text, counts in sorted(self._made):
            if (counts and not counting) or begin < at:
                continue
            parts += (source[at:begin], text.encode())
            at = stop
        parts.append(source[at:end])
        return b"".join(parts).decode("utf-8", "replace")
