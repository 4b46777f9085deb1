"""Values that stand in code: literals, arguments of calls, constants in a function's body."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache

from tree_sitter import Node

from burnish.behaviour.javascript.methods import operator_of
from burnish.behaviour.javascript.outline import Module, parsed, unwrapped
from burnish.behaviour.values import Value
from burnish.tree import descendants, node_text

_ESCAPES = re.compile(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_NAMED = {"undefined": Value("undefined"), "Infinity": Value("float", float("inf"))}
_CODES = re.compile(r"\b(?:charCodeAt|codePointAt|charCode)\b")
"""Where letters are told by their numbers."""
_COMPARING = frozenset({"===", "!==", "==", "!=", "<", "<=", ">", ">="})
MOST = 24


def literal(module: Module, node: Node) -> Value | None:
    """The value of a literal, also of lists and objects of literals; None for anything else."""
    node = unwrapped(node)
    match node.type:
        case "null":
            return Value("none")
        case "undefined":
            return Value("undefined")
        case "true" | "false":
            return Value("bool", node.type == "true")
        case "number":
            return _number(module.text(node))
        case "string":
            return Value("str", unescaped(module.text(node)[1:-1]))
        case "template_string" if not any(one.type == "template_substitution" for one in node.named_children):
            return Value("str", unescaped(module.text(node)[1:-1]))
        case "identifier":
            return _NAMED.get(module.text(node))
        case "unary_expression" if node.children[0].type == "void":
            return Value("undefined")
        case "unary_expression":
            return _negative(module, node)
        case "array":
            items = [literal(module, one) for one in node.named_children if one.type != "comment"]
            known = tuple(one for one in items if one is not None)
            return Value("list", items=known) if len(known) == len(items) else None
        case "object":
            return _object(module, node)
    return None


def _number(text: str) -> Value | None:
    text = text.replace("_", "").lower()
    try:
        if text.startswith(("0x", "0o", "0b")):
            return Value("int", int(text, 0))
        return Value("int", int(text)) if text.isdigit() else Value("float", float(text))
    except ValueError:
        return None


def _negative(module: Module, node: Node) -> Value | None:
    inner = literal(module, node.named_children[-1]) if node.named_children else None
    if inner is None or node.children[0].type != "-" or isinstance(inner.data, bool):
        return None
    if isinstance(inner.data, (int, float)):
        return Value("float", -0.0) if inner.data == 0 else Value(inner.kind, -inner.data)
    return None


def _object(module: Module, node: Node) -> Value | None:
    entries = []
    for pair in node.named_children:
        if pair.type == "comment":
            continue
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        known = None if value is None or pair.type != "pair" else literal(module, value)
        if key is None or known is None or key.type not in ("property_identifier", "string", "number"):
            return None
        name = module.text(key)
        entries.append((Value("str", unescaped(name[1:-1]) if key.type == "string" else name), known))
    return Value("dict", entries=tuple(entries))


def unescaped(text: str) -> str:
    """What stands between quotes, its escapes resolved."""
    if "\\" not in text:
        return text
    made = _ESCAPES.sub(_character, text)
    # Halves of a surrogate pair that were written apart belong together.
    return json.loads(json.dumps(made)) if any("\ud800" <= one <= "\udfff" for one in made) else made


def _character(match: re.Match[str]) -> str:
    found = match.group(1)
    if found[0] in "ux" and len(found) > 1:
        number = int(found[1:].strip("{}"), 16)
        return chr(number) if number < 0x110000 else ""
    return "" if found in ("\n", "\r\n") else _SIMPLE.get(found, found)


def constants(module: Module, node: Node) -> tuple[Value, ...]:
    """Numbers, short texts and regular expressions in a function, in the order of the text."""
    found: dict[Value, None] = {}
    codes = _CODES.search(module.text(node)) is not None
    for one in descendants(node, ("number", "string", "regex"), ("jsx_opening_element", "jsx_self_closing_element")):
        known = literal(module, one) if one.is_named else None
        if one.type == "regex":
            pattern = one.child_by_field_name("pattern")
            known = None if pattern is None else Value("str", module.text(pattern).replace("(?<", "(?P<"))
        if codes and known is not None and isinstance(known.data, int) and _compared(one):
            found.setdefault(Value("str", chr(known.data)) if 32 <= known.data < 0xD800 else known)
        if known is not None and not (isinstance(known.data, str) and len(known.data) > 60):
            found.setdefault(known)
        if len(found) >= MOST:
            break
    return tuple(found)


def _compared(number: Node) -> bool:
    around = number.parent
    return around is not None and (around.type == "switch_case" or operator_of(around) in _COMPARING)


def samples(name: str, texts: Iterable[str], language: str) -> tuple[tuple[Value, ...], ...]:
    """The arguments of calls of a function in these texts, where all of them are literals."""
    last = name.rsplit(".", 1)[-1]
    if not re.fullmatch(r"[A-Za-z_$][\w$]*", last) or last == "constructor":
        return ()
    found: dict[tuple[Value, ...], None] = {}
    for text in texts:
        for one in _calls(last, text, language):
            found.setdefault(one)
            if len(found) >= MOST:
                return tuple(found)
    return tuple(found)


@lru_cache(maxsize=64)
def _calls(name: str, text: str, language: str) -> tuple[tuple[Value, ...], ...]:
    pattern = re.compile(rf"(?<![\w$]){re.escape(name)}(?=\()")
    starts = [match.start() for match in pattern.finditer(text)][:200]
    if not starts:
        return ()
    module = parsed(text, language)
    source = module.document.source
    plain = len(source) == len(text)
    found: dict[tuple[Value, ...], None] = {}
    for start in starts:
        at = start if plain else len(text[:start].encode("utf-8", "surrogatepass"))
        node = module.document.root.descendant_for_byte_range(at, at + 1)
        while node is not None and node.type in ("identifier", "property_identifier", "member_expression"):
            node = node.parent
        if node is None or node.type != "call_expression":
            continue
        callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if callee is None or arguments is None or not node_text(callee, source).endswith(name):
            continue
        values = [literal(module, one) for one in arguments.named_children if one.type != "comment"]
        known = tuple(one for one in values if one is not None)
        if known and len(known) == len(values):
            found.setdefault(known)
    return tuple(found)
