from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from burnish.code import Code
from burnish.names.python_mentions import bound_names, mentions
from burnish.rule import Finding, Rule
from burnish.rules.python.about.loops import names_read
from burnish.rules.python.about.routes import handler_around, is_for_staff
from burnish.rules.python.about.sql import sql_texts
from burnish.syntax import Call, call_given
from burnish.tree import ancestors, descendants, field_text, place_of, statement_of


class UnboundedQuery(Rule):
    def match(self, found: Call, code: Code) -> Finding | None:
        call, source, method = found.node, found["SOURCE"], found.name
        table = _table_of_sql(call, source, code) if method == "fetchall" else _table_of_model(source, code)
        if table is None or not _reaches_caller(call, source, method, code):
            return None
        name = found.function.child_by_field_name("attribute") or call
        return self.finding(name, f"This reads every row of {table} into memory, however many there are", anchor=call)


def _table_of_sql(call: Node, source: Node, code: Code) -> str | None:
    """The table that a `SELECT` without a condition or a limit reads, for the cursor that `fetchall` is called on."""
    execute = _execute_of(call, source, code)
    given = [] if execute is None else Call(execute).arguments
    if not given:
        return None
    texts = sql_texts(given[0], code.document)
    whole = [_WHOLE_TABLE.fullmatch(re.sub(r"--[^\n]*", "", one.text).strip().rstrip(";").strip()) for one in texts]
    if not whole or whole[0] is None or not all(whole) or _BOUNDED.search(texts[0].text):
        return None
    table = whole[0]["table"].strip('`"[]')
    return None if _SYSTEM_TABLE.match(table) else f"'{table}'"


def _execute_of(call: Node, source: Node, code: Code) -> Node | None:
    """The `execute` call whose rows are fetched: in the same expression, or on the same cursor just before."""
    if source.type == "await" or source.type == "parenthesized_expression":
        source = next(descendants(source, ("call",)), source)
    if source.type == "call":
        return source if _is_execute(source) else None
    if source.type != "identifier":
        return None
    name, source_text = code.text(source), code.document.source
    statement = statement_of(call).prev_named_sibling
    while statement is not None:
        for one in descendants(statement, ("call",)):
            owner, is_value = Call(one).receiver, place_of(one) == "assignment.right"
            is_named = owner is not None and code.text(owner) == name
            is_assigned = is_value and one.parent is not None and field_text(one.parent, "left", source_text) == name
            if _is_execute(one) and (is_named or is_assigned):
                return one
            if is_assigned:
                return None
        statement = statement.prev_named_sibling
    return None


def _is_execute(call: Node) -> bool:
    return Call(call).receiver is not None and Call(call).name == "execute"


def _table_of_model(source: Node, code: Code) -> str | None:
    """The model that `Model.objects.all()`, `Model.query.all()` or `session.query(Model).all()` loads entirely."""
    found = _MODEL.fullmatch(code.one_line(source))
    return None if found is None else f"'{found['model'] or found['queried'] or found['selected']}'"


def _reaches_caller(call: Node, source: Node, method: str, code: Code) -> bool:
    """Whether the rows are what a function returns, or go into the answer of a request handler."""
    if _is_cut(call) or _SMALL.search(code.text(source)) is not None or _is_staffs(call, code):
        return False
    handler = handler_around(call, code)
    if handler is not None and is_for_staff(handler, code):
        return False
    if method == "all" and code.text(source).endswith(".objects"):
        return handler is not None and _is_listed(call, code) and _goes_into_answer(call, handler, code)
    parent = call.parent
    while parent is not None and parent.type in ("await", "parenthesized_expression"):
        parent = parent.parent
    if parent is not None and parent.type == "return_statement":
        return True
    return handler is not None and _goes_into_answer(call, handler, code)


def _is_staffs(call: Node, code: Code) -> bool:
    """Whether a file or function is for the people who run the service: `controllers/admin.py`, `get_admin_pages`."""
    functions = (one for one in ancestors(call) if one.type in ("class_definition", "function_definition"))
    names = [field_text(one, "name", code.document.source) or "" for one in functions]
    return any(_STAFF.search(one) is not None for one in (*code.document.path.parts[-2:], *names))


def _goes_into_answer(call: Node, handler: Node, code: Code) -> bool:
    """Whether what a query gives, or what is made of it, is returned by the handler around it."""
    names: set[str] = set()
    for one in ancestors(call):
        if one.type in _ANSWERS:
            return True
        if one.type == "for_statement":
            names |= set(_filled_in(one, code))
        if one.type in ("assignment", "for_statement") and one.child_by_field_name("right") is not None:
            bound = bound_names(code.document, one.child_by_field_name("left") or one) or ()
            if any(_is_cut(use) for name in bound for use in mentions(code.document, handler, name)):
                return False
            names |= set(bound)
            break
        if one == handler or one.type == "block":
            return False
    for one in descendants(handler, _MAKING):
        made = one.child_by_field_name("right")
        if one.start_byte < call.end_byte or made is None or names.isdisjoint(names_read(made, code)):
            continue
        names |= set(bound_names(code.document, one.child_by_field_name("left") or one) or ())
        if one.type == "for_statement":
            names |= set(_filled_in(one, code))
    return any(not names.isdisjoint(names_read(one, code)) for one in descendants(handler, _ANSWERS))


def _filled_in(loop: Node, code: Code) -> Iterator[str]:
    """The lists that a loop adds to."""
    for one in descendants(loop, ("call",)):
        call = Call(one)
        owner = call.receiver
        if call.name in ("append", "extend", "add") and owner is not None and owner.type == "identifier":
            yield code.text(owner)


def _is_listed(call: Node, code: Code) -> bool:
    """Whether a lazy query is run as it stands: by `list`, a comprehension or a loop."""
    taker = call_given(call)
    if taker is not None:
        return code.origin(taker.function).path == "builtins.list"
    return place_of(call) in ("for_in_clause.right", "for_statement.right")


def _is_cut(node: Node) -> bool:
    """Whether only a part is taken: `rows[:20]`."""
    return place_of(node) == "subscript.value"


_STAFF = re.compile(r"(?i)(?:^|_)(?:admins?|backoffice|staff|superusers?|management)(?:_|\.|$)|Admin(?:[A-Z]|$)")
_SMALL = re.compile(
    r"(?:[a-z]|\b)(?:Types?|Kinds?|Labels?|Fields?|Settings?|Configs?|Configurations?|Options?|Roles?|Permissions?|Status(?:es)?"
    r"|Countr(?:y|ies)|Languages?|Locales?|Currenc(?:y|ies)|Plans?|Tiers?|Themes?|Categor(?:y|ies)|Regions?|Units?)\b"
    r"|(?i:\bfrom\s+\w*(?:types|kinds|labels|settings|configs?|options|roles|permissions|statuses|countries|languages|locales"
    r"|currencies|plans|tiers|themes|categories|regions|units)\b)"
)
"""Tables that have a few rows, by their names."""
_ANSWERS = frozenset({"return_statement", "yield"})
_MAKING = frozenset({"assignment", "for_statement"})
_WHOLE_TABLE = re.compile(
    r"(?is)SELECT\s+(?!DISTINCT\b|TOP\b).*?\bFROM\s+(?P<table>[\w.`\"\[\]]+)(?:\s+(?:AS\s+)?(?!WHERE\b|LIMIT\b|GROUP\b|FETCH\b|HAVING\b|UNION\b)\w+)?"
    r"(?:\s+(?:LEFT|INNER|OUTER|CROSS|NATURAL|JOIN|ON)\b(?:(?!\bWHERE\b|\bLIMIT\b|\bGROUP\b).)*)?(?:\s+ORDER\s+BY\s+[\w\s,.()`\"]+)?"
)
_BOUNDED = re.compile(
    r"(?i)\b(?:WHERE|LIMIT|GROUP\s+BY|FETCH\s+(?:FIRST|NEXT)|(?:COUNT|SUM|MIN|MAX|AVG|TOTAL|EXISTS)\s*\(|pg_\w+\s*\()"
)
_SYSTEM_TABLE = re.compile(r"(?i)sqlite_|information_schema\.|pg_|sys\.|dual$|pragma_")
_MODEL = re.compile(
    r"(?P<model>[A-Z]\w*)\.(?:objects|query)(?:\.order_by\([^()]*(?:\([^()]*\)[^()]*)*\))?"
    r"|(?:\w+\.)*session\.query\((?P<queried>[A-Z]\w*)\)(?:\.order_by\([^()]*(?:\([^()]*\)[^()]*)*\))?"
    r"|(?:await )?\(?(?:await )?(?:\w+\.)*session\.(?:scalars|execute)\( ?select\((?P<selected>[A-Z]\w*)\)(?:\.order_by\([^()]*\))? ?\)\)?(?:\.scalars\(\))?"
)
