"""Every stage of training in turn; a stage whose result is there already is left out, so a stopped run goes on."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from burnish.training.collect import collect, read_pairs
from burnish.training.evaluate import evaluate, write_report
from burnish.training.export import export
from burnish.training.recipe import Recipe
from burnish.training.tokenizer import train_tokenizer
from burnish.training.train import load, train

EVALUATED_PAIRS = 400


@dataclass(frozen=True, slots=True)
class Made:
    """A model's GGUF, and its evaluation as a Markdown table."""

    model: Path
    table: str


def make_model(
    recipe: Recipe,
    sources: Mapping[str, Path],
    out: Path,
    run: Path,
    minutes: float,
    threads: int,
    say: Callable[[str], None],
) -> Made:
    """A model from the sources, written to `out`; data, checkpoints and evaluation go to `run`.

    `minutes` bound the training stage, over all calls with the same `run`. `say` is told of each stage. Raises
    ValueError when the recipe does not list a source, or nothing was collected.
    """
    data, tokens = run / "data", run / "data" / "tokenizer.json"
    if not (data / "train.jsonl").is_file():
        say(f"Collecting from {len(sources)} sources…")
        collected = collect(recipe, sources, data, threads)
        total = {name: sum(counts.values()) for name, counts in collected.counts.items()}
        say(f"{total['train']} pairs to learn from, {total['heldout']} to measure with.")
    if not tokens.is_file():
        train_tokenizer(recipe, data / "train.jsonl", tokens)
    say(f"Training for {minutes:g} minutes; call again to go on when it was stopped.")
    progress = train(recipe, data, run / "run", minutes, threads=threads)
    say(f"{progress.step} steps, {progress.tokens / 1e6:.1f}M tokens, loss {progress.loss:.3f}")
    out.mkdir(parents=True, exist_ok=True)
    model = load(run / "run" / "checkpoint.pt", recipe.shape)
    made = export(recipe, model, Tokenizer.from_file(str(tokens)), run / "run", out, datetime.date.today())
    pairs = list(read_pairs(data / "heldout.jsonl"))[:EVALUATED_PAIRS]
    write_report(evaluate(made, pairs), made.name, run / "evaluation")
    return Made(made, (run / "evaluation" / "evaluation.md").read_text(encoding="utf-8"))
