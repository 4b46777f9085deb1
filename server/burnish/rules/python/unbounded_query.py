from __future__ import annotations

import re

from tree_sitter import Node

from burnish.document import Document
from burnish.names.python_bindings import region_of
from burnish.names.python_mentions import COMPREHENSIONS, mentions
from burnish.project import Project
from burnish.rule import Example, Finding, Match, Objective, PythonRule
from burnish.rules.paths import is_migration, is_test
from burnish.rules.python.routes import handler_around
from burnish.rules.python.sql import arguments_of, sql_texts
from burnish.tree import descendants, field_text, statement_of


class UnboundedQuery(PythonRule):
    """Limit how many rows a query can read.

    Why: a query without a condition or a limit returns the whole table. It is quick while the table is small; a year
    later each request reads a million rows, sends them all and holds them in memory meanwhile.

    Source: https://docs.djangoproject.com/en/stable/topics/db/queries/#limiting-querysets
    """

    objective = Objective.SCALABILITY
    fix_is_final = True
    introduces = frozenset(
        {"LIMIT", "OFFSET", "limit", "offset", "page", "per_page", "size", "request", "args", "min", "max"}
    )
    query = """
    (call function: (attribute object: (_) @source attribute: (identifier) @method) arguments: (argument_list) @arguments
      (#any-of? @method "fetchall" "all")) @call
    """
    examples = [
        Example(
            before=(
                "from flask import Flask, jsonify\n"
                "\n"
                "@app.route('/products')\n"
                "def products():\n"
                "    rows = get_db().execute('SELECT * FROM products ORDER BY name').fetchall()\n"
                "    return jsonify([dict(row) for row in rows])\n"
            )
        ),
        Example(
            before=(
                "class Users:\n"
                "    def everyone(self) :\n"
                "        cursor = self.connection.cursor()\n"
                '        sql = """\n'
                "            SELECT id, name   -- not the mail\n"
                "            FROM users\n"
                '        """\n'
                "        cursor.execute( sql )\n"
                "        # as tuples\n"
                "        return cursor.fetchall()\n"
            )
        ),
        Example(
            before=(
                "from fastapi import APIRouter, Depends\n"
                "\n"
                "@router.get('/orders')\n"
                "async def orders(session=Depends(get_session)):\n"
                "    found = session.query(Order).order_by(Order.day).all()\n"
                "    return [order.total for order in found]\n"
            )
        ),
        Example(
            before=(
                "from django.http import JsonResponse\n"
                "\n"
                "def people(request):\n"
                "    return JsonResponse({'people': [one.name for one in Person.objects.all()]})\n"
            )
        ),
    ]
    ignores = [
        "def products(db):\n    return db.execute('SELECT * FROM products LIMIT 50').fetchall()\n",
        "def of(db, user):\n    return db.execute('SELECT * FROM orders WHERE user_id = ?', (user,)).fetchall()\n",
        "def count(db):\n    return db.execute('SELECT COUNT(*) FROM orders').fetchall()\n",
        "def sync(db):\n    rows = db.execute('SELECT sku FROM products').fetchall()\n    for row in rows:\n        push(row)\n",
        "class People(ListView):\n    def get_queryset(self):\n        return Person.objects.all()\n",
        "from django.shortcuts import render\n\ndef people(request):\n    found = Person.objects.all()[:20]\n    return render(request, 'p.html', {'found': found})\n",
        "def page(session, n):\n    return session.query(Order).limit(n).all()\n",
        "def tables(db):\n    return db.execute('SELECT name FROM sqlite_master').fetchall()\n",
        "def checks(values):\n    return (values > 0).all()\n",
    ]

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        call, source, method = found["call"], found["source"], document.slice(found["method"])
        table = (
            _table_of_sql(call, source, document) if method == "fetchall" else _table_of_model(source, method, document)
        )
        if table is None or not _reaches_caller(call, source, method, document):
            return None
        if is_test(document.path, project) or is_migration(document.path, project):
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
