"""Runs a program where the tests run: what stands in the text is the tests' own."""

from __future__ import annotations

import json
from functools import lru_cache
from textwrap import dedent
from types import CodeType
from typing import Any

from burnish.behaviour.program import Program
from burnish.behaviour.python import cases, programs
from burnish.behaviour.python.samples import value_of
from burnish.behaviour.values import Input, Value


def value(data: Any) -> Value:
    """Plain data as a Value; a Value stays."""
    if isinstance(data, list):
        return Value("list", items=tuple(map(value, data)))
    found = data if isinstance(data, Value) else value_of(data)
    assert found is not None, data
    return found


def stub(name: str) -> Value:
    return Value("stub", name)


def thing(**fields: Any) -> Value:
    return Value("object", entries=tuple((Value("str", name), value(field)) for name, field in fields.items()))


def given(*positional: Any, world: int = 0, **keywords: Any) -> Input:
    return Input(tuple(map(value, positional)), tuple((name, value(one)) for name, one in keywords.items()), world)


@lru_cache(maxsize=4)
def compiled(prelude: str) -> CodeType:
    return compile(prelude, "prelude", "exec", dont_inherit=True)


def ran(program: Program, *inputs: Input) -> list[dict[str, Any]]:
    """The program's observations of these inputs."""
    space: dict[str, Any] = {"__name__": "sandbox"}
    exec(compiled(program.prelude), space)
    exec(compile(program.text, "program", "exec", dont_inherit=True), space)
    answer: list[dict[str, Any]] = json.loads(eval(cases(inputs), space))
    return answer


def program(module: str, function: str, *others: str) -> Program:
    text = dedent(module)
    return programs(text, text, function, [dedent(other) for other in others])[0]


def observed(module: str, function: str, *positional: Any, world: int = 0, **keywords: Any) -> dict[str, Any]:
    """What one call of the function of that module shows."""
    return ran(program(module, function), given(*positional, world=world, **keywords))[0]


def trace(module: str, function: str, *positional: Any, world: int = 0) -> list[str]:
    """What it does to the world outside: "db.execute('SELECT 1',)"."""
    return [path + shown for path, shown in observed(module, function, *positional, world=world)["trace"]]
