"""Collect: source trees in, pairs out, by roughening; one JSON object a line.

python -m burnish.training.collect models/recipes/default.toml --out DIR --source pallets/flask=DIR --source …
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from burnish.training import corpus
from burnish.training.pairing import pairs_from
from burnish.training.recipe import Recipe, corpus_sources, read_recipe
from burnish.training.roughening.pair import OBJECTIVES, Pair
from burnish.training.roughening.words import Words, words


@dataclass(frozen=True, slots=True)
class Collected:
    """Where the pairs lie and how many there are, by language, rule and origin."""

    train: Path
    held_out: Path
    counts: Mapping[str, Mapping[str, int]]


def collect(recipe: Recipe, sources: Mapping[str, Path], out: Path, processes: int = 1) -> Collected:
    """Write train.jsonl, heldout.jsonl and counts.json into `out`.

    `sources` says where the recipe's corpus lies: names as in corpus.toml, each with a directory or bare Git
    repository. Raises ValueError for a name that the corpus does not list.
    """
    listed = corpus_sources(recipe)
    unknown = sorted(set(sources) - set(listed))
    if unknown:
        raise ValueError(f"not in {recipe.corpus.name}: {', '.join(unknown)}")
    out.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(processes) as pool:
        jobs = [
            pool.submit(corpus.harvest, name, root, recipe.most_files, recipe.seed)
            for name, root in sorted(sources.items())
        ]
        harvests = [job.result() for job in jobs]
        split: dict[bool, list[corpus.Harvest]] = {True: [], False: []}
        for name, harvest in zip(sorted(sources), harvests, strict=True):
            split[listed[name].held_out].append(harvest)
        held_out = corpus.distinct([function for harvest in split[True] for function in harvest.functions])
        trained = corpus.distinct(
            [function for harvest in split[False] for function in harvest.functions], against=held_out
        )
        counts: dict[str, Mapping[str, int]] = {}
        for name, functions, group, most in (
            ("heldout", held_out, split[True], recipe.held_out_pairs),
            ("train", trained, split[False], recipe.pairs),
        ):
            random.Random(recipe.seed).shuffle(functions)
            vocabularies = {kind: _words(group, kind) for kind in ("python", "javascript")}
            share = max(1, -(-len(functions) // (processes * 4)))
            chunks = [functions[start : start + share] for start in range(0, len(functions), share)]
            grown = [
                pool.submit(
                    pairs_from,
                    chunk,
                    functions[:: max(1, len(functions) // 4000)],
                    vocabularies,
                    -(-most // len(chunks)),
                    recipe.seed * 1000 + number,
                    recipe.behaviour,
                )
                for number, chunk in enumerate(chunks)
            ]
            pairs = _balanced([pair for job in grown for pair in job.result()], most, recipe)
            (out / f"{name}.jsonl").write_text(
                "".join(json.dumps(asdict(pair)) + "\n" for pair in pairs), encoding="utf-8"
            )
            counts[name] = dict(
                Counter(f"{corpus.family(pair.language)}/{pair.rule}/{pair.origin}" for pair in pairs).most_common()
            )
    (out / "counts.json").write_text(json.dumps(counts, indent=2), encoding="utf-8")
    return Collected(out / "train.jsonl", out / "heldout.jsonl", counts)


def read_pairs(path: Path) -> Iterator[Pair]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            pair = Pair(**json.loads(line))
            if pair.rule in OBJECTIVES:  # a run may have begun when there were others
                yield pair


def _words(harvests: Sequence[corpus.Harvest], kind: str) -> Words:
    def gathered(field: str) -> list[str]:
        return [value for harvest in harvests for value in getattr(harvest, field).get(kind, [])]

    return words(
        gathered("names"), gathered("called"), gathered("expressions"), gathered("strings"), gathered("statements")
    )


def _balanced(pairs: Sequence[Pair], most: int, recipe: Recipe) -> list[Pair]:
    """Distinct pairs, no rule of a language family over a sixth of its pairs, with the share of unchanged ones.

    Of the recipe's light rules, which are soon learned, a share of the snippets is kept.
    """
    chance = random.Random(recipe.seed)
    unchanged_share = recipe.unchanged_share
    distinct = list({(pair.rule, pair.before): pair for pair in pairs}.values())
    chance.shuffle(distinct)
    cap = dict.fromkeys(("python", "javascript"), most * (1 - unchanged_share) * 0.5 / 5.5)
    taken: Counter[tuple[str, str]] = Counter()
    changed, unchanged = [], []
    for pair in distinct:
        if pair.origin == "unchanged":
            unchanged.append(pair)
            continue
        if pair.rule in recipe.light_rules and pair.origin == "snippet" and chance.random() >= recipe.light_share:
            continue
        key = (corpus.family(pair.language), pair.rule)
        if taken[key] < cap[key[0]]:
            taken[key] += 1
            changed.append(pair)
    changed = changed[: int(most * (1 - unchanged_share))]
    kept = changed + unchanged[: int(len(changed) * unchanged_share / (1 - unchanged_share))]
    chance.shuffle(kept)
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description="Collect pairs to train on.")
    parser.add_argument("recipe", type=Path)
    parser.add_argument(
        "--source", action="append", default=[], metavar="NAME=DIR", help="where a source of the corpus lies"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    sources = {name: Path(place) for name, place in (source.split("=", 1) for source in options.source)}
    started = time.monotonic()
    collected = collect(read_recipe(options.recipe), sources, options.out, options.processes)
    for name, counts in collected.counts.items():
        print(f"{name}: {sum(counts.values())} pairs after {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
