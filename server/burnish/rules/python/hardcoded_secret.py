from __future__ import annotations

from tree_sitter import Node

from burnish.document import Document
from burnish.project import Project
from burnish.rule import Finding, Fix, LegacyRule, Match
from burnish.rules.python.import_lines import importing
from burnish.rules.secrets import (
    KEY_PATTERN,
    NAME_PATTERN,
    PASSWORD_IN_URL_PATTERN,
    environment_name,
    looks_secret,
    name_words,
    secret_under_no_name,
)
from burnish.text import Edit
from burnish.tree import ancestors, node_text, span_of


class HardcodedSecret(LegacyRule):
    query = f"""
    (assignment left: [(identifier) (attribute)] @name right: (string) @value (#match? @name "{NAME_PATTERN}"))
    (assignment left: (subscript subscript: (string) @name) right: (string) @value (#match? @name "{NAME_PATTERN}"))
    (keyword_argument name: (identifier) @name value: (string) @value (#match? @name "{NAME_PATTERN}"))
    (pair key: (string) @name value: (string) @value (#match? @name "{NAME_PATTERN}"))
    ([(default_parameter name: (identifier) @name value: (string) @value)
      (typed_default_parameter name: (identifier) @name value: (string) @value)] (#match? @name "{NAME_PATTERN}"))
    ((string (string_content) @text) @value (#match? @text "{KEY_PATTERN}|{PASSWORD_IN_URL_PATTERN}"))
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        value = found["value"]
        text = _text(value, document)
        if text is None:
            return None
        named = found.get("name")
        if named is None:
            holder = _name_of(value)
            if holder is not None and looks_secret(text, _last_part(holder, document)):
                return None  # found under its name
            secret = secret_under_no_name(text, value.start_byte + 1)
            return None if secret is None else self.finding(*secret, anchor=value)
        name = _last_part(named, document)
        if not looks_secret(text, name):
            return None
        return self.finding(named, f"The secret '{name}' stands in the code", anchor=value)

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        value = document.node_at(finding.anchor)
        named = _name_of(value)
        if value.type != "string" or named is None:
            return None
        variable = environment_name(*_names_around(named, document))
        quote = document.slice(value)[-1]
        module = importing(document, "os")
        if module is None:
            return None
        name, edits = module
        read = Edit(span_of(value), f"{name}.environ[{quote}{variable}{quote}]")
        return Fix((read, *edits), f"Read it from the environment as {variable}")


def _text(value: Node, document: Document) -> str | None:
    """The text of a plain string; None for an f-string, bytes or one in triple quotes."""
    written = document.slice(value)
    if written[:1] not in "'\"" or written.startswith(('"""', "'''")):
        return None
    return written[1:-1]


def _name_of(value: Node) -> Node | None:
    """What a value is given to: a variable, an attribute, a key, an argument; None for a parameter's default."""
    holder = value.parent
    if holder is None:
        return None
    if holder.type == "assignment":
        left = holder.child_by_field_name("left")
        return left.child_by_field_name("subscript") if left is not None and left.type == "subscript" else left
    field = {"keyword_argument": "name", "pair": "key"}.get(holder.type)
    return None if field is None else holder.child_by_field_name(field)


def _last_part(named: Node, document: Document) -> str:
    if named.type == "attribute":
        named = named.child_by_field_name("attribute") or named
    return document.slice(named).strip("'\"")


def _names_around(named: Node, document: Document) -> list[str]:
    """The name of a secret, after the name of the dictionary that it is in where it says little itself."""
    name = _last_part(named, document)
    if len(name_words(name)) > 1 or named.parent is None or named.parent.type not in ("pair", "keyword_argument"):
        return [name]
    for one in ancestors(named):
        if one.type in document.language.functions:
            break
        if one.type == "assignment":
            left = one.child_by_field_name("left")
            if left is not None and left.type in ("identifier", "attribute"):
                return [node_text(left, document.source).split(".")[-1], name]
    return [name]
