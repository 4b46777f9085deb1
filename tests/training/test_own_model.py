"""A whole run over one's own code: stopped in every stage, gone on with, and what becomes of the model."""

from __future__ import annotations

import dataclasses
import json
import time
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs PyTorch")
pytest.importorskip("tokenizers", reason="training needs tokenizers")
pytest.importorskip("llama_cpp", reason="running a GGUF needs llama-cpp-python")

from burnish.config import resource_folder
from burnish.model.manifest import manifest_for
from burnish.training.collect import read_pairs
from burnish.training.material import Source
from burnish.training.pipeline import CannotTrain, Order, Outcome, Stage, TooLittle, make_own
from burnish.training.recipe import Recipe, read_recipe

MODELS = resource_folder("models")
SMALL = MODELS / "burnish-small.gguf"
THINGS = """
    user order ticket invoice session report booking device letter parcel garden bridge window engine planet camera
    pencil rocket island market basket bottle carpet dragon
""".split()  # noqa: SIM905


@pytest.fixture
def recipe() -> Recipe:
    return dataclasses.replace(read_recipe(MODELS / "recipes" / "default.toml"), name="own")


@pytest.fixture
def order(tmp_path: Path) -> Order:
    root = tmp_path / "shop"
    root.mkdir()
    for number, thing in enumerate(THINGS):
        (root / f"{thing}.py").write_text(
            f"def load_{thing}(path, {thing}s):\n    with open(path) as source:\n        {thing} = source.read()\n"
            f"    log_{thing}({thing}, {number})\n    return {thing}\n\n\n"
            f"def {thing}_names(store, limit):\n    {thing}s = [{thing}.name for {thing} in store.{thing}s({number})]\n"
            f"    audit_{thing}({thing}s, {number})\n    return {thing}s[:limit]\n\n\n"
            f"def check_{thing}({thing}, rate):\n    if not {thing}.ready:\n        return None\n"
            f"    total_{thing} = {thing}.price * {number} + rate\n    {thing}.close(total_{thing})\n"
            f"    return total_{thing}\n"
        )
    return Order(
        sources=(Source(str(root), root),),
        begin=SMALL,
        rivals={"burnish-small": SMALL},
        place=tmp_path / "models",
        run=tmp_path / "run",
        began=time.monotonic(),
        minutes=1.5,
        threads=1,
    )


def made(recipe: Recipe, order: Order, stop_in: str = "") -> Outcome:
    """Calls again, as a person would, until the run is finished; on a busy machine one call may be too short."""

    def watch(stage: Stage) -> None:
        if stage.name == stop_in:
            raise KeyboardInterrupt

    for _ in range(6):
        try:
            return make_own(recipe, dataclasses.replace(order, began=time.monotonic()), watch, lambda text: None)
        except CannotTrain as error:
            assert "goes on from there" in str(error)
    raise AssertionError("six calls were too few")


@pytest.mark.slow
def test_a_run_that_is_stopped_in_every_stage_ends_all_the_same(recipe: Recipe, order: Order) -> None:
    for stage in ("Reading", "Measuring this machine", "Collecting", "Training", "Exporting", "Comparing"):
        with pytest.raises(KeyboardInterrupt):
            made(recipe, order, stop_in=stage)
    outcome = made(recipe, order)
    assert outcome.asked > 0 and f"| all | {outcome.asked} |" in outcome.table
    assert set(outcome.verdicts) == {"burnish-small"}
    learned = list(read_pairs(order.run / "data" / "train.jsonl"))
    made_up = sum(pair.origin == "snippet" for pair in learned)
    assert 0 < made_up < len(learned) / 2
    state = json.loads((order.run / "run.json").read_text())
    held_out = {Path(path).stem for _, path in state["held_out_files"]}
    assert held_out and not any(f"def load_{stem}(" in pair.after for stem in held_out for pair in learned)
    # Whether it was better or not, its file is whole and its manifest fits.
    assert manifest_for(outcome.model).rules
    assert outcome.installed is (order.place / "own.gguf").is_file()
    assert not outcome.complete or made(recipe, order) == outcome


@pytest.mark.slow
def test_without_a_rival_the_model_is_put_in_its_place(recipe: Recipe, order: Order) -> None:
    outcome = made(recipe, dataclasses.replace(order, rivals={}))
    assert outcome.installed and outcome.model == order.place / "own.gguf"
    assert manifest_for(order.place / "own.toml").name == "own"


def test_too_little_is_said_before_anything_is_trained(recipe: Recipe, order: Order) -> None:
    for path in list(order.sources[0].root.iterdir())[2:]:
        path.unlink()
    with pytest.raises(TooLittle, match=r"2 files, 0 commits, 6 functions.*it takes 60 or more.*keep burnish-small"):
        make_own(recipe, order, lambda stage: None, lambda text: None)
    assert not (order.run / "checkpoint.pt").exists()


def test_a_folder_holds_one_run(recipe: Recipe, order: Order, tmp_path: Path) -> None:
    for path in list(order.sources[0].root.iterdir())[2:]:
        path.unlink()
    with pytest.raises(TooLittle):
        make_own(recipe, order, lambda stage: None, lambda text: None)
    other = dataclasses.replace(order, sources=(Source("elsewhere", tmp_path),))
    with pytest.raises(CannotTrain, match=r"holds a run over something else .*--run"):
        make_own(recipe, other, lambda stage: None, lambda text: None)
    (order.run / "run.json").write_text("[]")
    with pytest.raises(CannotTrain, match=r"run.json is not what a run writes"):
        make_own(recipe, order, lambda stage: None, lambda text: None)


def test_two_runs_do_not_write_into_one_folder(recipe: Recipe, order: Order) -> None:
    from filelock import FileLock

    order.run.mkdir()
    with FileLock(order.run / "lock"), pytest.raises(CannotTrain, match="another training run is at work"):
        make_own(recipe, order, lambda stage: None, lambda text: None)
