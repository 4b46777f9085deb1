from __future__ import annotations

import re
from collections.abc import Mapping

from tree_sitter import Node

from burnish.code import Code
from burnish.names.python_mentions import COMPREHENSIONS, function_around, is_async
from burnish.rule import Finding, Fix, Rule
from burnish.rules.python.about.import_lines import importing, no_longer_importing
from burnish.syntax import Call
from burnish.text import Edit, Span
from burnish.tree import contains_type, descendants, enclosing, field_text, place_of, span_of


class BlockingCallInAsync(Rule):
    def match(self, found: Call, code: Code) -> Finding | None:
        call, function = found.node, found["CALL"]
        around = function_around(call)
        if around is None or not is_async(around) or (call.parent is not None and call.parent.type == "await"):
            return None
        path = code.origin(function).path or ""
        if path in _OPENING and (_is_device(found, code) or _is_started_by_itself(around, code)):
            return None
        what = BLOCKING.get(path, "blocks")
        message = f"{code.one_line(function)}() {what} and holds up every other task of the event loop"
        return self.finding(function, message, anchor=call)

    def fix(self, found: Call, code: Code) -> Fix | None:
        call, function, arguments, document = found.node, found["CALL"], found.brackets, code.document
        name = code.origin(function).path
        if (
            arguments is None
            or name is None
            or name in UNSUITED
            or enclosing(call, COMPREHENSIONS)
            or _is_managed(call)
        ):
            return None
        if contains_type(arguments, ("yield",)) or code.imports_any(OTHER_LOOPS):
            return None
        asyncio = importing(document, "asyncio")
        if asyncio is None:
            return None
        local, added = asyncio
        opening, closing = ("(", ")") if _binds_tighter(call) else ("", "")
        if name == "time.sleep":
            used = next(iter(descendants(function, ("identifier",))), function)
            dropped = no_longer_importing(document, code.text(used), used)
            if dropped is None:
                return None
            added = (*added, *dropped)
            head = Edit(span_of(function), f"{opening}await {local}.sleep")
            title = "Sleep without blocking: await asyncio.sleep()"
        else:
            first = next((one for one in arguments.children if one.type != "("), None)
            if first is None:
                return None
            separator = ", " if first.type != ")" else ""
            new = f"{opening}await {local}.to_thread({code.text(function)}{separator}"
            head = Edit(Span(function.start_byte, first.start_byte), new)
            title = f"Run {code.text(function)}() in a thread"
        tail = (Edit(Span(call.end_byte, call.end_byte), closing),) if closing else ()
        return Fix((*added, head, *tail), title)


def _blocking() -> Mapping[str, str]:
    waits, process, name_server = "waits for the network", "waits for a process", "waits for the name server"
    verbs = ("get", "post", "put", "patch", "delete", "head", "options", "request")
    return {
        "time.sleep": "sleeps",
        **{f"{library}.{verb}": waits for library in ("requests", "httpx") for verb in verbs},
        "httpx.stream": waits,
        "urllib.request.urlopen": waits,
        "urllib.request.urlretrieve": waits,
        "socket.create_connection": waits,
        "socket.getaddrinfo": name_server,
        "socket.gethostbyname": name_server,
        **{f"subprocess.{one}": process for one in ("run", "call", "check_call", "check_output")},
        "subprocess.getoutput": process,
        "subprocess.getstatusoutput": process,
        "os.system": process,
        "builtins.open": "waits for the disk",
        "io.open": "waits for the disk",
        "builtins.input": "waits for the keyboard",
        **{f"shutil.{one}": "waits for the disk" for one in ("copytree", "rmtree", "make_archive", "unpack_archive")},
    }


BLOCKING = _blocking()
UNSUITED = frozenset({"builtins.open", "io.open", "httpx.stream"})
"""What they return would block again, in its methods."""
_OPENING = frozenset({"builtins.open", "io.open"})
_DEVICE = re.compile(r"""[rRfFuU]*["']/(?:dev|proc|sys)/""")
OTHER_LOOPS = frozenset({"anyio", "curio", "gevent", "tornado", "trio", "twisted"})
"""Whose event loops are not asyncio's."""


def _is_device(call: Call, code: Code) -> bool:
    """Whether what is opened is no file on a disk: `open("/dev/tty")`."""
    return any(_DEVICE.match(code.text(one)) is not None for one in call.arguments[:1])


def _is_started_by_itself(function: Node, code: Code) -> bool:
    """Whether a function is what a program runs from its start to its end, with nothing beside it: `asyncio.run(main())`."""
    return _MAIN.fullmatch(field_text(function, "name", code.document.source) or "") is not None


_MAIN = re.compile(r"_*(?:a?main|async_main|main_async|cli)")


def _is_managed(call: Node) -> bool:
    """Whether a `with` block holds what the call returns."""
    item = enclosing(call, ("with_item", "block"))
    return item is not None and item.type == "with_item"


def _binds_tighter(call: Node) -> bool:
    """Whether what stands around the call would take hold of it before `await` does."""
    return place_of(call) in ("attribute.object", "call.function", "subscript.value")
