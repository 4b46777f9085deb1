"""The process in which ast-grep searches for what the rules of somebody's project describe.

The owner sends `{"do": "read", "id", "language", "text"}`, then `{"do": "search", "id", "search", "holes"}` for that text,
or `{"do": "bye"}`. Each is answered by `{"is": "done", "id"}` with `matches` or `fault`: a match is `{"at", "fix", "holes",
"texts"}`, its places pairs of code points. Whatever takes too long, or brings the process down, costs its owner one answer.
"""

from __future__ import annotations

import re
import sys
from typing import Any, BinaryIO

from ast_grep_py import SgNode, SgRoot

from burnish import wire

MEMORY = 2 << 30
"""Bytes of address space."""

MOST_MATCHES = 1_000
"""Of one rule in one text; a rule that finds more is no help."""


def main() -> None:
    """Serve this process's standard streams."""
    incoming, outgoing = wire.own_ends()
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(incoming, outgoing)


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    root: SgNode | None = None
    while (frame := wire.receive(incoming)) is not None and frame["do"] != "bye":
        answer: wire.Frame = {"is": "done", "id": frame["id"]}
        try:
            if frame["do"] == "read":
                root = None
                root = SgRoot(frame["text"], frame["language"]).root()
            else:
                answer["matches"] = [] if root is None else _found(root, frame["search"], frame["holes"])
        except Exception as error:
            # The boundary of this process: whatever a rule makes the library stumble over is the rule's fault.
            answer["fault"] = _reason(error)
        wire.send(outgoing, answer)


def _found(root: SgNode, search: dict[str, Any], holes: list[str]) -> list[dict[str, Any]]:
    config: Any = {name: value for name, value in search.items() if not name.startswith("expand")}
    transformed = search.get("transform", {})
    found = []
    for node in root.find_all(config)[:MOST_MATCHES]:
        named: dict[str, list[list[int]]] = {}
        texts: dict[str, str] = {}
        for name in holes:
            if name in transformed:
                texts[name] = node.get_transformed(name) or ""
                continue
            one = node.get_match(name)
            many = [one] if one is not None else node.get_multiple_matches(name)
            named[name] = [_place(each) for each in many if each.is_named() or one is not None]
        at = _place(node)
        found.append({"at": at, "fix": _expanded(node, at, search), "holes": named, "texts": texts})
    return found


def _place(node: SgNode) -> list[int]:
    place = node.range()
    return [place.start.index, place.end.index]


def _expanded(node: SgNode, at: list[int], search: dict[str, Any]) -> list[int]:
    """How far the fix reaches: to the neighbour, or any sibling with `stopBy: end`, that a rule matches."""
    start, end = at
    for name, siblings in (("expandStart", node.prev_all), ("expandEnd", node.next_all)):
        if name not in search:
            continue
        rule = {key: value for key, value in search[name].items() if key != "stopBy"}
        near = siblings() if search[name].get("stopBy") == "end" else siblings()[:1]
        reached = next((each for each in near if each.matches(**rule)), None)
        if reached is not None:
            start, end = min(start, _place(reached)[0]), max(end, _place(reached)[1])
    return [start, end]


def _reason(error: Exception) -> str:
    """The innermost cause that the library names, in one line."""
    text = str(error).partition("Stack backtrace")[0]
    causes = re.findall(r"^\s*\d+: (.+(?:\n {6,}.*)*)", text, re.MULTILINE) or [text.strip().split("\n")[0]]
    return " ".join(" ".join(causes[-1].split()).split(" ")[:40]) or type(error).__name__


if __name__ == "__main__":
    main()
