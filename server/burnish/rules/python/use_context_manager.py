from __future__ import annotations

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from burnish import edits
from burnish.code import Code
from burnish.document import Document
from burnish.names.python_bindings import region_of
from burnish.names.python_mentions import LOOPS, SCOPES, declares_elsewhere, may_outlive_exception, mentions
from burnish.rule import Finding, Fix, Rule
from burnish.rules.python.about.layout import (
    colon_of,
    comment_after,
    indentation_unit,
    indented,
    stands_alone,
    statements,
)
from burnish.syntax import Call, call_given, call_on
from burnish.text import Edit, Span, indentation_at, newline_of
from burnish.tree import (
    contains_type,
    descendants,
    enclosing,
    field_of,
    field_text,
    place_of,
    siblings_after,
    span_of,
    statement_of,
)

TITLE = "Open the file in a with block"


class UseContextManager(Rule):
    def match(self, found: Call, code: Code) -> Finding | None:
        call, statement = found.node, statement_of(found.node)
        head = Span(call.start_byte, found["OPEN"].end_byte)
        handle = _handle(call)
        if handle is None:
            if not _is_used_up(call, code) or enclosing(call, ("with_item", "lambda")) is not None:
                return None
            return self.finding(head, "The file that open() returns is never closed", anchor=statement)
        name = code.text(handle)
        guarded = _closed_in_finally(statement, name, code)
        if guarded is not None:
            message = f"'{name}' is closed by hand, where a with block would do"
            return self.finding(head, message, Span(statement.start_byte, guarded.end_byte))
        close = _close_of(code.document, statement, name)
        if close is None or siblings_after(statement)[0] == close or _ends_the_process(close, code):
            return None
        message = f"'{name}' stays open if an exception is raised before it is closed"
        return self.finding(head, message, Span(statement.start_byte, close.end_byte))

    def fix(self, found: Call, code: Code) -> Fix | None:
        statement, handle = statement_of(found.node), _handle(found.node)
        if not stands_alone(code.document, statement):
            return None
        if handle is None:
            return _around_loop(statement, found.node, code) if statement.type == "for_statement" else None
        guarded = _closed_in_finally(statement, code.text(handle), code)
        if guarded is not None:
            return _without_finally(statement, found.node, handle, guarded, code)
        close = _close_of(code.document, statement, code.text(handle))
        return None if close is None else _until_close(statement, found.node, handle, close, code)


def _handle(call: Node) -> Node | None:
    """The variable that a file is kept in: `f` of a statement `f = open(…)`."""
    parent = call.parent
    if parent is None or parent.type != "assignment" or parent.child_by_field_name("type") is not None:
        return None
    left, statement = parent.child_by_field_name("left"), parent.parent
    is_plain = left is not None and left.type == "identifier"
    return left if is_plain and statement is not None and statement.type == "expression_statement" else None


def _ends_the_process(close: Node, code: Code) -> bool:
    """Whether nothing of the program is left behind a block that closes a file: it leaves the process at its end."""
    after = siblings_after(close)
    call = after[-1].named_children[0] if after and after[-1].type == "expression_statement" else None
    return call is not None and (_called(call, code) or "") in _LEAVING_PROCESS


def _is_used_up(call: Node, code: Code) -> bool:
    """Whether all that is done with a file is to read or write it then and there: `open(path).read()`."""
    parent = call.parent
    if parent is None:
        return False
    if parent.type == "attribute":
        return parent.parent is not None and parent.parent.type == "call" and _method(parent, code) in _USING
    if parent.type == "for_statement":
        return parent.child_by_field_name("right") == call
    if parent.type == "for_in_clause":
        made = parent.parent
        return made is not None and (made.type != "generator_expression" or _called(made.parent, code) in READING)
    if parent.type == "keyword_argument":
        is_file = field_text(parent, "name", code.document.source) == "file"
        return is_file and parent.parent is not None and _called(parent.parent.parent, code) == "builtins.print"
    if parent.type != "argument_list" or parent.parent is None:
        return False
    path, given = _called(parent.parent, code), Call(parent.parent).positional
    if given[:1] == [call]:
        return path in READING or (path in WRAPPING and _is_used_up(parent.parent, code))
    return given[1:2] == [call] and path in WRITING


def _called(call: Node | None, code: Code) -> str | None:
    """The dotted name of what a call calls."""
    function = None if call is None or call.type != "call" else call.child_by_field_name("function")
    return None if function is None else code.origin(function).path


def _method(attribute: Node, code: Code) -> str:
    return field_text(attribute, "attribute", code.document.source) or ""


def _closed_in_finally(statement: Node, handle: str, code: Code) -> Node | None:
    """The `try` right behind a statement that does nothing but use a file, and closes it in `finally`."""
    guarded = next(iter(siblings_after(statement)), None)
    if guarded is None or guarded.type != "try_statement":
        return None
    clauses = [one for one in guarded.named_children if not one.is_extra]
    if len(clauses) != 2 or clauses[1].type != "finally_clause":
        return None
    last = [one for block in clauses[1].named_children if block.type == "block" for one in statements(block)]
    if len(last) != 1 or code.text(last[0]) != f"{handle}.close()":
        return None
    within = [one for one in mentions(code.document, clauses[0], handle) if not _reads_now(code.document, one)]
    later = any(_mentions(code.document, one, handle) for one in siblings_after(guarded))
    return None if within or later else guarded


def _without_finally(statement: Node, call: Node, handle: Node, guarded: Node, code: Code) -> Fix | None:
    """`f = open(…)`, `try:` and `finally: f.close()` as a `with` block."""
    document = code.document
    body, last = (one for one in guarded.named_children if not one.is_extra)
    colon = colon_of(guarded)
    has_comments = any(one.is_extra for part in (guarded, last) for one in part.children)
    if colon is None or has_comments or contains_type(last, ("comment",)) or comment_after(document, colon.end_byte):
        return None
    if statement.end_point.row + 1 != guarded.start_point.row or comment_after(document, statement.end_byte):
        return None
    if body.start_point.row == colon.start_point.row:
        return None
    opening = f"with {code.text(call)} as {code.text(handle)}:"
    end = document.lines.line_span(body.end_point.row if body.end_point.column else body.end_point.row - 1).end
    return Fix(
        (Edit(Span(statement.start_byte, colon.end_byte), opening), Edit(Span(end, last.end_byte), "")),
        TITLE,
    )


def _around_loop(loop: Node, call: Node, code: Code) -> Fix | None:
    """`for line in open(…):` within a `with` block."""
    document = code.document
    name = edits.free_name(("file", "lines", "source", "handle"), code)
    if name is None or loop.parent is None or call.parent != loop or loop.child_by_field_name("alternative"):
        return None
    indent, unit = (
        indentation_at(document.source, loop.start_byte),
        indentation_unit(document, loop) or code.conventions.indentation,
    )
    first, last = loop.start_point.row, document.lines.line_of(loop.end_byte - 1)
    opening = f"with {code.text(call)} as {name}:{newline_of(document.source)}{indent}{unit}"
    body = indented(document, loop.parent, first + 1, last, unit)
    return Fix((Edit(Span(loop.start_byte, loop.start_byte), opening), Edit(span_of(call), name), *body), TITLE)


def _until_close(statement: Node, call: Node, handle: Node, close: Node, code: Code) -> Fix | None:
    """`f = open(…)`, its use and `f.close()` as a `with` block."""
    document = code.document
    if statement.parent is None or not stands_alone(document, close):
        return None
    first, last = statement.end_point.row + 1, close.start_point.row - 1
    unit = indentation_unit(document, statement) or code.conventions.indentation
    body = indented(document, statement.parent, first, last, unit)
    comment = comment_after(document, close.end_byte)
    end = document.lines.around(close.end_byte).end
    if comment:
        indent = indentation_at(document.source, close.start_byte)
        ending = Edit(
            Span(document.lines.around(close.start_byte).start, end),
            f"{indent}{unit}{comment}",
        )
    else:
        ending = Edit(Span(document.lines.line_span(last).end, end), "")
    opening = Edit(span_of(statement), f"with {document.slice(call)} as {document.slice(handle)}:")
    return Fix((opening, *body, ending), TITLE)


READING = frozenset(
    [
        "json.load", "pickle.load", "tomllib.load", "yaml.safe_load", "yaml.load", "builtins.list", "builtins.tuple",
        "builtins.set", "builtins.sorted", "builtins.sum", "builtins.len", "builtins.next", "builtins.max",
        "plistlib.load", "marshal.load", "builtins.all", "builtins.any", "builtins.dict",
        "builtins.min",
    ]
)  # fmt: skip
"""Functions that are done with a file when they return."""
WRITING = frozenset({"json.dump", "pickle.dump", "yaml.dump", "yaml.safe_dump", "marshal.dump", "plistlib.dump"})
"""Functions that write what they are given first into a file, and are done with it."""
WRAPPING = frozenset({"builtins.enumerate", "csv.DictReader", "csv.reader"})
"""What reads a file as it is read itself."""
_LEAVING_PROCESS = frozenset({"sys.exit", "os._exit", "builtins.exit", "builtins.quit", "os.abort"})
_USING = frozenset(["read", "readlines", "readline", "write", "writelines"])


def _close_of(document: Document, statement: Node, handle: str) -> Node | None:
    """The `handle.close()` that ends the use of the handle in the same block; None where it escapes."""
    used: list[Node] = []
    for sibling in siblings_after(statement):
        if document.slice(sibling) == f"{handle}.close()":
            if any(_mentions(document, one, handle) for one in siblings_after(sibling)):
                return None
            return None if _may_stay_open(document, statement, used, sibling, handle) else sibling
        used.append(sibling)
        early = any(contains_type(one, _LEAVING, SCOPES) for one in used)
        if sibling.type == "try_statement" or _escapes(document, sibling, handle, early):
            return None
    return None


def _may_stay_open(document: Document, statement: Node, used: list[Node], close: Node, handle: str) -> bool:
    """Whether code may read the file after an early exit or an exception, where it is not closed so far."""
    lent = _lent_to(document, used, handle)
    for leaving in (
        one for part in used for one in (part, *descendants(part, _HANDING_OUT, SCOPES)) if one.type in _HANDING_OUT
    ):
        if any(_mentions(document, leaving, name) for name in lent - {handle}) or _lends(document, leaving, {handle}):
            return True
    region = region_of(statement)
    if region.type == "function_definition" and declares_elsewhere(document, region, handle):
        return True
    if any(may_outlive_exception(document, statement, region, name) for name in lent):
        return True
    if not any(one.parent is not None and enclosing(one, LOOPS) == enclosing(statement, LOOPS) for one in _jumps(used)):
        return False
    return any(
        not statement.start_byte <= one.start_byte < close.end_byte
        for name in lent
        for one in mentions(document, region, name)
    )


def _jumps(used: list[Node]) -> Iterator[Node]:
    return (one for part in used for one in (part, *descendants(part, _JUMPS, SCOPES)) if one.type in _JUMPS)


def _lent_to(document: Document, used: list[Node], handle: str) -> set[str]:
    """The handle and the variables that may hold something which reads from it: `rows = csv.reader(handle)`."""
    names = {handle}
    for part in used:
        for one in (part, *descendants(part, ("assignment",), SCOPES)):
            left, right = one.child_by_field_name("left"), one.child_by_field_name("right")
            if one.type == "assignment" and left is not None and right is not None and _lends(document, right, names):
                names |= {document.slice(name) for name in (left, *descendants(left, ("identifier",)))}
    return names


def _lends(document: Document, node: Node, names: Iterable[str]) -> bool:
    """Whether a part of the code hands a file on, instead of reading from it then and there."""
    return any(not _reads_now(document, one) for name in names for one in mentions(document, node, name))


def _reads_now(document: Document, mention: Node) -> bool:
    if enclosing(mention, ("generator_expression",)) is not None:
        return False
    if call_on(mention) is not None or place_of(mention).startswith("for_in_clause"):
        return True
    reader = call_given(mention)
    return reader is not None and document.slice(reader.function).rpartition(".")[2] in _READING


_LEAVING = frozenset({"return_statement", "break_statement", "continue_statement", "yield"})
_HANDING_OUT = frozenset({"return_statement", "yield"})
_JUMPS = frozenset({"break_statement", "continue_statement"})
_READING = frozenset(
    {"list", "tuple", "set", "dict", "sorted", "sum", "len", "load", "safe_load", "read", "parse", "next", "str"}
)
_KEEPING = frozenset(
    {"assignment", "return_statement", "yield", "pair", "list", "tuple", "set", "expression_list", "delete_statement",
     "as_pattern", "with_item", "dictionary", "default_parameter", "lambda", "named_expression", "pattern_list",
     "as_pattern_target", "dotted_name", "aliased_import", "function_definition", "class_definition", "tuple_pattern",
     "list_pattern", "augmented_assignment"}
)  # fmt: skip
_STORING = frozenset({"append", "add", "insert", "put", "push", "setdefault", "register", "enter_context", "extend"})


def _escapes(document: Document, statement: Node, handle: str, early: bool) -> bool:
    """Whether a statement closes, stores, returns or rebinds the handle, or hands it on before an early exit."""
    for name in mentions(document, statement, handle):
        parent = name.parent
        if parent is None:
            continue
        if enclosing(name, SCOPES) != enclosing(statement, SCOPES) or parent.type in _KEEPING:
            return True
        if place_of(name) == "for_statement.left":
            return True
        if parent.type == "attribute":
            if field_text(parent, "attribute", document.source) in ("close", "detach"):
                return True
        elif parent.type in ("argument_list", "keyword_argument"):
            method = field_of(enclosing(name, ("call",)), "function", "attribute")
            if early or (method is not None and document.slice(method) in _STORING):
                return True
    return False


def _mentions(document: Document, node: Node, name: str) -> bool:
    return next(mentions(document, node, name), None) is not None
