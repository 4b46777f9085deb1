"""Snippets of Python, for what clean code rarely shows: SQL strings, shells, pickles, sleeps."""

from __future__ import annotations

import random
from collections.abc import Callable

from burnish.training.roughening.pair import Snippet
from burnish.training.roughening.snippets import python_awaits, python_dangers, python_queries, python_shapes
from burnish.training.roughening.words import Words

Grower = Callable[[Words, random.Random], Snippet]


def snippet(words: Words, chance: random.Random) -> Snippet:
    """A snippet of a random kind."""
    growers, weights = zip(*_GROWERS, strict=True)
    grow: Grower = chance.choices(growers, weights)[0]
    return grow(words, chance)


_GROWERS: tuple[tuple[Grower, int], ...] = (
    (python_queries.sql, 18),
    (python_dangers.shell, 9),
    (python_dangers.deserialization, 3),
    (python_dangers.secret, 5),
    (python_dangers.timeout, 7),
    (python_awaits.blocking, 7),
    (python_awaits.gather, 7),
    (python_queries.query_in_loop, 5),
    (python_queries.unbounded, 5),
    (python_shapes.concatenation, 10),
    (python_shapes.comprehension, 14),
    (python_shapes.context, 13),
    (python_shapes.nested, 11),
)  # how often each is grown
