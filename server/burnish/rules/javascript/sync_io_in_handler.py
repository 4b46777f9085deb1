from __future__ import annotations

import re
from itertools import pairwise

from tree_sitter import Node

from burnish.document import Document
from burnish.names import names_of
from burnish.project import Project
from burnish.rule import Finding, Fix, LegacyRule, Match
from burnish.rules.javascript.express import enclosing_handler, is_server
from burnish.rules.javascript.functions import is_async, is_generator
from burnish.text import Edit, Span
from burnish.tree import ancestors, enclosing_function, span_of

_WITH_PROMISE = frozenset(
    {
        "readFile", "writeFile", "appendFile", "readdir", "stat", "lstat", "mkdir", "rm", "rmdir", "unlink", "rename", "copyFile",
        "access", "mkdtemp", "readlink", "realpath", "symlink", "chmod", "chown", "utimes", "truncate", "cp", "link",
    }
)  # fmt: skip


class SyncIoInHandler(LegacyRule):
    query = """
    (call_expression
      function: [
        (member_expression property: (property_identifier) @method)
        (identifier) @method
      ] @function
      (#match? @method "Sync$")) @call
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        name = names_of(document).origin(found["function"]).path
        if name is None or name.split(".")[0] not in _MODULES:
            return None
        call = found["call"]
        handler = enclosing_handler(call, document)
        function = enclosing_function(call, document.language)
        if function is None or (handler is None and not (is_async(function) and is_server(document))):
            return None
        if handler is None and name.endswith("existsSync"):
            return None
        message = (
            f"'{''.join(document.slice(found['function']).split())}' makes every other request wait until it returns"
        )
        return self.finding(found["function"], message, anchor=function)

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        callee = document.node_at(finding.span)
        call = callee.parent
        function = None if call is None else enclosing_function(call, document.language)
        if call is None or call.type != "call_expression" or function is None or span_of(function) != finding.anchor:
            return None
        name = names_of(document).origin(callee).path or ""
        receiver, method = callee.child_by_field_name("object"), name.removeprefix("fs.").removesuffix("Sync")
        if (
            not name.startswith("fs.")
            or method not in _WITH_PROMISE
            or receiver is None
            or "throwIfNoEntry" in document.slice(call)
        ):
            return None
        if is_generator(function) or any(one.type == "formal_parameters" for one in _between(call, function)):
            return None
        edits = []
        if not is_async(function):
            rejects_well = re.match(r"\D*5|\*|latest", project.dependencies.get("express", "")) is not None
            if not (rejects_well or _is_tried(call, function)) or function.type == "method_definition":
                return None
            if enclosing_handler(call, document) != function:
                return None
            edits.append(Edit(Span(function.start_byte, function.start_byte), "async "))
        read = f"await {document.slice(receiver)}.promises.{method}"
        parent = call.parent
        chained = parent is not None and (
            parent.child_by_field_name("object") == call or parent.type == "non_null_expression"
        )
        edits.append(Edit(span_of(callee), f"({read}" if chained else read))
        if chained:
            edits.append(Edit(Span(call.end_byte, call.end_byte), ")"))
        return Fix(tuple(edits), f"Await fs.promises.{method}")


def _between(node: Node, outer: Node) -> list[Node]:
    found = []
    for one in ancestors(node):
        if one == outer:
            break
        found.append(one)
    return found


def _is_tried(call: Node, function: Node) -> bool:
    """Whether the function catches what the call throws."""
    path = [call, *_between(call, function)]
    for inner, outer in pairwise(path):
        if outer.type == "try_statement" and outer.child_by_field_name("body") == inner:
            return outer.child_by_field_name("handler") is not None
    return False


_MODULES = frozenset({"fs", "fs-extra", "child_process", "zlib"})
