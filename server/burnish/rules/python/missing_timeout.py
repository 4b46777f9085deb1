from __future__ import annotations

import re
from collections.abc import Sequence

from tree_sitter import Node

from burnish import edits
from burnish.code import Code
from burnish.config import Role
from burnish.names import Form
from burnish.names.facts import About, asked_of
from burnish.names.python_mentions import function_around
from burnish.rule import Finding, Fix, Rule
from burnish.syntax import Call
from burnish.tree import ancestors, enclosing, field_text

_OWN = re.compile(r"[fbrFBR]*[\"']+(?:file:|data:|https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?=[:/\"']))")
"""Addresses that lead to no other machine."""
_OF_THE_SHELL = re.compile(
    r"""[rRuU]*(["'])(?:HOME|PATH|PWD|OLDPWD|SHELL|TERM|USER|LOGNAME|LANG|LC_\w+|TZ|TMPDIR|EDITOR|VISUAL|PAGER|COLUMNS|LINES"""
    r"""|TEMP|TMP|USERNAME|USERPROFILE|APPDATA|LOCALAPPDATA|COMSPEC|SYSTEMROOT|VIRTUAL_ENV|XDG_\w+|DISPLAY)\1"""
)
"""What POSIX, a desktop or Windows sets for whoever sits at a terminal."""
VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request"})
POSITIONS = {"urllib.request.urlopen": 2, "smtplib.SMTP": 3, "smtplib.SMTP_SSL": 5}
"""How many positional arguments may stand before the one that is the timeout; of requests' functions nine."""


class MissingTimeout(Rule):
    def match(self, found: Call, code: Code) -> Finding | None:
        function, given = found["CALL"], found.all("ARGUMENTS")
        if not given or _may_have_timeout(function, given, code):
            return None
        if _OWN.match(code.text(given[0])) is not None:
            return None
        if _is_run_by_hand(found.node, code) or _ends_in_time(found.node, code) or _has_its_own(function, code):
            return None
        if code.origin(function).path in POSITIONS and _has_default(found.node, code):
            return None
        message = f"{code.one_line(function)}() waits for ever when the server does not answer"
        return self.finding(function, message, anchor=found.node)

    def fix(self, found: Call, code: Code) -> Fix | None:
        if found.name in ("run_in_executor", "run_sync"):
            return None  # they pass no keywords on
        added = edits.with_argument(found, "timeout=10", code)
        return None if added is None else Fix(added, "Add a timeout of ten seconds")


def _is_run_by_hand(call: Node, code: Code) -> bool:
    """Whether a call is in a script that somebody watches: no framework's command, without a timeout anywhere, nothing of it
    told by the environment, as it is where a machine runs it."""
    if code.project.role_of(code.document).role is not Role.SCRIPT:
        return False
    if any(one.type == "class_definition" for one in ancestors(call)):
        return False
    asked_of(code.document).note(About.FILE, "")
    told = (one for word in ("environ", "getenv") for one in code.document.nodes_of_text(word, "identifier"))
    return not code.document.nodes_of_text("timeout", "identifier") and all(_is_of_the_shell(one, code) for one in told)


def _is_of_the_shell(name: Node, code: Code) -> bool:
    """Whether `environ` or `getenv` is asked for what every shell sets, and so for nothing that somebody says to the script."""
    if enclosing(name, ("import_from_statement",)) is not None:
        return True
    asked = name.parent if name.parent is not None and name.parent.type == "attribute" else name
    around = asked.parent
    if around is not None and around.type == "attribute":
        asked, around = around, around.parent
    if around is None:
        return False
    if around.type == "subscript" and around.child_by_field_name("value") == asked:
        key = around.child_by_field_name("subscript")
    elif around.type == "call" and around.child_by_field_name("function") == asked:
        key = next(iter(Call(around).positional), None)
    else:
        return False
    return key is not None and _OF_THE_SHELL.fullmatch(code.text(key)) is not None


def _may_have_timeout(function: Node, given: Sequence[Node], code: Code) -> bool:
    positional = [one for one in given if one.type != "keyword_argument"]
    return (
        len(positional) > POSITIONS.get(code.origin(function).path or "", 9)
        or any(one.type in ("list_splat", "dictionary_splat") for one in given)
        or any(code.text(one).startswith("timeout") for one in given)
    )


def _has_default(call: Node, code: Code) -> bool:
    """Whether the module, or the function around a call, says how long any socket waits; requests does not ask that."""
    around = function_around(call)
    return any(
        function_around(one) in (None, around) and _sets_default(one, code)
        for one in code.document.nodes_of_text("setdefaulttimeout", "identifier")
    )


def _sets_default(name: Node, code: Code) -> bool:
    function = name.parent if name.parent is not None and name.parent.type == "attribute" else name
    node = function.parent
    if node is None or node.type != "call" or node.child_by_field_name("function") != function:
        return False
    given = Call(node).arguments
    return bool(given) and given[0].type != "none" and code.origin(function).is_one_of(("socket.setdefaulttimeout",))


def _has_its_own(function: Node, code: Code) -> bool:
    """Whether a session sees to timeouts itself: one of a class of this file, one that is given a method or an adapter."""
    evidence = code.origin(function).evidence
    if any(one.form is Form.CLASS and "timeout" in code.text(one.construct) for one in evidence):
        return True
    session = function.child_by_field_name("object")
    binding = code.names.binding(session) if session is not None and session.type == "identifier" else None
    if binding is None:
        return False
    around = function_around(function)
    uses = (one for one in code.names.uses(binding) if function_around(one) in (None, around))
    return any(_is_made_to_end(one, code) for one in uses)


def _is_made_to_end(session: Node, code: Code) -> bool:
    """`session.request = partial(…, timeout=10)`, `session.mount("https://", TimeoutAdapter())`"""
    method = session.parent
    if method is None or method.type != "attribute" or method.parent is None:
        return False
    name, outer = field_text(method, "attribute", code.document.source), method.parent
    if outer.type == "assignment" and outer.child_by_field_name("left") == method:
        return name in ("request", "send", *VERBS)
    given = Call(outer).arguments if outer.type == "call" and name == "mount" else ()
    return len(given) == 2 and "timeout" in code.text(given[1]).lower()


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
