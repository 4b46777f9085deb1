"""Tests in Python, by pytest or unittest, with a recorder of ours inside the process."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from burnish.files import json_of
from burnish.verification.project_tests import limited
from burnish.verification.project_tests.functions import Places
from burnish.verification.project_tests.runs import Ran, Run, environment, first_line
from burnish.verification.project_tests.scratch import Copy
from burnish.verification.project_tests.suites import Suite

_INJECTED = Path(__file__).parent / "injected"


def run(
    suite: Suite,
    copy: Copy,
    files: Sequence[str],
    seconds: float,
    only: frozenset[str] | None,
    cancelled: threading.Event | None,
) -> Run:
    orders, told = copy.spare / "orders.json", copy.spare / "told.jsonl"
    asked = {"root": str(copy.root), "files": list(files), "only": None if only is None else sorted(only)}
    orders.write_text(json.dumps(asked | {"output": str(told)}), encoding="utf-8")
    told.write_bytes(b"")
    folder = copy.root / suite.folder
    ended = limited.run(
        (*suite.command, *_arguments(suite, files)),
        folder,
        environment(copy) | _variables(suite, copy) | {"BURNISH_TESTS": str(orders)},
        seconds,
        output=copy.spare / "said.txt",
        memory=limited.MEMORY,
        cancelled=cancelled,
    )
    return read(told.read_text(encoding="utf-8", errors="replace"), ended, Places(copy.root))


def _arguments(suite: Suite, files: Sequence[str]) -> list[str]:
    if suite.framework == "unittest":
        return []
    names = [os.path.relpath(name, suite.folder) for name in files]
    # Not with `-m pytest` alone: what stands in the settings of the project stays as it is, but for what tells nothing.
    return ["-p", "burnish_reach.for_pytest", "-p", "no:randomly", "-q", *names]


def _variables(suite: Suite, copy: Copy) -> dict[str, str]:
    paths = [str(_INJECTED), *(str(copy.root / one) for one in suite.paths)]
    inherited = [one for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if one]
    return {
        "PYTHONPATH": os.pathsep.join([*paths, *inherited]),
        "PYTHONDONTWRITEBYTECODE": "1",
        # Parameters that come from a set keep their order, and the tests their names.
        "PYTHONHASHSEED": "0",
    }


def read(told: str, ended: limited.Ended, places: Places) -> Run:
    """A Run from the lines that the recorder wrote."""
    tests: dict[str, Ran] = {}
    broken: dict[str, str] = {}
    left: dict[str, int] = {}
    running: tuple[str, str] | None = None
    collected = finished = False
    for line in told.splitlines():
        try:
            one: dict[str, Any] = json_of(line)
        except ValueError:
            continue  # cut off when the process was killed
        kind = one["kind"]
        if kind == "collected":
            left, collected = dict(one["tests"]), True
        elif kind == "broken":
            broken[one["file"]] = one["why"]
        elif kind == "started":
            running = (one["test"], one["file"])
        elif kind == "ended":
            running = None
            left[one["file"]] = left.get(one["file"], 1) - 1
            reached: dict[str, set[str]] = {}
            for path, number in one["reached"]:
                reached.setdefault(path, set()).add(places.at_line(path, number))
            tests[one["test"]] = Ran(
                one["test"],
                one["file"],
                one["outcome"],
                one["why"],
                one["seconds"],
                {path: frozenset(names) for path, names in reached.items()},
            )
        elif kind == "finished":
            finished = collected
    return Run(
        tests,
        broken,
        frozenset(file for file, count in left.items() if count <= 0) | frozenset(broken),
        "cancelled" if ended.cancelled else "timed out" if ended.timed_out else "finished" if finished else "died",
        ended.seconds,
        first_line(_last_words(ended.said)),
        running,
    )


def _last_words(said: str) -> str:
    """The exception that pytest shows, or the last line that was written, which in Python is the exception's."""
    lines = [line for line in said.splitlines() if line.strip()]
    shown = next((line[2:] for line in lines if line.startswith("E  ")), None)
    return shown or (lines[-1] if lines else "")
