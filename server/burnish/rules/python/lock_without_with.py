from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from burnish.code import Code
from burnish.names.python_mentions import SCOPES
from burnish.rule import Finding, Fix, Rule
from burnish.rules.python.about.layout import comment_after, indentation_unit, indented, stands_alone
from burnish.syntax import Call
from burnish.text import Edit, Span, indentation_at
from burnish.tree import contains_type, descendants, field_text, siblings_after, span_of

LEAVING = frozenset({"return_statement", "break_statement", "continue_statement", "yield"})

HELD = frozenset({"locked", "notify", "notify_all", "wait", "wait_for"})
"""What may be asked of a lock between the two, which holds it afterwards as before."""


class LockWithoutWith(Rule):
    def match(self, found: Call, code: Code) -> Finding | None:
        statement, lock = _statement(found.node), code.text(found["LOCK"])
        held = None if statement is None else _held(statement, lock, code)
        if statement is None or held is None or _is_awaited(found.node) != _is_of_asyncio(found["LOCK"], code):
            return None
        *within, release = held
        if not within or any(_is_given(one, lock, code) for one in within):
            return None
        message = f"'{code.one_line(found['LOCK'])}' stays locked if an exception is raised before it is released"
        return self.finding(found.function, message, anchor=Span(statement.start_byte, release.end_byte))

    def fix(self, found: Call, code: Code) -> Fix | None:
        document = code.document
        statement, lock = _statement(found.node), code.text(found["LOCK"])
        held = None if statement is None else _held(statement, lock, code)
        if statement is None or statement.parent is None or held is None:
            return None
        *within, release = held
        if not stands_alone(document, statement) or not stands_alone(document, release):
            return None
        if any(contains_type(one, LEAVING, SCOPES) or one.type in LEAVING for one in within):
            return None
        if any(code.text(one) == lock and _method(one, code) not in HELD for part in within for one in _chains(part)):
            return None
        first, last = statement.end_point.row + 1, release.start_point.row - 1
        unit = indentation_unit(document, statement) or code.conventions.indentation
        word = "async with" if _is_awaited(found.node) else "with"
        opening = Edit(span_of(statement), f"{word} {lock}:")
        body = indented(document, statement.parent, first, last, unit)
        return Fix((opening, *body, _ending(release, last, unit, code)), "Hold the lock in a with block")


def _statement(call: Node) -> Node | None:
    """The statement that is an `acquire()` and nothing else, awaited or not."""
    parent = call.parent
    if parent is not None and parent.type == "await":
        parent = parent.parent
    return parent if parent is not None and parent.type == "expression_statement" else None


def _is_awaited(call: Node) -> bool:
    return call.parent is not None and call.parent.type == "await"


def _is_of_asyncio(lock: Node, code: Code) -> bool:
    return (code.origin(lock).path or "").startswith("asyncio.")


def _held(statement: Node, lock: str, code: Code) -> Sequence[Node] | None:
    """The statements of the same block behind an `acquire()`, up to the `release()` with it; None where there is none."""
    held = []
    for one in siblings_after(statement):
        held.append(one)
        if code.text(one) == f"{lock}.release()":
            return held
    return None


def _chains(part: Node) -> Iterator[Node]:
    return descendants(part, ("identifier", "attribute"))


def _method(lock: Node, code: Code) -> str | None:
    """The name that is asked of a lock: `notify` of `lock.notify()`."""
    parent = lock.parent
    if parent is None or parent.type != "attribute" or parent.child_by_field_name("object") != lock:
        return None
    return field_text(parent, "attribute", code.document.source)


def _is_given(part: Node, lock: str, code: Code) -> bool:
    """Whether the lock is another one afterwards."""
    for one in (part, *descendants(part, ("assignment",))):
        left = one.child_by_field_name("left") if one.type == "assignment" else None
        if left is not None and any(code.text(name) == lock for name in (left, *_chains(left))):
            return True
    return False


def _ending(release: Node, last: int, unit: str, code: Code) -> Edit:
    """Takes the line of a `release()` away, and leaves the comment that ends it."""
    lines = code.document.lines
    comment = comment_after(code.document, release.end_byte)
    end = lines.line_span(lines.line_of(release.end_byte)).end
    if not comment:
        return Edit(Span(lines.line_span(last).end, end), "")
    indent = indentation_at(code.document.source, release.start_byte)
    return Edit(Span(lines.line_span(release.start_point.row).start, end), f"{indent}{unit}{comment}")
