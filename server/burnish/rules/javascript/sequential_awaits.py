from __future__ import annotations

import re

from tree_sitter import Node

from burnish.code import Code
from burnish.names.javascript_mentions import PATTERNS, bound_names, mentions_any
from burnish.rule import Finding, Fix, Related, Rule
from burnish.rules.about.run_once import is_run_once
from burnish.rules.about.serving import Serving, serving
from burnish.rules.javascript.about.awaiting import awaited_read, sounds_like_read
from burnish.rules.javascript.about.handed_on import changed_arguments
from burnish.rules.javascript.about.layout import begins_line, indentation_step, line_width, moved_text
from burnish.rules.javascript.about.shared_state import root_of
from burnish.syntax import Call, Found
from burnish.syntax.javascript import literal_text
from burnish.text import Edit, Span, indentation_at, newline_of
from burnish.tree import descendants, span_of


class SequentialAwaits(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        row = _row(found.node, code)
        if row is None or is_run_once(found.node, code) or _gain_nothing(row, code):
            return None
        names = ", ".join(_short(code.text(_part(one, "name"))) for one in row)
        waits = [_part(one, "value").children[0] for one in row]
        return self.finding(
            waits[1],
            f"{len(row)} reads that do not depend on each other wait in a row: {names}",
            Span(row[0].start_byte, row[-1].end_byte),
            tuple(Related(span_of(one), "waits here") for one in waits),
        )

    def fix(self, found: Found, code: Code) -> Fix | None:
        row, document = _row(found.node, code), code.document
        if row is None or self.match(found, code) is None or len({one.children[0].type for one in row}) != 1:
            return None
        if any(_declarator(one).child_by_field_name("type") is not None for one in row):
            return None  # the annotations would have to become those of a tuple
        comments = [_comments_above(one) for one in row[1:]]
        if not all(begins_line(document, one) for above in comments for one in above):
            return None
        newline, indentation = newline_of(document.source), indentation_at(document.source, row[0].start_byte)
        calls = [_part(one, "value").named_children[0] for one in row]
        names = ", ".join(code.text(_part(one, "name")) for one in row)
        end, width = code.conventions.statement_end, code.conventions.line_length
        opening = f"{code.text(row[0].children[0])} [{names}] = await Promise.all(["
        joined = [_on_one_line(one, code) for one in calls]
        line = f"{opening}{', '.join(one or '' for one in joined)}]){end}"
        is_long = line_width(document, row[0].start_byte) + len(line) > width
        if any(comments) or not all(joined) or "\n" in line or is_long:
            inner = indentation + (indentation_step(document, row[0]) or code.conventions.indentation)
            parts, last = [opening], calls[-1]
            for call, above in zip(calls, [[], *comments], strict=True):
                parts += (inner + code.text(one) for one in above)
                old = indentation_at(document.source, call.start_byte)
                comma = "" if call == last and code.conventions.trailing_commas == "none" else ","
                parts.append(inner + moved_text(document, span_of(call), old, inner) + comma)
            line = newline.join([*parts, f"{indentation}]){end}"])
        return Fix((Edit(Span(row[0].start_byte, row[-1].end_byte), line),), "Wait for them together with Promise.all")


def _on_one_line(call: Node, code: Code) -> str | None:
    """A call as a formatter writes it where it fits in a line; None where more than its arguments' lines would change."""
    text = code.text(call)
    if "\n" not in text:
        return text
    if next(descendants(call, _KEPT_APART), None) is not None:
        return None
    text = " ".join(text.split())
    return re.sub(r",? ([)\]])", r"\1", re.sub(r"([(\[]) ", r"\1", text)).replace(" .", ".")


def _gain_nothing(row: list[Node], code: Code) -> bool:
    """Whether calls share an object that was just made, which may keep what one finds for the next, or one is done at once."""
    calls = [Call(_part(one, "value").named_children[0]) for one in row]
    if any(call.receiver is not None and _QUICK.search(code.text(call.receiver)) for call in calls):
        return True
    if _are_kept_values(calls, code) or _share_what_one_changes(calls, code):
        return True
    local = [
        (code.origin(call.function).path or "").split(".")[0] in ("fs", "fs-extra", "fs/promises") for call in calls
    ]
    if any(local) and not all(local):
        return True  # the disk answers long before the other does
    roots = [root_of(call.receiver) for call in calls if call.receiver is not None]
    made = [code.text(one) for one in roots if one.type == "identifier" and _is_made_here(one, code)]
    return len(made) > len(set(made))


def _are_kept_values(calls: list[Call], code: Code) -> bool:
    """Whether values are read from a store on this machine: one method that is given a key in words, or `get()` without any.

    `store.getItem("token")`, `store.getItem("name")`
    """
    if any(call.receiver is None for call in calls):
        return False
    if all(not call.arguments and call.name == "get" for call in calls):
        return True
    if len({code.text(call.function) for call in calls}) > 1 or serving(calls[0].function, code) is Serving.MANY:
        return False
    keys = [literal_text(call.arguments[0]) if len(call.arguments) == 1 else None for call in calls]
    return all(key is not None and _KEY.fullmatch(key) for key in keys)


def _share_what_one_changes(calls: list[Call], code: Code) -> bool:
    """Whether the function that a call runs changes what another call is given, too."""
    for call in calls:
        changed = {code.text(root_of(one)) for one in changed_arguments(call, code)}
        others = [one for other in calls if other.node != call.node for one in other.arguments]
        if changed and any(mentions_any(code.document, one, changed) for one in others):
            return True
    return False


def _is_made_here(name: Node, code: Code) -> bool:
    """Whether a variable holds an instance that its function makes: `const diff = new Diff(pad)`."""
    return any(
        one.value is not None and one.value.type == "new_expression" and one.scope.function.node.type != "program"
        for one in code.names.given(name)
    )


_KEY = re.compile(r"[\w.:-]+")
_QUICK = re.compile(
    r"(?i)(?:^|\.)(?:\w*cache|memo|\w*loaders?(?:\.\w+)?|localstorage|sessionstorage|navigator\.permissions)$"
)
"""What answers at once, or collects what is asked of it in one turn of the event loop."""
_KEPT_APART = frozenset(
    {"comment", "template_string", "object", "statement_block", "arrow_function", "function_expression"}
)


def _comments_above(statement: Node) -> list[Node]:
    """The comments between a statement and the one before it."""
    found: list[Node] = []
    above = statement.prev_named_sibling
    while above is not None and above.is_extra:
        found.insert(0, above)
        above = above.prev_named_sibling
    return found


def _row(awaited: Node, code: Code) -> list[Node] | None:
    """The run of independent reads in which the statement of this await is the second; None where it is not."""
    declarator = awaited.parent
    second = None if declarator is None else declarator.parent
    if (
        second is None
        or second.parent is None
        or second.parent.type != "statement_block"
        or not _sounds_like_one(second)
    ):
        return None
    first = _statement_before(second)
    if first is None or not _sounds_like_one(first):
        return None
    if mentions_any(code.document, second, bound_names(code.document, _part(first, "name"))):
        return None
    if _read(second, code) is None:
        return None
    # Runs are split from the top of the block, so each statement is second in one run at most.
    start: Node | None = second
    while start is not None and (earlier := _statement_before(start)) is not None and _read(earlier, code):
        start = earlier
    while start is not None and start.start_byte < second.start_byte:
        row = _row_from(start, code)
        if row is None:
            start = _statement_after(start)
        elif row[1] == second:
            return row
        else:
            start = _statement_after(row[-1])
    return None


def _row_from(first: Node, code: Code) -> list[Node] | None:
    call = _read(first, code)
    if call is None:
        return None
    row, names, calls = [first], set[str](), {code.text(call)}
    while True:
        names |= bound_names(code.document, _part(row[-1], "name"))
        following = _statement_after(row[-1])
        call = None if following is None else _read(following, code)
        if following is None or call is None or mentions_any(code.document, following, names):
            return row if len(row) > 1 else None
        if code.text(call) in calls:
            return None  # asking the same twice is about the time in between
        calls.add(code.text(call))
        row.append(following)


def _read(statement: Node, code: Code) -> Node | None:
    """The read that a declaration of one variable waits for."""
    return awaited_read(_part(statement, "value"), code) if _sounds_like_one(statement) else None


def _sounds_like_one(statement: Node) -> bool:
    """Whether a statement declares one variable by what it waits for, which is a read by its name."""
    if statement.type != "lexical_declaration" or len(statement.named_children) != 1:
        return False
    declarator = _declarator(statement)
    name, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
    if name is None or name.type not in PATTERNS or value is None or value.type != "await_expression":
        return False
    return sounds_like_read(value)


def _statement_before(node: Node) -> Node | None:
    sibling = node.prev_named_sibling
    while sibling is not None and sibling.is_extra:
        sibling = sibling.prev_named_sibling
    return sibling


def _statement_after(node: Node) -> Node | None:
    sibling = node.next_named_sibling
    while sibling is not None and sibling.is_extra:
        sibling = sibling.next_named_sibling
    return sibling


def _declarator(statement: Node) -> Node:
    return statement.named_children[0]


def _part(statement: Node, field: str) -> Node:
    part = _declarator(statement).child_by_field_name(field)
    assert part is not None  # only asked of statements that _read has looked at
    return part


def _short(name: str) -> str:
    return f"'{name}'" if len(name) <= 30 else "'{…}'"
