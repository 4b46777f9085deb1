from __future__ import annotations

from tree_sitter import Node

from burnish.code import Code
from burnish.rule import Finding, Fix, Rule
from burnish.rules.about.run_once import is_run_once
from burnish.rules.javascript.about.arrays import is_array
from burnish.rules.javascript.about.databases import is_database_call
from burnish.rules.javascript.about.functions import own, statements
from burnish.rules.javascript.about.independent_turns import independent_awaits, item_of
from burnish.syntax import Call, Found
from burnish.text import Edit, Span
from burnish.tree import field_text, span_of


class AwaitInLoop(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        loop, body = found.node, found.node.child_by_field_name("body")
        if loop.parent is None or loop.parent.type != "statement_block" or body is None:
            return None
        if is_run_once(loop, code):
            return None
        awaits = independent_awaits(loop, code) if body.type == "statement_block" else []
        if not awaits:
            return None
        if is_database_call(awaits[0].named_children[0], code.document):
            return None  # what a list of items calls for once
        name = code.text(Call(awaits[0].named_children[0]).function)
        subject = f"'{name}'" if len(name) <= 40 and "\n" not in name else "this call"
        message = (
            f"Each {_quoted(code.text(item_of(loop)))} waits for {subject} of all before it, though none needs another"
        )
        return self.finding(awaits[0].children[0], message, loop)

    def fix(self, found: Found, code: Code) -> Fix | None:
        loop = found.node
        body, items = loop.child_by_field_name("body"), loop.child_by_field_name("right")
        if body is None or items is None or any(child.is_extra for child in loop.children):
            return None
        if next(own(body, ("continue_statement", "variable_declaration")), None) is not None:
            return None
        parts = statements(body)
        push, start = _pushed(parts[-1], code), loop.start_byte
        opening = "await "
        if push is not None:
            declaration = _empty_array_before(loop, push[0], code)
            if declaration is None:
                return None
            start = declaration.start_byte
            opening = code.text(Span(start, declaration.named_children[0].named_children[-1].start_byte)) + "await "
        elif any(
            field_text(one, "property", code.document.source) == "push" for one in own(body, ("member_expression",))
        ):
            return None  # results would come in another order
        end = code.conventions.statement_end
        items_text = code.text(items)
        mapped = f"{items_text}.map(" if is_array(items, code) else f"Array.from({items_text}, "
        parameters = f"({code.text(item_of(loop))}) =>"
        title = "Wait for all items together with Promise.all"
        only = _only_call(body, push)
        if only is not None:
            text = f"{opening}Promise.all({mapped}{parameters} {code.text(only)})){end}"
            return None if "\n" in text else Fix((Edit(Span(start, loop.end_byte), text),), title)
        edits = [Edit(Span(start, body.start_byte), f"{opening}Promise.all({mapped}async {parameters} ")]
        if push is not None:
            edits.append(Edit(span_of(parts[-1]), f"return {code.text(push[1])}{end}"))
        edits.append(Edit(Span(loop.end_byte, loop.end_byte), f")){end}"))
        return Fix(tuple(edits), title)


def _pushed(statement: Node, code: Code) -> tuple[str, Node] | None:
    """The list and the value of `list.push(value)`."""
    inner = statement.named_children[0] if statement.type == "expression_statement" else None
    if inner is None or inner.type != "call_expression":
        return None
    call = Call(inner)
    if call.name != "push" or call.receiver is None or call.receiver.type != "identifier":
        return None
    if call.brackets is None or len(call.brackets.named_children) != 1 or call.spreads:
        return None
    return (code.text(call.receiver), call.arguments[0]) if call.arguments else None


def _empty_array_before(loop: Node, name: str, code: Code) -> Node | None:
    """The declaration of an empty list of this name right before a loop."""
    declaration = loop.prev_named_sibling
    if declaration is None or declaration.type not in ("lexical_declaration", "variable_declaration"):
        return None
    declarator = declaration.named_children[0]
    if len(declaration.named_children) != 1 or field_text(declarator, "name", code.document.source) != name:
        return None
    value = declarator.child_by_field_name("value")
    if value is None or value.type != "array" or value.named_children:
        return None
    return None if code.text(Span(declaration.end_byte, loop.start_byte)).strip() else declaration


def _only_call(body: Node, push: tuple[str, Node] | None) -> Node | None:
    """The call that the whole body waits for, where there is nothing else in it."""
    if len(body.named_children) != 1:
        return None
    waited = push[1] if push is not None else body.named_children[0].named_children[0]
    if waited.type != "await_expression" or not waited.named_children:
        return None
    call = waited.named_children[0]
    return call if next(own(call, ("await_expression",)), None) is None else None


def _quoted(item: str) -> str:
    return f"'{item}'" if len(item) <= 30 and "\n" not in item else "item"
