from __future__ import annotations

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.names import names_of
from burnish.names.python_bindings import region_of
from burnish.names.python_mentions import LOOPS, SCOPES, declares_elsewhere, may_outlive_exception, mentions
from burnish.project import Project
from burnish.project.conventions import Conventions, conventions_of
from burnish.rule import Finding, Fix, Match, Rule
from burnish.rules.python.layout import comment_after, indentation_unit, indented, stands_alone
from burnish.text import Edit, Span, indentation_at
from burnish.tree import contains_type, descendants, enclosing, field_text, siblings_after, span_of, statement_of


class UseContextManager(Rule):
    query = """
    (expression_statement
      (assignment left: (identifier) @handle !type
        right: (call function: (identifier) @open (#eq? @open "open")) @call)) @statement
    (call function: (attribute
      object: (call function: (identifier) @open (#eq? @open "open")) @call
      attribute: (identifier) @method (#any-of? @method "read" "readlines" "readline" "write" "writelines")))
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        call, handle = found["call"], found.get("handle")
        if names_of(document).origin(found["open"]).path != "builtins.open":
            return None
        head = Span(call.start_byte, found["open"].end_byte)
        if handle is None:
            statement = statement_of(call)
            if enclosing(call, ("with_item", "lambda")) is not None:
                return None
            return self.finding(head, "The file that open() returns is never closed", anchor=statement)
        statement = found["statement"]
        close = _close_of(document, statement, document.slice(handle))
        if close is None or siblings_after(statement)[0] == close:
            return None
        message = f"'{document.slice(handle)}' stays open if an exception is raised before it is closed"
        return self.finding(head, message, Span(statement.start_byte, close.end_byte))

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        call = document.root.descendant_for_byte_range(finding.span.start, finding.span.end)
        while call is not None and call.type != "call":
            call = call.parent
        if call is None:
            return None
        statement = statement_of(call)
        assignment = statement.named_children[0] if statement.named_children else None
        if assignment is not None and assignment.child_by_field_name("right") == call:
            return _until_close(document, statement, assignment, call, conventions_of(document, project))
        return None  # one line becomes two, with a name to be found for the file


def _until_close(
    document: Document, statement: Node, assignment: Node, call: Node, conventions: Conventions
) -> Fix | None:
    """`f = open(…)`, its use and `f.close()` as a `with` block."""
    handle = assignment.child_by_field_name("left")
    close = None if handle is None else _close_of(document, statement, document.slice(handle))
    if handle is None or close is None or not stands_alone(document, statement) or not stands_alone(document, close):
        return None
    first, last = statement.end_point.row + 1, close.start_point.row - 1
    if statement.parent is None:
        return None
    unit = indentation_unit(document, statement) or conventions.indentation
    body = indented(document, statement.parent, first, last, unit)
    comment = comment_after(document, close.end_byte)
    end = document.lines.line_span(document.lines.line_of(close.end_byte)).end
    if comment:
        indent = indentation_at(document.source, close.start_byte)
        ending = Edit(
            Span(document.lines.line_span(document.lines.line_of(close.start_byte)).start, end),
            f"{indent}{unit}{comment}",
        )
    else:
        ending = Edit(Span(document.lines.line_span(last).end, end), "")
    opening = Edit(span_of(statement), f"with {document.slice(call)} as {document.slice(handle)}:")
    return Fix((opening, *body, ending), "Open the file in a with block")


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
    parent = mention.parent
    if enclosing(mention, ("generator_expression",)) is not None or parent is None:
        return False
    if parent.type == "attribute":
        call = parent.parent
        return call is not None and call.type == "call" and call.child_by_field_name("function") == parent
    if parent.type == "for_in_clause":
        return True
    call = parent.parent if parent.type == "argument_list" else None
    function = None if call is None else call.child_by_field_name("function")
    return function is not None and document.slice(function).rpartition(".")[2] in _READING


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
        if parent.type == "for_statement" and parent.child_by_field_name("left") == name:
            return True
        if parent.type == "attribute":
            if field_text(parent, "attribute", document.source) in ("close", "detach"):
                return True
        elif parent.type in ("argument_list", "keyword_argument"):
            call = enclosing(name, ("call",))
            function = None if call is None else call.child_by_field_name("function")
            method = None if function is None else field_text(function, "attribute", document.source)
            if early or method in _STORING:
                return True
    return False


def _mentions(document: Document, node: Node, name: str) -> bool:
    return next(mentions(document, node, name), None) is not None
