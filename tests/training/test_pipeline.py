"""The whole chain in small: pairs -> tokenizer -> training, stopped and resumed -> GGUF -> llama.cpp -> a parsed answer."""

from __future__ import annotations

import dataclasses
import datetime
import json
import math
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="training needs the extra [train]")
pytest.importorskip("tokenizers", reason="training needs the extra [train]")
pytest.importorskip("llama_cpp", reason="running a GGUF needs the extra [local]")

from burnish.config import resource_folder  # noqa: E402
from burnish.model.manifest import read_manifest  # noqa: E402
from burnish.model.prompt import SPECIAL_TOKENS  # noqa: E402
from burnish.training.evaluate import Completer, evaluate, write_report  # noqa: E402
from burnish.training.examples import batches, encode  # noqa: E402
from burnish.training.export import export, largest_difference, write_gguf  # noqa: E402
from burnish.training.network import Llama  # noqa: E402
from burnish.training.recipe import Recipe, Shape, read_recipe  # noqa: E402
from burnish.training.roughening.pair import Pair  # noqa: E402
from burnish.training.tokenizer import answer_of, prompt_of, train_tokenizer  # noqa: E402
from burnish.training.train import load, train  # noqa: E402
from burnish.training.weights import NotOurs, read_weights  # noqa: E402

NAMES = ("user", "order", "ticket", "invoice", "session", "report", "booking", "device")
SHAPE = Shape(vocabulary=600, width=256, layers=2, heads=4, feed_forward=256, rope_base=1e6, context=512)


def pair_of(name: str) -> Pair:
    before = f"def f():\n    {name} = open({name}s)\n    data = {name}.read()\n    {name}.close()\n    return data"
    after = f"def f():\n    with open({name}s) as {name}:\n        data = {name}.read()\n    return data"
    return Pair("python", "use-context-manager", before, after, "native", "a/b")


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    shipped = read_recipe(resource_folder("models") / "recipes" / "default.toml")
    return dataclasses.replace(shipped, name="tiny", shape=SHAPE, batch_tokens=600, warmup_steps=5)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, recipe: Recipe) -> Path:
    folder = tmp_path_factory.mktemp("data")
    lines = [json.dumps(dataclasses.asdict(pair_of(name))) + "\n" for name in NAMES]
    (folder / "train.jsonl").write_text("".join(lines[:6]))
    (folder / "heldout.jsonl").write_text("".join(lines[6:]))
    train_tokenizer(recipe, folder / "train.jsonl", folder / "tokenizer.json")
    return folder


def test_special_tokens_are_single_and_text_survives(data: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(data / "tokenizer.json"))
    text = prompt_of(pair_of("user")) + answer_of(pair_of("user"))
    encoded = tokenizer.encode(text, add_special_tokens=False)
    assert tokenizer.decode(encoded.ids, skip_special_tokens=False) == text
    assert [tokenizer.token_to_id(token) for token in SPECIAL_TOKENS] == list(range(len(SPECIAL_TOKENS)))
    assert tokenizer.decode(tokenizer.encode("élan 🙂\t\n").ids) == "élan 🙂\t\n"


def test_only_answers_carry_loss_and_no_example_is_lost(data: Path) -> None:
    from random import Random

    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(data / "tokenizer.json"))
    examples = encode(data / "train.jsonl", tokenizer, longest=400)
    seen = []
    for ids, positions, targets in batches(examples, 300, Random(1)):
        assert ids.numel() <= 300
        flat = ids.reshape(-1)
        for position, target in zip(positions.tolist(), targets.tolist(), strict=True):
            following = flat[position + 1] if position + 1 < len(flat) else None
            assert target == following or target == tokenizer.token_to_id("<|end|>")
        seen.append(tokenizer.decode(targets.tolist(), skip_special_tokens=False))
    assert sorted("".join(seen).split("<|end|>")[:-1]) == sorted(answer_of(pair_of(name))[:-7] for name in NAMES[:6])


def test_an_exported_model_is_read_back_as_it_was(data: Path, tmp_path: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(data / "tokenizer.json"))
    torch.manual_seed(0)
    model = Llama(SHAPE)
    write_gguf(model, tokenizer, "tiny", tmp_path / "tiny.gguf")
    start = read_weights(tmp_path / "tiny.gguf")
    for ours, theirs in zip(model.parameters(), start.model.parameters(), strict=True):
        assert torch.equal(ours, theirs)
    text = prompt_of(pair_of("user")) + answer_of(pair_of("user")) + " élan 🙂\t\n"
    assert start.tokenizer.encode(text).ids == tokenizer.encode(text, add_special_tokens=False).ids
    assert start.model.shape == SHAPE


@pytest.mark.parametrize(
    ("change", "complaint"),
    [({"heads_kv": 2}, "share keys and values"), ({"architecture": "qwen2"}, "its architecture is qwen2")],
)
def test_a_model_of_another_kind_is_not_begun_with(change: dict[str, object], complaint: str, tmp_path: Path) -> None:
    import gguf

    writer = gguf.GGUFWriter(str(tmp_path / "other.gguf"), str(change.get("architecture", "llama")))
    writer.add_head_count(4)
    writer.add_head_count_kv(int(str(change.get("heads_kv", 4))))
    writer.add_tensor("token_embd.weight", torch.zeros(4, 4).numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    with pytest.raises(NotOurs, match=complaint):
        read_weights(tmp_path / "other.gguf")


@pytest.mark.slow
def test_a_tiny_model_learns_resumes_and_runs_in_llama_cpp(data: Path, recipe: Recipe, tmp_path: Path) -> None:
    from tokenizers import Tokenizer

    run = tmp_path / "run"
    first = train(recipe, data, run, max_minutes=30, max_steps=40, compiled=False)
    then = train(recipe, data, run, max_minutes=30, max_steps=160, compiled=False)
    assert (first.step, then.step) == (40, 160) and then.minutes > first.minutes
    assert then.loss < 0.2 < math.log(SHAPE.vocabulary)
    assert (run / "loss.svg").read_text().startswith("<svg")

    model, tokenizer = load(run / "checkpoint.pt", SHAPE), Tokenizer.from_file(str(data / "tokenizer.json"))
    path = export(recipe, model, tokenizer, tmp_path, tmp_path, datetime.date(2026, 1, 2))
    manifest = read_manifest(tmp_path / "tiny.toml")
    assert (manifest.format, manifest.context, manifest.file) == ("hunks", 512, path)
    pair = pair_of(NAMES[0])
    assert largest_difference(model, tokenizer, tmp_path / "tiny-f32.gguf", prompt_of(pair) + answer_of(pair)) < 0.1

    answer = Completer(path, context=512).rewrite(prompt_of(pair), pair.before)
    assert answer.text == pair.after, answer
    clean = dataclasses.replace(pair, before=pair.after, origin="unchanged")
    sites = evaluate(path, [pair, clean], candidates=1)
    report = write_report(sites, path.name, tmp_path / "report")
    assert report["all"]["exact"] == 1.0 and report["all"]["resolve_1"] == 1.0  # type: ignore[index]
    assert "| python/use-context-manager | 1 | 100 %" in (tmp_path / "report" / "evaluation.md").read_text()
