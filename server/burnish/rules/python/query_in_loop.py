from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from burnish.code import Code
from burnish.names.facts import About, asked_of
from burnish.names.python_mentions import COMPREHENSIONS, SCOPES
from burnish.rule import Finding, Related, Rule
from burnish.rules.about.run_once import is_background_task, is_run_once
from burnish.rules.python.about.loops import loop_that_feeds, names_read, runs_over_few, variables_of
from burnish.rules.python.about.queries import Query, adds_rows, query_of
from burnish.rules.python.about.turns import goes_there_anyway, has_error_of_its_own, is_looked_for, locks
from burnish.syntax import Call, Found
from burnish.tree import ancestors, descendants, field_text, span_of

NESTED_LOOPS = 3
"""How many loops deep, within a loop, its queries are looked for."""


class QueryInLoop(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        calls = sorted(_calls_in(found.node, NESTED_LOOPS), key=lambda one: one.start_byte)
        queries = [one for one in (query_of(call, code) for call in calls) if one and _is_fed_by(one, found.node, code)]
        if not queries or is_run_once(found.node, code) or is_background_task(found.node, code):
            return None
        first, *others = queries
        if first.does == "asks the database" and _adds_as_it_goes(calls, code):
            return None
        message = f"{code.text(first.method)}() {first.does} for each item of the loop"
        related = tuple(Related(span_of(one.method), f"{one.does}, too") for one in others)
        return self.finding(first.method, message, anchor=found.node, related=related)


def _calls_in(loop: Node, depth: int) -> Iterator[Node]:
    for one in descendants(loop, _OF_INTEREST, _APART):
        if one.type == "call":
            yield one
        elif one.type in _LOOPS and depth > 0:
            yield from _calls_in(one, depth - 1)


def _is_fed_by(query: Query, loop: Node, code: Code) -> bool:
    """Whether each turn of a loop sends the query with something else."""
    given = {name for call in query.calls if call.brackets is not None for name in names_read(call.brackets, code)}
    clause = loop_that_feeds(query.node, given, code)
    table = _table_of(query, code)
    if table and loop_that_feeds(query.node, {table}, code) is not None:
        return False  # each turn writes to another table
    if clause is None or loop not in (clause, clause.parent) or runs_over_few(clause, code):
        return False
    iterable = clause.child_by_field_name("right")
    names = variables_of(clause, code)
    if _has_no_bulk(query, names, code) or _is_for_one_item(query.node, names, code):
        return False
    if iterable is None or _FEW.search(code.text(iterable)) is not None or _is_checked(query.node, code):
        return False
    if has_error_of_its_own(query.node, clause, names, code):
        return False
    if _is_in_steps(iterable, code) or locks(query.calls) or is_looked_for(query.node, loop, code):
        return False
    made = query.does == "writes one row"
    if not made and goes_there_anyway(query.node, loop, names, code):
        return False
    return not any(_BATCHES.search(one) for one in (code.text(iterable), *names))


def _has_no_bulk(query: Query, names: set[str], code: Code) -> bool:
    """Whether no one query does for all items what this one does for each.

    `get_or_create` guards against others who make the same, a lookup without regard to case takes one text, a statement
    may be of a table of the turn, and a row may be written between other things that the turn does.
    """
    called = {one.name for one in query.calls}
    if not called.isdisjoint(_GUARDED) or ("update" in called and "execute" not in called):
        return True
    given = [one for one in query.calls if one.brackets is not None]
    if any(_INEXACT.search(code.text(one.brackets)) for one in given if one.brackets is not None):
        return True
    tables = (_OF_TABLE.search(code.text(one.arguments[0])) for one in given if one.arguments)
    if any(table is not None and (table[1] or table[2]).split(".")[0] in names for table in tables):
        return True
    return "create" in called and not (_does_little_else(query.node) and _may_make_many(given, code))


def _may_make_many(calls: list[Call], code: Code) -> bool:
    """Whether a file shows that rows may be made in bulk, which runs neither `save` nor what listens to it.

    It does so elsewhere, or the model stands in it and has no `save`.
    """
    asked_of(code.document).note(About.WORD, "bulk_create")
    if any(code.document.nodes_of_text(one, "identifier") for one in ("bulk_create", "abulk_create")):
        return True
    model = next((one.receiver for one in calls if one.name == "create"), None)
    owner = None if model is None else model.child_by_field_name("object")
    made = None if owner is None else code.origin(owner).definition
    if made is None or made.type != "class_definition":
        return False
    methods = descendants(made, ("function_definition",))
    return not any(field_text(one, "name", code.document.source) == "save" for one in methods)


def _is_in_steps(iterable: Node, code: Code) -> bool:
    """Whether a loop counts in steps, each of which is for a part of a list: `range(0, len(ids), 500)`."""
    if iterable.type != "call":
        return False
    return code.origin(Call(iterable).function).path == "builtins.range" and len(Call(iterable).arguments) == 3


def _does_little_else(created: Node) -> bool:
    """Whether a turn of the loop around does little but make a row, so that one statement can make all rows."""
    body = next((one for one in ancestors(created) if one.type == "block" and _is_of_loop(one)), None)
    if body is None:
        return True
    calls = (one for one in descendants(body, ("expression_statement",)) if one.named_children)
    return sum(one.named_children[0].type in ("call", "await") for one in calls) == 1


def _is_of_loop(block: Node) -> bool:
    return block.parent is not None and block.parent.type == "for_statement"


def _is_checked(query: Node, code: Code) -> bool:
    """Whether a query looks for what somebody has entered, each with an error of its own: `except …: raise ValidationError`."""
    inner = query
    for one in ancestors(query):
        if one.type in _LOOPS:
            return False
        if one.type == "try_statement" and inner == one.child_by_field_name("body"):
            handlers = [child for child in one.named_children if child.type == "except_clause"]
            return any("raise " in code.text(child) and "Error" in code.text(child) for child in handlers)
        inner = one
    return False


def _is_for_one_item(query: Node, names: set[str], code: Code) -> bool:
    """Whether a query is sent for one item alone: `if name == "bundle": …`."""
    inner = query
    for one in ancestors(query):
        if one.type in _LOOPS:
            return False
        condition = one.child_by_field_name("condition") if one.type in ("if_statement", "elif_clause") else None
        if condition is not None and inner.type == "block":
            found = _ONE.fullmatch(code.text(condition))
            if found is not None and (found[1] or found[2]) in names:
                return True
        inner = one
    return False


def _table_of(query: Query, code: Code) -> str:
    """The variable that holds the table of a statement: `insert(table)`; empty where it is written in the code."""
    brackets = query.calls[0].brackets
    found = None if brackets is None else _INTO.match(code.text(brackets))
    return "" if found is None else found[1]


def _adds_as_it_goes(calls: list[Node], code: Code) -> bool:
    """Whether the loop adds rows and commits them, so that a later turn may ask for what an earlier one added."""
    said = {
        code.text(one.child_by_field_name("function") or one).rpartition(".")[2]
        for one in calls
        if adds_rows(one, code)
    }
    return "commit" in said and len(said) > 1


_LOOPS = COMPREHENSIONS | {"for_statement"}
_APART = SCOPES | _LOOPS | {"except_clause"}
_OF_INTEREST = _LOOPS | {"call"}
_INTO = re.compile(r"\(\s*(?:\w+\.)?(?:insert|update|delete)\(\s*([a-z]\w*)\s*\)")
_GUARDED = frozenset({"get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create"})
_FEW = re.compile(
    r"(?i)\b(?:\w*_)?(?:permissions|roles|settings|config|languages|schemas|tables|statuses|choices|all_models|get_models)\b|\w*(?:template|default|schema|initial)"
)
_INEXACT = re.compile(r"__in\s*=|\.in_\(|__i?(?:exact|contains|startswith|endswith|regex)\s*=|\.i?like\(|func\.lower\(")
_OF_TABLE = re.compile(
    r"""(?i)^f["'].*?\b(?:from|into|update|table)\s+[`"\[]?\{([\w.]+)|^["'].*?\b(?:from|into|update|table)\s+["'`]+\s*\+\s*(\w+)""",
    re.DOTALL,
)
_ONE = re.compile(r"""\(?(\w+) == (?:["'][^"']*["']|\d+)\)?|\(?(?:["'][^"']*["']|\d+) == (\w+)\)?""")
_BATCHES = re.compile(r"chunk|batch|page|slice|partition|group", re.IGNORECASE)
