"""`burnish train`: a model from source trees and git repositories."""

from __future__ import annotations

import importlib.util
import json
import os
from dataclasses import replace
from pathlib import Path

import typer

from burnish.cli.console import errors, fail, results
from burnish.config import resource_folder
from burnish.installation import how_to_add
from burnish.model.manifest import user_folder


def register(app: typer.Typer) -> None:
    app.command()(train)


def train(
    sources: list[str] = typer.Argument(
        help="Source trees or git repositories, each a path, or NAME=PATH for one that the recipe's corpus lists."
    ),
    held_out: list[str] = typer.Option(
        [], "--held-out", help="One of the sources that is kept for measuring; the last one if none is named."
    ),
    out: Path = typer.Option(None, help="Where the model goes; the user's own model folder if not given."),
    run: Path = typer.Option(
        Path("burnish-train"), help="Where data and checkpoints go; a later call goes on from there."
    ),
    recipe: Path = typer.Option(None, help="The recipe; the default model's if not given."),
    name: str = typer.Option("burnish-own", help="The model's name."),
    max_minutes: float = typer.Option(0.0, min=0.0, help="Stop after so many minutes of training; 0: the recipe's."),
    threads: int = typer.Option(0, min=0, help="Threads; 0: one a core."),
) -> None:
    """Collect, train, export and measure a model on your own code. Needs PyTorch."""
    missing = [one for one in ("torch", "tokenizers", "gguf", "llama_cpp") if importlib.util.find_spec(one) is None]
    if missing:
        fail(f"training needs {', '.join(missing)}: {how_to_add('local', 'train')}")
    from burnish.training.pipeline import make_model
    from burnish.training.recipe import read_recipe

    path = recipe or resource_folder("models") / "recipes" / "default.toml"
    try:
        chosen = replace(read_recipe(path), name=name)
    except (OSError, ValueError, TypeError, KeyError) as error:
        fail(f"the recipe {path} cannot be used: {error}")
    places = _places(sources)
    run.mkdir(parents=True, exist_ok=True)
    if any("=" not in one for one in sources):
        chosen = replace(chosen, corpus=_own_corpus(run, places, held_out))
    folder = out or user_folder()
    minutes = max_minutes or chosen.max_minutes
    try:
        made = make_model(chosen, places, folder, run, minutes, threads or os.cpu_count() or 1, _say)
    except ValueError as error:
        fail(str(error))
    results.print(f"{made.model}: {made.model.stat().st_size / 1e6:.1f} MB", markup=False)
    results.print(made.table, markup=False)
    results.print(f"Use it with: burnish enhance --model {name if out is None else made.model}", markup=False)


def _say(message: str) -> None:
    errors.print(message, markup=False, soft_wrap=True)


def _places(sources: list[str]) -> dict[str, Path]:
    places: dict[str, Path] = {}
    for one in sources:
        name, equals, place = one.partition("=")
        path = Path(place if equals else one).resolve()
        if not path.is_dir():
            fail(f"{path} is not a folder")
        places[name if equals else str(path)] = path
    return places


def _own_corpus(run: Path, places: dict[str, Path], held_out: list[str]) -> Path:
    """A corpus file of the user's own sources."""
    kept = {str(Path(one).resolve()) for one in held_out} or {list(places)[-1]}
    if not kept < set(places):
        fail(
            "at least one source must be left to learn from, beside the one that is held out: name two or more sources"
        )
    entries = [
        f'[[source]]\nname = {json.dumps(name)}\nlicence = "own"\nheld_out = {json.dumps(name in kept)}\n'
        for name in places
    ]
    path = run / "corpus.toml"
    path.write_text("\n".join(entries), encoding="utf-8")
    return path
