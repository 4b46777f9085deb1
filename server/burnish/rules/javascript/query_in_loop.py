from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from burnish.code import Code
from burnish.names.javascript_bindings import names_in
from burnish.rule import Finding, Rule
from burnish.rules.about.run_once import is_run_once
from burnish.rules.javascript.about.databases import adds, changes, is_database_call, is_embedded_database, reads
from burnish.rules.javascript.about.few import runs_over_few
from burnish.rules.javascript.about.functions import FUNCTIONS, statements
from burnish.rules.javascript.about.turns import (
    answers_at_once,
    is_alike,
    is_looked_for,
    stands_by_itself,
    stores_answer,
    takes_some,
)
from burnish.syntax import Call, Found, call_given
from burnish.tree import ancestors, descendants

NESTED_LOOPS = 3
"""How many loops or functions deep, within a loop, its queries are looked for."""


class QueryInLoop(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        loop, document = found.node, code.document
        if loop.type in FUNCTIONS and not _is_loop_callback(loop):
            return None
        for call in sorted(_calls_in(loop, NESTED_LOOPS), key=lambda one: one.start_byte):
            if not is_database_call(call, document) or is_embedded_database(code):
                continue
            does = "" if answers_at_once(call, code) else _what(call, code)
            if not does or _loop_around(call, code) != loop or not _is_for_all(call, does, loop, code):
                continue
            if is_run_once(call, code) or _is_counted_together(call, code):
                return None
            function = Call(call).function
            name = "".join(code.text(function).split())
            return self.finding(function, f"'{name}' {does} once for each turn of the loop", anchor=loop)
        return None


def _what(call: Node, code: Code) -> str:
    """What a database call does, in words; empty where it is nothing that a list of items needs once."""
    if reads(call, code.document):
        return _ASKS
    if adds(call, code.document):
        return "adds a row to the database"
    return "changes a row of the database" if changes(call) else ""


def _is_for_all(call: Node, does: str, loop: Node, code: Code) -> bool:
    """Whether one call for all items could do what a call does for each."""
    if does == _ASKS:
        return not (is_looked_for(call, loop, code) or takes_some(call, code) or stores_answer(call, loop, code))
    if stands_by_itself(call, loop, code):
        return False
    return not changes(call) or is_alike(call, _with_derived(loop, _bound_by(loop, code), code), code)


def _calls_in(loop: Node, depth: int) -> Iterator[Node]:
    for one in descendants(loop, _OF_INTEREST, _LOOPS):
        if one.type == "call_expression":
            yield one
        elif depth > 0:
            yield from _calls_in(one, depth - 1)


def _loop_around(call: Node, code: Code) -> Node | None:
    """The loop that runs the call for each of its elements, and gives it the element."""
    inner = call
    for one in ancestors(call):
        if one.type in _ENDS:
            return None
        names: set[str] = set()
        over: Node | None = None
        if one.type in ("for_in_statement", "for_statement") and one.child_by_field_name("body") == inner:
            names, over = _bound_by(one, code), one.child_by_field_name("right")
        elif one.type in FUNCTIONS:
            if not _is_loop_callback(one):
                # A function of its own within the loop may run at another time.
                return None
            names = _bound_by(one, code)
            over = None if one.parent is None or one.parent.parent is None else Call(one.parent.parent).receiver
        if names and _is_whole_statement(call, _with_derived(one, names, code), code):
            return None
        if names and _depends(call, _with_derived(one, names, code), code):
            batched = any(word in name.lower() for name in names for word in ("batch", "chunk", "page", "group"))
            is_few = runs_over_few(one, over, code)
            return None if batched or is_few or _leaves(call, one) else one
        inner = one
    return None


def _bound_by(loop: Node, code: Code) -> set[str]:
    """The names that each turn of a loop, or each call of a callback, gives another value."""
    fields = ("parameters", "parameter") if loop.type in FUNCTIONS else ("left", "initializer")
    bound = next((one for field in fields if (one := loop.child_by_field_name(field)) is not None), None)
    return set() if bound is None else set(names_in(bound, code.document))


def _is_whole_statement(call: Node, names: set[str], code: Code) -> bool:
    """Whether each turn sends a statement of its own, which is no query of one kind: `for (const sql of script) exec(sql)`."""
    given = Call(call).arguments
    return bool(given) and given[0].type == "identifier" and Call(call).name in _SENDS and code.text(given[0]) in names


def _is_counted_together(call: Node, code: Code) -> bool:
    """Whether a count is asked for each of a few sets, all at once: `Promise.all(sets.map((one) => rows.countDocuments(one)))`."""
    whole = call
    while whole.parent is not None and whole.parent.type in ("member_expression", "call_expression"):
        whole = whole.parent
    if Call(whole).name not in ("count", "countAsync", "countDocuments"):
        return False
    around = (one for one in ancestors(call) if one.type == "call_expression")
    return any(code.origin(Call(one).function).path == "globalThis.Promise.all" for one in around)


def _leaves(call: Node, loop: Node) -> bool:
    """Whether the loop is left where the call stands, so that it runs once: `return await find(id)`, or a `break` below."""
    if loop.type in FUNCTIONS:
        return False
    for one in ancestors(call):
        if one == loop or one.type in FUNCTIONS:
            return False
        if one.type in _LEAVING:
            return True
        if one.type == "statement_block":
            inside = statements(one)
            if inside and inside[-1].type in _LEAVING:
                return True
    return False


def _is_loop_callback(function: Node) -> bool:
    """Whether a function is what `forEach`, `map` and their like call for each element."""
    call = call_given(function)
    return call is not None and call.name in _EACH


def _with_derived(loop: Node, names: set[str], code: Code) -> set[str]:
    """The names, and those of the variables in the loop that are made from them."""
    found = set(names)
    for declarator in descendants(loop, ("variable_declarator",)):
        name, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
        if name is not None and value is not None and not found.isdisjoint(names_in(value, code.document)):
            found |= set(names_in(name, code.document))
    return found


def _depends(call: Node, names: set[str], code: Code) -> bool:
    """Whether an argument of the call, or of what it is called on, is one of the names: `knex("t").where({ id }).first()`."""
    node: Node | None = call
    while node is not None and node.type in ("call_expression", "member_expression"):
        arguments = node.child_by_field_name("arguments")
        if arguments is not None and not names.isdisjoint(names_in(arguments, code.document)):
            return True
        node = node.child_by_field_name("function") or node.child_by_field_name("object")
    return False


_ASKS = "asks the database"
_EACH = frozenset({"forEach", "map", "flatMap", "eachSeries", "mapSeries", "each", "eachLimit"})
_LOOPS = FUNCTIONS | {"for_in_statement", "for_statement"}
_OF_INTEREST = _LOOPS | {"call_expression"}
_SENDS = frozenset({"exec", "execute", "query", "raw", "run"})
_LEAVING = frozenset({"break_statement", "return_statement", "throw_statement"})
_ENDS = frozenset({"catch_clause", "class_body"})
