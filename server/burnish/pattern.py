"""Code with holes, and what of a document it matches: the anchors of rules.

A pattern is code in which `$NAME` stands for one node and `$$$NAME` for any number of nodes beside each other, as in
ast-grep; a hole that stands twice is the same code twice, and `$_` is a hole without a name. `kind` is a node type of
the grammar. White space, comments, and commas at the end of a list do not count.

Each anchor becomes a part of one tree-sitter query that selects by shape and by the names that stand in it; whether the
rest fits is asked in Python of what is selected, for a query cannot say it of lists and of comments between their parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import tree_sitter
from tree_sitter import Node

from burnish.language import languages

Captures = Mapping[str, Sequence[Node]]

ANCHOR = "match"
"""The capture of a query that is the whole anchor."""


class PatternError(ValueError):
    """Why a pattern matches nothing that can be, in one sentence."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One anchor in one language: a query that selects, and the pattern's own tree, None for a `kind`."""

    language: str
    query: str
    root: _Part | None

    @property
    def compiled(self) -> tree_sitter.Query:
        """The query by itself."""
        return _compiled(self.language, self.query)

    @property
    def called(self) -> str | None:
        """The hole that stands for what is called, of a pattern that is a call of anything."""
        parts = () if self.root is None else self.root.parts
        return next((one.hole for one in parts if one.field in ("function", "constructor")), None)

    @property
    def root_name(self) -> str | None:
        """The name that stands at the root of what a pattern calls, by its text: `requests` of `requests.get($$$A)`."""
        part = next((one for one in self.root.parts if one.field == "function"), None) if self.root else None
        while part is not None and part.parts:
            part = next((one for one in part.parts if one.field in ("object", "function")), None)
        return None if part is None or part.hole is not None or part.type != "identifier" else part.text.decode()

    def captures(self, node: Node) -> Captures | None:
        """What the holes stand for where the pattern matches a node that its query selected; None where it does not."""
        found: dict[str, list[Node]] = {ANCHOR: [node]}
        return found if self.root is None or _fits(self.root, node, found) else None


def of_kind(kind: str, language: str) -> Pattern:
    """The anchor that is every node of a type. Raises PatternError for a type that the grammar does not have."""
    grammar = languages()[language].grammar
    if grammar is None or grammar.id_for_node_kind(kind, True) is None:
        raise PatternError(f"“{kind}” is no kind of node in {language}")
    # In the form of a pattern's, so that the two are one part of the query where they select alike.
    return Pattern(language, f"(({kind}) @{ANCHOR})", None)


def of_code(code: str, language: str) -> Pattern:
    """The anchor that is all code of this shape. Raises PatternError where it is no code of the language."""
    grammar = languages()[language].grammar
    if grammar is None:
        raise PatternError(f"{language} has no grammar, so no patterns")
    text = _HOLE.sub(lambda hole: f"{_MANY if hole[1] else _ONE}{hole[2]}{_END}", code)
    tree = tree_sitter.Parser(grammar).parse(text.encode())
    node = _outermost(tree.root_node)
    if tree.root_node.has_error or node is None:
        raise PatternError(f"“{code}” is no code in {language} by itself")
    root = _part(node)
    if root.hole is not None:
        raise PatternError(f"“{code}” matches everything")
    names = "".join(f" {one}" for one in _names(root))
    return Pattern(language, f"({_selecting(root)} @{ANCHOR}{names})", root)


@cache
def _compiled(language: str, query: str) -> tree_sitter.Query:
    grammar = languages()[language].grammar
    assert grammar is not None
    made: tree_sitter.Query = tree_sitter.Query(grammar, query)
    return made


_HOLE = re.compile(r"\$(\$\$)?([A-Z_][A-Z0-9_]*)")
_ONE, _MANY, _END = "µone_", "µmany_", "µ"
_WRITTEN = re.compile(f"{_ONE}(\\w+?){_END}|{_MANY}(\\w+?){_END}")


@dataclass(frozen=True, slots=True)
class _Part:
    """A node of a pattern: a hole, or a type with its own text or parts."""

    type: str
    field: str | None
    text: bytes
    parts: tuple[_Part, ...]
    named: bool
    hole: str | None = None
    many: bool = False


def _outermost(root: Node) -> Node | None:
    """The node that a pattern is about: an expression without the statement that it makes by itself."""
    if root.named_child_count != 1:
        return None
    node = root.named_children[0]
    while node.type == "expression_statement" and node.named_child_count == 1 and node.child_count == 1:
        node = node.named_children[0]
    return node


def _part(node: Node, field: str | None = None) -> _Part:
    text = node.text or b""
    hole = _WRITTEN.fullmatch(text.decode())
    if hole is not None and not (hole[2] and node.type in _BLOCKS):
        return _Part(node.type, field, text, (), node.is_named, hole[1] or hole[2], hole[1] is None)
    parts = tuple(_part(child, node.field_name_for_child(at)) for at, child in enumerate(node.children))
    return _Part(node.type, field, text, parts, node.is_named)


def _selecting(part: _Part) -> str:
    """The query of a part: its type, and those of its parts that have a field and are no holes."""
    inner = " ".join(f"{one.field}: {_selecting(one)}" for one in part.parts if _is_selective(one))
    name = "" if part.parts or not part.named else f" @_{_name_of(part)}"
    return f"({part.type}{' ' if inner else ''}{inner}){name}"


def _is_selective(part: _Part) -> bool:
    return part.field is not None and part.named and part.hole is None and not _is_list(part)


def _is_list(part: _Part) -> bool:
    return any(one.many for one in part.parts) or part.type in ("argument_list", "arguments")


def _names(part: _Part) -> Iterator[str]:
    """The predicates on the texts of what is selected by its name."""
    for one in part.parts:
        if not _is_selective(one):
            continue
        if one.parts:
            yield from _names(one)
        else:
            text = one.text.decode().replace("\\", "\\\\").replace('"', '\\"')
            yield f'(#eq? @_{_name_of(one)} "{text}")'


def _name_of(part: _Part) -> str:
    return "t" + part.text.hex()[:40]


def _fits(part: _Part, node: Node, found: dict[str, list[Node]]) -> bool:
    if part.hole is not None:
        return _captured(part.hole, [node], found)
    if part.type != node.type:
        return False
    if not part.parts:
        return node.child_count == 0 and node.text == part.text
    return _all_fit(part.parts, [one for one in node.children if not one.is_extra], found)


def _all_fit(parts: Sequence[_Part], nodes: Sequence[Node], found: dict[str, list[Node]]) -> bool:
    """Whether parts fit nodes one after the other; a hole for many takes as few as will do."""
    if not parts:
        return all(not one.is_named and one.type in _CLOSING for one in nodes)
    first, rest = parts[0], parts[1:]
    if first.many:
        after = rest[1:] if rest and rest[0].type == "," else rest
        is_last = not any(one.many for one in rest)
        # What stands behind the last hole for many is as long as it is in the pattern, but for a comma or two.
        for count in range(max(0, len(nodes) - len(rest) - 2) if is_last else 0, len(nodes) + 1):
            taken = [one for one in nodes[:count] if one.is_named]
            if any(
                not one.is_named and one.type != "," for one in (nodes[:count] if is_last else nodes[count - 1 : count])
            ):
                break
            trial = dict(found)
            left = nodes[count:]
            fits = _all_fit(rest, left, trial) if count else _all_fit(after, left, trial)
            if fits and _captured(first.hole or "_", taken, trial):
                found.update(trial)
                return True
        return False
    if nodes and _fits_or_reverts(first, nodes[0], found):
        return _all_fit(rest, nodes[1:], found)
    if nodes and not nodes[0].is_named and nodes[0].type in _OPTIONAL and first.type != nodes[0].type:
        return _all_fit(parts, nodes[1:], found)
    if not first.named and first.type in _OPTIONAL:
        return _all_fit(rest, nodes, found)
    return False


def _fits_or_reverts(part: _Part, node: Node, found: dict[str, list[Node]]) -> bool:
    if part.hole is None and part.type != node.type:
        return False
    trial = dict(found)
    if not _fits(part, node, trial):
        return False
    found.update(trial)
    return True


def _captured(name: str, nodes: list[Node], found: dict[str, list[Node]]) -> bool:
    if name == "_":
        return True
    before = found.setdefault(name, nodes)
    return before is nodes or [one.text for one in before] == [one.text for one in nodes]


_CLOSING = frozenset({",", ";"})
_OPTIONAL = frozenset({",", ";"})
_BLOCKS = frozenset({"block", "module", "program", "statement_block"})
"""A hole for many that is all of a block stands for its statements, and not for the block."""
