"""How long a verdict on a function takes, and how much memory the sandboxes need when they wait.

    python -m tests.benchmarks.verdict_time [--count N] [--write]

Functions of the standard library, the installed packages and vscode-client/node_modules that can be run, drawn by chance, are compared
with themselves (no difference ends that early) and with a wrong version, in the product's own worker process, which is
warm. Functions that cannot be run are left out: they take no time. `--write` makes tests/benchmarks/verdict_time.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from burnish.behaviour import worker
from burnish.sandbox import pyodide
from tests.benchmarks.asked import ask
from tests.benchmarks.functions_of import drawn, installed
from tests.benchmarks.mutants import wrong_versions
from tests.benchmarks.runnable import LANGUAGES, with_itself
from tests.process_tree import memory_mb

SEED = 10
IDLE_SECONDS = pyodide.IDLE_SECONDS + 5
"""After which sandboxes that nobody asks are ended."""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of the verdicts of one language."""

    language: str
    same: tuple[float, ...]
    wrong: tuple[float, ...]
    first: float
    """Of the first verdict, in which the worker and its sandbox start."""
    memory: float
    """MiB of the worker and its sandboxes, a while after the last verdict."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100, help="functions of each language")
    parser.add_argument("--write", action="store_true", help="write the table beside this file")
    args = parser.parse_args()
    measured = []
    for language in LANGUAGES:
        worker.shutdown()
        measured.append(measure(language, args.count))
    worker.shutdown()
    page = table(measured)
    if args.write:
        Path(__file__).with_suffix(".md").write_text(page, encoding="utf-8")
    print(page)


def measure(language: str, count: int) -> Times:
    functions = drawn(installed(language), SEED)
    own = memory_mb(os.getpid())
    first = 0.0
    same: list[float] = []
    wrong: list[float] = []
    for function in functions:
        if len(same) == count:
            break
        answer = ask(with_itself(function))
        if not first:
            first = 1000 * answer.seconds
            continue
        if answer.not_run:
            continue
        same.append(1000 * answer.seconds)
        wrong += [1000 * ask(pair).seconds for pair in next(wrong_versions([function]), [])[:1]]
        print(
            f"{len(same)}/{count} {answer.seconds:.3f} s {answer.sandbox} {answer.label} {answer.function}", flush=True
        )
    time.sleep(IDLE_SECONDS)
    return Times(language, tuple(same), tuple(wrong), first, memory_mb(os.getpid()) - own)


def table(measured: Sequence[Times]) -> str:
    """The figures as a page of Markdown."""
    page = f"""\
# Time of a verdict

Made by `python -m tests.benchmarks.verdict_time --write`: Python {platform.python_version()}, {platform.system()} {platform.machine()},
{os.cpu_count()} cores. Milliseconds from the question to the verdict, through the worker process; resident memory in MiB of that process
and its sandboxes, {IDLE_SECONDS:.0f} s after the last verdict.

| language | functions | against | median | 95 % within | goal | first verdict | memory, idle | goal |
|---|---|---|---|---|---|---|---|---|
"""
    for one in measured:
        for against, times in (("itself", one.same), ("a wrong version", one.wrong)):
            page += f"| {LANGUAGES[one.language]} | {len(times)} | {against} | {statistics.median(times):.0f} | {_within(times):.0f} "
            page += f"| 150, 1000 | {one.first:.0f} | {one.memory:.0f} | 60 |\n"
    return page


def _within(times: Sequence[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]


if __name__ == "__main__":
    main()
