from __future__ import annotations

import re

from tree_sitter import Node

from burnish.document import Document
from burnish.names.javascript_mentions import PATTERNS, bound_names, mentions, mentions_any
from burnish.project import Project
from burnish.project.conventions import conventions_of
from burnish.rule import Finding, Fix, LegacyRule, Match
from burnish.rules.javascript.about.awaiting import awaited_read
from burnish.rules.javascript.functions import FUNCTIONS, enclosing_function, node_at, own, statements
from burnish.text import Edit, Span
from burnish.tree import descendants, field_text, node_text, span_of


class AwaitInLoop(LegacyRule):
    query = """
    (statement_block (for_in_statement kind: _ body: (statement_block)) @loop)
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        loop = found["loop"]
        awaits = _independent_awaits(document, loop)
        if not awaits:
            return None
        call = awaits[0].named_children[0]
        function = call.child_by_field_name("function")
        name = document.slice(function) if function is not None else "this"
        subject = f"'{name}'" if len(name) <= 40 and "\n" not in name else "this call"
        item = document.slice(_pattern(loop))
        return self.finding(
            awaits[0].children[0],
            f"Each {_quoted(item)} waits for {subject} of all before it, though none needs another",
            loop,
        )

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        loop = node_at(document, finding.anchor, ("for_in_statement",))
        awaits = [] if loop is None else _independent_awaits(document, loop)
        if loop is None or not awaits:
            return None
        body, items = loop.child_by_field_name("body"), loop.child_by_field_name("right")
        if body is None or items is None or any(child.is_extra for child in loop.children):
            return None
        if next(own(body, ("continue_statement", "variable_declaration")), None) is not None:
            return None
        parts = statements(body)
        push, start = _pushed(document, parts[-1]), loop.start_byte
        opening = "await "
        if push is not None:
            declaration = _empty_array_before(document, loop, push[0])
            if declaration is None:
                return None
            start = declaration.start_byte
            opening = document.slice(Span(start, _literal(declaration).start_byte)) + "await "
        elif any(field_text(one, "property", document.source) == "push" for one in own(body, ("member_expression",))):
            return None  # results would come in another order
        end = conventions_of(document, project).statement_end
        is_array = _is_array(document, items)
        items_text = document.slice(items)
        mapped = f"{items_text}.map(" if is_array else f"Array.from({items_text}, "
        parameters = f"({document.slice(_pattern(loop))}) =>"
        title = "Wait for all items together with Promise.all"
        only = _only_call(document, body, push)
        if only is not None:
            text = f"{opening}Promise.all({mapped}{parameters} {document.slice(only)})){end}"
            return None if "\n" in text else Fix((Edit(Span(start, loop.end_byte), text),), title)
        edits = [Edit(Span(start, body.start_byte), f"{opening}Promise.all({mapped}async {parameters} ")]
        if push is not None:
            value = document.slice(push[1])
            edits.append(Edit(span_of(parts[-1]), f"return {value}{end}"))
        edits.append(Edit(Span(loop.end_byte, loop.end_byte), f")){end}"))
        return Fix(tuple(edits), title)


_IN_TURN = re.compile(
    r"(?i)sequential|serial|in order|in turn|one at a time|one by one|one after|rate.?limit|throttl|concurren|parallel"
    r"|backoff|retry|retries|avoid|must wait|race|migrat|no-await-in-loop|console\.|\blog(ger)?\b|\bprint|process\.std"
)
_IN_ORDER = re.compile(r"(?i)\border(ed)?\b|\bfirst\b|\bbefore\b")
_BATCHES = re.compile(
    r"(?i)chunk|batch|page|part\b|step|stage|phase|migration|attempt|retr|delay|middleware|plugin|hook|command|task"
)
_ALLOWED = frozenset(
    {
        "expression_statement",
        "lexical_declaration",
        "if_statement",
        "else_clause",
        "statement_block",
        "continue_statement",
    }
)
_WRITES = ("assignment_expression", "augmented_assignment_expression", "update_expression")
_LEAVES = (
    "break_statement", "return_statement", "throw_statement", "yield_expression", "for_statement", "for_in_statement",
    "while_statement", "do_statement", "switch_statement", "try_statement", "labeled_statement",
)  # fmt: skip


def _independent_awaits(document: Document, loop: Node) -> list[Node]:
    """The awaits of a for-of loop where no iteration depends on another, as far as the code shows; else none."""
    body, items, operator = (loop.child_by_field_name(name) for name in ("body", "right", "operator"))
    if body is None or items is None or operator is None or operator.type != "of" or loop.has_error:
        return []
    if b"await" not in document.source[body.start_byte : body.end_byte]:
        return []
    awaits = list(own(body, ("await_expression",)))
    if not awaits or any(child.type == "await" for child in loop.children) or _pattern(loop).type not in PATTERNS:
        return []
    if (
        next(own(body, _LEAVES), None) is not None
        or _IN_TURN.search(document.slice(loop))
        or _commented_in_turn(document, loop)
    ):
        return []
    head = document.slice(Span(loop.start_byte, body.start_byte))
    if _BATCHES.search(head) or next(own(items, ("await_expression",)), None) is not None:
        return []
    inside = bound_names(document, _pattern(loop))
    for declarator in own(body, ("variable_declarator",)):
        name = declarator.child_by_field_name("name")
        if name is not None:
            inside |= bound_names(document, name)
    if not _writes_only(document, body, inside):
        return []
    first = awaited_read(document, awaits[0], each=True)
    if first is None or not mentions_any(document, first, inside):
        return []
    return awaits if all(_harmless(document, one, inside) for one in awaits[1:]) else []


def _harmless(document: Document, awaited: Node, inside: set[str]) -> bool:
    """Whether a further await belongs to the item: a known kind of call, or one on what the item gave."""
    inner = awaited.named_children[0] if awaited.named_children else None
    if awaited_read(document, awaited, each=True) is not None:
        return True
    function = None if inner is None else inner.child_by_field_name("function")
    owner = None if function is None else function.child_by_field_name("object")
    return owner is not None and owner.type == "identifier" and document.slice(owner) in inside


def _writes_only(document: Document, body: Node, inside: set[str]) -> bool:
    """Whether the body changes nothing but its own variables and its item, save for pushing results to one list."""
    lists: set[str] = set()
    for write in own(body, _WRITES):
        target = write.child_by_field_name("left") or write.child_by_field_name("argument")
        if target is None or _root_name(document, target) not in inside:
            return False
    for call in own(body, ("call_expression",)):
        function = call.child_by_field_name("function")
        if function is None or function.type != "member_expression" or _root_name(document, function) in inside:
            continue
        method = field_text(function, "property", document.source)
        if method == "push":
            lists.add(field_text(function, "object", document.source) or "")
        elif method in _CHANGING:
            return False
    if len(lists) > 1:
        return False
    pushed = [one for one in mentions(document, body) if node_text(one, document.source) in lists]
    return len(pushed) <= 1 and "" not in lists


_CHANGING = frozenset(
    {
        "add", "set", "delete", "clear", "pop", "shift", "unshift", "splice", "write", "append", "next", "has", "get",
        "emit", "start", "stop", "step", "appendChild",
    }
)  # fmt: skip


def _root_name(document: Document, node: Node) -> str | None:
    current: Node | None = node
    while current is not None and current.type in (
        "member_expression",
        "subscript_expression",
        "call_expression",
        "await_expression",
    ):
        current = (
            current.child_by_field_name("object")
            or current.child_by_field_name("function")
            or current.named_children[0]
        )
    return None if current is None or current.type != "identifier" else document.slice(current)


def _commented_in_turn(document: Document, loop: Node) -> bool:
    before = loop.prev_named_sibling
    comment = document.slice(before) if before is not None and before.is_extra else ""
    return bool(_IN_TURN.search(comment) or _IN_ORDER.search(comment))


def _pattern(loop: Node) -> Node:
    left = loop.child_by_field_name("left")
    return loop if left is None else left


def _pushed(document: Document, statement: Node) -> tuple[str, Node] | None:
    """The list and the value of `list.push(value)`."""
    call = (
        statement.named_children[0] if statement.type == "expression_statement" and statement.named_children else None
    )
    function = None if call is None else call.child_by_field_name("function")
    if call is None or function is None or field_text(function, "property", document.source) != "push":
        return None
    target, arguments = function.child_by_field_name("object"), call.child_by_field_name("arguments")
    if target is None or target.type != "identifier" or arguments is None or len(arguments.named_children) != 1:
        return None
    value = arguments.named_children[0]
    return None if value.type == "spread_element" or value.is_extra else (document.slice(target), value)


def _empty_array_before(document: Document, loop: Node, name: str) -> Node | None:
    declaration = loop.prev_named_sibling
    if declaration is None or declaration.type not in ("lexical_declaration", "variable_declaration"):
        return None
    if (
        len(declaration.named_children) != 1
        or field_text(declaration.named_children[0], "name", document.source) != name
    ):
        return None
    value = declaration.named_children[0].child_by_field_name("value")
    if value is None or value.type != "array" or value.named_children:
        return None
    gap = document.slice(Span(declaration.end_byte, loop.start_byte))
    return None if gap.strip() else declaration


def _literal(declaration: Node) -> Node:
    value = declaration.named_children[0].child_by_field_name("value")
    assert value is not None  # _empty_array_before has seen it
    return value


def _only_call(document: Document, body: Node, push: tuple[str, Node] | None) -> Node | None:
    """The call that the whole body waits for, where there is nothing else in it."""
    if len(body.named_children) != 1:
        return None
    waited = push[1] if push is not None else body.named_children[0].named_children[0]
    if waited.type != "await_expression" or not waited.named_children:
        return None
    call = waited.named_children[0]
    return call if next(own(call, ("await_expression",)), None) is None else None


def _is_array(document: Document, items: Node) -> bool:
    """Whether the code shows that a value is an array: other iterables have no `map`."""
    if items.type == "array":
        return True
    if items.type == "call_expression":
        function = items.child_by_field_name("function")
        if function is None or function.type != "member_expression":
            return False
        owner = field_text(function, "object", document.source)
        method = field_text(function, "property", document.source)
        return owner in ("Object", "Array") or method in (
            "filter",
            "map",
            "slice",
            "concat",
            "flat",
            "flatMap",
            "split",
        )
    function = enclosing_function(items)
    if items.type not in ("identifier", "member_expression") or function is None:
        return False
    name = document.slice(items)
    for one in descendants(function, ("member_expression", "required_parameter", "variable_declarator")):
        if one.type == "member_expression":
            if (
                field_text(one, "object", document.source) == name
                and field_text(one, "property", document.source) in _OF_ARRAYS
            ):
                return True
        elif name in (field_text(one, "pattern", document.source), field_text(one, "name", document.source)):
            annotation, value = one.child_by_field_name("type"), one.child_by_field_name("value")
            if annotation is not None and re.search(r"\[\]$|^:\s*(Readonly)?Array<", document.slice(annotation)):
                return True
            if value is not None and value.type == "await_expression" and _LISTS.search(document.slice(value)):
                return True
            if value is not None and value.type != "identifier" and value.type not in FUNCTIONS:
                return value.type == "array" or (value.type == "call_expression" and _is_array(document, value))
    return False


_LISTS = re.compile(r"^await\s+([\w$.]+\.)?(readdir|glob|globby|findAll|Promise\.all)\(")
_OF_ARRAYS = frozenset(
    {"length", "push", "map", "filter", "slice", "reduce", "some", "every", "find", "join", "indexOf"}
)


def _quoted(item: str) -> str:
    return f"'{item}'" if len(item) <= 30 and "\n" not in item else "item"
