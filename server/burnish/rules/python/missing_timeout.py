from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document
from burnish.names import names_of
from burnish.project import Project
from burnish.rule import Finding, Fix, Match, Rule
from burnish.rules.python.sql import arguments_of
from burnish.text import Edit, Span, indentation_at, newline_of
from burnish.tree import ancestors


class MissingTimeout(Rule):
    query = """
    (call function: [(identifier) (attribute)] @function arguments: (argument_list)
      (#match? @function "(^|[.])(get|post|put|patch|delete|head|options|request|urlopen|SMTP|SMTP_SSL)$")) @call
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        call, function = found["call"], found["function"]
        place = _TIMEOUT_AT.get(names_of(document).origin(function).path or "")
        if place is None:
            return None
        given = arguments_of(call)
        if not given or len([one for one in given if one.type != "keyword_argument"]) > place:
            return None
        if any(
            one.type in ("list_splat", "dictionary_splat") or document.slice(one).startswith("timeout") for one in given
        ):
            return None
        if _is_timed(call, document):
            return None
        if document.slice(given[0]).lstrip("fbr").startswith(('"file:', "'file:", '"data:', "'data:")):
            return None
        short = " ".join(document.slice(function).split())
        return self.finding(function, f"{short}() waits for ever when the server does not answer", anchor=call)

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        call = document.node_at(finding.span).parent
        given = [] if call is None else arguments_of(call)
        if call is None or call.type != "call" or not given:
            return None
        last, after = given[-1], given[-1].next_sibling
        closing = (call.child_by_field_name("arguments") or call).children[-1]
        if closing.type != ")":
            return None
        spread = call.start_point.row != last.start_point.row and closing.start_point.row != last.end_point.row
        if not spread:
            has_comma = after is not None and after.type == ","
            at = after.end_byte if has_comma and after is not None else last.end_byte
            return Fix((Edit(Span(at, at), " timeout=10" if has_comma else ", timeout=10"),), _TITLE)
        has_comma = after is not None and after.type == ","
        if not has_comma and len(given) > 1 and given[0].start_point.row == last.start_point.row:
            return Fix((Edit(Span(last.end_byte, last.end_byte), ", timeout=10"),), _TITLE)
        new_line = newline_of(document.source) + indentation_at(document.source, last.start_byte)
        if after is None or after.type != ",":
            return Fix((Edit(Span(last.end_byte, last.end_byte), f",{new_line}timeout=10"),), _TITLE)
        at, comment = after.end_byte, after.next_sibling
        if comment is not None and comment.type == "comment" and comment.start_point.row == after.start_point.row:
            # The carriage return of a Windows line ending belongs to the comment in this grammar.
            at += len(document.source[at : comment.end_byte].rstrip())
        return Fix((Edit(Span(at, at), f"{new_line}timeout=10,"),), _TITLE)


def _is_timed(call: Node, document: Document) -> bool:
    """Whether a `with` around the call ends it in time: `with Timeout(5):`."""
    for around in ancestors(call):
        if around.type in ("with_statement", "function_definition"):
            items = next((one for one in around.children if one.type == "with_clause"), None)
            if items is not None and "timeout" in document.slice(items).lower():
                return True
        if around.type == "function_definition":
            break
    return False


_TITLE = "Add a timeout of ten seconds"
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request"})
# The positional arguments that a call may have before the one that is its timeout.
_TIMEOUT_AT = {
    **{f"requests.{owner}{verb}": 9 for owner in ("", "Session.", "session().") for verb in _VERBS},
    "urllib.request.urlopen": 2,
    "smtplib.SMTP": 3,
    "smtplib.SMTP_SSL": 5,
}
