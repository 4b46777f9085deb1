from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document
from burnish.names.javascript_bindings import names_in
from burnish.project import Project
from burnish.rule import Example, Finding, JavaScriptRule, Match, Objective
from burnish.rules.javascript.databases import QUERY_METHODS, adds, is_database_call, is_embedded_database, reads
from burnish.rules.javascript.functions import callee_name
from burnish.rules.paths import is_migration, is_test
from burnish.tree import ancestors, descendants


class QueryInLoop(JavaScriptRule):
    """Ask the database once, not once for every item of a loop.

    Why: a query for each element of a list is as many round trips as the list is long: 200 orders are 201 queries.
    One query with `IN (…)`, a join or the mapper's `include` gives the same rows in one.

    Source: https://sequelize.org/docs/v6/advanced-association-concepts/eager-loading/
    """

    objective = Objective.PERFORMANCE
    drops = frozenset({"findById", "findByPk", "findOne", "findUnique", "push"})
    introduces = frozenset({"find", "findMany", "findAll", "in", "$in", "_id", "where", "map", "ANY", "any", "IN"})
    query = f"""
    (call_expression
      function: (member_expression property: (property_identifier) @method) @function
      (#any-of? @method {" ".join(f'"{name}"' for name in QUERY_METHODS)})) @call
    """
    examples = [
        Example(
            before=(
                "async function stock(db, skus) {\n"
                "  const levels = [];\n"
                "  for (const sku of skus) {\n"
                "    const rows = await db.query('SELECT stock FROM inventory WHERE sku = ?', [sku]);\n"
                "    levels.push(rows[0].stock);\n"
                "  }\n"
                "  return levels;\n"
                "}\n"
            )
        ),
        Example(
            before=(
                "async function authors(posts: Post[]) {\n"
                "  return Promise.all(posts.map(async ({ authorId, ...post }) => ({\n"
                "    ...post,\n"
                "    author: await prisma.user.findUnique({ where: { id: authorId } }), // n + 1\n"
                "  })));\n"
                "}\n"
            ),
            language="typescript",
        ),
        Example(
            before=(
                "for (let i = 0; i < rows.length; i++) {\n"
                "  const id = rows[i].user_id;\n"
                "  if (id) {\n"
                "    users.push(await User.findById(id));\n"
                "  }\n"
                "}\n"
            )
        ),
    ]
    ignores = [
        "for (const sku of skus) {\n  levels.push(stock.get(sku));\n}\n",
        "for (let attempt = 0; attempt < 3; attempt++) {\n  rows = await db.query('SELECT 1 FROM jobs');\n}\n",
        "for (const batch of batches) {\n  await db.query('SELECT * FROM t WHERE id IN (?)', [batch]);\n}\n",
        "const names = users.map((user) => roles.find((role) => role.id === user.role).name);\n",
        "for (const row of await db.query('SELECT * FROM t WHERE id = ?', [id])) {\n  print(row);\n}\n",
        "for (const row of rows) {\n  await db.query('UPDATE t SET stock = ? WHERE id = ?', [row.stock - 1, row.id]);\n}\n",
        "for (const client of clients) {\n  await client.run(task);\n}\n",
        Example(
            "for (const id of ids) {\n  await db.query('DELETE FROM t WHERE id = ?', [id]);\n}\n",
            path="db/migrations/004.js",
        ),
    ]

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        call = found["call"]
        if not is_database_call(call, document) or is_embedded_database(document):
            return None
        is_read = reads(call, document)
        if not is_read and not adds(call, document):
            return None
        loop = _loop_around(call, document)
        if loop is None or is_test(document.path, project) or is_migration(document.path, project):
            return None
        name = "".join(document.slice(found["function"]).split())
        what = "asks the database" if is_read else "adds a row to the database"
        return self.finding(found["function"], f"'{name}' {what} once for each turn of the loop", anchor=loop)


def _loop_around(call: Node, document: Document) -> Node | None:
    """The loop that runs the call for each of its elements, and gives it the element."""
    inner: Node = call
    for one in ancestors(call):
        names: set[str] = set()
        if one.type == "for_in_statement" and one.child_by_field_name("body") == inner:
            left = one.child_by_field_name("left")
            names = set() if left is None else set(names_in(left, document))
        elif one.type == "for_statement" and one.child_by_field_name("body") == inner:
            start = one.child_by_field_name("initializer")
            names = set() if start is None else set(names_in(start, document))
        elif one.type in document.language.functions:
            if not _is_loop_callback(one, document):
                # A function of its own within the loop may run at another time.
                return None
            parameters = one.child_by_field_name("parameters") or one.child_by_field_name("parameter")
            names = set() if parameters is None else set(names_in(parameters, document))
        if names and _depends(call, _with_derived(one, names, document), document):
            batched = any(word in name.lower() for name in names for word in ("batch", "chunk", "page", "group"))
            return None if batched else one
        inner = one
    return None


def _is_loop_callback(function: Node, document: Document) -> bool:
    """Whether a function is what `forEach`, `map` and their like call for each element."""
    arguments = function.parent
    call = None if arguments is None else arguments.parent
    return call is not None and call.type == "call_expression" and callee_name(document, call) in _EACH


def _with_derived(loop: Node, names: set[str], document: Document) -> set[str]:
    """The names, and those of the variables in the loop that are made from them."""
    found = set(names)
    for declarator in descendants(loop, ("variable_declarator",)):
        name, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
        if name is not None and value is not None and not found.isdisjoint(names_in(value, document)):
            found |= set(names_in(name, document))
    return found


def _depends(call: Node, names: set[str], document: Document) -> bool:
    arguments = call.child_by_field_name("arguments")
    return arguments is not None and not names.isdisjoint(names_in(arguments, document))


_EACH = frozenset({"forEach", "map", "flatMap", "eachSeries", "mapSeries", "each", "eachLimit"})
