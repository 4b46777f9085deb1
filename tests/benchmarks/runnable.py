"""Which share of the functions of ordinary projects can be run at all, and why the others cannot.

    python -m tests.benchmarks.runnable [--language python|javascript] [--count N] [--write] [FOLDER ...]

Functions are drawn by chance from the folders that are named (clones of public projects, say); without any, from the standard library,
the installed packages and vscode-client/node_modules. Each is compared with itself. Answers are kept under
~/.cache/burnish-benchmarks (`--results`); `--again` asks all anew. `--write` makes tests/benchmarks/runnable_functions.md.
"""

from __future__ import annotations

import argparse
import collections
import platform
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from burnish.behaviour import worker
from tests.benchmarks.asked import RESULTS, Asked, Pair, Results, ask, ordered_by_count, percent, progress
from tests.benchmarks.functions_of import Function, drawn, folders, installed
from tests.benchmarks.wrong import Wrong

SEED = 9
LANGUAGES = {"python": "Python", "javascript": "JavaScript and TypeScript"}
GOAL = {"python": 60, "javascript": 50}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, help="projects")
    parser.add_argument("--language", choices=LANGUAGES, help="only this one")
    parser.add_argument("--count", type=int, default=400, help="functions of each language")
    parser.add_argument("--results", type=Path, default=RESULTS / "runnable", help="where the answers are kept")
    parser.add_argument("--again", action="store_true", help="forget the answers that are there")
    parser.add_argument("--write", action="store_true", help="write the table beside this file")
    args = parser.parse_args()
    for language in [args.language] if args.language else LANGUAGES:
        results = Results(args.results / f"{language}.jsonl")
        if args.again:
            results.path.unlink(missing_ok=True)
        measure(language, args.folders, args.count, results)
    worker.shutdown()
    answers = {language: list(Results(args.results / f"{language}.jsonl").read().values()) for language in LANGUAGES}
    page = table(answers)
    if args.write:
        Path(__file__).with_name("runnable_functions.md").write_text(page, encoding="utf-8")
    print(page)


def measure(language: str, paths: Sequence[Path], count: int, results: Results) -> None:
    done = results.read()
    for number, function in enumerate(islice(drawn(folders(paths, language) or installed(language), SEED), count)):
        pair = with_itself(function)
        if pair.id not in done:
            answer = ask(pair)
            results.add(answer)
            progress(number + 1, count, answer)


def with_itself(function: Function) -> Pair:
    """The question whether a function behaves as it does: the fullest run of one, since no difference ends it."""
    module = function.module
    text = function.text
    key = Wrong("", f"{module.origin}/{module.label}/{function.name}", text).id
    return Pair(
        key, "itself", module.language, module.origin, module.label, function.name, text, text, module.text, module.text
    )


def table(answers: dict[str, list[Asked]]) -> str:
    """The figures as a page of Markdown."""
    page = f"""\
# Functions that can be run

Made by `python -m tests.benchmarks.runnable --write FOLDER ...`: Python {platform.python_version()}, {platform.system()} {platform.machine()}.
Functions and methods of 3 to 60 lines, drawn by chance from projects in turn. *Ran* are those that a sandbox could load
and call; *covered* are those of which enough branches were taken for a rewrite of them to be proven.

| language | functions | ran | covered | goal (ran) |
|---|---|---|---|---|
"""
    for language, every in answers.items():
        ran = [one for one in every if not one.not_run]
        proven = sum(one.verdict == "proven" for one in ran)
        page += f"| {LANGUAGES[language]} | {len(every)} | {len(ran)} (**{percent(len(ran), len(every))}**) "
        page += f"| {proven} ({percent(proven, len(every))}) | {GOAL[language]} % |\n"
    for language, every in answers.items():
        page += f"\n## {LANGUAGES[language]}\n\n| why it did not run | functions | share |\n|---|---|---|\n"
        reasons = collections.Counter(one.not_run for one in every if one.not_run)
        for reason, number in ordered_by_count(reasons):
            page += f"| {reason} | {number} | {percent(number, len(every))} |\n"
        page += "\n| where it ran | functions |\n|---|---|\n"
        for name, number in ordered_by_count(collections.Counter(one.sandbox for one in every if not one.not_run)):
            page += f"| {name} | {number} |\n"
        page += "\n| from | functions | ran | covered |\n|---|---|---|---|\n"
        for origin in sorted({one.origin for one in every}):
            of_it = [one for one in every if one.origin == origin]
            ran = [one for one in of_it if not one.not_run]
            proven = sum(one.verdict == "proven" for one in ran)
            page += f"| {origin} | {len(of_it)} | {percent(len(ran), len(of_it))} | {percent(proven, len(of_it))} |\n"
    return page


if __name__ == "__main__":
    main()
