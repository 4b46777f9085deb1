"""What is known so far of one value: votes for kinds, of which the surest count."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType

from burnish.behaviour.edge_cases import UNKNOWN_OUTSIDE
from burnish.behaviour.values import Kind, Shape, Value

FALSY = (Value("bool", False), Value("int", 0), Value("str", ""), Value("none"))
"""What a condition takes for nothing, besides undefined."""

PAIR = (Value("int", 1), Value("str", "1"))
"""Equal only if asked loosely."""

ITEMS = ((3, 5, 2, 7, 4, 1, 8, 6), (1, 4, 2, 0, 6, 5, 3, 9))
"""Numbers for lists of which the code reads so many."""

NAME, USE, SURE = range(3)
"""How sure a vote is: by the name alone, by what the code does with it, by a type."""

_BY_NAME: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"^(?:cb|callback|next|fn|func|done|resolve|reject|handler|predicate|iteratee|mapper|on[A-Z]\w*|set[A-Z]\w*|handle[A-Z]\w*|\w+(?:Fn|Callback|Handler))$"), "function"),
    (re.compile(r"^(?:req|res|request|response|ctx|context|app|db|conn|connection|client|socket|event|e|ev|evt|err|error|server|router|store|state|dispatch|el|element|node|\w+(?:Service|Repository|Model|Element|Event))$"), "object"),
    (re.compile(r"^(?:is|has|should|can|show|enable|disable)[A-Z]\w*$|^(?:flag|enabled|disabled|force|strict|verbose)$"), "bool"),
    (re.compile(r"^(?:n|i|j|k|x|y|z|num|number|count|index|idx|size|limit|offset|page|total|amount|price|age|width|height|length|max|min|start|end|from|to|ms|delay|timeout|port|year|month|day|depth|level|\w+(?:Count|Index|Size|Id|Ms|Width|Height))$"), "int"),
    (re.compile(r"^(?:options|opts|config|settings|params|props|attrs|obj|object|map|dict|headers|query|body|payload|user|item|record|row|entry)$"), "dict"),
    (re.compile(r"^(?:items|list|arr|array|xs|rows|values|elements|data|nums|numbers|words|lines|keys|users|ids|args|\w+(?:List|Array|Items|s))$"), "list"),
    (re.compile(r"^(?:s|str|string|text|name|title|label|key|id|url|uri|path|file|filename|email|message|msg|value|word|line|input|source|query|token|password|prefix|suffix|\w+(?:Name|Path|Url|Text|Key|String|Str))$"), "str"),
)  # fmt: skip


DATA = ("node", "state")
"""Names of objects from elsewhere that are often made in place, too, with some of their fields only."""


class Clue:
    """Grows while the code is read."""

    __slots__ = (
        "defaulted",
        "extra",
        "falsy",
        "fields",
        "indexes",
        "inner",
        "literals",
        "name",
        "optional",
        "paired",
        "reads",
        "votes",
    )

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.votes: dict[Kind, int] = {}
        self.extra: set[Kind] = set()
        """Kinds that are possible besides (null, undefined)."""
        self.inner: Clue | None = None
        self.fields: dict[str, Clue] = {}
        self.literals: list[Value] = []
        self.optional = False
        self.falsy = False
        """Whether it is asked for its truth."""
        self.paired = False
        """Whether it is compared with something that comes from elsewhere."""
        self.reads = 0
        """How many items are read by their places."""
        self.indexes = False
        """Whether something is looked up by it."""
        self.defaulted = False
        """Whether something else stands for it where it is false or nothing."""

    def vote(self, *kinds: Kind, sure: int = USE) -> None:
        for kind in kinds:
            self.votes[kind] = max(sure, self.votes.get(kind, NAME))

    def literal(self, value: Value) -> None:
        if value not in self.literals and len(self.literals) < 40:
            self.literals.append(value)

    def field(self, name: str) -> Clue:
        return self.fields.setdefault(name, Clue(name))

    def asked(self, defaulted: bool = False) -> None:
        """It may be nothing: a condition asks for it, or a default stands for it."""
        self.falsy = True
        self.defaulted = self.defaulted or defaulted
        self.extra.add("undefined")

    @property
    def items(self) -> Clue:
        if self.inner is None:
            self.inner = Clue()
        return self.inner

    @property
    def letters(self) -> bool:
        """Whether it is only compared with texts of one letter."""
        return bool(self.literals) and all(isinstance(one.data, str) and len(one.data) == 1 for one in self.literals)

    def shape(self, depth: int = 0) -> Shape:
        """What all votes come to."""
        if depth > 6:
            return Shape()
        kinds = self._kinds()
        literals = tuple(self.literals)
        if self.falsy:
            typed = any(sure == SURE for sure in self.votes.values())
            unknown = not kinds and not self.fields
            if unknown:
                kinds = set(UNKNOWN_OUTSIDE.kinds)
            if unknown or self.defaulted:
                literals += tuple(one for one in FALSY if one.kind in kinds | self.extra or not typed)
        if self.paired and not any(sure == SURE for sure in self.votes.values()):
            literals += PAIR
        if "list" in kinds:
            literals += self._long_enough()
        takes_fields = not kinds or kinds & {"dict", "object"}
        return Shape(
            frozenset(kinds | self.extra) if kinds else frozenset(),
            None if self.inner is None else self.inner.shape(depth + 1),
            None,
            MappingProxyType({name: one.shape(depth + 1) for name, one in self.fields.items()} if takes_fields else {}),
            literals,
        )

    def _long_enough(self) -> tuple[Value, ...]:
        """Lists that have what the code reads by place: of three items or more, which few lists have by chance."""
        inner = set[Kind]() if self.inner is None else self.inner._kinds()
        if not 2 < self.reads <= len(ITEMS[0]) or not inner <= {"int", "float", "str"}:
            return ()
        numbers = not inner or inner & {"int", "float"}
        return tuple(
            Value("list", items=tuple(Value("int", one) if numbers else Value("str", chr(96 + one)) for one in row))
            for row in (items[: self.reads] for items in ITEMS)
        )

    @property
    def unknown(self) -> bool:
        """Whether neither its name nor what was read so far tells of it."""
        return not (self.votes or self.fields or self.literals or self.inner or any(_by_name(self.name)))

    def surest(self) -> set[Kind]:
        """What it is by what is surest of all that is known, which may be nothing."""
        surest = max(self.votes.values(), default=-1)
        return {kind for kind, sure in self.votes.items() if sure == surest}

    def _kinds(self) -> set[Kind]:
        surest = max(self.votes.values(), default=-1)
        kinds = self.surest()
        if surest < SURE and self.fields and not kinds & {"dict", "object", "map", "set", "date", "stub"}:
            if "object" in _by_name(self.name):
                kinds.add("object")
            if "object" not in kinds or self.name in DATA:
                kinds.add("dict")
        if not kinds:
            kinds = {value.kind for value in self.literals} - {"none", "undefined"}
        if not kinds and self.inner is not None:
            kinds = {"list"}
        if kinds == {"list"} and surest < SURE and self.inner is not None and self.inner.letters:
            kinds = {"list", "str"}
        if not kinds:
            kinds = set(_by_name(self.name))
            if self.indexes and not kinds & {"int", "str"}:
                kinds = {"str", "int"}
        return kinds


def _by_name(name: str) -> Iterable[Kind]:
    return next(((kind,) for pattern, kind in _BY_NAME if pattern.match(name)), ())
