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

NAME, USE, SURE = range(3)
"""How sure a vote is: by the name alone, by what the code does with it, by a type."""

_BY_NAME: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"^(?:cb|callback|next|fn|func|done|resolve|reject|handler|predicate|iteratee|mapper|on[A-Z]\w*|set[A-Z]\w*|handle[A-Z]\w*|\w+(?:Fn|Callback|Handler))$"), "function"),
    (re.compile(r"^(?:req|res|request|response|ctx|context|app|db|conn|connection|client|socket|event|e|ev|evt|err|error|server|router|store|state|dispatch|el|element|node|\w+(?:Service|Repository|Model|Element|Event))$"), "object"),
    (re.compile(r"^(?:is|has|should|can|show|enable|disable)[A-Z]\w*$|^(?:flag|enabled|disabled|force|strict|verbose)$"), "bool"),
    (re.compile(r"^(?:n|i|j|k|x|y|z|num|number|count|index|idx|size|limit|offset|page|total|amount|price|age|width|height|length|max|min|start|end|from|to|ms|delay|timeout|port|year|month|day|depth|level|\w+(?:Count|Index|Size|Id|Ms|Width|Height))$"), "int"),
    (re.compile(r"^(?:items|list|arr|array|xs|rows|values|elements|data|nums|numbers|words|lines|keys|users|ids|args|\w+(?:List|Array|Items|s))$"), "list"),
    (re.compile(r"^(?:options|opts|config|settings|params|props|attrs|obj|object|map|dict|headers|query|body|payload|user|item|record|row|entry)$"), "dict"),
    (re.compile(r"^(?:s|str|string|text|name|title|label|key|id|url|uri|path|file|filename|email|message|msg|value|word|line|input|source|query|token|password|prefix|suffix|\w+(?:Name|Path|Url|Text|Key|String|Str))$"), "str"),
)  # fmt: skip


class Clue:
    """Grows while the code is read."""

    __slots__ = ("defaulted", "extra", "falsy", "fields", "inner", "literals", "name", "optional", "paired", "votes")

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
        takes_fields = not kinds or kinds & {"dict", "object"}
        return Shape(
            frozenset(kinds | self.extra) if kinds else frozenset(),
            None if self.inner is None else self.inner.shape(depth + 1),
            None,
            MappingProxyType({name: one.shape(depth + 1) for name, one in self.fields.items()} if takes_fields else {}),
            literals,
        )

    def _kinds(self) -> set[Kind]:
        surest = max(self.votes.values(), default=-1)
        kinds = {kind for kind, sure in self.votes.items() if sure == surest}
        if surest < SURE and self.fields and not kinds & {"dict", "object", "map", "set", "date", "stub"}:
            kinds = {*kinds, "object" if "object" in _by_name(self.name) else "dict"}
        if not kinds:
            kinds = {value.kind for value in self.literals} - {"none", "undefined"}
        if not kinds and self.inner is not None:
            kinds = {"list"}
        if not kinds:
            kinds = set(_by_name(self.name))
        return kinds


def _by_name(name: str) -> Iterable[Kind]:
    return next(((kind,) for pattern, kind in _BY_NAME if pattern.match(name)), ())
