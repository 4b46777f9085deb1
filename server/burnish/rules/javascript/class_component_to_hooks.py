from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tree_sitter import Node

from burnish.code import Code
from burnish.document import Document
from burnish.project import Project
from burnish.rule import Finding, Fix, Rule
from burnish.rules.javascript.about.components import JSX, react_superclass
from burnish.rules.javascript.about.layout import begins_line, inner_indentation, line_shifts
from burnish.rules.javascript.about.module_imports import (
    import_statements,
    is_type_only,
    module_of,
    remove_specifier,
    specifiers,
    uses_outside,
)
from burnish.syntax import Found, call_given
from burnish.text import Edit, Span, indentation_at
from burnish.tree import contains_type, descendants, enclosing, enclosing_function, field_of, field_text, place_of


class ClassComponentToHooks(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        declaration, document = found.node, code.document
        body, name = declaration.child_by_field_name("body"), declaration.child_by_field_name("name")
        if body is None or name is None or react_superclass(document, declaration) is None:
            return None
        members = [one for one in body.named_children if not one.is_extra]
        names = [_name(document, one) for one in members]
        if len(members) > _MOST_MEMBERS or "render" not in names or not contains_type(body, JSX):
            return None
        if any(_needs_class(document, member) for member in members) or _NEED_CLASS & _given(name, code):
            return None
        has_state = b"this.state" in document.source[body.start_byte : body.end_byte]
        if _is_more_than_form(body, code) or code.project.fact(_is_tested_as_instance, document.path):
            return None
        if any(_is_for_others(one, body, document) for one in members if _name(document, one) not in _OF_REACT):
            return None
        if code.text(name) in code.project.fact(_held_by_reference, document.path.parent):
            return None
        if (has_state or _LIFECYCLE.intersection(names)) and not _has_hooks(code.project):
            return None
        own = [one for one in names if one not in _OF_REACT]
        hooks = bool(_LIFECYCLE.intersection(names))
        if document.slice(body).count("\n") > _MOST_LINES:
            return None
        if len(own) > 1 and not has_state and not hooks and not _sheds(members, names, document):
            return None
        parts = [part for part, there in (("state", has_state), ("lifecycle methods", hooks)) if there]
        if not parts and own:
            parts = ["methods or fields of its own"]
        with_what = f"with {' and '.join(parts)}" if parts else "that only renders"
        return self.finding(
            name, f"'{code.text(name)}' is a class {with_what}; a function says the same in less", declaration
        )

    def fix(self, found: Found, code: Code) -> Fix | None:
        declaration, document = found.node, code.document
        if declaration.has_error:
            return None
        body, name = declaration.child_by_field_name("body"), declaration.child_by_field_name("name")
        extended = react_superclass(document, declaration)
        if body is None or name is None or extended is None or len(body.named_children) != 1:
            return None
        if not _given(name, code) <= _FOR_FUNCTIONS or _is_used_as_class(name, code):
            return None
        render = body.named_children[0]
        if not _is_plain_class(document, declaration, extended) or not _is_plain_render(document, render):
            return None
        props = _props_type(document, extended)
        block, parameters = render.child_by_field_name("body"), render.child_by_field_name("parameters")
        if props is None or block is None or parameters is None or not block.named_children:
            return None
        uses = [one for one in descendants(block, ("this",)) if one.parent is not None]
        if any(
            field_text(one.parent, "property", document.source) != "props" for one in uses if one.parent is not None
        ):
            return None
        old, new = inner_indentation(document, block), inner_indentation(document, body)
        unused = _unused_import(document, extended, declaration)
        if old is None or new is None or unused is None:
            return None
        outer = indentation_at(document.source, declaration.start_byte)
        head = f"function {document.slice(name)}({('props' + props) if uses else ''})"
        last = block.named_children[-1].end_byte
        brace = block.children[0]
        moved_brace = () if not begins_line(document, brace) else (Edit(_indent_before(document, brace), outer),)
        signature_end = parameters.end_byte
        edits = (
            *unused,
            Edit(Span(declaration.start_byte, signature_end), head),
            *moved_brace,
            *line_shifts(document, Span(brace.end_byte, last), old, new),
            *(Edit(Span(one.start_byte, one.end_byte + 1), "") for one in uses),
            Edit(Span(block.children[-1].start_byte, body.children[-1].start_byte), ""),
        )
        tail = _indent_before(document, block.children[-1])
        if document.source[body.children[-1].start_byte - 1 : body.children[-1].start_byte] in (b"\n", b" ", b"\t"):
            edits = (*edits[:-1], Edit(Span(tail.start, body.children[-1].start_byte), outer))
        return Fix(edits, f"Write '{document.slice(name)}' as a function")


_FOR_FUNCTIONS = frozenset({"displayName", "propTypes"})
"""What means the same where a function is given it; default values of props do not, since React 19."""
_MOST_MEMBERS = 8
_LIFECYCLE = frozenset({"componentDidMount", "componentWillUnmount"})
_OF_REACT = frozenset({"constructor", "render", "state", "props", *_LIFECYCLE})
_MOST_LINES = 160
"""Lines of a class from which on a rewrite of what works is not done in passing."""
_LISTENS = re.compile(r"(?<!\bwindow)(?<!\bdocument)\.addEventListener\(")
_READS = re.compile(r"\bthis\.(?:props|state)\b")
_INSTANCE = re.compile(rb"\.instance\(\)|\.(?:state|setState)\(|\.getInstance\(|new [A-Z]\w*\(\{")
"""What a test asks of a class's instance."""
_FIELDS = frozenset({"field_definition", "public_field_definition"})
_PROGRAMS = frozenset({".js", ".jsx", ".tsx"})
_MOST_FILES, _LARGEST_FILE = 60, 100_000
"""Files of a folder, and bytes of one, in which references to components are looked for."""
_HELD = re.compile(rb"<([A-Z]\w*)\b(?:[^<>]|=>){0,2000}?\sref=")
_VERSION = re.compile(r"[\^~]?=?v?(?P<major>\d{1,3})(?:\.(?P<minor>\d{1,3}))?(?:\.[\dx*]+)?(?:-[\w.]+)?$")
_NEED_CLASS = frozenset(
    {
        "componentDidCatch", "getDerivedStateFromError", "getDerivedStateFromProps", "getSnapshotBeforeUpdate",
        "shouldComponentUpdate", "componentDidUpdate", "componentWillMount", "componentWillReceiveProps",
        "componentWillUpdate", "UNSAFE_componentWillMount", "UNSAFE_componentWillReceiveProps",
        "UNSAFE_componentWillUpdate", "getChildContext", "contextType", "childContextTypes", "forceUpdate",
    }
)  # fmt: skip


def _is_more_than_form(body: Node, code: Code) -> bool:
    """Whether a rewrite may change what a class does: it listens to elements that it holds, or reads its props and state
    anew after it has waited, where a function still has those of before."""
    text = code.text(body)
    if _LISTENS.search(text) is not None:
        return True
    waits = descendants(body, ("await_expression",))
    return any(
        (function := enclosing_function(one, code.document.language)) is not None
        and _READS.search(code.text(Span(one.end_byte, function.end_byte))) is not None
        for one in waits
    )


def _is_for_others(member: Node, body: Node, document: Document) -> bool:
    """Whether nothing in a class calls a method of it or hands it on: then others do, through the instance."""
    if member.type != "method_definition" or any(child.type == "static" for child in member.children):
        return False
    name, asked = _name(document, member), 0
    for use in document.nodes_of_text(name, "property_identifier"):
        owner = use.parent
        if owner is None or owner.type != "member_expression" or not _is_within(use, body):
            continue
        if field_text(owner, "object", document.source) == "this":
            asked += 1
            bound = owner.parent is not None and field_text(owner.parent, "property", document.source) == "bind"
            asked -= bound or place_of(owner) == "assignment_expression.left"
    return asked <= 0 and not _is_asked_by_pattern(name, body, document)


def _is_within(node: Node, body: Node) -> bool:
    return body.start_byte <= node.start_byte < body.end_byte


def _is_asked_by_pattern(name: str, body: Node, document: Document) -> bool:
    """Whether a class takes a method of its own from a pattern or asks for it by a text: `const { open } = this`."""
    kinds = ("shorthand_property_identifier_pattern", "string_fragment")
    return any(_is_within(one, body) for one in document.nodes_of_text(name, *kinds))


def _sheds(members: Sequence[Node], names: Sequence[str], document: Document) -> bool:
    """Whether a class of methods alone loses something as a function: what binds them; or it is the odd one of its file."""
    return (
        "constructor" in names
        or any(one.type in _FIELDS and contains_type(one, ("arrow_function",)) for one in members)
        or document.known(_has_function_component)
    )


def _has_function_component(document: Document) -> bool:
    """Whether a function that stands outside of all others gives back elements."""
    functions = document.nodes("function_declaration", "arrow_function")
    return any(
        enclosing(one, ("class_body", "function_declaration", "arrow_function", "function_expression")) is None
        and contains_type(one, JSX)
        for one in functions
    )


def _held_by_reference(_project: Project, folder: Path) -> frozenset[str]:
    """The components that files of a folder, and of the one that it stands in, keep a reference to."""
    found: set[str] = set()
    for place in (folder, folder.parent):
        try:
            files = sorted(one for one in place.iterdir() if one.suffix in _PROGRAMS)[:_MOST_FILES]
            texts = [one.read_bytes() for one in files if one.stat().st_size <= _LARGEST_FILE]
        except OSError:
            continue
        found.update(held[1].decode() for text in texts if b"ref=" in text for held in _HELD.finditer(text))
    return frozenset(found)


def _is_tested_as_instance(_project: Project, path: Path) -> bool:
    """Whether tests beside a file look into the instances of the classes in it, which functions do not have."""
    for folder in (path.parent, path.parent / "__tests__", path.parent / "tests"):
        for ending in (".test", ".spec", "-test", "_test", ""):
            for suffix in (".js", ".jsx", ".ts", ".tsx"):
                test = folder / f"{path.stem}{ending}{suffix}"
                try:
                    if test.resolve() != path.resolve() and test.is_file() and _INSTANCE.search(test.read_bytes()):
                        return True
                except OSError:
                    continue
    return False


def _has_hooks(project: Project) -> bool:
    """Whether the oldest React that a project takes has hooks, as those since 16.8 have; so where it does not say."""
    found = _VERSION.match(project.dependencies.get("react", ""))
    return found is None or (int(found["major"]), int(found["minor"] or 0)) >= (16, 8)


def _needs_class(document: Document, member: Node) -> bool:
    """Whether a member has no simple counterpart among the hooks."""
    if member.type == "class_static_block" or any(
        child.type in ("get", "set", "decorator") for child in member.children
    ):
        return True
    name = field_text(member, "name", document.source) or field_text(member, "property", document.source)
    return name is None or name in _NEED_CLASS


def _name(document: Document, member: Node) -> str:
    return field_text(member, "name", document.source) or field_text(member, "property", document.source) or ""


def _uses(name: Node, code: Code) -> Iterator[Node]:
    return (one for one in code.uses(name) if one != name)


def _given(name: Node, code: Code) -> set[str]:
    """What a class is given from outside of it: `defaultProps` of `Button.defaultProps = {}`."""
    given = set()
    for use in _uses(name, code):
        member = use.parent if place_of(use) == "member_expression.object" else None
        if member is not None and place_of(member) == "assignment_expression.left":
            given.add(field_text(member, "property", code.document.source) or "")
    return given


def _is_used_as_class(name: Node, code: Code) -> bool:
    """Whether code of the file can tell the class from a function: makes one, asks for its kind, changes it."""
    for use in _uses(name, code):
        parent = use.parent
        if parent is None:
            continue
        if parent.type == "new_expression" or field_text(parent, "property", code.document.source) == "prototype":
            return True
        if parent.type == "binary_expression" and field_text(parent, "operator", code.document.source) == "instanceof":
            return True
        taker = call_given(use)
        if taker is not None and code.text(taker.function).startswith(("Object.", "Reflect.")):
            return True
    return False


def _is_plain_class(document: Document, declaration: Node, extended: Node) -> bool:
    """Whether the class is one that no other code can tell from a function, but by its instances."""
    name = field_text(declaration, "name", document.source)
    before = declaration.parent.children if declaration.parent is not None else []
    decorated = any(child.type == "decorator" for child in (*declaration.children, *before))
    extends = name in document.known(_extended)
    generic = declaration.child_by_field_name("type_parameters") is not None
    pure = document.slice(extended).endswith("PureComponent")
    commented = any(child.is_extra for child in declaration.children)
    return not (decorated or extends or generic or pure or commented)


def _extended(document: Document) -> frozenset[str]:
    """The words that stand where a class of the document says what it extends."""
    heritage = (document.slice(one).replace("<", " ").split() for one in document.nodes("class_heritage"))
    return frozenset(word for words in heritage for word in words)


def _is_plain_render(document: Document, render: Node) -> bool:
    if render.type != "method_definition" or field_text(render, "name", document.source) != "render":
        return False
    parameters, block = render.child_by_field_name("parameters"), render.child_by_field_name("body")
    if parameters is None or parameters.named_children or block is None:
        return False
    plain = render.children[0] == render.child_by_field_name("name")
    named = ("identifier", "shorthand_property_identifier_pattern", "shorthand_property_identifier")
    mentions_props = any(document.slice(one) in ("props", "arguments") for one in descendants(block, named))
    # A function within would have another `this` in the class, and has none outside of it.
    own_this = any(
        contains_type(one, ("this",)) for one in descendants(block, ("function_expression", "function_declaration"))
    )
    return plain and not mentions_props and not own_this and not any(child.is_extra for child in render.children)


def _props_type(document: Document, extended: Node) -> str | None:
    """The annotation of `props`: empty in JavaScript, None where there is more than the props to type."""
    arguments = field_of(extended.parent, "type_arguments")
    if arguments is None:
        return "" if document.language.name == "javascript" else None
    return f": {document.slice(arguments.named_children[0])}" if len(arguments.named_children) == 1 else None


def _unused_import(document: Document, extended: Node, declaration: Node) -> tuple[Edit, ...] | None:
    """Edits that no longer import `Component` where only this class used it; None where that is unclear."""
    if extended.type != "identifier":
        return ()
    local = document.slice(extended)
    for statement in import_statements(document):
        if is_type_only(statement) or module_of(document, statement) != "react":
            continue
        for _, bound, node in specifiers(document, statement):
            if bound == local:
                used = any(one != extended for one in uses_outside(document, local, statement))
                return () if used else remove_specifier(document, statement, node)
    return ()


def _indent_before(document: Document, node: Node) -> Span:
    """The white space before a node that begins its line."""
    start = document.lines.around(node.start_byte).start
    return Span(start, node.start_byte)
