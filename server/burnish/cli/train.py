"""`burnish train`: a model of one's own, from one's own code, within a time that was given."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from burnish.cli.console import errors, fail, results, warn
from burnish.config import resource_folder
from burnish.installation import how_to_add
from burnish.model.errors import BackendError
from burnish.model.manifest import Manifest, manifest_for, user_folder

if TYPE_CHECKING:
    from burnish.training.pipeline import Outcome, Stage

BASE = "burnish-small"
_QUIET = 20.0
"""Seconds between two lines about one stage where standard error is no terminal."""


def register(app: typer.Typer) -> None:
    app.command()(train)


def train(
    sources: list[Path] = typer.Argument(
        help="Your repositories or source folders; a repository's history is read too."
    ),
    max_minutes: float = typer.Option(20.0, min=1.0, help="Minutes for the whole run, from reading to the comparison."),
    held_out: list[Path] = typer.Option(
        [], "--held-out", help="One of the sources that serves measuring only; else a quarter of each source's files."
    ),
    name: str = typer.Option("burnish-own", help="The model's name."),
    out: Path = typer.Option(None, help="Where a better model goes; the user's own model folder if not given."),
    run: Path = typer.Option(Path("burnish-train"), help="Where the run is kept; a later call goes on from there."),
    from_scratch: bool = typer.Option(
        False, "--from-scratch", help=f"Begin with nothing, not with {BASE}'s weights: for much code and many hours."
    ),
    threads: int = typer.Option(0, min=0, help="Threads; 0: one a core."),
) -> None:
    """Train a model on your own code and its history, and measure it beside the bundled one.

    It takes a better model's place only when it is better. Needs PyTorch.
    """
    began = time.monotonic()
    missing = [one for one in ("torch", "tokenizers", "gguf", "llama_cpp") if importlib.util.find_spec(one) is None]
    if missing:
        fail(f"training needs {', '.join(missing)}: {how_to_add('local', 'train')}")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", name):
        fail(f"{name!r} cannot be a model's name: letters, digits, dots, dashes and underscores can")
    if (resource_folder("models") / f"{name}.toml").is_file():
        fail(f"{name} is the name of a model that comes with Burnish; take another one")
    places = _places(sources)
    kept = set(_places(held_out))
    if not kept <= set(places):
        fail(f"{min(kept - set(places))} is to be held out, but is none of the sources")
    if kept == set(places):
        fail("at least one source must be left to learn from, beside those that are held out")

    from burnish.training.material import Source
    from burnish.training.pipeline import CannotTrain, Order, TooLittle, make_own
    from burnish.training.recipe import read_recipe

    recipe = replace(read_recipe(resource_folder("models") / "recipes" / "default.toml"), name=name)
    folder = (out or user_folder()).absolute()
    base = _file_of(_manifest(BASE))
    order = Order(
        sources=tuple(Source(one, path, one in kept) for one, path in places.items()),
        begin=None if from_scratch else base,
        rivals={BASE: base, **_installed(folder, name)},
        place=folder,
        run=run.absolute(),
        began=began,
        minutes=max_minutes,
        threads=threads or _cores(),
    )
    shown = _Shown()
    try:
        with _stopping_cleanly(), shown:
            outcome = make_own(recipe, order, shown.stage, shown.say)
    except TooLittle as error:
        _note(f"{str(error)[0].upper()}{str(error)[1:]}.")
        raise typer.Exit(1) from None
    except CannotTrain as error:
        fail(str(error))
    except BackendError as error:
        fail(str(error))
    except OSError as error:
        fail(
            f"{error.filename or run}: {error.strerror or error}. What was done before is kept in {run}; the same command "
            "goes on from there"
        )
    except KeyboardInterrupt:
        _note(f"Stopped while {shown.doing}. What was done is kept in {run}; the same command goes on from there.")
        raise typer.Exit(130) from None
    _tell(outcome, name, out, run)


def _tell(outcome: Outcome, name: str, out: Path | None, run: Path) -> None:
    results.print(
        f"Right first answers, of {outcome.asked} questions about code that was not learned from. At a finding, right is "
        "what the whole gate accepts;\nin code that needs nothing, what leaves it alone.\n",
        markup=False,
    )
    results.print(outcome.table, markup=False)
    for rival, verdict in outcome.verdicts.items():
        word, chance = verdict.split(" (")
        meaning = {
            "better": f"{name} is better than {rival}",
            "worse": f"{name} is worse than {rival}",
            "cannot tell": f"Nobody can tell from so few whether {name} is better than {rival}",
        }[word]
        results.print(f"{meaning} ({chance.rstrip(')')}: a difference as large by chance alone).", markup=False)
    use = name if outcome.installed and out is None else str(outcome.model)
    if outcome.installed:
        results.print(f"It is in its place: {outcome.model}. Use it with: burnish enhance --model {use}", markup=False)
    else:
        results.print(
            f"Nothing was replaced; the new model is kept as {outcome.model}.\n"
            f"To try it all the same: burnish enhance --model {use}",
            markup=False,
        )
    if not outcome.complete and not outcome.installed:
        results.print("There was no time for all questions; the same command asks the others.", markup=False)
    results.print(f"{run} can be deleted, or kept: a new run takes another folder (--run).", markup=False)


class _Shown:
    """Progress on standard error: a bar on a terminal, elsewhere a few lines a minute."""

    def __init__(self) -> None:
        self.doing = "reading"
        self._started = time.monotonic()
        self._said = 0.0
        self._task: TaskID | None = None
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[figures]}", markup=False),
            TimeElapsedColumn(),
            console=errors,
            transient=True,
            disable=not errors.is_terminal,
        )

    def __enter__(self) -> _Shown:
        self._bar.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()

    def say(self, text: str) -> None:
        _note(text)

    def stage(self, stage: Stage) -> None:
        figures = f"{stage.done:,.0f}" + (f" of {stage.total:,.0f}" if stage.total else "")
        figures = f"{figures} {stage.detail}".strip() if stage.total or stage.done else ""
        new = stage.name.lower() != self.doing or self._task is None
        self.doing = stage.name.lower()
        if errors.is_terminal:
            if new and self._task is not None:
                self._bar.remove_task(self._task)
            if new or self._task is None:
                self._task = self._bar.add_task(stage.name, total=stage.total or None, figures=figures)
            self._bar.update(self._task, completed=stage.done, total=stage.total or None, figures=figures)
            return
        self._task = TaskID(0)
        now = time.monotonic()
        if new or now - self._said > _QUIET:
            self._said = now
            _note(f"[{(now - self._started) / 60:4.1f} min] {stage.name} {figures}".rstrip())


def _note(message: str) -> None:
    errors.print(message, markup=False, soft_wrap=True)


@contextmanager
def _stopping_cleanly() -> Iterator[None]:
    """A polite request to end counts as Ctrl-C."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _places(sources: list[Path]) -> dict[str, Path]:
    places: dict[str, Path] = {}
    for one in sources:
        path = one.expanduser().resolve()
        if not path.is_dir():
            fail(f"{one} is not a folder" if path.exists() else f"there is no folder {one}")
        if not os.access(path, os.R_OK | os.X_OK):
            fail(f"the folder {one} cannot be read")
        places[str(path)] = path
    return places


def _manifest(name: str) -> Manifest:
    try:
        return manifest_for(resource_folder("models") / f"{name}.toml")
    except BackendError as error:
        fail(str(error))


def _installed(folder: Path, name: str) -> dict[str, Path]:
    """The model that the new one would replace, which it has to be better than."""
    path = folder / f"{name}.toml"
    if not path.is_file():
        return {}
    try:
        read = manifest_for(path)
    except BackendError as error:
        warn(f"the model that stands there cannot be used, and will be replaced: {error}")
        return {}
    if read.format != "hunks":
        fail(f"{path} is a model of another kind: name the new one otherwise, with --name")
    return {f"{name} as it was": _file_of(read)}


def _file_of(manifest: Manifest) -> Path:
    assert manifest.file is not None
    return manifest.file


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
