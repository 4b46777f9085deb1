from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.rule import Finding, Rule
from burnish.rules.css.about.declarations import declarations, parts_of, property_of, without_prefix
from burnish.rules.css.about.twins import is_turned_twin
from burnish.syntax import Found
from burnish.text import Span
from burnish.tree import ancestors, descendants, enclosing


class LayoutAnimation(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        finding = (self._transition if found.node.type == "declaration" else self._keyframes)(found.node, code)
        return None if finding is None or is_turned_twin(code.document.path) else finding

    def _transition(self, declaration: Node, code: Code) -> Finding | None:
        document = code.document
        if b"transition" not in document.source[declaration.start_byte : declaration.end_byte].lower():
            return None
        name = property_of(declaration, document)
        if without_prefix(name) not in ("transition", "transition-property") or _has_plain_twin(declaration, document):
            return None
        moved = next((one for one in _names(declaration, document) if _moves_layout(code.text(one))), None)
        rule_set = enclosing(declaration, ("rule_set",))
        if moved is None or _is_progress(declaration, moved, code) or not _has_counterpart(declaration, moved, code):
            return None
        if not _is_felt(declaration, moved, code):
            return None
        message = f"A transition of '{code.text(moved)}' computes the layout anew in each frame"
        return self.finding(moved, message, anchor=rule_set or declaration)

    def _keyframes(self, statement: Node, code: Code) -> Finding | None:
        name = next((one for one in statement.named_children if one.type == "keyframes_name"), None)
        blocks = next((one for one in statement.named_children if one.type == "keyframe_block_list"), None)
        if name is None or blocks is None or statement.has_error or _UNFOLDS.search(code.text(name)):
            return None
        moved = _moved_in(blocks, code.document)
        if not _SIZES.isdisjoint(moved) and not _stands_out(code.text(name), code.document):
            moved = [one for one in moved if one not in _SIZES]
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


def _has_counterpart(declaration: Node, moved: Node, code: Code) -> bool:
    """Whether `transform` could do what a transition does: for a part of some size that stands outside of the flow, so that
    nothing else has to make room, and whose property is given a value."""
    block, document = declaration.parent, code.document
    heads = _heads_around(declaration, code)
    if block is None or _SMALL_PARTS.search(heads) or _is_small(block, document):
        return False
    name = without_prefix(code.text(moved))
    places = _related_values("position", block, heads, document)
    if "sticky" in places or "-webkit-sticky" in places:
        return False
    values = _related_values(name, block, heads, document)
    if name in _OFFSETS:
        return "static" not in places and not any(_is_share(value) for value in values)
    return bool(places & {"absolute", "fixed"}) and bool(values)


def _is_felt(declaration: Node, moved: Node, code: Code) -> bool:
    """Whether frames of a transition come often, or each is a large one: it moves a part on both axes, as what follows
    something does; or a part fills the window; or it is given two values, and reaches from edge to edge or comes from out of
    sight, as a drawer does."""
    block, document = declaration.parent, code.document
    if block is None:
        return False
    names = {without_prefix(code.text(one)).lower() for one in _names(declaration, document)}
    heads, name = _heads_around(declaration, code), without_prefix(code.text(moved)).lower()
    if names & _ACROSS and names & _UPRIGHT:
        return not _comes_at_once(names, block, heads, document)
    if not _related_values("position", block, heads, document) & {"absolute", "fixed"}:
        return False
    is_wide = _spans("width", _ACROSS, block, heads, document)
    is_high = _spans("height", _UPRIGHT, block, heads, document)
    if is_wide and is_high and name not in _OFFSETS:
        return True
    edges = _UPRIGHT if name in _UPRIGHT else _ACROSS
    if name in _OFFSETS and all(_is_held(edge, block, heads, document) for edge in edges):
        return False  # it is stretched, and not moved
    spans = is_wide if name in (*_UPRIGHT, "height") else is_high
    values = _related_values(name, block, heads, document, in_any_window=False)
    return len(values) > 1 and (spans or any(_is_out_of_sight(one) for one in values))


def _comes_at_once(names: set[str], block: Node, heads: str, document: Document) -> bool:
    """Whether a part comes and goes by `display`, between which nothing is animated, and no property has two values."""
    shown = _related_values("display", block, heads, document, in_any_window=False)
    if "none" not in shown or len(shown) < 2:
        return False
    return all(len(_related_values(one, block, heads, document, in_any_window=False)) < 2 for one in names)


def _spans(size: str, edges: frozenset[str], block: Node, heads: str, document: Document) -> bool:
    """Whether a part is as wide, or as high, as what it stands in."""
    if any(_WHOLE.fullmatch(one) for one in _related_values(size, block, heads, document)):
        return True
    return all(_is_held(edge, block, heads, document) for edge in edges)


def _is_out_of_sight(value: str) -> bool:
    """Whether an offset takes a part of some size out of the window."""
    found = _LENGTH.fullmatch(value.removeprefix("-"))
    return value.startswith("-") and found is not None and _pixels(found) >= _LEAST_LARGE


def _is_held(edge: str, block: Node, heads: str, document: Document) -> bool:
    """Whether an edge of a part has a place."""
    return bool(_related_values(edge, block, heads, document) - {"auto"})


def _heads_around(declaration: Node, code: Code) -> str:
    """What stands before the blocks around a declaration: its selectors, and the conditions that they stand in."""
    blocks = (one for one in ancestors(declaration) if one.type == "block" and one.parent is not None)
    return " ".join(code.text(Span(one.parent.start_byte, one.start_byte)) for one in blocks if one.parent is not None)


def _is_small(block: Node, document: Document) -> bool:
    """Whether a block makes a part so small that no frame of it costs: a knob, a line under a word."""
    sizes = [value for name in ("width", "height") for value in _values_of(name, block, document)]
    return any((found := _LENGTH.fullmatch(one)) is not None and _pixels(found) <= _MOST_SMALL for one in sizes)


def _pixels(length: re.Match[str]) -> float:
    return float(length["number"]) * (16 if length["unit"].endswith("em") else 1)


def _is_share(value: str) -> bool:
    """Whether an offset is a part of the parent's size, which `transform` does not know: its shares are of its own."""
    return "%" in value and value.strip("-") not in ("0%", "100%")


def _values_of(name: str, block: Node, document: Document) -> Iterator[str]:
    for one in declarations(block):
        if property_of(one, document) == name:
            yield _value(one, document)


def _value(declaration: Node, document: Document) -> str:
    return document.slice(declaration).partition(":")[2].removesuffix(";").strip().lower()


def _related_values(
    name: str, block: Node, selectors: str, document: Document, *, in_any_window: bool = True
) -> set[str]:
    """What a block, and every other of a class that selectors end with, gives a property; `in_any_window`: for windows of
    some size, too."""
    given = document.known(_values_by_class)
    kinds = (False, True) if in_any_window else (False,)
    related = (given.get((word, name, kind), ()) for word in _last_words(selectors) for kind in kinds)
    return {*_values_of(name, block, document)}.union(*related)


def _values_by_class(document: Document) -> Mapping[tuple[str, str, bool], set[str]]:
    """What a style sheet gives properties, by the classes and names of elements that its selectors end with, and whether
    that is for windows of some size."""
    found: dict[tuple[str, str, bool], set[str]] = {}
    for rule_set in document.nodes("rule_set"):
        if len(rule_set.named_children) < 2 or rule_set.named_children[-1].type != "block":
            continue
        selectors = document.slice(rule_set.named_children[0])
        words = _last_words(selectors)
        above = enclosing(rule_set, ("rule_set",)) if selectors.startswith("&") else None
        if above is not None:
            words |= _last_words(document.slice(above.named_children[0]))
        of_window = enclosing(rule_set, ("media_statement",)) is not None
        for one in declarations(rule_set.named_children[-1]):
            name = property_of(one, document)
            if name in ("position", "display") or _moves_layout(name):
                for word in words:
                    found.setdefault((word, name, of_window), set()).add(_value(one, document))
    return found


def _last_words(selectors: str) -> set[str]:
    """The classes and names of the elements that selectors choose: those of the last part of each."""
    lasts = (one.split()[-1] for one in selectors.split(",") if one.strip())
    return {word for last in lasts for word in _WORD.findall(last)}


def _moved_in(blocks: Node, document: Document) -> list[str]:
    """The layout properties that keyframes give more than one value; from and to `auto` there are no frames."""
    values: dict[str, set[str]] = {}
    for block in descendants(blocks, ("block",)):
        for one in declarations(block):
            name = property_of(one, document)
            if _moves_layout(name):
                values.setdefault(name, set()).add(document.slice(one).partition(":")[2].strip(" ;"))
    counted = sum(one.type == "keyframe_block" for one in blocks.named_children)
    if any(_is_share(one) for name in _OFFSETS for one in values.get(name, ())):
        return []
    return [
        name
        for name, given in values.items()
        if "auto" not in given and (len(given) > 1 or counted == 1) and not any(one[:1] in "\"'" for one in given)
    ]


def _is_prefixed_twin(statement: Node, name: Node, code: Code) -> bool:
    """Whether the same keyframes stand without a browser's prefix, too, or with another one before."""
    if code.text(statement).lower().startswith("@keyframes"):
        return False
    others = (one.parent for one in code.document.nodes_of_text(code.text(name), "keyframes_name"))
    return any(
        one is not None and (one.start_byte < statement.start_byte or code.text(one).lower().startswith("@keyframes"))
        for one in others
    )


def _has_frames(name: str, document: Document) -> bool:
    """Whether keyframes are run through again and again, by a part of some size."""
    uses = [one for one in document.nodes_of_text(name, "plain_value") if _uses_animation(one, document)]
    return any(
        _takes_time(one, document) and _goes_on(one, document) and not _is_use_small(one, document) for one in uses
    )


def _stands_out(name: str, document: Document) -> bool:
    """Whether a part that runs through keyframes stands outside of the flow, where nothing makes room for its size."""
    holders = (enclosing(one, ("rule_set",)) for one in document.nodes_of_text(name, "plain_value"))
    places = (
        _related_values("position", one.named_children[-1], document.slice(one.named_children[0]), document)
        for one in holders
        if one is not None and one.named_children
    )
    return any("absolute" in one or "fixed" in one for one in places)


def _is_use_small(use: Node, document: Document) -> bool:
    declaration = enclosing(use, ("declaration",))
    return declaration is not None and declaration.parent is not None and _is_small(declaration.parent, document)


def _uses_animation(value: Node, document: Document) -> bool:
    declaration = enclosing(value, ("declaration",))
    return declaration is not None and without_prefix(property_of(declaration, document)) in (
        "animation",
        "animation-name",
    )


def _goes_on(use: Node, document: Document) -> bool:
    """Whether an animation has no end, so that each frame of the page is one of it."""
    declaration = enclosing(use, ("declaration",))
    block = None if declaration is None else declaration.parent
    if declaration is None or block is None:
        return False
    own = next((part for part in parts_of(declaration, document) if use in part), [])
    counts = (
        _value(one, document)
        for one in declarations(block)
        if without_prefix(property_of(one, document)) == "animation-iteration-count"
    )
    return "infinite" in (*map(document.slice, own), *counts)


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


_ACROSS, _UPRIGHT = frozenset({"left", "right"}), frozenset({"top", "bottom"})
_WHOLE = re.compile(r"100(?:%|[dsl]?v[hw])")
_SIZES = frozenset({"width", "height"})
_OFFSETS = ("top", "left", "right", "bottom")
_LAYOUT = frozenset({*_OFFSETS, "width", "height"})
_MOST_SMALL = 24
"""Pixels up to which a part is a knob or a line, whose frames cost nothing."""
_LEAST_LARGE = 200
"""Pixels from which on a part is no small one."""
_LENGTH = re.compile(r"(?P<number>\d*\.?\d+)(?P<unit>px|r?em|)")
_WORD = re.compile(r"[.#](-?[\w-]+)")
_SMALL_PARTS = re.compile(
    r"(?i)switch|toggle-?(?:knob|thumb|dot|ball|track)|on-?off|checkbox|radio|knob|thumb\b|\bsticky|dropdown-?toggle|::?(?:before|after)\b"
)
"""Knobs, and bars that scroll with the page to their place: what a transform would not move alike."""
_TIME = re.compile(r"[\d.]+(?:s|ms)")
_NO_TIME = re.compile(r"0*\.?0+(?:s|ms)?")
_UNFOLDS = re.compile(r"(?i)read-?more|collaps|accordion|expand|unfold")
_PROGRESS = re.compile(r"(?i)\bprogress")
