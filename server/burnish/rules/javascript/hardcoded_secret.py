from __future__ import annotations

import re

from tree_sitter import Node

from burnish.document import Document
from burnish.names.imports import imports
from burnish.project import Project
from burnish.rule import Finding, Fix, LegacyRule, Match
from burnish.rules.javascript.literals import key_text, literal_text
from burnish.rules.secrets import (
    KEY_PATTERN,
    NAME_PATTERN,
    PASSWORD_IN_URL_PATTERN,
    environment_name,
    looks_secret,
    secret_under_no_name,
)
from burnish.text import Edit
from burnish.tree import ancestors, span_of


class HardcodedSecret(LegacyRule):
    query = f"""
    (variable_declarator name: (identifier) @name value: [(string) (template_string)] @value
      (#match? @name "{NAME_PATTERN}"))
    (assignment_expression
      left: [(identifier) (member_expression property: (property_identifier))] @name
      right: [(string) (template_string)] @value
      (#match? @name "{NAME_PATTERN}"))
    (pair key: [(property_identifier) (string)] @name value: [(string) (template_string)] @value
      (#match? @name "{NAME_PATTERN}"))
    ((string (string_fragment) @text) @value (#match? @text "{KEY_PATTERN}|{PASSWORD_IN_URL_PATTERN}"))
    """

    def match(self, found: Match, document: Document, project: Project) -> Finding | None:
        value = found["value"]
        text = literal_text(value, document)
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
        if not looks_secret(text, name) or _is_published(named, document):
            return None
        return self.finding(named, f"The secret '{name}' stands in the code", anchor=value)

    def fix(self, finding: Finding, document: Document, project: Project) -> Fix | None:
        value = document.node_at(finding.anchor)
        if not _runs_on_server(document) or value.type not in ("string", "template_string"):
            return None
        named = _name_of(value)
        if named is None:
            return None
        variable = environment_name(*_names_around(named, document))
        return Fix((Edit(span_of(value), f"process.env.{variable}"),), f"Read it from process.env.{variable}")


def _name_of(value: Node) -> Node | None:
    """What a value is given to: a variable, a property, a key."""
    holder = value.parent
    field = (
        None
        if holder is None
        else {"variable_declarator": "name", "assignment_expression": "left", "pair": "key"}.get(holder.type)
    )
    return None if holder is None or field is None else holder.child_by_field_name(field)


def _last_part(named: Node, document: Document) -> str:
    if named.type == "member_expression":
        return document.slice(named.child_by_field_name("property") or named)
    return key_text(named, document) or document.slice(named)


def _names_around(named: Node, document: Document) -> list[str]:
    """The name of a secret, after the name of what it is a part of: `session({ secret })` gives session, secret."""
    names = [_last_part(named, document)]
    for one in ancestors(named):
        if len(names) == 2 or one.type in document.language.functions:
            break
        outer = None
        if one.type == "pair" and one.child_by_field_name("key") != named:
            outer = one.child_by_field_name("key")
        elif one.type == "variable_declarator" and one.child_by_field_name("name") != named:
            outer = one.child_by_field_name("name")
        elif one.type == "call_expression":
            outer = one.child_by_field_name("function")
            if (one.parent or one).type == "variable_declarator":
                continue  # `const pool = createPool({ password })`: the pool's password
        if outer is not None and outer.type in ("identifier", "property_identifier", "string"):
            name = _last_part(outer, document)
            if name.lower() not in _PLAIN:
                names.insert(0, name)
    return names


def _is_published(named: Node, document: Document) -> bool:
    """Whether the key is for a service whose keys are made to stand in web pages."""
    return _PUBLISHED.search("".join(_names_around(named, document))) is not None


def _runs_on_server(document: Document) -> bool:
    """Whether the code runs in Node, where `process.env` is the environment; a bundle for browsers is not."""
    origins = imports(document).values()
    if any(re.match(r"(?:react|vue|svelte|@angular|preact|jquery)\b", origin) for origin in origins):
        return False
    if any(origin.split(".")[0] in _NODE_MODULES for origin in origins):
        return True
    return b"module.exports" in document.source or b"require(" in document.source or b"process.env" in document.source


_PUBLISHED = re.compile("(?i)algolia|docsearch|firebase|recaptchaSite|publishable")
_PLAIN = frozenset({"config", "options", "settings", "default", "module", "exports", "env"})
_NODE_MODULES = frozenset(
    {
        "express", "express-session", "koa", "fastify", "fs", "path", "http", "https", "crypto", "os", "net", "child_process",
        "mysql", "mysql2", "pg", "mongoose", "mongodb", "sequelize", "knex", "redis", "jsonwebtoken", "nodemailer", "stripe",
        "bcrypt", "passport", "dotenv", "aws-sdk", "@aws-sdk/client-s3", "mysql2/promise", "fs/promises", "better-sqlite3",
    }
)  # fmt: skip
