"""How long sandboxes take to start and to run, and how much memory they need, at work and idle.

    python -m tests.benchmarks.sandboxes [--rounds N] [--engines PYTHON] [--write]

Prints Markdown, which --write puts into sandboxes.md. --engines names a Python whose environment has the packages
mini-racer and quickjs, which are put beside each other there; without quickjs only V8 is measured. Memory is counted
on Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from burnish.sandbox import Sandbox, monty, native, node, pyodide, v8
from tests.process_tree import memory_mb

IDLE_SECONDS = 1.0

PYTHON = "def f(x):\n    return str(x + 1)\n"
JAVASCRIPT = "const f = (x) => String(x + 1);"
TABLE = "| sandbox | start, ms | open a session, ms | run, ms | run when two sessions take turns, ms | memory, MiB |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engines", default=sys.executable)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    text = "\n".join(report(args.rounds, args.engines)) + "\n"
    print(text)
    if args.write:
        Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")


def report(rounds: int, engines: str) -> Iterator[str]:
    yield from (
        "# What sandboxes cost",
        "",
        f"Made by `python -m tests.benchmarks.sandboxes --rounds {rounds} --engines PYTHON --write`: Python "
        f"{platform.python_version()}, {platform.system()} {platform.machine()}, Node {_node()}. Medians, on a machine "
        f"with {os.cpu_count()} cores and a load average of {os.getloadavg()[0]:.1f}. *start*",
        "is the first program in a new sandbox until its answer, *run* the answer of one more expression. Memory is that of "
        "the sandbox's own processes.",
        "",
        TABLE,
        "|---|---|---|---|---|---|",
    )
    for make, program in _sandboxes():
        found = [measured(make(), program) for _ in range(rounds)]
        yield (
            f"| {make().name} | "
            + " | ".join(_number(statistics.median(row)) for row in zip(*found, strict=True))
            + " |"
        )
    at_work, idle = idling()
    yield from (
        "",
        f"The pool of Monty, Pyodide and V8 together: {at_work:.0f} MiB while all of them are warm, {idle:.0f} MiB when they are "
        "idle. (Pyodide",
        f"and V8 end after {pyodide.IDLE_SECONDS:.0f} s without a session; Monty's process stays. The limit is 60 MiB.)",
        "",
        "## Which engine for JavaScript",
        "",
        "V8 and QuickJS, in a process of Python's each, which is counted in *memory*. *features* are expressions of the language",
        "since ES2018 that functions in ordinary projects use (`engines.py`).",
        "",
        "| engine | start, ms | a fresh context, ms | run, ms | 3 million rounds of a loop, ms | memory, MiB | features | a regular "
        "expression that never ends is stopped after 0.5 s |",
        "|---|---|---|---|---|---|---|---|",
    )
    lacking = {}
    for engine in ("v8", "quickjs"):
        numbers = compared(engine, engines, rounds)
        if numbers is None:
            yield f"| {engine}: not installed | | | | | | | |"
            continue
        lacking[engine] = numbers["lacking"]
        stopped = numbers["regex_stopped_after_s"]
        yield (
            f"| {engine} | {numbers['start_ms']:.0f} | {numbers['context_ms']:.2f} | {numbers['run_ms']:.3f} | "
            f"{numbers['loop_ms']:.0f} | {numbers['memory_mb']:.0f} | {numbers['features']} of {numbers['of']} | "
            f"{'yes' if stopped < 1.0 else f'no, it ran for {stopped:.1f} s'} |"
        )
    for engine, names in lacking.items():
        if names:
            yield f"\n{engine} lacks: {', '.join(names)}."
    yield (
        "\nV8 is taken for its coverage of the language: a function that an engine cannot run is a function that nobody can "
        "check. What it\ncosts more in memory is given back when it is idle."
    )


def measured(sandbox: Sandbox, program: str) -> tuple[float, float, float, float, float]:
    """Milliseconds and MiB of one new sandbox: start, open, run, run in turns, memory."""
    own = memory_mb(os.getpid())
    start = _milliseconds(lambda: _once(sandbox, program))
    opening = statistics.median(_milliseconds(lambda: _once(sandbox, program, run=False)) for _ in range(5))
    first, second = sandbox.open(program, 30.0), sandbox.open(program, 30.0)
    alone = statistics.median(_milliseconds(lambda: first.run("f(1)", 5.0)) for _ in range(50))
    turns = statistics.median(
        _milliseconds(lambda: session.run("f(1)", 5.0))  # noqa: B023 - it is run at once
        for _ in range(15)
        for session in (first, second)
    )
    memory = memory_mb(os.getpid()) - max(own, memory_of_self())
    for session in (first, second):
        session.close()
    sandbox.close()
    return start, opening, alone, turns, memory


def idling() -> tuple[float, float]:
    """MiB of all processes of the pool: at work, and some time after."""
    pool: tuple[tuple[Sandbox, str], ...] = (
        (monty.MontySandbox(), PYTHON),
        (pyodide.PyodideSandbox(IDLE_SECONDS), PYTHON),
        (v8.V8Sandbox(IDLE_SECONDS), JAVASCRIPT),
    )
    for sandbox, program in reversed(pool):
        _once(sandbox, program)
    at_work = memory_mb(os.getpid()) - memory_of_self()
    time.sleep(IDLE_SECONDS * 4)
    idle = memory_mb(os.getpid()) - memory_of_self()
    for sandbox, _ in pool:
        sandbox.close()
    return at_work, idle


def compared(engine: str, python: str, rounds: int) -> dict[str, Any] | None:
    """The medians of an engine; None where its package is not installed."""
    script = str(Path(__file__).with_name("engines.py"))
    found: list[dict[str, Any]] = []
    for _ in range(rounds):
        ran = subprocess.run([python, script, engine], capture_output=True, text=True, timeout=120, check=False)
        if "ModuleNotFoundError" in ran.stderr:
            return None
        ran.check_returncode()
        found.append(json.loads(ran.stdout))
    return {
        key: statistics.median(one[key] for one in found) if key != "lacking" else found[0][key] for key in found[0]
    }


def memory_of_self() -> float:
    """MiB of this process without those that it started."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _sandboxes() -> Iterator[tuple[Callable[[], Sandbox], str]]:
    if monty.installed():
        yield monty.MontySandbox, PYTHON
    if pyodide.installed():
        yield pyodide.PyodideSandbox, PYTHON
    yield native.cpython, PYTHON
    if v8.installed():
        yield v8.V8Sandbox, JAVASCRIPT
    if node.executable() is not None:
        yield native.node_itself, JAVASCRIPT


def _once(sandbox: Sandbox, program: str, run: bool = True) -> None:
    session = sandbox.open(program, 30.0)
    if run and session.run("f(1)", 30.0) != "2":
        raise ValueError(f"{sandbox.name} cannot count")
    session.close()


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.2f}"


def _node() -> str:
    found = node.executable()
    return ".".join(map(str, node.version(*(found[0], bool(found[1]))))) if found else "not installed"


if __name__ == "__main__":
    main()
