"""Statements with `await` in place of a promise chain."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.names.javascript_mentions import bound_names, declared_names, mentions_any
from burnish.rules.javascript.about.functions import own, statements
from burnish.rules.javascript.about.layout import begins_line, indentation_step, inner_indentation, moved_text
from burnish.rules.javascript.about.promise_chains import Chain, Step, chain_of, is_plain, is_settled, parameter_of
from burnish.text import Edit, Span, indentation_at, newline_of
from burnish.tree import ancestors, contains_type, span_of

_LAST_CALL = re.compile(r"(?P<head>\s*(?:const \w+ = |return )?await [^()\"'`{]*\()(?P<arguments>[\w.]+)\)(?P<end>;?)")
"""A line that waits for one call with a short argument, which formatters put on a line of its own."""


def awaited_statements(holder: Node, function: Node, code: Code) -> tuple[Edit, ...] | None:
    """Edits that put statements in the place of the chain that `holder` returns, awaits or gives.

    None where statements would not mean the same. `function` is what the statements will run in.
    """
    call = chain_in(holder)
    if call is None:
        return None
    chain = chain_of(code.document, call)
    if not _is_exact(code.document, holder, function, chain):
        return None
    return _Place.of(holder, chain, code).edits()


def chain_in(holder: Node) -> Node | None:
    """The call that ends the chain in a return, an awaited statement or declaration, or an arrow function."""
    if holder.type == "arrow_function":
        return holder.child_by_field_name("body")
    node = next((one for one in holder.named_children if not one.is_extra), None)
    if node is not None and node.type == "variable_declarator":
        node = node.child_by_field_name("value")
    if node is not None and node.type == "await_expression":
        node = node.named_children[0] if node.named_children else None
    return node


@dataclass(frozen=True, slots=True)
class _Place:
    """A chain and the place where its statements will stand."""

    code: Code
    holder: Node
    chain: Chain
    indentation: str
    step: str
    end: str
    newline: str
    outer: str

    @classmethod
    def of(cls, holder: Node, chain: Chain, code: Code) -> _Place:
        document, conventions = code.document, code.conventions
        step = indentation_step(document, holder) or conventions.indentation
        outer = indentation_at(document.source, holder.start_byte)
        return cls(
            code,
            holder,
            chain,
            outer + step if holder.type == "arrow_function" else outer,
            step,
            conventions.statement_end,
            newline_of(document.source),
            outer,
        )

    @property
    def document(self) -> Document:
        return self.code.document

    def edits(self) -> tuple[Edit, ...] | None:
        caught = [step for step in self.chain.steps if step.method != "then"]
        thens = [step for step in self.chain.steps if step.method == "then"]
        inner = self.indentation + self.step if caught else self.indentation
        lines = self._then_lines(thens, inner, guarded=bool(caught))
        if lines is None:
            return None
        if caught:
            lines = [self.indentation + "try {", *lines]
            for step in caught:
                handler = self._handler_lines(step, inner)
                if handler is None:
                    return None
                lines += handler
            lines.append(self.indentation + "}")
        fitted = self._fitted(self.newline.join(lines).split(self.newline))
        if fitted is None:
            return None
        text = self.newline.join(fitted)
        if self.holder.type != "arrow_function":
            return (Edit(span_of(self.holder), text[len(self.indentation) :]),)
        body = self.holder.child_by_field_name("body")
        arrow = next((child for child in self.holder.children if child.type == "=>"), None)
        if body is None or arrow is None:
            return None
        block = f" {{{self.newline}{text}{self.newline}{self.outer}}}"
        return (Edit(Span(arrow.end_byte, self.holder.end_byte), block),)

    def _fitted(self, lines: list[str]) -> list[str] | None:
        """Lines as a formatter breaks those that are too wide; None where it would take more than the arguments of a call.

        Lines that were as wide before stay.
        """
        conventions, old = self.code.conventions, self.code.text(self.holder)
        fitted: list[str] = []
        for line in lines:
            call = _LAST_CALL.fullmatch(line)
            if len(line.expandtabs(4)) <= conventions.line_length or line.strip() in old:
                fitted.append(line)
            elif call is None:
                return None
            else:
                outer = line[: len(line) - len(line.lstrip())]
                comma = "," if conventions.trailing_commas == "all" else ""
                broken = [call["head"], f"{outer}{self.step}{call['arguments']}{comma}", f"{outer}){call['end']}"]
                if any(len(one.expandtabs(4)) > conventions.line_length for one in broken):
                    return None
                fitted += broken
        return fitted

    def _then_lines(self, thens: list[Step], inner: str, *, guarded: bool) -> list[str] | None:
        lines: list[str] = []
        value: Node | None = self.chain.base
        for step in thens:
            callback = step.callback
            if callback is None:
                return None
            parameter = parameter_of(callback)
            awaited = "undefined" if value is None else self._awaited(value, inner)
            if parameter is not None:
                lines.append(f"{inner}const {self.document.slice(parameter)} = {awaited}{self.end}")
            elif value is not None and _may_stand_alone(self.code, value):
                lines.append(f"{inner}{awaited}{self.end}")
            elif value is not None:
                return None
            body = self._body(callback, inner)
            if body is None:
                return None
            more, value = body
            lines += more
        if value is None and self.holder.type == "lexical_declaration":
            return None
        if value is not None and self.holder.type == "expression_statement" and not _may_stand_alone(self.code, value):
            return None
        return lines if value is None else [*lines, inner + self._last(value, inner, guarded)]

    def _handler_lines(self, step: Step, inner: str) -> list[str] | None:
        callback = step.callback
        if callback is None:
            return None
        parameter = parameter_of(callback)
        body = self._body(callback, inner)
        if body is None or (step.method == "finally" and parameter is not None):
            return None
        lines, value = body
        alone = step.method == "finally" or self.holder.type == "expression_statement"
        if value is not None and alone and not _may_stand_alone(self.code, value):
            return None
        if step.method == "finally":
            lines = lines if value is None else [*lines, f"{inner}{self._awaited(value, inner)}{self.end}"]
            return [self.indentation + "} finally {", *lines]
        name = self._unused_error(callback) if parameter is None else self.document.slice(parameter)
        if name is None:
            return None
        lines = lines if value is None else [*lines, inner + self._last(value, inner, True)]
        return [f"{self.indentation}}} catch ({name}) {{", *lines]

    def _unused_error(self, callback: Node) -> str | None:
        """A name for an error that the handler does not ask for: a `catch` without one is younger than ES2017."""
        return next((name for name in _ERRORS if not mentions_any(self.document, callback, {name})), None)

    def _body(self, callback: Node, inner: str) -> tuple[list[str], Node | None] | None:
        """The callback's statements as lines, and the value that it gives."""
        body = callback.child_by_field_name("body")
        if body is None:
            return None
        if body.type != "statement_block":
            return [], body
        if not body.named_children:
            return [], None
        last = statements(body)[-1] if statements(body) else None
        value = None
        until = body.named_children[-1].end_byte
        if last is not None and last.type == "return_statement":
            if body.named_children[-1] != last:
                return None  # a comment after the last statement would lose its place
            value = last.named_children[0] if last.named_children else None
            if len(last.named_children) > 1:
                return None
            if last == body.named_children[0]:
                return [], value
            before = last.prev_named_sibling
            assert before is not None
            until = before.end_byte
        old = inner_indentation(self.document, body)
        if old is None:
            inside = [one for one in body.named_children if one.end_byte <= until]
            if any(one.is_extra or one.start_point.row != one.end_point.row for one in inside):
                return None
            return [inner + self.document.slice(one) for one in inside], value
        text = moved_text(self.document, Span(body.named_children[0].start_byte, until), old, inner)
        return [inner + text], value

    def _last(self, value: Node, inner: str, guarded: bool) -> str:
        """The statement that hands over the chain's value."""
        text = self._text(value, inner)
        if self.holder.type == "lexical_declaration":
            declarator = self.holder.named_children[0]
            waited = declarator.child_by_field_name("value")
            assert waited is not None
            head = self.document.slice(Span(self.holder.start_byte, waited.start_byte))
            return f"{head}{self._awaited(value, inner)}{self.end}"
        if self.holder.type == "expression_statement":
            return f"{self._awaited(value, inner)}{self.end}"
        # Within `try` a promise must be awaited for its rejection to be caught.
        return f"return {self._awaited(value, inner) if guarded else text}{self.end}"

    def _awaited(self, value: Node, inner: str) -> str:
        text = self._text(value, inner)
        if is_settled(self.code, value):
            return text
        return f"await {text}" if value.type in _TIGHT else f"await ({text})"

    def _text(self, value: Node, inner: str) -> str:
        if (
            value.type == "parenthesized_expression"
            and len(value.named_children) == 1
            and value.named_children[0].type == "object"
        ):
            value = value.named_children[0]
        return moved_text(self.document, span_of(value), indentation_at(self.document.source, value.start_byte), inner)


def _may_stand_alone(code: Code, value: Node) -> bool:
    """Whether the value, awaited if need be, is a statement: `{ a }` and `[a]` would be read as something else."""
    return not is_settled(code, value) or value.type in ("call_expression", "new_expression")


def _is_exact(document: Document, holder: Node, function: Node, chain: Chain) -> bool:
    """Whether statements in place of the chain mean the same."""
    order = [step.method for step in chain.steps]
    tail = [method for method in order if method != "then"]
    if order != ["then"] * (len(order) - len(tail)) + tail or tail not in (
        [],
        ["catch"],
        ["finally"],
        ["catch", "finally"],
    ):
        return False
    if tail and holder.type == "lexical_declaration":
        return False
    if "catch" in tail and holder.type == "expression_statement" and _gives_a_value(chain):
        return False
    if holder.type != "arrow_function":
        if holder.parent is None or holder.parent.type != "statement_block" or not begins_line(document, holder):
            return False
        if holder.type == "return_statement" and any(
            one.type == "try_statement" for one in ancestors(holder) if one.start_byte > function.start_byte
        ):
            return False  # `return` hands the promise out of the try, `await` would not
    names: set[str] = set()
    # A comment between the steps would have no place among the statements.
    call = chain_in(holder)
    callbacks = [step.callback for step in chain.steps]
    if call is None or contains_type(call, ("comment",), ("arrow_function", "function_expression", "template_string")):
        return False
    for callback in callbacks:
        if callback is None or not is_plain(document, callback):
            return False
        if any(child.is_extra for child in callback.children):
            return False
        declared: set[str] = set()
        parameter, body = parameter_of(callback), callback.child_by_field_name("body")
        if parameter is not None:
            declared |= bound_names(document, parameter)
        if body is not None and body.type == "statement_block":
            declared |= declared_names(document, body)
        if declared & names or mentions_any(document, function, declared, (callback,)):
            return False
        names |= declared
    return True


def _gives_a_value(chain: Chain) -> bool:
    """Whether a step's last value is thrown away in a way that statements would not show."""
    return any(
        body.type == "statement_block" and next(own(body, ("return_statement",)), None) is not None
        for step in chain.steps
        if step.method == "catch" and step.callback is not None
        if (body := step.callback.child_by_field_name("body")) is not None
    )


_ERRORS = ("error", "reason")

_TIGHT = frozenset(
    {
        "identifier", "call_expression", "member_expression", "subscript_expression", "new_expression",
        "parenthesized_expression",
    }
)  # fmt: skip
