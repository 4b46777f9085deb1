from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document
from burnish.names.javascript_bindings import names_in
from burnish.project import Project
from burnish.rule import Finding, LegacyRule, Match
from burnish.rules.javascript.databases import QUERY_METHODS, adds, is_database_call, is_embedded_database, reads
from burnish.rules.javascript.functions import callee_name
from burnish.tree import ancestors, descendants


class QueryInLoop(LegacyRule):
    query = f"""
    (call_expression
      function: (member_expression property: (property_identifier) @method) @function
      (#any-of? @method {" ".join(f'"{name}"' for name in QUERY_METHODS)})) @call
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        call = found["call"]
        if not is_database_call(call, document) or is_embedded_database(document):
            return None
        is_read = reads(call, document)
        if not is_read and not adds(call, document):
            return None
        loop = _loop_around(call, document)
        if loop is None:
            return None
        name = "".join(document.slice(found["function"]).split())
        what = "asks the database" if is_read else "adds a row to the database"
        return self.finding(found["function"], f"'{name}' {what} once for each turn of the loop", anchor=loop)


def _loop_around(call: Node, document: Document) -> Node | None:
    """The loop that runs the call for each of its elements, and gives it the element."""
    inner: Node = call
    for one in ancestors(call):
        names: set[str] = set()
        if one.type == "for_in_statement" and one.child_by_field_name("body") == inner:
            left = one.child_by_field_name("left")
            names = set() if left is None else set(names_in(left, document))
        elif one.type == "for_statement" and one.child_by_field_name("body") == inner:
            start = one.child_by_field_name("initializer")
            names = set() if start is None else set(names_in(start, document))
        elif one.type in document.language.functions:
            if not _is_loop_callback(one, document):
                # A function of its own within the loop may run at another time.
                return None
            parameters = one.child_by_field_name("parameters") or one.child_by_field_name("parameter")
            names = set() if parameters is None else set(names_in(parameters, document))
        if names and _depends(call, _with_derived(one, names, document), document):
            batched = any(word in name.lower() for name in names for word in ("batch", "chunk", "page", "group"))
            return None if batched else one
        inner = one
    return None


def _is_loop_callback(function: Node, document: Document) -> bool:
    """Whether a function is what `forEach`, `map` and their like call for each element."""
    arguments = function.parent
    call = None if arguments is None else arguments.parent
    return call is not None and call.type == "call_expression" and callee_name(document, call) in _EACH


def _with_derived(loop: Node, names: set[str], document: Document) -> set[str]:
    """The names, and those of the variables in the loop that are made from them."""
    found = set(names)
    for declarator in descendants(loop, ("variable_declarator",)):
        name, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
        if name is not None and value is not None and not found.isdisjoint(names_in(value, document)):
            found |= set(names_in(name, document))
    return found


def _depends(call: Node, names: set[str], document: Document) -> bool:
    arguments = call.child_by_field_name("arguments")
    return arguments is not None and not names.isdisjoint(names_in(arguments, document))


_EACH = frozenset({"forEach", "map", "flatMap", "eachSeries", "mapSeries", "each", "eachLimit"})
