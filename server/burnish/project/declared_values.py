"""What settings files of any form say, without running them: JSON with comments, JSON5, JavaScript, YAML, TOML.

What a program would have to be run for to know is left out: a spread, a call, a name from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import tree_sitter
from tree_sitter import Node

from burnish.config.toml_text import parsed
from burnish.files import read_regular
from burnish.language import languages
from burnish.tree import node_text

MOST_BYTES = 1_000_000
"""A larger file is nobody's settings."""

MOST_VALUES = 50_000
"""Values in one file, each time that a name stands for one counted."""

DEEPEST = 60
"""Levels of nesting; settings have five."""

_OPAQUE = object()
"""What only a run would show."""


def declared(path: Path) -> Any:
    """What a settings file says, by its ending; without one it is JSON or YAML. None where that cannot be read.

    Raises OSError where there is no such file, ValueError where it is none of its form.
    """
    text = read_regular(path, MOST_BYTES).decode("utf-8-sig")
    suffix = path.suffix
    if suffix == ".toml":
        return parsed(text)
    if suffix in (".yaml", ".yml"):
        return _yaml(text)
    if suffix in (".json", ".jsonc", ".json5"):
        return javascript_value(text)
    if suffix in (".js", ".cjs", ".mjs", ".ts", ".cts", ".mts"):
        return _exported(text)
    return javascript_value(text) if re.match(r"\s*(?:\{|//|/\*)", text) else _yaml(text)


def javascript_value(text: str) -> Any:
    """The value of a literal. Raises ValueError where it is none."""
    root = _parsed(f"({text}\n)")
    statement = next((one for one in root.named_children if one.type == "expression_statement"), None)
    value = _OPAQUE if statement is None or root.has_error else _Reading({}).value(statement.named_children[0])
    if value is _OPAQUE:
        raise ValueError("it is no JSON")
    return value


def as_table(value: Any) -> Mapping[str, Any]:
    """The value where it is a table, or an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """The value where it is a list; a list of it where it is something else, and of nothing where there is none."""
    return value if isinstance(value, list) else [] if value is None else [value]


def as_number(value: Any, least: int, most: int) -> int | None:
    """A whole number, also one that is written as a text, or None where it is none or too far out."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value.strip()):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if least <= value <= most else None


def as_truth(value: Any) -> bool | None:
    """True or false, also as YAML's or an INI file's words."""
    if isinstance(value, str):
        return {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}.get(value.lower())
    return value if isinstance(value, bool) else None


def texts_of(values: Iterable[Any]) -> list[str]:
    return [one for one in values if isinstance(one, str)]


def _yaml(text: str) -> Any:
    import yaml  # takes 20 ms: most projects have none

    try:
        # Every scalar is a text: nothing is made of it that could fail, and aliases stay what they are, one value.
        return yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError("it is no YAML") from error


def _parsed(text: str) -> Node:
    grammar = languages()["typescript"].grammar
    assert grammar is not None
    return tree_sitter.Parser(grammar).parse(text.encode("utf-8", "surrogatepass")).root_node


def _exported(text: str) -> Any:
    """What a module exports; None where only running it would show."""
    source = text.encode("utf-8", "surrogatepass")
    root = _parsed(text)
    names = {
        node_text(name, source): value
        for statement in root.named_children
        if statement.type in ("lexical_declaration", "variable_declaration")
        for one in statement.named_children
        if (name := one.child_by_field_name("name")) is not None
        and (value := one.child_by_field_name("value")) is not None
    }
    exported: Node | None = None
    for statement in root.named_children:
        if statement.type == "export_statement":
            exported = statement.child_by_field_name("value") or exported
        elif statement.type == "expression_statement" and statement.named_children:
            one = statement.named_children[0]
            left = one.child_by_field_name("left") if one.type == "assignment_expression" else None
            if left is not None and node_text(left, source) in ("module.exports", "exports.default"):
                exported = one.child_by_field_name("right")
    found = _OPAQUE if exported is None else _Reading(names).value(exported)
    return None if found is _OPAQUE else found


class _Reading:
    """The reading of one file's literals, in which names may stand for other literals of the file."""

    def __init__(self, names: Mapping[str, Node]) -> None:
        self._names = names
        self._left = MOST_VALUES

    def value(self, node: Node, depth: int = 0) -> Any:
        """What an expression stands for, as far as it is written out. Raises ValueError for what nobody writes."""
        self._left -= 1
        if depth > DEEPEST or self._left < 0:
            raise ValueError("it is nested too deep")
        text = (node.text or b"").decode("utf-8", "replace")
        if node.type in ("string", "template_string"):
            return _text(node)
        if node.type == "number":
            return _number(text)
        if node.type in _WORDS:
            return _WORDS[node.type]
        if node.type == "object":
            return self._table(node, depth)
        if node.type == "array":
            values = (self.value(one, depth + 1) for one in _without_comments(node))
            return [one for one in values if one is not _OPAQUE]
        if node.type in ("parenthesized_expression", "as_expression", "satisfies_expression"):
            inner = next(iter(_without_comments(node)), None)
            return _OPAQUE if inner is None else self.value(inner, depth + 1)
        if node.type == "unary_expression" and text.startswith("-"):
            value = self.value(node.named_children[0], depth + 1) if node.named_children else None
            return -value if isinstance(value, (int, float)) else _OPAQUE
        if node.type == "identifier" and text in self._names:
            return self.value(self._names[text], depth + 1)
        return self._given(node, depth) if node.type == "call_expression" else _OPAQUE

    def _given(self, call: Node, depth: int) -> Any:
        """What a call is given: `defineConfig({…})` and `config({…}, {…})` give it back."""
        arguments = call.child_by_field_name("arguments")
        given = [] if arguments is None else [self.value(one, depth + 1) for one in _without_comments(arguments)]
        known = [one for one in given if isinstance(one, (dict, list))]
        return _OPAQUE if not known else known[0] if len(known) == 1 else known

    def _table(self, node: Node, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in node.named_children:
            if one.type == "spread_element" and one.named_children:
                found |= as_table(self.value(one.named_children[0], depth + 1))
                continue
            short = one.type == "shorthand_property_identifier"
            key = one if short else one.child_by_field_name("key")
            if key is None or key.type == "computed_property_name":
                continue
            name = _text(key) if key.type == "string" else (key.text or b"").decode("utf-8", "replace")
            written = self._names.get(name) if short else one.child_by_field_name("value")
            made = _OPAQUE if written is None else self.value(written, depth + 1)
            if made is not _OPAQUE:
                found[name] = made
        return found


def _without_comments(node: Node) -> list[Node]:
    return [one for one in node.named_children if one.type != "comment"]


def _text(node: Node) -> Any:
    """The text of a string, its escapes as far as settings have any."""
    if any(one.type == "template_substitution" for one in node.named_children):
        return _OPAQUE
    inner = (node.text or b"")[1:-1].decode("utf-8", "replace")
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), inner)


def _number(text: str) -> Any:
    try:
        return int(text, 0)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return _OPAQUE


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
