"""Answers of the comparison of behaviour, kept in a file as they come, so that a long measurement can be continued."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from burnish.behaviour import worker
from burnish.behaviour.verdict import Question, Verdict
from burnish.verification.checks.behaviour import SECONDS

RESULTS = Path("~/.cache/burnish-benchmarks/behaviour").expanduser()


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and its answer. `id` says which; `kind` is what the table counts by."""

    id: str
    kind: str
    language: str
    origin: str
    label: str
    function: str
    before: str
    """The function's own text."""
    after: str
    verdict: str
    inputs: int
    branches: tuple[int, int]
    counterexample: str
    reason: str
    not_run: str
    """Why it could not be run, in a word or two; empty where it ran."""
    sandbox: str
    seconds: float
    """How long the answer took, by the clock on the wall."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions of a module's text that differ in one function."""

    id: str
    kind: str
    language: str
    origin: str
    label: str
    function: str
    before: str
    after: str
    module_before: str
    module_after: str


def ask(pair: Pair) -> Asked:
    """What the comparison says, in its own process and as quickly as in the product."""
    question = Question(pair.language, pair.module_before, pair.module_after, (pair.function,), seconds=SECONDS)
    started = time.perf_counter()
    verdicts = worker.ask(question)
    took = time.perf_counter() - started
    one = next((one for one in verdicts if one.function == pair.function), verdicts[0])
    return Asked(
        id=pair.id,
        kind=pair.kind,
        language=pair.language,
        origin=pair.origin,
        label=pair.label,
        function=pair.function,
        before=pair.before,
        after=pair.after,
        verdict=one.verdict,
        inputs=one.inputs,
        branches=one.branches,
        counterexample=str(one.counterexample or ""),
        reason=one.reason,
        not_run=_not_run(one),
        sandbox=one.sandbox,
        seconds=round(took, 4),
    )


def _not_run(verdict: Verdict) -> str:
    """Why a function did not run: it did where too little of it was gone through for it to be proven."""
    if verdict.kind in ("coverage", "signature") or (verdict.kind == "inputs" and verdict.inputs):
        return ""
    return verdict.kind


class Results:
    """The answers in one file of JSON lines. A later answer to the same question counts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)

    def read(self) -> dict[str, Asked]:
        found: dict[str, Asked] = {}
        if self.path.is_file():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                one = json.loads(line)
                found[one["id"]] = Asked(**{**one, "branches": tuple(one["branches"])})
        return found

    def add(self, one: Asked) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(one)) + "\n")


def progress(done: int, total: int, one: Asked) -> None:
    """One line of the terminal for each answer."""
    note = one.counterexample or one.reason
    print(
        f"{done}/{total} {one.verdict:8} {one.seconds:5.2f} s {one.label} {one.function}: {one.kind} {note[:90]}",
        flush=True,
    )


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def ordered_by_count(counts: dict[str, int]) -> Iterator[tuple[str, int]]:
    yield from sorted(counts.items(), key=lambda one: (-one[1], one[0]))
