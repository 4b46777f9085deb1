"""Whether running code several times at once shows: what it changes that another run sees, as far as the file tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from burnish.code import Code
from burnish.names import OriginKind
from burnish.names.javascript_mentions import bound_names, mentions_any
from burnish.rules.javascript.about.functions import own
from burnish.syntax import Call
from burnish.text import Span
from burnish.tree import descendants, span_of

MOST_FUNCTIONS = 30
"""Functions that are followed from one call. Code that people write needs a handful."""


def definition_of(call: Call, code: Code) -> Node | None:
    """The function or method of this file that a call runs."""
    origin = code.origin(call.function)
    return origin.definition if origin.kind is OriginKind.DEFINITION else None


def keeps_state(call: Call, code: Code) -> bool:
    """Whether a call runs, here or in what that calls, code of this file that changes what another run of it sees."""
    first = definition_of(call, code)
    todo = [] if first is None else [first]
    seen: set[int] = set()
    while todo and len(seen) < MOST_FUNCTIONS:
        function = todo.pop()
        if function.id in seen:
            continue
        seen.add(function.id)
        if changes_outside(function, span_of(function), code) or writes_back(function, code):
            return True
        if finds_or_makes(function, code):
            return True
        if _PRINTS.search(code.text(function)) is not None:
            return True
        inner = (definition_of(Call(one), code) for one in descendants(function, ("call_expression",)))
        todo += (one for one in inner if one is not None)
    return bool(todo)


def changes_outside(node: Node, home: Span, code: Code) -> bool:
    """Whether code gives a variable, field or collection that is not bound within `home` another value."""
    if any(gives_outside(write, home, code) for write in descendants(node, (*WRITES, "unary_expression"))):
        return True
    calls = (Call(one) for one in descendants(node, ("call_expression",)) if not is_awaited(one))
    changed = (one.receiver for one in calls if one.name in CHANGING)
    return any(one is not None and not is_bound_within(one, home, code) for one in changed)


def gives_outside(write: Node, home: Span, code: Code) -> bool:
    """Whether an assignment gives what is not bound within `home` another value, or `delete` takes it away."""
    if write.type == "unary_expression" and write.children[0].type != "delete":
        return False
    target = write.child_by_field_name("left") or write.child_by_field_name("argument")
    return target is None or not is_bound_within(target, home, code)


def writes_back(node: Node, code: Code) -> bool:
    """Whether code waits for a record, and then for the same place to keep what it made of it."""
    known: dict[str, set[str]] = {}
    for one in own(node, ("variable_declarator", "assignment_expression", "call_expression")):
        if one.type == "call_expression":
            call = Call(one)
            if _KEEPS.match(call.name) and _keeps_known(call, known, code):
                return True
            continue
        target = one.child_by_field_name("name") or one.child_by_field_name("left")
        value = one.child_by_field_name("value") or one.child_by_field_name("right")
        if target is None or value is None:
            continue
        places = {place for waited in _awaits_in(value) if (place := _place(waited, code))}
        places |= {place for name, of in known.items() if mentions_any(code.document, value, {name}) for place in of}
        for name in bound_names(code.document, target) if places else ():
            known.setdefault(name, set()).update(places)
    return False


def finds_or_makes(node: Node, code: Code) -> bool:
    """Whether code looks for something and makes it in the same place where it is not there: run twice at once, it makes two."""
    looked: set[tuple[str, str]] = set()
    for one in own(node, ("call_expression",)):
        call = Call(one)
        is_waited_for = is_awaited(one) or (one.parent is not None and one.parent.type in _HANDING_ON)
        place = "" if call.receiver is None else code.text(call.receiver)
        made, found = _MAKES.match(call.name), _LOOKS.match(call.name)
        if made is not None and is_waited_for:
            kind = call.name[made.end() :]
            if any(where == place and _may_be_one_kind(what, kind, place) for where, what in looked):
                return True
        elif found is not None and is_waited_for:
            looked.add((place, _ONE_OF.sub("", call.name[found.end() :], count=1)))
    names = (code.text(one) for one in descendants(node, ("property_identifier",)))
    return not _IF_NOT_THERE.isdisjoint(names)


def _may_be_one_kind(looked: str, made: str, place: str) -> bool:
    """Whether what is looked for and what is made may be the same, by the rest of their names: `findUser`, `createUser`."""
    if looked and made:
        return looked.startswith(made) or made.startswith(looked)
    return bool(place)


def is_bound_within(target: Node, home: Span, code: Code) -> bool:
    """Whether what an expression or a pattern starts from is bound by code within `home`, or made there."""
    if target.type in ("array_pattern", "object_pattern"):
        return all(is_bound_within(one, home, code) for one in target.named_children)
    root = root_of(target)
    if root.type in ("array", "object", "new_expression", "string", "template_string", "regex"):
        return True
    bindings = code.names.bindings(root)
    if not bindings or not all(home.contains(span_of(one.node)) for one in bindings):
        return False
    return root == target or not any(_is_shared(one.value, home, code) for one in bindings if one.value is not None)


def _is_shared(value: Node, home: Span, code: Code) -> bool:
    """Whether a variable is another name of what others have, too: `const list = this.list`, `Server.getInstance()`."""
    if value.type == "call_expression":
        call = Call(value)
        return not call.arguments and _SHARING.match(call.name) is not None
    if value.type not in ("member_expression", "subscript_expression"):
        return False
    root = root_of(value)
    bindings = code.names.bindings(root)
    return root.type == "this" or not bindings or not all(home.contains(span_of(one.node)) for one in bindings)


def root_of(node: Node) -> Node:
    """What a chain of members, calls and awaits starts from."""
    current = node
    while current.type in _CHAINS:
        inner = current.child_by_field_name("object") or current.child_by_field_name("function")
        inner = inner or next((one for one in current.named_children if not one.is_extra), None)
        if inner is None:
            break
        current = inner
    return current


def is_awaited(call: Node) -> bool:
    return call.parent is not None and call.parent.type == "await_expression"


def _awaits_in(value: Node) -> Iterator[Call]:
    waits = [value] if value.type == "await_expression" else own(value, ("await_expression",))
    return (call for one in waits if (call := _awaited(one)) is not None)


def _awaited(waited: Node) -> Call | None:
    inner = next((one for one in waited.named_children if not one.is_extra), None)
    return Call(inner) if inner is not None and inner.type == "call_expression" else None


def _place(call: Call, code: Code) -> str:
    """Where a call reads or keeps: what it is called on, the noun of its name, the path that it is given."""
    if call.name in _OF_FILES:
        return f"file {code.text(call.arguments[0])}" if call.arguments else ""
    if call.receiver is not None:
        return code.text(root_of(call.receiver))
    return re.sub(r"^[a-z]+", "", call.name)


def _keeps_known(call: Call, known: dict[str, set[str]], code: Code) -> bool:
    """Whether a call keeps what was read from the same place, or is a method of what was read that is waited for."""
    is_waited_for = is_awaited(call.node) or (call.node.parent is not None and call.node.parent.type in _HANDING_ON)
    if is_waited_for and call.receiver is not None and code.text(root_of(call.receiver)) in known:
        return True
    place = _place(call, code)
    if call.name in _OF_FILES and call.arguments and _is_each_its_own(call.arguments[0], code):
        return False
    names = {name for name, places in known.items() if place and place in places}
    return any(mentions_any(code.document, one, names) for one in call.arguments)


def _is_each_its_own(path: Node, code: Code) -> bool:
    """Whether a path comes from what the code is given, so that each run has another."""
    return any(one.scope.function.node.type != "program" for one in code.names.bindings(root_of(path)))


CHANGING = frozenset(
    {
        "add", "set", "delete", "clear", "pop", "push", "shift", "unshift", "splice", "write", "append", "next", "emit",
        "start", "stop", "step", "appendChild", "sort", "reverse", "fill",
    }
)  # fmt: skip
"""Methods that change what they are called on."""
WRITES = ("assignment_expression", "augmented_assignment_expression", "update_expression")
_CHAINS = frozenset(
    {
        "member_expression", "subscript_expression", "call_expression", "await_expression", "parenthesized_expression",
        "non_null_expression", "as_expression", "array_pattern_element", "rest_pattern", "spread_element",
    }
)  # fmt: skip
_KEEPS = re.compile(
    r"(store|save|update|put|patch|set|insert|upsert|create|write|incr|increment|decr|append|push|replace|add|persist"
    r"|commit|exec|execute|run|query|bulk\w*|merge|keep|remember)(?![a-z])"
)
_LOOKS = re.compile(r"(find|get|fetch|load|search|lookup|query|exists|has|count|select)(?![a-z])")
_MAKES = re.compile(r"(create|insert|add|make|save|register|store)(?![a-z])")
_ONE_OF = re.compile(r"(?:First|One|Unique|Many|All|By\w+)")
_IF_NOT_THERE = frozenset({"connectOrCreate", "findOrCreate", "findOrBuild", "getOrCreate", "firstOrCreate", "upsert"})
_HANDING_ON = frozenset({"return_statement", "arrow_function"})
_SHARING = re.compile(r"(?:get)?(?:instance|shared|default|current|store|state)(?![a-z])", re.IGNORECASE)
_PRINTS = re.compile(r"\bconsole\.(?:log|info|table)\b|\bprocess\.(?:stdout|exit)\b")
_OF_FILES = frozenset({"readFile", "writeFile", "appendFile", "readJson", "writeJson", "outputFile", "outputJson"})
