from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.rule import Finding, Rule
from burnish.rules.css.about.declarations import declarations, parts_of, property_of, without_prefix
from burnish.syntax import Found
from burnish.text import Span
from burnish.tree import ancestors, descendants, enclosing


class LayoutAnimation(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        if found.node.type == "declaration":
            return self._transition(found.node, code)
        return self._keyframes(found.node, code)

    def _transition(self, declaration: Node, code: Code) -> Finding | None:
        document = code.document
        if b"transition" not in document.source[declaration.start_byte : declaration.end_byte].lower():
            return None
        name = property_of(declaration, document)
        if without_prefix(name) not in ("transition", "transition-property") or _has_plain_twin(declaration, document):
            return None
        moved = next((one for one in _names(declaration, document) if _moves_layout(code.text(one))), None)
        rule_set = enclosing(declaration, ("rule_set",))
        if moved is None or _is_progress(declaration, moved, code):
            return None
        message = f"A transition of '{code.text(moved)}' computes the layout anew in each frame"
        return self.finding(moved, message, anchor=rule_set or declaration)

    def _keyframes(self, statement: Node, code: Code) -> Finding | None:
        name = next((one for one in statement.named_children if one.type == "keyframes_name"), None)
        blocks = next((one for one in statement.named_children if one.type == "keyframe_block_list"), None)
        if name is None or blocks is None:
            return None
        moved = _moved_in(blocks, code.document)
        if not moved or _is_prefixed_twin(statement, name, code) or not _has_frames(code.text(name), code.document):
            return None
        listed = " and ".join(f"'{one}'" for one in moved)
        message = f"'{code.text(name)}' animates {listed}: each frame computes the layout anew"
        return self.finding(name, message, anchor=statement)


def _names(declaration: Node, document: Document) -> Iterator[Node]:
    """The names of the properties that a transition lists, those that take no time left out."""
    for part in parts_of(declaration, document):
        times = [document.slice(one) for one in part if one.type in ("integer_value", "float_value")]
        if not times or not _NO_TIME.fullmatch(times[0]):
            yield from [one for one in part if one.type == "plain_value"][:1]


def _has_plain_twin(declaration: Node, document: Document) -> bool:
    """Whether the same is said below without a browser's prefix."""
    name, block = property_of(declaration, document), declaration.parent
    plain = without_prefix(name)
    return plain != name and block is not None and plain in (property_of(one, document) for one in declarations(block))


def _is_progress(declaration: Node, moved: Node, code: Code) -> bool:
    """Whether a transition shows how far something has come, a few small steps, or a text that unfolds: to its height, which
    nothing else does."""
    shows = {"width": _PROGRESS, "height": _UNFOLDS}.get(code.text(moved))
    if shows is None:
        return False
    blocks = (one for one in ancestors(declaration) if one.type == "block" and one.parent is not None)
    heads = (Span(one.parent.start_byte, one.start_byte) for one in blocks if one.parent is not None)
    return any(shows.search(code.text(head)) for head in heads)


def _moved_in(blocks: Node, document: Document) -> list[str]:
    """The layout properties that keyframes give more than one value; from and to `auto` there are no frames."""
    values: dict[str, set[str]] = {}
    for block in descendants(blocks, ("block",)):
        for one in declarations(block):
            name = property_of(one, document)
            if _moves_layout(name):
                values.setdefault(name, set()).add(document.slice(one).partition(":")[2].strip(" ;"))
    counted = sum(one.type == "keyframe_block" for one in blocks.named_children)
    return [name for name, given in values.items() if "auto" not in given and (len(given) > 1 or counted == 1)]


def _is_prefixed_twin(statement: Node, name: Node, code: Code) -> bool:
    is_prefixed = not code.text(statement).lower().startswith("@keyframes")
    twins = code.document.nodes_of_text(code.text(name), "keyframes_name")
    return is_prefixed and any(
        one.parent is not None and code.text(one.parent).lower().startswith("@keyframes") for one in twins
    )


def _has_frames(name: str, document: Document) -> bool:
    """Whether keyframes are run through, and not jumped over: a use takes time, or none is in the file."""
    uses = [one for one in document.nodes_of_text(name, "plain_value") if _uses_animation(one, document)]
    return not uses or any(_takes_time(one, document) for one in uses)


def _uses_animation(value: Node, document: Document) -> bool:
    declaration = enclosing(value, ("declaration",))
    return declaration is not None and without_prefix(property_of(declaration, document)) in (
        "animation",
        "animation-name",
    )


def _takes_time(use: Node, document: Document) -> bool:
    declaration = enclosing(use, ("declaration",))
    block = None if declaration is None else declaration.parent
    if declaration is None or block is None:
        return True
    own = next((part for part in parts_of(declaration, document) if use in part), [])
    beside = [
        value
        for one in declarations(block)
        if without_prefix(property_of(one, document)) in ("animation-duration", "animation-timing-function")
        for part in parts_of(one, document)
        for value in part
    ]
    texts = [document.slice(one) for one in (*own, *beside)]
    times = [one for one in texts if _TIME.fullmatch(one)]
    stepped = any(one.startswith(("step-", "steps(")) for one in texts)
    return not stepped and not (times and _NO_TIME.fullmatch(times[0]))


def _moves_layout(name: str) -> bool:
    return name.lower() in _LAYOUT or name.lower().startswith("margin")


_LAYOUT = frozenset({"top", "left", "right", "bottom", "width", "height"})
_TIME = re.compile(r"[\d.]+(?:s|ms)")
_NO_TIME = re.compile(r"0*\.?0+(?:s|ms)?")
_UNFOLDS = re.compile(r"(?i)read-?more|collaps|accordion|expand|unfold")
_PROGRESS = re.compile(r"(?i)\bprogress")
