"""Commands with limits: on time, on memory, and, where the system lets us, without the network."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from burnish.child import NO_WINDOW

MEMORY = 4 << 30
"""Bytes that a run of Python may have; Node has a limit of its own, in its options."""

LAUNCHER = Path(__file__).parent / "injected" / "launcher.py"

_POLL_SECONDS = 0.05
_SAID_BYTES = 4_000


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended. `said` is the end of what it wrote, for a reason when it tells nothing else."""

    code: int
    timed_out: bool
    cancelled: bool
    seconds: float
    said: str


def run(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    seconds: float,
    *,
    output: Path,
    memory: int = 0,
    cancelled: threading.Event | None = None,
) -> Ended:
    """Runs a command to its end, or to the end of its time; then nothing of its process group is left.

    `output` is the file for what it writes. Raises OSError when it cannot be started.
    """
    started = monotonic()
    with output.open("wb") as file:
        process = subprocess.Popen(
            _launched(command, memory),
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            creationflags=NO_WINDOW,
        )
        timed_out = stopped = False
        try:
            while True:
                try:
                    process.wait(_POLL_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    timed_out = monotonic() - started > seconds
                    stopped = cancelled is not None and cancelled.is_set()
                    if timed_out or stopped:
                        break
        finally:
            _end(process)
    said = output.read_bytes()[-_SAID_BYTES:].decode("utf-8", "replace")
    return Ended(process.returncode, timed_out, stopped, monotonic() - started, said)


def _launched(command: Sequence[str], memory: int) -> list[str]:
    if os.name != "posix":
        return list(command)
    # Burnish's own interpreter, as it stands, and nothing of what the environment adds to it.
    return [sys.executable, "-I", "-S", str(LAUNCHER), str(memory), *command]


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and all that it started."""
    if sys.platform == "win32":
        if process.poll() is None:
            command = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
            subprocess.run(command, capture_output=True, check=False, creationflags=NO_WINDOW)
    else:
        # Nothing of it may be left by now; macOS calls that a matter of permission.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
