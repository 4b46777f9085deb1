"""From a click to a verified rewrite, what the gate spends its time on, and typing while an enhancement runs.

    python -m tests.benchmarks.rewrite [--model NAME_OR_PATH] [--rounds N]

Prints two JSON objects, in milliseconds. The functions have about 20 lines; each is measured --rounds times, every time under other
names, so that nothing is remembered from the round before. Without --model, the default model answers.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from burnish import engine
from burnish.config import Config
from burnish.document import Document
from burnish.enhancement import Check, Enhancement
from burnish.model import open_backend
from burnish.model.backend import Backend, Completion, Request
from burnish.model.manifest import Manifest
from burnish.project import Project
from burnish.rule import Finding
from burnish.verification import gate
from burnish.verification.rewrite import Rewrite
from tests.benchmarks.client import Client

FUNCTIONS = Path(__file__).with_name("functions.txt").read_text(encoding="utf-8").split("# ---\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default=Config().model)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    backend = open_backend(Config(model=args.model))
    assert backend is not None
    timed = Timed(backend)
    try:
        _rewritten(FUNCTIONS[0], "warm", timed)
        report = {
            "rule": clicks(args.rounds, _fixed),
            "model": clicks(args.rounds, lambda text, mark: _rewritten(text, mark, timed), timed),
        }
    finally:
        backend.close()
    print(json.dumps(report, indent=1), flush=True)
    print(json.dumps({"typing": typing_meanwhile(args.model)}, indent=1))


class Timed:
    """A backend that notes how long its answers took, in milliseconds."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.spent = 0.0

    @property
    def manifest(self) -> Manifest:
        return self._backend.manifest

    def complete(
        self,
        request: Request,
        on_text: Callable[[str], None] | None = None,
        cancelled: threading.Event | None = None,
    ) -> Completion:
        since = time.perf_counter()
        try:
            return self._backend.complete(request, on_text, cancelled)
        finally:
            self.spent += (time.perf_counter() - since) * 1e3

    def close(self) -> None:
        self._backend.close()


def clicks(rounds: int, act: Callable[[str, str], bool | None], timed: Timed | None = None) -> dict[str, Any]:
    """How long clicks took, from the finding to the verdict; `accepted` counts verdicts that were good."""
    totals: list[float] = []
    asked: list[float] = []
    cpu: list[float] = []
    accepted = 0
    with _checks_timed() as checks:
        for number in range(rounds):
            for text in FUNCTIONS:
                before = timed.spent if timed else 0.0
                since, used = time.perf_counter(), time.process_time()
                outcome = act(text, f"round{number}")
                if outcome is None:
                    continue
                totals.append((time.perf_counter() - since) * 1e3)
                cpu.append((time.process_time() - used) * 1e3)
                accepted += outcome
                if timed:
                    asked.append(timed.spent - before)
    report: dict[str, Any] = {
        "clicks": len(totals),
        "accepted": accepted,
        "total": _spread(totals),
        "cpu": _spread(cpu),
    }
    if timed:
        report["proposal"] = _spread(asked)
        report["rest"] = _spread([total - spent for total, spent in zip(totals, asked, strict=True)])
    report["checks"] = {name: round(statistics.median(taken), 1) for name, taken in checks.items()}
    return report


def _fixed(text: str, mark: str) -> bool | None:
    document, project, finding = _case(text, mark)
    outcome = engine.fix_finding(document, project, finding)
    return None if outcome is None else isinstance(outcome, Enhancement)


def _rewritten(text: str, mark: str, backend: Backend) -> bool:
    document, project, finding = _case(text, mark)
    return isinstance(engine.rewrite_finding(document, project, finding, backend), Enhancement)


def _case(text: str, mark: str) -> tuple[Document, Project, Finding]:
    document = Document.of("module.py", text.replace("ROUND", mark))
    project = Project.empty()
    found = engine.findings(document, project)
    assert found, text
    return document, project, max(found, key=lambda one: len(one.anchor))


@contextmanager
def _checks_timed() -> Iterator[dict[str, list[float]]]:
    """The milliseconds that each check of the gate takes."""
    taken: dict[str, list[float]] = {}
    plain = gate.CHECKS

    def timed(check: Callable[[Rewrite], Check]) -> Callable[[Rewrite], Check]:
        def measured(rewrite: Rewrite) -> Check:
            since = time.perf_counter()
            done = check(rewrite)
            taken.setdefault(done.name, []).append((time.perf_counter() - since) * 1e3)
            return done

        return measured

    gate.CHECKS = tuple(timed(check) for check in plain)
    try:
        yield taken
    finally:
        gate.CHECKS = plain


def typing_meanwhile(model: str) -> dict[str, Any]:
    """The wait for diagnostics of single keystrokes while the server enhances another file of 48 functions."""
    many = "".join(text.replace("ROUND", f"copy{number}") for number in range(8) for text in FUNCTIONS)
    typed = FUNCTIONS[0].replace("ROUND", "typed")
    with tempfile.TemporaryDirectory() as folder:
        client = Client([sys.executable, "-m", "burnish", "serve"], Path(folder))
        client.initialize({"trusted": True, "settings": {"model": model}})
        big, small = ((Path(folder) / name).as_uri() for name in ("many.py", "typed.py"))
        client.open(big, "python", many)
        client.open(small, "python", typed)
        time.sleep(2)
        versions = iter(range(2, 1_000_000))
        idle = [_key(client, small, next(versions)) for _ in range(30)]
        command = {"command": "burnish.server.enhance", "arguments": [{"uri": big, "range": None}]}
        number, since = client.begin("workspace/executeCommand", command)
        busy = []
        while not client.answered(number):
            busy.append(_key(client, small, next(versions)))
        took, result = client.answer(number, since)
        client.close()
    return {"idle": _spread(idle), "while enhancing": _spread(busy), "enhancement": round(took), "result": result}


def _key(client: Client, uri: str, version: int) -> float:
    time.sleep(0.03)
    return client.type(uri, version, 0, 0, "#" if version == 2 else "n")[0]


def _spread(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    if not ordered:
        return {}
    return {
        "count": len(ordered),
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 1),
        "p99": round(ordered[int(0.99 * (len(ordered) - 1))], 1),
    }


if __name__ == "__main__":
    main()
