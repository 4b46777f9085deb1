"""What code in a comprehension, which has a scope and a frame of its own, would notice of that."""

from __future__ import annotations

import re

from tree_sitter import Node

from burnish.document import Document
from burnish.names.python_mentions import SCOPES, declares_elsewhere, is_read_after, mentions, reads_names_as_text
from burnish.tree import descendants


def may_have_own_scope(document: Document, function: Node, loop: Node, names: tuple[str, ...]) -> bool:
    """Whether a loop's code does the same in a scope of its own, in which the loop binds `names`."""
    if _OF_THE_FRAME.search(document.source, loop.start_byte, loop.end_byte) or reads_names_as_text(document, function):
        return False
    if any(
        is_read_after(document, function, loop, name) or declares_elsewhere(document, function, name) for name in names
    ):
        return False
    return all(_is_consumed(document, one) for one in descendants(loop, ("generator_expression",)))


def is_captured(document: Document, function: Node, loop: Node, name: str) -> bool:
    """Whether a function within this one, or a generator that the loop may run, could look at the variable half built."""
    return any(
        next(mentions(document, one, name), None) is not None
        for one in descendants(function, (*SCOPES, "generator_expression"))
        if one.type in SCOPES or one.start_byte < loop.start_byte
    )


def _is_consumed(document: Document, generator: Node) -> bool:
    """Whether a generator is used up where it stands: one that is kept would see the loop's variable change."""
    call = generator.parent
    if call is not None and call.type == "argument_list":
        call = call.parent
    function = None if call is None or call.type != "call" else call.child_by_field_name("function")
    return function is not None and document.slice(function).rpartition(".")[2] in _CONSUMING


_CONSUMING = frozenset(
    {"all", "any", "dict", "frozenset", "join", "list", "max", "min", "set", "sorted", "sum", "tuple"}
)
# A StopIteration, too, means something else in a generator.
_OF_THE_FRAME = re.compile(rb"super\(|__class__|next\(|__next__|getframe\(|currentframe\(|stacklevel")
