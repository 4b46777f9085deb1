"""What the code behind an assignment of markup does with the elements that came of it."""

from __future__ import annotations

import re

from tree_sitter import Node

from burnish.code import Code
from burnish.names import OriginKind
from burnish.names.facts import About, asked_of
from burnish.syntax import Call
from burnish.syntax.javascript import literal_text
from burnish.tree import descendants, field_of, siblings_after, statement_of


def is_searched_after(assignment: Node, code: Code) -> bool:
    """Whether the code that follows looks for elements in what an assignment has written, or reads it without tags: then markup is what is meant."""
    element = _element(assignment)
    return element is not None and any(
        _searches(one, element, code) for one in siblings_after(statement_of(assignment))
    )


def is_cleaned_after(assignment: Node, code: Code) -> bool:
    """Whether the very next statement takes out of an element what it is not to hold."""
    element, statement = _element(assignment), statement_of(assignment)
    following = siblings_after(statement) if element is not None else ()
    if element is None or not following:
        return False
    if statement.parent is not None and statement.parent.parent is None:
        asked_of(code.document).note(About.FILE, "")
    calls = [Call(one) for one in _calls(following[0])]
    if any(_is_given(element, one, code) and _cleans(one, code) for one in calls):
        return True
    return _searches(following[0], element, code) and any(one.name in _REMOVING for one in calls)


def is_inert(assignment: Node, code: Code) -> bool:
    """Whether nothing in what becomes of the markup runs or loads: it is a template's, or of a document that is not shown."""
    element = _element(assignment)
    return element is not None and _tag_of(element, code) in _INERT


def is_taken_apart(assignment: Node, code: Code) -> bool:
    """Whether an element is made for no more than to read what the markup says: what loads in it does so all the same."""
    element = _element(assignment)
    if element is None or _tag_of(element, code) is None:
        return False
    if element.type != "identifier":
        return element.type == "call_expression"
    given = code.names.given(element)
    if len(given) != 1 or given[0].value is None:
        return False
    if code.names.hands_on(given[0].value).escapes:
        return False
    return not any(_gives_elements(use, code) for use in code.names.uses(given[0]))


def _gives_elements(use: Node, code: Code) -> bool:
    name = field_of(use.parent, "property")
    return name is not None and field_of(use.parent, "object") == use and code.text(name) in _CHILDREN


def _tag_of(element: Node, code: Code, steps: int = 4) -> str | None:
    """The tag of an element that this file makes; `document` of what is in a document that it parses."""
    if steps == 0:
        return None
    if element.type == "member_expression":
        inner = element.child_by_field_name("object")
        return None if inner is None or _tag_of(inner, code, steps - 1) != "document" else "document"
    if element.type == "call_expression":
        call = Call(element)
        if call.name in ("parseFromString", "createHTMLDocument"):
            return "document"
        tag = literal_text(call.arguments[0]) if call.arguments else None
        return tag if call.name == "createElement" else None
    given = code.names.given(element) if element.type == "identifier" else ()
    if not given or len(given) > _MOST_GIVEN:
        return None
    tags = {None if one.value is None else _tag_of(one.value, code, steps - 1) for one in given}
    return tags.pop() if len(tags) == 1 else None


def _element(assignment: Node) -> Node | None:
    return field_of(assignment, "left", "object")


def _searches(statement: Node, element: Node, code: Code) -> bool:
    asked = rf"(?<![\w.$]){re.escape(code.text(element))}\s*\??\.\s*(?:{_ELEMENTS_OF})\b"
    return re.search(asked, code.text(statement)) is not None


def _calls(statement: Node) -> list[Node]:
    below = list(descendants(statement, ("call_expression",)))
    return [statement, *below] if statement.type == "call_expression" else below


def _is_given(element: Node, call: Call, code: Code) -> bool:
    return any(code.text(one) == code.text(element) for one in call.arguments)


def _cleans(call: Call, code: Code) -> bool:
    """Whether a call says that it cleans what it is given, or is of a function of this file that removes from it."""
    if _CLEANERS.search(call.name) is not None:
        return True
    origin = code.origin(call.function)
    if origin.kind is not OriginKind.DEFINITION or origin.definition is None:
        return False
    return any(Call(one).name in _REMOVING for one in descendants(origin.definition, ("call_expression",)))


_MOST_GIVEN = 4
_INERT = frozenset({"document", "script", "style", "template", "textarea", "title"})
_CHILDREN = frozenset(
    {"childNodes", "children", "content", "firstChild", "firstElementChild", "lastChild", "lastElementChild"}
)
_ELEMENTS_OF = (
    r"querySelector(?:All)?|getElementsBy\w+|children|childNodes|firstChild|firstElementChild|lastElementChild|textContent"
    r"|innerText|value"
)
"""What is asked of an element that was given markup for the sake of what became of it; also what is left without tags."""
_CLEANERS = re.compile(
    r"(?i)clean|saniti|purif|strip|scrub|filter|keeponly|allow|restrict|whitelist|safe|remove|unwrap"
)
_REMOVING = frozenset(
    {"remove", "removeChild", "replaceWith", "replaceChild", "removeAttribute", "unwrap", "insertBefore"}
)
