"""Where a block's braces can go: its statements stand in the block around it and mean the same."""

from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document
from burnish.names.facts import About, asked_of
from burnish.names.javascript_mentions import declared_names, mentions_any
from burnish.rules.javascript.about.functions import FUNCTIONS, statements
from burnish.tree import siblings_after


def can_be_opened(document: Document, block: Node) -> bool:
    """Whether what the block declares may be declared in the block around it."""
    if any(one.type in ("function_declaration", "generator_function_declaration") for one in block.named_children):
        return False
    statement = block.parent
    while statement is not None and statement.type in ("if_statement", "else_clause"):
        statement = statement.parent
    around = statement or document.root
    if around.parent is not None and around.parent.type in (*FUNCTIONS, "catch_clause"):
        around = around.parent  # its parameters live in one scope with its body
    if around.parent is None:
        asked_of(document).note(About.WORD, "eval")
    if b"eval(" in document.source[around.start_byte : around.end_byte]:
        return False
    return not mentions_any(document, around, declared_names(document, block), (block,))


def ends_its_line(document: Document, node: Node) -> bool:
    """Whether no code follows the node on its line: its last statement will end where its brace was."""
    line = document.lines.around(node.end_byte)
    rest = document.source[node.end_byte : line.end].strip()
    return not rest or rest.startswith(b"//")


def runs_on(document: Document, block: Node, top: Node) -> bool:
    """Whether the block's last statement, which ends without a semicolon, would take in what follows the braces."""
    last, following = statements(block)[-1], siblings_after(top)
    if last.type not in _ENDED or document.slice(last).endswith(";") or not following:
        return False
    return document.slice(following[0])[:1] in "([`/+-"


_ENDED = frozenset(
    {"expression_statement", "lexical_declaration", "variable_declaration", "return_statement", "throw_statement"}
)
