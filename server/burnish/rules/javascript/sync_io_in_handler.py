from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from tree_sitter import Node

from burnish.code import Code
from burnish.names import OriginKind
from burnish.names.facts import About, asked_of
from burnish.rule import Finding, Fix, Rule
from burnish.rules.javascript.about.calls import calls_of
from burnish.rules.javascript.about.express import enclosing_handler, is_server, response_name
from burnish.rules.javascript.about.functions import (
    FUNCTIONS,
    always_leaves,
    function_name,
    is_async,
    is_generator,
)
from burnish.syntax import Call, call_given
from burnish.syntax.javascript import literal_text
from burnish.text import Edit, Span
from burnish.tree import ancestors, descendants, enclosing, enclosing_function, field_of, field_text, span_of


class SyncIoInHandler(Rule):
    def match(self, found: Call, code: Code) -> Finding | None:
        handler = enclosing_handler(found.node, code.document)
        function = enclosing_function(found.node, code.document.language)
        if function is None or (handler is None and not _answers_requests(function, code)):
            return None
        if code.imports_any(_BUNDLERS) or _listens_here_alone(code):
            return None
        path = code.origin(found.function).path or ""
        if path in _EXISTS and (handler is None or _is_guard(found.node)):
            return None
        if _is_certificate(found, code) or (handler is None and _is_before_listening(found.node, code)):
            return None
        if _makes_folder_once(found.node, path, code) or _is_for_development(found.node, code):
            return None
        name = "".join(code.text(found.function).split())
        return self.finding(found.function, f"'{name}' makes every other request wait until it returns", function)

    def fix(self, found: Call, code: Code) -> Fix | None:
        call, receiver = found.node, found.receiver
        function = enclosing_function(call, code.document.language)
        method = (code.origin(found.function).path or "").removesuffix("Sync").removeprefix("fs.")
        if function is None or receiver is None or method not in _WITH_PROMISE or "throwIfNoEntry" in code.text(call):
            return None
        around = list(takewhile(lambda one: one != function, ancestors(call)))
        if is_generator(function) or any(one.type == "formal_parameters" for one in around):
            return None
        edits = []
        if not is_async(function):
            if function.type == "method_definition" or enclosing_handler(call, code.document) != function:
                return None
            if not _handles_rejections(code) and not _is_guarded(function, call, code):
                return None
            edits.append(Edit(Span(function.start_byte, function.start_byte), "async "))
        read, parent = f"await {code.text(receiver)}.promises.{method}", call.parent
        if parent is not None and (
            parent.child_by_field_name("object") == call or parent.type == "non_null_expression"
        ):
            edits.append(Edit(span_of(found.function), f"({read}"))
            edits.append(Edit(Span(call.end_byte, call.end_byte), ")"))
        else:
            edits.append(Edit(span_of(found.function), read))
        return Fix(tuple(edits), f"Await fs.promises.{method}")


def _answers_requests(function: Node, code: Code) -> bool:
    """Whether an async function runs for a request: it is given to a router, is a controller's method, or a handler calls it."""
    document = code.document
    if not is_async(function) or not is_server(document):
        return False
    given = call_given(function)
    if given is not None and given.receiver is not None and given.name in _ROUTING:
        return True
    above = function.prev_named_sibling
    while above is not None and (above.is_extra or above.type == "decorator"):
        call = next((one for one in above.named_children if one.type == "call_expression"), None)
        if call is not None and code.text(Call(call).function).lower() in _ROUTING:
            return True
        above = above.prev_named_sibling
    name = function_name(document, function)
    return bool(name) and any(enclosing_handler(one, document) is not None for one in calls_of(name or "", document))


def _listens_here_alone(code: Code) -> bool:
    """Whether the file's server answers this machine alone: `server.listen(0, "127.0.0.1")`."""
    asked_of(code.document).note(About.WORD, "listen")
    listening = (
        one.parent and one.parent.parent for one in code.document.nodes_of_text("listen", "property_identifier")
    )
    calls = (Call(one) for one in listening if one is not None and one.type == "call_expression")
    return any(literal_text(one) in ("127.0.0.1", "localhost", "::1") for call in calls for one in call.arguments)


def _is_certificate(call: Call, code: Code) -> bool:
    """Whether a file is a server's key or certificate, which is read before it listens: `readFileSync(settings.ssl.key)`."""
    return any(_CERTIFICATE.search(code.text(one)) is not None for one in call.arguments[:1])


def _is_before_listening(call: Node, code: Code) -> bool:
    """Whether a call is part of starting a server, so that no request can wait for it yet."""
    for one in ancestors(call):
        if one.type not in code.document.language.functions:
            continue
        if _STARTS.match(field_text(one, "name", code.document.source) or "") is not None:
            return True
        for inner in descendants(one, ("call_expression",)):
            if Call(inner).name in _SERVING or code.origin(Call(inner).function).path == "express":
                return True
    return False


def _is_guard(call: Node) -> bool:
    """Whether a look at the disk decides whether a function goes on: `if (!fs.existsSync(path)) return …`."""
    branch = enclosing(call, ("if_statement",))
    condition = field_of(branch, "condition")
    if branch is None or condition is None or not span_of(condition).contains(span_of(call)):
        return False
    return (
        always_leaves(branch.child_by_field_name("consequence")) and branch.child_by_field_name("alternative") is None
    )


def _is_for_development(call: Node, code: Code) -> bool:
    """Whether code runs on a developer's machine alone: in `if (isDev) {…}`."""
    for one in ancestors(call):
        condition = one.child_by_field_name("condition") if one.type == "if_statement" else None
        inside = condition is not None and not span_of(condition).contains(span_of(call))
        if inside and condition is not None and _DEVELOPMENT.search(code.text(condition)) is not None:
            return True
    return False


def _makes_folder_once(call: Node, path: str, code: Code) -> bool:
    """Whether a call is part of `if (!fs.existsSync(folder)) fs.mkdirSync(folder)`, which does its work once."""
    branch = enclosing(call, ("if_statement",))
    condition = field_of(branch, "condition")
    body = field_of(branch, "consequence")
    if branch is None or condition is None or body is None or branch.child_by_field_name("alternative") is not None:
        return False
    asked, done = (
        {code.origin(Call(one).function).path or "" for one in descendants(part, ("call_expression",))}
        for part in (condition, body)
    )
    return path in _EXISTS | _MAKING and bool(asked & _EXISTS) and bool(done & _MAKING) and len(done) == 1


def _handles_rejections(code: Code) -> bool:
    """Whether the project's Express answers where a handler's promise is rejected, as it does since its fifth version."""
    return re.match(r"\D*5|\*|latest", code.project.dependencies.get("express", "")) is not None


def _is_guarded(function: Node, call: Node, code: Code) -> bool:
    """Whether a `try` catches what the call throws, and nothing in the function throws outside of such a `try`."""
    risky = list(_unguarded(function))
    if any(span_of(one).contains(span_of(call)) for one in risky):
        return False
    return not any(_may_throw(one, function, code) for one in risky)


def _unguarded(node: Node) -> Iterator[Node]:
    """The throws, calls and reads of a function that no `try` with a handler stands around."""
    stack = list(node.named_children)
    while stack:
        one = stack.pop()
        if one.type in FUNCTIONS:
            continue
        if one.type in _RISKY:
            yield one
        guarded = one.child_by_field_name("body") if one.child_by_field_name("handler") is not None else None
        stack += (inner for inner in one.named_children if inner != guarded)


def _may_throw(risky: Node, function: Node, code: Code) -> bool:
    if risky.type in ("member_expression", "subscript_expression"):
        return _reads_deep(risky, code)
    if risky.type == "new_expression":
        return not code.origin(risky).is_one_of(_MADE_SAFELY)
    if risky.type != "call_expression":
        return True
    root = Call(risky).function
    while (inner := root.child_by_field_name("object") or root.child_by_field_name("function")) is not None:
        root = inner
    name = code.text(root)
    return name not in (response_name(function, code.document), "next", "console") and "log" not in name.lower()


def _reads_deep(member: Node, code: Code) -> bool:
    """Whether a part is read of what may not be there: `req.body.user.name`, of a parameter, and of its parts two deep."""
    depth, root = 0, member
    while (inner := root.child_by_field_name("object")) is not None:
        if any(one.type == "optional_chain" for one in root.children):
            return False
        depth, root = depth + 1, inner
    return depth > 2 and root.type == "identifier" and code.origin(root).kind is OriginKind.PARAMETER


_CERTIFICATE = re.compile(
    r"(?i)\b(?:ssl|tls|https?)\b|cert|\.(?:pem|key|crt|pfx|p12)\b|privkey|dhparam|(?:^|[._])ca(?:file)?\w*$"
)
_ROUTING = frozenset({"all", "delete", "get", "patch", "post", "put", "route", "use"})
_BUNDLERS = frozenset({"browser-sync", "esbuild", "vite", "webpack", "webpack-dev-middleware", "webpack-dev-server"})
"""What serves a developer what was just built."""
_SERVING = frozenset({"createServer", "createSecureServer", "listen", "express"})
_STARTS = re.compile(
    r"_*(?:start|restart|boot|bootstrap|init|initiali[sz]e|setup|setUp|configure|launch|main|run)(?=[A-Z_\d]|$)"
)
_RISKY = frozenset(
    {
        "throw_statement", "call_expression", "await_expression", "new_expression", "member_expression",
        "subscript_expression",
    }
)  # fmt: skip
_MADE_SAFELY = frozenset(f"globalThis.{name}" for name in ("Date", "Error", "Map", "Set", "TypeError"))
"""Classes of which an instance is made without an exception, from whatever it is made."""
_DEVELOPMENT = re.compile(
    r"""^\((?:\w+\.)*(?:is_?)?(?:dev|development|test)\w*\)$|NODE_ENV\s*===?\s*["'](?:dev|test)""", re.IGNORECASE
)
_EXISTS = frozenset({"fs.existsSync", "fs-extra.existsSync", "fs-extra.pathExistsSync"})
_MAKING = frozenset({"fs.mkdirSync", "fs-extra.mkdirSync", "fs-extra.ensureDirSync", "fs-extra.mkdirpSync"})
_WITH_PROMISE = frozenset(
    {
        "readFile", "writeFile", "appendFile", "readdir", "stat", "lstat", "mkdir", "rm", "rmdir", "unlink", "rename", "copyFile",
        "access", "mkdtemp", "readlink", "realpath", "symlink", "chmod", "chown", "utimes", "truncate", "cp", "link",
    }
)  # fmt: skip
