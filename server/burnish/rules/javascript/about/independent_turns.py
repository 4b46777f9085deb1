"""Loops that wait for something in each turn though no turn needs another, as far as the code shows."""

from __future__ import annotations

import re

from tree_sitter import Node

from burnish.code import Code
from burnish.names.facts import About, asked_of
from burnish.names.javascript_mentions import PATTERNS, bound_names, mentions, mentions_any
from burnish.rules.javascript.about.awaiting import awaited_read, sounds_like_read
from burnish.rules.javascript.about.few import runs_over_few
from burnish.rules.javascript.about.functions import FUNCTIONS, own
from burnish.rules.javascript.about.handed_on import changed_arguments
from burnish.rules.javascript.about.shared_state import (
    CHANGING,
    WRITES,
    changes_outside,
    definition_of,
    finds_or_makes,
    gives_outside,
    is_awaited,
    is_bound_within,
    root_of,
    writes_back,
)
from burnish.syntax import Call
from burnish.text import Span
from burnish.tree import descendants, span_of


def independent_awaits(loop: Node, code: Code) -> list[Node]:
    """The awaits of a for-of loop whose turns do not depend on each other; none where they may."""
    body, items, operator = (loop.child_by_field_name(name) for name in ("body", "right", "operator"))
    if body is None or items is None or operator is None or operator.type != "of" or loop.has_error:
        return []
    if b"await" not in code.document.source[body.start_byte : body.end_byte]:
        return []
    awaits = list(own(body, ("await_expression",)))
    pattern = item_of(loop)
    if not awaits or any(child.type == "await" for child in loop.children) or pattern.type not in PATTERNS:
        return []
    if not sounds_like_read(awaits[0], each=True):
        return []
    if next(own(body, _LEAVES), None) is not None or _is_meant_in_turn(loop, body, code):
        return []
    if next(own(items, ("await_expression",)), None) is not None or not _changes_its_own_only(loop, body, code):
        return []
    inside = bound_names(code.document, pattern)
    for declarator in own(body, ("variable_declarator",)):
        name = declarator.child_by_field_name("name")
        inside |= set() if name is None else bound_names(code.document, name)
    if finds_or_makes(body, code) or any(_needs_others(one, loop, inside, code) for one in awaits):
        return []
    first = awaited_read(awaits[0], code, span_of(loop))
    if first is None or not mentions_any(code.document, first, inside):
        return []
    if _is_quick(first, items, inside, code):
        return []
    return awaits if all(_belongs_to_item(one, loop, inside, code) for one in awaits[1:]) else []


def _is_quick(call: Node, items: Node, inside: set[str], code: Code) -> bool:
    """Whether the turns are few, or take no time: local files, questions that are answered at once, a list of settings."""
    if runs_over_few(call, items, code) or _SETTINGS.search(code.text(items)) is not None:
        return True
    if _LISTED.search(code.text(items)) is not None or not _ENTRIES.isdisjoint(inside):
        return True
    name, module = Call(call).name, (code.origin(Call(call).function).path or "").split(".")[0]
    if _QUESTION.match(name) is not None or module in _DISK:
        return True
    items_given = code.names.given(items) if items.type == "identifier" else []
    return any(one.value is not None and _FROM_FEW.search(code.text(one.value)) is not None for one in items_given)


def item_of(loop: Node) -> Node:
    """What a loop calls its items."""
    left = loop.child_by_field_name("left")
    return loop if left is None else left


def _is_meant_in_turn(loop: Node, body: Node, code: Code) -> bool:
    """Whether words in the loop, in front of it, or for a linter say that one turn comes after another."""
    if _IN_TURN.search(code.text(loop)) or _BATCHES.search(code.text(Span(loop.start_byte, body.start_byte))):
        return True
    before = loop.prev_named_sibling
    comment = code.text(before) if before is not None and before.is_extra else ""
    if _IN_TURN.search(comment) or _IN_ORDER.search(comment):
        return True
    asked_of(code.document).note(About.WORD, "no-await-in-loop")
    switches = _SWITCHES.findall(code.document.source[: loop.start_byte])
    return bool(switches) and switches[-1] == b"disable"


def _belongs_to_item(awaited: Node, loop: Node, inside: set[str], code: Code) -> bool:
    """Whether a further await belongs to the item: a known kind of call, or one on what the item gave."""
    if awaited_read(awaited, code, span_of(loop)) is not None:
        return True
    inner = awaited.named_children[0] if awaited.named_children else None
    owner = Call(inner).receiver if inner is not None and inner.type == "call_expression" else None
    return owner is not None and owner.type == "identifier" and code.text(owner) in inside


def _needs_others(awaited: Node, loop: Node, inside: set[str], code: Code) -> bool:
    """Whether an await is for a function that the loop stands in, or for one that changes what all turns give it.

    A function that calls itself for each of its parts would start all that there are at once.
    """
    inner = awaited.named_children[0] if awaited.named_children else None
    if inner is None or inner.type != "call_expression":
        return False
    call = Call(inner)
    function = definition_of(call, code)
    if function is None:
        return False
    if span_of(function).contains(span_of(loop)):
        return True
    return any(code.text(root_of(one)) not in inside for one in changed_arguments(call, code))


def _changes_its_own_only(loop: Node, body: Node, code: Code) -> bool:
    """Whether the body changes nothing but its own variables and its item, save for pushing results to one list."""
    home = span_of(loop)
    if writes_back(body, code):
        return False
    if any(changes_outside(one, home, code) for one in descendants(body, FUNCTIONS, FUNCTIONS)):
        return False
    if any(gives_outside(one, home, code) for one in own(body, WRITES)):
        return False
    lists: set[str] = set()
    for one in own(body, ("call_expression",)):
        call = Call(one)
        if call.receiver is None or is_awaited(one) or is_bound_within(call.receiver, home, code):
            continue
        if call.name == "push":
            lists.add(code.text(call.receiver))
        elif call.name in CHANGING or call.name in ("has", "get"):
            return False
    pushed = [one for one in mentions(code.document, body) if code.text(one) in lists]
    return len(lists) <= 1 and len(pushed) <= 1


_DISK = frozenset({"fs", "fs-extra", "fs/promises"})
_QUESTION = re.compile(r"(is|has|exists|compute|calculate|stat|readFile|readdir|readJson|rm|unlink)(?![a-z])")
_SETTINGS = re.compile(r"(?i)\b(?:\w*config|\w*settings|options|\w*extensions|\w*plugins|\w*locales|\w*languages)\b")
_LISTED = re.compile(r"(?i)readdir|dirents?\b|\bdirs\b|folders\b")
_ENTRIES = frozenset({"dirent", "dir", "folder"})
_FROM_FEW = re.compile(r"(?i)readdir|\b\w*(?:config|settings|extensions|plugins|locales|languages)\b")
_IN_TURN = re.compile(
    r"(?i)sequential|serial|in order|in turn|one at a time|one by one|one after|rate.?limit|throttl|concurren|parallel"
    r"|backoff|retry|retries|avoid|must wait|race|migrat|no-await-in-loop|console\.|\blog(ger)?\b|\bprint|process\.std"
)
_IN_ORDER = re.compile(r"(?i)\border(ed)?\b|\bfirst\b|\bbefore\b")
_BATCHES = re.compile(
    r"(?i)chunk|batch|bulk|page|part\b|step|stage|phase|migration|attempt|retr|delay|middleware|plugin|hook|command|task"
)
_SWITCHES = re.compile(rb"/\*\s*eslint-(disable|enable)(?=\s)(?:(?!-next-line|\*/)[\s\S])*?no-await-in-loop")
_LEAVES = (
    "break_statement", "return_statement", "throw_statement", "yield_expression", "for_statement", "for_in_statement",
    "while_statement", "do_statement", "switch_statement", "try_statement", "labeled_statement",
)  # fmt: skip
