"""Values written as JavaScript: for the sandbox, and as a person would write them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable

from burnish.behaviour.values import Value

_KEY = re.compile(r"[A-Za-z_$][\w$]*")


def expression(value: Value) -> str:
    """The JavaScript expression that makes the value anew."""
    return _written(value, expression, _text)


def shown(value: Value) -> str:
    """The value as a person would write it: `{ name: 'a' }`, `undefined`, `new Set([1])`."""
    match value.kind:
        case "object":
            return _braces(value, shown) if value.entries else "{}"
        case "function" | "stub":
            name = value.data if isinstance(value.data, str) else ""
            return f"<{name or ('function' if value.kind == 'function' else 'anything')}>"
        case "iterator":
            return f"iterator({_listed(value.items, shown)})"
        case "bytes":
            data = value.data if isinstance(value.data, bytes) else b""
            return f"Uint8Array[{', '.join(map(str, data))}]"
        case "date":
            return f"new Date({_number(value.data)})"
    return _written(value, shown, _short)


def _written(value: Value, inner: Callable[[Value], str], text: Callable[[str], str]) -> str:
    match value.kind:
        case "none":
            return "null"
        case "undefined":
            return "undefined"
        case "bool":
            return "true" if value.data else "false"
        case "int" | "float":
            return _number(value.data)
        case "str":
            return text(str(value.data))
        case "bytes":
            data = value.data if isinstance(value.data, bytes) else b""
            return f"new Uint8Array([{', '.join(map(str, data))}])"
        case "list" | "tuple":
            return f"[{_listed(value.items, inner)}]"
        case "set":
            return f"new Set([{_listed(value.items, inner)}])"
        case "iterator":
            return f"_b_iterator([{_listed(value.items, inner)}])"
        case "dict":
            return _braces(value, inner)
        case "map":
            pairs = ", ".join(f"[{inner(key)}, {inner(one)}]" for key, one in value.entries)
            return f"new Map([{pairs}])"
        case "date":
            return f"new Date({_number(value.data)})"
        case "object":
            return f"_b_object({_braces(value, inner)})"
        case "function":
            return f"_b_function({_text(str(value.data or ''))})"
        case "stub":
            return f"_b_stub({_text(str(value.data or ''))})"


def _listed(values: Iterable[Value], inner: Callable[[Value], str]) -> str:
    return ", ".join(map(inner, values))


def _braces(value: Value, inner: Callable[[Value], str]) -> str:
    if not value.entries:
        return "{}"
    pairs = ", ".join(f"{_key(key)}: {inner(one)}" for key, one in value.entries)
    return f"{{ {pairs} }}"


def _key(key: Value) -> str:
    name = str(key.data) if key.kind == "str" else shown(key)
    if name == "__proto__":
        return '["__proto__"]'
    return name if _KEY.fullmatch(name) else json.dumps(name)


def _number(data: object) -> str:
    if not isinstance(data, (int, float)):
        return "NaN"
    if isinstance(data, float):
        if math.isnan(data):
            return "NaN"
        if math.isinf(data):
            return "Infinity" if data > 0 else "-Infinity"
        return repr(int(data)) if data.is_integer() and abs(data) < 1e15 and str(data) != "-0.0" else repr(data)
    if abs(data) < 2**53:
        return str(data)
    try:
        return repr(float(data))
    except OverflowError:
        return "Infinity" if data > 0 else "-Infinity"


def _text(text: str) -> str:
    return json.dumps(text)


def _short(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    return written if "'" in text else "'" + written[1:-1].replace('\\"', '"') + "'"
