"""How long an editor waits for Burnish, beside Ruff, a bare pygls server and Oxlint.

    python -m tests.benchmarks.latency [--rounds N] [--edits N] [--write]

Prints JSON; `--write` also writes tests/benchmarks/latency.md. Oxlint takes part when it is found, on the path or
where this puts it:  npm install --prefix ~/.cache/burnish-benchmarks oxlint

All servers of a round are alive at once and take turns edit by edit, so that a busy machine slows all of them.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.benchmarks.client import Client
from tests.benchmarks.subjects import Subject, javascript, python
from tests.process_tree import cpu_ms, memory_mb, own_memory_mb

COMMENT = {"python": "#", "javascript": "//"}
PAUSE = 0.05
"""Seconds between two edits, so that a server can end what it does afterwards."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One server on one file. Milliseconds, MiB; `*_cpu` is the processor time that the server used for it."""

    server: str
    file: str
    lines: int
    start: float
    open: float
    edit: float
    edit_cpu: float
    new_line: float
    memory: float
    warm: float
    diagnostics: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often every server is started")
    parser.add_argument("--edits", type=int, default=15, help="edits of each kind in a round")
    parser.add_argument("--write", action="store_true", help="write the table beside this file")
    args = parser.parse_args()
    ruff, oxlint = _program("ruff"), _program("oxlint")
    burnish = ("Burnish", [sys.executable, "-m", "burnish", "serve"])
    bare = ("bare pygls", [sys.executable, str(Path(__file__).with_name("bare_pygls.py"))])
    measured: list[Measured] = []
    for subject in (python(), python(10)):
        peers = [("ruff server", [ruff, "server"])] if ruff else []
        measured += compare([burnish, *peers, bare], subject, args.rounds, args.edits)
    peers = [("oxlint --lsp", [oxlint, "--lsp"])] if oxlint else []
    measured += compare([burnish, *peers, bare], javascript(), args.rounds, args.edits)
    if args.write:
        Path(__file__).with_suffix(".md").write_text(table(measured, args.rounds, args.edits), encoding="utf-8")
    json.dump([asdict(one) for one in measured], sys.stdout, indent=1)
    print()


def compare(servers: Sequence[tuple[str, Sequence[str]]], subject: Subject, rounds: int, edits: int) -> list[Measured]:
    """Medians of each server on one file."""
    taken: list[list[Measured]] = [[] for _ in servers]
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            turn = servers if number % 2 == 0 else servers[::-1]
            sessions = [_Session(name, command, subject, Path(folder)) for name, command in turn]
            _until_idle([one.client.process.pid for one in sessions])
            before = [cpu_ms(one.client.process.pid) for one in sessions]
            typed = _in_turns([one.type_letter for one in sessions], edits)
            spent = [cpu_ms(one.client.process.pid) - at for one, at in zip(sessions, before, strict=True)]
            broken = _in_turns([one.break_line for one in sessions], edits)
            for session, edit, cpu, line in zip(sessions, typed, spent, broken, strict=True):
                at = next(index for index, (name, _) in enumerate(servers) if name == session.name)
                taken[at].append(session.end(edit, cpu / (edits + 1), line))
    return [_median(one) for one in taken]


class _Session:
    """A server with the subject open in it."""

    def __init__(self, name: str, command: Sequence[str], subject: Subject, folder: Path) -> None:
        self.name = name
        self.subject = subject
        self.client = Client(command, folder)
        self.start = self.client.initialize({"settings": {"model": "off", "behaviour": False}})
        suffix = ".js" if subject.language == "javascript" else ".py"
        self.uri = (folder / f"subject{suffix}").as_uri()
        time.sleep(0.2)  # no editor opens a file in the same moment
        self.open, self.diagnostics = self.client.open(self.uri, subject.language, subject.text)
        self.version = 1
        self.rows = subject.text.split("\n")

    def type_letter(self) -> float:
        """Types one more letter of a comment at the end of a line within a function."""
        row = self.subject.line
        mark = f"  {COMMENT[self.subject.language]} "
        text = "n" if mark in self.rows[row] else mark
        column = len(self.rows[row])
        self.rows[row] += text
        return self._typed(row, column, text)

    def break_line(self) -> float:
        """Inserts an empty line at the middle of the file, wherever that is."""
        row = len(self.rows) // 2
        self.rows.insert(row, "")
        return self._typed(row, 0, "\n")

    def end(self, edit: float, cpu: float, new_line: float) -> Measured:
        memory, warm = own_memory_mb(self.client.process.pid), memory_mb(self.client.process.pid)
        self.client.close()
        lines = self.subject.text.count("\n")
        return Measured(
            self.name,
            self.subject.name,
            lines,
            self.start,
            self.open,
            edit,
            cpu,
            new_line,
            memory,
            warm,
            self.diagnostics,
        )

    def _typed(self, row: int, column: int, text: str) -> float:
        self.version += 1
        took, self.diagnostics = self.client.type(self.uri, self.version, row, column, text)
        return took


def _until_idle(pids: Sequence[int]) -> None:
    """Waits until servers have done what they do once, when nobody asks anything: for a minute at most."""
    for _ in range(60):
        before = [cpu_ms(one) for one in pids]
        time.sleep(1)
        if all(cpu_ms(one) - at < 20 for one, at in zip(pids, before, strict=True)):
            return


def _in_turns(acts: Sequence[Callable[[], float]], times: int) -> list[float]:
    """The median of each act, all done in turns; the first time of each is not counted."""
    taken: list[list[float]] = [[] for _ in acts]
    for number in range(times + 1):
        for act, times_taken in zip(acts, taken, strict=True):
            time.sleep(PAUSE)
            took = act()
            if number:
                times_taken.append(took)
    return [statistics.median(one) for one in taken]


def _median(rounds: Sequence[Measured]) -> Measured:
    first = rounds[0]
    names = ("start", "open", "edit", "edit_cpu", "new_line", "memory", "warm")
    medians = {name: round(statistics.median(getattr(one, name) for one in rounds), 1) for name in names}
    return Measured(
        server=first.server, file=first.file, lines=first.lines, diagnostics=rounds[-1].diagnostics, **medians
    )


def table(measured: Iterable[Measured], rounds: int, edits: int) -> str:
    """The figures as a page of Markdown, each with its ratio to Burnish's."""
    every = list(measured)
    text = f"""\
# How long an editor waits

Made by `python -m tests.benchmarks.latency --rounds {rounds} --edits {edits} --write`: Python {platform.python_version()},
{platform.system()} {platform.machine()}. Medians in milliseconds and MiB; in brackets, Burnish's figure divided by this one.
Servers take turns, edit by edit, on one machine: compare the ratios. *edit* is a letter typed in a
comment within a function until the diagnostics are there, *edit, CPU* the processor time that the server used for it, *new line* an
empty line in the middle of the file, *memory* that of the server's process, *warm* with the processes that it keeps for a minute after
an edit (strict parsers); neither the model nor sandboxes are in it.

| file | server | start | open | edit | edit, CPU | new line | memory | warm | diagnostics |
|---|---|---|---|---|---|---|---|---|---|
"""
    for one in every:
        ours = next(other for other in every if other.file == one.file and other.server == "Burnish")
        cells = [f"{one.file}, {one.lines} lines", one.server]
        for name in ("start", "open", "edit", "edit_cpu", "new_line", "memory", "warm"):
            value, own = getattr(one, name), getattr(ours, name)
            cells.append(f"{value:g}" if one is ours or not value else f"{value:g} ({own / value:.2f})")
        text += "| " + " | ".join([*cells, str(one.diagnostics)]) + " |\n"
    return text


def _program(name: str) -> str | None:
    places = (Path(sys.executable).parent, Path("~/.cache/burnish-benchmarks/node_modules/.bin").expanduser())
    return next((str(place / name) for place in places if (place / name).is_file()), shutil.which(name))


if __name__ == "__main__":
    main()
