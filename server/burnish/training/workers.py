"""Worker processes that end with the one they work for, and work only until a given time."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from signal import SIG_IGN, SIGINT, signal
from typing import Any, TypeVar

Result = TypeVar("Result")
About = TypeVar("About")


@contextmanager
def workers(processes: int, begin: Callable[..., None] | None = None, *given: Any) -> Iterator[ProcessPoolExecutor]:
    """Processes that call `begin` with what is given first. At the end of the block they are ended, whatever they do."""
    pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_begin, initargs=(begin, given))
    try:
        yield pool
    finally:
        running = list((pool._processes or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for process in running:
            process.terminate()


def finished(running: dict[Future[Result], About], until: float) -> Iterator[tuple[Future[Result], About]]:
    """Those that are done, taken out of `running`, as soon as there are any; none when the time is up first."""
    done, _ = wait(running, timeout=max(0.0, until - time.monotonic()), return_when=FIRST_COMPLETED)
    for future in done:
        yield future, running.pop(future)


def _begin(begin: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    signal(SIGINT, SIG_IGN)  # Ctrl-C is for the process that they work for
    parent = parent_process()
    if parent is not None:

        def watch() -> None:
            connection.wait([parent.sentinel])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()
    if begin is not None:
        begin(*given)
