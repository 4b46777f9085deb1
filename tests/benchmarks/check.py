"""How long `burnish check` takes: from nothing, again, its start alone, and `ruff check` beside it.

    python -m tests.benchmarks.check FOLDER

Each in a process of its own, with a cache of its own. Seconds of wall clock, and of all cores together.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

BIN = Path(sys.executable).parent


def main(folder: Path) -> None:
    lines = sum(path.read_bytes().count(b"\n") for path in folder.rglob("*.py"))
    print(f"{lines:,} lines of Python, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print("| | seconds | of all cores |\n|---|--:|--:|")
    with tempfile.TemporaryDirectory() as kept, tempfile.TemporaryDirectory() as empty:
        environment = {**os.environ, "XDG_CACHE_HOME": kept}
        Path(empty, "a.py").write_text("x = 1\n", encoding="utf-8")
        check = (str(BIN / "burnish"), "check", "--quiet", "--exit-zero", "--output-file")
        ruff = (str(BIN / "ruff"), "check", "--quiet", "--exit-zero", "--isolated")
        start = _timed("start (one file, known)", (*check, os.devnull, empty), environment, runs=4)
        first = _timed("first", (*check, f"{kept}/first", str(folder)), environment)
        again = _timed("again", (*check, f"{kept}/again", str(folder)), environment, runs=3)
        _timed("`ruff check`, first", (*ruff, "--no-cache", str(folder)), environment, runs=3)
        same = Path(kept, "first").read_bytes() == Path(kept, "again").read_bytes()
    print(
        f"\nThe second run takes start + {100 * (again - start) / first:.1f} % of the first, and finds {'the same' if same else 'SOMETHING ELSE'}."
    )


def _timed(what: str, command: Sequence[str], environment: Mapping[str, str], runs: int = 1) -> float:
    """The seconds of the quickest run."""
    best, best_cpu = float("inf"), float("inf")
    for _ in range(runs):
        before, started = os.times(), time.perf_counter()
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        took, after = time.perf_counter() - started, os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        best, best_cpu = min(best, took), min(best_cpu, cpu)
    print(f"| {what} | {best:.2f} | {best_cpu:.2f} |", flush=True)
    return best


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
