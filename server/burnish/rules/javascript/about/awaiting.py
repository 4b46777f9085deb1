"""Which JavaScript awaits may run together: those that only read, and those that do something to one item on its own."""

from __future__ import annotations

import re

from tree_sitter import Node

from burnish.code import Code
from burnish.names import Form, OriginKind
from burnish.rules.about.serving import Serving, serving
from burnish.rules.javascript.about.functions import is_async, own
from burnish.rules.javascript.about.shared_state import definition_of, keeps_state, root_of
from burnish.syntax import Call
from burnish.text import Span
from burnish.tree import ancestors, descendants, enclosing, span_of


def sounds_like_read(awaited: Node, each: bool = False) -> bool:
    """Whether an await waits for a call whose name says that it reads, or does something to one item: a quick look."""
    inner = awaited.named_children[0] if awaited.named_children else None
    if inner is None or inner.type != "call_expression":
        return False
    name = Call(inner).name
    return _READS.match(name) is not None or (each and _EACH.match(name) is not None)


def awaited_read(awaited: Node, code: Code, turn: Span | None = None) -> Node | None:
    """The call that an await waits for, where it reads, by its name and by what this file shows of it; else None.

    With `turn`, the loop whose turns would run together, also a call that does something to one item and leaves the
    others alone; not one on what all turns share, nor a query, which a list of items calls for once.
    """
    inner = awaited.named_children[0] if awaited.named_children else None
    if inner is None or inner.type != "call_expression" or inner.has_error:
        return None
    call = Call(inner)
    if _READS.match(call.name) is None if turn is None else not _stands_alone(call, turn, code):
        return None
    if next(own(inner, ("await_expression", "yield_expression")), None) is not None:
        return None
    if turn is None and _waits_for_nothing(call, code):
        return None
    if _NUMBER.search(call.name) is not None:
        return None
    return None if _is_one_after_the_other(call, code) or keeps_state(call, code) else inner


def _waits_for_nothing(call: Call, code: Code) -> bool:
    """Whether a call runs an async function of this file in which nothing is waited for."""
    known = definition_of(call, code)
    if known is None or not is_async(known):
        return False
    waiting = ("await_expression", "for_in_statement", "new_expression", "return_statement")
    return not any(
        one.type == "await_expression"
        or (one.type == "for_in_statement" and any(child.type == "await" for child in one.children))
        or (one.type == "new_expression" and code.text(one).startswith("new Promise"))
        or (one.type == "return_statement" and any(child.type == "call_expression" for child in one.named_children))
        for one in own(known, waiting)
    )


def _stands_alone(call: Call, turn: Span, code: Code) -> bool:
    """Whether a call of one turn of a loop has nothing to do with those of the others."""
    if call.name.startswith("query") or _writes_one_place(call, turn, code) or _writes_item(call, turn, code):
        return False
    is_read = _READS.match(call.name) is not None
    if not is_read and (_EACH.match(call.name) is None or code.text(call.function).startswith(("this.", "super."))):
        return False
    known = definition_of(call, code) is not None
    if not known and _KEEPS.match(call.name) is not None and not _is_of_package(call.function, code):
        return False  # what it reads before it writes is not to be seen
    if not known and _TAKES_AWAY.match(call.name) is not None and _is_of_project(call.function, code):
        return False
    return not (_goes_to_shared(call, code) if known else _is_shared(call, turn, code, is_read))


def _is_shared(call: Call, turn: Span, code: Code, is_read: bool) -> bool:
    """Whether a call is on an object that the function made for all turns, which may keep a state."""
    root = None if call.receiver is None else root_of(call.receiver)
    binding = None if root is None or root.type != "identifier" else code.names.binding(root)
    if binding is None or binding.value is None or binding.form not in _GIVEN or turn.contains(span_of(binding.node)):
        return False
    if binding.scope.function.node.type == "program":
        return binding.value.type == "new_expression" and not _is_of_package(binding.value, code)
    made = binding.value.type
    return made in ("new_expression", "await_expression") or (made == "call_expression" and not is_read)


def _writes_one_place(call: Call, turn: Span, code: Code) -> bool:
    """Whether all turns write one file: its path has nothing of the turn in it."""
    at = _PLACES.get(call.name)
    if at is None or len(call.arguments) <= at:
        return False
    path = call.arguments[at]
    names = [path, *descendants(path, _NAMES)]
    return not any(turn.contains(span_of(one.node)) for name in names for one in code.names.bindings(name))


def _writes_item(call: Call, turn: Span, code: Code) -> bool:
    """Whether a call is an item's own, and writes it: a row after the other is the calmer way: `await list.remove()`."""
    owner = call.receiver
    if owner is None or owner.type != "identifier" or _OF_ROW.match(call.name) is None:
        return False
    return any(turn.contains(span_of(one.node)) for one in code.names.bindings(owner))


def _goes_to_shared(call: Call, code: Code) -> bool:
    """Whether a function of this file is a call on an object that was made around it: `(row) => tally.update(row)`."""
    function = definition_of(call, code)
    if function is None:
        return False
    inner = (Call(one) for one in descendants(function, ("call_expression",)))
    return any(_is_shared(one, span_of(function), code, _READS.match(one.name) is not None) for one in inner)


def _is_on_connection(call: Call, code: Code) -> bool:
    """Whether a call is on what was opened or connected before: `const bus = await open(path)`."""
    root = None if call.receiver is None else root_of(call.receiver)
    binding = None if root is None or root.type != "identifier" else code.names.binding(root)
    made = None if binding is None else binding.value
    if made is not None and made.type == "await_expression" and made.named_children:
        made = made.named_children[0]
    return made is not None and made.type == "call_expression" and _OPENING.match(Call(made).name) is not None


def _is_in_transaction(call: Call, code: Code) -> bool:
    """Whether a call stands in a function that a transaction is given: `sequelize.transaction(async (t) => …)`."""
    around = (one for one in ancestors(call.node) if one.type == "call_expression")
    return _is_of_transaction(call.node, code) or any(_TRANSACTION.search(Call(one).name) is not None for one in around)


def _is_of_transaction(node: Node, code: Code) -> bool:
    """Whether what decorates the method around runs it in a transaction: `@Transactional()`, `@InjectTransactionManager()`."""
    method = enclosing(node, ("method_definition",))
    above = None if method is None else method.prev_named_sibling
    while above is not None and (above.is_extra or above.type == "decorator"):
        if above.type == "decorator" and "transaction" in code.text(above).lower():
            return True
        above = above.prev_named_sibling
    return False


def _is_of_package(node: Node, code: Code) -> bool:
    """Whether something comes from a package or the language, and not from another file of the project."""
    origin = code.origin(node)
    if origin.path is None or origin.kind is OriginKind.UNBOUND or _is_of_project(node, code):
        return False
    # An object that is written down here is an instance of Object.
    return not (origin.kind is OriginKind.INSTANCE and origin.path.startswith("globalThis.Object"))


def _is_of_project(node: Node, code: Code) -> bool:
    return (code.origin(node).path or "").startswith((".", "/", "@/", "~", "#", "src/"))


def _is_one_after_the_other(call: Call, code: Code) -> bool:
    """Whether a call goes through one connection, transaction, device or cursor, where nothing runs together."""
    for argument in call.arguments:
        for pair in descendants(argument, ("pair",)):
            key = pair.child_by_field_name("key")
            if key is not None and code.text(key).strip("'\"") in _TRANSACTIONS:
                return True
    known = serving(call.function, code)
    through = [] if known is Serving.MANY else _names_in(call.function)
    given = [one for argument in call.arguments for one in _names_in(argument, ("property_identifier",))]
    served = {one.id: serving(one, code) for one in given}
    if known is Serving.ONE or Serving.ONE in served.values():
        return True
    names = [code.text(one) for one in through]
    doubtful = [*names, *(code.text(one) for one in given if served[one.id] is Serving.UNKNOWN)]
    if _STATEFUL.search(" ".join(doubtful)):
        return True
    if _is_on_connection(call, code) or _is_in_transaction(call, code):
        return True
    path = code.origin(call.function).path or ""
    return any(_DEVICE.search(one) for one in names[:-1]) or path.split(".")[0] in _DEVICES


def _names_in(node: Node, without: tuple[str, ...] = ()) -> list[Node]:
    return [one for one in (node, *descendants(node, _NAMES)) if one.type in _NAMES and one.type not in without]


_NAMES = frozenset({"identifier", "shorthand_property_identifier", "property_identifier", "this"})
_PLACES = {
    "writeFile": 0, "writeJson": 0, "writeJSON": 0, "outputFile": 0, "outputJson": 0, "copyFile": 1, "copy": 1, "cp": 1,
    "rename": 1,
}  # fmt: skip
"""Which argument says where something is written to."""
_GIVEN = frozenset({Form.CONST, Form.LET, Form.VAR, Form.ASSIGNMENT})
# The first word of a name such as `fetchUser`, `get_all`, `listDir`.
_READS = re.compile(
    r"(fetch|get|find|load|list|count|search|lookup|select|retrieve|query|request|resolve|is|has|exists|stat"
    r"|readFile|readdir|readJson|readText|axios|aggregate|describe|check|download|compute|calculate|ask)(?![a-z])"
)
# What is commonly done to each item of a list on its own.
_EACH = re.compile(
    r"(send|notify|email|mail|upload|publish|invite|unlink|rm|copyFile|copy|writeFile|save|update|delete|remove"
    r"|destroy|create|process|generate|render|enrich|convert|resize|post|put|patch)(?![a-z])"
)
# Of these, what may read a record that another item shares before it writes.
_KEEPS = re.compile(r"(save|update|create|process|enrich|put|patch|post)(?![a-z])")
_TAKES_AWAY = re.compile(r"(delete|remove|destroy)(?![a-z])")
_OF_ROW = re.compile(r"(save|update|delete|remove|destroy|copy|put|patch)(?![a-z])")
# What takes something that nobody else may have, by its name: `getNextCardNumber`.
_NUMBER = re.compile(r"^[a-z]+(?:Next|Unique|New)[A-Z]")
# What is read one after the other from one place, or must be: streams, cursors, prompts, transactions, pages.
_STATEFUL = re.compile(
    r"(?i)\b(tx|trx|transaction|transacting|t|client|conn|connection|session|page|browser|cursor|reader|iterator|stream"
    r"|lock|mutex|semaphore|limiter|queue|cy|driver|prompt\w*|inquirer|readline|rl|vscode|window|ide|repl|driver|frame"
    r"|context)\b"
)
_TRANSACTIONS = frozenset({"transaction", "transacting", "trx", "tx", "session", "client", "connection"})
_TRANSACTION = re.compile(r"[tT]ransaction$|^transact|^withConnection$|^withTransaction")
_OPENING = re.compile(
    r"(open|connect|acquire|launch|checkout|begin|startTransaction|getConnection|createConnection)(?![a-z])"
)
_DEVICE = re.compile(
    r"^(?:[Ss]erial\w*|device|\w*Device|port|\w*Port|usb|hid|ble|bluetooth|gatt|characteristic|modem|printer|scanner"
    r"|sensor|socket|plc|modbus\w*)$"
)
_DEVICES = frozenset({"serialport", "usb", "node-hid", "noble", "@abandonware/noble", "johnny-five", "modbus-serial"})
