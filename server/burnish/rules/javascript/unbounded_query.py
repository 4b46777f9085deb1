from __future__ import annotations

import re

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.rule import Finding, Rule
from burnish.rules.javascript.about.calls import calls_of
from burnish.rules.javascript.about.databases import is_database_call
from burnish.rules.javascript.about.express import enclosing_handler, responses
from burnish.rules.javascript.about.functions import function_name
from burnish.syntax import Call
from burnish.syntax.javascript import has_spread, literal_text, property_value
from burnish.tree import ancestors, descendants, enclosing_function


class UnboundedQuery(Rule):
    def match(self, found: Call, code: Code) -> Finding | None:
        call, document = found.node, code.document
        if not is_database_call(call, document) or not _reads_all(call, document) or not _is_sent(call, document):
            return None
        name = "".join(code.text(found.function).split())
        return self.finding(found.function, f"'{name}' reads every row into the response: no limit is set", anchor=call)


def _reads_all(call: Node, document: Document) -> bool:
    """Whether a call asks for all rows of a table, with neither a condition nor a limit."""
    arguments, name = Call(call).arguments, Call(call).name
    if name in ("query", "execute", "all", "raw"):
        text = literal_text(arguments[0]) if arguments else None
        if text is None or not re.match(r"(?is)\s*SELECT\b.*\bFROM\b", text):
            return False
        return (
            re.search(r"(?i)\b(?:WHERE|LIMIT|FETCH|TOP|COUNT|SUM|MAX|MIN|AVG|GROUP|pg_\w+|information_schema)\b", text)
            is None
        )
    if any(_LIMITING.search(method) for method in _chained(call, document)):
        return False
    if not arguments:
        return True
    options = arguments[0]
    if options.type != "object" or has_spread(options) or len(arguments) > (2 if name == "find" else 1):
        return False
    if name == "find" and len(arguments) == 1:
        # Mongoose filters with its first argument, TypeORM takes `{ where, take }`.
        return not options.named_children or all(
            _key(one, document) in ("order", "relations", "select") for one in options.named_children
        )
    return all(property_value(options, key) is None for key in ("where", "limit", "take", "first", "last", "cursor"))


def _key(pair: Node, document: Document) -> str:
    key = pair.child_by_field_name("key")
    return document.slice(key or pair)


def _chained(call: Node, document: Document) -> list[str]:
    """The methods that are called on what the call gives: `.sort(…).limit(20)`."""
    found = []
    node = call.parent
    while node is not None and node.type in ("member_expression", "call_expression"):
        if node.type == "member_expression":
            found.append(document.slice(node.child_by_field_name("property") or node))
        node = node.parent
    return found


def _is_sent(call: Node, document: Document) -> bool:
    """Whether the rows go into a response: here, or where the function that returns them is called."""
    handler = enclosing_handler(call, document)
    if handler is not None:
        return _goes_into(call, handler, document)
    function = enclosing_function(call, document.language)
    if function is None or not _is_returned(call, function):
        return False
    name = function_name(document, function)
    for other in calls_of(name, document) if name else ():
        if other != call:
            handler = enclosing_handler(other, document)
            if handler is not None and _goes_into(other, handler, document):
                return True
    return False


def _goes_into(call: Node, handler: Node, document: Document) -> bool:
    sent = list(responses(handler, document))
    if any(one.start_byte < call.start_byte and call.end_byte <= one.end_byte for one in sent):
        return True
    names = _names_of_result(call, document)
    for response in sent:
        for one in (one for argument in Call(response).arguments for one in (argument, *descendants(argument))):
            is_name = one.type in ("identifier", "shorthand_property_identifier") and document.slice(one) in names
            if is_name and (one.parent is None or one.parent.type not in ("member_expression", "subscript_expression")):
                return True
    return False


def _names_of_result(call: Node, document: Document) -> set[str]:
    """The variables that take what a call gives: `const rows = await …`, `.then((rows) => …)`, `(error, rows) => …`."""
    found: set[str] = set()
    callbacks = [one for one in Call(call).arguments if one.type in document.language.functions]
    for outer in ancestors(call):
        if outer.type == "variable_declarator":
            name = outer.child_by_field_name("name")
            if name is not None:
                found |= {document.slice(one) for one in (name, *descendants(name, _NAMES))}
        elif outer.type == "call_expression" and Call(outer).name in ("then", "exec", "toArray"):
            callbacks += [one for one in Call(outer).arguments if one.type in document.language.functions]
        if outer.type not in ("await_expression", "member_expression", "call_expression", "parenthesized_expression"):
            break
    for callback in callbacks:
        parameters = callback.child_by_field_name("parameters") or callback.child_by_field_name("parameter")
        if parameters is not None:
            found |= {document.slice(one) for one in (parameters, *descendants(parameters, _NAMES))}
    return found


def _is_returned(call: Node, function: Node) -> bool:
    for outer in ancestors(call):
        if outer.type == "return_statement" or outer == function:
            return outer.type == "return_statement" or outer.child_by_field_name("body") is not None
        if outer.type not in ("await_expression", "parenthesized_expression", "member_expression", "call_expression"):
            return False
    return False


_NAMES = frozenset({"identifier", "shorthand_property_identifier_pattern"})
_LIMITING = re.compile(
    r"^(?:limit|take|cursor|eachAsync|stream|count|countDocuments|paginate|slice|where|skip|distinct|length)$"
)
