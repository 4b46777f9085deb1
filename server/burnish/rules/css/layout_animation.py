from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Finding, LegacyRule, Match
from burnish.rules.css.about.declarations import declarations, property_of
from burnish.tree import ancestors, descendants


class LayoutAnimation(LegacyRule):
    query = """
    (declaration (property_name) @property (#any-of? @property "transition" "transition-property" "-webkit-transition"))
      @declaration
    (keyframes_statement (keyframes_name) @name (keyframe_block_list) @blocks)
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        blocks = found.get("blocks")
        if blocks is not None:
            moved = _moved_in(blocks, document)
            if not moved:
                return None
            listed = " and ".join(f"'{name}'" for name in moved)
            message = f"'{document.slice(found['name'])}' animates {listed}: each frame computes the layout anew"
            return self.finding(found["name"], message, anchor=blocks.parent)
        declaration = found["declaration"]
        if any(document.slice(one).lower() == "none" for one in declaration.named_children[1:2]):
            return None
        for name in _names(declaration, document):
            if _moves_layout(document.slice(name)):
                message = f"A transition of '{document.slice(name)}' computes the layout anew in each frame"
                return self.finding(name, message, anchor=_rule_set(declaration))
        return None


def _names(declaration: Node, document: Document) -> list[Node]:
    """The names of the properties that a transition lists, those that take no time left out."""
    parts: list[list[Node]] = [[]]
    for one in declaration.children[2:]:
        if document.slice(one) == ",":
            parts.append([])
        elif one.is_named and not one.is_extra:
            parts[-1].append(one)
    found = []
    for part in parts:
        times = [document.slice(one) for one in part if one.type in ("integer_value", "float_value")]
        if part and not (times and times[0] in ("0s", "0ms", "0")):
            found += [one for one in part if one.type == "plain_value"][:1]
    return found


def _moved_in(blocks: Node, document: Document) -> list[str]:
    """The layout properties that keyframes give more than one value."""
    values: dict[str, set[str]] = {}
    for block in descendants(blocks, ("block",)):
        for one in declarations(block):
            name = property_of(one, document)
            if _moves_layout(name):
                values.setdefault(name, set()).add(document.slice(one))
    counted = sum(one.type == "keyframe_block" for one in blocks.named_children)
    return [name for name, given in values.items() if len(given) > 1 or counted == 1]


def _moves_layout(name: str) -> bool:
    return name.lower() in _LAYOUT or name.lower().startswith("margin")


def _rule_set(declaration: Node) -> Node:
    return next((one for one in ancestors(declaration) if one.type == "rule_set"), declaration)


_LAYOUT = frozenset({"top", "left", "right", "bottom", "width", "height"})
