"""Commands with limits."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from burnish.verification.project_tests.limited import Ended, run
from tests.running import missing


def python(
    code: str, folder: Path, seconds: float = 20.0, *, memory: int = 0, cancelled: threading.Event | None = None
) -> Ended:
    command = (sys.executable, "-c", code)
    return run(command, folder, os.environ, seconds, output=folder / "said", memory=memory, cancelled=cancelled)


def test_what_it_says_and_how_it_ends(tmp_path: Path):
    ended = python("import sys; print('hello'); sys.exit(3)", tmp_path)
    assert (ended.code, ended.said, ended.timed_out) == (3, "hello\n", False)


def test_a_run_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path):
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True)\ntime.sleep(60)\n"
    )
    ended = python(code, tmp_path, seconds=3.0)
    assert ended.timed_out
    assert ended.seconds < 20
    assert _ends(int(ended.said))


def test_what_a_run_leaves_behind_is_ended(tmp_path: Path):
    code = "import subprocess, sys; print(subprocess.Popen(['sleep', '60'], stdout=subprocess.DEVNULL).pid)"
    assert _ends(int(python(code, tmp_path).said))


def test_a_run_that_nobody_waits_for_any_more(tmp_path: Path):
    cancelled = threading.Event()
    threading.Timer(0.5, cancelled.set).start()
    ended = python("import time; time.sleep(60)", tmp_path, 60.0, cancelled=cancelled)
    assert ended.cancelled
    assert ended.seconds < 20


@pytest.mark.skipif(sys.platform != "linux", reason="the limit on memory is Linux's")
def test_too_much_memory(tmp_path: Path):
    ended = python("x = bytearray(1 << 30)", tmp_path, memory=256 << 20)
    assert "MemoryError" in ended.said


def test_the_network_is_out_of_reach_but_for_this_machine(tmp_path: Path):
    if subprocess.run(["unshare", "--map-root-user", "--net", "true"], capture_output=True, check=False).returncode:
        missing("the network cannot be cut off here: unshare is not permitted")
    code = (
        "import socket\nserver = socket.create_server(('127.0.0.1', 0))\n"
        "socket.create_connection(server.getsockname(), 5)\nprint('here')\n"
        "try:\n    socket.create_connection(('192.0.2.1', 80), 5)\nexcept OSError as error:\n    print(error.strerror)\n"
    )
    assert python(code, tmp_path).said == "here\nNetwork is unreachable\n"


def _ends(process: int) -> bool:
    """Whether a process that was sent its signal is gone, or waits only to be counted as gone, in a few seconds."""
    last = time.monotonic() + 5
    while time.monotonic() < last:
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
    return False
