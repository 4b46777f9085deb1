from __future__ import annotations

from collections.abc import Mapping

from tree_sitter import Node

from burnish.document import Document
from burnish.names import names_of
from burnish.names.imports import imports
from burnish.names.python_mentions import COMPREHENSIONS, function_around, is_async
from burnish.project import Project
from burnish.rule import Finding, Fix, LegacyRule, Match
from burnish.rules.python.import_lines import importing, no_longer_importing
from burnish.text import Edit, Span
from burnish.tree import contains_type, descendants, enclosing, span_of


class BlockingCallInAsync(LegacyRule):
    query = """
    (call function: [(identifier) (attribute)] @function arguments: (_) @arguments
      (#match? @function
        "(^|[.])(sleep|get|post|put|patch|delete|head|options|request|stream|urlopen|urlretrieve|run|call|check_call|check_output|getoutput|getstatusoutput|system|open|input|getaddrinfo|gethostbyname|create_connection|copytree|rmtree|make_archive|unpack_archive)$"
      )) @call
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        function = found["function"]
        around = function_around(found["call"])
        if around is None or not is_async(around):
            return None
        what = _BLOCKING.get(names_of(document).origin(function).path or "")
        if what is None:
            return None
        parent = found["call"].parent
        if parent is not None and parent.type == "await":
            return None
        message = f"{document.slice(function)}() {what} and holds up every other task of the event loop"
        return self.finding(function, message, anchor=found["call"])

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        call = document.node_at(finding.anchor)
        while call.type != "call" and call.named_children and span_of(call.named_children[0]) == finding.anchor:
            call = call.named_children[0]
        function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if call.type != "call" or function is None or arguments is None or arguments.type != "argument_list":
            return None
        name = names_of(document).origin(function).path
        if name is None or name in _UNSUITED or enclosing(call, COMPREHENSIONS) or _is_managed(call):
            return None
        if contains_type(arguments, ("yield",)) or _other_loops(document):
            return None
        asyncio = importing(document, "asyncio")
        if asyncio is None:
            return None
        local, added = asyncio
        opening, closing = ("(", ")") if _binds_tighter(call) else ("", "")
        if name == "time.sleep":
            used = next(iter(descendants(function, ("identifier",))), function)
            dropped = no_longer_importing(document, document.slice(used), used)
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
            new = f"{opening}await {local}.to_thread({document.slice(function)}{separator}"
            head = Edit(Span(function.start_byte, first.start_byte), new)
            title = f"Run {document.slice(function)}() in a thread"
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


_BLOCKING = _blocking()
_UNSUITED = frozenset({"builtins.open", "io.open", "httpx.stream"})
"""What they return would block again, in its methods."""


def _is_managed(call: Node) -> bool:
    """Whether a `with` block holds what the call returns."""
    item = enclosing(call, ("with_item", "block"))
    return item is not None and item.type == "with_item"


def _binds_tighter(call: Node) -> bool:
    """Whether what stands around the call would take hold of it before `await` does."""
    parent = call.parent
    if parent is None:
        return False
    if parent.type == "attribute":
        return True
    if parent.type == "subscript":
        return parent.child_by_field_name("value") == call
    if parent.type == "call":
        return parent.child_by_field_name("function") == call
    return False


def _other_loops(document: Document) -> bool:
    """Whether the code may run on another event loop than asyncio's."""
    origins = {origin.split(".")[0] for origin in imports(document).values()}
    return not origins.isdisjoint({"trio", "anyio", "twisted", "curio", "gevent", "tornado"})
