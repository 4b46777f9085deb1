"""A recipe: everything that a training run depends on, in one file beside its corpus."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, slots=True)
class Source:
    """A repository of the corpus. Those that are held out serve evaluation only."""

    name: str
    licence: str
    held_out: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of a Llama: width, layers, heads of attention, width of the feed-forward part, RoPE's base."""

    vocabulary: int
    width: int
    layers: int
    heads: int
    feed_forward: int
    rope_base: float
    context: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """A training run, to be repeated by anyone with the corpus. Times are in minutes, batches in tokens."""

    name: str
    corpus: Path
    seed: int
    pairs: int
    held_out_pairs: int
    unchanged_share: float
    most_files: int
    unnamed_share: float
    light_rules: tuple[str, ...]
    light_share: float
    behaviour: bool
    """Whether both sides of each pair are run beside each other, and a pair that is refuted is dropped."""
    shape: Shape
    batch_tokens: int
    learning_rate: float
    warmup_steps: int
    weight_decay: float
    max_minutes: float


def read_recipe(path: Path) -> Recipe:
    """Raises OSError, tomllib.TOMLDecodeError, or TypeError naming a setting that is missing or unknown."""
    content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    shape = Shape(**content.pop("shape"))
    collected = content.pop("collect")
    return Recipe(
        corpus=path.parent / content.pop("corpus"),
        shape=shape,
        light_rules=tuple(collected.pop("light_rules")),
        **collected,
        **content.pop("train"),
        **content,
    )


def corpus_sources(recipe: Recipe) -> dict[str, Source]:
    content = tomllib.loads(recipe.corpus.read_text(encoding="utf-8"))
    return {entry["name"]: Source(**entry) for entry in content["source"]}
