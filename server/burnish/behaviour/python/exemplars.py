"""Small typical values of what is known, where a whole has a form that kinds alone do not tell."""

from __future__ import annotations

from burnish.behaviour.python.known import Known
from burnish.behaviour.values import Kind, Value

TYPICAL: dict[Kind, tuple[Value, ...]] = {
    "int": (Value("int", 2), Value("int", 0), Value("int", -1)),
    "float": (Value("float", 1.5), Value("float", 0.0), Value("float", -2.0)),
    "str": (Value("str", "a"), Value("str", ""), Value("str", "b c")),
    "bool": (Value("bool", True), Value("bool", False)),
    "bytes": (Value("bytes", b"a"), Value("bytes", b"")),
    "none": (Value("none"),),
    "list": (Value("list", items=(Value("int", 1),)), Value("list")),
    "dict": (Value("dict", entries=((Value("str", "a"), Value("int", 1)),)), Value("dict")),
}
ANY: tuple[Value, ...] = (Value("int", 2), Value("str", "a"), Value("int", 0))


def tuples(parts: list[Known]) -> list[Value]:
    """Tuples whose items are of these kinds, one after the other."""
    columns = []
    for part in parts:
        kinds = [kind for kind in sorted(part.kinds()) if kind in TYPICAL]
        columns.append(tuple(value for kind in kinds for value in TYPICAL[kind]) or ANY)
    return [Value("tuple", items=tuple(column[rank % len(column)] for column in columns)) for rank in range(3)]
