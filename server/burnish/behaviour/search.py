"""Which inputs to try next: samples, edge cases, random ones, and those that led to new branches, changed a little."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Literal

from burnish.behaviour import strategies
from burnish.behaviour.edge_cases import OUTSIDE, STRANGERS, Hints, distinct, edges, fits
from burnish.behaviour.inputs import Row, Signature, well_formed
from burnish.behaviour.mutation import SEQUENCES, leaves, mutated, strange
from burnish.behaviour.places import fitting
from burnish.behaviour.relations import fewer, related, with_value
from burnish.behaviour.values import Kind, Parameter, Shape, Value

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

SAMPLES = 40
EDGES = 96
"""Rows of edge cases at most."""

DRAWN = 16
"""Rows that hypothesis draws at a time."""

MADE = 24
"""Rows that are made from earlier ones at a time."""

TURNS = 2
"""How often hypothesis draws: a row of its costs a millisecond, and after some the others find more."""

WORLDS = 60
FIRST_WORLDS = 16
WILD = 10
"""Rows with something of another kind, at a time."""

PATIENCE = 3
"""After so many rounds of random rows of which none is new, there are no more."""

_Family = tuple[Kind | Literal["left out"], Kind | None]
"""The kind of an argument and of its first item."""

BIG = 10_000
"""Numbers beyond are not counted to in a hurry, unless the function itself speaks of them."""

LATE = 8
"""Rows with big numbers, which are run last and apart: some code takes for ever with them."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a row taught: whether it reached new branches, whether it told anything, and whether all was reached then."""

    fresh: bool
    telling: bool
    complete: bool = False
    branches: int = 0
    """How many branches it took."""


class Search:
    """The rows for one function, in an order that depends on nothing but its arguments and the lessons."""

    def __init__(
        self, signature: Signature, given: Hints, samples: Sequence[tuple[Value, ...]], outside: bool, seed: int
    ) -> None:
        self._signature = signature
        self._given = given
        self._outside = outside
        self._random = Random(seed)
        self._seed = seed
        self._seen: set[Row] = set()
        self._queue: list[Row] = []
        self._failed: Counter[tuple[int, _Family]] = Counter()
        self._worked: Counter[tuple[int, _Family]] = Counter()
        self._big: list[Row] = []
        self._own = [*map(_number, given.numbers), *(Value("str", one) for one in given.texts)]
        self._complete = False
        self._furthest: tuple[int, Row | None] = (0, None)
        """The row that told something and took the most branches, and how many."""
        self.wild: set[Row] = set()
        """Rows with something of a kind that is not known: only those that reach new branches say anything."""
        self._columns = [_column(one, given) for one in signature.parameters]
        self._drawn_for: tuple[Parameter, ...] = ()
        self._strategy: SearchStrategy[tuple[Value | None, ...]] | None = None
        self._rows = self._all(samples)
        self.impossible = next(
            (
                one.name
                for one, column in zip(signature.parameters, self._columns, strict=True)
                if not column and not one.optional
            ),
            None,
        )
        """A parameter that the sandbox has no value for."""

    def batch(self, count: int) -> list[Row]:
        """The next rows, none of which came before; fewer when there are no more."""
        rows: list[Row] = []
        for row in self._rows:
            key = row if not _zero(row) else replace(row, values=(*row.values, Value("str", repr(row))))
            if key in self._seen or not self._promising(row) or not well_formed(self._signature, row):
                continue
            self._seen.add(key)
            if numbers_are_big(row, self._given):
                self._big.append(row)
                continue
            rows.append(row)
            if len(rows) == count:
                break
        return rows

    def late(self) -> list[Row]:
        """Rows with big numbers that came up so far."""
        return self._big[:LATE]

    def typical(self) -> Row:
        """Everything given, nothing extreme."""
        chosen = [next((value for value in column if value is not None), None) for column in self._columns]
        return Row(tuple(chosen))

    def learn(self, row: Row, lesson: Lesson) -> None:
        """Rows that reach new branches are followed; kinds that teach nothing are given up."""
        self._complete = lesson.complete
        counts = self._worked if lesson.telling else self._failed
        for at, value in enumerate(row.values):
            counts[at, _family(value)] += 1
        if lesson.telling and lesson.branches > self._furthest[0]:
            self._furthest = lesson.branches, row
        if lesson.fresh or (lesson.telling and len(self._queue) < 24):
            self._queue.append(row)
        if lesson.fresh:
            self._queue.append(row)

    def _promising(self, row: Row) -> bool:
        limit = 4 * max(len(row.values), 1)
        for at, value in enumerate(row.values):
            family = at, _family(value)
            if (
                self._failed[family] >= limit
                and not self._worked[family]
                and any(works for (place, _), works in self._worked.items() if place == at)
            ):
                return False
        return True

    def _all(self, samples: Sequence[tuple[Value, ...]]) -> Iterator[Row]:
        yield from self._worlds(self._sampled(samples))
        yield from self._worlds(self._edge_rows())
        stale = 0
        for turn in range(1_000):
            known = len(self._seen)
            if turn < TURNS or not self._columns:
                yield from self._drawn(turn)
            else:
                yield from self._shuffled(MADE)
            yield from self._mutants()
            if not self._complete:
                yield from self._wilder()
            stale = stale + 1 if len(self._seen) == known else 0
            if stale == PATIENCE or (not self._columns and not self._outside):
                return

    def _worlds(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The first row in many worlds, every later one in one of them."""
        for rank, row in enumerate(rows):
            yield row
            if not self._depends(row):
                continue
            if rank == 0:
                yield from (replace(row, world=world) for world in range(1, FIRST_WORLDS))
            else:
                yield replace(row, world=1 + rank % (WORLDS - 1))

    def _depends(self, row: Row) -> bool:
        return self._outside or any(value is not None and _has_outside(value) for value in row.values)

    def _sampled(self, samples: Sequence[tuple[Value, ...]]) -> Iterator[Row]:
        parameters = self._signature.parameters
        receiver = parameters[:1] if parameters and parameters[0].kind == "receiver" else ()
        places = [at for at, one in enumerate(parameters) if one.kind == "positional"]
        rest = next((at for at, one in enumerate(parameters) if one.kind == "rest"), None)
        for sample in samples[:SAMPLES]:
            if not all(fits(value, self._given) for value in sample):
                continue
            values: list[Value | None] = [None] * len(parameters)
            if receiver:
                values[0] = self._columns[0][0]
            for at, value in zip(places, sample, strict=False):
                values[at] = value
            if len(sample) > len(places):
                if rest is None:
                    continue
                values[rest] = Value("list", items=sample[len(places) :])
            lacking = [at for at in places[len(sample) :] if not parameters[at].optional]
            for at, one in enumerate(parameters):
                if at in lacking or (one.kind == "keyword" and not one.optional):
                    values[at] = next((value for value in self._columns[at] if value is not None), None)
            yield Row(tuple(values))

    def _edge_rows(self) -> Iterator[Row]:
        """Every edge case with the others typical, or as in the row that went furthest, then all of them in random company,
        then equal ones.
        """
        columns = self._columns
        if any(not column for column in columns):
            return
        typical = tuple(column[0] for column in columns)
        yield Row(typical)
        named = False
        each = max(10, 60 // max(len(columns), 1))
        for rank in range(1, each if len(columns) > 1 else 3 * EDGES):
            for at, column in enumerate(columns):
                furthest = self._furthest[1] if rank % 2 else None
                if rank < len(column) or furthest is not None:
                    # What an argument of few values can be is tried again beside what went further.
                    named = not named
                    around = Row(typical) if furthest is None else furthest
                    yield replace(with_value(around, at, column[rank % len(column)]), named=named)
        if len(columns) < 2:
            return
        for value in columns[0][:6]:
            if value is not None:
                same = tuple(value if value in column else column[0] for column in columns)
                yield Row(same)
        yield from (
            with_value(with_value(Row(typical), at, one), place, long) for at, one, place, long in fitting(columns)
        )
        for _ in range(3):
            yield from self._shuffled(min(max(map(len, columns)), EDGES // 3))

    def _shuffled(self, count: int) -> Iterator[Row]:
        """Every parameter's edge cases in an order of their own."""
        columns = self._columns
        if any(not column for column in columns):
            return
        orders = [self._random.sample(range(len(column)), len(column)) for column in columns]
        for rank in range(count):
            chosen = (column[order[rank % len(order)]] for column, order in zip(columns, orders, strict=True))
            row = Row(tuple(chosen), rank % 2 == 1)
            if self._depends(row) and self._random.random() < 0.5:
                row = replace(row, world=self._random.randrange(WORLDS))
            yield self._related(fewer(row, self._signature.parameters, self._random), 0.3)

    def _drawn(self, turn: int) -> Iterator[Row]:
        if not self._columns:
            yield from (Row((), world=turn * DRAWN + at) for at in range(DRAWN))
            return
        parameters = tuple(self._learned(at, one) for at, one in enumerate(self._signature.parameters))
        if self._strategy is None or parameters != self._drawn_for:
            from hypothesis import strategies as st

            self._drawn_for = parameters
            self._strategy = st.tuples(*(_strategy(one, self._given) for one in parameters))
        for values in strategies.draw(self._strategy, DRAWN, self._seed + turn):
            row = Row(values, self._random.random() < 0.3)
            if self._depends(row) and self._random.random() < 0.6:
                row = replace(row, world=self._random.randrange(WORLDS))
            yield self._related(fewer(row, parameters, self._random), 0.35)

    def _learned(self, at: int, parameter: Parameter) -> Parameter:
        """A parameter of which the code tells nothing may be what worked so far."""
        shape = parameter.shape
        if shape.kinds or shape.fields or shape.literals or shape.items or parameter.kind in ("rest", "keywords"):
            return parameter
        worked = {family for place, family in self._worked if place == at and family[0] != "left out"}
        if not worked:
            return parameter
        inner = frozenset(item for _, item in worked if item is not None)
        kinds = frozenset(kind for kind, _ in worked if kind != "left out")
        return replace(parameter, shape=Shape(kinds, Shape(inner) if inner else None))

    def _mutants(self) -> Iterator[Row]:
        queue = self._queue[-40:]
        if not queue:
            return
        for _ in range(MADE):
            row = self._random.choice(queue)
            for _ in range(self._random.choice((1, 1, 2, 3))):
                row = self._changed(row)
            yield self._related(row, 0.2)

    def _wilder(self) -> Iterator[Row]:
        """Rows in which something is of another kind: code that asks for kinds has branches for them."""
        for _ in range(WILD if self._queue else 0):
            row = self._random.choice(self._queue[-40:])
            given = [at for at, value in enumerate(row.values) if value is not None]
            if not given:
                return
            at = self._random.choice(given)
            others = [value for value in STRANGERS if fits(value, self._given)]
            made = with_value(row, at, strange(row.values[at] or others[0], others, self._random))
            if made not in self._seen:
                self.wild.add(made)
                yield made

    def _changed(self, row: Row) -> Row:
        if self._depends(row) and self._random.random() < 0.25:
            return replace(row, world=self._random.randrange(WORLDS))
        given = [at for at, value in enumerate(row.values) if value is not None]
        if not given:
            at = self._random.randrange(max(len(row.values), 1))
            return row if not row.values else with_value(row, at, self._random.choice(self._columns[at]))
        at = self._random.choice(given)
        if self._random.random() < 0.3:
            return with_value(row, at, self._random.choice(self._columns[at]))
        value = row.values[at]
        assert value is not None
        pool = [leaf for one in row.values if one is not None for leaf in leaves(one)]
        pool += [leaf for one in self._columns[at][:12] if one is not None for leaf in leaves(one)]
        return with_value(row, at, mutated(value, [*pool[:80], *self._own], self._random))

    def _related(self, row: Row, chance: float) -> Row:
        """With that chance, one argument that is found in another one."""
        if len(row.values) < 2 or self._random.random() > chance:
            return row
        return related(row, self._signature.parameters, self._given.undefined, self._random)


def _column(parameter: Parameter, given: Hints) -> list[Value | None]:
    if parameter.kind == "rest":
        values = _several(parameter.shape, given, parameter.name)
    elif parameter.kind == "keywords":
        values = list(edges(_mapping(parameter.shape), given, parameter.name))
    else:
        values = list(edges(parameter.shape, given, parameter.name))
    return [None, *values] if parameter.optional and parameter.kind not in ("rest", "keywords") else [*values]


def _several(shape: Shape, given: Hints, name: str) -> list[Value]:
    """For a `rest` parameter: none to three of its items."""
    items = edges(shape, given, name) or (Value("none"),)
    at = [items[rank % len(items)] for rank in range(6)]
    made = [at[:2], [], at[:1], at[:3], [at[1], at[0]], [at[0], at[0]], *([one] for one in items[1:12])]
    return distinct(Value("list", items=tuple(one)) for one in made)


def _mapping(shape: Shape) -> Shape:
    """For `keywords`: names and values."""
    if shape.fields or "dict" in shape.kinds:
        return replace(shape, kinds=frozenset(("dict",)))
    keys = Shape(literals=tuple(Value("str", name) for name in ("a", "b", "key")))
    items = shape if shape.kinds else Shape(frozenset(("int", "str")))
    return Shape(frozenset(("dict",)), items, keys)


def _strategy(parameter: Parameter, given: Hints) -> SearchStrategy[Value | None]:
    from hypothesis import strategies as st

    if parameter.kind == "rest":
        items = st.lists(strategies.values(parameter.shape, given, parameter.name, 1), max_size=3)
        return items.map(lambda drawn: Value("list", items=tuple(drawn)))
    if parameter.kind == "keywords":
        return st.sampled_from(edges(_mapping(parameter.shape), given, parameter.name))
    known = strategies.values(parameter.shape, given, parameter.name)
    return st.one_of(st.none(), known) if parameter.optional else known


def _number(data: float) -> Value:
    return Value("int" if isinstance(data, int) else "float", data)


def _family(value: Value | None) -> _Family:
    if value is None:
        return "left out", None
    return value.kind, value.items[0].kind if value.kind in SEQUENCES and value.items else None


def numbers_are_big(row: Row, given: Hints) -> bool:
    """Whether some number in it is one that nobody counts to."""

    def big(leaf: Value) -> bool:
        data = leaf.data
        if not isinstance(data, (int, float)) or abs(data) <= BIG:
            return False
        return leaf.kind == "int" and not any(abs(data - number) <= 1 for number in given.numbers)

    return any(big(leaf) for value in row.values if value is not None for leaf in leaves(value))


def _has_outside(value: Value) -> bool:
    return (
        value.kind in OUTSIDE or any(map(_has_outside, value.items)) or any(_has_outside(v) for _, v in value.entries)
    )


def _zero(row: Row) -> bool:
    """Whether 0.0 is in it, which equals -0.0."""
    return any(leaf.data == 0 and leaf.kind == "float" for value in row.values if value for leaf in leaves(value))
