"""How many wrong rewrites the comparison of behaviour catches.

    python -m tests.benchmarks.mutants [--language python|javascript] [--count N] [--write] [FOLDER ...]

Wrong versions of correct functions are made by mutation and by the mistakes that models make, at most three of a function,
of as many kinds as there are, and each is compared with the function as it was. Functions come from the textbook modules
beside this file, the standard library, the installed packages, vscode-client/node_modules and the folders that are named.
Answers are kept under ~/.cache/burnish-benchmarks (`--results`), so that it can be stopped and continued; `--again` asks
all anew. `--write` makes tests/benchmarks/wrong_rewrites.md of them. A survivor that behaves the same on every
input is no wrong version: each has been read, and judged_mutants.json says which are and why.
"""

from __future__ import annotations

import argparse
import collections
import json
import platform
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from burnish.behaviour import worker
from burnish.verification.checks.behaviour import SECONDS
from tests.benchmarks import javascript_wrong, python_wrong
from tests.benchmarks.asked import RESULTS, Asked, Pair, Results, ask, percent, progress
from tests.benchmarks.functions_of import Function, Module, drawn, folders, installed, textbook
from tests.benchmarks.wrong import Wrong

SEED = 7
PER_FUNCTION = 3
JUDGED = Path(__file__).with_name("judged_mutants.json")
LANGUAGES = {"python": "Python", "javascript": "JavaScript and TypeScript"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, help="more code to take functions from")
    parser.add_argument("--language", choices=LANGUAGES, help="only this one")
    parser.add_argument("--count", type=int, default=540, help="wrong versions of each language")
    parser.add_argument("--results", type=Path, default=RESULTS / "wrong", help="where the answers are kept")
    parser.add_argument("--again", action="store_true", help="forget the answers that are there")
    parser.add_argument("--survivors", type=Path, help="write those that were not caught to this file, to be read")
    parser.add_argument("--write", action="store_true", help="write the table beside this file")
    args = parser.parse_args()
    for language in [args.language] if args.language else LANGUAGES:
        results = Results(args.results / f"{language}.jsonl")
        if args.again:
            results.path.unlink(missing_ok=True)
        measure(language, args.folders, args.count, results)
    worker.shutdown()
    answers = {language: _counted(Results(args.results / f"{language}.jsonl").read()) for language in LANGUAGES}
    judged = json.loads(JUDGED.read_text(encoding="utf-8"))
    if args.survivors:
        args.survivors.write_text(survivors(answers, judged), encoding="utf-8")
    page = table(answers, judged)
    if args.write:
        Path(__file__).with_name("wrong_rewrites.md").write_text(page, encoding="utf-8")
    print(page)


def measure(language: str, more: Sequence[Path], count: int, results: Results) -> None:
    """Ask about wrong versions until so many are counted: those of functions that can be run."""
    done = results.read()
    counted = 0
    for versions in wrong_versions(drawn_of(language, more)):
        for pair in versions:
            answer = done.get(pair.id)
            if answer is None:
                answer = ask(pair)
                if answer.not_run and not _runs(pair):
                    answer = replace(answer, verdict="no function")
                results.add(answer)
                progress(counted, count, answer)
            if answer.verdict == "no function":
                break
            counted += 1
        if counted >= count:
            return


def drawn_of(language: str, more: Sequence[Path]) -> Iterator[Function]:
    """Functions by chance: every second one from the textbook, as long as it lasts."""
    own = drawn(textbook(language), SEED)
    public = drawn([*_merged(installed(language)), *folders(more, language)], SEED)
    for one in public:
        yield from [first for first in [next(own, None)] if first is not None]
        yield one


def _merged(modules: list[Module]) -> list[Module]:
    """The standard library counts as many origins, so that more of it takes part than of one package."""
    return [
        replace(one, origin=f"standard library {len(one.label) % 8}") if one.origin == "standard library" else one
        for one in modules
    ]


def wrong_versions(functions: Iterable[Function]) -> Iterator[list[Pair]]:
    """For each function up to three wrong versions, of the kinds that were taken least so far."""
    chance = random.Random(SEED)
    taken: collections.Counter[str] = collections.Counter()
    for function in functions:
        found = _made(function)
        chance.shuffle(found)
        chosen: list[Wrong] = []
        while found and len(chosen) < PER_FUNCTION:
            best = min(found, key=lambda one: taken[one.kind])
            chosen.append(best)
            taken[best.kind] += 1
            found = [one for one in found if one.kind != best.kind]
        if chosen:
            yield [_pair(function, one) for one in chosen]


def _made(function: Function) -> list[Wrong]:
    if function.module.language == "python":
        return python_wrong.wrong_versions(function.text)
    return javascript_wrong.wrong_versions(function.text, function.module.language, "." in function.name)


def _pair(function: Function, one: Wrong) -> Pair:
    module = function.module
    origin = module.origin.rstrip(" 01234567") if module.origin.startswith("standard") else module.origin
    return Pair(
        one.id, one.kind, module.language, origin, module.label, function.name, one.before, one.after,
        module.text, function.replaced(one.after),
    )  # fmt: skip


def _runs(pair: Pair) -> bool:
    """Whether the function can be run at all: compared with itself."""
    return not ask(replace(pair, module_after=pair.module_before, after=pair.before)).not_run


def _counted(answers: dict[str, Asked]) -> list[Asked]:
    return [one for one in answers.values() if one.verdict != "no function"]


def _judgement(one: Asked, judged: dict[str, str]) -> str:
    """ "caught", "equivalent" or "missed"."""
    if one.verdict == "refuted":
        return "caught"
    return "equivalent" if judged.get(one.id, "").startswith("equivalent") else "missed"


def survivors(answers: dict[str, list[Asked]], judged: dict[str, str]) -> str:
    """Those that were not caught, with both texts, those first that nobody has judged."""
    found = [one for every in answers.values() for one in every if one.verdict != "refuted"]
    found.sort(key=lambda one: one.id in judged)
    return "\n".join(
        f"===== {one.id} {one.kind} | {one.label} {one.function} | {one.verdict} {one.inputs} inputs, branches {one.branches}"
        f" {one.reason} | {judged.get(one.id, 'NOT JUDGED')}\n--- before\n{one.before}\n--- after\n{one.after}\n"
        for one in found
    )


def table(answers: dict[str, list[Asked]], judged: dict[str, str]) -> str:
    """The figures as a page of Markdown."""
    page = f"""\
# Wrong rewrites caught

Made by `python -m tests.benchmarks.mutants --write`: Python {platform.python_version()}, {platform.system()} {platform.machine()}.
Wrong versions of correct functions that can be run (textbook algorithms, the standard library, installed packages), at most {PER_FUNCTION} of
a function. The textbook takes part in every draw; of public code each draw has other functions. *Equivalent* are those that
nobody could tell from the original by any input: each survivor was read, and [judged_mutants.json](judged_mutants.json) says why.
Everything else that was not refuted is *missed*: where it is *unproven*, the receipt says that; where it is *wrongly proven*,
nothing does.
A question may take {SECONDS:.0f} s, as in the product.

| language | functions | wrong versions | equivalent | differ | refuted | refuted of those that differ | unproven | wrongly proven |
|---|---|---|---|---|---|---|---|---|
"""
    for language, every in answers.items():
        page += _row(LANGUAGES[language], every, judged)
        own = [one for one in every if one.origin == "textbook"]
        page += _row("- of the textbook", own, judged)
        page += _row("- of public code", [one for one in every if one not in own], judged)
    for language, every in answers.items():
        page += f"\n## {LANGUAGES[language]}, by kind\n\n| kind | differ | refuted | missed, unproven | missed, proven |\n|---|---|---|---|---|\n"
        kinds = collections.Counter(one.kind for one in every)
        for kind, _ in sorted(kinds.items(), key=lambda one: (-one[1], one[0])):
            of_kind = [one for one in every if one.kind == kind and _judgement(one, judged) != "equivalent"]
            missed = [one for one in of_kind if one.verdict != "refuted"]
            proven = sum(one.verdict == "proven" for one in missed)
            page += f"| {kind} | {len(of_kind)} | {len(of_kind) - len(missed)} | {len(missed) - proven} | {proven} |\n"
        missed = [one for one in every if _judgement(one, judged) == "missed"]
        page += "\nMissed:\n\n" if missed else ""
        for one in sorted(missed, key=lambda one: (one.kind, one.label)):
            why = judged.get(one.id, "not judged").removeprefix("differs: ")
            page += f"- {one.kind}: `{one.function}` in {one.label} ({one.verdict}): {why}\n"
    return page


def _row(name: str, every: Sequence[Asked], judged: dict[str, str]) -> str:
    kinds = collections.Counter(_judgement(one, judged) for one in every)
    differ = len(every) - kinds["equivalent"]
    functions = len({(one.label, one.function) for one in every})
    proven = sum(one.verdict == "proven" and _judgement(one, judged) == "missed" for one in every)
    return (
        f"| {name} | {functions} | {len(every)} | {kinds['equivalent']} | {differ} "
        f"| {kinds['caught']} | **{percent(kinds['caught'], differ)}** "
        f"| {percent(kinds['missed'] - proven, differ)} | {percent(proven, differ)} |\n"
    )


if __name__ == "__main__":
    main()
