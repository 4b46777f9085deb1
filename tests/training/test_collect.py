from __future__ import annotations

import json
from pathlib import Path

import pytest

from burnish.config import resource_folder
from burnish.training.collect import collect, read_pairs
from burnish.training.recipe import Recipe, corpus_sources, read_recipe
from burnish.training.roughening.pair import OBJECTIVES

RECIPES = resource_folder("models") / "recipes"


def test_pairs_are_distinct_split_by_repository_and_partly_unchanged(
    small: Recipe, code_bases: dict[str, Path], tmp_path: Path
) -> None:
    collected = collect(small, code_bases, tmp_path / "out")
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


def test_collecting_twice_gives_the_same(small: Recipe, code_bases: dict[str, Path], tmp_path: Path) -> None:
    first = collect(small, code_bases, tmp_path / "one").train.read_text()
    assert collect(small, code_bases, tmp_path / "two").train.read_text() == first


def test_a_source_that_the_corpus_does_not_list_is_refused(small: Recipe, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"not in corpus.toml: c/other"):
        collect(small, {"c/other": tmp_path}, tmp_path / "out")


def test_the_shipped_corpus_is_permissive_and_holds_something_out() -> None:
    listed = corpus_sources(read_recipe(RECIPES / "default.toml"))
    assert {source.licence for source in listed.values()} <= {
        "MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "PSF-2.0",
    }  # fmt: skip
    assert 3 <= sum(source.held_out for source in listed.values()) < len(listed) / 2
