"""What one turn of a JavaScript loop does with its query: whether one query for all turns could do the same."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from burnish.code import Code
from burnish.names.javascript_mentions import bound_names, mentions_any
from burnish.rules.javascript.about.functions import FUNCTIONS, own, statements
from burnish.rules.javascript.about.shared_state import root_of
from burnish.syntax import Call
from burnish.syntax.javascript import property_value
from burnish.tree import ancestors, descendants, span_of


def answers_at_once(query: Node, code: Code) -> bool:
    """Whether what a query gives is used as it is, without being waited for: its rows lie in memory, and no way is gone."""
    whole = query
    while (around := whole.parent) is not None and around.type in _CHAIN:
        whole = around
    if around is None or around.type not in _USING:
        return False
    name = around.child_by_field_name("name")
    if around.type != "variable_declarator" or name is None or name.type != "identifier":
        return True
    return any(_is_no_promise(one, code) for one in code.uses(name))


def _is_no_promise(use: Node, code: Code) -> bool:
    """Whether a use tests a value or reads a property of it, which makes no sense of a promise."""
    around = use.parent
    if around is not None and around.type == "parenthesized_expression":
        around = around.parent
    if around is None:
        return False
    if around.type == "member_expression":
        method = around.child_by_field_name("property")
        return around.child_by_field_name("object") == use and code.text(method or use) not in _OF_PROMISES
    if around.type == "arguments" and around.parent is not None:
        # What is asked of it is known at once: `if (isOld(post))`.
        asked = around.parent.parent
        return asked is not None and asked.type == "parenthesized_expression" and _is_condition(asked)
    return around.type in _USING and around.type != "variable_declarator"


def _is_condition(node: Node) -> bool:
    return node.parent is not None and node.parent.child_by_field_name("condition") == node


_CHAIN = frozenset({"call_expression", "member_expression", "parenthesized_expression", "non_null_expression"})
_USING = frozenset(
    {"variable_declarator", "unary_expression", "binary_expression", "if_statement", "ternary_expression"}
)
_OF_PROMISES = frozenset({"then", "catch", "finally"})


def is_looked_for(query: Node, loop: Node, code: Code) -> bool:
    """Whether a loop looks for one item, and ends where the answer to its query is the right one: `if (count === 1) return true`.

    Where it ends because nothing was found for an item, all others have been asked for.
    """
    if loop.type in FUNCTIONS:
        return False
    answer = _answers(query, code)
    tests = (one for one in own(loop, ("if_statement",)) if _tests(one, query, answer, code))
    return any(not _is_of_nothing(one, code) and _ends(one.child_by_field_name("consequence"), _ENDS) for one in tests)


def takes_some(query: Node, code: Code) -> bool:
    """Whether a query takes the first few rows for each item, which no one query for all items does."""
    node: Node | None = query
    while node is not None and node.type in ("call_expression", "member_expression", "await_expression"):
        if node.type == "call_expression":
            if Call(node).name in _LIMITING:
                return True
            options = [one for one in Call(node).arguments if one.type == "object"]
            if any(property_value(one, key) is not None for one in options for key in _LIMITING):
                return True
        node = node.parent
    return False


def stores_answer(query: Node, loop: Node, code: Code) -> bool:
    """Whether what a query finds is changed and stored in the same turn, so that the turn goes to the database anyway."""
    answer = _answers(query, code)
    if not answer:
        return False
    for one in descendants(loop, ("call_expression",)):
        call = Call(one)
        if call.name not in _STORING or one.start_byte < query.end_byte:
            continue
        if code.text(root_of(one)) in answer:
            return True
        if call.receiver is not None and any(
            given.type == "identifier" and code.text(given) in answer for given in call.arguments
        ):
            return True
    return False


def is_alike(change: Node, names: set[str], code: Code) -> bool:
    """Whether a change of one row is the same for each item of a loop, so that one statement makes it for all."""
    options = next(iter(Call(change).arguments), None)
    data = property_value(options, "data") if options is not None and options.type == "object" else None
    return data is None or not mentions_any(code.document, data, names)


def stands_by_itself(write: Node, loop: Node, code: Code) -> bool:
    """Whether a write may fail for one item alone, or writes other tables with the row: what no bulk insert does."""
    if any(one.type == "try_statement" for one in _up_to(write, loop)):
        return True
    keys = (one.child_by_field_name("key") for one in descendants(write, ("pair",)))
    return any(key is not None and code.text(key) in _NESTED for key in keys)


def _up_to(node: Node, loop: Node) -> Iterator[Node]:
    for one in ancestors(node):
        if one == loop:
            return
        yield one


def _answers(query: Node, code: Code) -> set[str]:
    """The variables that take what a query gives."""
    for one in ancestors(query):
        target = one.child_by_field_name("name") if one.type == "variable_declarator" else None
        if one.type == "assignment_expression":
            target = one.child_by_field_name("left")
        if target is not None:
            return set(bound_names(code.document, target))
        if one.type not in _WRAPPED:
            break
    return set()


def _tests(branch: Node, query: Node, answer: set[str], code: Code) -> bool:
    condition = branch.child_by_field_name("condition")
    return condition is not None and (
        span_of(condition).contains(span_of(query)) or mentions_any(code.document, condition, answer)
    )


def _is_of_nothing(branch: Node, code: Code) -> bool:
    """Whether a branch is for what was not found: `if (!row)`, `if (row === null)`."""
    tested = branch.child_by_field_name("condition")
    while tested is not None and tested.type == "parenthesized_expression":
        tested = next((one for one in tested.named_children if not one.is_extra), None)
    if tested is None or tested.type == "unary_expression":
        return tested is not None
    return any(one.type in ("null", "undefined") for one in tested.children) and "!" not in code.text(tested)


def _ends(node: Node | None, how: frozenset[str]) -> bool:
    if node is not None and node.type == "statement_block":
        inside = statements(node)
        node = inside[-1] if inside else None
    return node is not None and node.type in how


_WRAPPED = frozenset(
    {"await_expression", "binary_expression", "call_expression", "member_expression", "parenthesized_expression"}
)
_ENDS = frozenset({"return_statement", "break_statement"})
_LIMITING = frozenset({"limit", "take", "skip", "offset"})
_STORING = frozenset({"save", "store", "update", "destroy", "remove", "delete", "persist", "patch", "del"})
_NESTED = frozenset({"connect", "connectOrCreate", "create", "createMany"})
