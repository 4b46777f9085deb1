"""What one turn of a Python loop does with the answer to its query: whether that is the turn's work, or the least of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from burnish.code import Code
from burnish.names.python_mentions import COMPREHENSIONS, SCOPES, bound_names
from burnish.rules.python.about.loops import names_read
from burnish.syntax import Call
from burnish.tree import ancestors, descendants, field_of, span_of


def is_looked_for(query: Node, loop: Node, code: Code) -> bool:
    """Whether a loop looks for one item and ends where a query finds it: most turns are never run.

    `return Page.objects.get(…)`, `if Order.objects.filter(…).exists(): return True`. Where it ends because nothing was
    found for an item, all others have been asked for.
    """
    for one in ancestors(query):
        if one == loop or one.type in COMPREHENSIONS:
            break
        if one.type == "return_statement":
            return True
    answer = answers_of(query, code)
    tests = (one for one in descendants(loop, _BRANCHES, SCOPES) if _tests(one, query, answer, code))
    return any(not _is_of_nothing(one) and _ends(one.child_by_field_name("consequence"), _ENDS) for one in tests)


def answers_of(query: Node, code: Code) -> set[str]:
    """The variables that take what a query gives."""
    for one in ancestors(query):
        if one.type == "assignment":
            return set(bound_names(code.document, one.child_by_field_name("left") or one) or ())
        if one.type not in _WRAPPED:
            break
    return set()


def goes_there_anyway(query: Node, loop: Node, given: set[str], code: Code) -> bool:
    """Whether each turn has to go to the database for its item, whatever becomes of the query.

    It locks the row, has a transaction of its own, or writes the item, and not just where the query finds nothing.
    """
    body = loop.child_by_field_name("body")
    if body is None:
        return False
    if any(_is_transaction(one, loop, code) for one in ancestors(query)):
        return True
    known, answer = _derived(body, given, code), answers_of(query, code)
    if _makes_what_is_missing(query, loop, answer, known, code):
        return True
    for one in descendants(body, ("call",), SCOPES):
        is_part = one.start_byte <= query.start_byte and query.end_byte <= one.end_byte
        if is_part or (query.start_byte <= one.start_byte and one.end_byte <= query.end_byte):
            continue
        if _is_stored_by(Call(one), known | answer, code):
            return True
        if _writes(Call(one), known, code) and not _hangs_on(one, query, loop, answer, code):
            return True
    return False


def has_error_of_its_own(query: Node, loop: Node, given: set[str], code: Code) -> bool:
    """Whether an error names the very item whose query did not find, or did find, what it should: `abort(404, f"no {name}")`."""
    body = loop.child_by_field_name("body")
    if body is None:
        return False
    known, answer = _derived(body, given, code) - answers_of(query, code), answers_of(query, code)
    for one in descendants(body, _BRANCHES, SCOPES):
        block = one.child_by_field_name("consequence")
        if block is None or not block.named_children or not _tests(one, query, answer, code):
            continue
        last = block.named_children[-1]
        is_error = last.type == "raise_statement" or _ABORTS.match(code.text(last)) is not None
        if is_error and not known.isdisjoint(names_read(last, code)):
            return True
    return False


def _makes_what_is_missing(query: Node, loop: Node, answer: set[str], known: set[str], code: Code) -> bool:
    """Whether a turn makes the object of its item where none is found, which a later turn may find: `if not tag: tag = Tag(name)`."""
    for one in descendants(loop, ("assignment",), SCOPES):
        target, value = field_of(one, "left"), field_of(one, "right")
        if target is None or value is None or value.type != "call" or one.start_byte < query.end_byte:
            continue
        if code.text(target) not in answer or known.isdisjoint(names_read(value, code)):
            continue
        if any(_is_of_nothing(around) and _tests(around, query, answer, code) for around in _branches_of(one, loop)):
            return True
    return False


def _branches_of(node: Node, loop: Node) -> Iterator[Node]:
    for one in ancestors(node):
        if one == loop:
            return
        if one.type in _BRANCHES:
            yield one


def _is_stored_by(call: Call, known: set[str], code: Code) -> bool:
    """Whether a function of the file is given the item, or what was found for it, and commits: `update(macro, entry)`."""
    if call.brackets is None or call.receiver is not None or known.isdisjoint(names_read(call.brackets, code)):
        return False
    made = code.origin(call.function).definition
    if made is None or made.type != "function_definition":
        return False
    return any(Call(one).name == "commit" and Call(one).receiver for one in descendants(made, ("call",), SCOPES))


def locks(calls: Sequence[Call]) -> bool:
    """Whether a query locks the row that it finds: that is done for one after the other."""
    return any(one.name in ("select_for_update", "with_for_update") for one in calls)


def _writes(call: Call, known: set[str], code: Code) -> bool:
    """Whether a call writes a row of the turn, or asks for one that the turn names."""
    owner = call.receiver
    if owner is None:
        return False
    is_of_turn = not known.isdisjoint(names_read(owner, code))
    if call.name in _OF_ROW:
        return is_of_turn or (call.name == "delete" and _is_of_query(owner, known, code))
    if call.name == "update":
        return _is_of_query(owner, known, code)
    if call.name in _QUEUED:
        return call.brackets is not None and not known.isdisjoint(names_read(call.brackets, code))
    if owner.type != "attribute":
        return False
    if call.name in _OF_RELATION:
        return is_of_turn
    return call.name in _MAKING and (
        is_of_turn or (call.brackets is not None and not known.isdisjoint(names_read(call.brackets, code)))
    )


def _is_of_query(owner: Node, known: set[str], code: Code) -> bool:
    """Whether a chain asks for the rows of the turn's item: `Server.query.filter_by(group=server.group)`."""
    call = Call(owner)
    return (
        owner.type == "call"
        and call.name in ("filter", "filter_by")
        and call.brackets is not None
        and not known.isdisjoint(names_read(call.brackets, code))
    )


def _hangs_on(write: Node, query: Node, loop: Node, answer: set[str], code: Code) -> bool:
    """Whether a write is done only where the query found something, or only where it found nothing."""
    inner = write
    for one in ancestors(write):
        if one == loop:
            return False
        if one.type in _BRANCHES and inner.type == "block" and _tests(one, query, answer, code):
            return True
        before = inner.prev_named_sibling
        while one.type == "block" and before is not None:
            if before.type == "if_statement" and _tests(before, query, answer, code):
                return _ends(before.child_by_field_name("consequence"), (*_ENDS, "continue_statement"))
            before = before.prev_named_sibling
        inner = one
    return False


def _tests(branch: Node, query: Node, answer: set[str], code: Code) -> bool:
    """Whether a condition is about the answer to a query itself: `if not found`, `if found.count == 1`."""
    condition = branch.child_by_field_name("condition")
    return condition is not None and (
        span_of(condition).contains(span_of(query))
        or any(code.text(_root(one)) in answer for one in _operands(condition))
    )


def _is_of_nothing(branch: Node) -> bool:
    """Whether a branch is for what was not found: `if not found`, `if found is None`."""
    tested = branch.child_by_field_name("condition")
    while tested is not None and tested.type == "parenthesized_expression" and tested.named_children:
        tested = tested.named_children[0]
    if tested is None or tested.type == "not_operator":
        return tested is not None
    return any(one.type == "none" for one in tested.children) and all(
        one.type not in ("is not", "!=") for one in tested.children
    )


def _operands(condition: Node) -> Iterator[Node]:
    if condition.type in _OPERATORS:
        for one in condition.named_children:
            yield from _operands(one)
    else:
        yield condition


def _root(node: Node) -> Node:
    while (inner := node.child_by_field_name("object")) is not None:
        node = inner
    return node


def _ends(block: Node | None, how: Sequence[str]) -> bool:
    return block is not None and bool(block.named_children) and block.named_children[-1].type in how


def _is_transaction(around: Node, loop: Node, code: Code) -> bool:
    """Whether a `with` within a loop makes what each turn does a transaction."""
    if around.type != "with_statement" or around.start_byte < loop.start_byte:
        return False
    clause = next((one for one in around.children if one.type == "with_clause"), None)
    calls = () if clause is None else (Call(one) for one in descendants(clause, ("call",)))
    return any(one.receiver is not None and one.name in ("atomic", "begin", "begin_nested") for one in calls)


def _derived(body: Node, given: set[str], code: Code) -> set[str]:
    """The names of a turn: the given ones, and what is made of them."""
    found = set(given)
    for one in descendants(body, ("assignment", "for_statement"), SCOPES):
        left, right = field_of(one, "left"), field_of(one, "right")
        if left is not None and right is not None and not found.isdisjoint(names_read(right, code)):
            found |= set(bound_names(code.document, left) or ())
    return found


_WRAPPED = frozenset({"await", "boolean_operator", "parenthesized_expression", "attribute", "call", "subscript"})
_OPERATORS = frozenset({"boolean_operator", "comparison_operator", "not_operator", "parenthesized_expression"})
_BRANCHES = frozenset({"if_statement", "elif_clause"})
_ENDS = ("return_statement", "break_statement")
_OF_ROW = frozenset({"save", "asave", "delete", "adelete", "refresh_from_db", "get_object_for_this_type"})
_QUEUED = frozenset({"delay", "apply_async"})
_ABORTS = re.compile(r"(?:[\w.]+\.)?(?:abort|fail)\(")
_OF_RELATION = frozenset({"add", "set", "remove"})
_MAKING = frozenset({"create", "acreate", "get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create"})
