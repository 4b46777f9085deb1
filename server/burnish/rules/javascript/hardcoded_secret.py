from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from burnish import edits
from burnish.code import Code
from burnish.names.imports import imports
from burnish.rule import Finding, Fix, Rule
from burnish.rules.about.secrets import (
    SHORTEST,
    environment_name,
    is_explained,
    is_for_development,
    is_issued_key,
    is_web_configuration,
    looks_secret,
    opens_a_service,
    secret_under_no_name,
)
from burnish.syntax import Found, call_given
from burnish.syntax.javascript import key_text, literal_text
from burnish.tree import ancestors, field_of, place_of, statement_of


class HardcodedSecret(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        value = found.node
        is_short = value.end_byte - value.start_byte < SHORTEST + 2
        text = None if is_short else literal_text(value)
        if text is None or is_web_configuration(_keys_beside(value, code), text):
            return None
        named = _name_of(value)
        name = "" if named is None else _last_part(named, code)
        if named is None or not looks_secret(text, name):
            secret = secret_under_no_name(text, value.start_byte + 1)
            return None if secret is None else self.finding(*secret, anchor=value)
        if not is_issued_key(text) and (
            _is_for_development(value, code) or (opens_a_service(name) and _is_explained(value, code))
        ):
            return None
        if _is_published(named, code) or _is_name_of_key(named, code):
            return None
        return self.finding(named, f"The secret '{name}' stands in the code", anchor=value)

    def fix(self, found: Found, code: Code) -> Fix | None:
        value, named = found.node, _name_of(found.node)
        if named is None or value.parent is None or value.parent.type not in _NAMES or not _runs_on_server(code):
            return None
        variable = environment_name(*_names_around(named, code))
        return Fix(edits.replaced(value, f"process.env.{variable}"), f"Read it from process.env.{variable}")


def _is_for_development(value: Node, code: Code) -> bool:
    """Whether a secret is for a developer's machine, or a sample: in `config/local.js`, in `Mail.PreviewProps = {…}`."""
    if is_for_development(code.document.path.stem):
        return True
    holders = ((one.type, one) for one in ancestors(value))
    names = (one.child_by_field_name(_HOLDING[kind]) for kind, one in holders if kind in _HOLDING)
    return any(name is not None and is_for_development(code.text(name)) for name in names)


def _is_explained(value: Node, code: Code) -> bool:
    """Whether a comment above or behind says that a value is no secret of anyone."""
    holder = statement_of(value) if value.parent is None or value.parent.type != "pair" else value.parent
    beside = (holder.prev_named_sibling, holder.next_named_sibling)
    row = holder.end_point.row
    return any(
        one is not None
        and one.type == "comment"
        and (one.end_byte <= holder.start_byte or one.start_point.row == row)
        and is_explained(code.text(one))
        for one in beside
    )


def _name_of(value: Node) -> Node | None:
    """What a value is given to, or compared with: a variable, a property, a key."""
    holder = value.parent
    if holder is None:
        return None
    if holder.type == "binary_expression":
        operator = holder.child_by_field_name("operator")
        sides = [holder.child_by_field_name("left"), holder.child_by_field_name("right")]
        if operator is None or operator.type not in ("==", "===", "!=", "!=="):
            return None
        named = next((one for one in sides if one != value), None)
    else:
        named = holder.child_by_field_name(_NAMES[holder.type]) if holder.type in _NAMES else None
    return named if named is not None and named != value and named.type in _NAMED else None


def _last_part(named: Node, code: Code) -> str:
    if named.type == "member_expression":
        return code.text(named.child_by_field_name("property") or named)
    return key_text(named) or code.text(named)


def _keys_beside(value: Node, code: Code) -> Iterator[str]:
    """The keys of the object that a value stands in."""
    holder = value.parent.parent if value.parent is not None and value.parent.type == "pair" else None
    keys = [one.child_by_field_name("key") for one in holder.named_children] if holder is not None else []
    yield from (key_text(one) or "" for one in keys if one is not None)


def _is_name_of_key(named: Node, code: Code) -> bool:
    """Whether a constant names the place of a secret, and is none: `store[TOKEN_KEY]`, `localStorage.getItem(TOKEN_KEY)`."""
    return named.type == "identifier" and any(_is_key(use) for use in code.uses(named))


def _is_key(use: Node) -> bool:
    place = place_of(use)
    if place in ("subscript_expression.index", "computed_property_name"):
        return True
    if place == "binary_expression.left":
        operator = field_of(use.parent, "operator")
        return operator is not None and operator.type == "in"
    asked = call_given(use)
    is_first = asked is not None and asked.receiver is not None and asked.arguments[0] == use
    return is_first and asked is not None and asked.name in _ASKING


def _names_around(named: Node, code: Code) -> list[str]:
    """The name of a secret, after the name of what it is a part of: `session({ secret })` gives session, secret."""
    names = [_last_part(named, code)]
    for one in ancestors(named):
        if len(names) == 2 or one.type in code.document.language.functions:
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
            name = _last_part(outer, code)
            if name.lower() not in _PLAIN:
                names.insert(0, name)
    return names


def _is_published(named: Node, code: Code) -> bool:
    """Whether the key is for a service whose keys are made to stand in web pages."""
    return _PUBLISHED.search("".join(_names_around(named, code))) is not None


def _runs_on_server(code: Code) -> bool:
    """Whether the code runs in Node, where `process.env` is the environment; a bundle for browsers is not."""
    origins = imports(code.document).values()
    if any(re.match(r"(?:react|vue|svelte|@angular|preact|jquery)\b", origin) for origin in origins):
        return False
    if any(origin.split(".")[0] in _NODE_MODULES for origin in origins):
        return True
    source = code.document.source
    return b"module.exports" in source or b"require(" in source or b"process.env" in source


_HOLDING = {
    "variable_declarator": "name", "assignment_expression": "left", "pair": "key", "function_declaration": "name",
    "class_declaration": "name",
}  # fmt: skip
_NAMES = {"variable_declarator": "name", "assignment_expression": "left", "pair": "key"}
_NAMED = frozenset({"identifier", "member_expression", "property_identifier", "string"})
_ASKING = frozenset({"get", "set", "has", "delete", "getItem", "setItem", "removeItem", "header", "append"})
_PUBLISHED = re.compile("(?i)algolia|docsearch|firebase|recaptchaSite|publishable")
_PLAIN = frozenset({"config", "options", "settings", "default", "module", "exports", "env"})
_NODE_MODULES = frozenset(
    {
        "express", "express-session", "koa", "fastify", "fs", "path", "http", "https", "crypto", "os", "net", "child_process",
        "mysql", "mysql2", "pg", "mongoose", "mongodb", "sequelize", "knex", "redis", "jsonwebtoken", "nodemailer", "stripe",
        "bcrypt", "passport", "dotenv", "aws-sdk", "@aws-sdk/client-s3", "mysql2/promise", "fs/promises", "better-sqlite3",
    }
)  # fmt: skip
