"""The smallest input that still shows a difference: what a person is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from burnish.behaviour.edge_cases import UNKNOWN
from burnish.behaviour.inputs import Row, Signature, well_formed
from burnish.behaviour.mutation import leaves, replaced, size, smaller
from burnish.behaviour.values import Kind, Value

TRIES = 240
"""Inputs that are run at most. A count and no time, so that the same question has the same answer."""

BATCH = 16

_PLAINEST: dict[Kind, Value] = {
    "list": Value("list"), "int": Value("int", 0), "str": Value("str", ""), "dict": Value("dict"),
}  # fmt: skip

Differs = Callable[[Sequence[Row]], Sequence[bool]]


def smallest(row: Row, signature: Signature, differs: Differs, tries: int = TRIES) -> Row:
    """The row made smaller as long as the versions still differ on it; `differs` says so of each row of a batch."""
    # Those that differ but were not the first may be right for the next round.
    dull = {row}
    progress = True
    while progress and tries > 0:
        progress = False
        candidates = (one for one in _once(simpler(row, signature)) if one not in dull and well_formed(signature, one))
        while tries > 0 and (batch := list(islice(candidates, min(BATCH, tries)))):
            tries -= len(batch)
            flags = differs(batch)
            dull.update(one for one, different in zip(batch, flags, strict=True) if not different)
            found = next((one for one, different in zip(batch, flags, strict=True) if different), None)
            if found is not None:
                row, progress = found, True
                dull.add(row)
                break
    return row


def simpler(row: Row, signature: Signature) -> Iterator[Row]:
    """Rows like it with less in them, the boldest first."""
    if row.world:
        yield replace(row, world=0)
    if row.named:
        yield replace(row, named=False)
    optional = [at for at, one in enumerate(signature.parameters) if one.optional and row.values[at] is not None]
    if len(optional) > 1:
        yield replace(row, values=tuple(None if at in optional else one for at, one in enumerate(row.values)))
    for at in optional:
        yield _with(row, at, None)
    for at, value in enumerate(row.values):
        if value is not None and signature.parameters[at].kind in ("positional", "keyword", "state"):
            kinds = signature.parameters[at].shape.kinds or UNKNOWN.kinds
            plainer = (_PLAINEST[kind] for kind in _PLAINEST if kind in kinds)
            yield from (_with(row, at, one) for one in plainer if size(one) < size(value))
    # In turn, so that no parameter waits until another one is done.
    sources = [_lesser(row, at, value) for at, value in enumerate(row.values) if value is not None]
    while sources:
        for source in list(sources):
            made = next(source, None)
            if made is None:
                sources.remove(source)
            else:
                yield made
    counts = Counter(leaf for value in row.values if value is not None for leaf in leaves(value))
    for leaf, count in counts.items():
        if count > 1:
            # What is the same in two places must often stay the same.
            for less in smaller(leaf):
                values = tuple(one and replaced(one, leaf, less) for one in row.values)
                yield replace(row, values=values)


def _lesser(row: Row, at: int, value: Value) -> Iterator[Row]:
    return (_with(row, at, less) for less in smaller(value))


def _once(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows as they are asked for: of one with much in it there are thousands, and the first few often do."""
    seen: set[Row] = set()
    for row in rows:
        if row not in seen:
            seen.add(row)
            yield row


def _with(row: Row, at: int, value: Value | None) -> Row:
    return replace(row, values=(*row.values[:at], value, *row.values[at + 1 :]))
