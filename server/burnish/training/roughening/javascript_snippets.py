"""Snippets of JavaScript, grown in two-space style with semicolons and single quotes; `styled` changes that."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from burnish.training.roughening.pair import Snippet
from burnish.training.roughening.snippets import javascript_awaits, javascript_queries, javascript_shapes
from burnish.training.roughening.words import Words

Grower = Callable[[Words, random.Random], Snippet]


def snippet(words: Words, chance: random.Random) -> Snippet:
    """A snippet of a random kind."""
    growers, weights = zip(*_GROWERS, strict=True)
    grow: Grower = chance.choices(growers, weights)[0]
    return grow(words, chance)


def styled(text: str, unit: str, semicolons: bool, quote: str) -> str:
    """`text` with another unit of indentation, without semicolons at the ends of lines, or with double quotes."""
    lines = []
    for line in text.split("\n"):
        bare = line.lstrip(" ")
        depth, odd = divmod(len(line) - len(bare), 2)
        lines.append(unit * depth + " " * odd + (bare if semicolons or not bare.endswith(";") else bare[:-1]))
    styled_text = "\n".join(lines)
    if quote == '"':
        styled_text = re.sub(r"'([^'\"\n`]*)'", r'"\1"', styled_text)
    return styled_text


_GROWERS: tuple[tuple[Grower, int], ...] = (
    (javascript_queries.sql, 17),
    (javascript_queries.secret, 6),
    (javascript_shapes.inner_html, 6),
    (javascript_awaits.sync_io, 11),
    (javascript_awaits.gather, 10),
    (javascript_awaits.await_loop, 13),
    (javascript_awaits.chain, 16),
    (javascript_shapes.lazy, 4),
    (javascript_queries.query_in_loop, 4),
    (javascript_queries.unbounded, 5),
    (javascript_shapes.nested, 12),
    (javascript_shapes.hooks, 3),
)  # how often each is grown
