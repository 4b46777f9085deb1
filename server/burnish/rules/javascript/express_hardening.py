from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from tree_sitter import Node

from burnish import edits
from burnish.code import Code
from burnish.files import read_json
from burnish.project import Project
from burnish.project.mentions import mentioning
from burnish.rule import Finding, Fix, Rule
from burnish.syntax import Call
from burnish.syntax.javascript import literal_text
from burnish.tree import enclosing_function

SEARCH_SECONDS = 0.2
HARDENING = frozenset({"helmet", "lusca", "hide-powered-by", "@nestjs/core"})


class ExpressHardening(Rule):
    def match(self, found: Call, code: Code) -> Finding | None:
        application = _holder(found.node)
        if application is None:
            return None
        if code.imports_any(HARDENING) or b"x-powered-by" in code.document.source.lower():
            return None
        uses = _uses(application, code)
        if not any(_is_served(one, code) for one in uses) or any(_is_hardened(one, code) for one in uses):
            return None
        if code.project.fact(_is_for_developers, code.document.path.parent):
            return None
        inner = enclosing_function(found.node, code.document.language) is not None
        if inner and code.project.fact(_is_hardened_elsewhere, code.document.path):
            return None
        message = f"'{code.text(application)}' says in every response that it runs Express, and uses no helmet"
        return self.finding(application, message, anchor=found.node)

    def fix(self, found: Call, code: Code) -> Fix | None:
        application = _holder(found.node)
        statement = edits.whole_statement(found.node, code)
        if _has_others(found.node, code):
            return None  # each application of them has the header of its own
        if application is None or statement is None or (application.parent and application.parent.type in _FIELDS):
            return None
        layout = code.conventions
        name = edits.quoted("x-powered-by", layout)
        line = f"{code.text(application)}.disable({name}){edits.statement_end(statement, code)}"
        return Fix(edits.after_statement(statement, line, code), "Disable X-Powered-By")


def _has_others(call: Node, code: Code) -> bool:
    """Whether the file makes more applications than this one."""
    makers = code.document.nodes_of_text(code.text(call), "call_expression")
    return len(makers) > 1


def _is_for_developers(project: Project, folder: Path) -> bool:
    """Whether the package around installs Express for its developers alone, so that what runs it is not put into service."""
    for above in (folder, *folder.parents) if project.root is not None else ():
        try:
            manifest = read_json(above / "package.json")
        except (OSError, ValueError, RecursionError):
            manifest = None
        if isinstance(manifest, dict):
            groups = {name for name in _GROUPS if isinstance(manifest.get(name), dict) and "express" in manifest[name]}
            return groups == {"devDependencies"}
        if above == project.root:
            break
    return False


def _is_hardened_elsewhere(project: Project, path: Path) -> bool:
    """Whether another file of the project takes the header away: what a function makes is in the hands of others, too."""
    return bool(mentioning(project.root, path, ("X-Powered-By", "x-powered-by", "helmet"), SEARCH_SECONDS))


def _holder(call: Node) -> Node | None:
    """What the application is kept in: the name of a variable or of a class's field, or `this.app`."""
    parent = call.parent
    if parent is not None and parent.type in _FIELDS:
        return parent.child_by_field_name("name") or parent.child_by_field_name("property")
    if parent is None or parent.type not in ("variable_declarator", "assignment_expression"):
        return None
    holder = parent.child_by_field_name("name") or parent.child_by_field_name("left")
    return holder if holder is not None and holder.type in ("identifier", "member_expression") else None


def _uses(application: Node, code: Code) -> Sequence[Node]:
    if application.type == "member_expression":
        return code.document.nodes_of_text(code.text(application), "member_expression")
    if application.parent is not None and application.parent.type in _FIELDS:
        return code.document.nodes_of_text(f"this.{code.text(application)}", "member_expression")
    return code.uses(application)


def _is_served(use: Node, code: Code) -> bool:
    """Whether a use of the application makes a server of it."""
    call = _call_with(use)
    if call is not None:
        return call.name == "createServer"
    return _method(use, code) == "listen"


def _is_hardened(use: Node, code: Code) -> bool:
    """Whether a use of the application hardens it, or hands it to whoever may: `require("./config/express")(app)`."""
    call = _call_with(use)
    if call is not None:
        called = code.text(call.function)
        if _HELPER.search(called) is not None:
            return True
        if _attaches_routes(called, code):
            return False
        return len(call.arguments) == 1 and (called.startswith("require(") or "." not in called)
    member = use.parent
    call_of = None if member is None else member.parent
    if _method(use, code) not in ("disable", "set") or call_of is None or call_of.type != "call_expression":
        return False
    given = Call(call_of).arguments
    return bool(given) and (literal_text(given[0]) or "").lower() == "x-powered-by"


def _attaches_routes(called: str, code: Code) -> bool:
    """Whether the application is handed on to get routes, in a project that has nothing to harden it with."""
    declared = code.project.dependencies
    return bool(declared) and HARDENING.isdisjoint(declared) and called.lower().rstrip("s").endswith("route")


def _method(use: Node, code: Code) -> str:
    """The name that is asked of the application: `listen` of `app.listen`."""
    parent = use.parent
    if parent is None or parent.type != "member_expression" or parent.child_by_field_name("object") != use:
        return ""
    name = parent.child_by_field_name("property")
    return "" if name is None else code.text(name)


_HELPER = re.compile(r"(?i)secur|harden|helmet|headers|protect|middleware|x-?powered")
"""How a project calls its own function that sees to the headers of an application."""
_GROUPS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_FIELDS = frozenset({"field_definition", "public_field_definition"})


def _call_with(use: Node) -> Call | None:
    """The call that the application is an argument of."""
    brackets = use.parent
    call = brackets.parent if brackets is not None and brackets.type == "arguments" else None
    return None if call is None else Call(call)
