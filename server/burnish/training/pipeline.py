"""A model of one's own, within a time that was given: every stage in turn, each of which can be stopped and gone on with.

A run's folder holds all there is: run.json (what it is about), data/ (pairs as they were collected), checkpoint.pt,
model/, comparison.jsonl and result.json, which closes it.
"""

from __future__ import annotations

import datetime
import json
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from filelock import FileLock, Timeout
from tokenizers import Tokenizer

from burnish.report.wording import counted
from burnish.training import plan
from burnish.training.collect import read_pairs
from burnish.training.comparison import Verdict, compare, markdown, verdict
from burnish.training.export import export
from burnish.training.gathering import Collection, collect_own, made_up_pairs
from burnish.training.material import Material, Source, survey
from burnish.training.recipe import Recipe
from burnish.training.roughening.pair import Pair
from burnish.training.tokenizer import train_tokenizer
from burnish.training.train import Report, Speed, fastest, load, train
from burnish.training.weights import NotOurs, Start, read_weights
from burnish.training.whole_files import write_whole

FINE_TUNING_RATE = 4e-4


class TooLittle(Exception):
    """There is not enough to learn from; the message says what there is and what to do."""


class CannotTrain(Exception):
    """Why a run cannot go on, in one sentence."""


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a stage has come: `done` of `total`, which is 0 where nobody knows."""

    name: str
    done: float
    total: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is about. `begin`: the GGUF that training starts from, None: from nothing.

    `rivals` are models that the new one is compared with, by name; it takes `place`'s only where it is better than all.
    """

    sources: tuple[Source, ...]
    begin: Path | None
    rivals: Mapping[str, Path]
    place: Path
    run: Path
    began: float
    """On the monotonic clock."""
    minutes: float
    threads: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """`model` lies in the run's folder, or where it was installed. `verdicts`: beside each rival."""

    model: Path
    installed: bool
    table: str
    verdicts: Mapping[str, str]
    asked: int
    complete: bool
    """Whether all questions were asked that there are; a later call asks the others."""
    minutes: float


def make_own(recipe: Recipe, order: Order, watch: Callable[[Stage], None], say: Callable[[str], None]) -> Outcome:
    """Read the sources, collect pairs, train, export, and compare with the rivals, all within the order's minutes.

    Raises TooLittle, CannotTrain, and OSError when the run's folder cannot be written; what is there stays.
    """
    times = plan.schedule(order.began, order.minutes)
    order.run.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(order.run / "lock", timeout=0):
            return _made(recipe, order, times, watch, say)
    except Timeout:
        raise CannotTrain(f"another training run is at work in {order.run}") from None
    except BrokenProcessPool:
        raise CannotTrain(
            "a worker process was ended from outside, often because there was too little memory; the same command goes on "
            "from there, and --threads 1 takes less"
        ) from None


def _made(
    recipe: Recipe, order: Order, times: plan.Schedule, watch: Callable[[Stage], None], say: Callable[[str], None]
) -> Outcome:
    run = order.run
    state = _opened(order)
    if (run / "result.json").is_file() and ((there := _outcome(run)).complete or there.installed):
        return there
    data = run / "data"
    if not (data / "ready.json").is_file():
        _collect(recipe, order, times, state, watch, say)
    start = _start(order)
    recipe = _sized(recipe, state, start)
    if not state.get("trained"):
        _train(recipe, order, times, state, start, watch)
        state["trained"] = True
        _keep(run, state)
    watch(Stage("Exporting", 0, 1))
    (run / "model").mkdir(exist_ok=True)
    model = load(run / "checkpoint.pt", recipe.shape)
    tokenizer = Tokenizer.from_file(str(data / "tokenizer.json"))
    about = f"Trained on code of one's own from {order.begin.stem if order.begin else 'nothing'}, by burnish train."
    made = export(recipe, model, tokenizer, run, run / "model", datetime.date.today(), about)
    (run / f"{recipe.name}-f32.gguf").unlink(missing_ok=True)
    pairs = list(read_pairs(data / "heldout.jsonl"))
    asked, complete = compare(
        {recipe.name: made, **order.rivals},
        pairs,
        run / "comparison.jsonl",
        times.end,
        order.threads,
        lambda number: watch(Stage("Comparing", number, len(pairs))),
    )
    verdicts = {rival: verdict(asked, recipe.name, rival) for rival in order.rivals}
    better = all(one is Verdict.BETTER for one, _ in verdicts.values())
    target = order.place / made.name
    if better:
        _install(made, target)
    result = {
        "model": str(target if better else made),
        "installed": better,
        "table": markdown(asked, [*order.rivals, recipe.name]),
        "verdicts": {rival: f"{one.value} (p = {chance:.2g})" for rival, (one, chance) in verdicts.items()},
        "asked": len(asked),
        "complete": complete,
        "minutes": (time.monotonic() - order.began) / 60,
    }
    write_whole(run / "result.json", json.dumps(result, indent=2).encode())
    return _outcome(run)


def _collect(
    recipe: Recipe,
    order: Order,
    times: plan.Schedule,
    state: dict[str, Any],
    watch: Callable[[Stage], None],
    say: Callable[[str], None],
) -> None:
    data, run, start = order.run / "data", order.run, _start(order)
    shape = recipe.shape if start is None else start.model.shape
    known = state.get("held_out_files")
    material = survey(
        order.sources,
        times.survey,
        None if known is None else frozenset((source, path) for source, path in known),
        lambda files: watch(Stage("Reading", files, 0, "files")),
    )
    for note in material.notes:
        say(note)
    if material.too_little:
        raise TooLittle(_too_little(material))
    say(
        f"{material.files} files and {material.commits} commits: {len(material.learn)} functions to learn from, "
        f"{len(material.held_out)} kept for measuring."
    )
    state["held_out_files"] = sorted(material.held_out_files)
    _keep(run, state)
    if "speed" not in state:
        watch(Stage("Measuring this machine", 0, 0))
        state["speed"] = asdict(fastest(shape, order.threads, min(12.0, (times.collect - times.survey) / 4)))
    found = Speed(**state["speed"])
    sizes = plan.sizes(found.tokens, times.train - times.collect)
    say(f"{found.tokens:,.0f} tokens a second here: up to {sizes.pairs:,} pairs can be learned in the time.")
    state["batch_tokens"] = sizes.batch_tokens
    _keep(run, state)
    collection = collect_own(
        material,
        order.sources,
        data / "own.jsonl",
        sizes.pairs,
        sizes.held_out,
        times.collect,
        (times.collect + times.train) / 2,
        order.threads,
        lambda learn, held_out: watch(
            Stage("Collecting", min(learn, sizes.pairs), sizes.pairs, f"pairs, {held_out} for measuring")
        ),
    )
    if collection.failed:
        say(f"{collection.failed} pieces of code could not be worked on, by a fault of Burnish's; there is the rest.")
    learn, held_out = _chosen(collection, material, sizes, recipe.seed)
    enough = len(learn) >= plan.FEWEST_PAIRS and (
        sum(pair.origin != "unchanged" for pair in held_out) >= plan.FEWEST_SITES
    )
    if not enough and not collection.exhausted:
        raise CannotTrain(
            f"the time for collecting was over after {len(learn)} pairs; the same command goes on from there, and "
            "--max-minutes can give it more"
        )
    if not enough:
        raise TooLittle(_too_little(material, len(learn), len(held_out)))
    origins = Counter(pair.origin for pair in learn)
    made_up = origins.pop("snippet", 0)
    say(
        f"{len(learn)} pairs to learn from: {len(learn) - made_up} of your own code "
        f"({origins['history']} of them changes in its history), {made_up} made up to fill in; "
        f"{len(held_out)} to measure with."
    )
    for name, pairs in (("train", learn), ("heldout", held_out)):
        write_whole(data / f"{name}.jsonl", "".join(json.dumps(asdict(pair)) + "\n" for pair in pairs).encode("ascii"))
    if start is None:
        state["vocabulary"] = plan.vocabulary(len(learn), recipe.shape.vocabulary)
        _keep(run, state)
        train_tokenizer(_sized(recipe, state, start), data / "train.jsonl", data / "tokenizer.json")
    else:
        start.tokenizer.save(str(data / "tokenizer.json"))
    write_whole(data / "ready.json", json.dumps({"learn": len(learn), "held_out": len(held_out)}).encode())


def _chosen(collection: Collection, material: Material, sizes: plan.Sizes, seed: int) -> tuple[list[Pair], list[Pair]]:
    """What is learned from, one's own code in the majority, and what is measured with, made-up pairs at most half of it."""
    own = collection.own(held_out=False)[: sizes.pairs]
    learn = own + made_up_pairs(material, False, plan.made_up_count(len(own), sizes.pairs), seed)
    kept = collection.own(held_out=True)
    sites = [pair for pair in kept if pair.origin != "unchanged"]
    clean = [pair for pair in kept if pair.origin == "unchanged"][: max(plan.FEWEST_SITES, len(sites) // 3)]
    grown = made_up_pairs(material, True, min(len(sites), sizes.held_out), seed + 1)
    held_out = sites + clean + grown
    for pairs in (learn, held_out):
        random.Random(seed).shuffle(pairs)
    return learn, held_out


def _train(
    recipe: Recipe,
    order: Order,
    times: plan.Schedule,
    state: Mapping[str, Any],
    start: Start | None,
    watch: Callable[[Stage], None],
) -> None:
    found = Speed(**state["speed"])
    slot = (times.train - time.monotonic()) / 60
    before = _minutes_spent(order.run)
    if slot <= 0.1:
        raise CannotTrain(
            f"{order.minutes:g} minutes leave no time for training here; call again, with more, and it goes on from there"
        )

    def report(one: Report) -> None:
        watch(Stage("Training", 100 * one.spent, 100, f"% of the time, step {one.progress.step}, loss {one.loss:.3f}"))

    train(
        recipe,
        order.run / "data",
        order.run,
        before + slot,
        max_rounds=plan.MOST_EPOCHS,
        threads=found.threads,
        begin=None if start is None else start.model,
        dtype=getattr(torch, found.dtype),
        report=report,
    )


def _minutes_spent(run: Path) -> float:
    if not (run / "checkpoint.pt").is_file():
        return 0.0
    return float(torch.load(run / "checkpoint.pt", weights_only=True)["progress"]["minutes"])


def _start(order: Order) -> Start | None:
    try:
        return None if order.begin is None else read_weights(order.begin)
    except NotOurs as error:
        raise CannotTrain(f"training cannot begin with {order.begin}: {error}") from error


def _sized(recipe: Recipe, state: Mapping[str, Any], start: Start | None) -> Recipe:
    batch = state.get("batch_tokens", recipe.batch_tokens)
    if start is not None:
        return replace(
            recipe, shape=start.model.shape, batch_tokens=batch, learning_rate=FINE_TUNING_RATE, warmup_steps=20
        )
    shape = replace(recipe.shape, vocabulary=state.get("vocabulary", recipe.shape.vocabulary))
    return replace(recipe, shape=shape, batch_tokens=batch)


def _opened(order: Order) -> dict[str, Any]:
    """The state of a run, begun or gone on with. Raises CannotTrain for a run over other sources."""
    about = {
        "sources": [[source.name, source.held_out] for source in order.sources],
        "begin": "" if order.begin is None else order.begin.name,
    }
    path = order.run / "run.json"
    if path.is_file():
        try:
            state = json.loads(path.read_text(encoding="utf-8"))
            there = {key: state[key] for key in about}
        except (ValueError, KeyError, TypeError) as error:
            raise CannotTrain(f"{path} is not what a run writes; name another folder with --run") from error
        if there != about:
            names = ", ".join(name for name, _ in there["sources"])
            raise CannotTrain(f"{order.run} holds a run over something else ({names}): name another folder with --run")
        return dict(state)
    (order.run / "data").mkdir(parents=True, exist_ok=True)
    (order.run / ".gitignore").write_text("*\n", encoding="utf-8")
    _keep(order.run, about)
    return dict(about)


def _keep(run: Path, state: Mapping[str, Any]) -> None:
    write_whole(run / "run.json", json.dumps(state, indent=1).encode())


def _install(made: Path, target: Path) -> None:
    """The model and its manifest where models are looked for by name; the manifest, which names the file's digest, last."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for suffix in (".gguf", ".toml"):
        partial = target.with_suffix(f"{suffix}.partial")
        shutil.copyfile(made.with_suffix(suffix), partial)
        partial.replace(target.with_suffix(suffix))


def _outcome(run: Path) -> Outcome:
    try:
        content = json.loads((run / "result.json").read_text(encoding="utf-8"))
        return Outcome(Path(content.pop("model")), **content)
    except (ValueError, KeyError, TypeError) as error:
        raise CannotTrain(f"{run / 'result.json'} is not what a run writes; name another folder with --run") from error


def _too_little(material: Material, learn: int = 0, held_out: int = 0) -> str:
    constructs = material.constructs + material.held_out_constructs
    found = (
        f"{learn} pairs to learn from and {held_out} to measure with came of it"
        if learn or held_out
        else f"in them about {constructs} constructs that Burnish can learn from; it takes {plan.FEWEST_CONSTRUCTS} or more"
    )
    unshallow = " get their whole history (`git fetch --unshallow`)," if material.shallow else ""
    what = (
        counted(material.files, "file"),
        counted(material.commits, "commit"),
        counted(len(material.learn) + len(material.held_out), "function"),
    )
    return (
        f"there is too little to learn from: {', '.join(what)}, {found}. Name more of your repositories,{unshallow} or keep "
        "burnish-small, which knows the same rules"
    )
