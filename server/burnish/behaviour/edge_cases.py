"""The values at which code breaks: for every shape a list of them, the typical first, then the extreme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from burnish.behaviour.patterns import readable
from burnish.behaviour.places import placed
from burnish.behaviour.values import Kind, Shape, Value

PLAIN: frozenset[Kind] = frozenset(
    ("none", "bool", "int", "float", "str", "bytes", "list", "tuple", "set", "dict", "map")
)
"""Kinds that need no recording stubs and no protocol: all that the simplest sandbox understands."""

OUTSIDE: frozenset[Kind] = frozenset(("stub", "object", "function"))
"""Kinds whose behaviour depends on the world."""

DEEPEST = 3
"""How deep values are nested."""

MOST = 26
"""How many values a nested shape is given; more would drown the others."""

NONE = Value("none")
UNDEFINED = Value("undefined")

INTEGERS = (
    1, 0, 2, -1, 3, 5, 10, 7, -2, 4, 100, -10, 6, 8, 1000, 61, 200, 3_661, 90_000, 200_000_000, 5_000_000, 2**53 + 1, -(2**31), 10**18 + 9,
)  # fmt: skip
FLOATS = (0.5, 0.0, 1.0, -1.5, 2.5, 3.7, float("inf"), -0.0, 1e-9, 1e16, float("nan"), float("-inf"))
TEXTS = (
    "a", "", "ab", "abc", "b", "A", "aB c", " ", "aba", "0", " a b ", "12", "1", "2", "a\nb\n", "a,b", "-1", "aa", "hello world",
    "1.5", "_x", "é", "e\u0301", "🦊", "ß", "\t", "a-b_c", "x=1", "Abc Def", "a" * 40, "\u0130",
)  # fmt: skip
BYTES = (b"a", b"", b"abc", b"\x00\xff", "é".encode(), b" ")
_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">"}
DATES = (0, 86_400_000, 1_709_164_800_000, 1_735_689_599_000, -1_000)
"""Milliseconds: the epoch, a day later, a leap day, the last second of a year, before the epoch."""

UNKNOWN = Shape(frozenset(("int", "str", "list", "none", "dict", "float", "bool", "undefined")))
UNKNOWN_OUTSIDE = Shape(UNKNOWN.kinds | {"stub"})
"""What a parameter of which nothing is known may be."""


def integer(number: int) -> Value:
    return Value("int", number)


def text(characters: str) -> Value:
    return Value("str", characters)


STRANGERS = (
    Value("int", 1), text("a"), NONE, Value("list", items=(Value("int", 1),)), Value("float", 0.5), Value("bool", True),
    Value("dict", entries=((text("a"), Value("int", 1)),)), Value("tuple", items=(Value("int", 1), text("a"))), UNDEFINED,
    Value("stub", "it"), Value("function", "it"), Value("bytes", b"a"),
)  # fmt: skip
"""One of each kind."""

_ORDER: tuple[Kind, ...] = (
    "object", "int", "list", "str", "dict", "tuple", "float", "set", "map", "iterator", "function", "bytes", "date",
    "stub", "bool", "none", "undefined",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hints:
    """What the function tells about its inputs, and what the sandbox can take."""

    numbers: tuple[int | float, ...] = ()
    texts: tuple[str, ...] = ()
    plain: bool = False
    """Whether only PLAIN kinds can be used."""
    undefined: bool = False
    """Whether the language has `undefined`."""
    octets: tuple[bytes, ...] = ()


def hints(constants: Iterable[Value], plain: bool, undefined: bool) -> Hints:
    """Numbers, texts and bytes of the function's body, each once, in order."""
    octets: dict[bytes, None] = {}
    numbers: dict[int | float, None] = {}
    texts: dict[str, None] = {}
    for constant in constants:
        data = constant.data
        if isinstance(data, str):
            texts.setdefault(data)
        elif isinstance(data, bytes):
            octets.setdefault(data)
        elif isinstance(data, (int, float)) and not isinstance(data, bool):
            numbers.setdefault(data)
    return Hints(tuple(numbers)[:12], tuple(texts)[:12], plain, undefined, tuple(octets)[:6])


def kinds_of(shape: Shape, given: Hints) -> tuple[Kind, ...]:
    """The kinds to try, those that code uses most first. Of an unknown shape, a mix."""
    kinds = shape.kinds
    if not kinds:
        if shape.fields:
            kinds = frozenset[Kind](("object", "dict") if not given.plain else ("dict",))
        elif shape.keys is not None:
            kinds = frozenset[Kind](("dict",))
        elif shape.items is not None:
            kinds = frozenset[Kind](("list",))
        elif shape.literals:
            kinds = frozenset(literal.kind for literal in shape.literals)
        else:
            kinds = UNKNOWN.kinds if given.plain else UNKNOWN_OUTSIDE.kinds
    usable = [kind for kind in _ORDER if kind in kinds and (not given.plain or kind in PLAIN)]
    if given.undefined and "int" in kinds and "list" in kinds and shape.items is not None and not _is_open(shape.items):
        # It is asked what it is, and then looked into.
        usable.sort(key=lambda kind: kind != "list")
    return tuple(kind for kind in usable if kind != "undefined" or given.undefined)


def _is_open(shape: Shape) -> bool:
    return not (shape.kinds or shape.fields or shape.literals or shape.items)


def edges(shape: Shape, given: Hints, name: str = "it", depth: int = 0) -> tuple[Value, ...]:
    """Values of the shape, each once: first one of each kind, then the others in turn."""
    columns = [list(_of_kind(kind, shape, given, name, depth)) for kind in kinds_of(shape, given)]
    literals = [value for value in shape.literals if fits(value, given)]
    # What JavaScript takes for nothing is typical of no kind.
    wanted = {value.kind for value in literals if value.data or not given.undefined}
    first = [column[0] for column in columns if column and column[0].kind not in wanted]
    if given.undefined:
        # Numbers are of one kind, and nothing is typical of what has a value somewhere.
        absent = [one for one in first if literals and one.kind in ("none", "undefined")]
        first = [one for one in first if one not in absent and not (one.kind == "float" and "int" in wanted)]
        # A list that is as long as the code takes for granted is more typical than any other.
        filled = [value for value in literals if value.items]
        chosen = (*filled, *first[:1], *literals, *first[1:], *absent, *_in_turn(columns))
        return tuple(distinct(chosen))[: MOST if depth else 3 * MOST]
    return tuple(distinct((*first, *literals, *_in_turn(columns))))[: MOST if depth else 3 * MOST]


def distinct(values: Iterable[Value]) -> list[Value]:
    """Each value once; 0.0 and -0.0 are two."""
    seen: dict[tuple[Value, str], Value] = {}
    for value in values:
        seen.setdefault((value, repr(value.data)), value)
    return list(seen.values())


def _in_turn(columns: Sequence[Sequence[Value]]) -> Iterable[Value]:
    for rank in range(max((len(column) for column in columns), default=0)):
        for column in columns:
            if rank < len(column):
                yield column[rank]


def fits(value: Value, given: Hints) -> bool:
    """Whether the sandbox and the language can take a value."""
    if value.kind == "undefined" and not given.undefined:
        return False
    if given.plain and value.kind not in PLAIN:
        return False
    parts = (*value.items, *(part for entry in value.entries for part in entry))
    return all(fits(part, given) for part in parts)


def integers(given: Hints) -> list[Value]:
    """The usual ones, and those around each number of the function."""
    near = [
        int(number) + step for step in (0, 1, -1) for number in given.numbers if abs(number) < 2**62
    ]  # whole numbers around 2.5 are 2, 3 and 1
    return _mixed(map(integer, INTEGERS), map(integer, near))


def floats(given: Hints) -> list[Value]:
    near = [float(number) + step for step in (0, 0.5, -0.5) for number in given.numbers if abs(number) < 2**62]
    return _mixed((Value("float", number) for number in FLOATS), (Value("float", number) for number in near))


def texts(given: Hints) -> list[Value]:
    """The usual ones, the function's own, and these with something before and after."""
    own = list(given.texts)
    joined = [*_nested(own), *(f"a{one}b" for one in own)]
    more = [made for one in own for made in (f"{one}x", f"x{one}", one * 2, one.upper(), one.lower(), one[:-1])]
    joined += [f"a {one} b" for one in own if one.isalnum()]
    signs = [one for one in own if 0 < len(one) <= 2 and not one.isalnum()]
    joined += [f"{one}a{other}b{one}{other}c" for one in signs[:3] for other in signs[:3] if one != other]
    joined += [made for one in signs for made in _parted(one)]
    joined += [f"{one}1{sign}2{sign}3" for one in own if one.isalpha() and len(one) < 4 for sign in signs[:2]]
    read = {one: readable(one) for one in own}
    matched = [made for ones in read.values() for made in ones]
    words = [one for one in own if not read[one] and one.strip()][:2]
    joined[:0] = [f"{one}{end}{other}" for end in ("\n", " a\n", "\n\n") for one in words for other in matched[:1]]
    if len(own) > 1:
        joined += [f"{own[0]}\n{own[1]}", f"a{own[0]}b{own[1]}c", own[1] + own[0], "".join(own)]
    digits = [str(int(number)) for number in given.numbers if abs(number) < 2**62]
    plain = [one for one in own if not read[one]]
    return _mixed(map(text, TEXTS), map(text, (*plain, *matched[:6], *own, *matched, *joined, *more, *digits)))


def _nested(own: Sequence[str]) -> Iterable[str]:
    """Brackets of which the code speaks, within each other: as they belong, and crossed."""
    opening = [one for one in _BRACKETS if one in own and _BRACKETS[one] in own]
    for one, other in zip(opening, [*opening[1:], *opening[:1]], strict=True):
        closing, closed = _BRACKETS[one], _BRACKETS[other]
        yield from (f"{one}a{other}b{closed}{closing}c", f"{one}{other}{closing}{closed}", f"a{one}b{other}c")


def _lettered(made: list[Value], shape: Shape) -> list[Value]:
    """Where the code asks for some of a text's letters: first those that have more than these letters."""
    letters = () if shape.items is None else [str(one.data) for one in shape.items.literals if one.kind == "str"]
    if not letters:
        return made
    having = [one for one in made if len(str(one.data)) > 2 and any(letter in str(one.data) for letter in letters)]
    return distinct((*having[:2], *made[:2], *having, *made))


def _parted(separator: str) -> tuple[str, ...]:
    """What splits at it: numbers first, as in times, versions and ranges."""
    return (
        f"12{separator}30",
        f"10{separator}99",
        f"30{separator}4",
        f"1{separator}2{separator}3",
        f"a{separator}b",
        f"a {separator} b",
        f"9{separator}5",
        f"{separator}a{separator}",
    )


def _mixed(usual: Iterable[Value], own: Iterable[Value]) -> list[Value]:
    """Two of the usual ones for each of the function's own."""
    left, right, values = list(usual), distinct(own), list[Value]()
    while left or right:
        values += (*left[:2], *right[:1])
        del left[:2], right[:1]
    return distinct(values)


def _octets(given: Hints) -> list[bytes]:
    return [*given.octets, *(one.encode("utf-8", "replace") for one in given.texts if one)][:6]


def _of_kind(kind: Kind, shape: Shape, given: Hints, name: str, depth: int) -> Iterable[Value]:
    if kind == "int":
        return integers(given)
    if kind == "float":
        return floats(given)
    if kind == "str":
        return _lettered(texts(given), shape)
    if kind == "bool":
        return Value("bool", True), Value("bool", False)
    if kind == "none":
        return (NONE,)
    if kind == "undefined":
        return (UNDEFINED,)
    if kind == "bytes":
        # What the code says of texts may be meant of what they are encoded to.
        own = [made for one in _octets(given) for made in (one, one + b"ab", b"a" + one + b"b")]
        return _mixed((Value("bytes", data) for data in BYTES), (Value("bytes", data) for data in own))
    if kind == "date":
        return [Value("date", data) for data in DATES]
    if kind in ("function", "stub"):
        return (Value(kind, name),)
    if kind == "tuple" and is_fixed(shape):
        # So many items and no more: they are no deeper than the whole.
        inside = max(depth, 1)
        columns = [edges(inner, given, f"{name}[{at}]", inside) or (NONE,) for at, inner in shape.fields.items()]
        return _fixed(columns)
    if kind in ("dict", "map"):
        return _mappings(kind, shape, given, name, depth)
    if kind == "object":
        return _objects(shape, given, name, depth)
    return _sequences(kind, shape, given, name, depth)


def is_fixed(shape: Shape) -> bool:
    """Whether it is of tuples with so many items: what each may be are its fields "0", "1" ..."""
    return "tuple" in shape.kinds and "0" in shape.fields and not shape.kinds & {"dict", "object"}


def _fixed(columns: Sequence[Sequence[Value]]) -> list[Value]:
    """Tuples with one item of each column: typical ones, then one other at a time and together, then equal ones."""
    typical = [column[0] for column in columns]
    chosen = [typical]
    chosen += [[column[(rank * (1 + at)) % len(column)] for at, column in enumerate(columns)] for rank in range(1, 9)]
    chosen += [[column[rank % len(column)] for column in columns] for rank in range(1, 9)]
    for rank in range(1, 6):
        for at, column in enumerate(columns):
            chosen.append([*typical[:at], column[rank % len(column)], *typical[at + 1 :]])
    return distinct(Value("tuple", items=tuple(one)) for one in chosen)


def _sequences(kind: Kind, shape: Shape, given: Hints, name: str, depth: int) -> Iterable[Value]:
    if depth >= DEEPEST:
        return (Value(kind),)
    if shape.items is None or not kinds_of(shape.items, given):
        groups = [integers(given)[:12], texts(given)[:12]]
    elif not shape.items.kinds and kinds_of(shape.items, given) == kinds_of(Shape(), given):
        groups = [integers(given)[:12], texts(given)[:12], list(edges(shape.items, given, f"{name}[]", depth + 1))]
    else:
        groups = [list(edges(shape.items, given, f"{name}[]", depth + 1))]
    return _in_turn([_arranged(kind, items) for items in groups if items])


def _arranged(kind: Kind, items: Sequence[Value]) -> list[Value]:
    """Few and many, in and out of order, equal and different."""
    at = [items[rank % len(items)] for rank in range(8)]
    arrangements: list[Sequence[Value]] = [
        at[:2], (), at[:1], (at[1], at[0]), (at[0], at[0]), at[:3], (at[2], at[0], at[1]), (at[1], at[0], at[1]),
        at[:5], (at[2], at[2], at[0], at[1], at[0]), at[::-1], tuple(at[:4]) * 6,
    ]  # fmt: skip
    arrangements += [(item,) for item in items[1:10]]
    arrangements += [(at[0], item) for item in items[3:12]]
    # Sets hold everything once.
    return [Value(kind, items=tuple(dict.fromkeys(one)) if kind == "set" else tuple(one)) for one in arrangements]


def _mappings(kind: Kind, shape: Shape, given: Hints, name: str, depth: int) -> Iterable[Value]:
    if depth >= DEEPEST and not shape.fields:
        return (Value(kind),)
    if shape.fields:
        entries = [
            (key, edges(inner, given, f"{name}.{key}", depth + 1) or (NONE,)) for key, inner in shape.fields.items()
        ]
        made_of = _variants(kind, entries, may_lack=True)
        # So deep, what the code reads is there, and as it usually is.
        return made_of if depth < DEEPEST else made_of[:1]
    keys = edges(shape.keys, given, name, depth + 1) if shape.keys is not None else texts(given)[:12]
    items = edges(shape.items, given, name, depth + 1) if shape.items is not None else integers(given)[:12]
    # Unhashable things are no keys.
    keys = tuple(key for key in keys if not (key.items or key.entries or key.kind in ("list", "dict", "set")))
    if not keys or not items:
        return (Value(kind),)
    of = [(keys[rank % len(keys)], items[rank % len(items)]) for rank in range(8)]
    swapped = (of[1 % len(of)][0], of[0][1])
    made = [of[:2], [], of[:1], [of[1], of[0]], [of[0], swapped], of[:4], *([one] for one in of[2:8])]
    made += [[(keys[0], item)] for item in items[1:8]]
    return [Value(kind, entries=tuple(dict(one).items())) for one in made]


def _objects(shape: Shape, given: Hints, name: str, depth: int) -> Iterable[Value]:
    if depth >= DEEPEST:
        return (Value("stub", name),) if not given.plain else (Value("dict"),)
    entries = [(key, edges(inner, given, f"{name}.{key}", depth + 1) or (NONE,)) for key, inner in shape.fields.items()]
    if not entries:
        # What the code says of texts may be names of attributes.
        named = [(one, (integer(1), NONE, integer(0))) for one in given.texts if one.isidentifier()]
        return _variants("object", named[:3], may_lack=True)[::-1] if named else (Value("object"),)
    made = _variants("object", entries, may_lack=False)
    fitted = [
        replace(made[0], entries=tuple((key, fields.get(str(key.data), value)) for key, value in made[0].entries))
        for fields in placed(entries, given.texts)
    ]
    return [*made[:1], *(one for two in zip_longest(made[1:], fitted) for one in two if one is not None)]


def _variants(kind: Kind, entries: Sequence[tuple[str, tuple[Value, ...]]], may_lack: bool) -> list[Value]:
    """All fields typical, then others one at a time and together; a dict may lack some of them."""

    def made(choice: Sequence[Value | None]) -> Value:
        return Value(
            kind,
            entries=tuple((text(key), one) for (key, _), one in zip(entries, choice, strict=True) if one is not None),
        )

    typical: list[Value | None] = [values[0] for _, values in entries]
    variants = [made(typical)]
    variants += [
        made([values[(rank * (1 + at % 3)) % len(values)] for at, (_, values) in enumerate(entries)])
        for rank in range(1, 9)
    ]
    for rank in range(1, 12):
        for at, (_, values) in enumerate(entries):
            if rank < len(values):
                variants.append(made([*typical[:at], values[rank], *typical[at + 1 :]]))
    if may_lack:
        lacking = [made([*typical[:at], None, *typical[at + 1 :]]) for at in range(len(entries))]
        # Code that asks for one field after the other comes to the last ones where the first are missing.
        lacking += [Value(kind), *(made([None] * at + typical[at:]) for at in range(2, len(entries)))]
        variants[2:2] = lacking
    return list(dict.fromkeys(variants))
