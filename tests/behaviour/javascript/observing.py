"""A function and its arguments in, what was seen out."""

from __future__ import annotations

import json
from typing import Any

from burnish.behaviour.javascript import cases, programs
from burnish.behaviour.values import Input, Value
from burnish.sandbox import available


def value(given: Any) -> Value:
    """A Value from plain data; Values stay as they are."""
    match given:
        case Value():
            return given
        case None:
            return Value("none")
        case bool():
            return Value("bool", given)
        case int():
            return Value("int", given)
        case float():
            return Value("float", given)
        case str():
            return Value("str", given)
        case list():
            return Value("list", items=tuple(map(value, given)))
        case dict():
            return Value("dict", entries=tuple((value(key), value(one)) for key, one in given.items()))
    raise TypeError(type(given))


def thing(**fields: Any) -> Value:
    """An object with these fields; whatever else is asked of it is the world's."""
    return Value("object", entries=tuple((value(name), value(one)) for name, one in fields.items()))


FUNCTION, STUB, UNDEFINED = Value("function"), Value("stub"), Value("undefined")


def seen(module: str, *arguments: Any, name: str = "f", language: str = "javascript", world: int = 0) -> dict[str, Any]:
    """What one call of a function did."""
    (one,) = seen_in(module, (world,), *arguments, name=name, language=language)
    return one


def seen_in(
    module: str, worlds: tuple[int, ...], *arguments: Any, name: str = "f", language: str = "javascript"
) -> list[dict[str, Any]]:
    """What the same call did in several worlds."""
    program, _ = programs(module, module, name, (), language)
    sandbox = available.sandboxes("javascript")[0]
    session = sandbox.open(program.text, 10.0, program.prelude)
    try:
        given = tuple(map(value, arguments))
        results: list[dict[str, Any]] = json.loads(session.run(cases([Input(given, (), one) for one in worlds]), 10.0))
    finally:
        session.close()
    return results


def returned(module: str, *arguments: Any, name: str = "f", language: str = "javascript", world: int = 0) -> str:
    """The text of what it returned, or how else it ended."""
    one = seen(module, *arguments, name=name, language=language, world=world)
    return str(one["value"] if one["ending"] == "returned" else one["exception"] or one["ending"])


def traced(module: str, *arguments: Any, name: str = "f", language: str = "javascript", world: int = 0) -> list[str]:
    """What it did to the world outside, one text for each entry."""
    one = seen(module, *arguments, name=name, language=language, world=world)
    return [" ".join(part for part in entry if part) for entry in one["trace"]]
