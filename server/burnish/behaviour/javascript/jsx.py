"""JSX made into calls: `<A b={c}>d</A>` becomes `__jsx(A, {"b": (c)}, "d")`."""

from __future__ import annotations

import html
import json

from tree_sitter import Node

from burnish.behaviour.javascript.changes import Changes
from burnish.tree import descendants, node_text

HANDLED = frozenset({"jsx_element", "jsx_self_closing_element", "jsx_fragment"})


def without_jsx(node: Node, source: bytes, changes: Changes, names: set[str]) -> None:
    """What to change at an element; adds to `names` those that its tags read. What is in braces stays to be walked."""
    if node.type == "jsx_self_closing_element":
        _tag(node, source, changes, names, "})")
        return
    opening, closing = node.child_by_field_name("open_tag"), node.child_by_field_name("close_tag")
    if opening is None or closing is None:
        return
    _tag(opening, source, changes, names, "}")
    for child in node.children:
        if child not in (opening, closing):
            _child(child, source, changes)
    changes.remove(closing, ")")


def _tag(tag: Node, source: bytes, changes: Changes, names: set[str], end: str) -> None:
    name = tag.child_by_field_name("name")
    attributes = tag.children_by_field_name("attribute")
    last = tag.children[-1]
    begin = attributes[0].start_byte if attributes else last.start_byte
    changes.replace(tag.start_byte, begin, f"__jsx({_type(name, source, names)}, {{")
    changes.skipped |= {one.id for one in tag.children if one.start_byte < begin}
    for one in attributes:
        _attribute(one, source, changes)
    # `/>` is one token in one grammar and two in another.
    start = last.start_byte
    if len(tag.children) > 1 and tag.children[-2].type == "/":
        start = tag.children[-2].start_byte
    if begin <= start:
        changes.replace(start, tag.end_byte, end)


def _type(name: Node | None, source: bytes, names: set[str]) -> str:
    if name is None:
        return '""'
    text = node_text(name, source)
    if name.type == "identifier" and not text[:1].islower():
        names.add(text)
        return text
    if name.type == "member_expression":
        names.update(node_text(one, source) for one in descendants(name, ("identifier",)))
        return text
    return json.dumps(text)


def _attribute(node: Node, source: bytes, changes: Changes) -> None:
    if node.type == "jsx_expression":
        inner = _inner(node)
        if inner is None:
            changes.remove(node, "")
            return
        changes.replace(node.start_byte, inner.start_byte, "")
        changes.replace(inner.end_byte, node.end_byte, ", ")
        return
    key = json.dumps(node_text(node.named_children[0], source))
    value = node.named_children[-1] if node.named_child_count > 1 else None
    if value is None:
        changes.remove(node, f"{key}: true, ")
    elif value.type == "string":
        text = html.unescape(node_text(value, source)[1:-1])
        changes.remove(node, f"{key}: {json.dumps(text)}, ")
    elif value.type == "jsx_expression":
        inner = _inner(value)
        if inner is None:
            changes.remove(node, "")
            return
        changes.replace(node.start_byte, inner.start_byte, f"{key}: (")
        changes.replace(inner.end_byte, node.end_byte, "), ")
    else:
        changes.replace(node.start_byte, value.start_byte, f"{key}: ")
        changes.close(value.end_byte, ", ")


def _child(node: Node, source: bytes, changes: Changes) -> None:
    if node.type in ("jsx_text", "html_character_reference"):
        text = _text(node_text(node, source))
        changes.remove(node, f", {json.dumps(text)}" if text else "")
    elif node.type == "jsx_expression":
        inner = _inner(node)
        if inner is None:
            changes.remove(node, "")
        elif inner.type == "spread_element":
            changes.replace(node.start_byte, inner.start_byte, ", ")
            changes.replace(inner.end_byte, node.end_byte, "")
        else:
            changes.replace(node.start_byte, inner.start_byte, ", (")
            changes.replace(inner.end_byte, node.end_byte, ")")
    elif node.is_named and node.type != "comment":
        changes.open(node.start_byte, ", ")


def _inner(node: Node) -> Node | None:
    return next((one for one in node.named_children if one.type != "comment"), None)


def _text(text: str) -> str:
    """Text between tags, as JSX reads it: lines are trimmed and joined."""
    lines = text.splitlines()
    kept = []
    for at, line in enumerate(lines):
        line = line if at == 0 else line.lstrip(" \t")
        line = line if at == len(lines) - 1 and not text.endswith("\n") else line.rstrip(" \t")
        if line:
            kept.append(line)
    return html.unescape(" ".join(kept))
