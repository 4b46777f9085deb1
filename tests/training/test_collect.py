from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from burnish.config import resource_folder
from burnish.training.collect import collect, read_pairs
from burnish.training.recipe import Recipe, corpus_sources, read_recipe
from burnish.training.roughening.pair import OBJECTIVES

RECIPES = resource_folder("models") / "recipes"

CORPUS = """
[[source]]
name = "a/learned"
licence = "MIT"
held_out = false

[[source]]
name = "b/measured"
licence = "MIT"
held_out = true
"""


def small(tmp_path: Path) -> Recipe:
    corpus = tmp_path / "corpus.toml"
    corpus.write_text(CORPUS)
    return dataclasses.replace(
        read_recipe(RECIPES / "default.toml"), corpus=corpus, pairs=200, held_out_pairs=60, most_files=50
    )


def sources(tmp_path: Path) -> dict[str, Path]:
    """Two small code bases that are unlike each other."""
    learned, measured = tmp_path / "learned", tmp_path / "measured"
    learned.mkdir()
    measured.mkdir()
    for number, word in enumerate(("user", "order", "ticket", "invoice", "session", "report")):
        (learned / f"{word}.py").write_text(
            f"def load_{word}(store, limit):\n    if not store.ready_{number}:\n        return None\n"
            f"    {word}s = [{word}.name for {word} in store.{word}s({number}) if {word}.active]\n"
            f"    log_{word}({word}s, limit + {number})\n    return {word}s[:limit]\n"
        )
        (learned / f"{word}.js").write_text(
            f"export async function show{word}(id) {{\n  const {word} = await load{word}(id, {number});\n"
            f"  panel.textContent = {word}.title;\n  return {word}.total{number};\n}}\n"
        )
    (measured / "reader.py").write_text(
        "def read_rows(path):\n    with open(path) as source:\n        rows = source.readlines()\n"
        "    count = len(rows)\n    print(count, path)\n    return rows\n"
    )
    (measured / "queue.ts").write_text(
        "export function drain(queue) {\n  if (!queue.open) return 0;\n  const left = queue.items.length;\n"
        "  queue.flush(left);\n  return left;\n}\n"
    )
    return {"a/learned": learned, "b/measured": measured}


def test_pairs_are_distinct_split_by_repository_and_partly_unchanged(tmp_path: Path) -> None:
    collected = collect(small(tmp_path), sources(tmp_path), tmp_path / "out")
    trained, held_out = list(read_pairs(collected.train)), list(read_pairs(collected.held_out))
    assert {pair.repository for pair in trained} == {"a/learned"}
    assert {pair.repository for pair in held_out} == {"b/measured"}
    assert len({(pair.rule, pair.before) for pair in trained}) == len(trained) > 100
    unchanged = [pair for pair in trained if pair.origin == "unchanged"]
    assert all((pair.before == pair.after) == (pair.origin == "unchanged") for pair in trained)
    assert 0.05 < len(unchanged) / len(trained) <= 0.19
    assert {"native", "snippet"} <= {pair.origin for pair in trained}
    assert {"python", "javascript"} <= {pair.language for pair in trained}
    assert all(pair.before.count("\n") < 60 and pair.rule in OBJECTIVES for pair in trained)
    assert json.loads((tmp_path / "out" / "counts.json").read_text()) == collected.counts


def test_collecting_twice_gives_the_same(tmp_path: Path) -> None:
    places = sources(tmp_path)
    first = collect(small(tmp_path), places, tmp_path / "one").train.read_text()
    assert collect(small(tmp_path), places, tmp_path / "two").train.read_text() == first


def test_a_source_that_the_corpus_does_not_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"not in corpus.toml: c/other"):
        collect(small(tmp_path), {"c/other": tmp_path}, tmp_path / "out")


def test_the_shipped_corpus_is_permissive_and_holds_something_out() -> None:
    listed = corpus_sources(read_recipe(RECIPES / "default.toml"))
    assert {source.licence for source in listed.values()} <= {
        "MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "PSF-2.0",
    }  # fmt: skip
    assert 3 <= sum(source.held_out for source in listed.values()) < len(listed) / 2
