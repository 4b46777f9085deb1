from __future__ import annotations

import re

from tree_sitter import Node

from burnish.document import Document
from burnish.names.python_bindings import region_of
from burnish.names.python_mentions import COMPREHENSIONS, mentions
from burnish.project import Project
from burnish.rule import Finding, LegacyRule, Match
from burnish.rules.python.routes import handler_around
from burnish.rules.python.sql import arguments_of, sql_texts
from burnish.tree import descendants, field_text, statement_of


class UnboundedQuery(LegacyRule):
    query = """
    (call function: (attribute object: (_) @source attribute: (identifier) @method) arguments: (argument_list) @arguments
      (#any-of? @method "fetchall" "all")) @call
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        call, source, method = found["call"], found["source"], document.slice(found["method"])
        table = (
            _table_of_sql(call, source, document) if method == "fetchall" else _table_of_model(source, method, document)
        )
        if table is None or not _reaches_caller(call, source, method, document):
            return None
        return self.finding(
            found["method"], f"This reads every row of {table} into memory, however many there are", anchor=call
        )


def _table_of_sql(call: Node, source: Node, document: Document) -> str | None:
    """The table that a `SELECT` without a condition or a limit reads, for the cursor that `fetchall` is called on."""
    execute = _execute_of(call, source, document)
    given = [] if execute is None else arguments_of(execute)
    if not given:
        return None
    texts = sql_texts(given[0], document)
    whole = [_WHOLE_TABLE.fullmatch(re.sub(r"--[^\n]*", "", one.text).strip().rstrip(";").strip()) for one in texts]
    if not whole or whole[0] is None or not all(whole) or _BOUNDED.search(texts[0].text):
        return None
    table = whole[0]["table"].strip('`"[]')
    return None if _SYSTEM_TABLE.match(table) else f"'{table}'"


def _execute_of(call: Node, source: Node, document: Document) -> Node | None:
    """The `execute` call whose rows are fetched: in the same expression, or on the same cursor just before."""
    if source.type == "await" or source.type == "parenthesized_expression":
        source = next(descendants(source, ("call",)), source)
    if source.type == "call":
        return source if _is_execute(source, document) else None
    if source.type != "identifier":
        return None
    name = document.slice(source)
    statement = statement_of(call).prev_named_sibling
    while statement is not None:
        for one in descendants(statement, ("call",)):
            function = one.child_by_field_name("function")
            assignment = one.parent
            owner = None if function is None else function.child_by_field_name("object")
            is_named = owner is not None and document.slice(owner) == name
            is_assigned = (
                assignment is not None
                and assignment.type == "assignment"
                and field_text(assignment, "left", document.source) == name
            )
            if _is_execute(one, document) and (is_named or is_assigned):
                return one
            if is_assigned:
                return None
        statement = statement.prev_named_sibling
    return None


def _is_execute(call: Node, document: Document) -> bool:
    function = call.child_by_field_name("function")
    return function is not None and field_text(function, "attribute", document.source) == "execute"


def _table_of_model(source: Node, method: str, document: Document) -> str | None:
    """The model that `Model.objects.all()`, `Model.query.all()` or `session.query(Model).all()` loads entirely."""
    if method != "all":
        return None
    text = " ".join(document.slice(source).split())
    found = _MODEL.fullmatch(text)
    return None if found is None else f"'{found['model'] or found['queried'] or found['selected']}'"


def _reaches_caller(call: Node, source: Node, method: str, document: Document) -> bool:
    """Whether the rows are held as a list in a request handler, or are what a function returns."""
    if _is_cut(call):
        return False
    lazy = method == "all" and document.slice(source).endswith(".objects")
    handler = handler_around(document, call)
    if lazy:
        return handler is not None and _is_listed(call, document)
    parent = call.parent
    while parent is not None and parent.type in ("await", "parenthesized_expression"):
        parent = parent.parent
    if parent is not None and parent.type == "return_statement":
        return True
    if handler is None:
        return False
    if parent is not None and parent.type == "assignment":
        left = parent.child_by_field_name("left")
        if left is not None and left.type == "identifier":
            return not any(_is_cut(one) for one in mentions(document, region_of(call), document.slice(left)))
    return True


def _is_listed(call: Node, document: Document) -> bool:
    """Whether a lazy query is run as it stands: by `list`, a comprehension or a loop."""
    parent = call.parent
    if parent is None:
        return False
    if parent.type == "argument_list" and parent.parent is not None:
        return field_text(parent.parent, "function", document.source) == "list"
    if parent.type == "for_in_clause" and parent.parent is not None and parent.parent.type in COMPREHENSIONS:
        return parent.child_by_field_name("right") == call
    return parent.type == "for_statement" and parent.child_by_field_name("right") == call


def _is_cut(node: Node) -> bool:
    """Whether only a part is taken: `rows[:20]`."""
    parent = node.parent
    return parent is not None and parent.type == "subscript" and parent.child_by_field_name("value") == node


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
