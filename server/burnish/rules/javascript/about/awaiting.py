"""Which JavaScript awaits only read something, so that running them together shows no difference but the time."""

from __future__ import annotations

import re

from tree_sitter import Node

from burnish.document import Document
from burnish.rules.javascript.functions import callee_name, own
from burnish.tree import descendants, node_text

# The first word of a name such as `fetchUser`, `get_all`, `listDir`.
_READS = re.compile(
    r"(fetch|get|find|load|list|count|search|lookup|select|retrieve|query|request|resolve|is|has|exists|stat"
    r"|readFile|readdir|readJson|readText|axios|aggregate|describe|check|download|compute|calculate|ask)(?![a-z])"
)
# What is read one after the other from one place, or must be: streams, cursors, prompts, transactions, pages.
_STATEFUL = re.compile(
    r"(?i)\b(tx|trx|transaction|t|client|conn|connection|session|page|browser|cursor|reader|iterator|stream|lock|mutex"
    r"|semaphore|limiter|queue|cy|driver|prompt\w*|inquirer|readline|rl|vscode|window|ide|repl|driver|frame|context)\b"
)


# What is commonly done to each item of a list on its own.
_EACH = re.compile(
    r"(send|notify|email|mail|upload|publish|invite|unlink|rm|copyFile|copy|writeFile|save|update|delete|remove"
    r"|destroy|create|process|generate|render|enrich|convert|resize|post|put|patch)(?![a-z])"
)


def awaited_read(document: Document, awaited: Node, *, each: bool = False) -> Node | None:
    """The call that an await waits for, where its name says that it reads; None for other awaits.

    With `each`, also a call that does something to one item and leaves the others alone; not one on
    `this`, which may keep a state, nor a query, which a list of items calls for once.
    """
    call = awaited.named_children[0] if awaited.named_children else None
    if call is None or call.type != "call_expression" or call.has_error:
        return None
    name = callee_name(document, call)
    function = call.child_by_field_name("function")
    if each:
        of_this = function is not None and node_text(function, document.source).startswith("this.")
        if name.startswith("query") or not (_READS.match(name) or (_EACH.match(name) and not of_this)):
            return None
    elif not _READS.match(name):
        return None
    if function is None or next(own(call, ("await_expression", "yield_expression")), None) is not None:
        return None
    return None if _STATEFUL.search(_names_in(document, call)) else call


def _names_in(document: Document, call: Node) -> str:
    """The names a call goes through and is given, as one text: `db users find session`."""
    types = ("identifier", "shorthand_property_identifier", "property_identifier", "this")
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    found = [] if function is None else [function, *descendants(function, types)]
    for argument in () if arguments is None else arguments.named_children:
        found += [argument, *(one for one in descendants(argument, types) if one.type != "property_identifier")]
    return " ".join(node_text(one, document.source) for one in found if one.type in types)
