"""How much memory and processor time a process may use: kept by the system where it can, else by looking often."""

from __future__ import annotations

import logging
import os
import sys
import threading
from pathlib import Path
from time import sleep

log = logging.getLogger(__name__)

MEMORY_EXIT = 87
"""The exit status of a process that used up its memory."""

LONGEST_ANSWER = 8 << 20
"""Characters; a longer answer is too much memory, too: its owner would have to hold it."""

LOOK_SECONDS = 0.05


def own_memory(size: int) -> None:
    """Let this process grow by at most `size` bytes; when it has, it fails to get more or ends with MEMORY_EXIT."""
    base = used()
    if sys.platform != "win32":
        import resource

        # On Linux this is what can be written to, so address space that engines only reserve does not count.
        kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        _, hard = resource.getrlimit(kind)
        if sys.platform == "linux":
            resource.setrlimit(kind, (_written() + size, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_watch, args=(base + size,), daemon=True).start()


def of_memory(process: int, size: int) -> None:
    """Let another process have at most `size` bytes to write to. Nothing happens where the system cannot be told."""
    if sys.platform == "linux":
        _set(process, "RLIMIT_DATA", size)


def of_processor(process: int, seconds: float) -> None:
    """Let another process use so much processor time from now on, lest it goes on for ever when its owner is gone."""
    if sys.platform == "linux":
        try:
            fields = Path(f"/proc/{process}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            return
        spent = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        _set(process, "RLIMIT_CPU", int(spent + seconds) + 1)


if sys.platform == "linux":

    def _set(process: int, kind: str, amount: int) -> None:
        import resource

        try:
            _, hard = resource.prlimit(process, getattr(resource, kind))
            amount = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
            resource.prlimit(process, getattr(resource, kind), (amount, hard))
        except (OSError, ValueError) as error:
            log.debug("no %s for process %d: %s", kind, process, error)


def used() -> int:
    """Bytes of this process in memory at their highest; 0 where that is not known."""
    if sys.platform == "win32":
        return _used_on_windows()
    import resource

    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest if sys.platform == "darwin" else highest * 1024


def _written() -> int:
    """Bytes of this process that count for RLIMIT_DATA, on Linux."""
    lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)


def _used_on_windows() -> int:
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = [
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            *((name, ctypes.c_size_t) for name in (
                "PeakWorkingSetSize", "WorkingSetSize", "QuotaPeakPagedPoolUsage", "QuotaPagedPoolUsage",
                "QuotaPeakNonPagedPoolUsage", "QuotaNonPagedPoolUsage", "PagefileUsage", "PeakPagefileUsage",
            )),
        ]  # fmt: skip

    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    process = ctypes.windll.kernel32.GetCurrentProcess()  # type: ignore[attr-defined, unused-ignore]
    ask = ctypes.windll.psapi.GetProcessMemoryInfo  # type: ignore[attr-defined, unused-ignore]
    ask.argtypes = [wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD]
    return int(counters.PagefileUsage) if ask(process, ctypes.byref(counters), counters.cb) else 0


def _watch(most: int) -> None:
    while True:
        if used() > most:
            os._exit(MEMORY_EXIT)
        sleep(LOOK_SECONDS)
