"""Attempts of Python code to get out, or to take the machine with it: all denied, and the next program runs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from burnish.sandbox import Sandbox
from tests.sandbox.host import Attempt, Host, each, outcome
from tests.sandbox.python_attempts import ATTEMPTS

NEXT = "import json\ndef attempt():\n    return json.dumps([len([1, 2])])\n"


def test_there_are_enough() -> None:
    assert len({attempt.name for attempt in ATTEMPTS}) == len(ATTEMPTS) >= 40


@pytest.mark.parametrize("sandbox", ["monty", "pyodide", "cpython"], indirect=True)
@pytest.mark.parametrize("attempt", each(ATTEMPTS))
def test_is_denied(sandbox: Sandbox, attempt: Attempt, target: Host) -> None:
    got = outcome(sandbox, target.aimed(attempt.program), attempt.seconds)
    assert target.reached(got) == []
    assert outcome(sandbox, NEXT, 10.0) == "[2]"


@pytest.mark.parametrize("attempt", [attempt for attempt in ATTEMPTS if attempt.reaches], ids=str)
def test_gets_there_when_nothing_stops_it(attempt: Attempt, target: Host) -> None:
    program = target.aimed(attempt.program) + "\nprint(attempt(), flush=True)\n"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert target.reached(ran.stdout) != [], ran.stderr
