from __future__ import annotations

import re

from tree_sitter import Node

from burnish.code import Code
from burnish.names import OriginKind
from burnish.rule import Finding, Fix, Rule
from burnish.rules.javascript.about.awaited_chains import awaited_statements
from burnish.rules.javascript.about.functions import (
    CONTROL,
    JUMPS,
    enclosing_function,
    function_name,
    is_async,
    is_generator,
    own,
    statements,
)
from burnish.rules.javascript.about.promise_chains import METHODS, Chain, chain_of, is_settled
from burnish.syntax import Call
from burnish.text import Edit, Span
from burnish.tree import descendants, field_of, field_text


class PromiseChainToAsync(Rule):
    def match(self, found: Call, code: Code) -> Finding | None:
        holder = _holder(found.node)
        chain = chain_of(code.document, found.node)
        if holder is None or chain.thens < 2 or _catches_on_the_way(chain):
            return None
        function = _function_of(holder)
        if function is None or is_generator(function) or any(one.type in ("get", "set") for one in function.children):
            return None
        if (
            not _may_be_promise(chain.base, code)
            or _runs_commands(function, code)
            or (not is_async(function) and (_answers_at_once(function, code) or _reads_at_a_glance(chain)))
            or b"WebAssembly." in code.document.source[function.start_byte : function.end_byte]  # compilers' loaders
        ):
            return None
        name = function_name(code.document, function)
        where = f" in '{name}'" if name is not None and len(name) <= 40 else ""
        counts = {method: sum(step.method == method for step in chain.steps) for method in METHODS}
        steps = ", ".join(f"{count} '.{method}'" for method, count in counts.items() if count)
        return self.finding(
            chain.steps[0].name, f"The chain{where} ({steps}) reads as plain statements with 'await'", holder
        )

    def fix(self, found: Call, code: Code) -> Fix | None:
        holder = _holder(found.node)
        function = None if holder is None or holder.has_error else _function_of(holder)
        if holder is None or function is None:
            return None
        edits = awaited_statements(holder, function, code)
        if edits is None:
            return None
        if not is_async(function):
            if not _may_become_async(function, holder, code):
                return None
            edits = (Edit(Span(_async_at(function), _async_at(function)), "async "), *edits)
        return Fix(edits, "Write the chain with async and await")


def _holder(call: Node) -> Node | None:
    """What a whole chain stands in that statements could replace: a return, an awaited statement, an arrow's body."""
    parent = call.parent
    if parent is None or parent.type == "return_statement":
        return parent
    if parent.type == "arrow_function":
        return parent if parent.child_by_field_name("body") == call else None
    outer = parent.parent if parent.type == "await_expression" else None
    if outer is None or outer.type == "expression_statement":
        return outer
    if outer.type != "variable_declarator" or outer.child_by_field_name("value") != parent:
        return None
    declaration = outer.parent
    is_only = declaration is not None and declaration.type == "lexical_declaration"
    return declaration if is_only and declaration is not None and len(declaration.named_children) == 1 else None


def _function_of(holder: Node) -> Node | None:
    return holder if holder.type == "arrow_function" else enclosing_function(holder)


def _catches_on_the_way(chain: Chain) -> bool:
    """Whether an error is dealt with before the last result is there: with `try` each part would stand in one of its own."""
    methods = [step.method for step in chain.steps]
    return "catch" in methods and "then" in methods[methods.index("catch") :]


def _reads_at_a_glance(chain: Chain) -> bool:
    """Whether a chain is two steps and what is done in the end, none of which does more than two things."""
    if chain.thens > 2 or len(chain.steps) > 3:
        return False
    bodies = (None if (one := step.callback) is None else one.child_by_field_name("body") for step in chain.steps)
    return all(body is None or sum(1 for _ in descendants(body, _DOING)) <= _FEW_THINGS for body in bodies)


def _may_be_promise(base: Node, code: Code) -> bool:
    """Whether a chain starts from what may be a promise: queues of commands, deferreds and builders have a `then`, too."""
    root = base
    while (inner := _inside(root)) is not None:
        root = inner
    if root.type == "import" and base.type == "call_expression" and base.child_by_field_name("function") == root:
        return False
    if root.type == "identifier" and code.text(root).startswith("$"):
        return False  # jQuery's and AngularJS' own
    if _has_own_then(base, code):
        return False
    path = code.origin(base).path or code.origin(root).path or ""
    last = path.removeprefix("globalThis.").rpartition("/")[2]
    return not last.startswith(_NO_PROMISES) and _BUILDERS.isdisjoint(re.split(r"[.()]+", last))


def _has_own_then(base: Node, code: Code) -> bool:
    """Whether a chain starts from an instance of a class of this file that has a `then` of its own."""
    made = code.origin(base).definition
    body = field_of(made, "body")
    members = () if body is None else body.named_children
    return any(field_text(one, "name", code.document.source) == "then" for one in members)


def _inside(node: Node) -> Node | None:
    """What a chain of members and calls goes on from."""
    inner = node.child_by_field_name("object") or node.child_by_field_name("function")
    if inner is None and node.type in ("parenthesized_expression", "await_expression", "non_null_expression"):
        inner = next((one for one in node.named_children if not one.is_extra), None)
    return inner


def _runs_commands(function: Node, code: Code) -> bool:
    """Whether a function gives commands to Cypress, which wants none from a function that gives a promise."""
    if b"cy" not in code.document.source[function.start_byte : function.end_byte]:
        return False
    named = (one for one in descendants(function, ("identifier",)) if code.text(one) == "cy")
    return any(code.origin(one).kind is OriginKind.UNBOUND for one in named)


def _answers_at_once(function: Node, code: Code) -> bool:
    """Whether another path of the function returns what is no promise, and its callers may use that at once."""
    call = function.parent.parent if function.parent is not None else None
    if call is not None and call.type == "call_expression" and Call(call).name in METHODS:
        return False  # a step of another chain waits for either
    body = function.child_by_field_name("body")
    returns = () if body is None or body.type != "statement_block" else own(body, ("return_statement",))
    given = (next((one for one in each.named_children if not one.is_extra), None) for each in returns)
    return any(one is not None and is_settled(code, one) for one in given)


_FEW_THINGS = 2
_DOING = JUMPS | (CONTROL - {"try_statement"}) | {"expression_statement", "lexical_declaration", "variable_declaration"}
_NO_PROMISES = (
    "cy.", "cy()", "jquery", "jQuery", "knex", "mongoose", "zod", "yup", "browser.", "element(", "protractor", "cypress",
)  # fmt: skip
"""How the dotted names begin of what has a `then` and is no promise, or starts its work only when `then` is called."""
_BUILDERS = frozenset({"knex", "jquery", "jQuery", "cy"})
"""Names under which files of a project hand on what has a `then` and is no promise: `const { knex } = require("./db")`."""


def _may_become_async(function: Node, holder: Node, code: Code) -> bool:
    """Whether the function gives nothing but this promise, and is of a kind that may be async."""
    annotation = function.child_by_field_name("return_type")
    if annotation is not None and not code.text(annotation).removeprefix(":").strip().startswith("Promise<"):
        return False
    if function.type == "method_definition":
        name = function.child_by_field_name("name")
        if name is None or code.text(name) == "constructor":
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
