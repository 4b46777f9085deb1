from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from burnish import edits
from burnish.code import Code
from burnish.names.facts import About, asked_of
from burnish.rule import Finding, Fix, Rule
from burnish.rules.about.secrets import (
    SHORTEST,
    environment_name,
    is_explained,
    is_for_development,
    is_issued_key,
    is_web_configuration,
    is_web_key,
    looks_secret,
    name_words,
    opens_a_service,
    secret_under_no_name,
)
from burnish.rules.python.about.import_lines import importing
from burnish.syntax import Call, Found, call_given
from burnish.tree import ancestors, enclosing, field_of, node_text, place_of, statement_of


class HardcodedSecret(Rule):
    def match(self, found: Found, code: Code) -> Finding | None:
        value = found.node
        text = _text(value, code)
        if text is None or is_web_configuration(_keys_beside(value, code), text):
            return None
        named = _name_of(value)
        name = "" if named is None else _last_part(named, code)
        if named is None or not looks_secret(text, name):
            secret = secret_under_no_name(text, value.start_byte + 1)
            return None if secret is None else self.finding(*secret, anchor=value)
        if _is_name_of_key(named, code):
            return None
        if not is_issued_key(text) and _is_for_development(value, code):
            return None
        if (not is_issued_key(text) or is_web_key(text)) and (
            _is_shipped(value, name, code) or (opens_a_service(name) and _is_explained(value, code))
        ):
            return None
        return self.finding(named, f"The secret '{name}' stands in the code", anchor=value)

    def fix(self, found: Found, code: Code) -> Fix | None:
        value, named = found.node, _name_of(found.node)
        module = importing(code.document, "os")
        if named is None or module is None or value.parent is None or value.parent.type not in _READ_WHEN_RUN:
            return None
        if place_of(value) == "assignment.right" and _is_default(named, code):
            return None  # where the variable is not set, the program would stop
        variable = environment_name(*_names_around(named, code))
        quote = code.text(value)[-1]
        name, imported = module
        read = edits.replaced(value, f"{name}.environ[{quote}{variable}{quote}]")
        return Fix((*read, *imported), f"Read it from the environment as {variable}")


def _is_default(named: Node, code: Code) -> bool:
    """Whether what a value is given to says that it is used for want of another, or another is given to it elsewhere."""
    if {"default", "fallback"} & set(name_words(_last_part(named, code))):
        return True
    return named.type == "identifier" and len(code.names.bindings(named)) > 1


def _text(value: Node, code: Code) -> str | None:
    """The text of a plain string that is long enough; None for an f-string, bytes or one in triple quotes."""
    if value.end_byte - value.start_byte < SHORTEST + 2 or value.child_count != 3:
        return None
    written = code.text(value)
    return None if written[:1] not in "'\"" or written.startswith(('"""', "'''")) else written[1:-1]


def _name_of(value: Node) -> Node | None:
    """What a value is given to, or compared with: a variable, an attribute, a key, an argument, a parameter."""
    holder = value.parent
    if holder is None:
        return None
    if holder.type == "comparison_operator":
        return _compared(holder, value)
    if holder.type in ("tuple", "list", "set") and holder.parent is not None:
        return (
            _compared(holder.parent, holder, ("in", "not in")) if holder.parent.type == "comparison_operator" else None
        )
    if holder.type == "argument_list" and holder.parent is not None:
        return _compared_in_call(holder.parent, value)
    named = holder.child_by_field_name(_NAMES.get(holder.type, "")) if holder.type in _NAMES else None
    if named is None or named == value:
        return None
    if named.type == "subscript":
        named = named.child_by_field_name("subscript")
        return named if named is not None and named.type == "string" else None
    return named if named.type in ("identifier", "attribute", "string") else None


def _compared_in_call(node: Node, value: Node) -> Node | None:
    """What a call compares a value with, in a time that tells nothing: `hmac.compare_digest(token, "…")`."""
    call = Call(node)
    if call.name != "compare_digest" or len(call.arguments) != 2 or value not in call.arguments:
        return None
    other = call.arguments[1 - list(call.arguments).index(value)]
    return other if other.type in ("identifier", "attribute") else None


def _compared(comparison: Node, value: Node, how: Sequence[str] = ("==", "!=")) -> Node | None:
    operators, operands = (
        [one.type for one in comparison.children_by_field_name("operators")],
        comparison.named_children,
    )
    if len(operators) != 1 or operators[0] not in how or len(operands) != 2:
        return None
    other = operands[0] if operands[1] == value else operands[1]
    return other if other.type in ("identifier", "attribute") else None


def _last_part(named: Node, code: Code) -> str:
    if named.type == "attribute":
        named = named.child_by_field_name("attribute") or named
    return code.text(named).strip("'\"")


def _keys_beside(value: Node, code: Code) -> Iterator[str]:
    """The keys of the dictionary that a value stands in."""
    table = value.parent.parent if value.parent is not None and value.parent.type == "pair" else None
    keys = [one.child_by_field_name("key") for one in table.named_children] if table is not None else []
    yield from (code.text(one).strip("'\"") for one in keys if one is not None)


def _is_name_of_key(named: Node, code: Code) -> bool:
    """Whether a constant names the place of a secret, and is none: `store[TOKEN_KEY]`, `TOKEN_KEY in store`."""
    return named.type == "identifier" and any(_is_key(use) for use in code.uses(named))


def _is_key(use: Node) -> bool:
    parent = use.parent
    if parent is None:
        return False
    if parent.type == "subscript":
        return use in parent.children_by_field_name("subscript")
    if parent.type == "comparison_operator":
        operators = [one.type for one in parent.children_by_field_name("operators")]
        of_place = parent.named_children[-1].type not in ("tuple", "list", "set")
        return operators in (["in"], ["not in"]) and parent.named_children[0] == use and of_place
    asked = call_given(use)
    return place_of(use) == "pair.key" or (
        asked is not None and asked.name in _ASKING and asked.receiver is not None and asked.arguments[0] == use
    )


def _is_for_development(value: Node, code: Code) -> bool:
    """Whether a secret is for a developer's machine: in `settings/local.py`, in a class `DevelopmentConfig`."""
    if is_for_development(code.document.path.stem):
        return True
    for one in ancestors(value):
        if one.type == "class_definition" and is_for_development(_named(one, "name", code)):
            return True
        if one.type == "function_definition" and _SEEDS.search(_named(one, "name", code)) is not None:
            return True
        if one.type == "assignment" and is_for_development(_named(one, "left", code)):
            return True
    return False


def _named(node: Node, field: str, code: Code) -> str:
    part = node.child_by_field_name(field)
    return "" if part is None else code.text(part)


def _is_explained(value: Node, code: Code) -> bool:
    """Whether a comment or a text above, beside or below says that a value is no secret of anyone."""
    statement = statement_of(value)
    above, below = statement.prev_named_sibling, statement.next_named_sibling
    words = []
    if above is not None and above.type == "comment" and above.end_point.row + 1 == statement.start_point.row:
        words.append(code.text(above))
    if below is not None and (_is_text(below) or _is_beside(below, statement)):
        words.append(code.text(below))
    return any(is_explained(one) for one in words)


def _is_beside(comment: Node, statement: Node) -> bool:
    return comment.type == "comment" and comment.start_point.row == statement.end_point.row


def _is_text(statement: Node) -> bool:
    return statement.type == "expression_statement" and [one.type for one in statement.named_children] == ["string"]


def _is_shipped(value: Node, name: str, code: Code) -> bool:
    """Whether a program hands out a service's key on purpose: it is a client of that service, one of several, or the key is
    what users get as long as their settings have none of their own."""
    if not opens_a_service(name) and name_words(name)[-1:] != ["secret"]:
        return False
    if (_is_of_site(code) and opens_a_service(name)) or _is_of_installed_program(value, code):
        return True
    function = field_of(enclosing(value, ("call",)), "function")
    if function is not None and _DEFAULTS.search(code.text(function)) is not None:
        return True
    client = enclosing(value, ("class_definition",))
    bases = field_of(client, "superclasses")
    if client is None or bases is None or not bases.named_children or not opens_a_service(name):
        return False
    names = " ".join(code.text(one) for one in (client.child_by_field_name("name"), bases) if one is not None)
    return re.search(r"(?i)config|settings|object\)", names) is None and _ADDRESS.search(code.text(client)) is not None


def _is_of_installed_program(value: Node, code: Code) -> bool:
    """Whether a program that people install brings a key for somebody else's service along, which all copies share.

    It asks people to confirm a device by a code, a comment says whose key it is, or people may give one of their own.
    """
    asked_of(code.document).note(About.FILE, "")
    if _ADDRESS.search(code.document.text) is None:
        return False
    if _DEVICE_FLOW.search(code.document.text) is not None:
        return True
    named, lines = _name_of(value), code.document.lines
    above = code.text(lines.around(max(lines.around(value.start_byte).start - 1, 0)))
    owner = _OWNER.search(above)
    if owner is not None and (owner[2] or owner[1].lower() in map(str.lower, code.folders)):
        return True
    if named is None or named.type != "identifier":
        return False
    uses = [one for one in code.uses(named) if one.start_byte != named.start_byte]
    return bool(uses) and all(_is_for_want(one, code) for one in uses)


def _is_for_want(use: Node, code: Code) -> bool:
    """Whether a value is used where nobody gave another: `key or KEY`, `if not key: key = KEY`, `given.setdefault("key", KEY)`."""
    around = use.parent
    if place_of(use) == "boolean_operator.right":
        return around is not None and "environ" not in code.text(around) and "getenv" not in code.text(around)
    asked = call_given(use)
    if asked is not None and asked.name == "setdefault":
        return asked.receiver is not None and "environ" not in code.text(asked.receiver)
    if place_of(use) != "assignment.right" or around is None:
        return False
    branch = enclosing(use, ("if_statement",))
    condition, left = field_of(branch, "condition"), field_of(around, "left")
    return condition is not None and left is not None and code.text(condition) in _wants(code.text(left))


def _wants(name: str) -> tuple[str, str]:
    return f"not {name}", f"{name} is None"


def _is_of_site(code: Code) -> bool:
    """Whether a module is one of many for sites of others: in a folder `engines`, `extractors`, `plugins`."""
    return code.document.path.parent.name in _OF_SITES


def _names_around(named: Node, code: Code) -> list[str]:
    """The name of a secret, after the name of the dictionary that it is in where it says little itself."""
    name = _last_part(named, code)
    if len(name_words(name)) > 1 or named.parent is None or named.parent.type not in ("pair", "keyword_argument"):
        return [name]
    for one in ancestors(named):
        if one.type in code.document.language.functions:
            break
        if one.type == "assignment":
            left = one.child_by_field_name("left")
            if left is not None and left.type in ("identifier", "attribute"):
                return [node_text(left, code.document.source).split(".")[-1], name]
    return [name]


_DEFAULTS = re.compile(
    r"(?i)(?:config|settings|options|defaults)\w*\.(?:add|setdefaults?|set_defaults|add_defaults|default)$"
)
_OF_SITES = frozenset({"engines", "extractor", "extractors", "plugins", "scrapers", "spiders", "sources", "indexers"})
_SEEDS = re.compile(r"(?i)(?:^|_)(?:seed|seeds|seeding|populate|fixtures?|demo|samples?)(?:_|$)")
_ADDRESS = re.compile(r"https?://(?!localhost|127\.|example\.)[\w.-]+\.(?!example\b)\w+")
"""Of somebody else's machine."""
_DEVICE_FLOW = re.compile(
    r"device/(?:code|token)\b|device_authorization|urn:ietf:wg:oauth:2\.0:oob|grant-type:device_code"
)
_OWNER = re.compile(r"#.*(?i:this is) (?:an? |the )?(?:developer )?([A-Z]\w+)('s)? (?i:api|client|app)\b")
_NAMES = {
    "assignment": "left",
    "keyword_argument": "name",
    "pair": "key",
    "default_parameter": "name",
    "typed_default_parameter": "name",
}
_READ_WHEN_RUN = frozenset({"assignment", "keyword_argument", "pair"})
"""Not a parameter's default, which callers may read, nor what something is compared with."""
_ASKING = frozenset({"get", "pop", "setdefault", "getenv", "getlist", "has_key", "has_option"})
