"""Where a text in JavaScript comes from, as far as its file shows: what its own code wrote, or data of others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from tree_sitter import Node

from burnish.code import Code
from burnish.names import Binding, Form, Kind, OriginKind
from burnish.names.javascript_values import returned
from burnish.rules.about.sql import is_setting
from burnish.rules.javascript.about.given import added_at, latest_value
from burnish.rules.javascript.about.markup_names import is_clean_member, is_clean_name, is_read, is_rendering
from burnish.rules.javascript.about.parameters import ITEM, Path, callers_of, parameter_place, way_to
from burnish.rules.javascript.about.sources import Source, of_event, of_global
from burnish.rules.javascript.about.sql import pieces_of
from burnish.syntax import Call, call_given
from burnish.syntax.javascript import key_text, literal_text, property_value
from burnish.tree import ancestors, field_of

MOST_STEPS = 16
"""Expressions that are looked through one after the other; code that people write needs fewer."""


class _Sight(NamedTuple):
    """What is looked at: the code, what is known of its expressions already, which variables are looked through at the
    moment, and how many steps are left."""

    code: Code
    known: dict[tuple[int, Path], Source]
    within: frozenset[int] = frozenset()
    steps: int = MOST_STEPS


def source_of(value: Node, code: Code) -> Source:
    """Where the text that an expression gives comes from."""
    return _of(value, (), _Sight(code, {}))


def _of(node: Node, path: Path, sight: _Sight) -> Source:
    """Where a part of an expression's value comes from."""
    key = (node.id, path)
    if key not in sight.known:
        if sight.steps <= 0 or len(sight.known) >= _MOST_EXPRESSIONS:
            return Source.MADE
        sight.known[key] = _found(node, path, sight._replace(steps=sight.steps - 1))
    return sight.known[key]


def _found(node: Node, path: Path, sight: _Sight) -> Source:
    if node.type in ("member_expression", "subscript_expression"):
        return _of_member(node, path, sight)
    if node.type == "identifier":
        return _of_name(node, path, sight)
    if node.type in ("call_expression", "new_expression"):
        return _of_call(node, path, sight)
    if node.type == "object":
        return _of_object(node, path, sight)
    if node.type == "array":
        return _most(_of(one, path[1:], sight) for one in node.named_children) if path else Source.OWN
    if node.type == "spread_element" and node.named_children:
        return _of(node.named_children[0], (ITEM, *path), sight)
    if node.type in ("template_string", "binary_expression", "ternary_expression"):
        return _of_several(node, path, sight)
    if node.type == "await_expression" and node.named_children:
        return _of_awaited(node.named_children[0], path, sight)
    if node.type in ("assignment_expression", "augmented_assignment_expression"):
        return _of(node.child_by_field_name("right") or node, path, sight)
    if node.type in _WRAPPERS and node.named_children:
        return _of(node.named_children[0], path, sight)
    return Source.OWN


def _most(sources: Iterable[Source]) -> Source:
    return max(sources, default=Source.OWN)


def _of_several(node: Node, path: Path, sight: _Sight) -> Source:
    """Of what is put together, or chosen from: what stands among texts is a text, so that a part is enough to be foreign."""
    if sight.code.names.kind(node).kind in _HARMLESS:
        return Source.OWN
    if node.type == "ternary_expression":
        chosen = (node.child_by_field_name("consequence"), node.child_by_field_name("alternative"))
        return _most(_of(one, path, sight) for one in chosen if one is not None)
    word = sight.code.text(field_of(node, "operator") or node)
    if node.type == "binary_expression" and word in ("&&", "||", "??"):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or (word != "&&" and right.type == "number"):
            return Source.OWN  # what has a number for want of another is one
        return _most(_of(one, path, sight) for one in ((right,) if word == "&&" else (left, right)))
    if node.type == "binary_expression" and word != "+":
        return Source.OWN
    pieces = pieces_of(node, sight.code.document)
    found = _most(_of(one.value, (), sight) for one in pieces if one.value is not None)
    among_text = any((one.text or "").strip() for one in pieces)
    return Source.OUTSIDE if among_text and found >= Source.PART else found


def _of_object(node: Node, path: Path, sight: _Sight) -> Source:
    if not path:
        return Source.OWN
    if any(one.type == "spread_element" for one in node.named_children):
        return Source.MADE
    if path[0] == ITEM:
        values = (one.child_by_field_name("value") for one in node.named_children)
        return _most(_of(one, path[1:], sight) for one in values if one is not None)
    value = property_value(node, path[0])
    return Source.OWN if value is None else _of(value, path[1:], sight)


def _of_member(node: Node, path: Path, sight: _Sight) -> Source:
    code = sight.code
    if is_clean_member(code.text(node)):
        return Source.OWN
    latest = latest_value(node, code)
    if latest is not None and latest.id not in sight.within:
        return _of(latest, path, sight._replace(within=sight.within | {latest.id}))
    root = node
    keys: list[str] = []
    while root.type in ("member_expression", "subscript_expression"):
        name = root.child_by_field_name("property")
        keys.append(code.text(name) if name is not None else literal_text(field_of(root, "index")) or ITEM)
        root = root.child_by_field_name("object") or root
        if root.type == "non_null_expression" and root.named_children:
            root = root.named_children[0]
    path = (*reversed(keys), *path)
    if path[-1] in ("responseText", "responseXML") or is_setting(code.text(node)):
        return Source.MADE  # all of an answer is a part of a page; what a setting says is said by who runs the program
    if root.type == "this":
        return _of_field(path)
    return _of(root, path, sight)


def _of_field(path: Path) -> Source:
    """Of an object's own field: what is in it was put there by others, who know what it is for."""
    if path[0] == "props" and len(path) > 1:
        return Source.OUTSIDE
    return Source.PART if len(path) > 1 else Source.MADE


def _of_name(name: Node, path: Path, sight: _Sight) -> Source:
    code = sight.code
    if is_clean_name(code.text(name)) or code.origin(name).kind is OriginKind.MODULE:
        return Source.OWN
    known = code.names.kind(name)
    if known.constant or (not path and known.kind in _HARMLESS):
        return _of_added(name, path, sight) if path else Source.OWN
    bindings = code.names.given(name)
    if not bindings:
        if path and _are_unread(name, code):
            return Source.OUTSIDE
        return of_global(code.text(name), path)
    fresh = [one for one in bindings if one.node.id not in sight.within]
    sight = sight._replace(within=sight.within | {one.node.id for one in bindings})
    if len(sight.within) > _MOST_BINDINGS:
        return Source.MADE
    added = _of_added(name, path, sight) if path and fresh and any(_is_collection(one) for one in fresh) else Source.OWN
    return max(added, _most(_of_binding(one, path, sight) for one in fresh))


def _are_unread(name: Node, code: Code) -> bool:
    """Whether a function around has parameters that the grammar does not read, such as those with types of Flow."""
    functions = (one for one in ancestors(name) if one.type in code.document.language.functions)
    listed = (one.child_by_field_name("parameters") for one in functions)
    return any(
        one is not None
        and one.has_error
        and re.search(rf"\b{re.escape(code.text(name))}\b", code.text(one)) is not None
        for one in listed
    )


def _is_collection(binding: Binding) -> bool:
    return binding.value is not None and binding.value.type in ("array", "object")


def _of_added(name: Node, path: Path, sight: _Sight) -> Source:
    """Of what the file puts into a collection that is written down in it: `rows.push(row)`, `table[key] = word`."""
    return _most(_of(value, path[steps:], sight) for use in sight.code.uses(name) for value, steps in added_at(use))


def _of_binding(binding: Binding, path: Path, sight: _Sight) -> Source:
    construct = binding.construct
    if binding.form is Form.PARAMETER:
        return _of_parameter(binding, path, sight)
    if construct.type == "for_in_statement":
        over, pattern = construct.child_by_field_name("right"), construct.child_by_field_name("left")
        if over is None or pattern is None or any(one.type == "in" for one in construct.children):
            return Source.MADE
        keys, _ = way_to(binding.node, pattern, sight.code)
        return _of(over, (ITEM, *keys, *path), sight)
    if binding.form is Form.CATCH:
        return Source.MADE
    if binding.value is not None:
        return _of(binding.value, path, sight)
    value = construct.child_by_field_name("right") or construct.child_by_field_name("value")
    pattern = construct.child_by_field_name("left") or construct.child_by_field_name("name")
    if value is None or pattern is None or binding.form in _DEFINED:
        return Source.OWN
    keys, defaults = way_to(binding.node, pattern, sight.code)
    return _most((_of(value, (*keys, *path), sight), *(_of(one, path, sight) for one in defaults)))


def _of_parameter(binding: Binding, path: Path, sight: _Sight) -> Source:
    code, function = sight.code, binding.scope.node
    place = parameter_place(binding, code)
    path = (*place.keys, *path)
    standing_in = _most(_of(one, (), sight) for one in place.defaults)
    call = call_given(function)
    if call is not None:
        return max(standing_in, _of_callback(call, place.position, path, sight))
    holder = function.parent
    if holder is not None and holder.type == "pair" and key_text(holder.child_by_field_name("key")) == "success":
        return Source.OUTSIDE if path else Source.MADE
    callers = callers_of(function, code)
    found = standing_in
    for one in callers.calls:
        if one.spreads:
            return Source.OUTSIDE if path else Source.HANDED
        if place.position < len(one.arguments):
            found = max(found, _of(one.arguments[place.position], path, sight))
    return found if callers.are_all else max(found, Source.OUTSIDE if path else Source.HANDED)


def _of_callback(call: Call, index: int, path: Path, sight: _Sight) -> Source:
    """Of what a call hands to the function that it is given."""
    receiver = call.receiver
    if is_rendering(call, sight.code):
        return Source.OWN
    if call.name in _EACH and receiver is not None:
        return _of(receiver, (ITEM, *path), sight) if index == 0 else Source.MADE
    if call.name == "then" and receiver is not None:
        return _of_promised(receiver, path, sight)
    if call.name in ("addEventListener", "on", "once"):
        return of_event(path)
    if call.name in _LOADS:
        return Source.OUTSIDE if path else Source.MADE
    return Source.OUTSIDE if path else Source.PART


def _of_promised(promise: Node, path: Path, sight: _Sight) -> Source:
    """Of what a promise gives: it was waited for, so that it is no constant of the program's."""
    if promise.type != "call_expression":
        return max(Source.PART, _of(promise, path, sight))
    call = Call(promise)
    if call.name == "json":
        return Source.OUTSIDE if path else Source.PART
    if call.name in ("catch", "finally") and call.receiver is not None:
        return _of_promised(call.receiver, path, sight)
    if call.name == "then" and call.arguments:
        given = returned(call.arguments[0]) if call.arguments[0].type in _FUNCTIONS else None
        return _most(_of_promised(one, path, sight) for one in given) if given else Source.PART
    return _of_asked(call, path, sight)


def _of_asked(call: Call, path: Path, sight: _Sight) -> Source:
    """Of what a call gives that answers later."""
    asked = sight.code.origin(call.function).path or ""
    if asked == "globalThis.fetch":
        return Source.MADE
    return Source.OUTSIDE if asked.split(".")[0] in _CLIENTS and len(path) > 1 else Source.PART


def _of_awaited(node: Node, path: Path, sight: _Sight) -> Source:
    if node.type != "call_expression":
        return _of(node, path, sight)
    call = Call(node)
    if call.name == "json":
        return Source.OUTSIDE if path else Source.PART
    return _of_asked(call, path, sight) if path else Source.MADE


def _of_call(node: Node, path: Path, sight: _Sight) -> Source:
    """Of what a function gives: its own business, but for what hands on what it was given."""
    code, call = sight.code, Call(node)
    receiver, name = call.receiver, call.name
    if is_read(node, code):
        return Source.OUTSIDE
    first = call.arguments[0] if call.arguments else None
    owner = "" if receiver is None else code.text(receiver)
    if name == "json":
        return Source.OUTSIDE if path else Source.MADE
    if not path:
        return Source.MADE
    if owner == "JSON" and name == "parse" and first is not None:
        return max(Source.PART, _of(first, (), sight))
    if owner == "Object" and first is not None and name in ("values", "entries"):
        if name == "entries" and path[1:2] == ("0",):
            return Source.MADE
        return _of(first, (ITEM, *path[2 if name == "entries" else 1 :]), sight)
    if owner == "Array" and name == "from" and first is not None:
        return _of(first, path, sight)
    if receiver is not None and name == "entries":
        return Source.MADE if path[1:2] == ("0",) else _of(receiver, (ITEM, *path[2:]), sight)
    if receiver is not None and name in _KEEPING:
        return _of(receiver, path, sight)
    if receiver is not None and name in _TAKING:
        return _of(receiver, (ITEM, *path), sight)
    if name in ("map", "flatMap") and first is not None and first.type in _FUNCTIONS:
        return _most(_of(one, path[1:], sight) for one in returned(first) or ())
    if name == "exec" and first is not None:
        return _of(first, (ITEM,), sight)
    if name in ("match", "split") and receiver is not None:
        return _of(receiver, (ITEM,), sight)
    definition = code.origin(call.function).definition
    values = returned(definition) if definition is not None and definition.type in _FUNCTIONS else None
    if values:
        return _most(_of(one, path, sight) for one in values)
    return Source.PART if path[-1] in ("value", "textContent", "innerText") else Source.MADE


_CLIENTS = frozenset({"axios", "got", "ky", "superagent"})
"""Modules that ask servers, and give an answer with the text in one of its parts."""
_LOADS = frozenset({"get", "getJSON", "post", "done"})
_EACH = frozenset({"forEach", "map", "flatMap", "filter", "find", "some", "every"})
_KEEPING = frozenset(
    {"concat", "filter", "flat", "reverse", "slice", "sort", "splice", "toReversed", "toSorted", "values"}
)
"""What gives a collection with items of the one that it is called on."""
_TAKING = frozenset({"at", "find", "findLast", "get", "pop", "shift"})
_WRAPPERS = frozenset({"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"})
_FUNCTIONS = frozenset({"arrow_function", "function_declaration", "function_expression", "method_definition"})
_DEFINED = frozenset({Form.CLASS, Form.ENUM, Form.FUNCTION, Form.IMPORT, Form.NAMESPACE, Form.TYPE})
_HARMLESS = frozenset({Kind.NUMBER, Kind.BOOLEAN, Kind.NOTHING})
_MOST_BINDINGS = 24
_MOST_EXPRESSIONS = 200
