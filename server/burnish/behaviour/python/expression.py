"""Values written in Python: for a sandbox, and for people."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from burnish.behaviour.values import Input, Value


def number(value: float) -> str:
    if math.isnan(value):
        return "float('nan')"
    if math.isinf(value):
        return "float('inf')" if value > 0 else "-float('inf')"
    return repr(value)


def sequence(kind: str, items: list[str]) -> str:
    """A list, tuple or set of written items."""
    if kind == "tuple":
        return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
    if kind == "set":
        return "{" + ", ".join(items) + "}" if items else "set()"
    return "[" + ", ".join(items) + "]"


def expression(value: Value) -> str:
    """The value made anew, as code for a program; what is not plain data is made by what stands before the program."""
    if value.kind in ("none", "undefined"):
        return "None"
    if value.kind == "float":
        return number(float(value.data or 0.0))
    if value.kind in ("bool", "int", "str", "bytes"):
        return repr(value.data)
    if value.kind in ("list", "tuple", "set"):
        return sequence(value.kind, [expression(item) for item in value.items])
    if value.kind == "iterator":
        return f"Walk([{', '.join(expression(item) for item in value.items)}])"
    if value.kind in ("dict", "map"):
        return "{" + ", ".join(f"{expression(key)}: {expression(item)}" for key, item in value.entries) + "}"
    if value.kind == "date":
        return f"moment_of({value.data!r})"
    if value.kind == "object":
        fields = ", ".join(f"{expression(key)}: {expression(item)}" for key, item in value.entries)
        return f"thing({str(value.data or 'object')!r}, {{{fields}}})"
    return f"Outside({str(value.data or value.kind)!r})"


def shown(value: Value) -> str:
    """The value as a person would write it: `[1, 2]`, `iter([1])`, `Object(name='a')`, `<db>`."""
    if value.kind in ("none", "undefined"):
        return "None"
    if value.kind in ("float", "bool", "int", "str", "bytes"):
        return expression(value)
    if value.kind in ("list", "tuple", "set"):
        return sequence(value.kind, [shown(item) for item in value.items])
    if value.kind == "iterator":
        return f"iter([{', '.join(shown(item) for item in value.items)}])"
    if value.kind in ("dict", "map"):
        return "{" + ", ".join(f"{shown(key)}: {shown(item)}" for key, item in value.entries) + "}"
    if value.kind == "date":
        return f"datetime.fromtimestamp({int(value.data or 0) / 1000}, timezone.utc)"
    if value.kind == "object":
        name = str(value.data or "object").rpartition(".")[2]
        return (
            f"{name[:1].upper()}{name[1:]}({', '.join(f'{key.data!s}={shown(item)}' for key, item in value.entries)})"
        )
    return "<" + str(value.data or value.kind) + ">"


def made(given: Input, named: Mapping[str, str] = MappingProxyType({})) -> str:
    """The function that makes the arguments anew. `named` are functions, by name, for arguments as they are written."""
    texts = [expression(value) for value in given.positional]
    positional = sequence("tuple", [f"{named[text]}()" if text in named else text for text in texts])
    keywords = ", ".join(f"{name!r}: {expression(value)}" for name, value in given.keywords)
    state = ", ".join(f"{name!r}: {expression(value)}" for name, value in given.state)
    return f"lambda: ({positional}, {{{keywords}}}{f', {{{state}}}' if state else ''})"


def repeated(texts: Iterable[str], name: str, longer: int) -> dict[str, str]:
    """A name for each text that comes up twice and is longer than that."""
    often = (text for text, count in Counter(texts).items() if count > 1 and len(text) > longer)
    return {text: f"_b_{name}{rank}" for rank, text in enumerate(often)}


def cases(inputs: Sequence[Input]) -> str:
    """The expression that runs a program's function with these inputs, one after the other.

    Most cases of a batch differ in one argument, or in the world alone: what comes up again is compiled once. Nothing
    stands around the cases on the stack, so that each has as much of it as it has alone.
    """
    arguments = repeated((expression(value) for given in inputs for value in given.positional), "argument", 20)
    functions = [made(given, arguments) for given in inputs]
    whole = repeated(functions, "given", 0)
    runs = ", ".join(f"({given.world}, {whole.get(one, one)})" for given, one in zip(inputs, functions, strict=True))
    first = [f"({name} := lambda: {text})" for text, name in arguments.items()]
    first += [f"({name} := {text})" for text, name in whole.items()]
    return f"({', '.join(first)}, _b_run([{runs}]))[-1]" if first else f"_b_run([{runs}])"


def timing(given: Input, rounds: int) -> str:
    """The expression that measures one call, as the fastest of so many rounds."""
    return f"_b_time(({given.world}, {made(given)}), {rounds})"
