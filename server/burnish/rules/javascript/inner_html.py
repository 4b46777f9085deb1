from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from burnish.document import Document
from burnish.names.imports import imports
from burnish.names.javascript_bindings import declarator_of
from burnish.project import Project
from burnish.rule import Finding, Fix, LegacyRule, Match
from burnish.rules.javascript.about.sql import pieces_of
from burnish.rules.javascript.literals import arguments_of, literal_text
from burnish.text import Edit, Span
from burnish.tree import descendants, siblings_after, span_of, statement_of


class InnerHtml(LegacyRule):
    query = """
    ([(assignment_expression left: (member_expression property: (property_identifier) @property) right: (_) @value)
      (augmented_assignment_expression left: (member_expression property: (property_identifier) @property) right: (_) @value)]
      (#any-of? @property "innerHTML" "outerHTML"))
    (pair key: (property_identifier) @property value: (_) @value (#eq? @property "__html"))
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        value, name = found["value"], document.slice(found["property"])
        culprit = next(_open_values(value, document), None)
        if culprit is None:
            return None
        text = " ".join(document.slice(culprit).split())
        shown = text if len(text) <= 50 else text[:47] + "..."
        how = "given as '__html'" if name == "__html" else f"assigned to '{name}'"
        return self.finding(found["property"], f"'{shown}' is parsed as markup when it is {how}", anchor=value.parent)

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        assignment = document.node_at(finding.anchor)
        if assignment.type == "expression_statement":
            assignment = assignment.named_children[0]
        value, name = assignment.child_by_field_name("right"), document.slice(finding.span)
        if assignment.type != "assignment_expression" or value is None or name != "innerHTML":
            return None
        if not _is_plain_text(value, document) or _is_searched_after(assignment, document):
            return None
        return Fix((Edit(finding.span, "textContent"),), "Set textContent")


def _open_values(value: Node, document: Document) -> Iterator[Node]:
    """The values in what becomes markup that may hold markup of their own."""
    for piece in pieces_of(value, document):
        if piece.value is None:
            continue
        one = piece.value
        if one.type == "call_expression":
            # What a function returns is its own business; a template in its arguments is this code's.
            if _CLEANING.search(document.slice(one.child_by_field_name("function") or one)[-80:]) is None:
                yield from _open_values_in_call(one, document, whole=piece.span == span_of(value))
        elif not _is_clean(one, document):
            yield one


def _open_values_in_call(call: Node, document: Document, whole: bool) -> Iterator[Node]:
    found = False
    for template in descendants(
        call, ("template_string", "binary_expression"), ("template_string", "binary_expression")
    ):
        pieces = pieces_of(template, document)
        if any("<" in (piece.text or "") for piece in pieces):
            found = True
            for piece in pieces:
                if (
                    piece.value is not None
                    and piece.value.type != "call_expression"
                    and not _is_clean(piece.value, document)
                ):
                    yield piece.value
    if not found and not whole and _is_read(call, document):
        yield call


def _is_read(call: Node, document: Document) -> bool:
    """Whether a call reads what a visitor gave: `params.get("q")`, `prompt()`."""
    function = call.child_by_field_name("function")
    name = "" if function is None else document.slice(function)
    return (
        re.search(
            r"(?:[pP]arams|[qQ]uery|localStorage|sessionStorage|formData)\.get(?:Item)?$|^(?:window\.)?prompt$", name
        )
        is not None
    )


def _is_clean(value: Node, document: Document) -> bool:
    """Whether a value holds no foreign markup: a literal, a number, something sanitised, markup by its name."""
    text = document.slice(value)
    if value.type in ("string", "number", "true", "false", "null", "undefined", "object", "arrow_function"):
        return True
    if value.type == "template_string":
        return next(_open_values(value, document), None) is None
    if value.type in ("member_expression", "subscript_expression"):
        return _CLEAN_MEMBER.search(text) is not None or text.split(".")[0].isupper()
    if value.type == "identifier":
        if text.isupper() or _CLEAN_NAME.search(text) or text in imports(document):
            return True
        declarator = declarator_of(value, document)
        bound = None if declarator is None else declarator.child_by_field_name("value")
        if bound is None:
            return False
        if bound.type == "call_expression":
            return not _is_read(bound, document)
        return (
            bound.type in ("template_string", "binary_expression", "string")
            and next(_open_values(bound, document), None) is None
        )
    if value.type in ("ternary_expression", "binary_expression"):
        operator = value.child_by_field_name("operator")
        if operator is not None and document.slice(operator) not in ("||", "&&", "??", "+"):
            return True
        parts = (value.child_by_field_name(name) for name in ("consequence", "alternative", "left", "right"))
        inner = [one for one in parts if one is not None]
        if operator is not None and document.slice(operator) == "&&":
            inner = inner[1:]
        return all(one.type == "call_expression" or _is_clean(one, document) for one in inner)
    if value.type in ("parenthesized_expression", "as_expression", "non_null_expression", "await_expression"):
        return not value.named_children or _is_clean(value.named_children[0], document)
    return value.type not in ("identifier", "member_expression", "subscript_expression")


def _is_plain_text(value: Node, document: Document) -> bool:
    """Whether nothing that this code writes into the value is markup."""
    for piece in pieces_of(value, document):
        if piece.text is not None and re.search(r"[<>]|&\w+;|&#", piece.text):
            return False
        one = piece.value
        if one is None:
            continue
        if one.type not in ("identifier", "member_expression", "subscript_expression", "call_expression"):
            return False
        if one.type == "call_expression" and not _is_read(one, document):
            return False
        if re.search(r"(?i)html|markup|body|content|template|svg|icon", document.slice(one)):
            return False
        if one.type == "identifier":
            declarator = declarator_of(one, document)
            bound = None if declarator is None else declarator.child_by_field_name("value")
            if bound is not None and literal_text(bound, document) is None and not _is_text_source(bound, document):
                return False
    return True


def _is_searched_after(assignment: Node, document: Document) -> bool:
    """Whether the code that follows looks for elements in what it has written: then markup is what is meant."""
    element = assignment.child_by_field_name("left")
    element = None if element is None else element.child_by_field_name("object")
    if element is None:
        return False
    following = siblings_after(statement_of(assignment))
    rest = "" if not following else document.slice(Span(following[0].start_byte, following[-1].end_byte))
    return (
        re.search(rf"(?<![\w.$]){re.escape(document.slice(element))}\s*\??\.\s*(?:{_ELEMENTS_OF})\b", rest) is not None
    )


_ELEMENTS_OF = (
    r"querySelector(?:All)?|getElementsBy\w+|children|childNodes|firstChild|firstElementChild|lastElementChild"
)


def _is_text_source(bound: Node, document: Document) -> bool:
    if bound.type == "call_expression":
        return _is_read(bound, document) and bool(arguments_of(bound))
    return bound.type == "member_expression" or (
        bound.type in ("template_string", "binary_expression") and _is_plain_text(bound, document)
    )


_CLEANING = re.compile(
    r"(?i)saniti|purify|escape|encode|createHTML|toFixed|toLocale|parseInt|Number$|i18n|gettext|^\$?tr?$|\.\$?tr?$|JSON\.stringify"
)
_CLEAN_MEMBER = re.compile(
    r"(?i)\.(?:length|size|count|index|id|svg|css|width|height|innerHTML|outerHTML|\w*(?:sanitized|safe|escaped)\w*)$"
)
_CLEAN_NAME = re.compile(
    r"(?i)saniti[sz]ed|escaped|safe|clean|trusted|(?:css|svg|styles?|script|json)$|^(?:i|j|n|idx|index|count|num|total)$"
)
