from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from burnish.config import resource_folder
from burnish.training.recipe import Recipe, read_recipe

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


@pytest.fixture
def small(tmp_path: Path) -> Recipe:
    """The shipped recipe with little to collect, and a corpus of two code bases."""
    corpus = tmp_path / "corpus.toml"
    corpus.write_text(CORPUS)
    return dataclasses.replace(
        read_recipe(RECIPES / "default.toml"),
        corpus=corpus,
        pairs=200,
        held_out_pairs=60,
        most_files=50,
        behaviour=False,
    )


@pytest.fixture
def code_bases(tmp_path: Path) -> dict[str, Path]:
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
