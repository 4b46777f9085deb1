"""What is asked of code outside of the place that it matters to, and whether an edit changes the answer.

What a rule says of a place may depend on a function elsewhere in the file, on what a method gives a field, on where a
variable of the module is given another value or read. Whoever looks at a place hears what was asked meanwhile, as facts;
after an edit within one function the place need be looked at again only where the answer to one of them is another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, MutableMapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, TypeVar

from tree_sitter import Node

from burnish.document import Document
from burnish.names import javascript
from burnish.names.access import Access
from burnish.text import Span

Key = TypeVar("Key")
Result = TypeVar("Result")


class About(Enum):
    """What of a name a fact is about."""

    VARIABLE = "variable"
    """What binds it outside of functions, and all that stands in a function or class of that name."""
    FIELD = "field"
    """What gives an attribute of that name a value, and all that stands in a method of that name."""
    WORD = "word"
    """Every place where the file has the word, as a name or otherwise."""
    FILE = "file"
    """All of the file; it has no name."""


class Fact(NamedTuple):
    about: About
    name: str


WHOLE_FILE = Fact(About.FILE, "")
NOTHING: frozenset[Fact] = frozenset()


class Asked:
    """The facts that are asked of one version of a text while somebody looks at a place in it."""

    def __init__(self, _: Document) -> None:
        self._heard: set[Fact] = set()

    def note(self, about: About, name: str) -> None:
        self._heard.add(Fact(about, name))

    def heard(self) -> frozenset[Fact]:
        """What was asked since this was last called."""
        if not self._heard:
            return NOTHING
        heard, self._heard = self._heard, set()
        return frozenset(heard)

    def once(
        self, known: MutableMapping[Key, tuple[Result, frozenset[Fact]]], key: Key, find: Callable[[], Result]
    ) -> Result:
        """What is kept under a key, found when it is first wanted: whoever wants it again has asked the same facts."""
        kept = known.get(key)
        if kept is None:
            around, self._heard = self._heard, set()
            try:
                result = find()
            finally:
                within, self._heard = self._heard, around
            kept = known[key] = (result, frozenset(within) if within else NOTHING)
        if kept[1]:
            self._heard |= kept[1]
        return kept[0]


def asked_of(document: Document) -> Asked:
    return document.known(Asked)


def binds_outside(document: Document, span: Span) -> bool:
    """Whether a function may bind names of the module."""
    if document.language.name != "python" or document.source.find(b"global", span.start, span.end) < 0:
        return False
    return _GLOBAL.search(document.source, span.start, span.end) is not None


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit changed: the run of members around it, and the statement around what differs, each before and after."""

    before: Document
    after: Document
    old: Span
    new: Span
    old_part: Span
    new_part: Span


def changed_facts(change: Change, facts: Collection[Fact]) -> Collection[Fact]:
    """Those of the facts whose answer may be another after a change."""
    if not facts:
        return ()
    known = _defined(change.before, change.old) | _defined(change.after, change.new)
    given = b" ".join((*_given_around(change.before, change.old_part), *_given_around(change.after, change.new_part)))
    return {one for one in facts if _is_changed(change, one, known, given)}


def _is_changed(change: Change, fact: Fact, defined: Collection[str], given: bytes) -> bool:
    about, name = fact
    if about is About.FILE or name in defined:
        return True
    word, before, after = name.encode("utf-8", "surrogatepass"), change.before, change.after
    if about is About.WORD:
        ours = before.source.find(word, change.old.start, change.old.end) >= 0
        return ours or after.source.find(word, change.new.start, change.new.end) >= 0
    if word in given:
        return True
    return list(_given(before, change.old_part, about, word)) != list(_given(after, change.new_part, about, word))


def _given_around(document: Document, part: Span) -> Iterator[bytes]:
    """The targets of the assignments around a part of a document: what is given changes with each part of it."""
    node = document.root.descendant_for_byte_range(part.start, part.end)
    while node is not None:
        target = node.child_by_field_name("left") if node.type in _GIVING else None
        if target is not None:
            yield document.source[target.start_byte : target.end_byte]
        node = node.parent


def _defined(document: Document, span: Span) -> set[str]:
    """The names that a run of members gives to the code around it, and those of the classes that it stands in."""
    found: set[str] = set()
    at: Node = document.root.descendant_for_byte_range(span.start, span.end) or document.root
    while at.parent is not None and at.parent.byte_range == at.byte_range:
        at = at.parent
    around = at.parent
    while around is not None:
        if around.type in document.language.classes:
            found |= _name_of(around, document)
        around = around.parent
    is_run = at.start_byte < span.start or span.end < at.end_byte
    stack = [one for one in at.named_children if _meets(one, span)] if is_run else [at]
    if is_run and at.type in document.language.classes:
        found |= _name_of(at, document)
    while stack:
        node = stack.pop()
        if node.type in _NAMING:
            found |= _name_of(node, document)
        if node.type not in document.language.functions:
            stack += node.named_children
    return found


def _binds(name: Node) -> bool:
    return javascript.access(name) not in (Access.READ, Access.NONE)


def _meets(node: Node, span: Span) -> bool:
    return node.start_byte < span.end and span.start < node.end_byte


def _name_of(node: Node, document: Document) -> set[str]:
    """The names by which what a node defines is known: `save` of `function save() {}` and of `exports.save = …`."""
    target = node.child_by_field_name("name") or node.child_by_field_name("left")
    target = target or node.child_by_field_name("property") or node.child_by_field_name("key")
    if target is None:
        return set()
    last = target.child_by_field_name("property") or target.child_by_field_name("attribute")
    if last is None and target.named_child_count:
        return {document.slice(one) for one in javascript.pattern_names(target)}
    return {document.slice(last or target).strip("\"'")}


def _given(document: Document, span: Span, about: About, word: bytes) -> Iterator[bytes]:
    """The texts in a span that give a variable or an attribute its values, and what else binds a name like it."""
    is_python = document.language.name == "python"
    if about is About.VARIABLE and is_python:
        return  # a function of Python gives its own variables values
    source, names = document.source, javascript.NAMES
    looked_for = b"." + word if about is About.FIELD else word
    at = source.find(looked_for, span.start, span.end)
    while at >= 0:
        end = at + len(looked_for)
        leaf = document.root.descendant_for_byte_range(end - len(word), end)
        giving = None if leaf is None else _giving(leaf)
        if giving is not None:
            yield source[giving.start_byte : giving.end_byte]
        elif about is About.VARIABLE and leaf is not None and leaf.type in names and _binds(leaf):
            yield word
        at = source.find(looked_for, end, span.end)


def _giving(name: Node) -> Node | None:
    """What gives the value to a variable, an attribute or a pattern in which a name stands."""
    node: Node | None = name
    while node is not None and node.type not in _GIVING:
        if node.type.endswith(("_statement", "_block", "block")):
            return None
        node = node.parent
    if node is None:
        return None
    target = node.child_by_field_name("left") or node.child_by_field_name("argument")
    return node if target is None or name.start_byte < target.end_byte else None


_GLOBAL = re.compile(rb"(?m)(?:^|[;:])[ \t]*global[ \t\\]")
_GIVING = frozenset(
    {
        "assignment", "assignment_expression", "augmented_assignment", "augmented_assignment_expression",
        "for_in_statement", "for_statement", "update_expression", "with_item",
    }
)  # fmt: skip
"""What gives values."""
_NAMING = frozenset(
    {
        "abstract_class_declaration", "assignment", "assignment_expression", "class", "class_declaration",
        "class_definition", "field_definition", "function_declaration", "function_definition", "function_expression",
        "function_signature", "generator_function", "generator_function_declaration", "internal_module",
        "method_definition", "module", "pair", "public_field_definition", "variable_declarator",
    }
)  # fmt: skip
"""What gives a name to what stands in it."""
