"""Processes and what they started, their command lines, memory and processor time, as Linux has them under /proc.

A process may end while it is looked at: then it has nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def memory_mb(pid: int) -> float:
    """The resident memory of a process and its descendants, in MiB; 0 where there is no /proc."""
    return sum(_resident_kb(one) for one in _tree(pid)) / 1024


def own_memory_mb(pid: int) -> float:
    """The resident memory of a process by itself, in MiB; 0 where there is no /proc."""
    return _resident_kb(pid) / 1024


def cpu_ms(pid: int) -> float:
    """The processor time that the living threads of a process and its descendants have used, in milliseconds."""
    return sum(_nanoseconds(task) for one in _tree(pid) for task in _tasks(one)) / 1e6


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [int(child) for task in _tasks(pid) for child in _read(task / "children").split()]


def command_line(pid: int) -> list[str]:
    """The program that a process runs, and its arguments."""
    return _read(Path(f"/proc/{pid}/cmdline")).split("\0")[:-1]


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for child in children(pid):
        yield from _tree(child)


def _tasks(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:  # the process has ended meanwhile
        return []


def _resident_kb(pid: int) -> int:
    for line in _read(Path(f"/proc/{pid}/status")).splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def _nanoseconds(task: Path) -> int:
    fields = _read(task / "schedstat").split()
    return int(fields[0]) if fields else 0


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:  # the process has ended meanwhile
        return ""
