"""SQL in Python: the text that a call runs, the holes that values fill, and how a driver marks parameters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.names import Binding, Form
from burnish.names.facts import About, asked_of
from burnish.names.imports import imports
from burnish.names.python_bindings import bindings
from burnish.project import Project
from burnish.rules.about.pieces import Piece
from burnish.rules.about.sql import Hole, holes_in, is_setting, starts_sql
from burnish.rules.python.about.built_strings import built_string, is_fixed
from burnish.rules.python.about.requests import is_of_request, reads_request
from burnish.syntax import Call
from burnish.text import Span
from burnish.tree import descendants, field_of, field_text


@dataclass(frozen=True, slots=True)
class SqlText:
    """One way in which the SQL of a call comes about, and the assignments that it is collected in."""

    pieces: tuple[Piece, ...]
    assignments: tuple[Node, ...] = ()

    @property
    def text(self) -> str:
        """The text with `?` where values go."""
        return "".join("?" if piece.text is None else piece.text for piece in self.pieces)


def sql_texts(argument: Node, document: Document) -> list[SqlText]:
    """The SQL texts that an argument may hold: several where branches assign its variable differently."""
    pieces = built_string(argument, document).pieces
    first = pieces[0].value if pieces else None
    if first is None:
        found = [SqlText(pieces)]
    elif first.type == "identifier":
        found = [SqlText((*one.pieces, *pieces[1:]), one.assignments) for one in _collected(first, argument, document)]
    else:
        found = []
    return [one for one in found if one.pieces and one.pieces[0].text is not None and starts_sql(one.text)]


def open_holes(sql: SqlText, code: Code) -> list[Hole]:
    """The places in SQL that a value can break out of.

    Names of tables and columns count where a request gives them, or whoever calls a function that others may call.
    """
    return [
        hole
        for hole in holes_in(list(sql.pieces), code.document)
        if not all(is_fixed(code.document, one, _CLEANING) or is_setting(code.text(one)) for one in hole.values)
        and (
            hole.is_value
            or any(_from_request(value, code) for value in hole.values)
            or (_is_name(hole, sql) and all(_is_chosen_by_callers(value, code) for value in hole.values))
        )
    ]


def parameter_mark(document: Document, project: Project) -> str | None:
    """How the driver in use marks a parameter, "?" or "%s"; None where it is not known or is used otherwise.

    A project that declares its dependencies, and no driver among them, uses the one of the standard library.
    """
    origins = {origin.split(".")[0] for origin in imports(document).values()}
    if origins & _OTHERS:
        return None
    marks = {_MARKS[origin] for origin in origins if origin in _MARKS}
    if marks:
        return marks.pop() if len(marks) == 1 else None
    names = project.dependencies
    marks = {_MARKS[module] for name in names for module in _MARKS if name.replace("-", "_").startswith(module.lower())}
    if any(_OTHER_PACKAGE.search(name) for name in names) and not marks:
        return None
    if not marks and names:
        return "?"
    return marks.pop() if len(marks) == 1 and not any(name in _OTHERS for name in names) else None


def _collected(name: Node, argument: Node, document: Document) -> list[SqlText]:
    """The texts that a variable may hold, as the assignments before its use build them."""
    found: list[SqlText] = []
    text = document.slice(name)
    for binding in bindings(document, name):
        if binding.construct.end_byte > argument.start_byte:
            break
        if binding.value is None or binding.construct.type == "as_pattern":
            return []
        pieces = built_string(binding.value, document).pieces
        head = pieces[0].value if pieces else None
        continues = head is not None and head.type == "identifier" and document.slice(head) == text
        if continues or binding.construct.type == "augmented_assignment":
            added = pieces[1:] if continues else pieces
            found = [SqlText((*one.pieces, *added), (*one.assignments, binding.construct)) for one in found]
        else:
            if _is_in_line(binding, argument):
                found = []
            found.append(SqlText(pieces, (binding.construct,)))
    return found


def _is_in_line(binding: Binding, use: Node) -> bool:
    """Whether an assignment runs on every way to the use: its block is around both."""
    statement = binding.construct.parent
    block = None if statement is None else statement.parent
    return block is not None and block.start_byte <= use.start_byte < block.end_byte


def _from_request(value: Node, code: Code) -> bool:
    if is_of_request(value, code):
        return True
    found = bindings(code.document, value) if value.type == "identifier" else ()
    values = (value, *(one.value for one in found if one.value is not None))
    return any(reads_request(code.text(one)) for one in values)


def _is_name(hole: Hole, sql: SqlText) -> bool:
    """Whether a hole is where the name of a table or a column stands, and no clause does."""
    before = "".join("?" if one.text is None else one.text for one in sql.pieces if one.span.end <= hole.span.start)
    return _BEFORE_NAME.search(before) is not None


def _is_chosen_by_callers(value: Node, code: Code) -> bool:
    """Whether a value is a text that a function is given by callers of whom nothing is known, and that it does not check."""
    given = code.names.given(value) if value.type == "identifier" else ()
    if len(given) != 1 or given[0].form is not Form.PARAMETER or _CLAUSE.search(given[0].name):
        return False
    parameter, function = given[0].name, given[0].scope.node
    name = field_text(function, "name", code.document.source) if function.type == "function_definition" else None
    annotation = re.search(r":\s*([^=]+)", code.text(given[0].construct))
    if name is None or name.startswith("_") or (annotation is not None and not re.search(r"\bstr\b", annotation[1])):
        return False
    if any(_asks(one, parameter, code) for one in descendants(function, ("call", "comparison_operator"))):
        return False
    asked_of(code.document).note(About.WORD, name)
    calls = [one for one in map(Call, code.document.nodes("call")) if one.name == name]
    return not calls or not all(_gives_constant(one, parameter, function, code) for one in calls)


def _asks(node: Node, parameter: str, code: Code) -> bool:
    """Whether something is asked of a text that tells a name from anything else: `x in NAMES`, `x.isidentifier()`."""
    if node.type == "comparison_operator":
        first, *_ = node.named_children
        return code.text(first) == parameter and any(one.type in ("in", "not in") for one in node.children)
    call = Call(node)
    if call.name in ("match", "fullmatch"):
        return any(code.text(one) == parameter for one in call.positional)
    return code.text(call.function) == f"{parameter}.isidentifier"


def _gives_constant(call: Call, parameter: str, function: Node, code: Code) -> bool:
    """Whether a call of a function gives a parameter a text that is written there, or leaves it as it is by default."""
    names = [
        code.text(one).split(":")[0].split("=")[0]
        for one in (field_of(function, "parameters") or function).named_children
    ]
    at = names.index(parameter) if parameter in names else 0
    if call.function.type == "attribute" and names[:1] in (["self"], ["cls"]):
        at -= 1
    given = call.keyword(parameter) or next(iter(call.positional[at : at + 1]), None)
    return given is None or is_fixed(code.document, given, _CLEANING)


def text_of(pieces: tuple[Piece, ...], spans: list[Span]) -> str:
    """The literal text of pieces that stands outside the given spans."""
    kept: list[str] = []
    for piece in pieces:
        if piece.text is None:
            continue
        text = piece.text.encode()
        kept += (
            chr(byte)
            for at, byte in enumerate(text, piece.span.start)
            if byte < 0x80 and not any(span.start <= at < span.end for span in spans)
        )
    return "".join(kept)


_CLEANING = re.compile(
    r"(?i)escape|quote|sanitiz|literal|mogrify|placeholder|identifier|marks?$|\bsql\.|now$|today$|utcnow$|fromtimestamp$"
    r"|isoformat$|strftime$|timedelta$|uuid\d$|hexdigest$|token_hex$"
)
_BEFORE_NAME = re.compile(
    r"(?is)\b(?:SELECT(?:\s+DISTINCT)?|FROM|JOIN|INTO|UPDATE|(?:ORDER|GROUP)\s+BY|(?:COUNT|MAX|MIN|SUM|AVG)\()\s*"
    r"(?:[\w.\"`\[\]]+\s*,\s*)*[\"`\[]?$"
)
_CLAUSE = re.compile(r"(?i)sql|clause|where|quer|cond|filter|stmt|statement")
_MARKS = {
    "sqlite3": "?", "aiosqlite": "?", "psycopg2": "%s", "psycopg": "%s", "MySQLdb": "%s", "pymysql": "%s",
    "aiomysql": "%s", "django": "%s",
}  # fmt: skip
_OTHERS = frozenset(
    {"sqlalchemy", "flask_sqlalchemy", "sqlmodel", "asyncpg", "databases", "peewee", "pandas", "duckdb", "pyodbc"}
)
# Names of Python packages only: a workspace's manifests may list a server in JavaScript too.
_OTHER_PACKAGE = re.compile(
    r"(?i)sqlalchemy|sqlmodel|sqlobject|psycopg|asyncpg|pg8000|pygresql|mysqlclient|mysql[-_]connector|mysqldb|pymysql"
    r"|aiomysql|asyncmy|pymssql|odbc|oracle|duckdb|snowflake|bigquery|trino|athena|hive|cassandra|^databases|peewee"
    r"|^pony$|tortoise|redshift|clickhouse|databricks|spark|pandas|^records$"
)
