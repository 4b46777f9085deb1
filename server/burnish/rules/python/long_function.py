from __future__ import annotations

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Example, Finding, Match, Objective, PythonRule
from burnish.rules.paths import is_test
from burnish.rules.python.layout import is_docstring, statements
from burnish.tree import descendants


class LongFunction(PythonRule):
    """Split functions that are too long to take in at once.

    Why: a function longer than a screen does several things, and none of them can be named, tested or reused by
    itself. The limit is the setting `max_function_lines`; empty lines, comments, the docstring and
    functions defined inside do not count.

    Source: https://pylint.readthedocs.io/en/stable/user_guide/messages/refactor/too-many-statements.html
    """

    objective = Objective.MODULARITY
    query = "(function_definition name: (identifier) @name body: (block) @body) @function"
    examples = [
        Example(before="def report(rows):\n" + "".join(f"    print(rows[{row}])\n" for row in range(61))),
        Example(
            before=(
                "class Importer:\n"
                "    async def run(self, rows):\n"
                '        """Reads the rows."""\n'
                "        for row in rows:\n"
                + "".join(
                    f"            # field {row}\n            self.set({row}, row[{row}])\n\n" for row in range(70)
                )
                + "        return self\n"
            )
        ),
        Example(
            before=(
                "def outer():\n    def inner(x):\n"
                + "".join(f"        x = step_{row}(x)\n" for row in range(75))
                + "        return x\n    return inner\n"
            )
        ),
    ]
    ignores = [
        "def report(rows):\n" + "".join(f"    print(rows[{row}])\n" for row in range(60)),
        "def report(rows):\n" + "".join(f"    # part {row}\n\n    print(rows[{row}])\n" for row in range(40)),
        "def documented():\n" + '    """Says much.\n' + "    One more line.\n" * 80 + '    """\n    return 1\n',
        Example("def test_all():\n" + "".join(f"    check({row})\n" for row in range(70)), path="tests/test_all.py"),
        (
            "def create_app():\n"
            + "".join(f"    def view_{n}():\n        a = {n}\n        b = a\n        return b\n\n" for n in range(20))
            + "    return App()\n"
        ),
    ]

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        body, limit = found["body"], project.config.max_function_lines
        first, last = body.start_point.row, body.end_point.row
        if last - first < limit:
            return None
        if is_test(document.path, project):
            return None
        text, kind = document.slice(body), ("function_definition",)
        inner = [one for one in statements(body)[:1] if is_docstring(one)]
        if "def " in text:
            inner += descendants(body, kind, kind)
        left_out = {row for one in inner for row in range(one.start_point.row, one.end_point.row + 1)}
        rows = enumerate(text.split("\n"), first)
        lines = (line.strip() for row, line in rows if row not in left_out)
        count = sum(1 for line in lines if line and not line.startswith("#"))
        if count <= limit:
            return None
        message = f"'{document.slice(found['name'])}' has {count} lines of code, over the limit of {limit}"
        return self.finding(found["name"], message, anchor=found["function"])
