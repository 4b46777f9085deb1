"""What every snippet shares."""

from __future__ import annotations

import random

from burnish.training.roughening.pair import Snippet
from burnish.training.roughening.words import Words, fill


def grown(rule: str, rough: str, clean: str, words: Words, chance: random.Random, awaits: bool = False) -> Snippet:
    """The two templates with their holes filled alike."""
    first, second = fill((rough, clean), words, chance)
    return Snippet(rule, first, second, awaits)


def indented(text: str, by: int = 1) -> str:
    """JavaScript templates are written with two spaces a level."""
    return "\n".join("  " * by + line if line else line for line in text.split("\n"))
