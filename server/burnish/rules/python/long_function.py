from __future__ import annotations

import re

from tree_sitter import Node

from burnish.code import Code
from burnish.config import Role
from burnish.document import Document
from burnish.names.imports import imports
from burnish.rule import Finding, Rule
from burnish.rules.about.length import is_hard_to_take_in
from burnish.rules.about.run_once import tells_of_one_run
from burnish.rules.python.about.layout import is_docstring, statements
from burnish.syntax import Found
from burnish.tree import descendants


class LongFunction(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        function, limit = found.node, code.project.config.max_function_lines
        name, body = function.child_by_field_name("name"), function.child_by_field_name("body")
        if name is None or body is None or body.end_point.row - body.start_point.row < limit:
            return None
        count = _own_lines(body, code)
        if count <= limit or not is_hard_to_take_in(function, count, code):
            return None
        if _is_left_as_it_is(function, body, code.text(name), code):
            return None
        message = f"'{code.text(name)}' has {count} lines of code, over the limit of {limit}"
        return self.finding(name, message, anchor=function)


def _is_left_as_it_is(function: Node, body: Node, name: str, code: Code) -> bool:
    """Whether nobody takes a function apart: it runs once and goes, is of Python 2, or is the course of a script."""
    first = statements(body)[:1]
    said = code.text(first[0]) if first and is_docstring(first[0]) else ""
    if (
        tells_of_one_run(name, said)
        or _FILLS.fullmatch(code.document.path.stem) is not None
        or _is_of_python_2(code.document)
    ):
        return True
    is_course = name == "main" and function.parent == code.document.root
    return is_course and code.project.role_of(code.document).role is Role.SCRIPT


def _is_of_python_2(document: Document) -> bool:
    """Whether a module imports what Python 3 has not; in a `try` it would be for both."""
    if _PYTHON_2.isdisjoint(path.partition(".")[0] for path in imports(document).values()):
        return False  # what is imported is known from one edit to the next, where it stands is not
    for one in document.nodes("import_statement", "import_from_statement"):
        module = one.child_by_field_name("module_name") or one.child_by_field_name("name")
        if one.parent == document.root and module is not None and document.slice(module) in _PYTHON_2:
            return True
    return False


_FILLS = re.compile(
    r"(?i)(?:(?:fill|load|create|make|generate)_)?(?:sample|demo|dummy|fake|seed)_?data|seeds?|seeder|populate(?:_\w+)?"
)
"""Files that fill a database for who develops with it."""
_PYTHON_2 = frozenset(
    {
        "__builtin__", "cPickle", "cStringIO", "StringIO", "urllib2", "urlparse", "ConfigParser", "Queue", "httplib",
        "cookielib", "HTMLParser", "SocketServer", "BaseHTTPServer", "Tkinter", "webapp2",
    }
)  # fmt: skip


def _own_lines(body: Node, code: Code) -> int:
    """The lines of a body that are code: without its docstring, and without the functions defined in it."""
    text, kind = code.text(body), ("function_definition",)
    inner = [one for one in statements(body)[:1] if is_docstring(one)]
    if "def " in text:
        inner += descendants(body, kind, kind)
    left_out = {row for one in inner for row in range(one.start_point.row, one.end_point.row + 1)}
    rows = enumerate(text.split("\n"), body.start_point.row)
    lines = (line.strip() for row, line in rows if row not in left_out)
    return sum(1 for line in lines if line and not line.startswith("#"))
