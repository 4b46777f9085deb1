from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document
from burnish.project import Project
from burnish.project.conventions import conventions_of
from burnish.rule import Finding, Fix, LegacyRule, Match
from burnish.rules.javascript.awaited_chains import awaited_statements
from burnish.rules.javascript.functions import (
    enclosing_function,
    function_name,
    is_async,
    is_generator,
    node_at,
    own,
    statements,
)
from burnish.rules.javascript.promise_chains import chain_of
from burnish.text import Edit, Span


class PromiseChainToAsync(LegacyRule):
    query = """
    (return_statement (call_expression function: (member_expression
      property: (property_identifier) @method (#any-of? @method "then" "catch" "finally"))) @chain) @holder
    (expression_statement (await_expression (call_expression function: (member_expression
      property: (property_identifier) @method (#any-of? @method "then" "catch" "finally"))) @chain)) @holder
    (lexical_declaration . (variable_declarator value: (await_expression (call_expression function: (member_expression
      property: (property_identifier) @method (#any-of? @method "then" "catch" "finally"))) @chain)) .) @holder
    (arrow_function body: (call_expression function: (member_expression
      property: (property_identifier) @method (#any-of? @method "then" "catch" "finally"))) @chain) @holder
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        holder, call = found["holder"], found["chain"]
        chain = chain_of(document, call)
        if chain.thens < 2:
            return None
        function = holder if holder.type == "arrow_function" else enclosing_function(holder)
        if (
            function is None
            or is_generator(function)
            or any(child.type in ("get", "set") for child in function.children)
        ):
            return None
        if document.slice(chain.base).startswith(("cy.", "$.", "import(")):
            return None
        name = function_name(document, function)
        first = chain.steps[0].arguments.parent
        method = None if first is None else first.child_by_field_name("function")
        dot = None if method is None else method.child_by_field_name("property")
        where = f" in '{name}'" if name is not None and len(name) <= 40 else ""
        steps = ", ".join(
            f"{count} '.{one}'" for one in _METHODS if (count := sum(s.method == one for s in chain.steps))
        )
        return self.finding(dot or call, f"The chain{where} ({steps}) reads as plain statements with 'await'", holder)

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        holder = node_at(document, finding.anchor, _HOLDERS)
        if holder is None or holder.has_error:
            return None
        function = holder if holder.type == "arrow_function" else enclosing_function(holder)
        edits = (
            None
            if function is None
            else awaited_statements(document, holder, function, conventions_of(document, project))
        )
        if function is None or edits is None:
            return None
        if not is_async(function):
            if not _may_become_async(document, function, holder):
                return None
            edits = (Edit(Span(_async_at(function), _async_at(function)), "async "), *edits)
        return Fix(edits, "Write the chain with async and await")


_METHODS = ("then", "catch", "finally")
_HOLDERS = ("return_statement", "expression_statement", "lexical_declaration", "arrow_function")


def _may_become_async(document: Document, function: Node, holder: Node) -> bool:
    """Whether the function gives nothing but this promise, and is of a kind that may be async."""
    annotation = function.child_by_field_name("return_type")
    if annotation is not None and not document.slice(annotation).removeprefix(":").strip().startswith("Promise<"):
        return False
    if function.type == "method_definition":
        name = function.child_by_field_name("name")
        if name is None or document.slice(name) == "constructor":
            return False
    if holder == function:
        return True
    body = function.child_by_field_name("body")
    if body is None or holder.parent != body or statements(body)[-1] != holder:
        return False
    return all(one == holder for one in own(body, ("return_statement",)))


def _async_at(function: Node) -> int:
    """Where the word `async` goes."""
    if function.type == "method_definition":
        modifiers = ("static", "accessibility_modifier", "override_modifier", "decorator", "comment")
        return next(child for child in function.children if child.type not in modifiers).start_byte
    return function.start_byte
