"""Attempts of JavaScript code to get out, or to take the machine with it: all denied, and the next program runs."""

from __future__ import annotations

import subprocess

import pytest

from burnish.sandbox import Sandbox, node
from tests.sandbox.host import Attempt, Host, each, outcome
from tests.sandbox.javascript_attempts import ATTEMPTS

NEXT = """
const attempt = async () => JSON.stringify([[1, 2].length, ({}).polluted ?? "clean", [,][0] ?? "clean", await "in time"]);
"""


def test_there_are_enough() -> None:
    assert len({attempt.name for attempt in ATTEMPTS}) == len(ATTEMPTS) >= 40


@pytest.mark.parametrize("sandbox", ["v8", "node"], indirect=True)
@pytest.mark.parametrize("attempt", each(ATTEMPTS))
def test_is_denied(sandbox: Sandbox, attempt: Attempt, target: Host) -> None:
    got = outcome(sandbox, target.aimed(attempt.program), attempt.seconds)
    assert target.reached(got) == []
    assert outcome(sandbox, NEXT, 10.0) == '[2,"clean","clean","in time"]'


@pytest.mark.parametrize("attempt", [attempt for attempt in ATTEMPTS if attempt.reaches], ids=str)
def test_gets_there_when_nothing_stops_it(attempt: Attempt, target: Host) -> None:
    found = node.executable()
    if found is None:
        pytest.skip("there is no Node")
    program = target.aimed(attempt.program) + "\nattempt().then((got) => { console.log(got); process.exit(0) });\n"
    ran = subprocess.run([found[0], "-e", program], capture_output=True, text=True, timeout=60, check=False)
    assert target.reached(ran.stdout) != [], ran.stderr
