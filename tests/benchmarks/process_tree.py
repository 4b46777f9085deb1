"""Memory and processor time of a process and its descendants, as Linux counts them under /proc."""

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


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for task in _tasks(pid):
        for child in _read(task / "children").split():
            yield from _tree(int(child))


def _tasks(pid: int) -> list[Path]:
    folder = Path(f"/proc/{pid}/task")
    return list(folder.iterdir()) if folder.is_dir() else []


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
        return path.read_text()
    except OSError:  # the process has ended meanwhile
        return ""
