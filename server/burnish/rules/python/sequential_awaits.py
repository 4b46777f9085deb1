from __future__ import annotations

import re
from dataclasses import dataclass

from tree_sitter import Node

from burnish.code import Code
from burnish.names import Form, OriginKind
from burnish.names.python_mentions import declares_any_elsewhere, function_around, is_async, mentions
from burnish.rule import Finding, Fix, Related, Rule
from burnish.rules.about.serving import Serving, serving
from burnish.rules.python.about.import_lines import importing
from burnish.rules.python.about.layout import comments, indentation_unit, stands_alone, width_at
from burnish.syntax import Found
from burnish.text import Edit, Span, indentation_at, newline_of
from burnish.tree import contains_type, descendants, enclosing, field_text, sibling_before, siblings_after, span_of


class SequentialAwaits(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        run = _run_around(found, code)
        if run is None:
            return None
        function = function_around(run[0].statement)
        if function is None or not is_async(function) or not _may_overlap(run, function, code):
            return None
        names = [f"'{one.name}'" for one in run]
        message = f"{', '.join(names[:-1])} and {names[-1]} are awaited one after the other"
        first = run[0]
        related = tuple(Related(span_of(one.function), "could be awaited at the same time") for one in run[1:])
        return self.finding(
            Span(first.awaited.start_byte, first.function.end_byte),
            message,
            Span(first.statement.start_byte, run[-1].statement.end_byte),
            related,
        )

    def fix(self, found: Found, code: Code) -> Fix | None:
        run, document = _run_around(found, code), code.document
        if run is None or self.match(found, code) is None or any("\n" in code.text(one.call) for one in run):
            return None
        first, last = run[0].statement, run[-1].statement
        end = document.lines.around(last.end_byte).end
        if next(comments(document, first.start_byte, end), None) is not None:
            return None
        asyncio = importing(document, "asyncio")
        if asyncio is None:
            return None
        local, added = asyncio
        newline, indent = newline_of(document.source), indentation_at(document.source, first.start_byte)
        head = f"{', '.join(one.name for one in run)} = await {local}.gather("
        calls = [document.slice(one.call) for one in run]
        new = f"{head}{', '.join(calls)})"
        conventions = code.conventions
        if width_at(document, first) + len(new) > conventions.line_length:
            unit = indentation_unit(document, first) or conventions.indentation
            new = newline.join([head, *(f"{indent}{unit}{call}," for call in calls), f"{indent})"])
        return Fix(
            (*added, Edit(Span(first.start_byte, last.end_byte), new)), "Await them together with asyncio.gather()"
        )


@dataclass(frozen=True, slots=True)
class _Awaited:
    """A statement `name = await function(…)`."""

    statement: Node
    name: str
    awaited: Node
    call: Node
    function: Node


def _run_around(found: Found, code: Code) -> tuple[_Awaited, ...] | None:
    """The run that begins with the statement in which an await stands."""
    assignment = found.node.parent
    statement = None if assignment is None or assignment.type != "assignment" else assignment.parent
    return None if statement is None else _run_from(code, statement)


def _run_from(code: Code, statement: Node) -> tuple[_Awaited, ...] | None:
    """The run of independent awaits that begins with a statement; None where it does not begin one."""
    first = _awaited(code, statement)
    if first is None:
        return None
    before: list[_Awaited] = []
    sibling = sibling_before(statement)
    while sibling is not None and (one := _awaited(code, sibling)) is not None:
        before.insert(0, one)
        sibling = sibling_before(sibling)
    # Runs are cut from the first await on, so that each statement belongs to one run only.
    run: list[_Awaited] = []
    for one in before:
        run = [*run, one] if _joins(code, run, one) else [one]
    if run and _joins(code, run, first):
        return None
    run = [first]
    for sibling in siblings_after(statement):
        following = _awaited(code, sibling)
        if following is None or not _joins(code, run, following):
            break
        run.append(following)
    return tuple(run) if len(run) > 1 else None


_READING = re.compile(r"_*(get|fetch|load|find|list|search|lookup|download|count|retrieve|resolve|request)(_|$)")
_ONE_AT_A_TIME = re.compile(
    r"(^|_)(db|database|conn|connection|cursor|cur|session|tx|transaction|reader|writer|stream|sock|socket|ws|websocket"
    r"|queue|pipe|proc|process|pool|file|channel|response|resp|request|body|content|uow|repo|serial|port|page|driver)s?$",
    re.IGNORECASE,
)


def _awaited(code: Code, statement: Node) -> _Awaited | None:
    """A statement's await, where its function looks like one that only reads, of something that can serve many."""
    document = code.document
    if statement.type != "expression_statement" or len(statement.named_children) != 1 or statement.has_error:
        return None
    assignment = statement.named_children[0]
    left, awaited = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
    if assignment.type != "assignment" or left is None or left.type != "identifier" or awaited is None:
        return None
    if (
        assignment.child_by_field_name("type") is not None
        or awaited.type != "await"
        or len(awaited.named_children) != 1
    ):
        return None
    call = awaited.named_children[0]
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if call.type != "call" or function is None or arguments is None or not stands_alone(document, statement):
        return None
    *owners, method = document.slice(function).split(".")
    if not _READING.match(method) or _serves_one(function.child_by_field_name("object"), owners, code):
        return None
    if contains_type(call, ("await", "yield", "named_expression", "lambda")):
        return None
    if not arguments.named_children and method.strip("_") in _BARE_VERBS:
        return None  # the next item of something, whatever it is
    return _Awaited(statement, document.slice(left), awaited, call, function)


def _serves_one(owner: Node | None, parts: list[str], code: Code) -> bool:
    """Whether what a method is called on serves one call at a time: by where it comes from, else by what it is called."""
    known = Serving.UNKNOWN if owner is None else serving(owner, code)
    if known is not Serving.UNKNOWN:
        return known is Serving.ONE
    return any(_ONE_AT_A_TIME.search(one) for one in parts)


def _may_overlap(run: tuple[_Awaited, ...], function: Node, code: Code) -> bool:
    """Whether nothing that serves one call at a time, as a session of a database does, may be behind the calls.

    A client of a service bears calls that overlap. Of anything else two calls may share a session that it holds, and
    where a function has a session, whatever it calls may use that one.
    """
    if any(_changes_what_is_seen(one, code) for one in run):
        return False
    if all(_is_of_client(one, code) for one in run):
        return True
    if any(_is_of_database(one, code) for one in descendants(function, ("identifier",))):
        return False
    if code.imports_any(_DATABASES):
        return False
    owners = [_owner(one) for one in run]
    names = [code.text(owner) for owner in owners if owner is not None and not _is_module(owner, code)]
    return len(names) == len(set(names))


def _is_of_client(awaited: _Awaited, code: Code) -> bool:
    """Whether a call goes to a service over the network, through a client that serves many calls at once."""
    owner = _owner(awaited)
    if owner is None:
        return _OVER_NETWORK.match(code.text(awaited.function)) is not None
    if _is_own(owner, code):
        return _asks_network(awaited, code)
    known = serving(owner, code)
    return known is Serving.MANY or (known is Serving.UNKNOWN and _CLIENT.search(code.text(owner)) is not None)


def _is_of_database(name: Node, code: Code) -> bool:
    known = serving(name, code)
    if known is Serving.UNKNOWN:
        return _IN_DATABASE.search(code.text(name)) is not None
    return known is Serving.ONE and code.origin(name).kind is not OriginKind.MODULE


def _asks_network(awaited: _Awaited, code: Code) -> bool:
    """Whether a method of the same class asks a service over the network, and no database."""
    method = _definition(awaited, code)
    if method is None:
        return False
    asked = {serving(inner, code) for inner in descendants(method, ("attribute",))}
    if asked & {Serving.ONE, Serving.MANY}:
        return Serving.ONE not in asked
    body = code.text(method)
    return _NETWORK.search(body) is not None and _SESSION.search(body) is None


def _definition(awaited: _Awaited, code: Code) -> Node | None:
    """The function of this file, or the method of the class around, that a call runs."""
    owner, name = _owner(awaited), awaited.function.child_by_field_name("attribute")
    around = enclosing(awaited.statement, ("class_definition",))
    if owner is None or name is None or around is None or not _is_own(owner, code):
        return code.origin(awaited.function).definition
    methods = descendants(around, ("function_definition",))
    named = (one for one in methods if field_text(one, "name", code.document.source) == code.text(name))
    return next(named, None)


def _changes_what_is_seen(awaited: _Awaited, code: Code) -> bool:
    """Whether what a call runs gives an attribute, an item or a variable of the module another value."""
    function = _definition(awaited, code)
    if function is None or function.type != "function_definition":
        return False
    if declares_any_elsewhere(function):
        return True
    targets = (one.child_by_field_name("left") for one in descendants(function, ("assignment", "augmented_assignment")))
    return any(
        one is not None and one.type in ("attribute", "subscript") and not _is_made_within(one, function, code)
        for one in targets
    )


def _is_made_within(target: Node, function: Node, code: Code) -> bool:
    """Whether a function changes what it has made itself: `found[key] = value`."""
    while (inner := target.child_by_field_name("object") or target.child_by_field_name("value")) is not None:
        target = inner
    made = code.names.given(target) if target.type == "identifier" else []
    return bool(made) and all(one.value is not None and span_of(function).contains(span_of(one.node)) for one in made)


def _owner(awaited: _Awaited) -> Node | None:
    """What a method is called on; None for a function."""
    return awaited.function.child_by_field_name("object")


def _is_own(owner: Node, code: Code) -> bool:
    return code.text(owner) in ("self", "cls")


def _is_module(owner: Node, code: Code) -> bool:
    return owner.type == "identifier" and any(one.form is Form.IMPORT for one in code.names.bindings(owner))


_IN_DATABASE = re.compile(
    r"(?i)(^|_)(db|database|session|conn|connection|tx|transaction|uow|repo|repository|cursor)s?$"
)
_SESSION = re.compile(r"(?i)\b(?:\w+_)?(?:db|database|session|conn|connection|transaction|uow|repository|cursor)\b")
_NETWORK = re.compile(r"(?i)\b(?:httpx|aiohttp|\w*client|http|https|api|request|fetch)\b|https?://")
_OVER_NETWORK = re.compile(r"_*(?:fetch|download|request)(?:_|$)")
_CLIENT = re.compile(
    r"(?i)(?:^|[_.])(?:api|client|http|https|gateway|sdk|github|gitlab|stripe|slack|openai|s3|graphql|rest)$"
)
_DATABASES = frozenset(
    {
        "aiomysql", "aiopg", "aiosqlite", "asyncpg", "databases", "django", "edgedb", "gino", "ormar", "peewee_async",
        "piccolo", "pony", "prisma", "psycopg", "sqlalchemy", "sqlmodel", "tortoise",
    }
)  # fmt: skip
_BARE_VERBS = frozenset({"get", "fetch", "load", "find", "request", "resolve"})


def _joins(code: Code, run: list[_Awaited], one: _Awaited) -> bool:
    """Whether an await neither needs what the run gives nor shares with it what serves one call at a time."""
    document = code.document
    for other in run:
        if document.slice(other.call) == document.slice(one.call):
            return False  # asked twice, it must have something new to say
        if other.name == one.name or next(mentions(document, one.call, other.name), None) is not None:
            return False
        if next(mentions(document, other.call, one.name), None) is not None:
            return False
    shared = [_single_users(other.call, code) & _single_users(one.call, code) for other in run]
    return not any(shared)


def _single_users(call: Node, code: Code) -> set[str]:
    """The names in a call's arguments that stand for something which serves one caller at a time."""
    arguments = call.child_by_field_name("arguments")
    identifiers = () if arguments is None else descendants(arguments, ("identifier",))
    return {code.text(name) for name in identifiers if _serves_one(name, [code.text(name)], code)}
