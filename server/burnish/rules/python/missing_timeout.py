from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from burnish import edits
from burnish.code import Code
from burnish.rule import Finding, Fix, Rule
from burnish.syntax import Call
from burnish.tree import ancestors

VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request"})
POSITIONS = {"urllib.request.urlopen": 2, "smtplib.SMTP": 3, "smtplib.SMTP_SSL": 5}
"""How many positional arguments may stand before the one that is the timeout; of requests' functions nine."""


class MissingTimeout(Rule):
    def match(self, found: Call, code: Code) -> Finding | None:
        function, given = found["CALL"], found.all("ARGUMENTS")
        if not given or _may_have_timeout(function, given, code):
            return None
        if code.text(given[0]).lstrip("fbr").startswith(('"file:', "'file:", '"data:', "'data:")):
            return None
        if _ends_in_time(found.node, code) or code.calls_at_top_level("socket.setdefaulttimeout"):
            return None
        message = f"{code.one_line(function)}() waits for ever when the server does not answer"
        return self.finding(function, message, anchor=found.node)

    def fix(self, found: Call, code: Code) -> Fix | None:
        if found.name == "run_in_executor":
            return None  # it passes no keywords on
        added = edits.with_argument(found, "timeout=10", code)
        return None if added is None else Fix(added, "Add a timeout of ten seconds")


def _may_have_timeout(function: Node, given: Sequence[Node], code: Code) -> bool:
    positional = [one for one in given if one.type != "keyword_argument"]
    return (
        len(positional) > POSITIONS.get(code.origin(function).path or "", 9)
        or any(one.type in ("list_splat", "dictionary_splat") for one in given)
        or any(code.text(one).startswith("timeout") for one in given)
    )


def _ends_in_time(call: Node, code: Code) -> bool:
    """Whether a `with` around the call ends it in time: `with Timeout(5):`."""
    for around in ancestors(call):
        if around.type == "function_definition":
            return False
        if around.type == "with_statement":
            items = next((one for one in around.children if one.type == "with_clause"), None)
            if items is not None and "timeout" in code.text(items).lower():
                return True
    return False
