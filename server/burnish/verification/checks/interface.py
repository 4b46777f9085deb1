"""What others can name is unchanged: public names, signatures, decorators, bases, exports.

A rule that `changes_interface` may change signatures, never names. What a function keeps to itself (lambdas, handlers
that are arguments, new private functions) is nobody's interface.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from tree_sitter import Node

from burnish.document import Document
from burnish.enhancement import Check, Outcome
from burnish.names import javascript, python
from burnish.tree import ancestors, descendants, enclosing, field_text
from burnish.verification.parts import members
from burnish.verification.rewrite import Rewrite

_VARIABLE = ""
"""The signature of a name that is only assigned: its value is nobody's interface, that it exists is."""

_PASSING = "passing"
"""The signature of a name that a loop or `with` at top level binds on its way: it may go, or stand for another."""


def check(rewrite: Rewrite) -> Check:
    language = rewrite.before.language.name
    if rewrite.before.tree is None or language not in ("python", "javascript", "typescript", "tsx"):
        return Check("interface", Outcome.NOT_APPLICABLE, f"{language} has none")
    old, new = members(rewrite)
    before, after = _interface(rewrite.before, old), _interface(rewrite.after, new)
    free = rewrite.rule is not None and rewrite.rule.page.purpose.interface
    for name, signature in before.items():
        if signature == _PASSING:
            continue
        if name not in after and free and "." in name:
            continue  # a member of a class that became a function
        if name not in after:
            return _failed(f"'{name}' is gone")
        if after[name] != signature and signature != _VARIABLE and after[name] != _PASSING and not free:
            return _failed(f"the signature of '{name}' changed")
    if rewrite.instructed:
        return Check("interface", Outcome.PASSED)  # a new name is what a person may ask for; the old ones are all there
    introduced = frozenset() if rewrite.rule is None else rewrite.rule.page.introduces
    for name, signature in after.items():
        last = name.split(".")[-1].split(" ")[-1]
        if (
            name not in before
            and signature not in (_VARIABLE, _PASSING)
            and last not in introduced
            and not last.startswith(("_", "#"))
        ):
            return _failed(f"'{name}' is new")
    return Check("interface", Outcome.PASSED)


def _failed(reason: str) -> Check:
    return Check("interface", Outcome.FAILED, reason)


def _interface(document: Document, parts: Sequence[Node]) -> Mapping[str, str]:
    """Every name that these parts of a document offer, with its signature, white space normalised."""
    found: dict[str, str] = {}
    read = _python if document.language.name == "python" else _javascript
    for name, signature in (one for part in parts for one in read(part, document)):
        # A name that is declared twice (overloads, branches) has all its signatures.
        known = found.get(name, signature)
        passing = _PASSING in (known, signature)
        found[name] = known if known == signature or passing else " | ".join(filter(None, (known, signature)))
    return found


def _python(part: Node, document: Document) -> Iterator[tuple[str, str]]:
    source = document.source
    for node in _with_itself(part, _PYTHON_BINDERS, skip=("function_definition", "lambda")):
        path = _path(node, document)
        if node.type == "function_definition" or node.type == "class_definition":
            yield f"{path}{field_text(node, 'name', source)}", _signature(node, document)
        elif node.type == "as_pattern_target":
            yield from ((f"{path}{document.slice(name)}", _PASSING) for name in python.targets(node))
        else:
            left = node.child_by_field_name("left")
            if left is not None and left.type in ("identifier", "pattern_list", "tuple_pattern"):
                passing = (
                    node.type == "for_statement" or enclosing(node, ("for_statement", "while_statement")) is not None
                )
                kind = _PASSING if passing else _VARIABLE
                yield from ((f"{path}{document.slice(name)}", kind) for name in python.targets(left))


_PYTHON_BINDERS = ("function_definition", "class_definition", "assignment", "as_pattern_target", "for_statement")


def _with_itself(node: Node, types: Collection[str], skip: Collection[str]) -> Iterator[Node]:
    if node.type in types:
        yield node
    if node.type not in skip:
        yield from descendants(node, types, skip)


def _javascript(part: Node, document: Document) -> Iterator[tuple[str, str]]:
    source = document.source
    for node in _with_itself(part, _JAVASCRIPT_OFFERS, skip=("statement_block",)):
        if node.type == "export_statement":
            yield from _exports(node, document)
        elif node.type == "assignment_expression":
            left = field_text(node, "left", source) or ""
            if left.startswith(("module.exports", "exports.")):
                yield f"export {left}", _VARIABLE
                yield from _object_keys(node.child_by_field_name("right"), document)
        elif node.type == "variable_declarator":
            value = node.child_by_field_name("value")
            if value is not None and value.type in ("arrow_function", "function_expression"):
                yield f"{field_text(node, 'name', source)}", _signature(value, document)
        else:
            yield f"{_path(node, document)}{field_text(node, 'name', source)}", _signature(node, document)


_JAVASCRIPT_OFFERS = (
    "export_statement", "assignment_expression", "variable_declarator", "function_declaration",
    "generator_function_declaration", "class_declaration", "abstract_class_declaration", "method_definition",
    "interface_declaration", "type_alias_declaration", "enum_declaration",
)  # fmt: skip


def _exports(node: Node, document: Document) -> Iterator[tuple[str, str]]:
    if any(child.type == "default" for child in node.children):
        yield "export default", _VARIABLE
    for specifier in descendants(node, ("export_specifier",), skip=("statement_block",)):
        alias = field_text(specifier, "alias", document.source) or field_text(specifier, "name", document.source)
        yield f"export {alias}", _VARIABLE
    declaration = node.child_by_field_name("declaration")
    if declaration is not None:
        declared = field_text(declaration, "name", document.source)
        if declared is not None:
            yield f"export {declared}", _VARIABLE
        for declarator in declaration.named_children:
            if declarator.type == "variable_declarator":
                name = declarator.child_by_field_name("name")
                if name is not None:
                    names = javascript.pattern_names(name)
                    yield from ((f"export {document.slice(one)}", _VARIABLE) for one in names)
    source = field_text(node, "source", document.source)
    if source is not None:
        yield f"export from {source}", _VARIABLE


def _object_keys(node: Node | None, document: Document) -> Iterator[tuple[str, str]]:
    if node is None or node.type != "object":
        return
    for one in node.named_children:
        key = one if one.type == "shorthand_property_identifier" else one.child_by_field_name("key")
        if key is not None:
            yield f"export {document.slice(key)}", _VARIABLE


def _path(node: Node, document: Document) -> str:
    classes = [one for one in ancestors(node) if one.type in document.language.classes]
    return "".join(f"{field_text(one, 'name', document.source)}." for one in reversed(classes))


def _signature(node: Node, document: Document) -> str:
    """What stands before the body, decorators too."""
    parts = []
    if node.parent is not None and node.parent.type in ("decorated_definition", "class_body"):
        sibling = node.prev_named_sibling
        while sibling is not None and sibling.type == "decorator":
            parts.append(document.slice(sibling))
            sibling = sibling.prev_named_sibling
    body = node.child_by_field_name("body")
    end = node.end_byte if body is None or node.type == "type_alias_declaration" else body.start_byte
    if node.type == "class_declaration" or node.type == "class_definition" or node.type == "abstract_class_declaration":
        parts.append("class")
    head = document.source[node.start_byte : end].decode("utf-8", "replace")
    parts.append(_without_comments(head, node, end, document))
    return "".join("".join(parts).split())


def _without_comments(head: str, node: Node, end: int, document: Document) -> str:
    comments = [one for one in descendants(node, document.language.comments) if one.end_byte <= end]
    for one in comments:
        head = head.replace(document.slice(one), "")
    return head
