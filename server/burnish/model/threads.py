"""How many threads to use, by measurement: core counts mislead on busy, virtual and uneven processors."""

from __future__ import annotations

import os
from collections.abc import Callable
from time import perf_counter

WORTHWHILE = 1.3
"""More threads are taken only where they are this many times as fast: fewer leave room for the editor."""


def candidates(usable: int | None = None) -> tuple[int, ...]:
    """1, 2, 4, … up to the processors that this process may use."""
    if usable is None:
        usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    counts = [1]
    while counts[-1] * 2 <= usable:
        counts.append(counts[-1] * 2)
    return tuple(counts)


def fastest(
    counts: tuple[int, ...],
    step: Callable[[int], None],
    enough: float = 0.0,
    seconds: float = 0.02,
    clock: Callable[[], float] = perf_counter,
) -> tuple[int, float]:
    """The best count and the seconds that one step takes with it.

    `step(count)` does one unit of the real work, over and over for `seconds`. The mean time counts, since
    threads that wait for a busy processor show in a few very long steps. The search ends with a count that
    takes no more than `enough` seconds a step, or that is no better than the one before.
    """
    step(counts[0])
    best, best_time = counts[0], _time(counts[0], step, seconds, clock)
    for count in counts[1:]:
        if best_time <= enough:
            break
        time = _time(count, step, seconds, clock)
        if best_time < time * WORTHWHILE:
            break
        best, best_time = count, time
    return best, best_time


def _time(count: int, step: Callable[[int], None], seconds: float, clock: Callable[[], float]) -> float:
    """The mean time of a step; one step is enough where it takes longer than `seconds`."""
    steps, started = 0, clock()
    while True:
        step(count)
        steps += 1
        taken = clock() - started
        if taken >= seconds:
            return taken / steps
