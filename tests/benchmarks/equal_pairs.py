"""How many right rewrites the comparison of behaviour keeps.

    python -m tests.benchmarks.equal_pairs [--language python|javascript] [--only KIND] [--write] [FOLDER ...]

Pairs that are known to be equal, from the textbook's alternative solutions, the safe fixes of Burnish's rules, formatters,
upgraders, and renamed variables, are compared; each that is refused is a defect of the one or the other. Answers are kept
under ~/.cache/burnish-benchmarks (`--results`), so that it can be stopped and continued; `--again` asks all anew.
`--write` makes tests/benchmarks/right_rewrites.md of them; refused_pairs.json says of each refusal what its cause is.

`--only fix` with the folders of public projects is the audit of the rules: every function that a safe fix changes.
"""

from __future__ import annotations

import argparse
import collections
import json
import platform
import random
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from burnish.behaviour import worker
from burnish.verification.checks.behaviour import SECONDS
from tests.benchmarks import same
from tests.benchmarks.asked import RESULTS, Asked, Pair, Results, ask, percent, progress
from tests.benchmarks.functions_of import Module, drawn, folders, installed, textbook

SEED = 8
LANGUAGES = {"python": "Python", "javascript": "JavaScript and TypeScript"}
REFUSED = Path(__file__).with_name("refused_pairs.json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, help="more code to take functions from")
    parser.add_argument("--language", choices=LANGUAGES, help="only this one")
    parser.add_argument("--only", default="", help="only the kinds that begin with this")
    parser.add_argument("--count", type=int, default=90, help="pairs of each kind that ran")
    parser.add_argument("--results", type=Path, default=RESULTS / "right", help="where the answers are kept")
    parser.add_argument("--again", action="store_true", help="forget the answers that are there")
    parser.add_argument("--refused", type=Path, help="write the refused pairs to this file, to be read")
    parser.add_argument("--write", action="store_true", help="write the table beside this file")
    args = parser.parse_args()
    for language in [args.language] if args.language else LANGUAGES:
        results = Results(args.results / f"{language}.jsonl")
        if args.again:
            results.path.unlink(missing_ok=True)
        for kind, pairs in sources(language, args.folders).items():
            if kind.startswith(args.only):
                measure(kind, pairs, args.count, results)
    worker.shutdown()
    answers = {language: list(Results(args.results / f"{language}.jsonl").read().values()) for language in LANGUAGES}
    causes = json.loads(REFUSED.read_text(encoding="utf-8"))
    if args.refused:
        args.refused.write_text(refusals(answers), encoding="utf-8")
    page = table(answers, causes)
    if args.write:
        Path(__file__).with_name("right_rewrites.md").write_text(page, encoding="utf-8")
    print(page)


def measure(kind: str, pairs: Iterator[Pair], count: int, results: Results) -> None:
    """Ask about pairs until so many ran."""
    done = results.read()
    ran = 0
    for pair in pairs:
        if ran >= count:
            return
        answer = done.get(pair.id)
        if answer is None:
            answer = ask(pair)
            results.add(answer)
            progress(ran, count, answer)
        ran += not answer.not_run
    print(f"{kind}: {ran} ran, no more are found", flush=True)


def sources(language: str, more: Sequence[Path]) -> dict[str, Iterator[Pair]]:
    """Pairs by kind; each is made when it is asked for."""
    public = folders(more, language) or installed(language)
    chance = random.Random(SEED)
    modules = chance.sample(public, len(public))
    chosen = list(islice(drawn(public, SEED), 2000))
    found = {
        "alternative solution": same.of_textbook(textbook(language)),
        "fix": same.of_rules(modules),
        "local variable renamed": same.of_renaming(chosen),
    }
    if language == "python":
        return {
            **found,
            "ruff": _thinned(same.of_programs(modules)),
            "ast.unparse": same.of_syntax_trees(chosen),
        }
    return {**found, "esbuild": same.of_esbuild(chosen)}


def _thinned(pairs: Iterator[Pair]) -> Iterator[Pair]:
    """At most two pairs of a kind from one module."""
    seen: collections.Counter[tuple[str, str]] = collections.Counter()
    for pair in pairs:
        seen[pair.kind, pair.label] += 1
        if seen[pair.kind, pair.label] <= 2:
            yield pair


def refusals(answers: dict[str, list[Asked]]) -> str:
    return "\n".join(
        f"===== {one.id} {one.kind} | {one.label} {one.function} | {one.counterexample}\n--- before\n{one.before}\n--- after\n"
        f"{one.after if one.kind != 'alternative solution' else ''}\n"
        for every in answers.values()
        for one in every
        if one.verdict == "refuted"
    )


def table(answers: dict[str, list[Asked]], causes: dict[str, str]) -> str:
    """The figures as a page of Markdown."""
    page = f"""\
# Right rewrites kept

Made by `python -m tests.benchmarks.equal_pairs --write`, and `--only fix` with folders of public projects: Python {platform.python_version()}, {platform.system()} {platform.machine()}.
Pairs of functions that are known to be equal. *Ran* are those that a sandbox could run; only they can be refused.
*Proven* takes enough inputs and branches, too; the rest of those that ran stay *unproven*, which refuses nothing. A question
may take {SECONDS:.0f} s, as in the product.

| language | pairs | ran | refused | refused of those that ran | proven |
|---|---|---|---|---|---|
"""
    for language, every in answers.items():
        page += f"| {LANGUAGES[language]} | {_cells(every)} |\n"
    page += f"| both | {_cells([one for every in answers.values() for one in every])} |\n"
    for language, every in answers.items():
        page += f"\n## {LANGUAGES[language]}, by kind\n\n| kind | pairs | ran | refused | refused of those that ran | proven |\n"
        page += "|---|---|---|---|---|---|\n"
        for kind in sorted({one.kind for one in every}):
            page += f"| {kind} | {_cells([one for one in every if one.kind == kind])} |\n"
        refused = [one for one in every if one.verdict == "refuted"]
        page += "\nRefused:\n\n" if refused else ""
        for one in refused:
            page += f"- {one.kind}: `{one.function}` in {one.label}: {causes.get(one.id, 'not examined')}\n"
    return page


def _cells(every: Sequence[Asked]) -> str:
    ran = [one for one in every if not one.not_run]
    refused = sum(one.verdict == "refuted" for one in ran)
    proven = sum(one.verdict == "proven" for one in ran)
    return f"{len(every)} | {len(ran)} | {refused} | **{percent(refused, len(ran))}** | {proven}"


def all_modules(language: str) -> list[Module]:
    return [*textbook(language), *installed(language)]


if __name__ == "__main__":
    main()
