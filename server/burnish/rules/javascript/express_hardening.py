from __future__ import annotations

import re

from tree_sitter import Node

from burnish.document import Document
from burnish.names.imports import imports
from burnish.names.javascript_bindings import uses_of
from burnish.project import Project
from burnish.project.conventions import conventions_of
from burnish.rule import Finding, Fix, Match, Rule
from burnish.rules.javascript.express import constructed
from burnish.rules.javascript.literals import arguments_of, literal_text
from burnish.text import Edit, Span, indentation_at, newline_of


class ExpressHardening(Rule):
    query = """
    (variable_declarator name: (identifier) @app value: (call_expression arguments: (arguments . ")")) @call) @declarator
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        if not constructed(found["call"], "express", document) or arguments_of(found["call"]):
            return None
        if any(origin.split(".")[0] in _HARDENING for origin in imports(document).values()):
            return None
        name = document.slice(found["app"])
        served = False
        for use in uses_of(found["declarator"], document):
            role = _role(use, document)
            if role == "hardened":
                return None
            served = served or role == "served"
        if not served:
            return None
        message = f"'{name}' says in every response that it runs Express, and uses no helmet"
        return self.finding(found["app"], message, anchor=found["declarator"])

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        declarator = document.node_at(finding.anchor)
        declaration = declarator.parent
        if declaration is None or declaration.type not in ("lexical_declaration", "variable_declaration"):
            return None
        if declarator.type != "variable_declarator" or sum(not one.is_extra for one in declaration.named_children) > 1:
            return None
        line = document.lines.line_span(document.lines.line_of(declarator.end_byte))
        rest = document.slice(Span(declarator.end_byte, line.end)).strip()
        if not re.fullmatch(r";?\s*(?://.*)?", rest):
            return None
        name, quote = document.slice(finding.span), conventions_of(document, project).quotes
        end = ";" if rest.startswith(";") else ""
        indent = indentation_at(document.source, declarator.start_byte)
        text = f"{newline_of(document.source)}{indent}{name}.disable({quote}x-powered-by{quote}){end}"
        return Fix((Edit(Span(line.end, line.end), text),), "Disable X-Powered-By")


def _role(use: Node, document: Document) -> str | None:
    """What a use of the application says: it is hardened, or may be elsewhere; it is the one that is served."""
    parent = use.parent
    if parent is None:
        return None
    if parent.type == "member_expression" and parent.child_by_field_name("object") == use:
        method, call = parent.child_by_field_name("property"), parent.parent
        name = "" if method is None else document.slice(method)
        if name == "listen":
            return "served"
        if name in ("disable", "set") and call is not None and call.type == "call_expression":
            first = next(iter(arguments_of(call)), None)
            if (literal_text(first, document) or "").lower() == "x-powered-by":
                return "hardened"
        return None
    if parent.type == "arguments" and parent.parent is not None:
        function = parent.parent.child_by_field_name("function")
        called = "" if function is None else document.slice(function)
        if called.endswith("createServer"):
            return "served"
        # Whoever is handed the application on its own may set it up: `require("./config/express")(app)`.
        alone = len(arguments_of(parent.parent)) == 1
        return "hardened" if alone and (called.startswith("require(") or "." not in called) else None
    return None


_HARDENING = frozenset({"helmet", "lusca", "hide-powered-by", "@nestjs/core"})
